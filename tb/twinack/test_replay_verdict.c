/* SPDX-License-Identifier: Apache-2.0 */
/* test_replay_verdict.c: what a replay finds when the system misbehaves, and when it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "replay_bench.h"
#include "twk_layout.h"

static void accepting_what_lies_beyond_is_found(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->accept_beyond = true;
  bench_add(&b, 0, REQUEST_WRITE, 1, BENCH_VOLUME, 8);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_string_equal(b.result.finding, "request 1: blocks 2048+8 beyond volume 1 were accepted");
}

/* Two writes to the same blocks of volume 1, and one beside them, one after the other. */
static void add_overwrite(struct bench *b) {
  bench_add(b, 0, REQUEST_WRITE, 1, 16, 4);
  bench_add(b, 20000, REQUEST_WRITE, 1, 16, 4);
  bench_add(b, 40000, REQUEST_WRITE, 1, 20, 1);
}

static void overwriting_is_no_loss(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_string_equal(b.result.finding, "");
  assert_int_equal(b.result.oracle.ok, 5);
}

static void a_lost_write_is_found_on_the_disks(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->lose = 2;
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.oracle.lost, 4);
  assert_string_equal(b.result.finding, "volume 1 block 16 is lost on the disks");
}

static void a_torn_write_is_found_on_the_disks(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->tear = 1;
  bench_add(&b, 0, REQUEST_WRITE, 0, 7, 2);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.oracle.torn, 1);
  assert_int_equal(b.result.oracle.ok, 1);
  assert_string_equal(b.result.finding, "volume 0 block 7 is torn on the disks");
}

static void a_stray_write_is_found_on_the_disks(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->stray = 2;
  add_overwrite(&b);
  b.trace.count = 2;
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  /* Block 16 kept its first version; 17 to 19 hold the second versions of 16 to 18. */
  assert_int_equal(b.result.oracle.lost, 1);
  assert_int_equal(b.result.oracle.misplaced, 3);
}

static void a_spoilt_read_is_found(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->spoil = 2;
  bench_add(&b, 0, REQUEST_WRITE, 1, 5, 2);
  bench_add(&b, 20000, REQUEST_READ, 1, 5, 2);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.oracle.alien, 1);
  assert_string_equal(b.result.finding, "request 2 read volume 1 block 5: alien");
}

static void an_error_answer_is_found_and_its_write_judged_as_failed(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->fail = 2;
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.failed, 1);
  assert_int_equal(b.result.oracle.lost, 0); /* it may or may not have been done */
  assert_int_equal(b.result.latency[REQUEST_WRITE].count, 2);
  assert_string_equal(b.result.finding, "request 2 on volume 1 was answered with error status 3");
}

static void failed_assertions_are_found(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->assertions_failed = 3;
  bench_add(&b, 0, REQUEST_FLUSH, 0, 0, 0);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_string_equal(b.result.finding, "3 assertions failed in the hardware");
}

static void a_volume_served_twice_is_found(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->both_served = true;
  bench_add(&b, 0, REQUEST_FLUSH, 0, 0, 0);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_string_equal(b.result.finding, "two controllers served one volume at once");
}

static void silence_ends_as_a_deadlock(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.fake->silence = 3;
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_STUCK);
  assert_non_null(strstr(b.result.finding, "deadlock in the run: 1 requests open, 0 and 1 "));
  bench_setup(&b);
  b.fake->silence = 5; /* the flush of volume 1 */
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_STUCK);
  assert_non_null(strstr(b.result.finding, "deadlock in the last flush"));
  bench_setup(&b);
  b.fake->never_idle = true;
  add_overwrite(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_STUCK);
  assert_non_null(strstr(b.result.finding, "deadlock after the last flush"));
}

static void long_pauses_between_arrivals_are_no_deadlock(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  for (uint64_t i = 0; i < 4; i++) bench_add(&b, i * 3600000000000, REQUEST_WRITE, 0, i, 1);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.fake->post[3].at_ps, UINT64_C(10800000000000000));
}

static void the_same_run_gives_the_same_bytes(void **state) {
  struct bench a, b;

  (void)state;
  bench_setup(&a);
  for (unsigned i = 0; i < 300; i++)
    bench_add(&a, 700 * i, i % 3, i % 2, i * 37 % 1000, i % 3 == 2 ? 0 : 9);
  b = a;
  bench_run(&a);
  bench_run(&b);
  assert_int_equal(a.result.outcome, REPLAY_GOOD);
  assert_memory_equal(&a.result, &b.result, sizeof a.result);
}

static void a_bad_configuration_simulates_nothing(void **state) {
  struct bench b;

  (void)state;
  bench_setup(&b);
  b.cfg.csim.disk.spindles = 0;
  bench_add(&b, 0, REQUEST_WRITE, 0, 0, 1);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_BAD_CONFIG);
  assert_int_equal(strncmp(b.result.finding, "spindles: ", 10), 0);
  assert_int_equal(b.fake->posts, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(accepting_what_lies_beyond_is_found),
      cmocka_unit_test(overwriting_is_no_loss),
      cmocka_unit_test(a_lost_write_is_found_on_the_disks),
      cmocka_unit_test(a_torn_write_is_found_on_the_disks),
      cmocka_unit_test(a_stray_write_is_found_on_the_disks),
      cmocka_unit_test(a_spoilt_read_is_found),
      cmocka_unit_test(an_error_answer_is_found_and_its_write_judged_as_failed),
      cmocka_unit_test(failed_assertions_are_found),
      cmocka_unit_test(a_volume_served_twice_is_found),
      cmocka_unit_test(silence_ends_as_a_deadlock),
      cmocka_unit_test(long_pauses_between_arrivals_are_no_deadlock),
      cmocka_unit_test(the_same_run_gives_the_same_bytes),
      cmocka_unit_test(a_bad_configuration_simulates_nothing),
  };
  return cmocka_run_group_tests_name("test_replay_verdict", tests, NULL, NULL);
}
