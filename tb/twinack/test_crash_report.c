/* SPDX-License-Identifier: Apache-2.0 */
/* test_crash_report.c: sums, table, JSON and page from results made by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "crash.h"

struct bench {
  struct crash_options options;
  struct crash_report report;
  struct crash_unit unit[4];
};

static void tally(struct explore_tally *t, uint64_t survived, uint64_t lost, uint64_t documented,
                  uint64_t skipped) {
  t->explored = survived + lost;
  t->skipped = skipped;
  t->outcome[EXPLORE_SURVIVED] = survived;
  t->outcome[EXPLORE_LOST] = lost;
  t->documented = documented;
}

/* early on peer loses nothing, early on own what is documented, local a little; clocks apart. */
static int make(void **state) {
  struct bench *b = calloc(1, sizeof *b);
  b->options.plan.seed = 1;
  b->options.modes = b->options.topologies = 15;
  b->options.part = 1;
  b->report.options = &b->options;
  b->unit[0] = (struct crash_unit){.mode = TWK_MODE_EARLY, .topology = TWK_TOPOLOGY_PEER};
  tally(&b->unit[0].result.single[EXPLORE_PSU_A], 100, 0, 0, 3);
  b->unit[0].result.takeover[EXPLORE_PSU_A] =
      (struct explore_samples){.count = 3, .min = 9, .max = 30, .bin = {[2] = 1, [5] = 1, [7] = 1}};
  b->unit[1] = (struct crash_unit){.mode = TWK_MODE_EARLY, .topology = TWK_TOPOLOGY_OWN};
  tally(&b->unit[1].result.single[EXPLORE_HARD_B], 40, 10, 10, 0);
  tally(&b->unit[1].result.pair[EXPLORE_LINK][EXPLORE_PSU_A], 6, 1, 1, 0);
  b->unit[2] = (struct crash_unit){.mode = TWK_MODE_LOCAL, .topology = TWK_TOPOLOGY_PEER};
  tally(&b->unit[2].result.single[EXPLORE_PSU_A], 0, 5, 5, 0);
  b->unit[3] = (struct crash_unit){.mode = TWK_MODE_SYNC, .unequal = true};
  tally(&b->unit[3].result.single[EXPLORE_PSU_A], 7, 0, 0, 0);
  *state = b;
  return 0;
}

static int destroy(void **state) {
  free(*state);
  return 0;
}

static void print(void (*f)(const struct crash_report *, FILE *), const struct bench *b, char *text,
                  size_t size) {
  FILE *out = fmemopen(text, size, "w");
  f(&b->report, out);
  fclose(out);
}

static void good_when_controls_lose_and_nothing_else(void **state) {
  struct bench *b = *state;
  crash_collect(&b->report, b->unit, 4);
  assert_int_equal(crash_lost_own(&b->report), 11);
  assert_int_equal(crash_lost_local(&b->report), 5);
  assert_true(crash_good(&b->report));
}

static void a_control_that_loses_nothing_is_wrong(void **state) {
  struct bench *b = *state;
  tally(&b->unit[2].result.single[EXPLORE_PSU_A], 5, 0, 0, 0);
  crash_collect(&b->report, b->unit, 4);
  assert_false(crash_good(&b->report));
  b->options.modes = 7; /* it was not asked for */
  assert_true(crash_good(&b->report));
  memset(&b->report.cell, 0, sizeof b->report.cell);
  assert_false(crash_good(&b->report));
  b->options.topologies = 7;
  assert_true(crash_good(&b->report));
}

static void each_failure_is_wrong(void **state) {
  struct bench *b = *state;
  struct explore_tally *t = &b->unit[0].result.pair[EXPLORE_LINK][EXPLORE_HARD_B];
  const enum explore_outcome bad[] = {EXPLORE_LOST, EXPLORE_TORN, EXPLORE_BROKEN};
  for (unsigned i = 0; i < 3; i++) {
    memset(t, 0, sizeof *t);
    t->explored = t->outcome[bad[i]] = 1;
    memset(&b->report.cell, 0, sizeof b->report.cell);
    memset(&b->report.all, 0, sizeof b->report.all);
    crash_collect(&b->report, b->unit, 4);
    assert_false(crash_good(&b->report));
  }
  t->outcome[EXPLORE_BROKEN] = 0;
  t->outcome[EXPLORE_BLOCKED] = 1; /* not served is better than not believed */
  memset(&b->report.cell, 0, sizeof b->report.cell);
  memset(&b->report.all, 0, sizeof b->report.all);
  crash_collect(&b->report, b->unit, 4);
  assert_true(crash_good(&b->report));
  b->report.all.mismatched = 1;
  assert_false(crash_good(&b->report));
}

static void table_has_the_sums(void **state) {
  struct bench *b = *state;
  char text[8192] = "";
  crash_collect(&b->report, b->unit, 4);
  print(crash_report_table, b, text, sizeof text);
  assert_non_null(
      strstr(text,
             "  psu:A                         100      100      0     0     0    9/  22/"
             "  30"));
  assert_non_null(strstr(text, "  psu-hard:B                     50       40     10     0     0"));
  assert_non_null(
      strstr(text, "  clocks apart                    7        7      0     0     0\n"));
  assert_non_null(
      strstr(text, "  all                           169      153     16     0     0\n"));
  assert_non_null(strstr(text, "skipped: 3;"));
}

static void first_failure_comes_with_its_command(void **state) {
  struct bench *b = *state;
  struct explore_tally *t = &b->unit[0].result.pair[EXPLORE_LINK][EXPLORE_HARD_B];
  char text[8192] = "";
  t->explored = t->outcome[EXPLORE_TORN] = 2;
  t->first_outcome = EXPLORE_TORN;
  t->first_failed = t->first_returned = 1;
  t->first_cycle = 412;
  t->first_second = 430;
  b->options.plan.seed = 9;
  crash_collect(&b->report, b->unit, 4);
  print(crash_report_findings, b, text, sizeof text);
  assert_non_null(strstr(text, "topology own lost blocks in 11 states\n"));
  assert_non_null(
      strstr(text,
             "torn 2 times, first: build/bin/twinack-crash crash --replay "
             "early,peer,link-cut@412,psu-hard:B@430,return --seed 9 --wave loss.fst\n"));
  assert_non_null(
      strstr(text, "\nNOT as documented: 171 states, 16 lost as documented, 2 otherwise\n"));
}

static void json_has_every_row(void **state) {
  struct bench *b = *state;
  static char text[65536];
  json_error_t error;
  crash_collect(&b->report, b->unit, 4);
  print(crash_report_json, b, text, sizeof text);
  json_t *o = json_loads(text, 0, &error);
  assert_non_null(o);
  assert_true(json_is_true(json_object_get(o, "good")));
  assert_int_equal(json_integer_value(json_object_get(json_object_get(o, "total"), "explored")),
                   169);
  json_t *rows = json_object_get(o, "rows");
  assert_int_equal(json_array_size(rows), 4);
  json_t *pair = json_array_get(rows, 2);
  assert_string_equal(json_string_value(json_object_get(pair, "fault")), "link-cut");
  assert_string_equal(json_string_value(json_object_get(pair, "second")), "psu:A");
  assert_int_equal(json_integer_value(json_object_get(pair, "lost_documented")), 1);
  json_t *takeover = json_object_get(json_array_get(rows, 0), "takeover_cycles");
  assert_int_equal(json_integer_value(json_object_get(takeover, "median")), 22);
  json_decref(o);
}

static void page_lists_pairs_that_lose(void **state) {
  struct bench *b = *state;
  static char text[65536];
  tally(&b->unit[0].result.pair[EXPLORE_LINK][EXPLORE_HARD_B], 3, 2, 0, 0);
  crash_collect(&b->report, b->unit, 4);
  print(crash_report_doc, b, text, sizeof text);
  assert_non_null(
      strstr(text, "| early | peer | `psu:A` | 100 | 100 | 0 | 0 | 0 | 9 / 22 / 30 | - |"));
  assert_non_null(
      strstr(text, "| early | peer | `link-cut` | `psu-hard:B` | 5 | 2 | 2 | not documented |"));
  assert_null(strstr(text, "| early | own | `link-cut` | `psu:A`")); /* a control's */
}

/* 0..99: the lower of the two middle ones, to a bin's width. */
static void median_is_within_a_bin(void **state) {
  struct bench *b = *state;
  struct explore_samples *s = &b->unit[0].result.exposed[0];
  memset(s, 0, sizeof *s);
  assert_int_equal(explore_median(s), 0);
  for (unsigned i = 0; i < 100; i++) {
    s->bin[i / EXPLORE_BIN]++;
    s->count++;
  }
  s->max = 99;
  assert_in_range(explore_median(s), 49 - EXPLORE_BIN, 49 + EXPLORE_BIN);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, make, destroy)

int main(void) {
  const struct CMUnitTest tests[] = {
      EACH(good_when_controls_lose_and_nothing_else),
      EACH(a_control_that_loses_nothing_is_wrong),
      EACH(each_failure_is_wrong),
      EACH(table_has_the_sums),
      EACH(first_failure_comes_with_its_command),
      EACH(json_has_every_row),
      EACH(page_lists_pairs_that_lose),
      EACH(median_is_within_a_bin),
  };
  return cmocka_run_group_tests_name("test_crash_report", tests, NULL, NULL);
}
