/* SPDX-License-Identifier: Apache-2.0 */
/* power_switch: where it is, and when it opened. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, uv_mv, 16) PIN(in, switch_ticks, 16) PIN(in, unit_mv, 16) \
  PIN(in, unit_uv, 1) PIN(in, unit_ok, 1) PIN(in, batt_mv, 16) PIN(out, unit_en, 1) \
  PIN(out, batt_en, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct model_switch sw;
  long t;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.t = 0};
  p->unit_en = s->sw.at == AT_UNIT;
  p->batt_en = s->sw.at == AT_BATTERY;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.uv_mv = (long)p->uv_mv,
                                      .switch_ticks = (long)p->switch_ticks};
  if (p->rst_n)
    model_switch_tick(&s->sw, s->t++, &straps, (long)p->unit_mv, p->unit_uv, p->unit_ok,
                      (long)p->batt_mv);
}

static void drive(struct golden *g) {
  static const uint16_t ticks[] = {27, 0, 1, 2, 100};
  uint16_t level[] = {0, 0, 0, 3300}; /* and about the threshold, on either side */
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 3000; i++) {
    unsigned life = i % 3000;
    p->rst_n = life > 1;
    if (life % 300 == 0 && life >= 1500) p->uv_mv = 1 + golden_bits(g, 16) % 65534;
    if (life < 1500) p->uv_mv = 2900;
    level[1] = (uint16_t)(p->uv_mv - 1);
    level[2] = (uint16_t)p->uv_mv;
    p->switch_ticks = ticks[i / 3000];
    if (rng_below(&g->rng, 30) == 0) p->unit_mv = level[golden_below(g, 4)];
    if (rng_below(&g->rng, 60) == 0) p->batt_mv = level[golden_below(g, 4)];
    if (rng_below(&g->rng, 20) == 0) {
      unsigned detected = (unsigned)golden_below(g, 3); /* never both */
      p->unit_uv = detected == 1;
      p->unit_ok = detected == 2 && life > 100;
    }
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(power_switch, .parameters = "", .clocks = "clk", .version = 2, .seed = 37,
             .state_size = sizeof(struct state), .edge = edge);
