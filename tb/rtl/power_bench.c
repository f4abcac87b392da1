/* SPDX-License-Identifier: Apache-2.0 */
#include "ports_power_system.h"
#include "dut.h"
#include "power_bench.h"

void power_tick(struct dut *d) {
  dut_eval(d);
  *d->clk_p = 1;
  dut_eval(d);
  *d->clk_p = 0;
  dut_eval(d);
}

void power_run(struct dut *d, unsigned ticks) {
  for (unsigned i = 0; i < ticks; i++) power_tick(d);
}

void power_reset(struct dut *d) {
  *d->por_n = 0;
  dut_eval(d);
  *d->por_n = 1;
  dut_eval(d);
}

struct dut *power_start(unsigned topology) {
  struct dut *d = dut_new(0);
  *d->topology = (uint8_t)topology;
  *d->nominal_mv = NOMINAL;
  *d->uv_mv = UV;
  *d->hyst_mv = HYST;
  *d->logic_mv = LOGIC;
  *d->retention_mv = RETENTION;
  *d->fall_mv = FALL;
  *d->rise_mv = RISE;
  *d->rail_fall_mv = RAIL_FALL;
  *d->detect_ticks = DETECT;
  *d->switch_ticks = SWITCH;
  *d->validate_ticks = VALIDATE;
  *d->holdup_ticks = HOLDUP;
  *d->battery_ticks = BATTERY;
  *d->charge_ticks = CHARGE;
  *d->age_pct = 100;
  *d->low_pct = LOW_PCT;
  *d->mains = 7;
  power_tick(d);
  power_reset(d);
  return d;
}

struct dut *power_running(unsigned topology) {
  struct dut *d = power_start(topology);
  power_run(d, (UV + HYST) / RISE + VALIDATE + 10);
  assert_int_equal(*d->rail_on, (1 << RAILS) - 1);
  return d;
}

void power_stop(struct dut *d) {
  assert_int_equal(dut_assertions_failed(d), 0);
  dut_delete(d);
}

void power_model_follows(struct power_model *m, const struct dut *d) {
#define FROM_PORT(name) .name = *d->name,
  struct power_inputs in = {.straps = {POWER_STRAPS(FROM_PORT)},
                            .topology = *d->topology,
                            .mains = *d->mains,
                            .fail = *d->fail,
                            .batt_missing = *d->batt_missing,
                            .batt_failed = *d->batt_failed,
                            .batt_set = *d->batt_set,
                            .batt_set_pct = *d->batt_set_pct};
  for (unsigned i = 0; i < UNITS; i++) in.sag_mv[i] = field_mv(*d->sag_mv, i);
  power_model_tick(m, &in);
}

void power_model_compare(const struct power_model *m, const struct dut *d) {
  for (unsigned i = 0; i < UNITS; i++) {
    assert_int_equal(field_mv(*d->unit_mv, i), m->unit[i].mv);
    assert_int_equal(bit(*d->unit_ok, i), m->detect[i].ok);
    assert_int_equal(bit(*d->unit_warn, i), m->detect[i].uv);
  }
  for (unsigned i = 0; i < RAILS; i++) {
    assert_int_equal(field_mv(*d->rail_mv, i), power_model_rail_mv(m, i));
    assert_int_equal(bit(*d->rail_on, i), power_model_domain(m, i).on);
    assert_int_equal(bit(*d->rail_kept, i), power_model_domain(m, i).kept);
  }
  for (unsigned i = 0; i < 2; i++) {
    assert_int_equal(batt_pct(d, i), m->fifo[i].battery.pct);
    assert_int_equal(bit(*d->batt_ok, i), m->fifo[i].batt_good);
    assert_int_equal(bit(*d->on_battery, i), m->fifo[i].sw.at == AT_BATTERY);
    assert_int_equal(bit(*d->fifo_safe, i), m->safe[i]);
  }
}
