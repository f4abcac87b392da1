/* SPDX-License-Identifier: Apache-2.0 */
/* test_flush.c: what a flush waits for in each mode, and what it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

static void flush(struct fake *f, uint8_t tag, unsigned count) {
  fake_do(f, TWK_OP_FLUSH, tag, 0, count);
}

static void write_blocks(struct fake *f, uint64_t lba, unsigned count) {
  fake_do(f, TWK_OP_WRITE, 1, lba, count);
}

static void write_lost(struct fake *f, uint64_t lba) {
  fake_issue(f, TWK_OP_WRITE, 1, lba, 1);
  fake_port(f);
  f->faults.frame = true;
  fake_settle_but_disk(f);
}

static void test_mirrored_blocks_are_safe_at_once(void **state) {
  static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC};
  (void)state;
  for (unsigned n = 0; n < 2; n++) {
    struct fake *f = fake_quiet(modes[n]);
    write_blocks(f, 10, 5);
    flush(f, 2, 0);
    assert_false(f->command[2].active);
    assert_int_equal(f->pushes[HW_DISK], 0);
    assert_int_equal(f->controller.count.flushes, 1);
    fake_free(f);
  }
}

static void test_count_1_waits_for_the_disk_below_the_watermark(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_blocks(f, 10, 5);
  flush(f, 2, 1);
  assert_int_equal(f->flying.count, 5);
  for (unsigned left = 5; left; left--) {
    assert_true(f->command[2].active);
    fake_disk_end(f, 0);
    fake_settle_but_disk(f);
  }
  assert_false(f->command[2].active);
  assert_int_equal(f->command[2].status, TWK_STATUS_OK);
  flush(f, 3, 1);
  assert_false(f->command[3].active); /* nothing is dirty */
  fake_free(f);
}

static void test_configured_every_flush_waits_for_the_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->controller.cfg.flush_to_disk = f->cfg.controller.flush_to_disk = true;
  write_blocks(f, 10, 2);
  flush(f, 2, 0);
  assert_true(f->command[2].active);
  fake_settle(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->pushes[HW_DISK], 2);
  fake_free(f);
}

static void test_local_waits_for_the_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_LOCAL);
  write_blocks(f, 10, 2);
  flush(f, 2, 0);
  assert_true(f->command[2].active);
  fake_settle(f);
  assert_false(f->command[2].active);
  fake_free(f);
}

static void test_through_has_nothing_to_flush_but_on_request(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_THROUGH);
  write_blocks(f, 10, 2); /* not acknowledged yet */
  flush(f, 2, 0);
  assert_false(f->command[2].active);
  flush(f, 3, 1);
  assert_true(f->command[3].active);
  fake_settle(f);
  assert_false(f->command[3].active);
  fake_free(f);
}

static void test_later_writes_do_not_delay_a_flush(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->controller.cfg.disk_depth = 1;
  write_blocks(f, 10, 1);
  write_blocks(f, 20, 1);
  flush(f, 2, 1);
  /* A writer that stays just ahead of the elevator, and one in front of it. */
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  for (unsigned n = 0; f->command[2].active; n++) {
    assert_in_range(n, 0, 1);
    write_blocks(f, 21 + n, 1);
    write_blocks(f, 11 + n, 1);
    fake_disk_end(f, 0);
    fake_settle_but_disk(f);
  }
  assert_int_equal(f->disk[20], 2);
  fake_free(f);
}

static void test_flush_prefers_its_own_blocks_to_a_sequential_writer(void **state) {
  (void)state;
  struct fake_config cfg = {.controller = {.slots = 64,
                                           .mode = TWK_MODE_EARLY,
                                           .destage_start = 3,
                                           .destage_stop = 0,
                                           .disk_depth = 1},
                            .depth = {64, 64, 64, 64}};
  struct fake *f = fake_new(&cfg, "directed");
  write_blocks(f, 5, 1);
  write_blocks(f, 100, 2); /* destage begins: 5, then the hand is at 6 */
  write_blocks(f, 4, 1);   /* behind the hand */
  flush(f, 2, 1);
  unsigned ended = 0;
  for (; f->command[2].active && ended < 20; ended++) {
    write_blocks(f, 102 + ended, 1);
    fake_disk_end(f, 0);
    fake_settle_but_disk(f);
  }
  assert_int_equal(ended, 4); /* 5, 100, 101, 4 */
  fake_free(f);
}

static void test_superseded_block_makes_the_flush_wait_for_its_successor(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->controller.cfg.disk_depth = 1;
  write_blocks(f, 10, 1);
  write_blocks(f, 20, 1);
  flush(f, 2, 1);
  write_blocks(f, 20, 1); /* 10 is at the disk, 20 is given up for this one */
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_true(f->command[2].active);
  assert_int_equal(f->flying.count, 1);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->disk[20], 3);
  fake_free(f);
}

static void test_flush_ends_with_the_version_at_the_disk(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_blocks(f, 10, 1);
  flush(f, 2, 1);
  write_blocks(f, 10, 1); /* later than the flush, and waits for the disk */
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->flying.count, 0); /* and no watermark asks for the newer one */
  fake_free(f);
}

static void test_block_with_one_copy_delays_a_plain_flush(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_blocks(f, 10, 3);
  write_lost(f, 20);
  flush(f, 2, 0);
  assert_true(f->command[2].active);
  assert_int_equal(f->flying.count, 1);
  fake_settle(f);
  assert_false(f->command[2].active);
  assert_int_equal(f->pushes[HW_DISK], 1); /* only that block */
  fake_free(f);
}

static void test_loss_heard_during_a_flush_delays_it(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_lost(f, 20);
  fake_issue(f, TWK_OP_WRITE, 3, 30, 1);
  fake_port(f);
  fake_deliver(f);
  fake_issue(f, TWK_OP_FLUSH, 2, 0, 0);
  fake_port(f);
  fake_deliver(f);
  assert_true(f->command[2].active);
  f->faults.frame = true; /* of block 30, after the flush came */
  fake_settle_but_disk(f);
  assert_int_equal(f->flying.count, 2);
  fake_disk_end(f, 0);
  fake_settle_but_disk(f);
  assert_true(f->command[2].active);
  fake_settle(f);
  assert_false(f->command[2].active);
  fake_free(f);
}

static void test_flush_tells_of_a_block_the_disk_refuses(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  write_blocks(f, 10, 1);
  flush(f, 2, 1);
  fake_disks_fail(f, 4);
  assert_int_equal(f->command[2].status, TWK_STATUS_MEDIA);
  assert_false(f->command[2].active);
  flush(f, 3, 1); /* and again, without waiting */
  assert_false(f->command[3].active);
  assert_int_equal(f->command[3].status, TWK_STATUS_MEDIA);
  flush(f, 4, 0); /* it is mirrored */
  assert_int_equal(f->command[4].status, TWK_STATUS_OK);
  fake_free(f);
}

static void test_refused_block_that_loses_its_mirror_fails_a_plain_flush(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_issue(f, TWK_OP_WRITE, 1, 10, 1);
  fake_port(f);
  fake_deliver(f);
  fake_issue(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_port(f);
  fake_deliver(f);
  for (unsigned n = 0; n < 4; n++) {
    fake_disk_take(f);
    f->faults.destage = true;
    fake_disk_end(f, 0);
    fake_deliver(f);
  }
  f->faults.frame = true;
  fake_settle_but_disk(f);
  assert_int_equal(f->command[2].status, TWK_STATUS_MEDIA);
  flush(f, 3, 0);
  assert_false(f->command[3].active);
  assert_int_equal(f->command[3].status, TWK_STATUS_MEDIA);
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_mirrored_blocks_are_safe_at_once),
      cmocka_unit_test(test_count_1_waits_for_the_disk_below_the_watermark),
      cmocka_unit_test(test_configured_every_flush_waits_for_the_disk),
      cmocka_unit_test(test_local_waits_for_the_disk),
      cmocka_unit_test(test_through_has_nothing_to_flush_but_on_request),
      cmocka_unit_test(test_later_writes_do_not_delay_a_flush),
      cmocka_unit_test(test_flush_prefers_its_own_blocks_to_a_sequential_writer),
      cmocka_unit_test(test_superseded_block_makes_the_flush_wait_for_its_successor),
      cmocka_unit_test(test_flush_ends_with_the_version_at_the_disk),
      cmocka_unit_test(test_block_with_one_copy_delays_a_plain_flush),
      cmocka_unit_test(test_loss_heard_during_a_flush_delays_it),
      cmocka_unit_test(test_flush_tells_of_a_block_the_disk_refuses),
      cmocka_unit_test(test_refused_block_that_loses_its_mirror_fails_a_plain_flush),
  };
  return cmocka_run_group_tests_name("test_flush", tests, NULL, NULL);
}
