/* SPDX-License-Identifier: Apache-2.0 */
/* What all formats share. Run from the root of the repository: the examples are read from there. */
#include "test_trace_fixture.h"

#include <sys/stat.h>

#define EXAMPLES "tb/data/traces/"
#define GOOD "1000 4 8 16 0\n"

static void format_is_told_by_content_not_by_name(void **state) {
  static const struct {
    const char *text;
    enum trace_format format;
  } file[] = {
      {"fio version 2 iolog\n/a add\n/a open\n/a sync 0 0\n", TRACE_FIO_V2},
      {"fio version 3 iolog\n1 /a add\n1 /a open\n1 /a sync 0 0\n", TRACE_FIO_V3},
      {"5,h,0,Read,0,512,1\n", TRACE_MSR},
      {"0,16,512,r,1.5\n", TRACE_SPC},
      {"5 0 16 8 1\n", TRACE_DISKSIM},
      {"8,0 0 1 0.0 1 Q R 0 + 1 [p]\n", TRACE_BLKPARSE},
  };

  for (size_t i = 0; i < COUNT(file); i++) {
    const struct fixture *f = *state;
    char err[512];
    struct trace t;

    fixture_write(f, file[i].text, strlen(file[i].text));
    assert_int_equal(trace_load(&t, f->path, err, sizeof err), 0);
    assert_int_equal(t.format, file[i].format);
    assert_int_equal(t.count, 1);
    trace_free(&t);
  }
}

static void every_format_has_its_own_name(void **state) {
  (void)state;
  for (int i = TRACE_FIO_V2; i <= TRACE_BLKPARSE; i++) {
    assert_string_not_equal(trace_format_name((enum trace_format)i), "unknown");
    for (int k = TRACE_FIO_V2; k < i; k++)
      assert_string_not_equal(trace_format_name((enum trace_format)i),
                              trace_format_name((enum trace_format)k));
  }
}

static void example_files_load(void **state) {
  static const struct request fio2[] = {{0, W, 0, 0, 8},
                                        {250000, R, 1, 16, 128},
                                        {250000, F, 0, 0, 0},
                                        {1250000, W, 1, 1, 1},
                                        {1250000, F, 0, 0, 0}};
  static const struct request blkparse[] = {{0, W, 0, 223490, 8},    {871, R, 1, 4096, 256},
                                            {3704, F, 0, 0, 0},      {4171, W, 0, 223498, 16},
                                            {999998172, F, 0, 0, 0}, {999998172, W, 0, 8, 8}};
  static const struct request spc[] = {{0, W, 0, 1000, 7},
                                       {0, W, 1, 2000, 6},
                                       {26214000, R, 0, 1007, 7},
                                       {26214000, W, 1, 3000, 6},
                                       {78643250, R, 2, 4096, 1}};
  static const struct request disksim[] = {{0, W, 0, 7340032, 16},
                                           {315, R, 1, 1048576, 16},
                                           {431, W, 0, 8192, 32},
                                           {431, R, 2, 0, 256},
                                           {4007, W, 1, 1048592, 8}};

  static const struct request msr[] = {{0, R, 0, 2048, 48},
                                       {125000, W, 0, 4096, 16},
                                       {1000000, R, 1, 8192, 8},
                                       {1000000, W, 2, 1, 1},
                                       {1000000000000, W, 1, 1, 9}};

  (void)state;
  expect_requests_of(EXAMPLES "msr.csv", TRACE_MSR, 3, msr, COUNT(msr));
  expect_requests_of(EXAMPLES "fio-v2.log", TRACE_FIO_V2, 2, fio2, COUNT(fio2));
  expect_requests_of(EXAMPLES "blkparse.txt", TRACE_BLKPARSE, 2, blkparse, COUNT(blkparse));
  expect_requests_of(EXAMPLES "spc.spc", TRACE_SPC, 3, spc, COUNT(spc));
  expect_requests_of(EXAMPLES "disksim.trace", TRACE_DISKSIM, 3, disksim, COUNT(disksim));
}

/* fio-v3.log was written by fio 3.33: 12 writes of 4 KiB to three files, 6 syncs of both kinds. */
static void log_written_by_fio_itself_loads(void **state) {
  char err[512];
  size_t flushes = 0;
  struct trace t;

  (void)state;
  assert_int_equal(trace_load(&t, EXAMPLES "fio-v3.log", err, sizeof err), 0);
  assert_int_equal(t.format, TRACE_FIO_V3);
  assert_int_equal(t.devices, 3);
  assert_int_equal(t.count, 18);
  for (size_t i = 0; i < t.count; i++) {
    flushes += t.requests[i].op == REQUEST_FLUSH;
    assert_int_equal(t.requests[i].blocks, t.requests[i].op == REQUEST_FLUSH ? 0 : 8);
  }
  assert_int_equal(flushes, 6);
  assert_int_equal(t.requests[17].time_ns, (1464 - 333) * 1000);
  trace_free(&t);
}

static void line_ends_may_be_crlf_and_the_last_may_lack(void **state) {
  static const struct request want[] = {{0, W, 0, 8, 16}, {0, W, 0, 8, 16}};

  expect_requests(*state, "1000 4 8 16 0\r\n1000 4 8 16 0\r\n", TRACE_DISKSIM, 1, want, 2);
  expect_requests(*state, GOOD "1000 4 8 16 0", TRACE_DISKSIM, 1, want, 2);
  expect_requests(*state, GOOD "1000 4 8 16 0\r", TRACE_DISKSIM, 1, want, 2);
  expect_refused(*state, GOOD "1000 4 8\r16 0\n", 2, "number of fields");
  expect_refused(*state, GOOD "1000 4 8 16 0\r\r\n", 2, "type '0?'");
}

static void truncated_last_line_is_refused(void **state) {
  expect_refused(*state, GOOD "1000 4 8 16", 2, "number of fields");
  expect_refused(*state, GOOD "1000 4 8 16 ", 2, "number of fields");
}

static void nothing_that_is_no_trace_is_taken_for_one(void **state) {
  expect_refused(*state, "", 1, "empty file");
  expect_refused(*state, "\n", 1, "unknown format ''");
  expect_refused(*state, "\n" GOOD, 1, "unknown format ''");
  expect_refused(*state, "hello world\n", 1, "unknown format 'hello world'");
  expect_refused(*state, "a,b,c,d,e\n", 1, "unknown format");
  expect_refused(*state, "1 2 3 4\n", 1, "unknown format");
  expect_refused(*state, "\x7f\x45LF\x01\x02\n", 1, "unknown format '?ELF?\?'");
  expect_refused(*state, "fio version 2 iolog\n", 1, "no request");
  expect_refused(*state, "fio version 2 iolog\n/a add\n/a open\n/a trim 0 512\n", 4, "no request");
}

static void nul_bytes_are_refused(void **state) {
  static const char first[] = "1000 4 8\0 16 0\n";
  static const char later[] = GOOD "1000 4 8 16 0\0\n" GOOD;

  expect_refused_at(*state, first, sizeof first - 1, 1, "NUL");
  expect_refused_at(*state, later, sizeof later - 1, 2, "NUL");
}

static void lines_are_bounded_at_4096_characters(void **state) {
  static const struct request want[] = {{0, W, 0, 8, 16}};
  char text[8192];

  memset(text, ' ', sizeof text);
  memcpy(text + 4096 - strlen("1000 4 8 16 0"), "1000 4 8 16 0\n", 15);
  expect_requests(*state, text, TRACE_DISKSIM, 1, want, 1);
  memmove(text + 1, text, 4098);
  text[0] = ' ';
  expect_refused(*state, text, 1, "line of 4097 characters");
}

static void devices_are_bounded_at_4096(void **state) {
  const struct fixture *f = *state;
  size_t room = 4097 * 24;
  char *text = malloc(room);
  char err[512];
  size_t len = 0, all;
  struct trace t;

  assert_non_null(text);
  for (int i = 0; i < 4096; i++)
    len += (size_t)snprintf(text + len, room - len, "%d %d 0 1 0\n", i, i * 7);
  all = len + (size_t)snprintf(text + len, room - len, "9000 5 0 1 0\n");
  expect_refused_at(f, text, all, 4097, "one device too many ('5')");
  fixture_write(f, text, len);
  assert_int_equal(trace_load(&t, f->path, err, sizeof err), 0);
  assert_int_equal(t.devices, 4096);
  assert_int_equal(t.count, 4096);
  for (uint32_t i = 0; i < 4096; i++) assert_int_equal(t.requests[i].device, i);
  trace_free(&t);
  free(text);
}

static void expect_unreadable(const char *path, const char *reason) {
  char err[512] = "";
  struct trace t;

  memset(&t, 0x5a, sizeof t);
  assert_int_equal(trace_load(&t, path, err, sizeof err), -1);
  check_refusal(&t, path, err);
  assert_non_null(strstr(err, reason));
}

static void unreadable_files_and_folders_are_refused(void **state) {
  const struct fixture *f = *state;

  expect_unreadable(f->path, "No such file");
  expect_unreadable(f->dir, "Is a directory");
  fixture_write(f, GOOD, strlen(GOOD));
  if (geteuid() == 0) return; /* root reads everything */
  assert_int_equal(chmod(f->path, 0), 0);
  expect_unreadable(f->path, "Permission denied");
}

static void endless_input_is_refused(void **state) {
  (void)state;
  expect_unreadable("/dev/zero", "longer than 1 GiB");
}

static void error_is_cut_to_the_room_given(void **state) {
  const struct fixture *f = *state;
  char err[8] = "???????";
  struct trace t;

  fixture_write(f, "x\n", 2);
  assert_int_equal(trace_load(&t, f->path, err, 5), -1);
  assert_int_equal(strlen(err), 4);
  assert_memory_equal(err, f->path, 4);
  assert_int_equal(err[5], '?');
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FIXTURE_TEST(format_is_told_by_content_not_by_name),
      FIXTURE_TEST(every_format_has_its_own_name),
      FIXTURE_TEST(example_files_load),
      FIXTURE_TEST(log_written_by_fio_itself_loads),
      FIXTURE_TEST(line_ends_may_be_crlf_and_the_last_may_lack),
      FIXTURE_TEST(truncated_last_line_is_refused),
      FIXTURE_TEST(nothing_that_is_no_trace_is_taken_for_one),
      FIXTURE_TEST(nul_bytes_are_refused),
      FIXTURE_TEST(lines_are_bounded_at_4096_characters),
      FIXTURE_TEST(devices_are_bounded_at_4096),
      FIXTURE_TEST(unreadable_files_and_folders_are_refused),
      FIXTURE_TEST(error_is_cut_to_the_room_given),
      cmocka_unit_test(endless_input_is_refused),
  };
  return cmocka_run_group_tests_name("test_trace_load", tests, NULL, NULL);
}
