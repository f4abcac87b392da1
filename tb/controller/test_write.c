/* SPDX-License-Identifier: Apache-2.0 */
/* test_write.c: what becomes of the older version when a block is written again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

static void write_block(struct fake *f, uint8_t tag, uint64_t lba) {
  fake_do(f, TWK_OP_WRITE, tag, lba, 1);
}

/* Destage of everything dirty is under way after this. */
static void flush_to_disk(struct fake *f, uint8_t tag) {
  fake_do(f, TWK_OP_FLUSH, tag, 0, 1);
}

static void test_dirty_block_overwritten_gets_clean_and_no_destage(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_block(f, 1, 5);
  unsigned old = fake_slot_of(f, 5);
  assert_int_equal(f->controller.slot[old].state, SLOT_DIRTY);
  write_block(f, 2, 5);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_int_equal(f->last[HW_CLEAN].slot, old);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].lba, 5);
  assert_int_equal(f->last[HW_CLEAN].flags, 0);
  flush_to_disk(f, 3);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_DISK], 1);
  assert_int_equal(f->disk[5], 2);
  assert_int_equal(f->controller.count.superseded, 1);
  assert_int_equal(f->controller.count.overwrites, 1);
  fake_free(f);
}

static void test_local_sends_no_clean(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_LOCAL);
  write_block(f, 1, 5);
  write_block(f, 2, 5);
  flush_to_disk(f, 3);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_CLEAN], 0);
  assert_int_equal(f->pushes[HW_DISK], 1);
  fake_free(f);
}

static void test_version_waits_for_destage_of_older_one(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_block(f, 1, 5);
  flush_to_disk(f, 2);
  assert_int_equal(f->flying.count, 1);
  write_block(f, 3, 5);
  write_block(f, 4, 5); /* supersedes the one that waits */
  flush_to_disk(f, 5);
  assert_int_equal(f->flying.count, 1);
  assert_int_equal(f->controller.count.superseded, 1);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->flying.count, 1);
  fake_settle(f);
  assert_int_equal(f->disk[5], 3);
  assert_int_equal(f->pushes[HW_DISK], 2);
  fake_free(f);
}

static void test_failed_destage_of_older_version_is_not_repeated(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_block(f, 1, 5);
  flush_to_disk(f, 2);
  write_block(f, 3, 5);
  fake_disks_fail(f, 1);
  assert_true(f->command[2].active); /* waits for the newer one now */
  assert_int_equal(f->flying.count, 1);
  fake_settle(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->disk[5], 2);
  assert_int_equal(f->pushes[HW_DISK], 2);
  fake_free(f);
}

static void test_clean_block_overwritten_gets_no_second_clean(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  write_block(f, 1, 5);
  flush_to_disk(f, 2);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  write_block(f, 3, 5);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_int_equal(f->controller.count.superseded, 0);
  fake_free(f);
}

static void test_fetch_overtaken_by_write_serves_only_its_read(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_READ, 1, 5, 1);
  unsigned fetching = fake_flying(f, 0)->slot;
  write_block(f, 2, 5);
  flush_to_disk(f, 3);
  assert_int_equal(f->flying.count, 1); /* the DESTAGE waits for the FETCH of that block */
  fake_do(f, TWK_OP_READ, 4, 5, 1);
  assert_false(f->command[4].active); /* finds the write */
  assert_true(f->command[1].active);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->controller.slot[fetching].state, SLOT_FREE);
  fake_settle(f);
  fake_do(f, TWK_OP_READ, 5, 5, 1);
  assert_int_equal(f->controller.count.read_misses, 1);
  fake_free(f);
}

static void test_pinned_slot_overwritten_stays_until_sent(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_block(f, 1, 5);
  unsigned old = fake_slot_of(f, 5);
  fake_issue(f, TWK_OP_READ, 2, 5, 1);
  fake_port(f);
  fake_deliver(f); /* the SEND is queued */
  fake_issue(f, TWK_OP_WRITE, 3, 5, 1);
  fake_port(f);
  while (fake_deliver(f)) continue;
  assert_int_equal(f->controller.slot[old].state, SLOT_RETIRED);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  fake_settle_but_disk(f);
  assert_int_not_equal(f->controller.slot[old].state, SLOT_RETIRED);
  fake_free(f);
}

static void test_through_acks_each_version_after_its_own_destage(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_THROUGH);
  write_block(f, 1, 5);
  write_block(f, 2, 5);
  write_block(f, 3, 5);
  assert_int_equal(f->flying.count, 1);
  for (uint8_t tag = 1; tag <= 3; tag++) {
    assert_true(f->command[tag].active);
    fake_disk_end(f, 0);
    fake_settle_but_disk(f);
    assert_false(f->command[tag].active);
    assert_int_equal(f->disk[5], tag);
  }
  assert_int_equal(f->pushes[HW_CLEAN], 0);
  fake_free(f);
}

static void test_through_acks_after_all_blocks(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_THROUGH);
  fake_do(f, TWK_OP_WRITE, 1, 10, 5);
  assert_int_equal(f->flying.count, 5);
  for (unsigned left = 5; left; left--) {
    assert_true(f->command[1].active);
    fake_disk_end(f, left / 2);
    fake_settle_but_disk(f);
  }
  assert_false(f->command[1].active);
  assert_int_equal(f->last[HW_HOST].kind, TWK_CMD_ACK);
  assert_int_equal(f->last[HW_HOST].count, TWK_STATUS_OK);
  fake_free(f);
}

static void test_through_gives_no_ack_where_hardware_has_answered(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_THROUGH);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 3);
  fake_port(f);
  f->faults.store = true;
  fake_port(f);
  fake_settle_but_disk(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->controller.count.write_failed, 1);
  /* The tag is used again while blocks of the first command are still at the disk. */
  fake_do(f, TWK_OP_WRITE, 1, 20, 2);
  assert_int_equal(f->flying.count, 4);
  fake_disk_end(f, 0);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_int_equal(f->pushes[HW_HOST], 0);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_HOST], 1);
  assert_false(f->command[1].active);
  fake_free(f);
}

static void test_unconfirmed_block_is_cleaned_and_freed(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_block(f, 1, 5);
  fake_issue(f, TWK_OP_WRITE, 2, 5, 1);
  f->faults.store_fifo = true;
  fake_port(f);
  unsigned slot = f->event[f->event_head].slot;
  fake_settle_but_disk(f);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_int_equal(f->last[HW_CLEAN].slot, slot);
  assert_int_equal(f->last[HW_CLEAN].seq, 2);
  /* What was there before stands. */
  assert_int_equal(f->slot[fake_slot_of(f, 5)].version, 1);
  fake_do(f, TWK_OP_READ, 3, 5, 1);
  assert_int_equal(f->controller.count.read_hits, 1);
  fake_free(f);
}

static void test_no_slot_is_offered_before_its_clean_has_gone(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->cfg.depth[HW_CLEAN] = 1;
  for (unsigned n = 0; n < 3; n++) {
    fake_issue(f, TWK_OP_WRITE, (uint8_t)n, 5, 1);
    fake_port(f); /* a CLEAN that is queued comes first: none is yet */
  }
  uint64_t offers = f->pushes[HW_FREE];
  while (fake_deliver(f)) continue;
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_true(controller_blocked(&f->controller));
  assert_int_equal(f->pushes[HW_FREE], offers + 1); /* fake_hw checks that it is the cleaned one */
  fake_settle_but_disk(f);
  assert_int_equal(f->pushes[HW_CLEAN], 2);
  assert_false(controller_blocked(&f->controller));
  fake_free(f);
}

static void test_events_outside_the_contract_are_ignored(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  static const struct record wrong[] = {
      {.kind = 0},
      {.kind = TWK_EV_WRITE_STORED, .slot = 64},
      {.kind = TWK_EV_WRITE_STORED, .slot = 63}, /* was not offered */
      {.kind = TWK_EV_WRITE_FAILED, .slot = 63},
      {.kind = TWK_EV_DISK_DONE, .slot = 64},
      {.kind = TWK_EV_DISK_DONE, .slot = 3},
      {.kind = TWK_EV_DISK_DONE, .slot = 3, .flags = TWK_FLAG_FETCH},
      {.kind = TWK_EV_READ_SENT, .tag = 9},
      {.kind = TWK_EV_MIRROR_FRAME, .slot = TWK_SLOT_MIRROR | 64},
      {.kind = TWK_EV_MIRROR_LOST, .slot = 64, .flags = TWK_FLAG_LOST},
  };
  uint64_t offers = f->pushes[HW_FREE];
  for (size_t n = 0; n < sizeof wrong / sizeof wrong[0]; n++) {
    fake_event(f, &wrong[n]);
    assert_int_equal(f->controller.count.ignored, n + 1);
  }
  assert_int_equal(f->pushes[HW_FREE], offers);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_dirty_block_overwritten_gets_clean_and_no_destage),
      cmocka_unit_test(test_local_sends_no_clean),
      cmocka_unit_test(test_version_waits_for_destage_of_older_one),
      cmocka_unit_test(test_failed_destage_of_older_version_is_not_repeated),
      cmocka_unit_test(test_clean_block_overwritten_gets_no_second_clean),
      cmocka_unit_test(test_fetch_overtaken_by_write_serves_only_its_read),
      cmocka_unit_test(test_pinned_slot_overwritten_stays_until_sent),
      cmocka_unit_test(test_through_acks_each_version_after_its_own_destage),
      cmocka_unit_test(test_through_acks_after_all_blocks),
      cmocka_unit_test(test_through_gives_no_ack_where_hardware_has_answered),
      cmocka_unit_test(test_unconfirmed_block_is_cleaned_and_freed),
      cmocka_unit_test(test_no_slot_is_offered_before_its_clean_has_gone),
      cmocka_unit_test(test_events_outside_the_contract_are_ignored),
  };
  return cmocka_run_group_tests_name("test_write", tests, NULL, NULL);
}
