/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "rng.h"

/* The values published for seed 1234567. */
static void splitmix64_gives_the_published_numbers(void **state) {
  static const uint64_t want[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                  UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                  UINT64_C(16408922859458223821)};
  uint64_t seed = 1234567;

  (void)state;
  for (int i = 0; i < 5; i++) assert_int_equal(rng_splitmix64(&seed), want[i]);
}

/* The values published for the state 1, 2, 3, 4. */
static void xoshiro256ss_gives_the_published_numbers(void **state) {
  static const uint64_t want[] = {UINT64_C(11520),
                                  UINT64_C(0),
                                  UINT64_C(1509978240),
                                  UINT64_C(1215971899390074240),
                                  UINT64_C(1216172134540287360),
                                  UINT64_C(607988272756665600)};
  struct rng r = {{1, 2, 3, 4}};

  (void)state;
  for (int i = 0; i < 6; i++) assert_int_equal(rng_next(&r), want[i]);
}

static void below_is_uniform_and_in_range(void **state) {
  enum { N = 7, DRAWS = 70000 };
  double sigma = sqrt(DRAWS * (1.0 / N) * (1 - 1.0 / N));
  int seen[N] = {0};
  struct rng r;

  (void)state;
  rng_seed(&r, 0);
  for (int i = 0; i < DRAWS; i++) {
    uint64_t x = rng_below(&r, N);
    assert_true(x < N);
    seen[x]++;
  }
  for (int i = 0; i < N; i++) assert_true(fabs(seen[i] - (double)DRAWS / N) < 5 * sigma);
  assert_int_equal(rng_below(&r, 1), 0);
}

/* Of 3 * 2^62 values, a plain remainder would give the lowest 2^62 half of the draws, not a third.
 */
static void below_has_no_bias_for_huge_ranges(void **state) {
  enum { DRAWS = 30000 };
  double sigma = sqrt(DRAWS * (1.0 / 3) * (2.0 / 3));
  int low = 0;
  struct rng r;

  (void)state;
  rng_seed(&r, 1);
  for (int i = 0; i < DRAWS; i++) low += rng_below(&r, UINT64_C(3) << 62) < UINT64_C(1) << 62;
  assert_true(fabs(low - DRAWS / 3.0) < 5 * sigma);
}

static void unit_is_below_one_with_mean_one_half(void **state) {
  enum { DRAWS = 100000 };
  double sum = 0;
  struct rng r;

  (void)state;
  rng_seed(&r, 2);
  for (int i = 0; i < DRAWS; i++) {
    double u = rng_unit(&r);
    assert_true(u >= 0 && u < 1);
    sum += u;
  }
  assert_true(fabs(sum / DRAWS - 0.5) < 5 / sqrt(12.0 * DRAWS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(splitmix64_gives_the_published_numbers),
      cmocka_unit_test(xoshiro256ss_gives_the_published_numbers),
      cmocka_unit_test(below_is_uniform_and_in_range),
      cmocka_unit_test(below_has_no_bias_for_huge_ranges),
      cmocka_unit_test(unit_is_below_one_with_mean_one_half),
  };
  return cmocka_run_group_tests_name("test_rng", tests, NULL, NULL);
}
