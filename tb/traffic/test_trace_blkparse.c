/* SPDX-License-Identifier: Apache-2.0 */
#include "test_trace_fixture.h"

#define FIRST "  8,32   7        1     0.000000000  2923  Q   R 272208 + 2 [proc]\n"
#define EVENT(time, rest) "  8,32   7        2     " time "  2923  " rest "\n"
#define CPU "CPU0 (x):\n Reads Queued:           0,        0KiB\t Writes Queued: 1, 4KiB\n"
#define TOTAL "\nTotal (x):\n Read depth: 1\n\nThroughput (R/W): 0KiB/s / 0KiB/s\n"
#define END "Events (x): 5 entries\nSkips: 0 forward (0 -   0.0%)\n"

static void queued_events_are_requests_in_sectors(void **state) {
  static const struct request want[] = {
      {0, R, 0, 272208, 2}, {1500, W, 0, 8, 16}, {1500, R, 1, 0, 1}};

  expect_requests(
      *state,
      "Input file x.blktrace.0 added\nInput file x.blktrace.1 added\n" FIRST EVENT(
          "0.000001500",
          "Q  WS 8 + 16 [a b]") "  8,0    0        1     0.000001500     0  Q  RA 0 + 1 [p] x]\n",
      TRACE_BLKPARSE, 2, want, COUNT(want));
}

static void one_action_counts_queued_before_issued_before_completed(void **state) {
  static const struct request queued[] = {{0, W, 0, 1, 1}};
  static const struct request issued[] = {{0, W, 0, 2, 2}};
  static const struct request done[] = {{0, W, 0, 3, 3}, {0, F, 0, 0, 0}};
  static const char c[] = EVENT("9.0", "C   W 3 + 3 [0]") EVENT("9.0", "C  WS 0 [0]");
  static const char d[] = EVENT("9.0", "C   W 3 + 3 [0]") EVENT("5.0", "D   W 2 + 2 [p]");
  static const char q[] = EVENT("9.0", "C   W 3 + 3 [0]") EVENT("5.0", "D   W 2 + 2 [p]")
      EVENT("1.0", "Q   W 1 + 1 [p]");

  expect_requests(*state, q, TRACE_BLKPARSE, 1, queued, COUNT(queued));
  expect_requests(*state, d, TRACE_BLKPARSE, 1, issued, COUNT(issued));
  expect_requests(*state, c, TRACE_BLKPARSE, 1, done, COUNT(done));
  expect_refused(*state, EVENT("9.0", "G   W 3 + 3 [p]"), 1, "no event with action");
}

static void leading_f_is_a_flush_and_fua_is_a_write(void **state) {
  static const struct request want[] = {{0, R, 0, 272208, 2}, {1, F, 0, 0, 0},  {2, F, 0, 0, 0},
                                        {3, F, 0, 0, 0},      {4, F, 0, 0, 0},  {5, W, 0, 8, 8},
                                        {6, F, 0, 0, 0},      {6, W, 0, 16, 8}, {7, W, 0, 1, 1}};

  expect_requests(*state,
                  FIRST EVENT("0.000000001", "Q FWS [jbd2]") EVENT("0.000000002", "Q   F [p]")
                      EVENT("0.000000003", "Q  FF [p]") EVENT("0.000000004", "Q  FN (     852) [p]")
                          EVENT("0.000000005", "Q WFS 8 + 8 (     852) [p]")
                              EVENT("0.000000006", "Q FWFSM 16 + 8 [p]")
                                  EVENT("0.000000007", "Q W 1 + 1 [p]"),
                  TRACE_BLKPARSE, 1, want, COUNT(want));
}

static void discards_and_passed_through_commands_are_left_out(void **state) {
  static const struct request want[] = {{0, W, 0, 1, 1}};

  expect_requests(*state,
                  EVENT("0.1", "D   D 0 + 2048 [p]") EVENT("0.2", "D   R 36 (12 00 24 00) [p]")
                      EVENT("0.3", "D   N 0 [p]") EVENT("0.4", "D  DE 0 + 8 [p]")
                          EVENT("0.5", "D   W 1 + 1 [p]"),
                  TRACE_BLKPARSE, 1, want, COUNT(want));
  expect_requests(*state, EVENT("0.2", "C   R (12 00 24 00) [0]") EVENT("0.5", "C   W 1 + 1 [0]"),
                  TRACE_BLKPARSE, 1, want, COUNT(want));
}

static void summary_ends_the_trace(void **state) {
  static const struct request want[] = {{0, R, 0, 272208, 2}};

  expect_requests(*state, FIRST CPU TOTAL END, TRACE_BLKPARSE, 1, want, COUNT(want));
  expect_refused(*state, FIRST CPU FIRST, 4, "only blkparse's summary");
  expect_refused(*state, FIRST CPU TOTAL END "hello\n", 11, "only blkparse's summary");
  expect_refused(*state, CPU FIRST, 1, "unknown format");
}

static void faults_are_named(void **state) {
  expect_refused(*state, FIRST "hello\n", 2, "no event");
  expect_refused(*state, FIRST "Input file x added\n", 2, "no event");
  expect_refused(*state, FIRST "CPU (x):\n", 2, "no event");
  expect_refused(*state, FIRST "  8,x  7 2 0.1 2923  Q   R 0 + 2 [p]\n", 2, "no event");
  expect_refused(*state, FIRST "  8,32 a 2 0.1 2923  Q   R 0 + 2 [p]\n", 2, "no event");
  expect_refused(*state, FIRST "  8,32 7 b 0.1 2923  Q   R 0 + 2 [p]\n", 2, "no event");
  expect_refused(*state, FIRST "  8,32 7 2 0.1 c  Q   R 0 + 2 [p]\n", 2, "no event");
  expect_refused(*state, FIRST EVENT("x.1", "P   N [p]"), 2, "time 'x.1'");
  expect_refused(*state, FIRST EVENT("18446744074.0", "Q   R 0 + 2 [p]"), 2, "too large");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + 2 [p]") EVENT("0.0", "Q   R 0 + 2 [p]"), 3,
                 "goes back by 100000000 ns");
  expect_refused(*state, FIRST EVENT("0.1", "Q   X 0 + 2 [p]"), 2, "RWBS 'X'");
  expect_refused(*state, FIRST EVENT("0.1", "Q  RX 0 + 2 [p]"), 2, "letter 'X'");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + 2 [p"), 2, "closing bracket");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + 2"), 2, "closing bracket");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R"), 2, "closing bracket");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R x + 2 [p]"), 2, "detail");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 - 2 [p]"), 2, "detail");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + 2 3 [p]"), 2, "detail");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + [p]"), 2, "block count '[p]'");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R [p]"), 2, "read without blocks");
  expect_refused(*state, FIRST EVENT("0.1", "Q   R 0 + 0 [p]"), 2, "size is 0");
  expect_refused(*state, FIRST EVENT("0.1", "Q   W 99999999999999999999 + 1 [p]"), 2, "too large");
  expect_refused(*state, FIRST EVENT("0.1", "Q   W 1099511627775 + 2 [p]"), 2, "out of range");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(queued_events_are_requests_in_sectors),
      FIXTURE_TEST(one_action_counts_queued_before_issued_before_completed),
      FIXTURE_TEST(leading_f_is_a_flush_and_fua_is_a_write),
      FIXTURE_TEST(discards_and_passed_through_commands_are_left_out),
      FIXTURE_TEST(summary_ends_the_trace),
      FIXTURE_TEST(faults_are_named),
  };
  return cmocka_run_group_tests_name("test_trace_blkparse", tests, NULL, NULL);
}
