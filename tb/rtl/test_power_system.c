/* SPDX-License-Identifier: Apache-2.0 */
/* power_system: each kind of failure in each topology, at the ticks that arithmetic gives. */
#include "ports_power_system.h"
#include "dut.h"
#include "power_bench.h"
#include "rng.h"
#include "twk_layout.h"

enum { LONG = 20000, ALL_RAILS = (1 << RAILS) - 1 };
/* From the failure of a unit whose output is gone at tick 1 to its FIFO's battery connected. */
#define SWITCHED(ticks) (1 + DETECT + 1 + (ticks))

static unsigned rail(const struct dut *d, unsigned i) {
  return field_mv(*d->rail_mv, i);
}
static unsigned unit(const struct dut *d, unsigned i) {
  return field_mv(*d->unit_mv, i);
}

/* What of ALL_RAILS has kept its contents all the time. */
static unsigned kept_through(struct dut *d, unsigned ticks) {
  unsigned kept = ALL_RAILS;
  for (unsigned i = 0; i < ticks; i++) {
    power_tick(d);
    kept &= *d->rail_kept;
  }
  return kept;
}

static void test_cold_start_with_fast_and_slow_ramp(void **state) {
  static const unsigned rises[] = {RISE, 1};
  (void)state;
  for (unsigned topology = 0; topology < 4; topology++) {
    for (unsigned i = 0; i < 2; i++) {
      struct dut *d = power_start(topology);
      *d->rise_mv = (uint16_t)rises[i];
      assert_true(*d->unit_mv == 0 && *d->rail_mv == 0 && *d->batt_pct == 0);
      power_run(d, (UV + HYST) / rises[i] + VALIDATE - 1);
      assert_int_equal(*d->unit_ok, 0);
      power_tick(d);
      assert_int_equal(*d->unit_ok, 7);
      assert_int_equal(*d->rail_on | *d->rail_kept, 0);
      power_tick(d);
      assert_int_equal(*d->rail_on & *d->rail_kept, ALL_RAILS);
      assert_int_equal(*d->fifo_safe, 3);
      assert_int_equal(*d->on_battery, 0);
      power_stop(d);
    }
  }
}

/* The table of design and architecture: who still stands when a unit is gone for good. */
static void test_who_survives_which_unit(void **state) {
  static const struct {
    uint8_t topology, failed, alive, safe, on_battery;
  } want[] = {
#define R(a) (1 << (a))
      {TWK_TOPOLOGY_PEER, UNIT_A, R(RAIL_B) | R(FIFO_AB), 1, 0},
      {TWK_TOPOLOGY_PEER, UNIT_B, R(RAIL_A) | R(FIFO_BA), 2, 0},
      {TWK_TOPOLOGY_PEER, UNIT_THIRD, ALL_RAILS, 3, 0},
      {TWK_TOPOLOGY_THIRD, UNIT_A, R(RAIL_B) | R(FIFO_AB) | R(FIFO_BA), 3, 0},
      {TWK_TOPOLOGY_THIRD, UNIT_B, R(RAIL_A) | R(FIFO_AB) | R(FIFO_BA), 3, 0},
      {TWK_TOPOLOGY_THIRD, UNIT_THIRD, R(RAIL_A) | R(RAIL_B), 0, 0},
      {TWK_TOPOLOGY_BATTERY, UNIT_A, R(RAIL_B) | R(FIFO_AB) | R(FIFO_BA), 3, 1},
      {TWK_TOPOLOGY_BATTERY, UNIT_B, R(RAIL_A) | R(FIFO_AB) | R(FIFO_BA), 3, 2},
      {TWK_TOPOLOGY_BATTERY, UNIT_THIRD, ALL_RAILS, 3, 0},
      {TWK_TOPOLOGY_OWN, UNIT_A, R(RAIL_B) | R(FIFO_BA), 2, 0},
      {TWK_TOPOLOGY_OWN, UNIT_B, R(RAIL_A) | R(FIFO_AB), 1, 0},
      {TWK_TOPOLOGY_OWN, UNIT_THIRD, ALL_RAILS, 3, 0},
#undef R
  };
  (void)state;
  for (unsigned i = 0; i < sizeof want / sizeof want[0]; i++) {
    for (unsigned hard = 0; hard < 2; hard++) { /* or mains lost, hold-up over */
      struct dut *d = power_running(want[i].topology);
      if (hard)
        *d->fail = (uint8_t)(1 << want[i].failed);
      else
        *d->mains = (uint8_t)(7 & ~(1 << want[i].failed));
      assert_int_equal(kept_through(d, HOLDUP + BATTERY / 4), want[i].alive);
      assert_int_equal(*d->rail_on, want[i].alive);
      assert_int_equal(*d->fifo_safe, want[i].safe);
      assert_int_equal(*d->on_battery, want[i].on_battery);
      assert_int_equal(*d->unit_ok, 7 & ~(1 << want[i].failed));
      assert_int_equal(*d->unit_warn, 1 << want[i].failed);
      power_stop(d);
    }
  }
}

/* Mains goes at tick 0. The unit's output falls after tick HOLDUP; the rail follows a tick later.
 */
static void test_holdup_then_decay_of_unit_and_rail(void **state) {
  struct dut *d = power_running(TWK_TOPOLOGY_OWN);
  (void)state;
  *d->mains = 7 & ~1;
  for (int t = 1; t < 1500; t++) {
    int unit_mv = NOMINAL - FALL * (t > HOLDUP ? t - HOLDUP : 0);
    int rail_mv = NOMINAL - RAIL_FALL * (t > HOLDUP + 1 ? t - HOLDUP - 1 : 0);
    int seen_mv = rail_mv + (t > HOLDUP + 1 ? RAIL_FALL : 0); /* what was to be seen before it */
    int first_low = HOLDUP + (NOMINAL - UV) / FALL + 1;
    power_tick(d);
    assert_int_equal(unit(d, UNIT_A), unit_mv > 0 ? unit_mv : 0);
    assert_int_equal(rail(d, RAIL_A), rail_mv > 0 ? rail_mv : 0);
    assert_int_equal(rail(d, FIFO_AB), rail_mv > 0 ? rail_mv : 0);
    assert_int_equal(bit(*d->unit_ok, UNIT_A), t < first_low + DETECT);
    assert_int_equal(bit(*d->unit_warn, UNIT_A), t >= first_low + DETECT);
    assert_int_equal(*d->rail_on & 5, seen_mv >= LOGIC ? 5 : 0);
    assert_int_equal(*d->rail_kept & 5, seen_mv >= RETENTION ? 5 : 0);
  }
  power_stop(d);
}

/* Unit A collapses at tick 1; the FIFO's rail has its capacitor alone until the battery is there.
 */
static void switchover(unsigned ticks, unsigned rail_fall) {
  struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
  int lowest = NOMINAL - (int)rail_fall * (int)(DETECT + ticks + 1);
  bool kept = lowest >= RETENTION;
  *d->switch_ticks = (uint16_t)ticks;
  *d->rail_fall_mv = (uint16_t)rail_fall;
  *d->fail = 1;
  for (unsigned t = 1; t < SWITCHED(ticks); t++) {
    power_tick(d);
    assert_int_equal(*d->on_battery, 0);
    int mv = NOMINAL - (int)rail_fall * (int)(t - 1);
    assert_int_equal(rail(d, FIFO_AB), mv > 0 ? mv : 0);
  }
  power_tick(d);
  assert_int_equal(*d->on_battery, 1);
  assert_int_equal(rail(d, FIFO_AB), lowest > 0 ? lowest : 0);
  power_tick(d);
  assert_int_equal(rail(d, FIFO_AB), NOMINAL);
  assert_int_equal(bit(*d->rail_kept, FIFO_AB), kept);
  assert_int_equal(bit(*d->rail_on, FIFO_AB), lowest >= LOGIC);
  power_tick(d);
  assert_int_equal(bit(*d->rail_on, FIFO_AB), 1); /* on the battery, with or without its contents */
  assert_int_equal(bit(*d->rail_on, FIFO_BA), 1);
  power_stop(d);
}

static void test_switchover_of_each_part(void **state) {
  (void)state;
  switchover(27, RAIL_FALL);   /* 2.7 us */
  switchover(40, RAIL_FALL);   /* 4 us */
  switchover(50, RAIL_FALL);   /* 5 us */
  switchover(1000, RAIL_FALL); /* 100 us: lost, with this capacitor */
  switchover(1000, 1);         /* kept with five times as much */
}

/* The worst of one switchover: the rail stands at the threshold when the unit collapses. It
 * holds for detection, switch and a tick, and not a tick longer. */
static void test_collapse_with_the_rail_at_the_threshold(void **state) {
  enum { SLOWEST = (UV - RETENTION) / RAIL_FALL - DETECT - 1 };
  static const unsigned parts[] = {27, 40, 50, SLOWEST, SLOWEST + 1};
  (void)state;
  for (unsigned i = 0; i < 5; i++) {
    struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
    unsigned lowest = NOMINAL;
    bool kept = true;
    *d->switch_ticks = (uint16_t)parts[i];
    *d->sag_mv = UV;
    power_run(d, 1000);
    assert_int_equal(rail(d, FIFO_AB), UV);
    assert_int_equal(*d->unit_ok, 7); /* not below it: no failure */
    *d->fail = 1;
    for (unsigned t = 0; t < 1000; t++) {
      power_tick(d);
      kept &= bit(*d->rail_kept, FIFO_AB);
      if (rail(d, FIFO_AB) < lowest) lowest = rail(d, FIFO_AB);
    }
    assert_int_equal(lowest, UV - RAIL_FALL * (DETECT + parts[i] + 1));
    assert_int_equal(kept, parts[i] <= SLOWEST);
    assert_int_equal(*d->on_battery, 1);
    power_stop(d);
  }
}

static void test_brown_out_below_logic_and_below_retention(void **state) {
  static const struct {
    unsigned sag_mv;
    bool on, kept;
  } want[] = {{UV, true, true},
              {LOGIC, true, true},
              {LOGIC - 1, false, true},
              {RETENTION, false, true},
              {RETENTION - 1, false, false}};
  (void)state;
  for (unsigned i = 0; i < 5; i++) {
    struct dut *d = power_running(TWK_TOPOLOGY_PEER);
    bool low = want[i].sag_mv < UV;
    *d->sag_mv = want[i].sag_mv;
    power_run(d, 1000);
    assert_int_equal(rail(d, RAIL_A), want[i].sag_mv);
    assert_int_equal(bit(*d->unit_ok, UNIT_A), !low);
    assert_int_equal(bit(*d->rail_on, RAIL_A), want[i].on);
    assert_int_equal(bit(*d->rail_kept, RAIL_A), want[i].kept);
    assert_int_equal(*d->rail_on >> 1 & 3, 3); /* B, and A's FIFO on it */
    *d->sag_mv = 0;
    power_run(d, NOMINAL / RISE + VALIDATE - 50);
    assert_int_equal(bit(*d->rail_on, RAIL_A), want[i].on); /* no return before validation */
    power_run(d, 100);
    assert_int_equal(*d->rail_on, ALL_RAILS);
    power_stop(d);
  }
}

static void test_returns_to_the_unit_when_it_is_validated(void **state) {
  struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
  unsigned back = (UV + HYST) / RISE + VALIDATE; /* to unit_ok; then one tick to open */
  (void)state;
  *d->fail = 1;
  power_run(d, 500);
  *d->fail = 0;
  for (unsigned t = 1; t <= back + 2 * SWITCH; t++) {
    power_tick(d);
    assert_int_equal(*d->on_battery, t < back + 1);
    /* The capacitor has the whole part's time, and no more. */
    unsigned without = t <= back + 1 ? 0 : t <= back + 1 + SWITCH ? t - back - 1 : 0;
    assert_int_equal(rail(d, FIFO_AB), NOMINAL - RAIL_FALL * without);
    assert_int_equal(bit(*d->rail_on, FIFO_AB), 1);
  }
  power_stop(d);
}

static void test_flapping_unit_returns_at_most_once_in_a_validate_time(void **state) {
  (void)state;
  for (unsigned by_mains = 0; by_mains < 2; by_mains++) {
    struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
    struct rng rng;
    unsigned was = 0, since = VALIDATE, returns = 0, rises_of_a = 0, was_on = 1;
    rng_seed(&rng, 77);
    *d->battery_ticks = 1000000;
    *d->batt_set = 3;
    *d->batt_set_pct = 100;
    for (unsigned t = 0; t < 400000; t++) {
      if (rng_below(&rng, 1200) == 0) {
        if (by_mains)
          *d->mains ^= 1;
        else
          *d->fail ^= 1;
      }
      power_tick(d);
      *d->batt_set = 0;
      since++;
      if (was && !*d->on_battery) {
        assert_true(since >= VALIDATE);
        since = 0;
        returns++;
      }
      rises_of_a += !was_on && bit(*d->rail_on, RAIL_A);
      was = *d->on_battery;
      was_on = bit(*d->rail_on, RAIL_A);
      assert_int_equal(*d->rail_on >> 1, 7); /* no one else notices */
    }
    assert_true(returns > 5 && rises_of_a > 5);
    assert_true(rises_of_a <= 400000 / VALIDATE);
    power_stop(d);
  }
}

static void test_missing_or_failed_battery_is_not_safe_and_does_not_hold(void **state) {
  (void)state;
  for (unsigned failed = 0; failed < 2; failed++) {
    struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
    *(failed ? d->batt_failed : d->batt_missing) = 1;
    power_run(d, 2); /* gauge, then safe */
    assert_int_equal(*d->batt_ok, 2);
    assert_int_equal(*d->fifo_safe, 2);
    assert_int_equal(*d->rail_on, ALL_RAILS); /* nothing happens while the unit is good */
    *d->fail = 1;
    assert_int_equal(kept_through(d, 1000), 1 << RAIL_B | 1 << FIFO_BA);
    assert_int_equal(*d->on_battery, 0);
    power_stop(d);
  }
}

/* `ticks` of charge, what it still wins until the unit's failure is detected, then the capacitor;
 * and a few ticks of latency. */
static void carries_for(struct dut *d, unsigned ticks) {
  unsigned carried = 0;
  *d->fail = 1;
  power_run(d, SWITCHED(SWITCH));
  assert_int_equal(*d->on_battery, 1);
  while (bit(*d->rail_kept, FIFO_AB) && carried < LONG) {
    power_tick(d);
    carried++;
  }
  unsigned longest = ticks + SWITCHED(0) / CHARGE + (NOMINAL - RETENTION) / RAIL_FALL + 5;
  assert_in_range(carried, ticks, longest);
  power_run(d, LONG / 10);
  assert_int_equal(batt_pct(d, 0), 0);
  power_stop(d);
}

static void test_low_battery_is_not_safe_but_carries_what_it_has(void **state) {
  struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
  (void)state;
  *d->batt_set = 1;
  *d->batt_set_pct = LOW_PCT - 1;
  power_run(d, 4);
  *d->batt_set = 0;
  assert_int_equal(batt_pct(d, 0), LOW_PCT - 1);
  assert_int_equal(*d->fifo_safe, 2);
  carries_for(d, BATTERY * (LOW_PCT - 1) / 100);
}

static void test_aged_battery_is_never_safe_but_carries_what_it_has(void **state) {
  struct dut *d = power_start(TWK_TOPOLOGY_BATTERY);
  (void)state;
  *d->age_pct = 40;
  power_run(d, LONG);
  assert_int_equal(batt_pct(d, 0), 40);
  assert_int_equal(*d->fifo_safe, 0);
  assert_int_equal(*d->rail_on, ALL_RAILS);
  carries_for(d, BATTERY * 40 / 100);
}

/* 13 % of the capacity, CHARGE ticks each; then charge, pct, gauge and safe, a tick each. */
static void test_battery_charges_until_it_is_safe_again(void **state) {
  struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
  unsigned ticks = BATTERY * 13 / 100 * CHARGE;
  (void)state;
  *d->batt_set = 3;
  *d->batt_set_pct = 40;
  power_tick(d);
  *d->batt_set = 0;
  power_run(d, ticks + 2);
  assert_int_equal(batt_pct(d, 0), 53);
  assert_int_equal(*d->fifo_safe, 0);
  power_tick(d);
  assert_int_equal(*d->fifo_safe, 3);
  power_stop(d);
}

static void test_reset_discharges_everything_but_the_batteries(void **state) {
  struct dut *d = power_running(TWK_TOPOLOGY_BATTERY);
  (void)state;
  *d->batt_set = 3;
  power_run(d, 5);
  *d->batt_set = 0;
  *d->por_n = 0;
  dut_eval(d);
  assert_true(*d->unit_mv == 0 && *d->rail_mv == 0);
  assert_int_equal(*d->unit_ok | *d->rail_on | *d->rail_kept | *d->batt_ok | *d->fifo_safe, 0);
  power_run(d, 10);
  *d->por_n = 1;
  power_run(d, 2);
  assert_int_equal(batt_pct(d, 0) + batt_pct(d, 1), 200);
  power_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cold_start_with_fast_and_slow_ramp),
      cmocka_unit_test(test_who_survives_which_unit),
      cmocka_unit_test(test_holdup_then_decay_of_unit_and_rail),
      cmocka_unit_test(test_switchover_of_each_part),
      cmocka_unit_test(test_collapse_with_the_rail_at_the_threshold),
      cmocka_unit_test(test_brown_out_below_logic_and_below_retention),
      cmocka_unit_test(test_returns_to_the_unit_when_it_is_validated),
      cmocka_unit_test(test_flapping_unit_returns_at_most_once_in_a_validate_time),
      cmocka_unit_test(test_missing_or_failed_battery_is_not_safe_and_does_not_hold),
      cmocka_unit_test(test_low_battery_is_not_safe_but_carries_what_it_has),
      cmocka_unit_test(test_aged_battery_is_never_safe_but_carries_what_it_has),
      cmocka_unit_test(test_battery_charges_until_it_is_safe_again),
      cmocka_unit_test(test_reset_discharges_everything_but_the_batteries),
  };
  return cmocka_run_group_tests_name("test_power_system", tests, NULL, NULL);
}
