/* SPDX-License-Identifier: Apache-2.0 */
/* sync_fifo: a queue in C. */
#include "golden.h"

enum { DEPTH = 4, WIDTH = 16 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, push_valid, 1) PIN(in, push_data, WIDTH) PIN(in, pop_ready, 1) \
  PIN(out, push_ready, 1) PIN(out, pop_valid, 1) PIN(out, pop_data, WIDTH) PIN(out, count, 3)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  uint64_t word[DEPTH];
  unsigned pushed, popped;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->pushed = s->popped = 0;
  p->count = s->pushed - s->popped;
  p->push_ready = p->count < DEPTH;
  p->pop_valid = p->count > 0;
  p->pop_data = s->word[s->popped % DEPTH];
  if (!p->pop_valid) golden_unknown(g, &p->pop_data);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  if (p->push_valid && p->push_ready) s->word[s->pushed++ % DEPTH] = p->push_data;
  if (p->pop_valid && p->pop_ready) s->popped++;
}

static void drive(struct golden *g) {
  static const struct {
    unsigned push, pop; /* percent */
  } phase[] = {{100, 100}, {100, 0}, {0, 100}, {100, 30}, {30, 100}, {50, 50}};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 6 * 400; i++) {
    p->rst_n = i > 1 && i % 397 != 0; /* at any level */
    p->push_valid = golden_chance(g, phase[i / 400].push);
    if (p->push_valid) p->push_data = golden_bits(g, WIDTH);
    p->pop_ready = golden_chance(g, phase[i / 400].pop);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(sync_fifo, .parameters = "W=16 DEPTH=4", .clocks = "clk", .version = 1, .seed = 1,
             .state_size = sizeof(struct state), .edge = edge);
