/* SPDX-License-Identifier: Apache-2.0 */
/* test_trace_fixture.h: a trace file in a private folder, and what every refusal must look like. */
#ifndef TEST_TRACE_FIXTURE_H
#define TEST_TRACE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace.h"

struct fixture {
  char dir[256];
  char path[280];
  const char *subject; /* printed at the end, so that a failure names what was being tried */
  uint64_t seed;
};

static int fixture_setup(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  const char *tmp = getenv("TMPDIR");

  if (!f) return -1;
  snprintf(f->dir, sizeof f->dir, "%s/twk-trace-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  if (!mkdtemp(f->dir)) return -1;
  snprintf(f->path, sizeof f->path, "%s/trace", f->dir);
  *state = f;
  return 0;
}

static int fixture_teardown(void **state) {
  struct fixture *f = *state;

  if (f->subject) print_message("last tried: %s, seed %" PRIu64 "\n", f->subject, f->seed);
  unlink(f->path);
  rmdir(f->dir);
  free(f);
  return 0;
}

static inline void fixture_write(const struct fixture *f, const char *text, size_t len) {
  FILE *file = fopen(f->path, "wb");

  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, len, file), len);
  assert_int_equal(fclose(file), 0);
}

/* A failed load: one line that begins with the path, and an empty trace. */
static inline void check_refusal(const struct trace *t, const char *path, const char *err) {
  assert_null(t->requests);
  assert_int_equal(t->count, 0);
  assert_int_equal(t->devices, 0);
  assert_memory_equal(err, path, strlen(path));
  assert_int_equal(err[strlen(path)], ':');
  assert_null(strchr(err, '\n'));
  assert_non_null(strstr(err, ", expected "));
}

static inline void expect_refused_at(const struct fixture *f, const char *text, size_t len,
                                     unsigned line, const char *reason) {
  char err[1024] = "";
  char start[320];
  struct trace t;

  fixture_write(f, text, len);
  memset(&t, 0x5a, sizeof t);
  if (trace_load(&t, f->path, err, sizeof err) == 0) fail_msg("accepted: %.200s", text);
  check_refusal(&t, f->path, err);
  snprintf(start, sizeof start, "%s:%u: ", f->path, line);
  if (strncmp(err, start, strlen(start)) != 0) fail_msg("line %u not named: %s", line, err);
  if (!strstr(err, reason)) fail_msg("'%s' not in: %s", reason, err);
}

static inline void expect_refused(const struct fixture *f, const char *text, unsigned line,
                                  const char *reason) {
  expect_refused_at(f, text, strlen(text), line, reason);
}

static inline void expect_requests_of(const char *path, enum trace_format format, uint32_t devices,
                                      const struct request *want, size_t count) {
  char err[1024] = "";
  struct trace t;

  if (trace_load(&t, path, err, sizeof err) != 0) fail_msg("refused: %s", err);
  assert_int_equal(t.format, format);
  assert_int_equal(t.devices, devices);
  assert_int_equal(t.count, count);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(t.requests[i].time_ns, want[i].time_ns);
    assert_int_equal(t.requests[i].op, want[i].op);
    assert_int_equal(t.requests[i].device, want[i].device);
    assert_int_equal(t.requests[i].lba, want[i].lba);
    assert_int_equal(t.requests[i].blocks, want[i].blocks);
  }
  trace_free(&t);
  assert_null(t.requests);
}

static inline void expect_requests(const struct fixture *f, const char *text,
                                   enum trace_format format, uint32_t devices,
                                   const struct request *want, size_t count) {
  fixture_write(f, text, strlen(text));
  expect_requests_of(f->path, format, devices, want, count);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define W REQUEST_WRITE
#define R REQUEST_READ
#define F REQUEST_FLUSH
#define FIXTURE_TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)

#endif
