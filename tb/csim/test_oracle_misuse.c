/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_oracle_misuse.c: what the caller of the oracle does wrong stops at an assertion, in a child
 * process each time.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oracle.h"

#define FAR (1U << 20) /* beyond any array made here */

static uint8_t data[257 * ORACLE_BLOCK];

static void acknowledge_zero(struct oracle *o) {
  oracle_write_acked(o, 0);
}

static void acknowledge_unknown(struct oracle *o) {
  oracle_write_acked(o, oracle_write_issued(o, 1, 1, data) + FAR);
}

static void end_twice(struct oracle *o) {
  uint64_t id = oracle_write_issued(o, 1, 1, data);
  oracle_write_failed(o, id);
  oracle_write_acked(o, id);
}

static void write_nothing(struct oracle *o) {
  oracle_write_issued(o, 1, 0, data);
}

static void write_too_much(struct oracle *o) {
  oracle_write_issued(o, 1, 257, data);
}

static void read_too_much(struct oracle *o) {
  oracle_read_issued(o, 1, 257);
}

static void return_unknown_ticket(struct oracle *o) {
  oracle_read_block(o, oracle_read_issued(o, 1, 1) + FAR, 0, data);
}

static void return_block_beyond(struct oracle *o) {
  oracle_read_block(o, oracle_read_issued(o, 1, 2), 2, data);
}

static void return_after_done(struct oracle *o) {
  uint64_t ticket = oracle_read_issued(o, 1, 1);
  oracle_read_done(o, ticket);
  oracle_read_issued(o, 1, 1); /* may live where the old one did */
  oracle_read_block(o, ticket, 0, data);
}

static void check_no_block(struct oracle *o) {
  oracle_check(o, UINT64_MAX, data);
}

/* Signal that ended the child, or 0. */
static int signal_of(void (*misuse)(struct oracle *)) {
  pid_t child = fork();
  if (child == 0) {
    int quiet = open("/dev/null", O_WRONLY);
    dup2(quiet, STDERR_FILENO);
    signal(SIGABRT, SIG_DFL);
    misuse(oracle_new(1));
    _exit(0);
  }
  int status = 0;
  assert_true(child > 0);
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void use_it_well(struct oracle *o) {
  oracle_write_acked(o, oracle_write_issued(o, 1, 256, data));
  uint64_t ticket = oracle_read_issued(o, 1, 256);
  oracle_read_block(o, ticket, 255, data);
  oracle_read_done(o, ticket);
}

static void misuse_stops_at_an_assertion(void **state) {
  static void (*const misuse[])(struct oracle *) = {
      acknowledge_zero,      acknowledge_unknown, end_twice,      write_nothing,
      write_too_much,        read_too_much,       check_no_block, return_block_beyond,
      return_unknown_ticket, return_after_done};
  (void)state;
#ifdef NDEBUG
  skip();
#endif
  assert_int_equal(signal_of(use_it_well), 0);
  for (unsigned i = 0; i < sizeof misuse / sizeof *misuse; i++) {
    if (signal_of(misuse[i]) != SIGABRT) fail_msg("misuse %u passed", i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(misuse_stops_at_an_assertion),
  };
  return cmocka_run_group_tests_name("test_oracle_misuse", tests, NULL, NULL);
}
