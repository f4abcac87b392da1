/* SPDX-License-Identifier: Apache-2.0 */
/* test_directory.c: the directory against a plain array, with more blocks than buckets can part. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

#include "controller_internal.h"

#define SPREAD 40 /* bits of an LBA */

static unsigned no_space(void *ctx, enum hw_queue q) {
  (void)ctx;
  (void)q;
  return 0;
}

static void no_push(void *ctx, enum hw_queue q, const struct record *r) {
  (void)ctx;
  (void)q;
  (void)r;
  fail_msg("push to a full queue");
}

static int setup(void **state) {
  static const struct controller_config cfg = {
      .slots = CONTROLLER_MAX_SLOTS, .destage_start = 8, .disk_depth = 1};
  static const struct hw hw = {.space = no_space, .push = no_push};
  struct controller *c = malloc(sizeof *c);
  if (!c || controller_init(c, &cfg, &hw)) return -1;
  *state = c;
  return 0;
}

static int teardown(void **state) {
  free(*state);
  return 0;
}

static uint64_t lba_of(unsigned n) {
  return (n + 1) * 0xD1342543DE82EF95U >> (64 - SPREAD);
}

static void test_finds_exactly_what_was_inserted(void **state) {
  struct controller *c = *state;
  for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i++) {
    assert_int_equal(ctl_directory_find(c, lba_of(i)), SLOT_NONE);
    c->slot[i].lba = lba_of(i);
    ctl_directory_insert(c, i);
  }
  for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i++) {
    assert_int_equal(ctl_directory_find(c, lba_of(i)), i);
    assert_int_equal(ctl_directory_find(c, lba_of(CONTROLLER_MAX_SLOTS + i)), SLOT_NONE);
  }
}

static void test_removal_leaves_the_others(void **state) {
  struct controller *c = *state;
  for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i++) {
    c->slot[i].lba = lba_of(i);
    ctl_directory_insert(c, i);
  }
  for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i += 3) ctl_directory_remove(c, i);
  for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i++) {
    assert_int_equal(ctl_directory_find(c, lba_of(i)), i % 3 ? i : SLOT_NONE);
  }
}

/* Sequential and strided blocks are what hosts write: no bucket may collect them. */
static void test_buckets_stay_short_for_strides(void **state) {
  struct controller *c = *state;
  for (unsigned shift = 0; shift < 28; shift++) {
    unsigned longest = 0;
    ctl_directory_init(c);
    for (unsigned i = 0; i < CONTROLLER_MAX_SLOTS; i++) {
      c->slot[i].lba = (uint64_t)i << shift;
      ctl_directory_insert(c, i);
    }
    for (unsigned b = 0; b < CONTROLLER_MAX_SLOTS; b++) {
      unsigned n = 0;
      for (unsigned i = c->bucket[b]; i != SLOT_NONE; i = c->slot[i].chain) n++;
      if (n > longest) longest = n;
    }
    assert_in_range(longest, 1, 16);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_finds_exactly_what_was_inserted, setup, teardown),
      cmocka_unit_test_setup_teardown(test_removal_leaves_the_others, setup, teardown),
      cmocka_unit_test_setup_teardown(test_buckets_stay_short_for_strides, setup, teardown),
  };
  return cmocka_run_group_tests_name("test_directory", tests, NULL, NULL);
}
