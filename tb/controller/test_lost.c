/* SPDX-License-Identifier: Apache-2.0 */
/* test_lost.c: frames of ours that the peer did not commit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

/* A write of one block whose frame is still in the FIFO; the controller knows of the block. */
static void write_undrained(struct fake *f, uint8_t tag, uint64_t lba) {
  fake_issue(f, TWK_OP_WRITE, tag, lba, 1);
  while (f->queue[HW_CLEAN].count) fake_port(f);
  fake_port(f);
  while (fake_deliver(f)) continue;
}

/* The frame at the head of the FIFO is lost, and the controller hears of it. */
static void lose_frame(struct fake *f) {
  f->faults.frame = true;
  fake_drain(f);
  while (fake_deliver(f)) continue;
}

static void test_lost_frame_is_answered_once_by_the_clean_of_its_slot(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_undrained(f, 1, 5);
  unsigned slot = fake_slot_of(f, 5);
  lose_frame(f);
  assert_int_equal(f->pushes[HW_CLEAN], 0); /* not safe yet */
  fake_settle(f);
  assert_int_equal(f->disk[5], 1);
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_int_equal(f->last[HW_CLEAN].slot, slot);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].flags, TWK_FLAG_LOST);
  assert_int_equal(f->controller.count.mirror_lost, 1);
  fake_free(f);
}

static void test_loss_heard_after_the_clean_gets_one_of_its_own(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_undrained(f, 1, 5);
  write_undrained(f, 2, 5); /* supersedes it: CLEAN without LOST */
  assert_int_equal(f->pushes[HW_CLEAN], 1);
  assert_int_equal(f->last[HW_CLEAN].flags, 0);
  lose_frame(f);
  assert_int_equal(f->pushes[HW_CLEAN], 2);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].flags, TWK_FLAG_LOST);
  /* What the host was told last is in the FIFO: nothing is urgent. */
  assert_int_equal(f->pushes[HW_DISK], 0);
  fake_free(f);
}

static void test_lost_clean_is_sent_again_before_its_slot_is_offered(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->cfg.depth[HW_CLEAN] = 1;
  write_undrained(f, 1, 5);
  fake_drain(f);
  while (fake_deliver(f)) continue;
  write_undrained(f, 2, 5);
  fake_port(f);  /* CLEAN of the first goes into the FIFO, behind the second's frame */
  fake_drain(f); /* the second is committed */
  write_undrained(f, 3, 5);
  assert_int_equal(f->queue[HW_CLEAN].count, 1);
  uint64_t offers = f->pushes[HW_FREE];
  lose_frame(f);
  assert_true(controller_blocked(&f->controller));
  assert_int_equal(f->pushes[HW_CLEAN], 2);
  fake_port(f); /* the queue has space again */
  fake_go_on(f);
  assert_int_equal(f->pushes[HW_CLEAN], 3);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].lba, 5);
  assert_int_equal(f->last[HW_CLEAN].flags, 0);
  assert_true(f->pushes[HW_FREE] >= offers);
  fake_settle(f);
  assert_false(f->mirror[0].valid && f->mirror[0].seq == 1);
  assert_int_equal(f->clean_lost_open, 0);
  fake_free(f);
}

static void test_no_slot_is_offered_while_a_clean_waits_to_be_sent_again(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->cfg.depth[HW_CLEAN] = 1;
  fake_do(f, TWK_OP_WRITE, 1, 5, 1);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_disk_end(f, 0);
  while (fake_deliver(f)) continue; /* CLEAN of 5 fills the queue */
  f->clean_lost_open++;
  uint64_t offers = f->pushes[HW_FREE];
  f->queue[HW_FREE].count--; /* room for an offer */
  f->controller.reserve--;   /* and a slot for it */
  fake_event(f,
             &(struct record){
                 .kind = TWK_EV_MIRROR_LOST, .flags = TWK_FLAG_LOST_CLEAN, .slot = 9, .seq = 99});
  assert_int_equal(f->pushes[HW_FREE], offers);
  fake_port(f);
  fake_go_on(f);
  assert_int_equal(f->last[HW_CLEAN].seq, 99);
  assert_true(f->pushes[HW_FREE] > offers);
  fake_free(f);
}

static void test_held_write_is_acked_when_its_lost_block_is_on_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 3);
  for (unsigned n = 0; n < 3; n++) fake_port(f);
  while (fake_deliver(f)) continue;
  fake_drain(f);
  lose_frame(f); /* of block 11 */
  fake_drain(f); /* 12 is committed: HELD alone */
  assert_int_equal(f->event[(f->event_head + f->event_count - 1) % FAKE_EVENTS].flags,
                   TWK_FLAG_HELD);
  fake_settle_but_disk(f);
  assert_int_equal(f->flying.count, 1);
  assert_int_equal(fake_flying(f, 0)->lba, 11);
  assert_true(f->command[1].active);
  fake_settle(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->command[1].status, TWK_STATUS_OK);
  assert_int_equal(f->pushes[HW_DISK], 1);
  fake_free(f);
}

static void test_held_comes_after_the_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 2);
  fake_port(f);
  fake_port(f);
  while (fake_deliver(f)) continue;
  lose_frame(f);
  fake_disk_take(f);
  fake_disk_end(f, 0);
  while (fake_deliver(f)) continue;
  assert_int_equal(f->pushes[HW_HOST], 0);
  fake_drain(f);
  while (fake_deliver(f)) continue;
  assert_int_equal(f->last[HW_HOST].kind, TWK_CMD_ACK);
  assert_int_equal(f->pushes[HW_HOST], 1);
  fake_free(f);
}

static void test_two_held_writes_wait_for_their_own_blocks(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  write_undrained(f, 1, 10);
  write_undrained(f, 2, 20);
  lose_frame(f);
  lose_frame(f);
  fake_settle_but_disk(f);
  assert_int_equal(f->flying.count, 2);
  unsigned second = fake_flying(f, 0)->lba == 20 ? 0 : 1;
  fake_disk_end(f, second);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active);
  assert_true(f->command[1].active);
  fake_settle(f);
  assert_false(f->command[1].active);
  fake_free(f);
}

/* The first write is not acknowledged; its only copy was given up for the second's. */
static void test_held_and_superseded_waits_for_the_successor(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  write_undrained(f, 1, 10);
  write_undrained(f, 2, 10);
  lose_frame(f);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active); /* committed by the peer */
  assert_true(f->command[1].active);
  assert_int_equal(f->flying.count, 1); /* the successor is urgent for its sake */
  fake_settle(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->disk[10], 2);
  fake_free(f);
}

static void test_held_write_with_refused_block_gets_media(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  write_undrained(f, 1, 10);
  lose_frame(f);
  fake_settle_but_disk(f);
  fake_disks_fail(f, 4);
  assert_false(f->command[1].active);
  assert_int_equal(f->command[1].status, TWK_STATUS_MEDIA);
  fake_free(f);
}

static void test_loss_after_the_disk_gave_up_gets_media(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  write_undrained(f, 1, 10);
  fake_issue(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_port(f);
  fake_deliver(f);
  for (unsigned n = 0; n < 4; n++) {
    fake_disk_take(f);
    f->faults.destage = true;
    fake_disk_end(f, 0);
    fake_deliver(f);
  }
  lose_frame(f);
  fake_settle_but_disk(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->command[1].status, TWK_STATUS_MEDIA);
  fake_free(f);
}

/* Hardware has answered UNCONFIRMED: a loss of that command is no longer ours to ack. */
static void test_loss_of_an_answered_write_gets_no_ack(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 2);
  fake_port(f);
  f->faults.store_fifo = true;
  fake_port(f);
  while (fake_deliver(f)) continue;
  lose_frame(f);
  lose_frame(f);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_HOST], 0);
  assert_int_equal(f->lost_open, 0);
  fake_free(f);
}

/* 16 slots, of which 12 are offered in turn, so that a slot comes round soon. */
static struct fake *few_slots(unsigned mode) {
  struct fake_config cfg = {
      .controller = {.slots = 16, .mode = mode, .destage_start = 15, .disk_depth = 1},
      .depth = {64, 64, 64, 64},
      .fifo_frames = 64};
  return fake_new(&cfg, "directed");
}

static void test_late_loss_does_not_touch_what_refilled_the_slot(void **state) {
  (void)state;
  struct fake *f = few_slots(TWK_MODE_EARLY);
  write_undrained(f, 1, 5);
  unsigned slot = fake_slot_of(f, 5);
  do {
    write_undrained(f, 1, 5);
  } while (fake_slot_of(f, 5) != slot);
  uint64_t cleans = f->pushes[HW_CLEAN];
  lose_frame(f); /* the very first */
  assert_int_equal(f->pushes[HW_DISK], 0);
  assert_int_equal(f->pushes[HW_CLEAN], cleans + 1);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].flags, TWK_FLAG_LOST);
  assert_false(f->controller.slot[slot].urgent);
  fake_free(f);
}

static void test_urgency_ends_with_the_slots_life(void **state) {
  (void)state;
  struct fake *f = few_slots(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_WRITE, 1, 9, 1);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1); /* keeps the only disk command busy */
  write_undrained(f, 1, 5);
  lose_frame(f);
  unsigned slot = fake_slot_of(f, 5);
  assert_true(f->controller.slot[slot].urgent);
  fake_do(f, TWK_OP_WRITE, 1, 5, 1);
  unsigned uses = 0;
  for (unsigned n = 0; n < 40; n++) {
    fake_do(f, TWK_OP_WRITE, 1, 6, 1);
    uses += fake_slot_of(f, 6) == slot;
    assert_false(f->controller.slot[fake_slot_of(f, 6)].urgent);
  }
  assert_true(uses > 0);
  fake_free(f);
}

static void test_clean_of_a_slot_fetched_into_names_no_other_block(void **state) {
  (void)state;
  struct fake *f = few_slots(TWK_MODE_EARLY);
  write_undrained(f, 1, 5);
  unsigned slot = fake_slot_of(f, 5);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_settle(f);
  unsigned lba = 100;
  for (; f->slot[slot].lba == 5 && lba < 140; lba++) {
    fake_do(f, TWK_OP_READ, 3, lba, 1);
    fake_settle(f);
  }
  assert_int_equal(f->slot[slot].lba, lba - 1);
  f->clean_lost_open++;
  fake_event(f, &(struct record){.kind = TWK_EV_MIRROR_LOST,
                                 .flags = TWK_FLAG_LOST_CLEAN,
                                 .slot = (uint16_t)slot,
                                 .seq = 1});
  assert_int_equal(f->last[HW_CLEAN].slot, slot);
  assert_int_equal(f->last[HW_CLEAN].seq, 1);
  assert_int_equal(f->last[HW_CLEAN].lba, 0);
  fake_free(f);
}

/* The tag of a write that hardware answered UNCONFIRMED is in use again when its frame is lost. */
static void test_late_loss_does_not_touch_the_next_write_of_the_tag(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 2);
  fake_port(f);
  f->faults.store_fifo = true;
  fake_port(f);
  while (fake_deliver(f)) continue;
  write_undrained(f, 1, 20);
  lose_frame(f);
  fake_settle(f);
  assert_false(f->command[1].active);
  assert_int_equal(f->pushes[HW_HOST], 0);
  assert_int_equal(f->disk[10], 1);
  assert_int_equal(f->disk[20], 0);
  for (unsigned n = 0; n < 4; n++) assert_int_equal(f->controller.write[1].lost[n], 0);
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lost_frame_is_answered_once_by_the_clean_of_its_slot),
      cmocka_unit_test(test_loss_heard_after_the_clean_gets_one_of_its_own),
      cmocka_unit_test(test_lost_clean_is_sent_again_before_its_slot_is_offered),
      cmocka_unit_test(test_no_slot_is_offered_while_a_clean_waits_to_be_sent_again),
      cmocka_unit_test(test_held_write_is_acked_when_its_lost_block_is_on_disk),
      cmocka_unit_test(test_held_comes_after_the_disk),
      cmocka_unit_test(test_two_held_writes_wait_for_their_own_blocks),
      cmocka_unit_test(test_held_and_superseded_waits_for_the_successor),
      cmocka_unit_test(test_held_write_with_refused_block_gets_media),
      cmocka_unit_test(test_loss_after_the_disk_gave_up_gets_media),
      cmocka_unit_test(test_loss_of_an_answered_write_gets_no_ack),
      cmocka_unit_test(test_late_loss_does_not_touch_what_refilled_the_slot),
      cmocka_unit_test(test_urgency_ends_with_the_slots_life),
      cmocka_unit_test(test_clean_of_a_slot_fetched_into_names_no_other_block),
      cmocka_unit_test(test_late_loss_does_not_touch_the_next_write_of_the_tag),
  };
  return cmocka_run_group_tests_name("test_lost", tests, NULL, NULL);
}
