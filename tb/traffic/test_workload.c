/* SPDX-License-Identifier: Apache-2.0 */
/* Seeds are fixed; statistical bounds are 5 sigma of the distribution that is asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workload.h"

#define SEED 42

static struct workload *start(const char *text, uint64_t seed) {
  struct workload_config cfg;
  struct workload *w;
  char err[256];

  workload_defaults(&cfg);
  if (workload_parse(&cfg, text, err, sizeof err)) fail_msg("%s", err);
  w = workload_new(&cfg, seed);
  assert_non_null(w);
  return w;
}

static void expect_share(uint64_t seen, uint64_t draws, double p) {
  double mean = (double)draws * p;

  if (fabs((double)seen - mean) > 5 * sqrt(mean * (1 - p)) + 1e-9)
    fail_msg("%llu of %llu, share %g expected", (unsigned long long)seen, (unsigned long long)draws,
             p);
}

static void count_requests_come_and_then_no_more(void **state) {
  struct workload *w = start("count=17", SEED);
  struct request r;
  int count = 0;

  (void)state;
  while (workload_next(w, &r)) count++;
  assert_int_equal(count, 17);
  assert_false(workload_next(w, &r));
  workload_free(w);
}

static void shares_of_operations(const char *text, double write, double flush) {
  struct workload *w = start(text, SEED);
  uint64_t seen[3] = {0}, all = 0;
  struct request r;

  for (; workload_next(w, &r); all++) {
    seen[r.op]++;
    assert_int_equal(r.blocks == 0, r.op == REQUEST_FLUSH);
    if (r.op == REQUEST_FLUSH) assert_int_equal(r.lba, 0);
  }
  expect_share(seen[REQUEST_WRITE], all, write);
  expect_share(seen[REQUEST_FLUSH], all, flush);
  expect_share(seen[REQUEST_READ], all, 1 - write - flush);
  workload_free(w);
}

static void operations_are_mixed_as_asked(void **state) {
  (void)state;
  shares_of_operations("count=100000,write=55,flush=10", 0.55, 0.10);
  shares_of_operations("count=100000,write=1", 0.01, 0);
  shares_of_operations("count=1000,write=100", 1, 0);
  shares_of_operations("count=1000,write=0,flush=100", 0, 1);
  shares_of_operations("count=1000,write=0", 0, 0);
}

static void sizes_come_with_their_weights(void **state) {
  struct workload *w = start("count=100000,bs=4k:60/64k:30/512:0/128k:10", SEED);
  uint64_t seen[257] = {0};
  struct request r;

  (void)state;
  while (workload_next(w, &r)) seen[r.blocks]++;
  expect_share(seen[8], 100000, 0.6);
  expect_share(seen[128], 100000, 0.3);
  expect_share(seen[256], 100000, 0.1);
  assert_int_equal(seen[1], 0);
  workload_free(w);
}

static void requests_are_aligned_and_within(const char *text, uint64_t span) {
  struct workload *w = start(text, SEED);
  struct request r;

  while (workload_next(w, &r)) {
    assert_int_equal(r.lba % r.blocks, 0);
    assert_true(r.lba + r.blocks <= span);
  }
  workload_free(w);
}

static void requests_are_aligned_to_their_size_and_within_the_span(void **state) {
  (void)state;
  requests_are_aligned_and_within("count=20000,bs=512:1/1536:1/4k:1/128k:1,span=200k", 400);
  requests_are_aligned_and_within("count=20000,bs=512:1/1536:1/4k:1/128k:1,span=200k,pattern=zipf",
                                  400);
  requests_are_aligned_and_within(
      "count=20000,bs=512:1/1536:1/4k:1/128k:1,span=200k,pattern=sequential", 400);
  requests_are_aligned_and_within("count=1000,bs=4k,span=4k", 8);
  requests_are_aligned_and_within("count=1000,bs=4k,span=4k,pattern=zipf", 8);
  requests_are_aligned_and_within("count=1000,bs=4k,span=524288G", UINT64_C(1) << 40);
}

static void random_is_uniform_over_the_span(void **state) {
  struct workload *w = start("count=50000,bs=4k,span=41472", SEED); /* 10 places and 1 block */
  uint64_t seen[10] = {0};
  struct request r;

  (void)state;
  while (workload_next(w, &r)) seen[r.lba / 8]++;
  for (int i = 0; i < 10; i++) expect_share(seen[i], 50000, 0.1);
  workload_free(w);
}

static void volumes_come_in_turn(void **state) {
  struct workload *both = start("count=1000,flush=20", SEED);
  struct workload *one = start("count=1000,flush=20,volumes=1", SEED);
  struct request r;

  (void)state;
  for (uint32_t i = 0; workload_next(both, &r); i++) assert_int_equal(r.device, i % 2);
  while (workload_next(one, &r)) assert_int_equal(r.device, 0);
  for (unsigned n = 3; n <= 4; n++) {
    char text[40];
    snprintf(text, sizeof text, "count=1000,volumes=%u", n);
    struct workload *w = start(text, SEED);
    for (uint32_t i = 0; workload_next(w, &r); i++) assert_int_equal(r.device, i % n);
    workload_free(w);
  }
  workload_free(both);
  workload_free(one);
}

static void sequential_goes_on_per_volume_and_wraps(void **state) {
  struct workload *w = start("count=5000,pattern=sequential,span=400k,flush=15,write=50", SEED);
  uint64_t next[2] = {0};
  struct request r;
  int wraps = 0;

  (void)state;
  while (workload_next(w, &r)) {
    if (r.op == REQUEST_FLUSH) continue;
    assert_int_equal(r.lba, next[r.device]);
    next[r.device] = (r.lba + r.blocks) % 800;
    wraps += next[r.device] == 0;
  }
  assert_in_range(wraps, 10, 60);
  workload_free(w);
}

static void sequential_with_mixed_sizes_only_skips_to_align(void **state) {
  struct workload *w = start("count=5000,pattern=sequential,span=1M,volumes=1,bs=512:1/4k:1", SEED);
  uint64_t next = 0;
  struct request r;

  (void)state;
  while (workload_next(w, &r)) {
    if (r.lba != 0) assert_in_range(r.lba - next, 0, r.blocks - 1);
    if (r.lba == 0 && next != 0) assert_true(next + r.blocks + 7 > 2048);
    next = r.lba + r.blocks;
  }
  workload_free(w);
}

static int descending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

  return (x < y) - (x > y);
}

/* The k-th most frequent place must come as often as Zipf's law says for rank k. */
static void zipf_top_ranks_follow_the_law(void **state) {
  enum { PLACES = 1000, DRAWS = 200000 };
  struct workload *w =
      start("count=200000,pattern=zipf,theta=0.99,volumes=1,bs=4k,span=4000k", SEED);
  static uint64_t seen[PLACES];
  double sum = 0;
  struct request r;

  (void)state;
  for (int k = 1; k <= PLACES; k++) sum += pow(k, -0.99);
  memset(seen, 0, sizeof seen);
  while (workload_next(w, &r)) seen[r.lba / 8]++;
  qsort(seen, PLACES, sizeof *seen, descending);
  for (int k = 1; k <= 10; k++) expect_share(seen[k - 1], DRAWS, pow(k, -0.99) / sum);
  workload_free(w);
}

static void zipf_is_the_same_law_on_both_volumes_with_hot_places_apart(void **state) {
  struct workload *w = start("count=100000,pattern=zipf,theta=1.2,bs=4k,span=64M", SEED);
  static uint32_t seen[2][16384];
  uint32_t hot[2][8];
  struct request r;

  (void)state;
  memset(seen, 0, sizeof seen);
  while (workload_next(w, &r)) seen[r.device][r.lba / 8]++;
  for (int v = 0; v < 2; v++) {
    for (int k = 0; k < 8; k++) {
      uint32_t best = 0;
      for (uint32_t i = 1; i < 16384; i++)
        if (seen[v][i] > seen[v][best]) best = i;
      hot[v][k] = best;
      seen[v][best] = 0;
      for (int j = 0; j < k; j++) assert_true(abs((int)hot[v][j] - (int)best) > 1);
    }
  }
  assert_int_equal(hot[0][0], hot[1][0]);
  workload_free(w);
}

static void closed_loop_has_no_times(void **state) {
  struct workload *w = start("count=1000", SEED);
  struct request r;

  (void)state;
  while (workload_next(w, &r)) assert_int_equal(r.time_ns, 0);
  workload_free(w);
}

/* 3000 a second in bursts of 4: burst k at k * 4/3000 s, however many there were. */
static void fixed_bursts_arrive_on_the_spot(void **state) {
  struct workload *w = start("count=400000,rate=3000,burst=4", SEED);
  struct request r;

  (void)state;
  for (uint64_t i = 0; workload_next(w, &r); i++) {
    uint64_t want = i / 4 * 4000000 / 3;
    assert_in_range(r.time_ns + 1, want, want + 2);
  }
  workload_free(w);
}

/* Exponential gaps: mean m with sigma m/sqrt(n), and a share of 1/e above m. */
static void poisson_gaps(const char *text, unsigned burst, double mean_ns) {
  struct workload *w = start(text, SEED);
  uint64_t last = 0, gaps = 0, above = 0, i;
  struct request r;

  for (i = 0; workload_next(w, &r); i++) {
    if (i == 0) assert_int_equal(r.time_ns, 0);
    assert_true(r.time_ns >= last);
    if (i % burst != 0) assert_int_equal(r.time_ns, last);
    if (i > 0 && i % burst == 0) {
      gaps++;
      above += (double)(r.time_ns - last) > mean_ns;
    }
    last = r.time_ns;
  }
  assert_true(fabs((double)last / (double)gaps - mean_ns) < 5 * mean_ns / sqrt((double)gaps));
  expect_share(above, gaps, exp(-1));
  workload_free(w);
}

static void poisson_bursts_have_exponential_gaps(void **state) {
  (void)state;
  poisson_gaps("count=40000,rate=3000,arrival=poisson", 1, 1e9 / 3000);
  poisson_gaps("count=80000,rate=50000,arrival=poisson,burst=8", 8, 8e9 / 50000);
  poisson_gaps("count=10000,rate=0.01,arrival=poisson", 1, 1e11);
}

/* At 1e9 a second gaps are about 1 ns: what rounding cuts off must be carried. */
static void poisson_rate_survives_rounding_to_ns(void **state) {
  struct workload *w = start("count=100001,rate=1000000000,arrival=poisson", SEED);
  struct request r;

  (void)state;
  while (workload_next(w, &r)) continue;
  assert_true(fabs((double)r.time_ns - 100000) < 5 * sqrt(100000));
  workload_free(w);
}

static bool same_requests(const char *text, uint64_t seed_a, uint64_t seed_b) {
  struct workload *a = start(text, seed_a);
  struct workload *b = start(text, seed_b);
  struct request x, y;
  bool same = true;

  while (workload_next(a, &x)) {
    assert_true(workload_next(b, &y));
    same = same && x.time_ns == y.time_ns && x.op == y.op && x.device == y.device &&
           x.lba == y.lba && x.blocks == y.blocks;
  }
  workload_free(a);
  workload_free(b);
  return same;
}

static void same_seed_same_requests_other_seed_others(void **state) {
  static const char *const text[] = {
      "bs=4k:1/8k:1,flush=5",
      "pattern=zipf,rate=1000,arrival=poisson",
      "pattern=sequential,rate=1000,burst=3",
  };

  (void)state;
  for (int i = 0; i < 3; i++) {
    assert_true(same_requests(text[i], 7, 7));
    assert_false(same_requests(text[i], 7, 8));
    assert_false(same_requests(text[i], 0, 1));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(count_requests_come_and_then_no_more),
      cmocka_unit_test(operations_are_mixed_as_asked),
      cmocka_unit_test(sizes_come_with_their_weights),
      cmocka_unit_test(requests_are_aligned_to_their_size_and_within_the_span),
      cmocka_unit_test(random_is_uniform_over_the_span),
      cmocka_unit_test(volumes_come_in_turn),
      cmocka_unit_test(sequential_goes_on_per_volume_and_wraps),
      cmocka_unit_test(sequential_with_mixed_sizes_only_skips_to_align),
      cmocka_unit_test(zipf_top_ranks_follow_the_law),
      cmocka_unit_test(zipf_is_the_same_law_on_both_volumes_with_hot_places_apart),
      cmocka_unit_test(closed_loop_has_no_times),
      cmocka_unit_test(fixed_bursts_arrive_on_the_spot),
      cmocka_unit_test(poisson_bursts_have_exponential_gaps),
      cmocka_unit_test(poisson_rate_survives_rounding_to_ns),
      cmocka_unit_test(same_seed_same_requests_other_seed_others),
  };
  return cmocka_run_group_tests_name("test_workload", tests, NULL, NULL);
}
