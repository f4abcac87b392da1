/* SPDX-License-Identifier: Apache-2.0 */
#include "test_trace_fixture.h"

#define V2 "fio version 2 iolog\n"
#define V3 "fio version 3 iolog\n"
#define V2_OPEN V2 "/a add\n/a open\n"
#define V3_OPEN V3 "10 /a add\n11 /a open\n"

static void v3_times_are_microseconds_since_the_first_request(void **state) {
  static const struct request want[] = {{0, W, 0, 0, 8}, {7000, R, 0, 8, 16}};

  expect_requests(*state, V3_OPEN "25 /a write 0 4096\n32 /a read 4096 8192\n40 /a close\n",
                  TRACE_FIO_V3, 1, want, COUNT(want));
}

static void v2_waits_add_up_from_the_previous_wait(void **state) {
  static const struct request want[] = {
      {0, W, 0, 0, 1}, {0, W, 0, 1, 1}, {250000, W, 0, 2, 1}, {1250000, W, 0, 3, 1}};

  expect_requests(*state,
                  V2_OPEN
                  "/a wait 500 0\n/a write 0 512\n/a write 512 512\n/a wait 250 0\n"
                  "/a write 1024 512\n/a wait 1000 0\n/a write 1536 512\n/a close\n",
                  TRACE_FIO_V2, 1, want, COUNT(want));
}

static void v2_waits_below_100_are_dropped_as_documented(void **state) {
  static const struct request want[] = {{0, R, 0, 0, 1}, {0, R, 0, 0, 1}, {100000, R, 0, 0, 1}};

  expect_requests(*state,
                  V2_OPEN
                  "/a read 0 512\n/a wait 99 0\n/a read 0 512\n/a wait 100 0\n"
                  "/a read 0 512\n",
                  TRACE_FIO_V2, 1, want, COUNT(want));
}

static void syncs_are_flushes_and_trims_are_left_out(void **state) {
  static const struct request want[] = {
      {0, F, 0, 0, 0}, {1000, F, 0, 0, 0}, {2000, F, 0, 0, 0}, {4000, R, 0, 0, 1}};

  expect_requests(*state,
                  V3_OPEN
                  "20 /a sync 0 0\n21 /a datasync 4096 0\n22 /a sync_file_range 0 4096\n"
                  "23 /a trim 0 4096\n24 /a read 0 512\n",
                  TRACE_FIO_V3, 1, want, COUNT(want));
}

static void files_are_devices_in_the_order_of_their_first_request(void **state) {
  static const struct request want[] = {{0, W, 0, 0, 1}, {0, W, 1, 0, 1}, {0, F, 0, 0, 0}};

  expect_requests(*state,
                  V2
                  "/a add\n/b add\n/c add\n/a open\n/b open\n/c open\n"
                  "/c write 0 512\n/a write 0 512\n/c sync 0 0\n",
                  TRACE_FIO_V2, 2, want, COUNT(want));
}

static void bytes_are_widened_to_the_blocks_they_touch(void **state) {
  static const struct request want[] = {
      {0, W, 0, 0, 1}, {0, W, 0, 0, 2}, {0, W, 0, 1, 4}, {0, W, 0, (UINT64_C(1) << 40) - 1, 1}};

  expect_requests(*state,
                  V2_OPEN
                  "/a write 511 1\n/a write 511 2\n/a write 1023 1026\n"
                  "/a write 562949953420800 512\n",
                  TRACE_FIO_V2, 1, want, COUNT(want));
}

static void files_must_be_added_and_opened_before_use(void **state) {
  expect_refused(*state, V2 "/a open\n", 2, "unknown");
  expect_refused(*state, V2 "/a add\n/a close\n", 3, "not open");
  expect_refused(*state, V2 "/a add\n/a read 0 512\n", 3, "not open");
  expect_refused(*state, V2_OPEN "/a close\n/a sync 0 0\n", 5, "not open");
  expect_refused(*state, V2_OPEN "/b trim 0 512\n", 4, "not open");
}

static void malformed_lines_are_named(void **state) {
  expect_refused(*state, "fio version 1 iolog\n", 1, "header");
  expect_refused(*state, "fio version 3 iolog x\n", 1, "header");
  expect_refused(*state, V2_OPEN "\n", 4, "wrong number of fields");
  expect_refused(*state, V3_OPEN "\n", 4, "wrong number of fields");
  expect_refused(*state, V2_OPEN "/a read 0\n", 4, "wrong number of fields");
  expect_refused(*state, V2_OPEN "/a read 0 512 1\n", 4, "wrong number of fields");
  expect_refused(*state, V2_OPEN "/a read 0 512 1 2\n", 4, "wrong number of fields");
  expect_refused(*state, V2_OPEN "/a erase 0 512\n", 4, "action 'erase'");
  expect_refused(*state, V2_OPEN "/a unlink\n", 4, "file action 'unlink'");
  expect_refused(*state, V2_OPEN "/a read -1 512\n", 4, "offset '-1'");
  expect_refused(*state, V2_OPEN "/a read 0 0x200\n", 4, "length '0x200'");
  expect_refused(*state, V2_OPEN "/a sync x 0\n", 4, "offset 'x'");
  expect_refused(*state, V3_OPEN "x /a read 0 512\n", 4, "time 'x'");
  expect_refused(*state, V3_OPEN "20 /a wait 500 0\n", 4, "'wait'");
  expect_refused(*state, V3_OPEN "20 /a write 0 512\n19 /a write 0 512\n", 5, "goes back");
  expect_refused(*state, V3_OPEN "20 /a write 0 512\n19 /a close\n", 5, "goes back");
}

static void out_of_range_numbers_are_refused(void **state) {
  expect_refused(*state, V2_OPEN "/a read 0 0\n", 4, "size is 0");
  expect_refused(*state, V2_OPEN "/a read 18446744073709551616 512\n", 4, "too large");
  expect_refused(*state, V2_OPEN "/a read 18446744073709551615 512\n", 4, "out of range");
  expect_refused(*state, V2_OPEN "/a read 512 18446744073709551615\n", 4, "out of range");
  expect_refused(*state, V2_OPEN "/a read 562949953420800 513\n", 4, "out of range");
  expect_refused(*state, V2_OPEN "/a wait 18446744073709551615 0\n/a wait 100 0\n", 5, "add up");
  expect_refused(*state, V2_OPEN "/a read 0 512\n/a wait 18446744073709552 0\n/a read 0 512\n", 6,
                 "time is too large");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(v3_times_are_microseconds_since_the_first_request),
      FIXTURE_TEST(v2_waits_add_up_from_the_previous_wait),
      FIXTURE_TEST(v2_waits_below_100_are_dropped_as_documented),
      FIXTURE_TEST(syncs_are_flushes_and_trims_are_left_out),
      FIXTURE_TEST(files_are_devices_in_the_order_of_their_first_request),
      FIXTURE_TEST(bytes_are_widened_to_the_blocks_they_touch),
      FIXTURE_TEST(files_must_be_added_and_opened_before_use),
      FIXTURE_TEST(malformed_lines_are_named),
      FIXTURE_TEST(out_of_range_numbers_are_refused),
  };
  return cmocka_run_group_tests_name("test_trace_fio", tests, NULL, NULL);
}
