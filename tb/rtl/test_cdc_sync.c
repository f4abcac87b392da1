/* SPDX-License-Identifier: Apache-2.0 */
/* cdc_sync: what the random crossing delay may do and what it must not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>

#include "ports_cdc_sync.h"
#include "dut.h"
#include "rng.h"
#include "two_clocks.h"

enum { BITS = 8, LATENCY = 2 };

static void tick(struct dut *d) {
  dut_eval(d);
  *d->clk = 1;
  dut_eval(d);
  *d->clk = 0;
  dut_eval(d);
}

static struct dut *start(unsigned seed) {
  struct dut *d = dut_new(seed);
  tick(d);
  *d->rst_n = 1;
  return d;
}

static void stop(struct dut *d) {
  assert_int_equal(dut_assertions_failed(d), 0);
  dut_delete(d);
}

/* Edges until a bit that flips now is seen. */
static unsigned edges_of(struct dut *d, unsigned bit) {
  unsigned edges = 0;
  *d->d ^= 1U << bit;
  while ((*d->q ^ *d->d) >> bit & 1) {
    tick(d);
    assert_true(++edges <= LATENCY + 1);
  }
  assert_int_equal(*d->q, *d->d);
  return edges;
}

static void test_two_edges_without_seed(void **state) {
  struct dut *d = start(0);
  (void)state;
  for (unsigned i = 0; i < 1000; i++) assert_int_equal(edges_of(d, i % BITS), LATENCY);
  *d->d ^= 0xff;
  tick(d);
  tick(d);
  assert_int_equal(*d->q, *d->d);
  stop(d);
}

static void test_each_bit_is_late_at_random_by_one_edge(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= 10; seed++) {
    unsigned late[BITS] = {0}, all = 0;
    struct dut *d = start(seed);
    for (unsigned i = 0; i < BITS * 400; i++) late[i % BITS] += edges_of(d, i % BITS) > LATENCY;
    for (unsigned bit = 0; bit < BITS; bit++) {
      assert_in_range(late[bit], 100, 300); /* of 400: about half, and never all or none */
      all += late[bit];
    }
    assert_in_range(all, BITS * 160, BITS * 240);
    stop(d);
  }
}

static void test_same_seed_gives_the_same_edges(void **state) {
  (void)state;
  struct dut *a = start(5), *b = start(5), *c = start(6);
  unsigned differs = 0;
  for (unsigned i = 0; i < 500; i++) {
    unsigned edges = edges_of(a, i % BITS);
    assert_int_equal(edges_of(b, i % BITS), edges);
    differs += edges_of(c, i % BITS) != edges;
  }
  assert_true(differs > 100);
  stop(a);
  stop(b);
  stop(c);
}

static void test_all_bits_are_seen_by_the_third_edge(void **state) {
  struct rng rng;
  (void)state;
  rng_seed(&rng, 2);
  for (unsigned seed = 0; seed < 10; seed++) {
    struct dut *d = start(seed);
    for (unsigned i = 0; i < 300; i++) {
      *d->d = (uint8_t)rng_next(&rng);
      for (unsigned e = 0; e <= LATENCY; e++) tick(d);
      assert_int_equal(*d->q, *d->d);
    }
    stop(d);
  }
}

static unsigned ungray(unsigned g) {
  unsigned b = 0;
  for (; g != 0; g >>= 1) b ^= g;
  return b;
}

/* At any ratio the number seen is one that was there, and it never goes back: between the counter
 * of three edges ago and that of two. */
static void test_gray_counter_is_monotone_at_every_ratio(void **state) {
  static const unsigned source_ps[] = {200, 333, 500, 700, 999, 1000, 1001, 1500, 2000, 3000, 9000};
  (void)state;
  for (unsigned s = 0; s < sizeof source_ps / sizeof *source_ps; s++) {
    for (unsigned seed = 0; seed < 5; seed++) {
      struct dut *d = start(seed);
      struct two_clocks clocks;
      uint64_t count = 0, seen = 0, at_edge[LATENCY + 2] = {0};
      two_clocks_init(&clocks, source_ps[s], 1000, 77);
      for (unsigned i = 0; i < 5000; i++) {
        unsigned rising = two_clocks_step(&clocks);
        if (rising & TWO_CLOCKS_SECOND) {
          for (unsigned e = LATENCY + 1; e > 0; e--) at_edge[e] = at_edge[e - 1];
          at_edge[0] = count;
          tick(d);
          uint64_t now = seen + ((ungray(*d->q) - seen) & 0xff);
          assert_true(now >= seen && now <= count);
          if (i > 100) assert_in_range(now, at_edge[LATENCY], at_edge[LATENCY - 1]);
          seen = now;
        }
        if (rising & TWO_CLOCKS_FIRST) count++;
        *d->d = (count ^ count >> 1 ^ (count & 0x100) >> 1) & 0xff;
      }
      stop(d);
    }
  }
}

static void test_reset_value(void **state) {
  struct dut *d = start(3);
  (void)state;
  *d->d = 0xff;
  for (unsigned i = 0; i < 4; i++) tick(d);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->q, 0);
  stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_two_edges_without_seed),
      cmocka_unit_test(test_each_bit_is_late_at_random_by_one_edge),
      cmocka_unit_test(test_same_seed_gives_the_same_edges),
      cmocka_unit_test(test_all_bits_are_seen_by_the_third_edge),
      cmocka_unit_test(test_gray_counter_is_monotone_at_every_ratio),
      cmocka_unit_test(test_reset_value),
  };
  return cmocka_run_group_tests_name("test_cdc_sync", tests, NULL, NULL);
}
