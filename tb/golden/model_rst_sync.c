/* SPDX-License-Identifier: Apache-2.0 */
/* rst_sync: pulled at once, let go at the second edge. */
#include "golden.h"
#include "parts.h"

/* clang-format off */
#define PORTS(PIN, WIDE) PIN(in, rst_n_in, 1) PIN(out, rst_n_out, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  p->rst_n_out = part_reset_out(g->state, p->rst_n_in);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  part_reset_edge(g->state, p->rst_n_in);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 3000; i++) {
    p->rst_n_in = i > 1 && golden_chance(g, i < 1500 ? 60 : 90);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(rst_sync, .parameters = "", .clocks = "clk", .version = 1, .seed = 3,
             .state_size = sizeof(struct part_reset), .edge = edge);
