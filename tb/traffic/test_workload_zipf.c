/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workload_zipf.h"

#define DRAWS 100000
#define TOP 20

/* 1^-theta + ... + n^-theta: terms one by one, then Euler and Maclaurin's formula for the rest. */
static double zeta(uint64_t n, double theta) {
  const uint64_t terms = n < 10000 ? n : 10000;
  double a = (double)terms, b = (double)n, sum = 0;

  for (uint64_t k = 1; k <= terms; k++) sum += pow((double)k, -theta);
  if (n == terms) return sum;
  return sum + (pow(b, 1 - theta) - pow(a, 1 - theta)) / (1 - theta) +
         (pow(b, -theta) - pow(a, -theta)) / 2;
}

static void expect_law(uint64_t n, double theta) {
  double sum = zeta(n, theta);
  uint64_t seen[TOP + 1] = {0};
  struct zipf z;
  struct rng r;

  rng_seed(&r, n);
  zipf_init(&z, n, theta);
  for (int i = 0; i < DRAWS; i++) {
    uint64_t rank = zipf_rank(&z, &r);
    assert_in_range(rank, 1, n);
    if (rank <= TOP) seen[rank]++;
  }
  for (uint64_t k = 1; k <= TOP && k <= n; k++) {
    double mean = DRAWS * pow((double)k, -theta) / sum;
    double sigma = sqrt(mean * (1 - mean / DRAWS));
    /* Below some tens the normal bound is too tight for a Poisson tail. */
    if (fabs((double)seen[k] - mean) > 5 * sigma + 5)
      fail_msg("n %g theta %g rank %d: %d, expected %g", (double)n, theta, (int)k, (int)seen[k],
               mean);
  }
}

static void ranks_follow_the_law_for_every_size_and_skew(void **state) {
  static const double theta[] = {0.01, 0.5, 0.99, 0.999999, 1.000001, 1.2, 3, 4.99};

  (void)state;
  for (size_t i = 0; i < sizeof theta / sizeof *theta; i++) {
    expect_law(1, theta[i]);
    expect_law(2, theta[i]);
    expect_law(10, theta[i]);
    expect_law(1000, theta[i]);
    expect_law(UINT64_C(1) << 40, theta[i]);
  }
}

static void skews_next_to_one_stay_in_range(void **state) {
  static const double theta[] = {1 - 0x1p-53, 1 + 0x1p-52, 1e-300};

  (void)state;
  for (size_t i = 0; i < sizeof theta / sizeof *theta; i++) {
    struct zipf z;
    struct rng r;

    rng_seed(&r, i);
    zipf_init(&z, UINT64_C(1) << 40, theta[i]);
    for (int k = 0; k < 10000; k++) assert_in_range(zipf_rank(&z, &r), 1, UINT64_C(1) << 40);
  }
}

/* A draw of exactly 0 asks for the far end, where rounding makes the inverse infinite. */
static void far_end_of_a_steep_law_is_the_last_rank(void **state) {
  struct rng zero = {{1, 0, 0, 0}};
  struct rng copy = zero;
  struct zipf z;

  (void)state;
  assert_true(rng_unit(&copy) == 0);
  zipf_init(&z, UINT64_C(1) << 40, 4.99);
  assert_in_range(zipf_rank(&z, &zero), 1, UINT64_C(1) << 40);
}

static void scatter_is_one_to_one(void **state) {
  static const uint64_t n[] = {4095, 4096, 4097, 16384, 100000};
  uint8_t *seen = malloc(100000);

  (void)state;
  assert_non_null(seen);
  for (uint64_t size = 1; size < 600 + 5; size++) {
    uint64_t places = size < 600 ? size : n[size - 600];

    memset(seen, 0, places);
    for (uint64_t x = 0; x < places; x++) {
      uint64_t y = scatter(x, places);
      assert_true(y < places);
      assert_int_equal(seen[y]++, 0);
    }
  }
  free(seen);
}

/* The 16 hottest of a volume: no two side by side, and some in each quarter of the span. */
static void scatter_spreads_the_first_ranks(void **state) {
  static const uint64_t n[] = {10000, 16384, 131072, UINT64_C(1) << 30};

  (void)state;
  for (size_t i = 0; i < sizeof n / sizeof *n; i++) {
    unsigned quarters = 0;

    for (uint64_t a = 0; a < 16; a++) {
      uint64_t x = scatter(a, n[i]);
      quarters |= 1U << (x * 4 / n[i]);
      for (uint64_t b = 0; b < a; b++) {
        uint64_t y = scatter(b, n[i]);
        assert_true((x > y ? x - y : y - x) > 1);
      }
    }
    assert_int_equal(quarters, 15);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranks_follow_the_law_for_every_size_and_skew),
      cmocka_unit_test(skews_next_to_one_stay_in_range),
      cmocka_unit_test(far_end_of_a_steep_law_is_the_last_rank),
      cmocka_unit_test(scatter_is_one_to_one),
      cmocka_unit_test(scatter_spreads_the_first_ranks),
  };
  return cmocka_run_group_tests_name("test_workload_zipf", tests, NULL, NULL);
}
