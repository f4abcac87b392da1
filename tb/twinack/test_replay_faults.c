/* SPDX-License-Identifier: Apache-2.0 */
/* test_replay_faults.c: a replay with faults: how long it goes on, what it judges at the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "replay_bench.h"
#include "twk_layout.h"

#define US UINT64_C(1000000)

/* Hold-up 30 us, validation 20 us and four silences of 10 us: what a fault causes has begun within
 * 90 us of it. */
#define CALM (90 * US)

static void setup(struct bench *b, const char *fault) {
  char err[256];

  bench_setup(b);
  b->cfg.csim.power.holdup_us = 30;
  b->cfg.csim.power.validate_us = 20;
  b->cfg.silence_us = 10;
  if (config_set(&b->cfg, "fault", "fault", fault, err, sizeof err)) fail_msg("%s", err);
  strcpy(b->cfg.trace, "t");
}

static void four_writes(struct bench *b) {
  for (unsigned i = 0; i < 4; i++) bench_add(b, 1000 * i, REQUEST_WRITE, i % 2, i, 1);
}

static void it_goes_on_until_faults_are_over(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A@500us");
  b.fake->faults_ps = 500 * US;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.result.faults, 1);
  assert_int_equal(b.result.state[CSIM_A], EXPECT_PAIRED);
  const struct fake_post *flush = &b.fake->post[b.fake->posts - 1];
  assert_in_range(flush->at_ps, 500 * US + CALM, 500 * US + CALM + 2 * US);
}

static void it_goes_on_until_controllers_have_settled(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A");
  b.fake->settled_ps = 3000 * US;
  b.fake->phase[CSIM_A] = -1;
  b.fake->phase[CSIM_B] = TWK_PHASE_ALONE;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.result.state[CSIM_A], EXPECT_DOWN);
  assert_int_equal(b.result.state[CSIM_B], EXPECT_ALONE);
  assert_in_range(b.fake->post[b.fake->posts - 1].at_ps, 3000 * US, 3002 * US);
}

static void without_faults_nothing_is_waited_for(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "");
  b.fake->settled_ps = FAKE_NEVER;
  b.fake->serves[CSIM_A] = 0;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_GOOD);
  assert_int_equal(b.result.blocked, 0);
  assert_in_range(b.result.simulated_ps, 1, 40 * US);
}

static void faults_that_do_not_come_are_found(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A@1us,hang:B@ack:99");
  b.fake->faults_left = 1;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.faults, 1);
  assert_string_equal(b.result.finding, "1 of 2 faults had not come by the end of the run");
}

static void a_blocked_volume_is_said_and_not_judged(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A");
  b.fake->serves[CSIM_A] = 4;
  b.fake->silence = 3;
  b.fake->lose = 1;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.blocked, 1);
  assert_int_equal(b.result.found[FINDING_BLOCKED], 1);
  assert_int_equal(b.result.found[FINDING_OTHER] + b.result.found[FINDING_LOST], 0);
  assert_string_equal(b.result.finding, "volume 0 is served by no controller at the end");
  assert_int_equal(b.fake->posts, 7); /* four writes, and the flushes of volumes 1 to 3 */
  assert_int_equal(b.fake->post[4].command.volume, 1);
  assert_int_equal(b.result.oracle.blocks_judged, 2);
}

/* The same, but volume 0 is served after all: then its command is stuck. */
static void a_served_volume_must_answer(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A");
  b.fake->silence = 3;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_STUCK);
  assert_non_null(strstr(b.result.finding, "deadlock in the run: 1 requests open"));
}

/* Longer than any silence without one: 20 s of flapping mains. */
static void what_waits_for_a_fault_is_not_stuck(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "flap:A:20:1s@1us");
  b.fake->faults_ps = UINT64_C(20000000) * US;
  b.fake->silence = 3;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_STUCK);
  assert_true(b.result.simulated_ps > UINT64_C(20000000) * US);
  assert_int_equal(b.result.faults, 1);
}

static void losses_are_counted_by_kind(void **state) {
  struct bench b;

  (void)state;
  setup(&b, "psu:A");
  b.fake->lose = 2;
  four_writes(&b);
  bench_run(&b);
  assert_int_equal(b.result.outcome, REPLAY_WRONG);
  assert_int_equal(b.result.found[FINDING_LOST], 1);
  assert_int_equal(b.result.found[FINDING_OTHER], 0);
  assert_string_equal(b.result.first_found[FINDING_LOST], "volume 1 block 1 is lost on the disks");
  assert_string_equal(b.result.finding, b.result.first_found[FINDING_LOST]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_goes_on_until_faults_are_over),
      cmocka_unit_test(it_goes_on_until_controllers_have_settled),
      cmocka_unit_test(without_faults_nothing_is_waited_for),
      cmocka_unit_test(faults_that_do_not_come_are_found),
      cmocka_unit_test(a_blocked_volume_is_said_and_not_judged),
      cmocka_unit_test(a_served_volume_must_answer),
      cmocka_unit_test(what_waits_for_a_fault_is_not_stuck),
      cmocka_unit_test(losses_are_counted_by_kind),
  };
  return cmocka_run_group_tests_name("test_replay_faults", tests, NULL, NULL);
}
