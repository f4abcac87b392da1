/* SPDX-License-Identifier: Apache-2.0 */
/* test_replay.c: pacing, splitting and latencies, against a system of plain arithmetic. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "replay_bench.h"
#include "twk_layout.h"

static void arrival_times_are_kept(void **state) {
  static const uint64_t times[] = {3, 3, 700, 50000};
  struct bench b;

  (void)state;
  bench_setup(&b);
  for (unsigned i = 0; i < 4; i++) bench_add(&b, times[i], REQUEST_WRITE, i, 8 * i, 8);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(bench_host_posts(&b), 4);
  for (unsigned i = 0; i < 4; i++) {
    assert_int_equal(b.fake->post[i].at_ps, times[i] * 1000);
    assert_int_equal(b.fake->post[i].command.volume, i);
    assert_int_equal(b.fake->post[i].command.lba, 8 * i);
  }
  assert_int_equal(b.result.latency[REQUEST_WRITE].count, 4);
  assert_int_equal(b.result.latency[REQUEST_WRITE].ps[P50], BENCH_LATENCY);
  assert_int_equal(b.result.latency[REQUEST_WRITE].ps[P_MAX], BENCH_LATENCY);
  assert_int_equal(b.result.simulated_ps, 50000000 + 2 * BENCH_LATENCY);
  assert_int_equal(b.result.final_flush_ps, BENCH_LATENCY);
  assert_int_equal(b.progress_last, 4);
}

static void cycles_are_those_of_the_owner(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  bench_add(&b, 0, REQUEST_WRITE, 0, 0, 1);
  bench_add(&b, 0, REQUEST_READ, 1, 0, 1);
  bench_run(&b);
  assert_int_equal(b.result.latency[REQUEST_WRITE].cycles[P_MAX], BENCH_LATENCY / 1000);
  assert_int_equal(b.result.latency[REQUEST_READ].cycles[P_MAX], BENCH_LATENCY / 2000);
  assert_int_equal(b.result.latency[REQUEST_READ].ps[P_MAX], BENCH_LATENCY);
}

static void waiting_for_the_full_queue_counts(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  for (unsigned i = 0; i < 80; i++) bench_add(&b, 5, REQUEST_WRITE, 0, i, 1);
  bench_run(&b);
  assert_int_equal(b.fake->most_outstanding[0], 32);
  /* 32 are answered after one latency, 32 after two, 16 after three. */
  assert_int_equal(b.result.latency[REQUEST_WRITE].ps[P50], 2 * BENCH_LATENCY);
  assert_int_equal(b.result.latency[REQUEST_WRITE].ps[P99], 3 * BENCH_LATENCY);
  assert_int_equal(b.result.latency[REQUEST_WRITE].cycles[P99], 3 * BENCH_LATENCY / 1000);
  assert_int_equal(b.fake->post[32].at_ps, 5000 + BENCH_LATENCY);
  assert_int_equal(b.fake->post[64].at_ps, 5000 + 2 * BENCH_LATENCY);
}

static void a_full_volume_does_not_hold_up_the_other(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  for (unsigned i = 0; i < 40; i++) bench_add(&b, 0, REQUEST_WRITE, 0, i, 1);
  bench_add(&b, 1, REQUEST_FLUSH, 1, 0, 0);
  bench_run(&b);
  assert_int_equal(b.fake->post[32].command.op, TWK_OP_FLUSH);
  assert_int_equal(b.fake->post[32].command.blocks, 0);
  assert_int_equal(b.fake->post[32].at_ps, 1000);
  assert_int_equal(b.result.latency[REQUEST_FLUSH].ps[P50], BENCH_LATENCY);
}

static void closed_pace_keeps_the_depth_outstanding_in_order(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.cfg.pace = CONFIG_PACE_CLOSED;
  b.cfg.depth = 5;
  for (unsigned i = 0; i < 100; i++) bench_add(&b, 1000000 * i, REQUEST_WRITE, i % 2, i, 1);
  bench_run(&b);
  assert_int_equal(bench_host_posts(&b), 100);
  for (unsigned i = 0; i < 100; i++) assert_int_equal(b.fake->post[i].command.lba, i);
  assert_int_equal(b.fake->most_outstanding[0], 5);
  assert_int_equal(b.fake->most_outstanding[1], 5);
  assert_int_equal(b.result.latency[REQUEST_WRITE].ps[P_MAX], BENCH_LATENCY);
  /* ten at a time */
  assert_int_equal(b.result.simulated_ps, 10 * BENCH_LATENCY + BENCH_LATENCY);
}

static void large_requests_become_commands_of_256_blocks(void **state) {
  static const unsigned blocks[] = {256, 256, 88};
  struct bench b;

  (void)state;
  bench_setup(&b);
  bench_add(&b, 0, REQUEST_WRITE, 0, 100, 600);
  bench_add(&b, 20000, REQUEST_READ, 0, 100, 600);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(bench_host_posts(&b), 6);
  for (unsigned i = 0; i < 6; i++) {
    assert_int_equal(b.fake->post[i].command.lba, 100 + i % 3 * 256);
    assert_int_equal(b.fake->post[i].command.blocks, blocks[i % 3]);
  }
  assert_int_equal(b.result.commands, 6);
  assert_int_equal(b.result.requests, 2);
  assert_int_equal(b.result.latency[REQUEST_WRITE].count, 1);
  assert_int_equal(b.result.bytes_written, 600 * 512);
  assert_int_equal(b.result.bytes_read, 600 * 512);
  assert_int_equal(b.result.oracle.blocks_judged, 1200);
  assert_int_equal(b.result.oracle.ok, 1200);
}

static void a_request_larger_than_the_queue_is_answered_once(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.cfg.csim.volume_blocks = 40 * 256;
  bench_add(&b, 0, REQUEST_READ, 0, 0, 40 * 256);
  bench_run(&b);
  assert_int_equal(bench_host_posts(&b), 40);
  assert_int_equal(b.result.latency[REQUEST_READ].count, 1);
  assert_int_equal(b.result.latency[REQUEST_READ].ps[P50], 2 * BENCH_LATENCY);
}

static void beyond_the_volume_is_refused_counted_and_named_once(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  bench_add(&b, 0, REQUEST_WRITE, 1, 0, 8);
  bench_add(&b, 20000, REQUEST_WRITE, 0, BENCH_VOLUME - 2,
            8); /* its number is that of volume 1, block 0 */
  bench_add(&b, 40000, REQUEST_READ, 0, BENCH_VOLUME, 1);
  bench_add(&b, 40000, REQUEST_READ, 1, UINT64_C(1) << 39, 8);
  bench_add(&b, 60000, REQUEST_READ, 1, 0, 8);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.result.refused, 3);
  assert_int_equal(b.result.failed, 0);
  assert_int_equal(b.result.latency[REQUEST_WRITE].count, 1);
  assert_int_equal(b.result.bytes_written, 8 * 512);
  assert_int_equal(b.result.oracle.writes_issued, 1);
  assert_string_equal(b.result.first_refused,
                      "request 2: blocks 2046+8 lie beyond volume 0 of 2048 blocks: refused; "
                      "--wrap folds them in");
}

static void wrap_folds_and_splits_at_the_end(void **state) {
  static const struct {
    uint64_t lba;
    unsigned blocks;
  } expected[] = {{BENCH_VOLUME - 2, 2}, {0, 6}, {5, 8}, {BENCH_VOLUME - 1, 1}, {0, 1}};
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.cfg.wrap = true;
  bench_add(&b, 0, REQUEST_WRITE, 0, BENCH_VOLUME - 2, 8);
  bench_add(&b, 20000, REQUEST_WRITE, 0, 3 * BENCH_VOLUME + 5, 8);
  bench_add(&b, 40000, REQUEST_READ, 1, 2 * BENCH_VOLUME - 1, 2);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.result.refused, 0);
  assert_int_equal(bench_host_posts(&b), 5);
  for (unsigned i = 0; i < 5; i++) {
    assert_int_equal(b.fake->post[i].command.lba, expected[i].lba);
    assert_int_equal(b.fake->post[i].command.blocks, expected[i].blocks);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arrival_times_are_kept),
      cmocka_unit_test(cycles_are_those_of_the_owner),
      cmocka_unit_test(waiting_for_the_full_queue_counts),
      cmocka_unit_test(a_full_volume_does_not_hold_up_the_other),
      cmocka_unit_test(closed_pace_keeps_the_depth_outstanding_in_order),
      cmocka_unit_test(large_requests_become_commands_of_256_blocks),
      cmocka_unit_test(a_request_larger_than_the_queue_is_answered_once),
      cmocka_unit_test(beyond_the_volume_is_refused_counted_and_named_once),
      cmocka_unit_test(wrap_folds_and_splits_at_the_end),
  };
  return cmocka_run_group_tests_name("test_replay", tests, NULL, NULL);
}
