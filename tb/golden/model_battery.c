/* SPDX-License-Identifier: Apache-2.0 */
/* battery: charge in whole ticks of load. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, nominal_mv, 16) PIN(in, rise_mv, 16) PIN(in, fall_mv, 16) \
  PIN(in, capacity_ticks, 16) PIN(in, age_pct, 7) PIN(in, charge_ticks, 16) PIN(in, missing, 1) \
  PIN(in, failed, 1) PIN(in, charge_en, 1) PIN(in, load_en, 1) PIN(in, set_en, 1) \
  PIN(in, set_pct, 7) PIN(out, mv, 16) PIN(out, pct, 7)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct model_battery battery;
  long t;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.t = 0};
  p->mv = (uint64_t)s->battery.mv;
  p->pct = (uint64_t)s->battery.pct;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.nominal_mv = (long)p->nominal_mv,
                                      .rise_mv = (long)p->rise_mv,
                                      .fall_mv = (long)p->fall_mv,
                                      .battery_ticks = (long)p->capacity_ticks,
                                      .age_pct = (long)p->age_pct,
                                      .charge_ticks = (long)p->charge_ticks};
  if (!p->rst_n) return;
  model_battery_tick(&s->battery, s->t++, &straps,
                     (struct model_battery_in){p->missing, p->failed, p->charge_en, p->load_en,
                                               p->set_en, (long)p->set_pct});
}

/* Batteries of any size at any voltage, set to what they hold again and again. */
static void drive_wide(struct golden *g) {
  struct pins *p = g->pins;
  p->missing = p->failed = 0;
  for (unsigned n = 0; n < 64; n++) {
    p->capacity_ticks = 1 + golden_bits(g, 1 + n / 4) % 65535;
    p->age_pct = n % 4 == 0 ? 20 + golden_below(g, 108) : 100;
    p->charge_ticks = 1U << n % 16;
    p->nominal_mv = 1 + golden_bits(g, 15);
    p->rise_mv = p->fall_mv = 8000;
    for (unsigned life = 0; life < 120; life++) {
      p->rst_n = life > 1;
      if (rng_below(&g->rng, 25) == 0) p->load_en = !p->load_en;
      if (rng_below(&g->rng, 25) == 0) p->charge_en = !p->charge_en;
      p->set_en = rng_below(&g->rng, 10) == 0;
      if (p->set_en) p->set_pct = golden_bits(g, 7);
      golden_step(g, 1);
    }
  }
}

/* A whole discharge, and charging as slow as it can be. */
static void drive_long(struct golden *g) {
  struct pins *p = g->pins;
  p->missing = p->failed = p->set_en = 0;
  p->age_pct = 100;
  for (unsigned n = 0; n < 8; n++) {
    bool discharges = n % 2 == 0;
    p->capacity_ticks = discharges ? 65535U >> n / 2 : 5 + n;
    p->charge_ticks = discharges ? 1 : 65535U >> n / 2;
    p->nominal_mv = 1 + golden_bits(g, 16) % 65535;
    unsigned ticks = discharges ? (unsigned)p->capacity_ticks + 30 : 2 * (unsigned)p->charge_ticks;
    for (unsigned life = 0; life < 30 + ticks; life++) {
      p->rst_n = life > 1;
      p->load_en = life > 10 && (discharges || life < 15);
      p->charge_en = !discharges;
      golden_step(g, 1);
    }
  }
}

static void drive(struct golden *g) {
  static const struct {
    uint16_t capacity;
    uint16_t charge;
    uint8_t age;
  } made[] = {{500, 4, 100}, {1000, 1, 60}, {0, 0, 100}, {90, 0, 127}, {60000, 2, 99}};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 3000; i++) {
    unsigned life = i % 3000;
    p->rst_n = life > 1;
    if (life == 0) {
      p->nominal_mv = 3300;
      p->rise_mv = 100;
      p->fall_mv = 50;
      p->capacity_ticks = made[i / 3000].capacity;
      p->charge_ticks = made[i / 3000].charge;
      p->age_pct = made[i / 3000].age;
      p->missing = p->failed = 0;
    }
    if (rng_below(&g->rng, 200) == 0) p->load_en = !p->load_en;
    if (rng_below(&g->rng, 200) == 0) p->charge_en = !p->charge_en;
    if (rng_below(&g->rng, 700) == 0) p->missing = !p->missing;
    if (rng_below(&g->rng, 700) == 0) p->failed = !p->failed;
    if (p->missing && p->failed) p->missing = 0;
    p->set_en = rng_below(&g->rng, 400) == 0;
    if (p->set_en) p->set_pct = golden_bits(g, 7);
    golden_step(g, 1);
  }
  drive_wide(g);
  drive_long(g);
}

GOLDEN_MODEL(battery, .parameters = "TICK_W=16", .clocks = "clk", .version = 3, .seed = 34,
             .state_size = sizeof(struct state), .edge = edge);
