/* SPDX-License-Identifier: Apache-2.0 */
/* async_fifo: order, levels and latency in two clocks; a reset of either side empties both. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>

#include "ports_async_fifo.h"
#include "dut.h"
#include "rng.h"
#include "two_clocks.h"

enum { DEPTH = 8, LATENCY = 2 };

struct bench {
  struct dut *d;
  struct two_clocks clocks;
  struct rng rng;
  unsigned write_percent, read_percent;
  uint64_t written, read, wr_edges, rd_edges;
};

static uint16_t content(uint64_t n) {
  return (uint16_t)rng_splitmix64(&n);
}

static unsigned step(struct bench *b) {
  struct dut *d = b->d;
  unsigned rising = two_clocks_step(&b->clocks);
  bool wr = rising & TWO_CLOCKS_FIRST, rd = rising & TWO_CLOCKS_SECOND;
  b->wr_edges += wr;
  b->rd_edges += rd;
  if (rd && *d->rd_valid) {
    assert_true(b->read < b->written);
    assert_int_equal(*d->rd_data, content(b->read));
    b->read += *d->rd_ready;
  }
  if (wr && *d->wr_valid && *d->wr_ready) b->written++;
  assert_true(b->written - b->read <= DEPTH);
  *d->wr_clk = wr;
  *d->rd_clk = rd;
  dut_eval(d);
  *d->wr_clk = *d->rd_clk = 0;
  if (wr) *d->wr_valid = rng_below(&b->rng, 100) < b->write_percent;
  if (rd) *d->rd_ready = rng_below(&b->rng, 100) < b->read_percent;
  *d->wr_data = content(b->written);
  dut_eval(d);
  assert_true(*d->wr_count >= b->written - b->read);
  return rising;
}

static void start(struct bench *b, unsigned seed, unsigned wr_ps, unsigned rd_ps,
                  unsigned phase_ps) {
  *b = (struct bench){.d = dut_new(seed), .write_percent = 100, .read_percent = 100};
  rng_seed(&b->rng, seed);
  two_clocks_init(&b->clocks, wr_ps, rd_ps, phase_ps);
  *b->d->wr_clk = *b->d->rd_clk = 1; /* out of the random state */
  dut_eval(b->d);
  *b->d->wr_rst_n = *b->d->rd_rst_n = 1;
  *b->d->wr_clk = *b->d->rd_clk = 0;
  dut_eval(b->d);
}

static void stop(struct bench *b) {
  assert_int_equal(dut_assertions_failed(b->d), 0);
  dut_delete(b->d);
}

static const unsigned PERIODS[][2] = {{1000, 10000}, {1000, 3000}, {2000, 3000}, {3000, 3000},
                                      {3000, 2000},  {3000, 1000}, {10000, 1000}};
enum { PERIOD_COUNT = sizeof PERIODS / sizeof *PERIODS };

static void test_order_at_every_ratio_with_random_delay(void **state) {
  static const unsigned percents[][2] = {{100, 100}, {100, 40}, {40, 100}, {60, 60}};
  (void)state;
  for (unsigned p = 0; p < PERIOD_COUNT; p++) {
    for (unsigned traffic = 0; traffic < 4; traffic++) {
      for (unsigned seed = 0; seed < 6; seed++) {
        struct bench b;
        start(&b, seed, PERIODS[p][0], PERIODS[p][1], 300 * seed);
        b.write_percent = percents[traffic][0];
        b.read_percent = percents[traffic][1];
        while (b.read < 400) step(&b);
        stop(&b);
      }
    }
  }
}

static void test_full_is_depth_words(void **state) {
  struct bench b;
  (void)state;
  start(&b, 0, 3000, 2000, 100);
  b.read_percent = 0;
  for (unsigned i = 0; i < 50; i++) step(&b);
  assert_int_equal(b.written, DEPTH);
  assert_int_equal(*b.d->wr_ready, 0);
  assert_int_equal(*b.d->wr_count, DEPTH);
  stop(&b);
}

static void test_one_word_a_clock(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 5; seed++) {
    struct bench b;
    start(&b, seed, 3000, 3000, 700 * seed);
    while (b.read < 20) step(&b);
    uint64_t read = b.read, edges = b.rd_edges;
    while (b.rd_edges < edges + 1000) step(&b);
    assert_int_equal(b.read - read, 1000);
    stop(&b);
  }
}

static void test_latency_is_two_edges_each_way(void **state) {
  (void)state;
  for (unsigned p = 0; p < PERIOD_COUNT; p++) {
    for (unsigned seed = 0; seed < 3; seed++) {
      struct bench b;
      start(&b, seed, PERIODS[p][0], PERIODS[p][1], 400);
      for (unsigned i = 0; i < 20; i++) {
        uint64_t before = b.written, edges;
        b.read_percent = 0;
        b.write_percent = 100;
        while (b.written == before) {
          step(&b);
          if (*b.d->wr_valid) b.write_percent = 0;
        }
        for (edges = b.rd_edges; !*b.d->rd_valid;) step(&b);
        assert_in_range(b.rd_edges - edges, LATENCY, LATENCY + (seed != 0));
        b.read_percent = 100;
        while (b.read == before) step(&b);
        for (edges = b.wr_edges; *b.d->wr_count != 0;) step(&b);
        assert_in_range(b.wr_edges - edges, LATENCY, LATENCY + (seed != 0));
      }
      stop(&b);
    }
  }
}

/* One reset, released in each clock on its own: at any moment, and in either order. */
static void test_reset_empties_both_sides(void **state) {
  (void)state;
  for (unsigned i = 0; i < 200; i++) {
    struct bench b;
    start(&b, i % 4, PERIODS[i % PERIOD_COUNT][0], PERIODS[i % PERIOD_COUNT][1], 0);
    b.read_percent = 50;
    for (unsigned s = 0; s < 20 + i; s++) step(&b);
    *b.d->wr_rst_n = *b.d->rd_rst_n = *b.d->wr_valid = 0;
    dut_eval(b.d);
    assert_int_equal(*b.d->rd_valid, 0);
    assert_int_equal(*b.d->wr_count, 0);
    b.write_percent = 0;
    b.written = b.read = 0;
    for (unsigned s = 0; s < i % 5; s++) step(&b);
    *(i & 1 ? b.d->wr_rst_n : b.d->rd_rst_n) = 1;
    for (unsigned s = 0; s < i % 7; s++) step(&b);
    *b.d->wr_rst_n = *b.d->rd_rst_n = 1;
    for (unsigned s = 0; s < 20; s++) step(&b);
    assert_int_equal(*b.d->rd_valid, 0);
    b.write_percent = 100;
    while (b.read < 40) step(&b);
    stop(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_at_every_ratio_with_random_delay),
      cmocka_unit_test(test_full_is_depth_words),
      cmocka_unit_test(test_one_word_a_clock),
      cmocka_unit_test(test_latency_is_two_edges_each_way),
      cmocka_unit_test(test_reset_empties_both_sides),
  };
  return cmocka_run_group_tests_name("test_async_fifo", tests, NULL, NULL);
}
