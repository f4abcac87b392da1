/* SPDX-License-Identifier: Apache-2.0 */
/* test_invariants.c: the checks of the other tests notice a state that was damaged. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fake_hw.h"
#include "invariants.h"

/* Blocks 10..13 CLEAN, 20..23 DIRTY, 30 DESTAGING with a newer version behind it, 40 FETCHING. */
static struct fake *scene(void) {
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_do(f, TWK_OP_WRITE, 1, 10, 4);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_settle(f);
  fake_do(f, TWK_OP_WRITE, 1, 30, 1);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_do(f, TWK_OP_WRITE, 1, 30, 1);
  fake_do(f, TWK_OP_WRITE, 1, 20, 4);
  fake_do(f, TWK_OP_READ, 3, 40, 1);
  f->controller.count.events = 0; /* have the expensive checks made */
  assert_null(invariants(&f->controller));
  return f;
}

static void expect(struct fake *f, const char *broken) {
  const char *found = invariants(&f->controller);
  assert_non_null(found);
  assert_string_equal(found, broken);
  fake_free(f);
}

static struct slot *slot_of(struct fake *f, uint64_t lba) {
  return &f->controller.slot[fake_slot_of(f, lba)];
}

static void test_damaged_slots_are_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  slot_of(f, 20)->state = SLOT_STATES;
  expect(f, "slot: unknown state");
  f = scene();
  slot_of(f, 10)->clean_queued = true;
  expect(f, "slot: CLEAN queued but not owed");
  f = scene();
  f->controller.slot[f->controller.free.head].pins = 1;
  expect(f, "slot: FREE but in use");
  f = scene();
  slot_of(f, 10)->state = SLOT_RETIRED;
  expect(f, "slot: RETIRED for nothing");
  f = scene();
  slot_of(f, 30)->older = SLOT_NONE;
  expect(f, "slot: newer without older");
  f = scene();
  f->controller.slot[slot_of(f, 30)->older].newer = SLOT_NONE;
  expect(f, "slot: older without newer");
  f = scene();
  slot_of(f, 30)->lba = 31;
  expect(f, "slot: older of another");
}

static void test_damaged_lists_are_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  f->controller.free.count++;
  expect(f, "free list: broken");
  f = scene();
  f->controller.lru.tail = f->controller.lru.head;
  expect(f, "lru list: broken");
  f = scene();
  f->controller.cleans.head = f->controller.free.head;
  expect(f, "list of CLEAN frames: broken");
  f = scene();
  f->controller.fetches.count = 1;
  expect(f, "list of fetches: broken");
  f = scene();
  f->controller.slot[f->controller.free.head].state = SLOT_OFFERED;
  expect(f, "free list: not the FREE slots");
  f = scene();
  slot_of(f, 10)->pins = 1;
  expect(f, "lru list: not the evictable slots");
  f = scene();
  slot_of(f, 20)->clean_queued = true;
  expect(f, "list of CLEAN frames: not the slots that owe one");
}

static void test_damaged_elevator_is_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  f->controller.ready_urgent = 1;
  expect(f, "elevator: count");
  f = scene();
  f->controller.ready[1] = (uint16_t)fake_slot_of(f, 30);
  expect(f, "elevator: a slot that must wait");
  f = scene();
  f->controller.ready[1] = f->controller.ready[0];
  expect(f, "elevator: order");
}

static void test_damaged_counts_are_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  slot_of(f, 20)->pins = 1;
  expect(f, "pins: not those of the reads");
  f = scene();
  f->controller.offered++;
  expect(f, "offered: count");
  f = scene();
  f->controller.dirty++;
  expect(f, "dirty: count");
  f = scene();
  f->controller.destages++;
  expect(f, "destages: count");
  f = scene();
  f->controller.in_flight++;
  expect(f, "disk commands: count");
}

static void test_damaged_directory_is_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  unsigned empty = 0;
  while (f->controller.bucket[empty] != SLOT_NONE) empty++;
  f->controller.bucket[empty] = (uint16_t)fake_slot_of(f, 10);
  expect(f, "directory: a slot twice");
  f = scene();
  slot_of(f, 11)->chain = (uint16_t)fake_slot_of(f, 10);
  slot_of(f, 11)->lba = 10;
  expect(f, "directory: a block twice");
  f = scene();
  slot_of(f, 20)->superseded = true;
  expect(f, "directory: not the newest slots");
}

static void test_damaged_waiters_are_noticed(void **state) {
  (void)state;
  struct fake *f = scene();
  f->controller.flush[2].left++;
  expect(f, "flush: blocks it waits for");
  f = scene();
  f->controller.disk_flushes = 0;
  expect(f, "flushes: count");
  f = scene();
  f->controller.write[7].lost[2] = 8;
  expect(f, "sync: lost blocks of a write");
  f = scene();
  f->controller.lossy = 1;
  expect(f, "lossy writes: count");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_damaged_slots_are_noticed),
      cmocka_unit_test(test_damaged_lists_are_noticed),
      cmocka_unit_test(test_damaged_elevator_is_noticed),
      cmocka_unit_test(test_damaged_counts_are_noticed),
      cmocka_unit_test(test_damaged_directory_is_noticed),
      cmocka_unit_test(test_damaged_waiters_are_noticed),
  };
  return cmocka_run_group_tests_name("test_invariants", tests, NULL, NULL);
}
