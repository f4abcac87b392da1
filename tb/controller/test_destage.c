/* SPDX-License-Identifier: Apache-2.0 */
/* test_destage.c: when blocks go to disk, and in which order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

static struct fake *with(unsigned mode, unsigned slots, unsigned start, unsigned stop,
                         unsigned depth) {
  struct fake_config cfg = {.controller = {.slots = slots,
                                           .mode = mode,
                                           .destage_start = start,
                                           .destage_stop = stop,
                                           .disk_depth = depth},
                            .depth = {64, 64, 64, 64}};
  return fake_new(&cfg, "directed");
}

static void write_blocks(struct fake *f, const uint64_t *lba, unsigned n) {
  for (unsigned i = 0; i < n; i++) fake_do(f, TWK_OP_WRITE, (uint8_t)i, lba[i], 1);
}

/* Ends the oldest disk command and expects it to be on lba. */
static void expect_end(struct fake *f, uint64_t lba) {
  assert_int_equal(fake_flying(f, 0)->lba, lba);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
}

static void test_destage_starts_and_stops_at_the_watermarks(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_EARLY, 64, 10, 4, 3);
  fake_do(f, TWK_OP_WRITE, 1, 100, 9);
  assert_int_equal(f->pushes[HW_DISK], 0);
  fake_do(f, TWK_OP_WRITE, 1, 200, 1);
  assert_int_equal(f->pushes[HW_DISK], 3);
  fake_settle(f);
  assert_int_equal(f->pushes[HW_DISK], 10 - 4);
  assert_int_equal(f->controller.dirty, 4);
  fake_do(f, TWK_OP_WRITE, 1, 300, 5);
  assert_int_equal(f->pushes[HW_DISK], 6);
  fake_free(f);
}

static void test_equal_watermarks_destage_one_at_a_time(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_EARLY, 64, 5, 5, 4);
  fake_do(f, TWK_OP_WRITE, 1, 100, 5);
  fake_settle(f);
  assert_int_equal(f->controller.dirty, 4);
  fake_free(f);
}

static void test_order_is_rising_lba_and_wraps_around(void **state) {
  (void)state;
  static const uint64_t first[] = {50, 7, 90, 30};
  struct fake *f = with(TWK_MODE_EARLY, 64, 40, 30, 1);
  write_blocks(f, first, 4);
  fake_do(f, TWK_OP_FLUSH, 100, 0, 1);
  expect_end(f, 7);
  expect_end(f, 30);
  /* On the way to 50: one ahead of the hand, one behind it. */
  fake_do(f, TWK_OP_WRITE, 1, 70, 1);
  fake_do(f, TWK_OP_WRITE, 2, 20, 1);
  fake_do(f, TWK_OP_FLUSH, 101, 0, 1);
  expect_end(f, 50);
  expect_end(f, 70);
  expect_end(f, 90);
  expect_end(f, 20);
  assert_int_equal(f->flying.count, 0);
  fake_free(f);
}

static void test_block_whose_frame_was_lost_goes_first(void **state) {
  (void)state;
  static const uint64_t lbas[] = {10, 20, 30};
  struct fake *f = with(TWK_MODE_EARLY, 64, 40, 30, 1);
  write_blocks(f, lbas, 3);
  fake_issue(f, TWK_OP_WRITE, 4, 40, 1);
  fake_port(f);
  f->faults.frame = true;
  fake_settle_but_disk(f);
  /* At once, without watermark or flush, and nothing else with it. */
  expect_end(f, 40);
  assert_int_equal(f->flying.count, 0);
  fake_do(f, TWK_OP_FLUSH, 100, 0, 1);
  fake_issue(f, TWK_OP_WRITE, 5, 5, 1);
  fake_port(f);
  f->faults.frame = true;
  fake_settle_but_disk(f);
  expect_end(f, 10);
  expect_end(f, 5);
  expect_end(f, 20);
  fake_free(f);
}

static void test_depth_limits_and_leaves_a_share_to_fetches(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_THROUGH, 64, 10, 4, 8);
  fake_do(f, TWK_OP_WRITE, 1, 100, 20);
  assert_int_equal(f->flying.count, 6);
  fake_do(f, TWK_OP_READ, 2, 300, 5);
  assert_int_equal(f->flying.count, 8);
  assert_int_equal(fake_flying(f, 6)->kind, TWK_CMD_FETCH);
  assert_int_equal(fake_flying(f, 7)->kind, TWK_CMD_FETCH);
  /* A place that gets free is the next fetch's. */
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_int_equal(f->last[HW_DISK].kind, TWK_CMD_FETCH);
  fake_settle(f);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_reads_do_not_starve_a_destage(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_THROUGH, 128, 10, 4, 1);
  fake_do(f, TWK_OP_READ, 1, 0, 250);
  fake_do(f, TWK_OP_WRITE, 2, 400, 1);
  unsigned ended = 0;
  for (; f->command[2].active && ended < 20; ended++) {
    fake_disk_end(f, 0);
    fake_settle_but_disk(f);
  }
  assert_true(f->command[1].active);
  assert_in_range(ended, 1, 10);
  fake_free(f);
}

static void test_shortage_of_slots_starts_destage_below_the_watermark(void **state) {
  (void)state;
  /* 16 slots, 4 in reserve: 12 can be offered, the watermark of 15 is never reached. */
  struct fake *f = with(TWK_MODE_EARLY, 16, 15, 14, 4);
  fake_do(f, TWK_OP_WRITE, 1, 100, 8);
  assert_int_equal(f->pushes[HW_DISK], 0);
  fake_do(f, TWK_OP_WRITE, 2, 200, 40);
  fake_settle(f);
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_failed_destage_is_tried_again_after_other_work(void **state) {
  (void)state;
  static const uint64_t lbas[] = {10, 20};
  struct fake *f = with(TWK_MODE_EARLY, 64, 40, 30, 1);
  write_blocks(f, lbas, 2);
  fake_do(f, TWK_OP_FLUSH, 100, 0, 1);
  assert_int_equal(fake_flying(f, 0)->lba, 10);
  fake_disks_fail(f, 1);
  expect_end(f, 20);
  expect_end(f, 10);
  assert_false(f->command[100].active);
  assert_int_equal(f->command[100].status, TWK_STATUS_OK);
  assert_int_equal(f->controller.count.disk_errors, 1);
  fake_free(f);
}

static void test_block_the_disk_refuses_stays_dirty_and_readable(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_EARLY, 64, 40, 30, 1);
  fake_do(f, TWK_OP_WRITE, 1, 10, 1);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_disks_fail(f, 1 + 3);
  assert_int_equal(f->flying.count, 0);
  assert_false(f->command[2].active);
  assert_int_equal(f->command[2].status, TWK_STATUS_MEDIA);
  assert_false(controller_idle(&f->controller));
  assert_int_equal(f->pushes[HW_CLEAN], 0);
  fake_do(f, TWK_OP_READ, 3, 10, 1);
  assert_false(f->command[3].active);
  /* Written again it gets its chance again. */
  fake_do(f, TWK_OP_WRITE, 1, 10, 1);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_settle(f);
  assert_int_equal(f->command[2].status, TWK_STATUS_OK);
  assert_int_equal(f->disk[10], 2);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_through_answers_media_when_the_disk_refuses(void **state) {
  (void)state;
  struct fake *f = with(TWK_MODE_THROUGH, 64, 40, 30, 1);
  fake_do(f, TWK_OP_WRITE, 1, 10, 1);
  fake_do(f, TWK_OP_WRITE, 2, 10, 1);
  fake_disks_fail(f, 3);
  assert_true(f->command[1].active);
  fake_disks_fail(f, 1);
  assert_false(f->command[1].active);
  assert_int_equal(f->command[1].status, TWK_STATUS_MEDIA);
  /* The newer version had to wait, and goes now. */
  expect_end(f, 10);
  assert_false(f->command[2].active);
  assert_int_equal(f->command[2].status, TWK_STATUS_OK);
  assert_int_equal(f->disk[10], 2);
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_destage_starts_and_stops_at_the_watermarks),
      cmocka_unit_test(test_equal_watermarks_destage_one_at_a_time),
      cmocka_unit_test(test_order_is_rising_lba_and_wraps_around),
      cmocka_unit_test(test_block_whose_frame_was_lost_goes_first),
      cmocka_unit_test(test_depth_limits_and_leaves_a_share_to_fetches),
      cmocka_unit_test(test_reads_do_not_starve_a_destage),
      cmocka_unit_test(test_shortage_of_slots_starts_destage_below_the_watermark),
      cmocka_unit_test(test_failed_destage_is_tried_again_after_other_work),
      cmocka_unit_test(test_block_the_disk_refuses_stays_dirty_and_readable),
      cmocka_unit_test(test_through_answers_media_when_the_disk_refuses),
  };
  return cmocka_run_group_tests_name("test_destage", tests, NULL, NULL);
}
