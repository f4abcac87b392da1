/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's parts: range locks, journal, latency classes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal.h"
#include "latency.h"
#include "range_lock.h"
#include "rng.h"

/* ---- ranges */

static void a_range_waits_for_every_earlier_one_that_overlaps(void **state) {
  struct range_list l = {NULL, NULL};
  struct range *a = range_add(&l, 10, 10), *b = range_add(&l, 20, 5), *c = range_add(&l, 19, 2);
  (void)state;
  assert_null(range_blocker(a));
  assert_null(range_blocker(b)); /* end is not in it */
  assert_non_null(range_blocker(c));
  assert_true(range_drop(&l, a));
  assert_ptr_equal(range_blocker(c), b);
  range_hold(b);
  assert_false(range_drop(&l, b));
  assert_ptr_equal(range_blocker(c), b);
  assert_true(range_drop(&l, b));
  assert_null(range_blocker(c));
  assert_true(range_drop(&l, c));
  assert_null(l.first);
  assert_null(l.last);
}

/* First come, first served: whatever is added later never holds up what was there. */
static void later_ranges_never_block_earlier_ones(void **state) {
  struct rng rng;
  struct range *r[64];
  struct range_list l = {NULL, NULL};
  (void)state;
  rng_seed(&rng, 5);
  for (unsigned i = 0; i < 64; i++)
    r[i] = range_add(&l, rng_below(&rng, 100), 1 + rng_below(&rng, 20));
  for (unsigned i = 0; i < 64; i++) {
    bool expected = false;
    for (unsigned k = 0; k < i; k++) expected |= r[k]->first < r[i]->end && r[i]->first < r[k]->end;
    assert_int_equal(range_blocker(r[i]) != NULL, expected);
  }
  for (unsigned i = 0; i < 64; i++) {
    assert_null(range_blocker(r[i])); /* all before it are gone */
    range_drop(&l, r[i]);
  }
}

/* ---- journal */

struct place {
  char folder[32], path[64];
};

static int make_place(void **state) {
  struct place *p = calloc(1, sizeof *p);
  strcpy(p->folder, "/tmp/twinack.XXXXXX");
  if (mkdtemp(p->folder) == NULL) return -1;
  snprintf(p->path, sizeof p->path, "%s/journal", p->folder);
  *state = p;
  return 0;
}

static int remove_place(void **state) {
  struct place *p = *state;
  unlink(p->path);
  rmdir(p->folder);
  free(p);
  return 0;
}

static struct journal *opened(const char *path, uint64_t blocks, enum journal_state expected) {
  char err[256] = "";
  enum journal_state found;
  struct journal *j = journal_open(path, blocks, &found, err, sizeof err);
  if (j == NULL) fail_msg("%s", err);
  assert_int_equal(found, expected);
  return j;
}

static void a_block_may_hold_what_was_acknowledged_or_issued(void **state) {
  uint8_t zeros[JOURNAL_BLOCK] = {0}, one[JOURNAL_BLOCK] = {1}, two[JOURNAL_BLOCK] = {2};
  struct journal *j = opened(NULL, 4, JOURNAL_NEW);
  (void)state;
  assert_false(journal_touched(j, 1));
  assert_true(journal_is_zero(j, 1));
  assert_int_equal(journal_judge(j, 1, zeros), JOURNAL_SAME);
  assert_int_equal(journal_judge(j, 1, one), JOURNAL_OTHER);
  journal_issue(j, 1, one);
  assert_true(journal_touched(j, 1));
  assert_false(journal_is_zero(j, 1));
  assert_int_equal(journal_judge(j, 1, zeros), JOURNAL_SAME);
  assert_int_equal(journal_judge(j, 1, one), JOURNAL_SAME);
  journal_ack(j, 1);
  assert_int_equal(journal_judge(j, 1, zeros), JOURNAL_OTHER);
  journal_issue(j, 1, two);
  assert_int_equal(journal_judge(j, 1, one), JOURNAL_SAME);
  assert_int_equal(journal_judge(j, 1, two), JOURNAL_SAME);
  journal_fail(j, 1); /* half of it, perhaps, in the end */
  assert_int_equal(journal_judge(j, 1, zeros), JOURNAL_SAME);
  assert_false(journal_is_zero(j, 1));
  journal_issue(j, 1, zeros);
  journal_ack(j, 1);
  assert_int_equal(journal_judge(j, 1, two), JOURNAL_OTHER);
  assert_true(journal_is_zero(j, 1)); /* written with zeros */
  assert_true(journal_touched(j, 1));
  assert_false(journal_touched(j, 0));
  assert_false(journal_touched(j, 2));
  journal_close(j);
}

static void what_is_set_is_there_again(void **state) {
  const struct place *p = *state;
  uint8_t one[JOURNAL_BLOCK] = {1}, two[JOURNAL_BLOCK] = {2};
  struct journal *j = opened(p->path, 100, JOURNAL_NEW);
  struct stat st;
  journal_mark(j, JOURNAL_OPEN);
  journal_issue(j, 99, one);
  journal_ack(j, 99);
  journal_issue(j, 99, two);
  journal_close(j);
  assert_int_equal(stat(p->path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  j = opened(p->path, 100, JOURNAL_OPEN);
  assert_int_equal(journal_judge(j, 99, one), JOURNAL_SAME);
  assert_int_equal(journal_judge(j, 99, two), JOURNAL_SAME);
  journal_settle(j, 99, one);
  assert_int_equal(journal_judge(j, 99, two), JOURNAL_OTHER);
  journal_mark(j, JOURNAL_CLEAN);
  assert_int_equal(journal_sync(j), 0);
  journal_close(j);
  journal_close(opened(p->path, 100, JOURNAL_CLEAN));
}

static void strange_files_are_refused(void **state) {
  const struct place *p = *state;
  enum journal_state found;
  char err[256];
  struct journal *j = opened(p->path, 100, JOURNAL_NEW);
  assert_null(journal_open(p->path, 100, &found, err, sizeof err));
  assert_non_null(strstr(err, "another process serves these images"));
  journal_close(j);
  assert_null(journal_open(p->path, 101, &found, err, sizeof err));
  assert_non_null(strstr(err, "its size is that of other volumes"));
  FILE *f = fopen(p->path, "r+");
  fputs("not this", f);
  fclose(f);
  assert_null(journal_open(p->path, 100, &found, err, sizeof err));
  assert_non_null(strstr(err, "not a journal"));
  unlink(p->path);
  assert_int_equal(symlink("/dev/null", p->path), 0);
  assert_null(journal_open(p->path, 100, &found, err, sizeof err));
}

/* ---- latency */

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static void percentiles_are_at_most_a_sixteenth_above(void **state) {
  static struct latency l;
  enum { COUNT = 5000 };
  static uint64_t value[COUNT];
  static const unsigned permille[] = {1, 500, 900, 990, 999, 1000};
  struct rng rng;
  (void)state;
  assert_int_equal(latency_at(&l, 500), 0);
  rng_seed(&rng, 9);
  for (unsigned i = 0; i < COUNT; i++) {
    value[i] = rng_next(&rng) >> rng_below(&rng, 64);
    latency_add(&l, value[i]);
  }
  qsort(value, COUNT, sizeof *value, by_value);
  for (unsigned i = 0; i < sizeof permille / sizeof *permille; i++) {
    uint64_t exact = value[(COUNT * permille[i] + 999) / 1000 - 1];
    uint64_t seen = latency_at(&l, permille[i]);
    assert_true(seen >= exact);
    assert_true(seen - exact <= exact / 16);
  }
  assert_int_equal(latency_at(&l, 1000), value[COUNT - 1]);
  assert_int_equal(l.count, COUNT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_range_waits_for_every_earlier_one_that_overlaps),
      cmocka_unit_test(later_ranges_never_block_earlier_ones),
      cmocka_unit_test(a_block_may_hold_what_was_acknowledged_or_issued),
      cmocka_unit_test_setup_teardown(what_is_set_is_there_again, make_place, remove_place),
      cmocka_unit_test_setup_teardown(strange_files_are_refused, make_place, remove_place),
      cmocka_unit_test(percentiles_are_at_most_a_sixteenth_above),
  };
  return cmocka_run_group_tests_name("parts of the NBD engine", tests, NULL, NULL);
}
