/* SPDX-License-Identifier: Apache-2.0 */
/* heartbeat_monitor: when the last beat came, and when the link came up. */
#include "golden.h"
#include "models_of_control.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, limit_cycles, 32) PIN(in, link_up, 1) PIN(in, beat, 1) \
  PIN(out, seen, 1) PIN(out, silent, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct heartbeat *s = g->state;
  if (!p->rst_n) *s = (struct heartbeat){0};
  p->seen = s->seen;
  p->silent = s->silent;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  if (p->rst_n) heartbeat_edge(g->state, p->limit_cycles, p->link_up, p->beat);
}

/* Limits of which one bit is set: not silent early. */
static void drive_long(struct golden *g) {
  struct pins *p = g->pins;
  p->link_up = 1;
  for (unsigned n = 0; n < 32; n++) {
    p->limit_cycles = 1U << n;
    for (unsigned life = 0; life < 60; life++) {
      p->rst_n = life > 1;
      golden_step(g, 1);
    }
  }
}

static void drive(struct golden *g) {
  static const uint32_t limit[] = {20, 0, 1, 7, 100};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 1500; i++) {
    unsigned life = i % 1500;
    p->rst_n = life > 1;
    p->limit_cycles = limit[i / 1500];
    if (life == 0 || golden_chance(g, 1)) p->link_up = golden_chance(g, 80);
    if (golden_chance(g, life < 700 ? 10 : 2)) p->beat = !p->beat;
    golden_step(g, 1);
  }
  drive_long(g);
}

GOLDEN_MODEL(heartbeat_monitor, .parameters = "", .clocks = "clk", .version = 2, .seed = 9,
             .state_size = sizeof(struct heartbeat), .edge = edge);
