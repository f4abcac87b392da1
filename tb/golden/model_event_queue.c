/* SPDX-License-Identifier: Apache-2.0 */
/* event_queue: source 0 at once, the others in turn, two places kept for source 0. */
#include "golden.h"
#include "parts.h"

enum { DEPTH = 16, SOURCES = 4 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, src_valid, SOURCES) WIDE(in, src_rec, SOURCES * 128) \
  PIN(in, ev_ready, 1) PIN(out, src_ready, SOURCES) PIN(out, room, 1) PIN(out, ev_valid, 1) \
  WIDE(out, ev_rec, 128) PIN(out, dropped, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_queue queue;
  unsigned served; /* last */
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->queue.pushed = s->queue.popped = s->served = 0;
  uint64_t left = DEPTH - part_queue_count(&s->queue);
  p->room = left >= 2;
  p->src_ready = 1;
  for (unsigned i = 1; i < SOURCES && left > 2 && !(p->src_valid & 1); i++) {
    unsigned source = (s->served + i - 1) % (SOURCES - 1) + 1;
    if (!(p->src_valid >> source & 1)) continue;
    p->src_ready |= 1U << source;
    break;
  }
  p->ev_valid = left != DEPTH;
  p->ev_rec[0] = part_queue_head(&s->queue)[0];
  p->ev_rec[1] = part_queue_head(&s->queue)[1];
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
  p->dropped = 0;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  s->queue.popped += p->ev_valid && p->ev_ready;
  for (unsigned i = 0; i < SOURCES; i++) {
    if (!(p->src_valid & p->src_ready & 1U << i)) continue;
    part_queue_push(&s->queue, p->src_rec[2 * i], p->src_rec[2 * i + 1]);
    if (i != 0) s->served = i;
  }
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned i = 0; i < 1000; i++) {
    unsigned phase = i / 250;
    p->rst_n = i > 1 && i % 249 != 0;
    for (unsigned source = 0; source < SOURCES; source++) {
      if (p->src_valid & ~p->src_ready & 1U << source) continue;
      p->src_valid &= ~(UINT64_C(1) << source);
      if (!golden_chance(g, phase == 1 ? 70 : 15)) continue;
      p->src_valid |= UINT64_C(1) << source;
      p->src_rec[2 * source + i % 2] = golden_bits(g, 64);
    }
    if (part_queue_count(&s->queue) == DEPTH) p->src_valid &= ~UINT64_C(1);
    p->ev_ready = golden_chance(g, phase == 2 ? 30 : 70);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(event_queue, .parameters = "SOURCES=4 DEPTH=16", .clocks = "clk", .version = 1,
             .seed = 14, .state_size = sizeof(struct state), .edge = edge);
