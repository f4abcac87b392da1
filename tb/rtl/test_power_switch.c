/* SPDX-License-Identifier: Apache-2.0 */
/* power_switch: the ticks of each switchover, break before make, and random supplies. */
#include "ports_power_switch.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { GOOD = 3300, UV = 2900, TICKS = 300000 };
enum { OPEN, UNIT, BATTERY };
/* Parts that exist: 2.7, 4, 5 and 100 us; and the shortest that can be said. */
static const uint16_t parts[] = {0, 1, 27, 40, 50, 1000};
enum { PARTS = sizeof parts / sizeof parts[0] };

static int connected(const struct dut *d) {
  assert_false(*d->unit_en && *d->batt_en);
  return *d->unit_en ? UNIT : *d->batt_en ? BATTERY : OPEN;
}

static void unit(struct dut *d, unsigned mv, bool uv, bool ok) {
  *d->unit_mv = (uint16_t)mv;
  *d->unit_uv = uv;
  *d->unit_ok = ok;
}

/* A running machine: the unit is good, the battery usable. */
static struct dut *start(unsigned switch_ticks) {
  struct dut *d = dut_start();
  *d->uv_mv = UV;
  *d->switch_ticks = (uint16_t)switch_ticks;
  *d->batt_mv = GOOD;
  unit(d, GOOD, false, true);
  dut_tick(d);
  dut_tick(d);
  assert_int_equal(connected(d), UNIT);
  return d;
}

/* OPEN in the next tick, for exactly the part's time, then `to`. */
static void switches_to(struct dut *d, int to) {
  unsigned ticks = *d->switch_ticks ? *d->switch_ticks : 1;
  for (unsigned i = 0; i < ticks; i++) {
    dut_tick(d);
    assert_int_equal(connected(d), OPEN);
  }
  dut_tick(d);
  assert_int_equal(connected(d), to);
}

static void stays(struct dut *d, int at) {
  for (unsigned i = 0; i < 3000; i++) {
    dut_tick(d);
    assert_int_equal(connected(d), at);
  }
}

static struct dut *start_on_battery(unsigned switch_ticks) {
  struct dut *d = start(switch_ticks);
  unit(d, 0, true, false);
  switches_to(d, BATTERY);
  return d;
}

static void test_there_and_back_takes_the_parts_time(void **state) {
  (void)state;
  for (unsigned i = 0; i < PARTS; i++) {
    struct dut *d = start_on_battery(parts[i]);
    unit(d, GOOD, false, false);
    stays(d, BATTERY); /* not yet validated */
    unit(d, GOOD, false, true);
    switches_to(d, UNIT);
    dut_stop(d);
  }
}

static void test_without_a_usable_battery_stays_on_the_unit(void **state) {
  struct dut *d = start(27);
  (void)state;
  *d->batt_mv = UV - 1;
  unit(d, 0, true, false);
  stays(d, UNIT);
  *d->batt_mv = UV; /* inserted: now it helps */
  switches_to(d, BATTERY);
  dut_stop(d);
}

static void test_a_battery_does_not_start_a_machine(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->uv_mv = UV;
  *d->switch_ticks = 27;
  *d->batt_mv = GOOD;
  unit(d, 0, true, false);
  stays(d, UNIT);
  dut_stop(d);
}

static void test_an_exhausted_battery_is_left_for_an_unvalidated_unit(void **state) {
  struct dut *d = start_on_battery(27);
  (void)state;
  *d->batt_mv = 0;
  stays(d, BATTERY); /* nothing better */
  unit(d, UV, false, false);
  switches_to(d, UNIT);
  dut_stop(d);
}

static void test_a_unit_that_fails_during_the_return_finds_the_battery(void **state) {
  struct dut *d = start_on_battery(50);
  (void)state;
  unit(d, GOOD, false, true);
  for (unsigned i = 0; i < 10; i++) dut_tick(d);
  unit(d, 0, false, true); /* not yet detected */
  for (unsigned i = 10; i < 50; i++) dut_tick(d);
  assert_int_equal(connected(d), OPEN);
  dut_tick(d);
  assert_int_equal(connected(d), BATTERY);
  dut_stop(d);
}

static void test_a_battery_that_fails_in_the_switchover_leaves_the_unit(void **state) {
  struct dut *d = start(50);
  (void)state;
  unit(d, 2500, true, false); /* a brown-out may hold the contents */
  dut_tick(d);
  *d->batt_mv = 0;
  for (unsigned i = 1; i < 50; i++) dut_tick(d);
  assert_int_equal(connected(d), OPEN);
  dut_tick(d);
  assert_int_equal(connected(d), UNIT);
  dut_stop(d);
}

static void test_between_two_low_sources_it_waits_for_the_verdict(void **state) {
  struct dut *d = start_on_battery(27);
  (void)state;
  unit(d, GOOD, false, true);
  dut_tick(d);
  unit(d, 0, false, true);
  *d->batt_mv = 0;
  stays(d, OPEN);
  *d->batt_mv = GOOD; /* the first that is good has it, without another OPEN */
  dut_tick(d);
  assert_int_equal(connected(d), BATTERY);
  dut_stop(d);
}

/* The state machine of the header, with the time of opening instead of a counter. */
static void test_against_a_model_of_time_stamps(void **state) {
  struct rng rng;
  (void)state;
  rng_seed(&rng, 17);
  for (unsigned part = 0; part < 5; part++) {
    struct dut *d = dut_start();
    int at = UNIT;
    long opened = 0, ticks = parts[part] ? parts[part] : 1;
    bool seen_ok = false;
    unsigned changes = 0;
    *d->uv_mv = UV;
    *d->switch_ticks = parts[part];
    for (long t = 0; t < TICKS / 5; t++) {
      if (rng_below(&rng, 30) == 0) {
        unsigned what = (unsigned)rng_below(&rng, 3);
        unit(d, *d->unit_mv, what == 1, what == 2);
      }
      if (rng_below(&rng, 15) == 0) *d->unit_mv = (uint16_t)(UV - 2 + rng_below(&rng, 4));
      if (rng_below(&rng, 40) == 0) *d->batt_mv = (uint16_t)(UV - 2 + rng_below(&rng, 4));
      bool low = *d->unit_mv < UV, usable = *d->batt_mv >= UV;
      int next = at;
      if (at == UNIT && seen_ok && *d->unit_uv && usable) next = OPEN;
      if (at == BATTERY && !low && (*d->unit_ok || !usable)) next = OPEN;
      if (at == OPEN && t - opened >= ticks) {
        if (*d->unit_ok && !low)
          next = UNIT;
        else if (usable)
          next = BATTERY;
        else if (!*d->unit_ok)
          next = UNIT;
      }
      if (next == OPEN && at != OPEN) opened = t;
      changes += next != at;
      at = next;
      seen_ok |= *d->unit_ok;
      dut_tick(d);
      assert_int_equal(connected(d), at);
    }
    assert_true(changes > 500);
    dut_stop(d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_there_and_back_takes_the_parts_time),
      cmocka_unit_test(test_without_a_usable_battery_stays_on_the_unit),
      cmocka_unit_test(test_a_battery_does_not_start_a_machine),
      cmocka_unit_test(test_an_exhausted_battery_is_left_for_an_unvalidated_unit),
      cmocka_unit_test(test_a_unit_that_fails_during_the_return_finds_the_battery),
      cmocka_unit_test(test_a_battery_that_fails_in_the_switchover_leaves_the_unit),
      cmocka_unit_test(test_between_two_low_sources_it_waits_for_the_verdict),
      cmocka_unit_test(test_against_a_model_of_time_stamps),
  };
  return cmocka_run_group_tests_name("test_power_switch", tests, NULL, NULL);
}
