/* SPDX-License-Identifier: Apache-2.0 */
/* test_read.c: reads from the cache and from disk, their order, their limits and their errors. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

static struct fake *with_slots(unsigned slots) {
  struct fake_config cfg = {.controller = {.slots = slots,
                                           .mode = TWK_MODE_EARLY,
                                           .destage_start = slots - 1,
                                           .disk_depth = 64},
                            .depth = {64, 64, 64, 64}};
  return fake_new(&cfg, "directed");
}

static void test_hit_needs_no_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_WRITE, 1, 10, 4);
  fake_do(f, TWK_OP_READ, 2, 10, 4);
  assert_false(f->command[2].active);
  assert_int_equal(f->pushes[HW_DISK], 0);
  assert_int_equal(f->controller.count.read_hits, 4);
  fake_free(f);
}

static void test_miss_fetches_and_is_a_hit_afterwards(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_READ, 1, 10, 1);
  assert_int_equal(f->flying.count, 1);
  assert_true(f->command[1].active);
  fake_settle(f);
  assert_false(f->command[1].active);
  fake_do(f, TWK_OP_READ, 1, 10, 1);
  assert_false(f->command[1].active);
  assert_int_equal(f->controller.count.read_misses, 1);
  assert_int_equal(f->controller.count.read_hits, 1);
  assert_int_equal(f->controller.count.fetched, 1);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_two_reads_of_one_block_share_the_fetch(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_READ, 1, 10, 1);
  fake_do(f, TWK_OP_READ, 2, 10, 1);
  assert_int_equal(f->flying.count, 1);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_DISK], 1);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

/* Blocks arrive in falling order; fake_hw demands that they leave in rising order. */
static void test_blocks_leave_in_order_whatever_the_disks_do(void **state) {
  (void)state;
  struct fake *f = with_slots(256);
  fake_do(f, TWK_OP_READ, 1, 10, 16);
  assert_int_equal(f->flying.count, 16);
  for (unsigned left = 16; left > 1; left--) {
    fake_disk_end(f, left - 1);
    fake_settle_but_disk(f);
  }
  assert_int_equal(f->flying.count, 1);
  assert_int_equal(fake_flying(f, 0)->lba, 10);
  assert_int_equal(f->pushes[HW_HOST], 0);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_HOST], 16);
  assert_false(f->command[1].active);
  fake_free(f);
}

static void test_notify_is_on_every_eighth_and_the_last_block(void **state) {
  (void)state;
  struct fake *f = with_slots(256);
  fake_do(f, TWK_OP_WRITE, 1, 0, 20);
  fake_issue(f, TWK_OP_READ, 2, 0, 20);
  fake_port(f);
  fake_deliver(f);
  assert_int_equal(f->queue[HW_HOST].count, 20);
  for (unsigned n = 0; n < 20; n++) {
    unsigned flags = n == 7 || n == 15 ? TWK_FLAG_NOTIFY : 0;
    if (n == 19) flags = TWK_FLAG_NOTIFY | TWK_FLAG_LAST;
    assert_int_equal(f->queue[HW_HOST].rec[n].flags, flags);
    assert_int_equal(f->queue[HW_HOST].rec[n].count, n);
  }
  fake_settle(f);
  fake_free(f);
}

static void test_look_ahead_is_bounded(void **state) {
  (void)state;
  static const struct { unsigned slots, ahead; } rows[] = {{16, 1}, {64, 4}, {512, 32}, {4096, 32}};
  for (unsigned n = 0; n < 4; n++) {
    struct fake *f = with_slots(rows[n].slots);
    fake_do(f, TWK_OP_READ, 1, 0, 200);
    assert_int_equal(f->flying.count, rows[n].ahead + 1);
    fake_free(f);
  }
}

static void test_reads_beyond_eight_wait_in_order(void **state) {
  (void)state;
  struct fake *f = with_slots(256);
  for (unsigned n = 0; n < 10; n++) fake_do(f, TWK_OP_READ, (uint8_t)n, n * 10, 1);
  assert_int_equal(f->flying.count, 8);
  fake_disk_end(f, 3);
  fake_settle_but_disk(f);
  assert_int_equal(f->last[HW_DISK].lba, 80);
  fake_disk_end(f, 5);
  fake_settle_but_disk(f);
  assert_int_equal(f->last[HW_DISK].lba, 90);
  fake_settle(f);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_failed_fetch_ends_the_read_with_media(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_READ, 1, 10, 1);
  fake_do(f, TWK_OP_READ, 2, 9, 2); /* shares the fetch */
  fake_disks_fail(f, 1);
  assert_false(f->command[1].active);
  assert_int_equal(f->command[1].status, TWK_STATUS_MEDIA);
  fake_settle(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->command[2].status, TWK_STATUS_MEDIA);
  assert_int_equal(f->controller.count.disk_errors, 1);
  /* The failure is not remembered. */
  fake_do(f, TWK_OP_READ, 3, 10, 1);
  fake_settle(f);
  assert_int_equal(f->command[3].status, TWK_STATUS_OK);
  assert_int_equal(f->last[HW_HOST].flags, TWK_FLAG_LAST | TWK_FLAG_NOTIFY);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

/* fake_hw demands that the ACK does not overtake data; here data is queued when the fetch fails. */
static void test_error_waits_for_blocks_on_their_way_out(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_WRITE, 1, 10, 2);
  fake_issue(f, TWK_OP_READ, 2, 10, 3);
  fake_port(f);
  fake_deliver(f);
  assert_int_equal(f->queue[HW_HOST].count, 2);
  fake_disk_take(f);
  f->faults.fetch = true;
  fake_disk_end(f, 0);
  fake_deliver(f);
  assert_int_equal(f->queue[HW_HOST].count, 2);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->command[2].status, TWK_STATUS_MEDIA);
  assert_int_equal(f->command[2].streamed, 2);
  fake_free(f);
}

static void test_slots_of_a_failed_read_go_to_an_older_one_at_once(void **state) {
  (void)state;
  struct fake *f = with_slots(16); /* 12 are offered, two reads share 4 */
  fake_do(f, TWK_OP_WRITE, 3, 100, 1);
  fake_do(f, TWK_OP_READ, 1, 0, 8);
  fake_issue(f, TWK_OP_READ, 2, 100, 8);
  fake_port(f);
  fake_deliver(f); /* block 100 is on its way out, 101 and 102 are fetched */
  while (fake_disk_take(f)) continue;
  assert_int_equal(f->flying.count, 4);
  fake_disk_end(f, 0);
  while (fake_deliver(f)) continue; /* so is block 0: no slot for block 2 */
  assert_int_equal(f->pushes[HW_DISK], 4);
  f->faults.fetch = true;
  fake_disk_end(f, 1);
  fake_deliver(f);
  assert_true(f->controller.read[1].failed);
  assert_int_equal(f->pushes[HW_DISK], 5);
  assert_int_equal(f->last[HW_DISK].lba, 2);
  fake_settle(f);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_eviction_takes_the_least_recently_used(void **state) {
  (void)state;
  struct fake *f = with_slots(16);
  f->cfg.depth[HW_FREE] = 12;
  /* 12 slots are offered; 4 are left to reads. */
  for (unsigned n = 0; n < 4; n++) {
    fake_do(f, TWK_OP_READ, 1, n, 1);
    fake_settle(f);
  }
  fake_do(f, TWK_OP_READ, 1, 0, 1); /* used again: 1 is the oldest now */
  assert_int_equal(f->controller.count.evictions, 0);
  fake_do(f, TWK_OP_READ, 1, 100, 1);
  fake_settle(f);
  assert_int_equal(f->controller.count.evictions, 1);
  uint64_t fetched = f->pushes[HW_DISK];
  static const uint64_t kept[] = {0, 2, 3, 100};
  for (unsigned n = 0; n < 4; n++) fake_do(f, TWK_OP_READ, 1, kept[n], 1);
  assert_int_equal(f->pushes[HW_DISK], fetched);
  fake_do(f, TWK_OP_READ, 1, 1, 1);
  assert_int_equal(f->pushes[HW_DISK], fetched + 1);
  fake_settle(f);
  fake_free(f);
}

static void test_many_long_reads_end_with_few_slots(void **state) {
  (void)state;
  struct fake *f = with_slots(16);
  for (unsigned q = 0; q < HW_QUEUES; q++) f->cfg.depth[q] = q == HW_FREE ? 64 : 1;
  for (unsigned n = 0; n < 32; n++) fake_issue(f, TWK_OP_READ, (uint8_t)n, n * 3, 256);
  fake_settle(f);
  assert_int_equal(f->active, 0);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_full_host_queue_keeps_the_rest(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->cfg.depth[HW_HOST] = 2;
  fake_do(f, TWK_OP_WRITE, 1, 10, 5);
  fake_issue(f, TWK_OP_READ, 2, 10, 5);
  fake_port(f);
  fake_deliver(f);
  assert_int_equal(f->pushes[HW_HOST], 2);
  assert_true(controller_blocked(&f->controller));
  fake_settle(f);
  assert_int_equal(f->pushes[HW_HOST], 5);
  assert_false(controller_blocked(&f->controller));
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_tag_may_be_used_again_before_its_last_notice(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_WRITE, 1, 10, 2);
  fake_issue(f, TWK_OP_READ, 2, 10, 1);
  fake_port(f);
  fake_deliver(f);
  fake_stream(f); /* ends the command; READ_SENT is on its way */
  assert_false(f->command[2].active);
  struct record sent = f->event[f->event_head];
  assert_int_equal(sent.kind, TWK_EV_READ_SENT);
  f->event_head++;
  f->event_count--;
  fake_issue(f, TWK_OP_READ, 2, 11, 1);
  fake_port(f);
  fake_deliver(f);
  fake_event(f, &sent);
  assert_int_equal(f->controller.slot[fake_slot_of(f, 10)].pins, 0);
  assert_int_equal(f->controller.slot[fake_slot_of(f, 11)].pins, 1);
  fake_settle(f);
  assert_int_equal(f->controller.slot[fake_slot_of(f, 11)].pins, 0);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hit_needs_no_disk),
      cmocka_unit_test(test_miss_fetches_and_is_a_hit_afterwards),
      cmocka_unit_test(test_two_reads_of_one_block_share_the_fetch),
      cmocka_unit_test(test_blocks_leave_in_order_whatever_the_disks_do),
      cmocka_unit_test(test_notify_is_on_every_eighth_and_the_last_block),
      cmocka_unit_test(test_look_ahead_is_bounded),
      cmocka_unit_test(test_reads_beyond_eight_wait_in_order),
      cmocka_unit_test(test_failed_fetch_ends_the_read_with_media),
      cmocka_unit_test(test_error_waits_for_blocks_on_their_way_out),
      cmocka_unit_test(test_slots_of_a_failed_read_go_to_an_older_one_at_once),
      cmocka_unit_test(test_eviction_takes_the_least_recently_used),
      cmocka_unit_test(test_many_long_reads_end_with_few_slots),
      cmocka_unit_test(test_full_host_queue_keeps_the_rest),
      cmocka_unit_test(test_tag_may_be_used_again_before_its_last_notice),
  };
  return cmocka_run_group_tests_name("test_read", tests, NULL, NULL);
}
