/* SPDX-License-Identifier: Apache-2.0 */
/* uv_detect: the very tick of warning and return, hovering, flapping, and random voltages. */
#include "ports_uv_detect.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { UV = 2900, HYST = 100, DETECT = 35, VALIDATE = 160, TICKS = 300000 };

static struct dut *start(void) {
  struct dut *d = dut_start();
  *d->uv_mv = UV;
  *d->hyst_mv = HYST;
  *d->detect_ticks = DETECT;
  *d->validate_ticks = VALIDATE;
  return d;
}

/* `ticks` at a voltage; neither output may change before the last of them. */
static void steady(struct dut *d, unsigned mv, unsigned ticks) {
  unsigned was = *d->ok;
  *d->mv = (uint16_t)mv;
  for (unsigned i = 0; i < ticks; i++) {
    assert_int_equal(*d->ok, was);
    dut_tick(d);
  }
}

static struct dut *start_ok(void) {
  struct dut *d = start();
  steady(d, UV + HYST, VALIDATE);
  assert_int_equal(*d->ok, 1);
  return d;
}

static void test_cold_start_is_validated(void **state) {
  struct dut *d = start();
  (void)state;
  assert_int_equal(*d->uv, 1);
  steady(d, UV + HYST, VALIDATE - 1);
  assert_int_equal(*d->ok, 0);
  assert_int_equal(*d->uv, 0);
  dut_tick(d);
  assert_int_equal(*d->ok, 1);
  dut_stop(d);
}

static void test_warning_after_detect_ticks_in_a_row(void **state) {
  struct dut *d = start_ok();
  (void)state;
  steady(d, UV - 1, DETECT - 1);
  steady(d, UV, 1); /* not below: counted from the start */
  steady(d, UV - 1, DETECT);
  assert_int_equal(*d->uv, 1);
  assert_int_equal(*d->ok, 0);
  dut_stop(d);
}

static void test_between_the_thresholds_nothing_changes(void **state) {
  struct dut *d = start_ok();
  (void)state;
  steady(d, UV, 10 * VALIDATE);
  assert_int_equal(*d->ok, 1);
  steady(d, 0, DETECT);
  steady(d, UV + HYST - 1, 10 * VALIDATE);
  assert_int_equal(*d->ok, 0);
  assert_int_equal(*d->uv, 1);
  dut_stop(d);
}

static void test_a_dip_starts_validation_again(void **state) {
  struct dut *d = start_ok();
  (void)state;
  steady(d, 0, DETECT);
  steady(d, UV + HYST, VALIDATE - 1);
  steady(d, UV + HYST - 1, 1);
  steady(d, UV + HYST, VALIDATE - 1);
  assert_int_equal(*d->ok, 0);
  dut_tick(d);
  assert_int_equal(*d->ok, 1);
  dut_stop(d);
}

static void test_flapping_returns_once_in_a_validate_time(void **state) {
  struct dut *d = start();
  struct rng rng;
  unsigned returns = 0, was = 0, since = VALIDATE;
  (void)state;
  rng_seed(&rng, 3);
  for (unsigned t = 0; t < TICKS; t++) {
    if (rng_below(&rng, 100) == 0) *d->mv = rng_below(&rng, 2) ? 3300 : 0;
    dut_tick(d);
    since++;
    if (*d->ok && !was) {
      assert_true(since >= VALIDATE);
      returns++;
      since = 0;
    }
    was = *d->ok;
  }
  assert_true(returns > 10); /* and it does return */
  dut_stop(d);
}

/* Each output follows from how long ago the voltage last was not low, and not high. */
static void test_against_a_model_of_time_stamps(void **state) {
  struct dut *d = start();
  struct rng rng;
  long not_low = -1, not_high = -1;
  unsigned uv = 1, ok = 0;
  (void)state;
  rng_seed(&rng, 5);
  for (long t = 0; t < TICKS; t++) {
    if (rng_below(&rng, 20) == 0) *d->mv = (uint16_t)(2850 + rng_below(&rng, 200));
    if (rng_below(&rng, 50) == 0) *d->mv = (uint16_t)(rng_below(&rng, 2) * 65535);
    if (t % 1000 == 0) { /* runs that began under other straps are not asked for */
      static const uint16_t detect[] = {0, 1, 2, 35}, validate[] = {0, 1, 7, 60};
      *d->rst_n = 0;
      dut_eval(d);
      *d->rst_n = 1;
      *d->detect_ticks = detect[rng_below(&rng, 4)];
      *d->validate_ticks = validate[rng_below(&rng, 4)];
      not_low = not_high = t - 1;
      uv = 1;
      ok = 0;
    }
    if (*d->mv >= UV) not_low = t;
    if (*d->mv < UV + HYST) not_high = t;
    if (t > not_low && t - not_low >= (long)*d->detect_ticks) {
      uv = 1;
      ok = 0;
    }
    if (t > not_high) {
      uv = 0;
      ok |= t - not_high >= (long)*d->validate_ticks;
    }
    dut_tick(d);
    assert_int_equal(*d->uv, uv);
    assert_int_equal(*d->ok, ok);
  }
  dut_stop(d);
}

/* Ticks of which one bit is set: to their widest. */
static void test_straps_of_any_bit_are_exact(void **state) {
  struct dut *d = start_ok();
  (void)state;
  for (unsigned bit = 0; bit < 16; bit++) {
    *d->detect_ticks = (uint16_t)(1U << bit);
    *d->validate_ticks = (uint16_t)(1U << bit);
    steady(d, UV - 1, *d->detect_ticks);
    assert_int_equal(*d->ok, 0);
    assert_int_equal(*d->uv, 1);
    steady(d, UV + HYST, *d->validate_ticks);
    assert_int_equal(*d->ok, 1);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cold_start_is_validated),
      cmocka_unit_test(test_warning_after_detect_ticks_in_a_row),
      cmocka_unit_test(test_between_the_thresholds_nothing_changes),
      cmocka_unit_test(test_a_dip_starts_validation_again),
      cmocka_unit_test(test_flapping_returns_once_in_a_validate_time),
      cmocka_unit_test(test_against_a_model_of_time_stamps),
      cmocka_unit_test(test_straps_of_any_bit_are_exact),
  };
  return cmocka_run_group_tests_name("test_uv_detect", tests, NULL, NULL);
}
