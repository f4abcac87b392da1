/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_fifo: latencies in edges and rates in beats a clock, against arithmetic. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "mirror_bench.h"

enum { FORWARD = 3, RETURN = 2 }; /* edges of the receiving clock; one more with random delay */

static const struct mirror_config EVEN = {.wr_ps = 4000,
                                          .rd_ps = 4000,
                                          .rd_phase_ps = 1700,
                                          .limit = MIRROR_DEPTH,
                                          .write_percent = 100,
                                          .read_percent = 100,
                                          .release_every = 1};

static const unsigned PERIODS[][2] = {{1000, 10000}, {1000, 3000}, {1000, 2000}, {2000, 3000},
                                      {3000, 3000},  {3000, 2000}, {2000, 1000}, {10000, 1000}};
enum { PERIOD_COUNT = sizeof PERIODS / sizeof *PERIODS };

/* Edges from one beat's write until it can be read, and from its release until its place is free.
 */
static void measure(struct mirror_bench *b, unsigned *forward, unsigned *back) {
  uint64_t start, before = b->written;
  b->write_goal = before + 1;
  while (b->written == before) mirror_step(b);
  for (start = b->rd_edges; !*b->d->rd_valid;) mirror_step(b);
  *forward = (unsigned)(b->rd_edges - start);
  b->config.read_percent = 100;
  while (b->released == before) mirror_step(b);
  for (start = b->wr_edges; *b->d->wr_level != 0;) mirror_step(b);
  *back = (unsigned)(b->wr_edges - start);
  b->config.read_percent = 0;
  *b->d->rd_ready = 0;
}

static void check_latency(unsigned seed, unsigned extra) {
  unsigned seen_forward = 0, seen_back = 0;
  for (unsigned p = 0; p < PERIOD_COUNT; p++) {
    for (unsigned phase = 0; phase < 4; phase++) {
      struct mirror_config c = EVEN;
      struct mirror_bench b;
      c.wr_ps = PERIODS[p][0];
      c.rd_ps = PERIODS[p][1];
      c.rd_phase_ps = c.rd_ps * phase / 4;
      c.seed = seed;
      c.read_percent = 0;
      mirror_start(&b, &c);
      for (unsigned i = 0; i < 40; i++) {
        unsigned forward, back;
        measure(&b, &forward, &back);
        assert_in_range(forward, FORWARD, FORWARD + extra);
        assert_in_range(back, RETURN, RETURN + extra);
        seen_forward |= 1U << (forward - FORWARD);
        seen_back |= 1U << (back - RETURN);
      }
      mirror_stop(&b);
    }
  }
  assert_int_equal(seen_forward, extra ? 3 : 1);
  assert_int_equal(seen_back, extra ? 3 : 1);
}

static void test_latency_is_three_edges_there_and_two_back(void **state) {
  (void)state;
  check_latency(0, 0);
}

static void test_random_delay_adds_at_most_one_edge(void **state) {
  (void)state;
  for (unsigned seed = 1; seed <= 5; seed++) check_latency(seed, 1);
}

static void test_one_beat_a_clock_when_the_reader_can_follow(void **state) {
  static const unsigned rd_ps[] = {4000, 3000, 2000, 1333, 400};
  (void)state;
  for (unsigned i = 0; i < sizeof rd_ps / sizeof *rd_ps; i++) {
    struct mirror_config c = EVEN;
    struct mirror_bench b;
    c.rd_ps = rd_ps[i];
    for (c.seed = 0; c.seed <= 3; c.seed++) {
      mirror_start(&b, &c);
      b.write_goal = UINT64_MAX;
      mirror_wait_wr(&b, 1); /* the first beat is only now at the port */
      uint64_t edges = b.wr_edges;
      mirror_wait_wr(&b, 3000);
      assert_int_equal(b.written, b.wr_edges - edges);
      mirror_stop(&b);
    }
  }
}

static void test_slow_reader_is_never_idle(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  for (c.rd_ps = 4001; c.rd_ps < 50000; c.rd_ps += 5003) {
    mirror_start(&b, &c);
    b.write_goal = UINT64_MAX;
    mirror_wait_rd(&b, 20);
    uint64_t read = b.read;
    mirror_wait_rd(&b, 1000);
    assert_int_equal(b.read - read, 1000);
    mirror_stop(&b);
  }
}

/* `turn` clocks from a push until the place is free again and used: limit / turn beats a clock. */
static void check_rate(unsigned rd_phase_ps, unsigned turn) {
  for (unsigned limit = 1; limit <= 16; limit++) {
    struct mirror_config c = EVEN;
    struct mirror_bench b;
    c.limit = limit;
    c.rd_phase_ps = rd_phase_ps;
    mirror_start(&b, &c);
    b.write_goal = UINT64_MAX;
    mirror_wait_wr(&b, 5 * turn);
    uint64_t written = b.written;
    mirror_wait_wr(&b, 100 * turn);
    assert_int_equal(b.written - written, 100 * (limit < turn ? limit : turn));
    mirror_stop(&b);
  }
}

static void test_rate_is_limit_over_the_round_trip(void **state) {
  (void)state;
  check_rate(1700, FORWARD + RETURN + 1);
  check_rate(3999, FORWARD + RETURN + 1);
}

/* An edge that coincides with the other clock's comes too early to see its change. */
static void test_rate_with_coinciding_edges_is_one_clock_longer(void **state) {
  (void)state;
  check_rate(0, FORWARD + RETURN + 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_latency_is_three_edges_there_and_two_back),
      cmocka_unit_test(test_random_delay_adds_at_most_one_edge),
      cmocka_unit_test(test_one_beat_a_clock_when_the_reader_can_follow),
      cmocka_unit_test(test_slow_reader_is_never_idle),
      cmocka_unit_test(test_rate_is_limit_over_the_round_trip),
      cmocka_unit_test(test_rate_with_coinciding_edges_is_one_clock_longer),
  };
  return cmocka_run_group_tests_name("test_mirror_fifo_rate", tests, NULL, NULL);
}
