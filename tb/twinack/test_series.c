/* SPDX-License-Identifier: Apache-2.0 */
/* test_series.c: buckets over time against all looks kept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "rng.h"
#include "series.h"

#define LOOKS_MAX 5000
#define START UINT64_C(12345678)

struct look {
  unsigned fifo[CSIM_SIDES], rail[SERIES_RAILS];
};

static struct look all[LOOKS_MAX];

static void draw(struct rng *rng, struct look *l) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) l->fifo[i] = (unsigned)rng_below(rng, 4097);
  for (unsigned i = 0; i < SERIES_RAILS; i++) l->rail[i] = (unsigned)rng_below(rng, 3301);
}

static void same_as(const struct series_bucket *b, const struct look *first, unsigned count) {
  assert_int_equal(b->looks, count);
  for (unsigned f = 0; f < CSIM_SIDES; f++) {
    uint64_t sum = 0;
    unsigned max = 0;
    for (unsigned i = 0; i < count; i++) {
      sum += first[i].fifo[f];
      if (first[i].fifo[f] > max) max = first[i].fifo[f];
    }
    assert_int_equal(b->fifo_sum[f], sum);
    assert_int_equal(b->fifo_max[f], max);
  }
  for (unsigned r = 0; r < SERIES_RAILS; r++) {
    unsigned min = first[0].rail[r];
    for (unsigned i = 1; i < count; i++)
      if (first[i].rail[r] < min) min = first[i].rail[r];
    assert_int_equal(b->rail_min[r], min);
  }
}

static void buckets_keep_sum_highest_and_lowest_of_their_looks(void **state) {
  static const unsigned counts[] = {1, 2, 511, 512, 513, 1023, 1024, 1025, 2500, LOOKS_MAX};
  static struct series s;
  struct rng rng;

  (void)state;
  rng_seed(&rng, 5);
  for (unsigned c = 0; c < sizeof counts / sizeof *counts; c++) {
    series_init(&s, START);
    for (unsigned i = 0; i < counts[c]; i++) {
      assert_int_equal(s.due_ps, START + i * SERIES_STEP_PS);
      draw(&rng, &all[i]);
      series_add(&s, all[i].fifo, all[i].rail);
    }
    unsigned width = 1;
    while (counts[c] > width * SERIES_BUCKETS) width *= 2;
    assert_int_equal(s.bucket_ps, width * SERIES_STEP_PS);
    assert_int_equal(s.count, (counts[c] + width - 1) / width);
    for (unsigned i = 0; i < s.count; i++) {
      unsigned left = counts[c] - i * width;
      same_as(&s.bucket[i], &all[i * width], left < width ? left : width);
    }
  }
}

/* No bucket is left out, and none has more than its share while it is the newest. */
static void hours_take_few_looks_evenly_spread(void **state) {
  static const unsigned fifo[CSIM_SIDES] = {3, 5}, rail[SERIES_RAILS] = {1, 2, 3, 4};
  static struct series s;
  const uint64_t end = START + 3 * UINT64_C(3600000000000000);
  uint64_t looks = 0, kept = 0, before;

  (void)state;
  for (series_init(&s, START); s.due_ps < end; looks++) {
    before = s.due_ps;
    series_add(&s, fifo, rail);
    assert_true(s.due_ps - before >= SERIES_STEP_PS);
    assert_true(s.bucket[s.count - 1].looks <= SERIES_LOOKS || s.count <= SERIES_BUCKETS / 2);
  }
  /* Steps are above 1 us from a width of 2^11 us on; 3 h in 512 buckets need 2^25: 15 doublings. */
  assert_true(looks <= SERIES_LOOKS * (SERIES_BUCKETS + 15 * SERIES_BUCKETS / 2));
  assert_int_equal(s.bucket_ps / SERIES_STEP_PS, 1 << 25);
  for (unsigned i = 0; i < s.count; i++) {
    kept += s.bucket[i].looks;
    assert_int_equal(s.bucket[i].fifo_sum[1], 5 * s.bucket[i].looks);
    assert_true(s.bucket[i].looks != 0);
  }
  assert_int_equal(kept, looks);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(buckets_keep_sum_highest_and_lowest_of_their_looks),
      cmocka_unit_test(hours_take_few_looks_evenly_spread)};

  return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
