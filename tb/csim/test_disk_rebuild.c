/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_rebuild.c: a replaced disk of a mirror becomes what its partner is, while both serve.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk_help.h"

#define COPY (60 + 4 + 15 + 4) /* us: read and write of a chunk of four blocks */

/* Two disks, chunks of four blocks, the first `blocks` blocks written: each holds its number + 1.
 */
static struct disk *filled(unsigned blocks) {
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < blocks; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  return d;
}

static void run_to(struct disk *d, uint64_t now_ps) {
  struct disk_done done;
  while (disk_poll(d, now_ps, &done)) assert_false(done.error);
}

static void an_idle_pair_is_copied_chunk_by_chunk_without_a_pause(void **state) {
  (void)state;
  struct disk *d = filled(40);
  uint64_t start = 10000 * US;
  uint8_t block[DISK_BLOCK];
  disk_replace(d, 1, start);
  assert_int_equal(status_of(d, 1).state, DISK_REBUILDING);
  assert_int_equal(status_of(d, 1).percent, 0);
  for (unsigned chunk = 1; chunk <= 10; chunk++) {
    run_to(d, start + chunk * COPY * US - 1);
    assert_int_equal(disk_counters(d)->rebuilt_blocks, 4 * (chunk - 1));
    run_to(d, start + chunk * COPY * US);
    assert_int_equal(disk_counters(d)->rebuilt_blocks, 4 * chunk);
  }
  assert_false(disk_rebuilding(d)); /* all that was ever written */
  assert_int_equal(status_of(d, 1).state, DISK_GOOD);
  assert_int_equal(status_of(d, 1).percent, 100);
  assert_int_equal(disk_counters(d)->rebuilt, 1);
  disk_fail(d, 0);
  for (unsigned i = 0; i < 40; i++) assert_holds(d, i, i + 1);
  assert_int_equal(disk_peek(d, 1000, block), 0);
  assert_zero(block);
  disk_close(d);
}

/* Hosts ask all the time, on a channel of their own: three parts of four are theirs. */
static void under_load_a_rebuild_takes_a_quarter_of_the_time(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  cfg.channels = 2;
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 400; i++) submit(d, DISK_WRITE, i, i + 1, 0);
  settle(d);
  uint64_t start = 100000 * US, now = start;
  disk_replace(d, 1, start);
  while (disk_rebuilding(d)) {
    submit(d, DISK_READ, 4000, 0, now);
    now += 70 * US;
    run_to(d, now);
  }
  assert_in_range(now, start + 100 * 4 * COPY * US, start + (100 * 4 * COPY + 70) * US);
  for (unsigned i = 0; i < 400; i++) assert_holds(d, i, i + 1);
  disk_close(d);
}

static void reads_come_from_what_is_there_and_writes_go_to_both(void **state) {
  (void)state;
  struct disk *d = filled(80);
  uint64_t start = 10000 * US;
  disk_replace(d, 0, start);
  run_to(d, start + 5 * COPY * US); /* blocks 0..19 are there */
  uint64_t now = start + 5 * COPY * US;
  submit(d, DISK_READ, 70, 0, now);
  submit(d, DISK_WRITE, 71, 571, now); /* ahead of the rebuild */
  submit(d, DISK_WRITE, 3, 503, now);  /* behind it */
  run_to(d, now + 400 * US);
  assert_int_equal(disk_counters(d)->other_copy, 0); /* nobody asked the wrong one */
  disk_fail(d, 1);
  uint8_t block[DISK_BLOCK];
  assert_holds(d, 3, 503);
  assert_holds(d, 4, 5);
  assert_holds(d, 71, 571);
  assert_int_equal(disk_peek(d, 70, block), -1);
  assert_int_equal(disk_peek(d, 72, block), -1);
  assert_int_equal(status_of(d, 0).state, DISK_INCOMPLETE);
  disk_close(d);
}

static void a_block_that_cannot_be_copied_is_an_error_and_the_rest_is_whole(void **state) {
  (void)state;
  struct disk *d = filled(40);
  disk_spoil(d, 0, 9, 2);
  disk_replace(d, 1, 0);
  submit(d, DISK_WRITE, 10, 510, 0); /* and this one is written meanwhile */
  settle(d);
  assert_int_equal(status_of(d, 1).state, DISK_GOOD);
  assert_int_equal(status_of(d, 1).unreadable, 1);
  uint8_t block[DISK_BLOCK];
  for (unsigned lost = 0; lost < 2; lost++) {
    for (unsigned i = 0; i < 40; i++) {
      if (i == 9)
        assert_int_equal(disk_peek(d, i, block), -1);
      else
        assert_holds(d, i, i == 10 ? 510 : i + 1);
    }
    if (!lost) disk_fail(d, 0);
  }
  submit(d, DISK_READ, 9, 0, 0);
  assert_true(next_done(d).error);
  submit(d, DISK_WRITE, 9, 509, 0);
  settle(d);
  assert_holds(d, 9, 509);
  disk_close(d);
}

/* What it had taken meanwhile it has; the new one of its partner gets that, and no more. */
static void a_source_that_fails_leaves_errors_for_the_rest(void **state) {
  (void)state;
  struct disk *d = filled(40);
  uint64_t start = 10000 * US;
  uint8_t block[DISK_BLOCK];
  disk_replace(d, 1, start);
  run_to(d, start + 3 * COPY * US); /* 0..11 */
  submit(d, DISK_WRITE, 30, 530, start + 3 * COPY * US);
  run_to(d, start + 3 * COPY * US + 100 * US); /* and 12..15, and 30 */
  disk_fail(d, 0);
  assert_false(disk_rebuilding(d));
  for (unsigned turn = 0; turn < 2; turn++) {
    for (unsigned i = 0; i < 50; i++) {
      if (i < 16 || i == 30)
        assert_holds(d, i, i == 30 ? 530 : i + 1);
      else
        assert_int_equal(disk_peek(d, i, block), -1);
    }
    if (turn) break;
    disk_replace(d, 0, 20000 * US);
    assert_int_equal(status_of(d, 0).state, DISK_REBUILDING);
    settle(d);
    assert_int_equal(status_of(d, 0).state, DISK_INCOMPLETE);
    disk_fail(d, 1);
  }
  disk_close(d);
}

static void a_second_one_replaced_meanwhile_loses_what_was_not_copied(void **state) {
  (void)state;
  struct disk *d = filled(40);
  uint8_t block[DISK_BLOCK];
  uint64_t start = 10000 * US;
  disk_replace(d, 1, start);
  run_to(d, start + 2 * COPY * US);
  disk_replace(d, 0, start + 2 * COPY * US);
  settle(d);
  for (unsigned i = 0; i < 50; i++) {
    if (i < 8)
      assert_holds(d, i, i + 1);
    else
      assert_int_equal(disk_peek(d, i, block), -1);
  }
  disk_close(d);
}

/* What a refused write left behind ahead of the rebuild is not taken for the content. */
static void a_refused_write_ahead_of_the_rebuild_does_not_survive(void **state) {
  (void)state;
  struct disk *d = filled(4);
  uint64_t now = 10000 * US;
  disk_replace(d, 1, now);
  submit(d, DISK_WRITE, 4000, 77, now);
  run_to(d, now += 50 * US);
  disk_errors(d, 1, 1000);
  uint8_t zero[DISK_BLOCK] = {0};
  struct disk_done done;
  disk_submit(d, DISK_WRITE, 4000, zero, 0, now);
  while (!disk_poll(d, now, &done)) now += US;
  assert_false(done.error);
  disk_errors(d, 1, 0);
  assert_true(disk_rebuilding(d));
  settle(d);
  assert_int_equal(disk_counters(d)->mended, 0); /* the rebuild came by anyway */
  assert_int_equal(status_of(d, 1).state, DISK_GOOD);
  disk_fail(d, 0);
  assert_holds(d, 4000, 0);
  disk_close(d);
}

static void a_new_disk_that_takes_nothing_is_taken_out(void **state) {
  (void)state;
  struct disk *d = filled(40);
  disk_replace(d, 1, 0);
  disk_errors(d, 1, 1000);
  settle(d);
  assert_int_equal(status_of(d, 1).state, DISK_FAILED);
  assert_int_equal(disk_counters(d)->taken_out, 1);
  for (unsigned i = 0; i < 40; i++) assert_holds(d, i, i + 1);
  disk_close(d);
}

/* ... but not with the only copy of a block. */
static void a_new_disk_that_has_the_last_copy_is_not_taken_out(void **state) {
  (void)state;
  struct disk *d = filled(40);
  uint64_t start = 10000 * US;
  disk_replace(d, 1, start);
  run_to(d, start + 5 * COPY * US); /* 0..19 */
  disk_spoil(d, 0, 3, 1);
  disk_errors(d, 1, 1000);
  settle(d);
  assert_int_equal(status_of(d, 1).state, DISK_INCOMPLETE);
  for (unsigned i = 0; i < 40; i++) assert_holds(d, i, i + 1);
  disk_close(d);
}

static void a_source_that_refuses_for_ever_does_not_hold_the_rebuild(void **state) {
  (void)state;
  struct disk *d = filled(40);
  disk_errors(d, 0, 1000);
  disk_replace(d, 1, 0);
  settle(d);
  disk_errors(d, 0, 0);
  for (unsigned i = 0; i < 40; i++) submit(d, DISK_READ, i, i, 0);
  settle(d);
  for (unsigned i = 0; i < 40; i++) assert_holds(d, i, i + 1);
  disk_fail(d, 0); /* the reads have put right what they came by */
  unsigned held = 0;
  for (unsigned i = 0; i < 40; i++) {
    uint8_t block[DISK_BLOCK];
    if (disk_peek(d, i, block)) continue;
    assert_holds(d, i, i + 1);
    held++;
  }
  assert_int_equal(held, disk_counters(d)->mended);
  assert_true(held > 0);
  disk_close(d);
}

/* It cannot be repaired, but nobody else has the rest. */
static void a_source_that_refuses_its_repair_is_not_taken_out(void **state) {
  (void)state;
  struct disk *d = filled(400);
  uint64_t start = 100000 * US;
  disk_replace(d, 1, start);
  run_to(d, start + COPY * US);
  disk_errors(d, 0, 1000);
  submit(d, DISK_WRITE, 399, 777, start + COPY * US);
  run_to(d, start + 2000 * US);
  assert_int_equal(status_of(d, 0).unreadable, 1);
  disk_errors(d, 0, 0);
  assert_int_equal(status_of(d, 0).state, DISK_GOOD);
  assert_int_equal(status_of(d, 1).state, DISK_REBUILDING);
  for (unsigned i = 0; i < 400; i++) assert_holds(d, i, i == 399 ? 777 : i + 1);
  settle(d);
  disk_close(d);
}

static void a_copy_goes_on_rebuilding_as_the_original(void **state) {
  (void)state;
  struct disk_config cfg = array_of(DISK_MIRROR, 2, 4);
  struct disk *d = filled(200), *copy = opened(&cfg);
  for (unsigned i = 0; i < 300; i++) submit(copy, DISK_WRITE, 7 * i, i, 0);
  settle(copy); /* pages that must count as empty afterwards */
  disk_replace(copy, 0, 0);
  disk_spoil(d, 0, 33, 1);
  disk_errors(d, 0, 100);
  disk_replace(d, 1, 50000 * US);
  run_to(d, 51000 * US);
  submit(d, DISK_WRITE, 199, 3, 51000 * US);
  disk_copy(copy, d);
  for (unsigned i = 0; disk_rebuilding(d); i++) {
    uint64_t now = (51000 + i * 100) * US;
    struct disk_done a, b;
    assert_true(disk_hash(d, now) == disk_hash(copy, now));
    assert_int_equal(disk_next_ps(d), disk_next_ps(copy));
    if (i % 3 == 0)
      assert_int_equal(submit(d, DISK_WRITE, i, i, now), submit(copy, DISK_WRITE, i, i, now));
    while (disk_poll(d, now, &a)) {
      assert_true(disk_poll(copy, now, &b));
      assert_int_equal(a.cookie, b.cookie);
      assert_int_equal(a.time_ps, b.time_ps);
      assert_int_equal(a.error, b.error);
    }
    assert_false(disk_poll(copy, now, &b));
  }
  assert_memory_equal(disk_counters(d), disk_counters(copy), sizeof *disk_counters(d));
  disk_close(d);
  disk_close(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_idle_pair_is_copied_chunk_by_chunk_without_a_pause),
      cmocka_unit_test(under_load_a_rebuild_takes_a_quarter_of_the_time),
      cmocka_unit_test(reads_come_from_what_is_there_and_writes_go_to_both),
      cmocka_unit_test(a_block_that_cannot_be_copied_is_an_error_and_the_rest_is_whole),
      cmocka_unit_test(a_source_that_fails_leaves_errors_for_the_rest),
      cmocka_unit_test(a_second_one_replaced_meanwhile_loses_what_was_not_copied),
      cmocka_unit_test(a_refused_write_ahead_of_the_rebuild_does_not_survive),
      cmocka_unit_test(a_new_disk_that_takes_nothing_is_taken_out),
      cmocka_unit_test(a_new_disk_that_has_the_last_copy_is_not_taken_out),
      cmocka_unit_test(a_source_that_refuses_for_ever_does_not_hold_the_rebuild),
      cmocka_unit_test(a_source_that_refuses_its_repair_is_not_taken_out),
      cmocka_unit_test(a_copy_goes_on_rebuilding_as_the_original),
  };
  return cmocka_run_group_tests_name("test_disk_rebuild", tests, NULL, NULL);
}
