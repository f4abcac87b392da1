/* SPDX-License-Identifier: Apache-2.0 */
/* fifo_supply: its parts' models, together. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, batt_fitted, 1) PIN(in, nominal_mv, 16) PIN(in, uv_mv, 16) \
  PIN(in, logic_mv, 16) PIN(in, retention_mv, 16) PIN(in, fall_mv, 16) PIN(in, rise_mv, 16) \
  PIN(in, rail_fall_mv, 16) PIN(in, detect_ticks, 16) PIN(in, switch_ticks, 16) \
  PIN(in, battery_ticks, 32) PIN(in, charge_ticks, 16) PIN(in, age_pct, 7) PIN(in, low_pct, 7) \
  PIN(in, unit_mv, 16) PIN(in, unit_uv, 1) PIN(in, unit_ok, 1) PIN(in, batt_missing, 1) \
  PIN(in, batt_failed, 1) PIN(in, batt_set, 1) PIN(in, batt_set_pct, 7) \
  PIN(out, rail_mv, 16) PIN(out, on, 1) PIN(out, kept, 1) PIN(out, on_battery, 1) \
  PIN(out, batt_pct, 7) PIN(out, batt_ok, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct model_supply supply;
  long t;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.t = 0};
  p->rail_mv = (uint64_t)s->supply.rail_mv;
  p->on = s->supply.domain.on;
  p->kept = s->supply.domain.kept;
  p->on_battery = s->supply.sw.at == AT_BATTERY;
  p->batt_pct = (uint64_t)s->supply.battery.pct;
  p->batt_ok = s->supply.batt_good;
}

static struct power_straps straps(const struct pins *p) {
#define FROM_PIN(name) .name = (long)p->name,
  return (struct power_straps){POWER_SUPPLY_STRAPS(FROM_PIN)};
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps now = straps(p);
  if (!p->rst_n) return;
  model_supply_tick(&s->supply, s->t++, &now,
                    (struct model_supply_in){p->batt_fitted, (long)p->unit_mv, p->unit_uv,
                                             p->unit_ok, p->batt_missing, p->batt_failed,
                                             p->batt_set, (long)p->batt_set_pct});
}

enum { LIFE = 2500, SHORT = 300, LIVES = 8, SHORT_LIVES = 70 };

/* Voltages of a whole life: those of a supply at first, then any, in the order that a supply has
 * them and so close that a rail crosses all of them. */
static void draw_voltages(struct golden *g, bool any) {
  struct pins *p = g->pins;
  p->nominal_mv = 3300;
  p->uv_mv = 2900;
  p->logic_mv = 2400;
  p->retention_mv = 2000;
  p->fall_mv = 50 + golden_below(g, 500);
  p->rise_mv = 50 + golden_below(g, 500);
  p->rail_fall_mv = 5 + golden_below(g, 60);
  if (!any) return;
  bool low = golden_chance(g, 50); /* few steps from nothing, so that each of them shows */
  p->retention_mv = low ? golden_bits(g, 8) : golden_bits(g, 16) % 64000;
  p->logic_mv = p->retention_mv + golden_below(g, 300);
  p->uv_mv = p->logic_mv + golden_below(g, 300);
  p->nominal_mv = p->uv_mv + 100 + golden_below(g, 300);
  p->fall_mv = low ? 1 + golden_bits(g, 5) : 1 + golden_bits(g, 15) / (1 + golden_below(g, 8));
  p->rise_mv = low ? 1 + golden_bits(g, 5) : 1 + golden_bits(g, 15) / (1 + golden_below(g, 8));
  p->rail_fall_mv = golden_chance(g, 60) ? 1 + golden_below(g, 20) : 1 + golden_bits(g, 14);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  /* A unit and its detector, so that what comes here is what may come. */
  struct model_unit unit = MODEL_UNIT_RESET;
  struct model_detect detect = MODEL_DETECT_RESET;
  bool mains = true, fail = false;
  long sag_mv = 0;
  for (unsigned i = 0; i < LIVES * LIFE + SHORT_LIVES * SHORT; i++) {
    bool any = i >= LIVES * LIFE;
    unsigned life = any ? (i - LIVES * LIFE) % SHORT : i % LIFE, often = any ? 8 : 1;
    p->rst_n = life > 1;
    if (life == 0) {
      p->batt_fitted = i / LIFE != 5;
      draw_voltages(g, any);
      p->detect_ticks = golden_below(g, 50);
      p->switch_ticks = golden_below(g, 200);
      p->battery_ticks = golden_chance(g, 85) ? 150 + golden_below(g, 600) : 0;
      p->charge_ticks = golden_below(g, 5);
      p->age_pct = golden_chance(g, 60) ? 100 : 20 + golden_below(g, 80);
      p->low_pct = golden_chance(g, 60) ? 50 : golden_below(g, 101);
      if (any) p->battery_ticks = golden_bits(g, 4 + golden_below(g, 29));
      if (any) p->low_pct = golden_bits(g, 7);
      p->batt_missing = p->batt_failed = 0;
      unit = MODEL_UNIT_RESET;
      detect = MODEL_DETECT_RESET;
      mains = true;
      fail = false;
      sag_mv = 0;
    }
    if (rng_below(&g->rng, mains ? 500 / often : 150) == 0) mains = !mains;
    if (rng_below(&g->rng, fail ? 100 : 800 / often) == 0) fail = !fail;
    if (rng_below(&g->rng, 500 / often) == 0)
      sag_mv = golden_chance(g, 30) ? (long)(p->retention_mv + golden_below(g, 1500)) - 150 : 0;
    if (sag_mv < 0 || sag_mv > UINT16_MAX) sag_mv = 0;
    if (rng_below(&g->rng, 1500 / often / often) == 0) p->batt_missing = !p->batt_missing;
    if (rng_below(&g->rng, 1500 / often) == 0) p->batt_failed = !p->batt_failed;
    p->batt_set = rng_below(&g->rng, 1200 / often) == 0;
    if (p->batt_set) p->batt_set_pct = golden_bits(g, 7);
    p->unit_mv = (uint64_t)unit.mv;
    p->unit_uv = detect.uv;
    p->unit_ok = detect.ok;
    golden_step(g, 1);
    if (!p->rst_n) continue;
    struct power_straps now = straps(p);
    now.hyst_mv = 100;
    now.validate_ticks = any ? 20 : 150;
    now.holdup_ticks = 60;
    model_detect_tick(&detect, life, &now, unit.mv);
    model_unit_tick(&unit, life, &now, mains, fail, sag_mv);
  }
}

GOLDEN_MODEL(fifo_supply, .parameters = "", .clocks = "clk", .version = 3, .seed = 38,
             .state_size = sizeof(struct state), .edge = edge);
