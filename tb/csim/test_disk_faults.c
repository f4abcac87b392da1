/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_faults.c: disks that fail, are slow, refuse commands, or have bad blocks.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk_help.h"

static void a_stripe_without_a_disk_gives_errors_there_and_nothing_else(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 3, 2);
  struct disk *d = opened(&cfg);
  uint8_t want[DISK_BLOCK];
  for (unsigned i = 0; i < 60; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  disk_fail(d, 1);
  assert_int_equal(status_of(d, 1).state, DISK_FAILED);
  assert_int_equal(status_of(d, 0).state, DISK_GOOD);
  uint64_t now = 1000 * US;
  for (unsigned i = 0; i < 60; i++) {
    bool gone = i / 2 % 3 == 1;
    uint64_t end = submit(d, DISK_READ, i, i, now);
    assert_int_equal(end, now + (gone ? 0 : 61 * US));
    struct disk_done done = next_done(d);
    assert_int_equal(done.error, gone);
    fill(want, gone ? 0 : i + 1);
    assert_memory_equal(done.data, want, DISK_BLOCK);
    now += 100 * US;
  }
  submit(d, DISK_WRITE, 2, 9, now);
  assert_true(next_done(d).error);
  assert_int_equal(disk_counters(d)->errors, 21);
  disk_close(d);
}

static void what_waits_for_a_disk_that_fails_ends_with_an_error(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 2, 1);
  struct disk *d = opened(&cfg);
  submit(d, DISK_WRITE, 0, 1, 0);
  submit(d, DISK_READ, 0, 2, 0);
  disk_fail(d, 0);
  assert_int_equal(submit(d, DISK_READ, 0, 3, 0), 77 * US); /* not before those */
  for (unsigned i = 1; i <= 3; i++) {
    struct disk_done done = next_done(d);
    assert_int_equal(done.cookie, i);
    assert_true(done.error);
    assert_zero(done.data);
  }
  disk_close(d);
}

static void a_slow_disk_takes_so_many_times_as_long(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 2, 1);
  struct disk *d = opened(&cfg);
  disk_slow(d, 1, 7);
  assert_int_equal(status_of(d, 1).slow, 7);
  assert_int_equal(submit(d, DISK_READ, 1, 0, 0), 7 * 61 * US);
  assert_int_equal(submit(d, DISK_WRITE, 0, 0, 0), 16 * US);
  disk_slow(d, 1, 1);
  assert_int_equal(submit(d, DISK_WRITE, 1, 0, 500 * US), 516 * US);
  settle(d);
  disk_close(d);
}

/* 20000 commands of which 100 in 1000 fail: mean 2000, standard deviation 42. */
static void errors_come_as_often_as_asked_and_change_nothing(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 2, 1);
  struct disk *d = opened(&cfg);
  unsigned value[2] = {0, 0};
  unsigned failed = 0;
  disk_errors(d, 0, 100);
  assert_int_equal(status_of(d, 0).permille, 100);
  for (unsigned i = 1; i <= 40000; i++) {
    submit(d, i & 2 ? DISK_WRITE : DISK_READ, i % 2, i, 0);
    struct disk_done done = next_done(d);
    if (done.error) assert_int_equal(done.lba, 0);
    failed += done.error;
    if (done.op == DISK_WRITE && !done.error) value[done.lba] = i;
    assert_holds(d, i % 2, value[i % 2]);
  }
  assert_in_range(failed, 2000 - 5 * 42, 2000 + 5 * 42);
  disk_errors(d, 0, 0);
  submit(d, DISK_READ, 0, 0, 0);
  assert_false(next_done(d).error);
  disk_close(d);
}

static void a_bad_block_of_a_stripe_is_an_error_until_it_is_written(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 2, 4);
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 16; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  disk_spoil(d, 1, 2, 4); /* 4 and 5 are on disk 1 */
  disk_spoil(d, 1, cfg.blocks - 1, 1000);
  for (unsigned i = 0; i < 16; i++) {
    submit(d, DISK_READ, i, 0, 0);
    assert_int_equal(next_done(d).error, i == 4 || i == 5);
  }
  submit(d, DISK_WRITE, 5, 99, 0);
  settle(d);
  assert_holds(d, 5, 99);
  submit(d, DISK_READ, 4, 0, 0);
  assert_true(next_done(d).error);
  assert_int_equal(status_of(d, 1).unreadable, 2);
  disk_close(d);
}

static void a_replaced_disk_of_a_stripe_has_what_is_written_from_then_on(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_STRIPE, 2, 1);
  struct disk *d = opened(&cfg);
  uint8_t block[DISK_BLOCK];
  for (unsigned i = 0; i < 8; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  disk_slow(d, 1, 5);
  disk_errors(d, 1, 1000);
  disk_replace(d, 1, 0);
  assert_int_equal(status_of(d, 1).state, DISK_INCOMPLETE);
  assert_false(disk_rebuilding(d));
  for (unsigned i = 0; i < 8; i++) assert_int_equal(disk_peek(d, i, block), i % 2 ? -1 : 0);
  assert_int_equal(submit(d, DISK_WRITE, 3, 50, 1000 * US), 1016 * US); /* not slow, no errors */
  submit(d, DISK_READ, 3, 0, 1000 * US);
  settle(d);
  assert_holds(d, 3, 50);
  submit(d, DISK_READ, 5, 0, 2000 * US);
  assert_true(next_done(d).error);
  disk_close(d);
}

static void what_one_of_a_pair_refuses_is_mended(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  disk_errors(d, 0, 300);
  for (unsigned i = 1; i <= 2000; i++) {
    submit(d, i % 3 ? DISK_WRITE : DISK_READ, i % 50, i, 0);
    if (i % 4 == 0) settle(d);
  }
  settle(d);
  const struct disk_counters *c = disk_counters(d);
  assert_true(c->mended > 100);
  assert_true(c->other_copy > 10);
  assert_int_equal(c->errors, 0);
  if (status_of(d, 0).state == DISK_GOOD) assert_int_equal(status_of(d, 0).unreadable, 0);
  disk_close(d);
}

/* 16 us for the write, then four repairs of 61 + 16 us. */
static void one_that_refuses_its_repairs_is_taken_out(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  submit(d, DISK_WRITE, 0, 1, 0);
  settle(d);
  disk_errors(d, 1, 1000);
  submit(d, DISK_WRITE, 0, 2, 100 * US);
  assert_false(next_done(d).error);
  struct disk_done done;
  assert_false(disk_poll(d, (116 + 4 * 77) * US - 1, &done));
  assert_int_equal(status_of(d, 1).state, DISK_GOOD);
  assert_false(disk_poll(d, (116 + 4 * 77) * US, &done));
  assert_int_equal(status_of(d, 1).state, DISK_FAILED);
  assert_int_equal(disk_counters(d)->taken_out, 1);
  assert_holds(d, 0, 2);
  assert_int_equal(disk_next_ps(d), UINT64_MAX);
  disk_close(d);
}

/* Neither is better than the other: both stay, and a block that both refuse is an error. */
static void the_last_of_a_pair_is_never_taken_out(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  submit(d, DISK_WRITE, 0, 1, 0);
  settle(d);
  disk_fail(d, 0);
  disk_errors(d, 1, 1000);
  submit(d, DISK_READ, 0, 2, 0);
  submit(d, DISK_WRITE, 0, 3, 0);
  assert_true(next_done(d).error);
  assert_true(next_done(d).error);
  assert_int_equal(status_of(d, 1).state, DISK_GOOD);
  assert_holds(d, 0, 1);
  disk_errors(d, 1, 0);
  submit(d, DISK_READ, 0, 4, 0);
  assert_false(next_done(d).error);
  disk_close(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_stripe_without_a_disk_gives_errors_there_and_nothing_else),
      cmocka_unit_test(what_waits_for_a_disk_that_fails_ends_with_an_error),
      cmocka_unit_test(a_slow_disk_takes_so_many_times_as_long),
      cmocka_unit_test(errors_come_as_often_as_asked_and_change_nothing),
      cmocka_unit_test(a_bad_block_of_a_stripe_is_an_error_until_it_is_written),
      cmocka_unit_test(a_replaced_disk_of_a_stripe_has_what_is_written_from_then_on),
      cmocka_unit_test(what_one_of_a_pair_refuses_is_mended),
      cmocka_unit_test(one_that_refuses_its_repairs_is_taken_out),
      cmocka_unit_test(the_last_of_a_pair_is_never_taken_out),
  };
  return cmocka_run_group_tests_name("test_disk_faults", tests, NULL, NULL);
}
