/* SPDX-License-Identifier: Apache-2.0 */
/* delay_line: words with the time at which they are due. */
#include "golden.h"
#include "parts.h"

enum { DEPTH = 64 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, latency, 16) PIN(in, in_valid, 1) PIN(in, in_data, 16) \
  PIN(in, out_ready, 1) PIN(out, out_valid, 1) PIN(out, out_data, 16)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  uint64_t now;
  struct part_queue wire; /* data, due */
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->now = s->wire.pushed = s->wire.popped = 0;
  uint64_t *head = part_queue_head(&s->wire);
  p->out_valid = part_queue_count(&s->wire) != 0 && s->now >= head[1];
  p->out_data = head[0];
  if (!p->out_valid) golden_unknown(g, &p->out_data);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  s->wire.popped += p->out_valid && p->out_ready;
  if (p->in_valid) part_queue_push(&s->wire, p->in_data, s->now + p->latency);
  s->now++;
}

/* Few words that are long under way, while the clock it counts in wraps. */
static void drive_long(struct golden *g) {
  struct pins *p = g->pins;
  p->out_ready = 1;
  for (unsigned n = 0; n < 8; n++) {
    p->latency = n == 0 ? 32767 : golden_bits(g, 8 + n);
    for (unsigned i = 0; i < 20000; i++) {
      p->rst_n = n != 0 || i > 1;
      p->in_valid = i < 64 && golden_chance(g, 20);
      if (p->in_valid) p->in_data = golden_bits(g, 16);
      golden_step(g, 1);
    }
  }
}

static void drive(struct golden *g) {
  static const unsigned latency[] = {1, 0, 5, 20, 63};
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned i = 0; i < 5 * 600; i++) {
    unsigned life = i % 600;
    p->rst_n = life > 1 && life != 400;
    p->latency = latency[i / 600];
    p->in_valid = part_queue_count(&s->wire) < DEPTH - 1 && golden_chance(g, life < 200 ? 100 : 40);
    if (p->in_valid) p->in_data = golden_bits(g, 16);
    p->out_ready = life < 200 || golden_chance(g, 70);
    golden_step(g, 1);
  }
  drive_long(g);
}

GOLDEN_MODEL(delay_line, .parameters = "W=16 DEPTH=64", .clocks = "clk", .version = 2, .seed = 12,
             .state_size = sizeof(struct state), .edge = edge);
