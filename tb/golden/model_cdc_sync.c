/* SPDX-License-Identifier: Apache-2.0 */
/* cdc_sync, without random delays: what came two edges ago. */
#include "golden.h"
#include "parts.h"

/* clang-format off */
#define PORTS(PIN, WIDE) PIN(in, rst_n, 1) PIN(in, d, 8) PIN(out, q, 8)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_sync sync;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->sync = (struct part_sync){0};
  p->q = s->sync.out;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (p->rst_n) part_sync_edge(&s->sync, p->d);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 3000; i++) {
    p->rst_n = i > 1 && i % 251 > 1;
    p->d = i < 300 ? 1U << i % 8 : golden_chance(g, 60) ? golden_bits(g, 8) : p->d;
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(cdc_sync, .parameters = "W=8", .clocks = "clk", .version = 1, .seed = 2,
             .state_size = sizeof(struct state), .edge = edge);
