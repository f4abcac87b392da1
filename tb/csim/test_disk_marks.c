/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_marks.c: the set of blocks against an array of flags.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "disk_marks.h"
#include "rng.h"

#define BLOCKS 300

/* Neighbours, so that ranges mean something; far apart, so that slots collide in no order. */
static uint64_t block_of(unsigned i) {
  return i / 10 * (UINT64_C(1) << 33) + i % 10;
}

static void assert_is(const struct disk_marks *m, const bool *want, unsigned from, unsigned to) {
  unsigned expected = 0;
  size_t count;
  uint64_t *found = disk_marks_within(m, block_of(from), block_of(to), &count);
  for (unsigned i = from; i < to; i++)
    if (want[i]) {
      assert_true(expected < count);
      assert_true(found[expected++] == block_of(i));
    }
  assert_int_equal(count, expected);
  free(found);
}

static void random_changes_match_an_array(void **state) {
  (void)state;
  struct disk_marks m = {.slot = NULL}, copy = {.slot = NULL};
  bool want[BLOCKS + 1] = {false};
  size_t count = 0;
  struct rng rng;
  rng_seed(&rng, 5);
  for (unsigned step = 0; step < 20000; step++) {
    unsigned i = (unsigned)rng_below(&rng, BLOCKS);
    bool add = rng_below(&rng, 100) < (step / 2000 % 2 ? 20 : 80); /* full and empty by turns */
    if (add)
      disk_marks_add(&m, block_of(i));
    else
      disk_marks_remove(&m, block_of(i));
    count += add && !want[i];
    count -= !add && want[i];
    want[i] = add;
    assert_int_equal(m.count, count);
    i = (unsigned)rng_below(&rng, BLOCKS);
    assert_int_equal(disk_marks_has(&m, block_of(i)), want[i]);
    if (step % 50) continue;
    unsigned from = (unsigned)rng_below(&rng, BLOCKS);
    assert_is(&m, want, from, from + (unsigned)rng_below(&rng, BLOCKS + 1 - from));
    disk_marks_copy(&copy, &m);
    assert_is(&copy, want, 0, BLOCKS);
    assert_true(disk_marks_hash(&copy) == disk_marks_hash(&m));
  }
  disk_marks_clear(&m);
  assert_false(disk_marks_has(&m, 0));
  disk_marks_copy(&copy, &m);
  assert_int_equal(copy.count, 0);
  disk_marks_clear(&copy);
}

static void equal_sets_have_equal_hashes_in_any_order(void **state) {
  (void)state;
  struct disk_marks a = {.slot = NULL}, b = {.slot = NULL};
  for (unsigned i = 0; i < 100; i++) {
    disk_marks_add(&a, i);
    disk_marks_add(&b, 99 - i);
  }
  disk_marks_add(&b, 1000);
  assert_true(disk_marks_hash(&a) != disk_marks_hash(&b));
  disk_marks_remove(&b, 1000);
  assert_true(disk_marks_hash(&a) == disk_marks_hash(&b));
  disk_marks_clear(&a);
  disk_marks_clear(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_changes_match_an_array),
      cmocka_unit_test(equal_sets_have_equal_hashes_in_any_order),
  };
  return cmocka_run_group_tests_name("test_disk_marks", tests, NULL, NULL);
}
