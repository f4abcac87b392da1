/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_mirror.c: pairs of disks: where copies are, when commands complete, what one of a pair
 * does for the other.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk_help.h"

static void a_write_takes_both_of_its_pair_and_no_other(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 6, 4);
  struct disk *d = opened(&cfg);
  uint64_t served[3] = {0};
  for (uint64_t lba = 0; lba < 100; lba++)
    assert_int_equal(submit(d, DISK_WRITE, lba, 0, 0), ++served[lba / 4 % 3] * 16 * US);
  assert_int_equal(disk_counters(d)->busy_ps, 2 * 100 * 16 * US);
  assert_int_equal(disk_counters(d)->spindles, 6);
  settle(d);
  assert_int_equal(disk_counters(d)->writes, 100);
  disk_close(d);
}

static void a_write_is_done_when_the_slower_copy_is(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  disk_slow(d, 1, 3);
  assert_int_equal(submit(d, DISK_WRITE, 0, 1, 0), 48 * US);
  assert_int_equal(submit(d, DISK_READ, 9, 2, 0), (16 + 61) * US); /* the first was free long ago */
  disk_fail(d, 1);
  assert_int_equal(submit(d, DISK_WRITE, 5, 3, 100 * US), 116 * US); /* one that works */
  disk_close(d);
}

static void reads_go_to_the_one_that_is_free_first(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 10; i++)
    assert_int_equal(submit(d, DISK_READ, i, 0, 0), (i / 2 + 1) * 61 * US);
  settle(d);
  assert_int_equal(disk_counters(d)->reads, 10);
  disk_close(d);
}

/* Half of the spindles carry all blocks, so the head moves as on an array of half as many. */
static void hard_disks_of_a_mirror_stream(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 4, 4);
  cfg.kind = DISK_HDD;
  struct disk *d = opened(&cfg);
  uint64_t served[2] = {0};
  for (uint64_t lba = 0; lba < 64; lba++)
    assert_int_equal(submit(d, DISK_WRITE, lba, 0, 0), ++served[lba / 4 % 2] * US);
  assert_int_equal(disk_counters(d)->seeks, 0);
  disk_close(d);
}

static void either_of_a_pair_has_everything(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 4, 2);
  for (unsigned lost = 0; lost < 4; lost++) {
    struct disk *d = opened(&cfg);
    for (unsigned i = 0; i < 64; i++) submit(d, DISK_WRITE, i, i + 1, 0);
    settle(d);
    disk_fail(d, lost);
    for (unsigned i = 0; i < 64; i++) assert_holds(d, i, i + 1);
    for (unsigned i = 0; i < 64; i++) submit(d, DISK_READ, i, 0, 0);
    settle(d);
    for (unsigned i = 0; i < 64; i += 3) submit(d, DISK_WRITE, i, i + 100, 0);
    settle(d);
    for (unsigned i = 0; i < 64; i++) assert_holds(d, i, i % 3 ? i + 1 : i + 100);
    assert_int_equal(disk_counters(d)->errors, 0);
    disk_close(d);
  }
}

static void a_bad_block_is_read_from_the_other_and_put_right(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  uint8_t want[DISK_BLOCK];
  submit(d, DISK_WRITE, 6, 77, 0);
  settle(d);
  disk_spoil(d, 0, 6, 1);
  assert_int_equal(status_of(d, 0).unreadable, 1);
  assert_int_equal(submit(d, DISK_READ, 6, 9, 100 * US), 161 * US);
  struct disk_done done;
  assert_false(disk_poll(d, 161 * US, &done)); /* the first says no, the second is asked */
  assert_int_equal(disk_next_ps(d), 222 * US);
  assert_true(disk_poll(d, 222 * US, &done));
  fill(want, 77);
  assert_false(done.error);
  assert_int_equal(done.cookie, 9);
  assert_int_equal(done.time_ps, 222 * US);
  assert_memory_equal(done.data, want, DISK_BLOCK);
  assert_int_equal(disk_counters(d)->other_copy, 1);
  assert_int_equal(disk_next_ps(d), (222 + 61 + 16) * US); /* read there, written here */
  settle(d);
  assert_int_equal(status_of(d, 0).unreadable, 0);
  assert_int_equal(disk_counters(d)->mended, 1);
  disk_fail(d, 1);
  assert_holds(d, 6, 77);
  disk_close(d);
}

static void a_read_that_asks_the_other_comes_after_what_was_pending(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  disk_spoil(d, 0, 0, 1);
  disk_slow(d, 1, 10);
  submit(d, DISK_READ, 0, 1, 0);                                /* 61 us, from 0: refused */
  assert_int_equal(submit(d, DISK_WRITE, 0, 2, 0), (160) * US); /* on both at 160 us */
  assert_int_equal(next_done(d).cookie, 2);
  struct disk_done done = next_done(d);
  uint8_t want[DISK_BLOCK];
  fill(want, 2);
  assert_int_equal(done.cookie, 1);
  assert_int_equal(done.time_ps, (160 + 610) * US);
  assert_memory_equal(done.data, want, DISK_BLOCK);
  disk_close(d);
}

static void a_write_puts_a_bad_block_right(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 4, 1);
  struct disk *d = opened(&cfg);
  disk_spoil(d, 2, 0, 100); /* the odd ones of 100 blocks */
  assert_int_equal(status_of(d, 2).unreadable, 50);
  submit(d, DISK_WRITE, 5, 1, 0);
  settle(d);
  assert_int_equal(status_of(d, 2).unreadable, 49);
  disk_fail(d, 3);
  assert_holds(d, 5, 1);
  uint8_t block[DISK_BLOCK];
  assert_int_equal(disk_peek(d, 7, block), -1);
  submit(d, DISK_READ, 7, 2, 0);
  assert_true(next_done(d).error);
  disk_close(d);
}

static bool is_odd(void *ctx, uint64_t cookie) {
  (void)ctx;
  return cookie % 2 == 1;
}

static void a_dropped_write_lands_on_neither_copy(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  for (unsigned lost = 0; lost < 2; lost++) {
    struct disk *d = opened(&cfg);
    submit(d, DISK_WRITE, 3, 2, 0);
    settle(d);
    submit(d, DISK_WRITE, 3, 5, 0);
    submit(d, DISK_WRITE, 4, 6, 0);
    disk_drop(d, is_odd, NULL);
    assert_true(next_done(d).error);
    assert_false(next_done(d).error);
    disk_fail(d, lost);
    assert_holds(d, 3, 2);
    assert_holds(d, 4, 6);
    disk_close(d);
  }
}

/* What waits for the first disk when that fails is carried out by the other. */
static void pending_commands_survive_a_disk(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 20; i++) submit(d, i % 2 ? DISK_READ : DISK_WRITE, i / 2, i + 1, 0);
  disk_fail(d, 0);
  settle(d);
  assert_int_equal(disk_counters(d)->reads, 10);
  assert_int_equal(disk_counters(d)->writes, 10);
  for (unsigned i = 0; i < 20; i += 2) assert_holds(d, i / 2, i + 1);
  disk_close(d);
}

static void both_gone_is_an_error_and_never_something_else(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 4, 1);
  struct disk *d = opened(&cfg);
  uint8_t block[DISK_BLOCK];
  for (unsigned i = 0; i < 8; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  disk_fail(d, 0);
  disk_fail(d, 1);
  for (unsigned i = 0; i < 8; i++) submit(d, i % 4 < 2 ? DISK_READ : DISK_WRITE, i, 50 + i, 0);
  for (unsigned i = 0; i < 8; i++) {
    struct disk_done done = next_done(d);
    assert_int_equal(done.error, done.lba % 2 == 0);
    assert_int_equal(disk_peek(d, done.lba, block), done.lba % 2 == 0 ? -1 : 0);
  }
  assert_int_equal(disk_counters(d)->errors, 4);
  disk_close(d);
}

static void a_mirror_needs_pairs(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 3, 4);
  char err[128];
  assert_null(disk_open(&cfg, err, sizeof err));
  assert_string_equal(err, "spindles: 3 cannot be paired, expected an even number for a mirror");
  cfg.raid = (enum disk_raid)2;
  assert_null(disk_open(&cfg, err, sizeof err));
  assert_string_equal(err, "raid: 2 is unknown, expected stripe or mirror");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_write_takes_both_of_its_pair_and_no_other),
      cmocka_unit_test(a_write_is_done_when_the_slower_copy_is),
      cmocka_unit_test(reads_go_to_the_one_that_is_free_first),
      cmocka_unit_test(hard_disks_of_a_mirror_stream),
      cmocka_unit_test(either_of_a_pair_has_everything),
      cmocka_unit_test(a_bad_block_is_read_from_the_other_and_put_right),
      cmocka_unit_test(a_read_that_asks_the_other_comes_after_what_was_pending),
      cmocka_unit_test(a_write_puts_a_bad_block_right),
      cmocka_unit_test(a_dropped_write_lands_on_neither_copy),
      cmocka_unit_test(pending_commands_survive_a_disk),
      cmocka_unit_test(both_gone_is_an_error_and_never_something_else),
      cmocka_unit_test(a_mirror_needs_pairs),
  };
  return cmocka_run_group_tests_name("test_disk_mirror", tests, NULL, NULL);
}
