/* SPDX-License-Identifier: Apache-2.0 */
/* power_unit: its voltage over time, by arithmetic and against a model of time stamps. */
#include "ports_power_unit.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { NOMINAL = 3300, RISE = 100, FALL = 50, HOLDUP = 40, TICKS = 200000 };

static struct dut *start(void) {
  struct dut *d = dut_start();
  *d->nominal_mv = NOMINAL;
  *d->rise_mv = RISE;
  *d->fall_mv = FALL;
  *d->holdup_ticks = HOLDUP;
  *d->mains = 1;
  return d;
}

/* Ticks until mv is `want`; at most `limit`. */
static unsigned ticks_to(struct dut *d, unsigned want, unsigned limit) {
  unsigned n = 0;
  while (*d->mv != want && n < limit) {
    dut_tick(d);
    n++;
  }
  assert_int_equal(*d->mv, want);
  return n;
}

static void test_rises_from_zero_in_33_ticks_and_slowly_in_3300(void **state) {
  struct dut *d = start();
  (void)state;
  assert_int_equal(*d->mv, 0);
  assert_int_equal(ticks_to(d, NOMINAL, 10000), NOMINAL / RISE);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->mv, 0);
  *d->rst_n = 1;
  *d->rise_mv = 1;
  assert_int_equal(ticks_to(d, NOMINAL, 10000), NOMINAL);
  dut_stop(d);
}

static void test_stands_for_holdup_ticks_then_falls(void **state) {
  struct dut *d = start();
  (void)state;
  ticks_to(d, NOMINAL, 100);
  *d->mains = 0;
  for (unsigned i = 0; i < HOLDUP; i++) {
    dut_tick(d);
    assert_int_equal(*d->mv, NOMINAL);
  }
  for (unsigned i = 1; i <= NOMINAL / FALL; i++) {
    dut_tick(d);
    assert_int_equal(*d->mv, NOMINAL - i * FALL);
  }
  dut_tick(d);
  assert_int_equal(*d->mv, 0);
  dut_stop(d);
}

static void test_mains_back_within_holdup_is_not_seen(void **state) {
  struct dut *d = start();
  (void)state;
  ticks_to(d, NOMINAL, 100);
  for (unsigned i = 0; i < 10 * HOLDUP; i++) {
    *d->mains = i % HOLDUP == 0;
    dut_tick(d);
    assert_int_equal(*d->mv, NOMINAL);
  }
  dut_stop(d);
}

static void test_hard_failure_is_zero_at_once_and_rises_again(void **state) {
  struct dut *d = start();
  (void)state;
  ticks_to(d, NOMINAL, 100);
  *d->fail = 1;
  dut_tick(d);
  assert_int_equal(*d->mv, 0);
  dut_tick(d);
  assert_int_equal(*d->mv, 0);
  *d->fail = 0;
  assert_int_equal(ticks_to(d, NOMINAL, 100), NOMINAL / RISE);
  dut_stop(d);
}

static void test_brown_out_limits_and_a_limit_above_nominal_does_not(void **state) {
  struct dut *d = start();
  (void)state;
  ticks_to(d, NOMINAL, 100);
  *d->sag_mv = 2800;
  assert_int_equal(ticks_to(d, 2800, 100), 500 / FALL);
  dut_tick(d);
  assert_int_equal(*d->mv, 2800);
  *d->sag_mv = 5000;
  assert_int_equal(ticks_to(d, NOMINAL, 100), 500 / RISE);
  dut_tick(d);
  assert_int_equal(*d->mv, NOMINAL);
  dut_stop(d);
}

static int toward(int from, int to, int up, int down) {
  return from < to ? (from + up < to ? from + up : to) : (from - down > to ? from - down : to);
}

static void test_against_a_model_of_time_stamps(void **state) {
  struct dut *d = start();
  struct rng rng;
  int mv = 0, mains_at = -1000000;
  (void)state;
  rng_seed(&rng, 11);
  for (int t = 0; t < TICKS; t++) {
    if (rng_below(&rng, 40) == 0) *d->mains = rng_below(&rng, 2) != 0;
    if (rng_below(&rng, 60) == 0) *d->fail = rng_below(&rng, 5) == 0;
    if (rng_below(&rng, 60) == 0)
      *d->sag_mv = (uint16_t)(rng_below(&rng, 2) ? rng_below(&rng, 65536) : rng_below(&rng, 3300));
    if (rng_below(&rng, 80) == 0) *d->rise_mv = (uint16_t)(1 + rng_below(&rng, 65535));
    if (rng_below(&rng, 80) == 0) *d->fall_mv = (uint16_t)(1 + rng_below(&rng, 400));
    if (*d->mains) mains_at = t;
    int limit = *d->sag_mv && *d->sag_mv < NOMINAL ? *d->sag_mv : NOMINAL;
    int target = t - mains_at <= HOLDUP ? limit : 0;
    mv = *d->fail ? 0 : toward(mv, target, *d->rise_mv, *d->fall_mv);
    dut_tick(d);
    assert_int_equal(*d->mv, mv);
  }
  dut_stop(d);
}

/* Hold-up of which one bit is set: to its widest. */
static void test_holdup_of_any_bit_is_exact(void **state) {
  struct dut *d = start();
  (void)state;
  for (unsigned bit = 0; bit < 16; bit++) {
    *d->holdup_ticks = (uint16_t)(1U << bit);
    *d->mains = 1;
    ticks_to(d, NOMINAL, 100);
    *d->mains = 0;
    for (uint32_t i = 0; i < *d->holdup_ticks; i++) {
      dut_tick(d);
      assert_int_equal(*d->mv, NOMINAL);
    }
    dut_tick(d);
    assert_int_equal(*d->mv, NOMINAL - FALL);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rises_from_zero_in_33_ticks_and_slowly_in_3300),
      cmocka_unit_test(test_stands_for_holdup_ticks_then_falls),
      cmocka_unit_test(test_mains_back_within_holdup_is_not_seen),
      cmocka_unit_test(test_hard_failure_is_zero_at_once_and_rises_again),
      cmocka_unit_test(test_brown_out_limits_and_a_limit_above_nominal_does_not),
      cmocka_unit_test(test_against_a_model_of_time_stamps),
      cmocka_unit_test(test_holdup_of_any_bit_is_exact),
  };
  return cmocka_run_group_tests_name("test_power_unit", tests, NULL, NULL);
}
