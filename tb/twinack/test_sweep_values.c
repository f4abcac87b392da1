/* SPDX-License-Identifier: Apache-2.0 */
/* test_sweep_values.c: lists and ranges, against values written out by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "sweep.h"

static void gives(const char *text, const char *expected) {
  static struct sweep_axis axis;
  char seen[4096] = "", err[160] = "";

  if (sweep_values(&axis, text, err, sizeof err)) fail_msg("%s: %s", text, err);
  for (unsigned i = 0; i < axis.count; i++)
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s%s", i ? " " : "", axis.value[i]);
  assert_string_equal(seen, expected);
}

static void refused(const char *text, const char *reason) {
  static struct sweep_axis axis;
  char err[160] = "";

  if (sweep_values(&axis, text, err, sizeof err) == 0) fail_msg("%s passed", text);
  if (!strstr(err, reason)) fail_msg("%s: '%s' instead of '%s'", text, err, reason);
}

static void lists_are_taken_as_they_are(void **state) {
  (void)state;
  gives("67", "67");
  gives("0.125,0.5,1", "0.125 0.5 1");
  gives("peer,own", "peer own");
  gives("4k:60/64k:40,4k", "4k:60/64k:40 4k");
}

static void steps_end_at_the_last(void **state) {
  (void)state;
  gives("1..9+4", "1 5 9");
  gives("1..10+4", "1 5 9 10");
  gives("0..1+0.25", "0 0.25 0.5 0.75 1");
  gives("0.1..0.5+0.1", "0.1 0.2 0.3 0.4 0.5");
  gives("5..5+1", "5");
}

static void factors_end_at_the_last(void **state) {
  (void)state;
  gives("67..4096*2", "67 134 268 536 1072 2144 4096");
  gives("1..1000*10", "1 10 100 1000");
  gives("0.0625..1*2", "0.0625 0.125 0.25 0.5 1");
  gives("4k..1M*16", "4096 65536 1048576");
  gives("1..8*1.5", "1 2 3 5 8"); /* 1 1.5 2.25 3.375 5.06 7.59: rounded, and 2 once */
}

static void ranges_and_words_go_together(void **state) {
  (void)state;
  gives("64,100..300+100,4k", "64 100 200 300 4k");
}

static void what_cannot_be_used_is_named(void **state) {
  (void)state;
  refused("", "values with commas between");
  refused("1,", "values with commas between");
  refused(",1", "values with commas between");
  refused("1..2", "'1..2', expected a range");
  refused("1..2+", "expected a range");
  refused("9..1+2", "expected a range");
  refused("1..9+0", "expected a range");
  refused("1..9*1", "expected a range");
  refused("0..9*2", "expected a range");
  refused("-1..9+2", "expected a range");
  refused("a..9+2", "expected a range");
  refused("1..9+2+2", "expected a range");
  refused("1..1000+1", "at most 256 values");
  refused("1..1000000*1.0000001", "at most 256 values");
  refused("3,1..5+2", "'3', expected each value once");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lists_are_taken_as_they_are), cmocka_unit_test(steps_end_at_the_last),
      cmocka_unit_test(factors_end_at_the_last), cmocka_unit_test(ranges_and_words_go_together),
      cmocka_unit_test(what_cannot_be_used_is_named)};

  return cmocka_run_group_tests_name("sweep_values", tests, NULL, NULL);
}
