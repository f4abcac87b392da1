/* SPDX-License-Identifier: Apache-2.0 */
/* domain_ctl: two thresholds. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, logic_mv, 16) PIN(in, retention_mv, 16) PIN(in, supply_ok, 1) \
  PIN(in, mv, 16) PIN(out, on, 1) PIN(out, kept, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct model_domain *s = g->state;
  if (!p->rst_n) *s = (struct model_domain){0};
  p->on = s->on;
  p->kept = s->kept;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  const struct power_straps straps = {.logic_mv = (long)p->logic_mv,
                                      .retention_mv = (long)p->retention_mv};
  if (p->rst_n) model_domain_tick(g->state, &straps, p->supply_ok, (long)p->mv);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4000; i++) {
    p->rst_n = i > 1 && i % 900 != 0;
    if (i % 100 == 0) {
      p->logic_mv = i < 1000 ? 2400 : 1 + golden_bits(g, 15);
      /* Above the other it rules both. */
      p->retention_mv = i < 1000 ? 2000 : 1 + golden_bits(g, 15);
    }
    const uint16_t level[] = {0,
                              (uint16_t)(p->retention_mv - 1),
                              (uint16_t)p->retention_mv,
                              (uint16_t)(p->logic_mv - 1),
                              (uint16_t)p->logic_mv,
                              UINT16_MAX};
    p->supply_ok = golden_chance(g, i % 1000 < 500 ? 20 : 80);
    if (golden_chance(g, 25)) p->mv = level[golden_below(g, 6)];
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(domain_ctl, .parameters = "", .clocks = "clk", .version = 2, .seed = 36,
             .state_size = sizeof(struct model_domain), .edge = edge);
