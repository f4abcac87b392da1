/* SPDX-License-Identifier: Apache-2.0 */
#include "test_trace_fixture.h"

#define MSR_1 "133500000003061629,h,0,Read,1024,512,9\n"
#define SPC_1 "0,16,512,r,1.5\n"

static void msr_time_counts_100_ns_from_the_first_request(void **state) {
  static const struct request want[] = {
      {0, R, 0, 2, 1}, {100, W, 0, 0, 8}, {6164000000, R, 0, 3, 2}};

  expect_requests(*state,
                  MSR_1
                  "133500000003061630,h,0,Write,0,4096,1\n"
                  "133500000064701629,h,0,Read,1536,513,1\n",
                  TRACE_MSR, 1, want, COUNT(want));
}

static void msr_host_and_disk_name_the_device(void **state) {
  static const struct request want[] = {
      {0, R, 0, 2, 1}, {0, R, 1, 2, 1}, {0, R, 2, 2, 1}, {0, R, 0, 2, 1}};

  expect_requests(*state,
                  "5,h,0,Read,1024,512,9\n5,h,1,Read,1024,512,9\n5,g,0,Read,1024,512,9\n"
                  "5,h,00,Read,1024,512,9\n",
                  TRACE_MSR, 3, want, COUNT(want));
}

static void msr_column_names_may_come_first_and_only_first(void **state) {
  static const struct request want[] = {{0, R, 0, 2, 1}};
  static const char columns[] =
      "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n" MSR_1;
  static const char twice[] = MSR_1 "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n";

  expect_requests(*state, columns, TRACE_MSR, 1, want, COUNT(want));
  expect_refused(*state, twice, 2, "time 'Timestamp'");
}

static void msr_faults_are_named(void **state) {
  expect_refused(*state, MSR_1 "133500000003061628,h,0,Read,0,512,1\n", 2, "goes back by 100 ns");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,0,512\n", 2, "number of fields");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,0,512,1,1\n", 2, "number of fields");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,read,0,512,1\n", 2, "type 'read'");
  expect_refused(*state, MSR_1 "133500000003061629,,0,Read,0,512,1\n", 2, "empty host");
  expect_refused(*state, MSR_1 "133500000003061629,h,x,Read,0,512,1\n", 2, "disk number 'x'");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,,512,1\n", 2, "offset ''");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,0,512,\n", 2, "response time ''");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,0, 512,1\n", 2, "size ' 512'");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,0,0,1\n", 2, "size is 0");
  expect_refused(*state, MSR_1 "99999999999999999999,h,0,Read,0,512,1\n", 2, "too large");
  expect_refused(*state, MSR_1 "18446744073709551615,h,0,Read,0,512,1\n", 2, "time is too large");
  expect_refused(*state, MSR_1 "133500000003061629,h,0,Read,18446744073709551000,512,1\n", 2,
                 "out of range");
  expect_refused(*state, MSR_1 "\n" MSR_1, 2, "number of fields");
}

static void spc_time_is_in_seconds_and_address_in_blocks(void **state) {
  static const struct request want[] = {{0, R, 0, 16, 1},
                                        {1, W, 0, 17, 8},
                                        {26214000, W, 1, 0, 1},
                                        {26214000, R, 1, 1, 2},
                                        {500000000, R, 0, 1, 1}};

  expect_requests(*state,
                  SPC_1
                  "0,17,4096,w,1.500000001\n7,0,1,W,1.526214\n"
                  "07,1,513,R,1.5262140009\n0,1,512,r,2\n",
                  TRACE_SPC, 2, want, COUNT(want));
}

static void spc_faults_are_named(void **state) {
  expect_refused(*state, SPC_1 "0,16,512,r,1.4\n", 2, "goes back by 100000000 ns");
  expect_refused(*state, SPC_1 "0,16,512,r\n", 2, "number of fields");
  expect_refused(*state, SPC_1 "0,16,512,r,2.0,opt\n", 2, "number of fields");
  expect_refused(*state, SPC_1 "0,16,512,t,2.0\n", 2, "opcode 't'");
  expect_refused(*state, SPC_1 "a,16,512,r,2.0\n", 2, "ASU 'a'");
  expect_refused(*state, SPC_1 "0,-16,512,r,2.0\n", 2, "LBA '-16'");
  expect_refused(*state, SPC_1 "0,16,1e3,r,2.0\n", 2, "size '1e3'");
  expect_refused(*state, SPC_1 "0,16,0,r,2.0\n", 2, "size is 0");
  expect_refused(*state, SPC_1 "0,16,512,r,\n", 2, "time ''");
  expect_refused(*state, SPC_1 "0,16,512,r,2.\n", 2, "time '2.'");
  expect_refused(*state, SPC_1 "0,16,512,r,.5\n", 2, "time '.5'");
  expect_refused(*state, SPC_1 "0,16,512,r,1e9\n", 2, "time '1e9'");
  expect_refused(*state, SPC_1 "0,16,512,r,18446744073.7\n", 2, "too large");
  expect_refused(*state, SPC_1 "0,16,512,r,99999999999999999999.0\n", 2, "too large");
  expect_refused(*state, SPC_1 "0,1099511627776,512,r,2\n", 2, "out of range");
  expect_refused(*state, SPC_1 "0,1,18446744073709551615,r,2\n", 2, "out of range");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(msr_time_counts_100_ns_from_the_first_request),
      FIXTURE_TEST(msr_host_and_disk_name_the_device),
      FIXTURE_TEST(msr_column_names_may_come_first_and_only_first),
      FIXTURE_TEST(msr_faults_are_named),
      FIXTURE_TEST(spc_time_is_in_seconds_and_address_in_blocks),
      FIXTURE_TEST(spc_faults_are_named),
  };
  return cmocka_run_group_tests_name("test_trace_csv", tests, NULL, NULL);
}
