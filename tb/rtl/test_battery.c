/* SPDX-License-Identifier: Apache-2.0 */
/* battery: charge counted in ticks of load, age, faults, and random use. */
#include "ports_battery.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { NOMINAL = 3300, RISE = 100, FALL = 50, CAPACITY = 1000, CHARGE = 3, TICKS = 200000 };

static struct dut *start(unsigned age_pct) {
  struct dut *d = dut_new(0);
  *d->nominal_mv = NOMINAL;
  *d->rise_mv = RISE;
  *d->fall_mv = FALL;
  *d->capacity_ticks = CAPACITY;
  *d->age_pct = (uint8_t)age_pct;
  *d->charge_ticks = CHARGE;
  dut_tick(d);
  *d->rst_n = 1;
  for (unsigned i = 0; i < 2 + NOMINAL / RISE; i++) dut_tick(d);
  assert_int_equal(*d->mv, NOMINAL);
  return d;
}

static void run(struct dut *d, unsigned ticks) {
  for (unsigned i = 0; i < ticks; i++) dut_tick(d);
}

static void set(struct dut *d, unsigned pct) {
  *d->set_en = 1;
  *d->set_pct = (uint8_t)pct;
  dut_tick(d);
  *d->set_en = 0;
  dut_tick(d);
}

/* The voltage starts to fall one tick after the last charge is gone. */
static void test_carries_the_load_as_long_as_its_age_lets_it(void **state) {
  static const unsigned ages[] = {100, 127, 80, 33, 1};
  (void)state;
  for (unsigned i = 0; i < 5; i++) {
    unsigned age = ages[i] < 100 ? ages[i] : 100;
    struct dut *d = start(ages[i]);
    assert_int_equal(*d->pct, age);
    *d->load_en = 1;
    run(d, CAPACITY * age / 100);
    assert_int_equal(*d->mv, NOMINAL);
    for (unsigned k = 1; k <= NOMINAL / FALL; k++) {
      dut_tick(d);
      assert_int_equal(*d->mv, NOMINAL - k * FALL);
    }
    assert_int_equal(*d->pct, 0);
    dut_stop(d);
  }
}

static void test_charging_takes_charge_ticks_a_tick_of_load(void **state) {
  struct dut *d = start(100);
  (void)state;
  set(d, 0);
  assert_int_equal(*d->pct, 0);
  *d->charge_en = 1;
  run(d, CAPACITY / 2 * CHARGE);
  *d->charge_en = 0;
  dut_tick(d);
  assert_int_equal(*d->pct, 50);
  *d->charge_en = *d->load_en = 1; /* the load is not carried by the charger */
  run(d, CAPACITY / 10);
  *d->charge_en = *d->load_en = 0;
  dut_tick(d);
  assert_int_equal(*d->pct, 40);
  *d->charge_en = 1;
  run(d, CAPACITY * CHARGE);
  *d->capacity_ticks = 10; /* where one too many would show as 110 */
  run(d, 2);
  for (unsigned i = 0; i < 20 * CHARGE; i++) {
    assert_int_equal(*d->pct, 100);
    dut_tick(d);
  }
  dut_stop(d);
}

static void test_missing_or_failed_gives_nothing_and_keeps_its_charge(void **state) {
  struct dut *d = start(100);
  (void)state;
  for (unsigned i = 0; i < 2; i++) {
    uint8_t *fault = i ? d->failed : d->missing;
    *fault = 1;
    *d->load_en = 1;
    dut_tick(d);
    assert_int_equal(*d->mv, 0);
    assert_int_equal(*d->pct, i ? 100 : 0);
    run(d, CAPACITY);
    assert_int_equal(*d->mv, 0);
    *fault = *d->load_en = 0;
    run(d, NOMINAL / RISE);
    assert_int_equal(*d->mv, NOMINAL);
    assert_int_equal(*d->pct, 100);
  }
  dut_stop(d);
}

static void test_set_forces_a_level_but_not_above_its_age(void **state) {
  struct dut *d = start(60);
  (void)state;
  set(d, 37);
  assert_int_equal(*d->pct, 37);
  set(d, 80);
  assert_int_equal(*d->pct, 60);
  set(d, 127);
  assert_int_equal(*d->pct, 60);
  *d->age_pct = 20;
  run(d, 2);
  assert_int_equal(*d->pct, 20);
  *d->capacity_ticks = 0;
  run(d, 3);
  assert_int_equal(*d->pct, 0);
  run(d, NOMINAL / FALL);
  assert_int_equal(*d->mv, 0);
  dut_stop(d);
}

/* Charge is counted in thirds of a tick of load; a charger that was cut starts its third again. */
static void test_against_a_model(void **state) {
  struct dut *d = start(100);
  struct rng rng;
  long thirds = CAPACITY * CHARGE;
  (void)state;
  rng_seed(&rng, 21);
  for (unsigned t = 0; t < TICKS; t++) {
    if (rng_below(&rng, 200) == 0) *d->load_en = rng_below(&rng, 3) == 0;
    if (rng_below(&rng, 200) == 0) *d->charge_en = rng_below(&rng, 3) != 0;
    if (rng_below(&rng, 900) == 0) *d->failed = !*d->failed;
    if (rng_below(&rng, 900) == 0) *d->missing = !*d->missing;
    long before = thirds / CHARGE;
    bool works = !*d->failed && !*d->missing;
    bool charges = works && !*d->load_en && *d->charge_en && before < CAPACITY;
    thirds = charges ? thirds + 1 : before * CHARGE;
    if (works && *d->load_en && before > 0) thirds -= CHARGE;
    dut_tick(d);
    assert_int_equal(*d->pct, *d->missing ? 0 : before * 100 / CAPACITY);
    if (!works) assert_int_equal(*d->mv, 0);
  }
  dut_stop(d);
}

/* Capacities of every size: full it takes no more; half empty it is full again after as long. */
static void test_any_charge_lasts_as_many_ticks(void **state) {
  struct dut *d = start(100);
  (void)state;
  *d->charge_ticks = 1;
  for (unsigned bit = 0; bit <= 15; bit++) {
    uint32_t capacity = 3U << bit >> 1;
    *d->capacity_ticks = (uint16_t)capacity;
    set(d, 100);
    *d->charge_en = 1;
    run(d, 3 + bit % 2);
    *d->load_en = 1;
    run(d, capacity / 2);
    *d->load_en = 0;
    run(d, capacity / 2);
    *d->charge_en = bit % 4 < 2;
    run(d, 3 + bit % 2);
    *d->load_en = 1;
    for (uint32_t i = 0; i < capacity; i++) {
      dut_tick(d);
      assert_int_equal(*d->mv, NOMINAL);
    }
    dut_tick(d);
    assert_int_equal(*d->mv, NOMINAL - FALL);
    *d->load_en = 0;
  }
  dut_stop(d);
}

static void test_charge_ticks_of_any_bit_are_exact(void **state) {
  struct dut *d = start(100);
  (void)state;
  *d->capacity_ticks = 100;
  set(d, 10);
  for (unsigned bit = 0; bit <= 15; bit++) {
    unsigned pct = *d->pct;
    *d->charge_ticks = (uint16_t)(1U << bit);
    *d->charge_en = 1;
    for (unsigned i = 0; i < 1U << bit; i++) {
      dut_tick(d);
      assert_int_equal(*d->pct, pct); /* it is a tick behind the charge */
    }
    *d->charge_en = 0;
    dut_tick(d);
    assert_int_equal(*d->pct, pct + 1);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_carries_the_load_as_long_as_its_age_lets_it),
      cmocka_unit_test(test_charging_takes_charge_ticks_a_tick_of_load),
      cmocka_unit_test(test_missing_or_failed_gives_nothing_and_keeps_its_charge),
      cmocka_unit_test(test_set_forces_a_level_but_not_above_its_age),
      cmocka_unit_test(test_against_a_model),
      cmocka_unit_test(test_any_charge_lasts_as_many_ticks),
      cmocka_unit_test(test_charge_ticks_of_any_bit_are_exact),
  };
  return cmocka_run_group_tests_name("test_battery", tests, NULL, NULL);
}
