/* SPDX-License-Identifier: Apache-2.0 */
/* link_status: the latency formula, resets of either side, free clocks. */
#include "ports_link_status.h"
#include "dut.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <cmocka.h>

#include "rng.h"
#include "two_clocks.h"

enum { SYNC = 2, BITS = 5 };

static void edges_m(struct dut *d, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    *d->clk_m = 1;
    dut_eval(d);
    *d->clk_m = 0;
    dut_eval(d);
  }
}

static void edges_p(struct dut *d, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    *d->clk_p = 1;
    dut_eval(d);
    *d->clk_p = 0;
    dut_eval(d);
  }
}

static struct dut *start(unsigned seed, unsigned latency) {
  struct dut *d = dut_new(seed);
  *d->latency = latency;
  edges_m(d, 2);
  edges_p(d, 2);
  *d->rst_m_n = *d->rst_p_n = 1;
  dut_eval(d);
  return d;
}

static void stop(struct dut *d) {
  assert_int_equal(dut_assertions_failed(d), 0);
  dut_delete(d);
}

static void test_latency_formula(void **state) {
  static const unsigned latencies[] = {0, 1, 10, 1000, 65535};
  (void)state;
  for (unsigned l = 0; l < 5; l++) {
    struct dut *d = start(0, latencies[l]);
    for (unsigned bit = 0; bit < BITS; bit++) {
      unsigned before = *d->peer_bits;
      *d->owner_bits ^= 1U << bit;
      edges_m(d, SYNC + latencies[l] + 1);
      edges_p(d, 5);
      assert_int_equal(*d->peer_bits, before);
      edges_m(d, 1);
      edges_p(d, SYNC - 1);
      assert_int_equal(*d->peer_bits, before);
      edges_p(d, 1);
      assert_int_equal(*d->peer_bits, *d->owner_bits);
    }
    stop(d);
  }
}

/* A change that comes while one travels is looked at when that one has arrived. */
static void test_one_change_travels_at_a_time(void **state) {
  struct dut *d = start(0, 100);
  (void)state;
  *d->owner_bits = 1;
  edges_m(d, 10);
  *d->owner_bits = 3;
  edges_m(d, 20);
  *d->owner_bits = 7;
  edges_m(d, SYNC + 102 - 30);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 1);
  edges_m(d, 102 - 1);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 1);
  edges_m(d, 1);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 7);
  stop(d);
}

/* Either end's reset makes the bits 0 at that end at once; they are heard again afterwards, and
 * nothing that was on the way before. */
static void test_resets_of_either_side(void **state) {
  struct dut *d = start(0, 50);
  (void)state;
  *d->owner_bits = 0x7f;
  edges_m(d, 60);
  edges_p(d, 3);
  assert_int_equal(*d->peer_bits, 0x7f);
  *d->rst_p_n = 0;
  dut_eval(d);
  assert_int_equal(*d->peer_bits, 0);
  edges_p(d, 3);
  assert_int_equal(*d->peer_bits, 0);
  *d->rst_p_n = 1;
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 0x7f);
  *d->owner_bits = 0x0a;
  edges_m(d, 40); /* on its way */
  *d->rst_m_n = 0;
  dut_eval(d);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 0);
  *d->owner_bits = 0x55;
  *d->rst_m_n = 1;
  edges_m(d, SYNC + 51);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 0);
  edges_m(d, 1);
  edges_p(d, SYNC);
  assert_int_equal(*d->peer_bits, 0x55);
  stop(d);
}

/* Steps through all numbers by single bits (Gray), each held long enough: each is seen, in order,
 * no other, and in time. */
static void test_free_clocks_with_random_crossing_delay(void **state) {
  static const unsigned periods[][2] = {{4000, 4000}, {4000, 4011}, {3000, 10000}, {10000, 3000}};
  (void)state;
  for (unsigned v = 0; v < 4; v++) {
    for (unsigned seed = 0; seed < 5; seed++) {
      struct two_clocks c;
      struct dut *d = start(seed, 20);
      unsigned seen = 0;
      two_clocks_init(&c, periods[v][0], periods[v][1], 77 * seed);
      for (unsigned n = 1; n < 200; n++) {
        *d->owner_bits = (n ^ n >> 1) & 0x7f;
        uint64_t bound_ps = (SYNC + 1 + 20 + 2 + 1) * c.period_ps[0] + (SYNC + 1) * c.period_ps[1];
        uint64_t end_ps = c.now_ps + bound_ps;
        while (c.now_ps < end_ps) {
          unsigned rising = two_clocks_step(&c);
          *d->clk_m = rising & TWO_CLOCKS_FIRST ? 1 : 0;
          *d->clk_p = rising & TWO_CLOCKS_SECOND ? 1 : 0;
          dut_eval(d);
          *d->clk_m = *d->clk_p = 0;
          dut_eval(d);
          assert_true(*d->peer_bits == seen || *d->peer_bits == *d->owner_bits);
          if (seen == *d->owner_bits) assert_int_equal(*d->peer_bits, seen);
          seen = *d->peer_bits;
        }
        assert_int_equal(seen, *d->owner_bits);
      }
      stop(d);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_latency_formula),
      cmocka_unit_test(test_one_change_travels_at_a_time),
      cmocka_unit_test(test_resets_of_either_side),
      cmocka_unit_test(test_free_clocks_with_random_crossing_delay),
  };
  return cmocka_run_group_tests_name("test_link_status", tests, NULL, NULL);
}
