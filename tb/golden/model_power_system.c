/* SPDX-License-Identifier: Apache-2.0 */
/* power_system: the model that test_power_system_random has. */
#include "golden.h"
#include "power_model.h"
#include "twk_layout.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, por_n, 1) PIN(in, topology, 2) PIN(in, nominal_mv, 16) PIN(in, uv_mv, 16) \
  PIN(in, hyst_mv, 16) PIN(in, logic_mv, 16) PIN(in, retention_mv, 16) PIN(in, fall_mv, 16) \
  PIN(in, rise_mv, 16) PIN(in, rail_fall_mv, 16) PIN(in, detect_ticks, 16) \
  PIN(in, switch_ticks, 16) PIN(in, validate_ticks, 32) PIN(in, holdup_ticks, 32) \
  PIN(in, battery_ticks, 32) PIN(in, charge_ticks, 16) PIN(in, age_pct, 7) PIN(in, low_pct, 7) \
  PIN(in, mains, 3) PIN(in, fail, 3) PIN(in, sag_mv, 48) PIN(in, batt_missing, 2) \
  PIN(in, batt_failed, 2) PIN(in, batt_set, 2) PIN(in, batt_set_pct, 7) \
  PIN(out, unit_mv, 48) PIN(out, unit_ok, 3) PIN(out, unit_warn, 3) PIN(out, rail_mv, 64) \
  PIN(out, rail_on, 4) PIN(out, rail_kept, 4) PIN(out, batt_pct, 14) PIN(out, batt_ok, 2) \
  PIN(out, on_battery, 2) PIN(out, fifo_safe, 2)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct power_model *s = g->state;
  if (!p->por_n) power_model_reset(s);
  p->unit_mv = p->unit_ok = p->unit_warn = p->rail_mv = p->rail_on = p->rail_kept = 0;
  p->batt_pct = p->batt_ok = p->on_battery = p->fifo_safe = 0;
  for (unsigned i = 0; i < UNITS; i++) {
    p->unit_mv |= (uint64_t)s->unit[i].mv << 16 * i;
    p->unit_ok |= (uint64_t)s->detect[i].ok << i;
    p->unit_warn |= (uint64_t)s->detect[i].uv << i;
  }
  for (unsigned i = 0; i < RAILS; i++) {
    p->rail_mv |= (uint64_t)power_model_rail_mv(s, i) << 16 * i;
    p->rail_on |= (uint64_t)power_model_domain(s, i).on << i;
    p->rail_kept |= (uint64_t)power_model_domain(s, i).kept << i;
  }
  for (unsigned i = 0; i < 2; i++) {
    p->batt_pct |= (uint64_t)s->fifo[i].battery.pct << 7 * i;
    p->batt_ok |= (uint64_t)s->fifo[i].batt_good << i;
    p->on_battery |= (uint64_t)(s->fifo[i].sw.at == AT_BATTERY) << i;
    p->fifo_safe |= (uint64_t)s->safe[i] << i;
  }
}

static struct power_straps straps(const struct pins *p) {
#define FROM_PIN(name) .name = (long)p->name,
  return (struct power_straps){POWER_STRAPS(FROM_PIN)};
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct power_inputs in = {.straps = straps(p),
                            .topology = (unsigned)p->topology,
                            .mains = (unsigned)p->mains,
                            .fail = (unsigned)p->fail,
                            .batt_missing = (unsigned)p->batt_missing,
                            .batt_failed = (unsigned)p->batt_failed,
                            .batt_set = (unsigned)p->batt_set,
                            .batt_set_pct = (long)p->batt_set_pct};
  for (unsigned i = 0; i < UNITS; i++) in.sag_mv[i] = (long)(p->sag_mv >> 16 * i & 0xffff);
  if (p->por_n) power_model_tick(g->state, &in);
}

static void new_straps(struct golden *g) {
  struct pins *p = g->pins;
  p->nominal_mv = 3300;
  p->uv_mv = 2900;
  p->hyst_mv = 100;
  p->logic_mv = 2400;
  p->retention_mv = 2000;
  p->fall_mv = 100 + golden_below(g, 500);
  p->rise_mv = 100 + golden_below(g, 500);
  p->rail_fall_mv = 15 + golden_below(g, 60);
  p->detect_ticks = golden_below(g, 50);
  p->switch_ticks = golden_below(g, 50);
  p->validate_ticks = golden_below(g, 400);
  p->holdup_ticks = golden_below(g, 300);
  p->battery_ticks = golden_chance(g, 90) ? 1000 + golden_below(g, 4000) : 0;
  p->charge_ticks = golden_below(g, 6);
  p->age_pct = golden_chance(g, 60) ? 100 : 20 + golden_below(g, 80);
  p->low_pct = golden_chance(g, 60) ? 50 : golden_below(g, 101);
  p->mains = 7;
  p->fail = p->sag_mv = p->batt_missing = p->batt_failed = 0;
}

static void drive(struct golden *g) {
  static const unsigned topology[] = {TWK_TOPOLOGY_PEER,    TWK_TOPOLOGY_THIRD,
                                      TWK_TOPOLOGY_BATTERY, TWK_TOPOLOGY_OWN,
                                      TWK_TOPOLOGY_BATTERY, TWK_TOPOLOGY_BATTERY};
  enum { LIVES = 6, LIFE = 6000 };
  struct pins *p = g->pins;
  for (unsigned i = 0; i < LIVES * LIFE; i++) {
    unsigned life = i % LIFE;
    p->por_n = life > 1;
    p->topology = topology[i / LIFE];
    if (life == 0) new_straps(g);
    p->batt_set = 0;
    if (rng_below(&g->rng, 1200) == 0) p->mains ^= 1U << golden_below(g, UNITS);
    if (rng_below(&g->rng, 1500) == 0) p->mains = 7;
    if (rng_below(&g->rng, 2000) == 0) p->fail ^= 1U << golden_below(g, UNITS);
    if (rng_below(&g->rng, 1500) == 0) p->fail = 0;
    if (rng_below(&g->rng, 2500) == 0) {
      p->sag_mv = 1850 + golden_below(g, 1500);
      p->sag_mv <<= 16 * golden_below(g, UNITS);
    }
    if (rng_below(&g->rng, 2000) == 0) p->sag_mv = 0;
    if (rng_below(&g->rng, 4000) == 0) p->batt_missing ^= 1U << golden_below(g, 2);
    if (rng_below(&g->rng, 4000) == 0) p->batt_failed ^= 1U << golden_below(g, 2);
    if (rng_below(&g->rng, 3000) == 0) p->batt_set = 1 + golden_below(g, 3);
    if (p->batt_set) p->batt_set_pct = golden_bits(g, 7);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(power_system, .parameters = "", .clocks = "clk_p", .version = 1, .seed = 39,
             .state_size = sizeof(struct power_model), .edge = edge);
