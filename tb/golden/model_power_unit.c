/* SPDX-License-Identifier: Apache-2.0 */
/* power_unit: arithmetic, and when mains was last good. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, nominal_mv, 16) PIN(in, holdup_ticks, 16) PIN(in, rise_mv, 16) \
  PIN(in, fall_mv, 16) PIN(in, mains, 1) PIN(in, fail, 1) PIN(in, sag_mv, 16) PIN(out, mv, 16)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct model_unit unit;
  long t;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){MODEL_UNIT_RESET, 0};
  p->mv = (uint64_t)s->unit.mv;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.nominal_mv = (long)p->nominal_mv,
                                      .holdup_ticks = (long)p->holdup_ticks,
                                      .rise_mv = (long)p->rise_mv,
                                      .fall_mv = (long)p->fall_mv};
  if (p->rst_n) model_unit_tick(&s->unit, s->t++, &straps, p->mains, p->fail, (long)p->sag_mv);
}

/* Any voltages, in few steps; hold-up as long as it can be, to its last tick. */
static void drive_wide(struct golden *g) {
  struct pins *p = g->pins;
  p->fail = 0;
  for (unsigned n = 0; n < 64; n++) {
    bool holds = n >= 52;
    p->nominal_mv = 1 + golden_bits(g, 15) * 2;
    p->rise_mv = 1 + golden_bits(g, 16) / (1 + n % 8);
    p->fall_mv = 1 + golden_bits(g, 15) / (1 + n % 8);
    p->holdup_ticks = !holds ? 0 : n == 52 ? 65535 : n == 53 ? 0 : golden_bits(g, 10 + n % 7);
    for (unsigned life = 0; life < (holds ? p->holdup_ticks + 60 : 150); life++) {
      p->rst_n = life > 1;
      p->mains = !holds || life < 25;
      if (holds)
        p->sag_mv = 0;
      else if (rng_below(&g->rng, 8) == 0)
        p->sag_mv = golden_chance(g, 30) ? 1U << golden_below(g, 16) : golden_bits(g, 16);
      golden_step(g, 1);
    }
  }
}

static void drive(struct golden *g) {
  static const uint32_t holdup[] = {300, 0, 1, 40, 2000};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 3000; i++) {
    unsigned life = i % 3000;
    p->rst_n = life > 1;
    if (life == 0) {
      p->nominal_mv = i < 6000 ? 3300 : 1000 + golden_bits(g, 15);
      p->holdup_ticks = holdup[i / 3000];
      p->rise_mv = 1 + golden_below(g, 150);
      p->fall_mv = 1 + golden_below(g, 150);
      p->mains = 1;
      p->fail = p->sag_mv = 0;
    }
    if (rng_below(&g->rng, 250) == 0) p->mains = !p->mains;
    if (rng_below(&g->rng, 500) == 0) p->fail = !p->fail;
    if (rng_below(&g->rng, 300) == 0)
      p->sag_mv = golden_chance(g, 50) ? golden_bits(g, life < 1500 ? 12 : 16) : 0;
    golden_step(g, 1);
  }
  drive_wide(g);
}

GOLDEN_MODEL(power_unit, .parameters = "TICK_W=16", .clocks = "clk", .version = 3, .seed = 32,
             .state_size = sizeof(struct state), .edge = edge);
