/* SPDX-License-Identifier: Apache-2.0 */
/* status_monitor: what is seen against what was told, and a timer. */
#include "golden.h"
#include "models_of_control.h"
#include "twk_layout.h"

enum { SETTLE = 2 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, managed, 1) PIN(in, tick_cycles, 32) PIN(in, calm, 1) \
  PIN(in, stat, 32) PIN(in, ev_ready, 1) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct status *s = g->state;
  if (!p->rst_n) *s = (struct status){0};
  struct status_event e = status_event(s, p->managed, p->calm, SETTLE);
  p->ev_valid = e.valid;
  p->ev_rec[0] = e.rec[0];
  p->ev_rec[1] = e.rec[1];
  if (!e.valid) golden_unknown(g, p->ev_rec);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  if (p->rst_n) status_edge(g->state, p->ev_valid && p->ev_ready, p->stat, p->tick_cycles);
}

static void drive(struct golden *g) {
  static const uint32_t tick[] = {50, 1, 3, 400};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4 * 1200; i++) {
    unsigned life = i % 1200;
    if (life == 0) p->stat = 0;
    p->rst_n = life > 1;
    p->managed = i / 100 != 20;
    p->tick_cycles = tick[i / 1200];
    p->calm = life / 300 % 2;
    if (golden_chance(g, life < 600 ? 3 : 20)) /* spare bits are 0 */
      p->stat ^= UINT64_C(1) << golden_below(g, TWK_STAT_SPARE_LSB);
    p->ev_ready = golden_chance(g, life % 400 < 200 ? 90 : 10);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(status_monitor, .parameters = "SETTLE=2", .clocks = "clk", .version = 2, .seed = 10,
             .state_size = sizeof(struct status), .edge = edge);
