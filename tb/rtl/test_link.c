/* SPDX-License-Identifier: Apache-2.0 */
/* link: order, latency formula, exact bandwidth, and that nothing survives a cut or a reset. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>

#include "ports_link.h"
#include "dut.h"
#include "rng.h"
#include "two_clocks.h"

enum {
  WINDOW = 500,
  /* beats out that the receiver has room for */ RETURN_EDGES = 2,
  FULL_RATE = 256
};

struct bench {
  struct dut *d;
  struct two_clocks clocks;
  struct rng rng;
  unsigned tx_percent, rx_percent, ver_percent;
  uint64_t sent, received;    /* beats */
  uint64_t ends, told, heard; /* frames taken whole, verdicts given and come back */
  bool stale;                 /* a verdict on a frame of an older life waits */
  uint64_t life;              /* marks beats and verdicts: those of an older one must not arrive */
  uint64_t m_edges, p_edges;
  uint64_t told_edge; /* edge of the last verdict's transfer */
};

static uint64_t content(const struct bench *b, uint64_t n) {
  uint64_t state = b->life << 56 ^ n;
  return rng_splitmix64(&state);
}

static bool chance(struct bench *b, unsigned percent) {
  return rng_below(&b->rng, 100) < percent;
}

static void drive_m(struct bench *b) {
  uint64_t c = content(b, b->sent);
  *b->d->tx_valid = *b->d->up && b->sent - b->received < WINDOW && chance(b, b->tx_percent);
  *b->d->tx_data = c;
  *b->d->tx_sof = c >> 3 & 1;
  *b->d->tx_eof = c >> 4 & 1;
  *b->d->tx_bad = c >> 5 & 1;
}

static void drive_p(struct bench *b) {
  *b->d->rx_ready = chance(b, b->rx_percent);
  *b->d->ver_valid = b->stale || (b->told < b->ends && chance(b, b->ver_percent));
  *b->d->ver_ok = content(b, ~b->told) & 1;
}

static void sample_m(struct bench *b) {
  b->m_edges++;
  if (*b->d->tx_valid && *b->d->tx_ready) b->sent++;
  if (!*b->d->res_valid) return;
  assert_true(b->heard < b->told);
  assert_int_equal(*b->d->res_ok, content(b, ~b->heard) & 1);
  b->heard++;
}

static void sample_p(struct bench *b) {
  b->p_edges++;
  if (*b->d->ver_valid && *b->d->ver_ready && b->stale) {
    b->stale = false;
  } else if (*b->d->ver_valid && *b->d->ver_ready) {
    b->told++;
    b->told_edge = b->m_edges;
  }
  if (!*b->d->rx_valid) return;
  uint64_t c = content(b, b->received);
  assert_true(b->received < b->sent);
  assert_int_equal(*b->d->rx_data, c);
  assert_int_equal(*b->d->rx_sof, c >> 3 & 1);
  assert_int_equal(*b->d->rx_eof, c >> 4 & 1);
  assert_int_equal(*b->d->rx_bad, c >> 5 & 1);
  b->received += *b->d->rx_ready;
  b->ends += *b->d->rx_ready && *b->d->rx_eof;
}

static unsigned step(struct bench *b) {
  struct dut *d = b->d;
  unsigned rising = two_clocks_step(&b->clocks);
  if (rising & TWO_CLOCKS_SECOND)
    sample_p(b); /* a verdict told here is heard later at the other end */
  if (rising & TWO_CLOCKS_FIRST) sample_m(b);
  *d->clk_m = rising & TWO_CLOCKS_FIRST ? 1 : 0;
  *d->clk_p = rising & TWO_CLOCKS_SECOND ? 1 : 0;
  dut_eval(d);
  *d->clk_m = *d->clk_p = 0;
  if (rising & TWO_CLOCKS_FIRST) drive_m(b);
  if (rising & TWO_CLOCKS_SECOND) drive_p(b);
  dut_eval(d);
  bool ends_up = *d->rst_m_n && *d->rst_p_n && !*d->cut; /* else both know at once */
  if (!ends_up) assert_int_equal(*d->up | *d->up_p, 0);
  return rising;
}

static void wait_m(struct bench *b, uint64_t edges) {
  for (uint64_t end = b->m_edges + edges; b->m_edges < end;) step(b);
}

static void start(struct bench *b, unsigned seed, unsigned m_ps, unsigned p_ps, unsigned phase_ps) {
  *b = (struct bench){.d = dut_new(seed)};
  rng_seed(&b->rng, seed);
  two_clocks_init(&b->clocks, m_ps, p_ps, phase_ps);
  *b->d->rate = FULL_RATE;
  for (unsigned up = 2; up-- > 0;) { /* what had come up at random falls, before any clock */
    *b->d->rst_m_n = *b->d->rst_p_n = up;
    dut_eval(b->d);
  }
  for (unsigned i = 0; i < 2; i++) { /* out of the random state, before anything is checked */
    *b->d->clk_m = *b->d->clk_p = 1;
    dut_eval(b->d);
    *b->d->clk_m = *b->d->clk_p = 0;
    dut_eval(b->d);
  }
  wait_m(b, 4);
  *b->d->rst_m_n = *b->d->rst_p_n = 1;
  dut_eval(b->d);
  for (unsigned i = 0; !*b->d->up || !*b->d->up_p; i++) {
    assert_true(i < 100);
    step(b);
  }
}

static void stop(struct bench *b) {
  assert_int_equal(dut_assertions_failed(b->d), 0);
  dut_delete(b->d);
}

static void test_order_at_every_ratio_and_latency(void **state) {
  static const unsigned periods[][2] = {{1000, 10000}, {1000, 3000}, {2000, 3000}, {4000, 4000},
                                        {3000, 2000},  {3000, 1000}, {10000, 1000}};
  static const unsigned latencies[] = {0, 1, 2, 7, 100, 250};
  (void)state;
  for (unsigned p = 0; p < sizeof periods / sizeof *periods; p++) {
    for (unsigned l = 0; l < sizeof latencies / sizeof *latencies; l++) {
      struct bench b;
      start(&b, p * l, periods[p][0], periods[p][1], 777);
      *b.d->latency = latencies[l];
      b.tx_percent = 80;
      b.rx_percent = 70;
      b.ver_percent = 20;
      wait_m(&b, 3000);
      b.tx_percent = b.ver_percent = 0;
      b.rx_percent = 100;
      wait_m(&b, 300 + 12 * WINDOW);
      assert_true(b.sent > 100 && b.told > 50);
      assert_int_equal(b.received, b.sent);
      assert_int_equal(b.heard, b.told);
      stop(&b);
    }
  }
}

/* latency clocks of clk_m to the far end, then two edges of clk_p; back: latency + 2 edges of
 * clk_m. */
static void test_latency_formula_both_ways(void **state) {
  static const unsigned periods[][2] = {{4000, 4000}, {4000, 3000}, {3000, 4000}, {1000, 7000}};
  static const unsigned latencies[] = {1, 2, 3, 50, 250};
  (void)state;
  for (unsigned p = 0; p < sizeof periods / sizeof *periods; p++) {
    for (unsigned l = 0; l < sizeof latencies / sizeof *latencies; l++) {
      struct bench b;
      start(&b, 0, periods[p][0], periods[p][1], 1234);
      *b.d->latency = latencies[l];
      wait_m(&b, 20);
      b.tx_percent = 100;
      while (b.sent == 0) {
        step(&b);
        if (*b.d->tx_valid) b.tx_percent = 0;
      }
      wait_m(&b, latencies[l]);
      uint64_t edges = b.p_edges;
      while (!*b.d->rx_valid) step(&b);
      assert_int_equal(b.p_edges - edges, RETURN_EDGES);
      b.rx_percent = b.tx_percent = b.ver_percent = 100;
      while (b.told == 0) {
        step(&b);
        if (*b.d->ver_valid) b.ver_percent = 0;
      }
      edges = b.told_edge;
      while (!*b.d->res_valid) step(&b);
      assert_int_equal(b.m_edges - edges, latencies[l] + RETURN_EDGES);
      stop(&b);
    }
  }
}

/* Always something to send: after n clocks exactly n * rate / 256 beats, at every clock. */
static void test_rate_is_exact_over_long_runs(void **state) {
  static const unsigned rates[] = {1, 2, 3, 64, 100, 127, 128, 200, 255, 256};
  (void)state;
  for (unsigned r = 0; r < sizeof rates / sizeof *rates; r++) {
    struct bench b;
    start(&b, 0, 4000, 4000, 1000);
    *b.d->rate = rates[r];
    *b.d->latency = 10;
    b.tx_percent = b.rx_percent = 100;
    drive_m(&b);
    dut_eval(b.d);
    for (unsigned clocks = 1; clocks <= 256 * 40; clocks++) {
      wait_m(&b, 1);
      assert_int_equal(b.sent, clocks * rates[r] / FULL_RATE);
    }
    stop(&b);
  }
}

/* Pauses earn at most one beat: any stretch of n clocks carries n * rate / 256 + 1 at most. */
static void test_idle_time_is_no_credit_for_a_burst(void **state) {
  static const unsigned rates[] = {1, 50, 128, 255};
  (void)state;
  for (unsigned r = 0; r < sizeof rates / sizeof *rates; r++) {
    struct bench b;
    start(&b, 0, 4000, 4000, 1000);
    *b.d->rate = rates[r];
    b.rx_percent = 100;
    for (unsigned burst = 1; burst < 100; burst++) {
      b.tx_percent = 0;
      wait_m(&b, 300);
      b.tx_percent = 100;
      uint64_t sent = b.sent;
      wait_m(&b, burst);
      assert_true(b.sent - sent <= burst * rates[r] / FULL_RATE + 1);
    }
    stop(&b);
  }
}

/* Something is on the way in both directions; then the link goes down by `input` for a while. */
static void drop(struct bench *b, uint8_t *input, uint8_t down, unsigned steps) {
  b->tx_percent = 90;
  b->ver_percent = 50;
  b->rx_percent = 30;
  wait_m(b, 60 + rng_below(&b->rng, 100));
  *input = down;
  dut_eval(b->d);
  assert_int_equal(*b->d->up, 0);
  assert_int_equal(*b->d->rx_valid, 0);
  assert_int_equal(*b->d->res_valid, 0);
  b->life++;
  b->sent = b->received = b->ends = b->told = b->heard = 0;
  *b->d->tx_valid = *b->d->ver_valid = 0;
  b->tx_percent = b->ver_percent = 0;
  for (unsigned i = 0; i < steps; i++) step(b);
  *input = !down;
  dut_eval(b->d);
  wait_m(b, 100); /* nothing was sent in this life: sample_m and sample_p let nothing arrive */
  assert_int_equal(*b->d->up, 1);
}

static void run_drops(unsigned which) {
  static const unsigned periods[][2] = {{4000, 4000}, {1000, 3000}, {3000, 1000}};
  for (unsigned p = 0; p < 3; p++) {
    struct bench b;
    start(&b, which * 10 + p, periods[p][0], periods[p][1], 500);
    *b.d->latency = 30;
    for (unsigned i = 0; i < 60; i++) {
      uint8_t *input = which == 0 ? b.d->cut : which == 1 ? b.d->rst_m_n : b.d->rst_p_n;
      drop(&b, input, which == 0, i % 7);
    }
    stop(&b);
  }
}

/* The receiver was slow to judge and the cable was out meanwhile: that verdict says nothing of a
 * frame of this life, whether it comes while the link is down, just up, or long after. */
static void test_verdict_from_before_a_cut_is_dropped(void **state) {
  (void)state;
  for (unsigned at = 0; at < 60; at++) {
    struct bench b;
    start(&b, 0, 4000, 3000, 500);
    *b.d->latency = 10;
    drop(&b, b.d->cut, 1, 1 + at % 4);
    for (unsigned i = 0; i < at; i++) step(&b);
    b.stale = true;
    wait_m(&b, 50);
    assert_false(b.stale); /* taken, so that the receiver goes on */
    b.tx_percent = b.rx_percent = b.ver_percent = 100;
    wait_m(&b, 200);
    b.tx_percent = 0;
    wait_m(&b, 600);
    assert_true(b.told > 10);
    assert_int_equal(b.heard, b.told);
    stop(&b);
  }
}

static void test_cut_empties_both_directions(void **state) {
  (void)state;
  run_drops(0);
}

static void test_reset_of_the_drain_end_empties_both_directions(void **state) {
  (void)state;
  run_drops(1);
}

static void test_reset_of_the_peer_end_empties_both_directions(void **state) {
  (void)state;
  run_drops(2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_at_every_ratio_and_latency),
      cmocka_unit_test(test_latency_formula_both_ways),
      cmocka_unit_test(test_rate_is_exact_over_long_runs),
      cmocka_unit_test(test_idle_time_is_no_credit_for_a_burst),
      cmocka_unit_test(test_verdict_from_before_a_cut_is_dropped),
      cmocka_unit_test(test_cut_empties_both_directions),
      cmocka_unit_test(test_reset_of_the_drain_end_empties_both_directions),
      cmocka_unit_test(test_reset_of_the_peer_end_empties_both_directions),
  };
  return cmocka_run_group_tests_name("test_link", tests, NULL, NULL);
}
