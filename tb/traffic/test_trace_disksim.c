/* SPDX-License-Identifier: Apache-2.0 */
#include "test_trace_fixture.h"

#define FIRST "1000 4 7340032 16 0\n"

static void columns_are_ns_device_sector_count_and_type(void **state) {
  static const struct request want[] = {
      {0, W, 0, 7340032, 16}, {315, R, 1, 0, 1}, {315, W, 0, (UINT64_C(1) << 40) - 256, 256}};

  expect_requests(*state, FIRST "1315 3 0 1 1\n  1315\t04 1099511627520  256 0 \n", TRACE_DISKSIM,
                  2, want, COUNT(want));
}

static void faults_are_named(void **state) {
  expect_refused(*state, FIRST "999 4 0 1 0\n", 2, "goes back by 1 ns");
  expect_refused(*state, FIRST "1000 4 0 1\n", 2, "number of fields");
  expect_refused(*state, FIRST "1000 4 0 1 0 0\n", 2, "number of fields");
  expect_refused(*state, FIRST "\n", 2, "number of fields");
  expect_refused(*state, FIRST "1000.5 4 0 1 0\n", 2, "arrival '1000.5'");
  expect_refused(*state, FIRST "1000 a 0 1 0\n", 2, "device 'a'");
  expect_refused(*state, FIRST "1000 4 +1 1 0\n", 2, "LBA '+1'");
  expect_refused(*state, FIRST "1000 4 0 1k 0\n", 2, "size '1k'");
  expect_refused(*state, FIRST "1000 4 0 1 2\n", 2, "type '2'");
  expect_refused(*state, FIRST "1000 4 0 1 00\n", 2, "type '00'");
  expect_refused(*state, FIRST "1000 4 0 0 0\n", 2, "size is 0");
  expect_refused(*state, FIRST "1000 4 1099511627520 257 0\n", 2, "out of range");
  expect_refused(*state, FIRST "1000 4 1 18446744073709551615 0\n", 2, "out of range");
  expect_refused(*state, FIRST "18446744073709551616 4 0 1 0\n", 2, "too large");
  expect_refused(*state, FIRST "1000 4 26471", 2, "number of fields");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(columns_are_ns_device_sector_count_and_type),
      FIXTURE_TEST(faults_are_named),
  };
  return cmocka_run_group_tests_name("test_trace_disksim", tests, NULL, NULL);
}
