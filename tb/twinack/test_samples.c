/* SPDX-License-Identifier: Apache-2.0 */
/* test_samples.c: percentiles against the definition, by counting. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "rng.h"
#include "samples.h"

/* Smallest value such that at least permille/1000 of all values are not above it. */
static uint64_t by_counting(const uint64_t *v, size_t n, unsigned permille) {
  uint64_t best = UINT64_MAX;

  for (size_t i = 0; i < n; i++) {
    size_t not_above = 0;
    for (size_t k = 0; k < n; k++) not_above += v[k] <= v[i];
    if (not_above * 1000 >= n * permille && v[i] < best) best = v[i];
  }
  return best;
}

static void nearest_rank_for_all_sizes_up_to_2100(void **state) {
  static const size_t sizes[] = {1,   2,   3,    99,   100,  101,  499,
                                 500, 999, 1000, 1001, 1999, 2000, 2100};
  uint64_t out[PERCENTILES], values[2100];
  struct rng rng;

  (void)state;
  rng_seed(&rng, 11);
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    struct samples samples = {0};
    for (size_t i = 0; i < sizes[s]; i++) {
      values[i] = rng_below(&rng, 700);
      samples_add(&samples, values[i]);
    }
    samples_percentiles(&samples, out);
    assert_int_equal(out[P50], by_counting(values, sizes[s], 500));
    assert_int_equal(out[P99], by_counting(values, sizes[s], 990));
    assert_int_equal(out[P99_9], by_counting(values, sizes[s], 999));
    assert_int_equal(out[P_MAX], by_counting(values, sizes[s], 1000));
    samples_free(&samples);
  }
}

static void one_to_a_hundred(void **state) {
  struct samples samples = {0};
  uint64_t out[PERCENTILES];

  (void)state;
  for (uint64_t i = 100; i >= 1; i--) samples_add(&samples, i);
  samples_percentiles(&samples, out);
  assert_int_equal(out[P50], 50);
  assert_int_equal(out[P99], 99);
  assert_int_equal(out[P99_9], 100);
  assert_int_equal(out[P_MAX], 100);
  samples_free(&samples);
}

static void nothing_gives_zeros(void **state) {
  struct samples samples = {0};
  uint64_t out[PERCENTILES] = {1, 2, 3, 4};

  (void)state;
  samples_percentiles(&samples, out);
  for (int p = 0; p < PERCENTILES; p++) assert_int_equal(out[p], 0);
}

static void values_above_32_bits_keep_their_order(void **state) {
  struct samples samples = {0};
  uint64_t out[PERCENTILES];

  (void)state;
  samples_add(&samples, UINT64_MAX);
  samples_add(&samples, UINT64_C(1) << 40);
  samples_add(&samples, 1);
  samples_percentiles(&samples, out);
  assert_true(out[P50] == UINT64_C(1) << 40);
  assert_true(out[P_MAX] == UINT64_MAX);
  samples_free(&samples);
}

/* The floor of a bucket is the smallest whole number that is not below (4 + q) * 2^n / 4. */
static void each_value_is_in_the_bucket_whose_bounds_hold_it(void **state) {
  static const uint64_t values[] = {1,   2,    3,    4,     5,         6,          7,
                                    8,   9,    10,   15,    16,        19,         20,
                                    127, 1023, 1024, 65535, 999999999, UINT64_MAX, UINT64_MAX / 3};

  (void)state;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    struct samples s = {0};
    struct histogram h;
    unsigned found = 0;
    samples_add(&s, values[i]);
    samples_add(&s, values[i]);
    samples_histogram(&s, &h);
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++) {
      if (h.count[b] == 0) continue;
      assert_int_equal(h.count[b], 2);
      assert_true(values[i] >= histogram_floor(b));
      assert_true(b == HISTOGRAM_BUCKETS - 1 || values[i] < histogram_floor(b + 1));
      found++;
    }
    assert_int_equal(found, 1);
    samples_free(&s);
  }
  for (unsigned n = 2; n < 50; n++) assert_int_equal(histogram_floor(4 * n), UINT64_C(1) << n);
  assert_int_equal(histogram_floor(4 * 10 + 1), 1280);
  assert_int_equal(histogram_floor(4 * 10 + 3), 1792);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_value_is_in_the_bucket_whose_bounds_hold_it),
      cmocka_unit_test(nearest_rank_for_all_sizes_up_to_2100),
      cmocka_unit_test(one_to_a_hundred),
      cmocka_unit_test(nothing_gives_zeros),
      cmocka_unit_test(values_above_32_bits_keep_their_order),
  };
  return cmocka_run_group_tests_name("test_samples", tests, NULL, NULL);
}
