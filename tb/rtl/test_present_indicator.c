/* SPDX-License-Identifier: Apache-2.0 */
/* present_indicator: exact ticks, a rail that comes and goes, and what random delays must not hide.
 */
#include "ports_present_indicator.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { MIN_ON = 20, SETTLE = 30, TICKS = 100000, SYNC = 2 };

static struct dut *start(unsigned crossing_seed) {
  struct dut *d = dut_new(crossing_seed);
  *d->min_on_ticks = MIN_ON;
  *d->settle_ticks = SETTLE;
  dut_tick(d);
  *d->rst_n = 1;
  dut_eval(d);
  return d;
}

static void run(struct dut *d, unsigned ticks) {
  for (unsigned i = 0; i < ticks; i++) dut_tick(d);
}

/* Rail on, FIFO empty, settled. */
static struct dut *start_dark(void) {
  struct dut *d = start(0);
  *d->rail_on = 1;
  run(d, 200);
  assert_int_equal(*d->indicator, 0);
  assert_int_equal(*d->safe_to_remove, 1);
  return d;
}

static void test_lit_from_reset_until_the_rail_was_on(void **state) {
  struct dut *d = start(0);
  (void)state;
  run(d, 1000);
  assert_int_equal(*d->indicator, 1);
  assert_int_equal(*d->safe_to_remove, 0);
  *d->rail_on = 1;
  run(d, MIN_ON + 10);
  assert_int_equal(*d->indicator, 0);
  dut_stop(d);
}

static void test_one_sample_lights_it_for_min_on_ticks(void **state) {
  struct dut *d = start_dark();
  (void)state;
  *d->present = 1;
  dut_tick(d);
  *d->present = 0;
  run(d, SYNC - 1);
  assert_int_equal(*d->indicator, 0);
  for (unsigned i = 0; i < MIN_ON; i++) {
    dut_tick(d);
    assert_int_equal(*d->indicator, 1);
    assert_int_equal(*d->safe_to_remove, 0);
  }
  dut_tick(d);
  assert_int_equal(*d->indicator, 0);
  dut_stop(d);
}

static void test_a_glitch_to_0_is_not_seen(void **state) {
  struct dut *d = start_dark();
  (void)state;
  *d->present = 1;
  run(d, 10);
  for (unsigned i = 0; i < 500; i++) {
    *d->present = i % MIN_ON == 0; /* 0 for one tick less than it takes */
    dut_tick(d);
    assert_int_equal(*d->indicator, 1);
  }
  dut_stop(d);
}

static void test_movement_alone_is_not_safe_and_not_lit(void **state) {
  struct dut *d = start_dark();
  (void)state;
  *d->busy = 1;
  run(d, SYNC + 1);
  assert_int_equal(*d->safe_to_remove, 0);
  assert_int_equal(*d->indicator, 0);
  *d->busy = 0;
  run(d, SYNC + SETTLE - 1);
  assert_int_equal(*d->safe_to_remove, 0);
  dut_tick(d);
  assert_int_equal(*d->safe_to_remove, 1);
  dut_stop(d);
}

/* The isolated flag reads 0 while the rail is off and for the first samples after it. */
static void test_a_rail_that_goes_off_takes_no_data_with_it(void **state) {
  struct dut *d = start_dark();
  (void)state;
  *d->present = 1;
  run(d, 5 * MIN_ON);
  for (unsigned off = 1; off < 100; off += 7) {
    *d->rail_on = *d->present = 0;
    for (unsigned i = 0; i < off + MIN_ON; i++) {
      dut_tick(d);
      assert_int_equal(*d->indicator, 1);
      assert_int_equal(*d->safe_to_remove, 0);
    }
    *d->rail_on = *d->present = 1;
    for (unsigned i = 0; i < 10; i++) {
      dut_tick(d);
      assert_int_equal(*d->indicator, 1);
    }
  }
  dut_stop(d);
}

/* With the shortest lamp time nothing but the believable-sample rule stands between. */
static void test_isolated_samples_are_not_believed_when_the_rail_returns(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 200; seed++) {
    struct dut *d = start(seed);
    *d->min_on_ticks = *d->settle_ticks = 0;
    *d->rail_on = *d->present = 1;
    run(d, 10);
    *d->rail_on = *d->present = 0;
    run(d, 1 + seed % 10);
    *d->rail_on = *d->present = 1;
    for (unsigned i = 0; i < 10; i++) {
      dut_tick(d);
      assert_int_equal(*d->indicator, 1);
      assert_int_equal(*d->safe_to_remove, 0);
    }
    dut_stop(d);
  }
}

/* From the inputs' history alone: no counters. Sample t - SYNC is judged at t. */
static void test_against_history(void **state) {
  static bool present[TICKS + 4], busy[TICKS + 4], rail[TICKS + 4]; /* 4 before the first tick */
  struct dut *d = start(0);
  struct rng rng;
  long unclear = 3, unstill = 3, settle = SETTLE;
  bool lit = true;
  unsigned dark = 0, safe_seen = 0;
  (void)state;
  rng_seed(&rng, 31);
  for (long t = 0; t < 4; t++) present[t] = busy[t] = true;
  for (long t = 4; t < TICKS + 4; t++) {
    bool quiet_time = t / 500 % 2;
    if (rng_below(&rng, quiet_time ? 120 : 10) == 0) *d->present = !*d->present;
    if (*d->present && rng_below(&rng, 5) == 0) *d->present = 0;
    *d->busy = rng_below(&rng, 60) == 0;
    if (rng_below(&rng, *d->rail_on ? 300 : 20) == 0) *d->rail_on = !*d->rail_on;
    present[t] = *d->present;
    busy[t] = *d->busy;
    rail[t] = *d->rail_on;
    bool data = present[t - SYNC];
    bool believed = rail[t] && rail[t - 1] && rail[t - 2] && rail[t - 3];
    if (data || !believed) unclear = t;
    if (data || !believed || busy[t - SYNC]) unstill = t;
    if (t == TICKS / 2) *d->settle_ticks = (uint16_t)(settle = MIN_ON / 4); /* the lamp is last */
    bool safe = !lit && t - unstill >= settle;
    if (data) lit = true;
    if (t - unclear >= MIN_ON) lit = false;
    dut_tick(d);
    assert_int_equal(*d->indicator, lit);
    assert_int_equal(*d->safe_to_remove, safe);
    dark += !lit;
    safe_seen += safe;
  }
  assert_true(dark > 1000 && safe_seen > 1000 && dark < TICKS - 1000);
  dut_stop(d);
}

/* Random delays: data seen for two ticks is shown from the third edge after the first of them until
 * MIN_ON after the last; and never a tick of it is called safe. */
static void test_random_delays_hide_nothing(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= 20; seed++) {
    struct dut *d = start(seed);
    struct rng rng;
    long from = -1000, rose = -1000, last = -1000; /* from: of the lit time, rose: of this pulse */
    rng_seed(&rng, seed);
    *d->rail_on = 1;
    for (long t = 0; t < TICKS / 20; t++) {
      if (*d->present) {
        if (t - rose >= 2 && rng_below(&rng, 4) == 0) *d->present = 0;
      } else if (rng_below(&rng, 90) == 0) {
        *d->present = 1;
        rose = t;
        if (t - last >= MIN_ON) from = t;
      }
      if (*d->present) last = t;
      dut_tick(d);
      if (t >= from + SYNC + 1 && t < last + SYNC + MIN_ON) {
        assert_int_equal(*d->indicator, 1);
        assert_int_equal(*d->safe_to_remove, 0);
      }
      if (t > 100 && t > last + SYNC + 1 + MIN_ON) assert_int_equal(*d->indicator, 0);
    }
    dut_stop(d);
  }
}

/* Straps of which one bit is set: to their widest. */
static void test_straps_of_any_bit_are_exact(void **state) {
  (void)state;
  for (unsigned which = 0; which < 2; which++) {
    struct dut *d = start_dark();
    uint8_t *falls = which ? d->safe_to_remove : d->indicator;
    for (unsigned bit = 0; bit < 16; bit++) {
      *d->min_on_ticks = (uint16_t)(which ? 1 : 1U << bit);
      *d->settle_ticks = (uint16_t)(1U << bit);
      *d->present = 1;
      run(d, SYNC + 2);
      assert_int_equal(*d->indicator, 1);
      *d->present = 0;
      run(d, SYNC);
      /* The lamp is dark with the last of them; dark, it is safe one tick later at the earliest. */
      uint32_t ticks = which && bit == 0 ? 2 : 1U << bit;
      for (uint32_t i = 1; i < ticks; i++) {
        dut_tick(d);
        assert_int_equal(*falls, !which);
      }
      dut_tick(d);
      assert_int_equal(*falls, which);
    }
    dut_stop(d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lit_from_reset_until_the_rail_was_on),
      cmocka_unit_test(test_one_sample_lights_it_for_min_on_ticks),
      cmocka_unit_test(test_a_glitch_to_0_is_not_seen),
      cmocka_unit_test(test_movement_alone_is_not_safe_and_not_lit),
      cmocka_unit_test(test_a_rail_that_goes_off_takes_no_data_with_it),
      cmocka_unit_test(test_isolated_samples_are_not_believed_when_the_rail_returns),
      cmocka_unit_test(test_against_history),
      cmocka_unit_test(test_random_delays_hide_nothing),
      cmocka_unit_test(test_straps_of_any_bit_are_exact),
  };
  return cmocka_run_group_tests_name("test_present_indicator", tests, NULL, NULL);
}
