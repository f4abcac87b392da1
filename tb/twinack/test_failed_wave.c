/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of a failing run is kept as a waveform. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "failed_wave.h"

#define PERIOD 6000U
#define CYCLES UINT64_C(20000)
#define LENGTH (CYCLES * PERIOD)

static struct replay_window window_of(const struct replay_result *r) {
  return failed_wave_window(r, PERIOD, CYCLES);
}

static void what_was_found_lies_in_the_window_with_most_of_it_before(void **state) {
  (void)state;
  struct replay_result r = {.simulated_ps = 9 * LENGTH, .found_ps = 5 * LENGTH};
  struct replay_window w = window_of(&r);

  assert_int_equal(w.cycles, CYCLES);
  assert_true(w.from_ps < r.found_ps && r.found_ps < w.from_ps + LENGTH);
  assert_true(r.found_ps - w.from_ps > LENGTH / 2);
}

static void what_was_found_in_the_run_counts_more_than_a_fault(void **state) {
  (void)state;
  struct replay_result r = {.simulated_ps = 9 * LENGTH, .found_ps = 7 * LENGTH};
  uint64_t without = window_of(&r).from_ps;

  r.moments = (struct moments){.fault = true, .fault_ps = 2 * LENGTH};
  assert_int_equal(window_of(&r).from_ps, without);
}

static void what_was_found_at_the_end_is_looked_for_from_the_first_fault_on(void **state) {
  (void)state;
  struct replay_result r = {.simulated_ps = 9 * LENGTH,
                            .found_ps = 9 * LENGTH,
                            .moments = {.fault = true, .fault_ps = 2 * LENGTH}};

  for (unsigned i = 0; i < 2; i++, r.found_ps = 0) { /* 0: an expectation was not met */
    uint64_t from = window_of(&r).from_ps;
    assert_true(from < r.moments.fault_ps && r.moments.fault_ps < from + LENGTH / 2);
  }
}

static void without_a_fault_it_ends_with_the_run(void **state) {
  (void)state;
  struct replay_result r = {.simulated_ps = 9 * LENGTH}; /* an expectation was not met */
  uint64_t from = window_of(&r).from_ps;

  assert_true(from < 9 * LENGTH && 9 * LENGTH <= from + LENGTH);
}

static void a_short_run_is_kept_from_its_start(void **state) {
  (void)state;
  struct replay_result r = {.simulated_ps = LENGTH / 9, .found_ps = LENGTH / 10};

  assert_int_equal(window_of(&r).from_ps, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_found_lies_in_the_window_with_most_of_it_before),
      cmocka_unit_test(what_was_found_in_the_run_counts_more_than_a_fault),
      cmocka_unit_test(what_was_found_at_the_end_is_looked_for_from_the_first_fault_on),
      cmocka_unit_test(without_a_fault_it_ends_with_the_run),
      cmocka_unit_test(a_short_run_is_kept_from_its_start),
  };
  return cmocka_run_group_tests_name("test_failed_wave", tests, NULL, NULL);
}
