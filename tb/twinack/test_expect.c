/* SPDX-License-Identifier: Apache-2.0 */
/* test_expect.c: what may be expected of a run, and when it is met. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "expect.h"
#include "replay.h"
#include "replay_host.h"

static struct expect_range range(const char *text) {
  struct expect_range r;

  if (!expect_parse(text, &r)) fail_msg("'%s' is refused", text);
  return r;
}

static void ranges_are_read_and_printed(void **state) {
  static const struct {
    const char *text, *again;
    bool wanted;
    uint64_t min, max;
  } good[] = {{"0", "0", true, 0, 0},
              {"7", "7", true, 7, 7},
              {"7+", "7+", true, 7, UINT64_MAX},
              {"0+", "0+", true, 0, UINT64_MAX},
              {"2-9", "2-9", true, 2, 9},
              {"3-3", "3", true, 3, 3},
              {"any", "any", false, 0, 0},
              {"18446744073709551615", "18446744073709551615", true, UINT64_MAX, UINT64_MAX}};
  static const char *const bad[] = {"",
                                    "x",
                                    "-1",
                                    "1-",
                                    "9-2",
                                    "1++",
                                    "1+2",
                                    "+",
                                    "-",
                                    "1.5",
                                    "0x1",
                                    " 1",
                                    "1 ",
                                    "Any",
                                    "1-2-3",
                                    "18446744073709551616",
                                    "123456789012345678901234567890"};
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    struct expect_range r = range(good[i].text);
    char text[64];
    assert_int_equal(r.wanted, good[i].wanted);
    if (r.wanted) assert_true(r.min == good[i].min && r.max == good[i].max);
    expect_print(&r, text, sizeof text);
    assert_string_equal(text, good[i].again);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct expect_range r = {.min = 77};
    if (expect_parse(bad[i], &r)) fail_msg("'%s' passed", bad[i]);
    assert_int_equal(r.min, 77);
  }
}

static void check(const struct expect *e, const struct replay_result *r, const char *want) {
  char why[256] = "";
  bool met = expect_met(e, r, why, sizeof why);

  if (met != (want == NULL)) fail_msg("'%s' instead of '%s'", why, want ? want : "met");
  if (want) assert_string_equal(why, want);
}

static void each_key_sees_its_own_figure(void **state) {
  struct expect e = {.lost = {.wanted = false}};
  struct replay_result r = {.outcome = REPLAY_GOOD};

  (void)state;
  assert_false(expect_wanted(&e));
  e.takeovers = range("1");
  assert_true(expect_wanted(&e));
  check(&e, &r, "takeovers: expected 1, seen 0");
  r.counters.takeovers = 1;
  check(&e, &r, NULL);
  r.counters.takeovers = 2;
  check(&e, &r, "takeovers: expected 1, seen 2");
  e = (struct expect){.exposed_us = range("10-12")};
  r.counters.exposed_ps = 9000000;
  check(&e, &r, "exposed_us: expected 10-12, seen 9");
  r.counters.exposed_ps = 9000001; /* whole microseconds, rounded up */
  check(&e, &r, NULL);
  r.counters.exposed_ps = 12000001;
  check(&e, &r, "exposed_us: expected 10-12, seen 13");
  e = (struct expect){.mirror_frames = range("5+"), .fifo_corrected = range("3")};
  r.counters.controller[0].mirror_frames = 2;
  r.counters.controller[1].mirror_frames = 2;
  check(&e, &r, "mirror_frames: expected 5+, seen 4");
  r.counters.controller[1].mirror_frames = 3;
  check(&e, &r, "fifo_corrected: expected 3, seen 0");
  r.counters.fifo_corrected[0] = 1;
  r.counters.fifo_corrected[1] = 2;
  check(&e, &r, NULL);
  e = (struct expect){.fifo_max = range("9")};
  r.counters.fifo_max[0] = 9;
  check(&e, &r, NULL);
  r.counters.fifo_max[1] = 10;
  check(&e, &r, "fifo_max: expected 9, seen 10");
  e = (struct expect){.rescued = range("3"), .spindles = range("8")};
  r.counters.controller[0].rescued = 1;
  r.counters.controller[1].rescued = 1;
  r.counters.disk.spindles = 7;
  check(&e, &r, "rescued: expected 3, seen 2");
  r.counters.controller[1].rescued = 2;
  check(&e, &r, "spindles: expected 8, seen 7");
  r.counters.disk.spindles = 8;
  check(&e, &r, NULL);
}

static void states_are_named(void **state) {
  struct expect e = {.state = {EXPECT_ANY, EXPECT_ALONE}};
  struct replay_result r = {.state = {EXPECT_DOWN, EXPECT_PAIRED}};

  (void)state;
  assert_true(expect_wanted(&e));
  check(&e, &r, "state_b: expected alone, seen paired");
  r.state[1] = EXPECT_ALONE;
  check(&e, &r, NULL);
  e.state[0] = EXPECT_JOINING;
  check(&e, &r, "state_a: expected joining, seen down");
}

/* A negative control must lose data, and is well when it does; but nothing else may be wrong. */
static void an_expected_loss_is_well_and_nothing_else(void **state) {
  struct expect e = {.lost = range("1+")};
  struct replay_result r = {.outcome = REPLAY_GOOD};

  (void)state;
  check(&e, &r, "lost: expected 1+, seen 0");
  r.oracle.lost = 4;
  replay_found(&r, FINDING_LOST, "block 3 is lost");
  check(&e, &r, NULL);
  replay_found(&r, FINDING_BLOCKED, "volume 1 is blocked");
  check(&e, &r, "volume 1 is blocked");
  e.blocked = range("1");
  r.blocked = 1;
  check(&e, &r, NULL);
  replay_found(&r, FINDING_OTHER, "%u assertions failed", 2);
  check(&e, &r, "2 assertions failed");
  e.lost = range("0+"); /* may */
  check(&e, &r, "2 assertions failed");
  r = (struct replay_result){.outcome = REPLAY_GOOD};
  e = (struct expect){.takeovers = range("0")};
  r.oracle.lost = 1;
  replay_found(&r, FINDING_LOST, "block 3 is lost");
  check(&e, &r, "block 3 is lost");
  e.lost = range("0");
  check(&e, &r, "lost: expected 0, seen 1");
}

static void errors_of_the_disks_are_well_when_expected(void **state) {
  struct expect e = {.failed = range("0+")};
  struct replay_result r = {.outcome = REPLAY_GOOD, .failed = 2, .unreadable = 3};

  (void)state;
  replay_found(&r, FINDING_MEDIA, "request 3 was answered");
  check(&e, &r, NULL);
  replay_found(&r, FINDING_UNREADABLE, "block 7 cannot be read");
  check(&e, &r, "block 7 cannot be read");
  e.unreadable = range("4+");
  check(&e, &r, "unreadable: expected 4+, seen 3");
  e.unreadable = range("3");
  check(&e, &r, NULL);
  e.failed.wanted = false;
  check(&e, &r, "request 3 was answered");
  e = (struct expect){.disk_errors = range("1"), .other_copy = range("2"), .mended = range("3")};
  r = (struct replay_result){.outcome = REPLAY_GOOD};
  r.counters.disk = (struct disk_counters){.errors = 1, .other_copy = 2, .mended = 3};
  check(&e, &r, NULL);
  e = (struct expect){.taken_out = range("4"), .rebuilt = range("5")};
  check(&e, &r, "taken_out: expected 4, seen 0");
  r.counters.disk.taken_out = 4;
  r.counters.disk.rebuilt = 6;
  check(&e, &r, "rebuilt: expected 5, seen 6");
}

static void a_run_without_an_end_is_never_well(void **state) {
  struct expect e = {.lost = range("0+"), .blocked = range("0+")};
  struct replay_result r = {.outcome = REPLAY_STUCK, .finding = "deadlock in the run"};

  (void)state;
  check(&e, &r, "deadlock in the run");
  e.lost = range("1+"); /* and that it did not come so far is not the news */
  check(&e, &r, "deadlock in the run");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_are_read_and_printed),
      cmocka_unit_test(each_key_sees_its_own_figure),
      cmocka_unit_test(states_are_named),
      cmocka_unit_test(an_expected_loss_is_well_and_nothing_else),
      cmocka_unit_test(errors_of_the_disks_are_well_when_expected),
      cmocka_unit_test(a_run_without_an_end_is_never_well),
  };
  return cmocka_run_group_tests_name("test_expect", tests, NULL, NULL);
}
