/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk.c: completion times against arithmetic, order, contents, errors.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "disk_help.h"

static void defaults_are_four_flash_spindles_in_memory(void **state) {
  (void)state;
  struct disk_config cfg;
  disk_defaults(&cfg);
  assert_int_equal(cfg.kind, DISK_FLASH);
  assert_int_equal(cfg.spindles, 4);
  assert_int_equal(cfg.chunk_blocks, 8);
  assert_int_equal(cfg.channels, 32);
  assert_null(cfg.image);
  struct disk *d = opened(&cfg);
  /* 512 B at 1200 MB/s are 0.426667 us. */
  assert_int_equal(submit(d, DISK_READ, 0, 0, 0), 60 * US + 426667);
  assert_int_equal(submit(d, DISK_WRITE, 128, 0, 5 * US), (5 + 15) * US + 426667);
  disk_close(d);
  cfg.kind = DISK_HDD;
  d = opened(&cfg);
  /* 512 B at 205 MB/s, from block 0 where the head rests */
  assert_int_equal(submit(d, DISK_READ, 0, 0, 0), 2497561);
  disk_close(d);
}

static void flash_serves_its_channels_at_once(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.channels = 3;
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 10; i++)
    assert_int_equal(submit(d, DISK_READ, 5 * i, i, 7), 7 + (i / 3 + 1) * 61 * US);
  assert_int_equal(disk_counters(d)->busy_ps, 10 * 61 * US);
  assert_int_equal(disk_counters(d)->seeks, 0);
  disk_close(d);
}

static void striping_sends_chunk_c_to_spindle_c_mod_spindles(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.spindles = 3;
  cfg.chunk_blocks = 4;
  cfg.channels = 1;
  struct disk *d = opened(&cfg);
  uint64_t served[3] = {0};
  for (uint64_t lba = 0; lba < 100; lba++)
    assert_int_equal(submit(d, DISK_WRITE, lba, 0, 0), ++served[lba / 4 % 3] * 16 * US);
  disk_close(d);
}

static void counts_the_spindles_that_were_used(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.spindles = 3;
  cfg.chunk_blocks = 4;
  static const struct {
    uint64_t lba;
    unsigned used;
  } step[] = {{4, 1}, {7, 1}, {16, 1}, {8, 2}, {2, 3}, {100000, 3}};
  struct disk *d = opened(&cfg);
  assert_int_equal(disk_counters(d)->spindles, 0);
  for (unsigned i = 0; i < sizeof step / sizeof *step; i++) {
    submit(d, i % 2 ? DISK_WRITE : DISK_READ, step[i].lba, 0, 0);
    assert_int_equal(disk_counters(d)->spindles, step[i].used);
  }
  disk_close(d);
}

static void hdd_sequential_command_pays_transfer_only(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_HDD);
  cfg.spindles = 2;
  cfg.chunk_blocks = 4;
  struct disk *d = opened(&cfg);
  /* Both spindles stream, across chunks too, whatever the operation. */
  uint64_t served[2] = {0};
  for (uint64_t lba = 0; lba < 64; lba++)
    assert_int_equal(submit(d, lba % 3 ? DISK_READ : DISK_WRITE, lba, 0, 0),
                     ++served[lba / 4 % 2] * US);
  assert_int_equal(disk_counters(d)->seeks, 0);
  disk_close(d);
}

static void hdd_other_command_pays_seek_by_distance_and_part_of_a_turn(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_HDD);
  cfg.spindles = 2;
  cfg.chunk_blocks = 8;
  const double turn = 60e12 / 7200, span = (1 << 20) / 2;
  struct disk *d = opened(&cfg);
  uint64_t now = 0, busy = 0;
  double head[2] = {0, 0}, sum = 0, low = turn, high = 0;
  for (unsigned i = 0; i < 2000; i++) {
    uint64_t lba = (i * 2654435761ULL + 17) % (1 << 20);
    double own = (double)(lba / 16 * 8 + lba % 8);
    double distance = fabs(own - head[lba / 8 % 2]);
    double seek = (1000 + 14000 * sqrt(distance / span)) * 1e6;
    uint64_t end = submit(d, DISK_READ, lba, 0, now);
    double rotation = (double)(end - now) - seek - 1e6;
    head[lba / 8 % 2] = own + 1;
    busy += end - now;
    now = end;
    sum += rotation;
    low = fmin(low, rotation);
    high = fmax(high, rotation);
  }
  assert_true(low >= -2 && high < turn + 2);
  assert_true(low < 0.01 * turn && high > 0.99 * turn);
  /* The mean of 2000 uniform draws has a standard deviation of 0.0065 turns. */
  assert_true(fabs(sum / 2000 - turn / 2) < 0.03 * turn);
  assert_int_equal(disk_counters(d)->seeks, 2000);
  assert_int_equal(disk_counters(d)->busy_ps, busy);
  disk_close(d);
}

static void same_seed_same_times(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_HDD);
  struct disk *a = opened(&cfg), *b = opened(&cfg);
  cfg.seed = 2;
  struct disk *c = opened(&cfg);
  unsigned differ = 0;
  for (unsigned i = 1; i <= 50; i++) {
    uint64_t t = submit(a, DISK_READ, i * 1000, 0, i);
    assert_int_equal(submit(b, DISK_READ, i * 1000, 0, i), t);
    differ += submit(c, DISK_READ, i * 1000, 0, i) != t;
  }
  assert_true(differ > 40);
  disk_close(a);
  disk_close(b);
  disk_close(c);
}

static void commands_on_one_block_complete_in_order_across_channels(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.channels = 2;
  struct disk *d = opened(&cfg);
  assert_int_equal(submit(d, DISK_READ, 9, 1, 0), 61 * US);
  assert_int_equal(submit(d, DISK_WRITE, 9, 2, 0), 61 * US); /* held; alone it took 16 us */
  assert_int_equal(submit(d, DISK_WRITE, 9, 3, 0), 77 * US);
  assert_int_equal(submit(d, DISK_WRITE, 8, 4, 0), 77 * US); /* its channel was held, too */
  struct disk_done done = next_done(d);
  assert_int_equal(done.cookie, 1);
  assert_zero(done.data); /* the writes come after it */
  assert_int_equal(next_done(d).cookie, 2);
  assert_holds(d, 9, 2);
  assert_int_equal(next_done(d).cookie, 3);
  assert_holds(d, 9, 3);
  disk_close(d);
}

static void data_moves_at_completion(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  struct disk *d = opened(&cfg);
  uint8_t block[DISK_BLOCK];
  struct disk_done done;
  submit(d, DISK_WRITE, 3, 11, 0);
  submit(d, DISK_READ, 3, 12, 0);
  assert_int_equal(disk_next_ps(d), 16 * US);
  assert_false(disk_poll(d, 16 * US - 1, &done));
  disk_peek(d, 3, block);
  assert_zero(block);
  assert_true(disk_poll(d, 16 * US, &done));
  assert_int_equal(done.op, DISK_WRITE);
  assert_int_equal(done.lba, 3);
  assert_int_equal(done.cookie, 11);
  assert_int_equal(done.time_ps, 16 * US);
  assert_false(done.error);
  assert_holds(d, 3, 11);
  done = next_done(d);
  assert_int_equal(done.op, DISK_READ);
  fill(block, 11);
  assert_memory_equal(done.data, block, DISK_BLOCK);
  assert_int_equal(disk_next_ps(d), UINT64_MAX);
  assert_false(disk_poll(d, UINT64_MAX, &done));
  assert_int_equal(disk_counters(d)->reads, 1);
  assert_int_equal(disk_counters(d)->writes, 1);
  disk_close(d);
}

static void ties_complete_in_order_of_submission(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.spindles = 64;
  cfg.channels = 64;
  cfg.chunk_blocks = 1;
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 1000; i++)
    assert_int_equal(submit(d, DISK_WRITE, 7919 * i % 4096, i, 0), 16 * US);
  for (unsigned i = 0; i < 1000; i++) assert_int_equal(next_done(d).cookie, i);
  disk_close(d);
}

static void block_beyond_the_end_is_an_error_at_once(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  struct disk *d = opened(&cfg);
  uint8_t block[DISK_BLOCK];
  submit(d, DISK_WRITE, cfg.blocks - 1, 1, 0);
  assert_int_equal(submit(d, DISK_WRITE, cfg.blocks, 2, 5), 5);
  assert_int_equal(submit(d, DISK_READ, UINT64_MAX, 3, 6), 6);
  for (unsigned i = 0; i < 2; i++) {
    struct disk_done done = next_done(d);
    assert_int_equal(done.cookie, 2 + i);
    assert_true(done.error);
    assert_zero(done.data);
  }
  assert_false(next_done(d).error);
  assert_int_equal(disk_peek(d, cfg.blocks - 1, block), 0);
  assert_int_equal(disk_peek(d, cfg.blocks, block), -1);
  assert_int_equal(disk_counters(d)->writes, 1);
  assert_int_equal(disk_counters(d)->reads, 0);
  disk_close(d);
}

static void largest_disk_takes_memory_for_what_is_written(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.blocks = 1ULL << 40;
  struct disk *d = opened(&cfg);
  for (unsigned i = 0; i < 1000; i++) submit(d, DISK_WRITE, (uint64_t)i << 30 | i, i, 0);
  for (unsigned i = 0; i < 1000; i++) next_done(d);
  uint8_t block[DISK_BLOCK];
  for (unsigned i = 0; i < 1000; i++) {
    assert_holds(d, (uint64_t)i << 30 | i, i);
    assert_int_equal(disk_peek(d, ((uint64_t)i << 30 | i) + 1, block), 0);
    assert_zero(block);
  }
  disk_close(d);
}

static bool is_odd(void *ctx, uint64_t cookie) {
  ++*(unsigned *)ctx;
  return cookie % 2 == 1;
}

/* Cookie and content of a command are its value. */
static void dropped_writes_come_to_nothing(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  struct disk *d = opened(&cfg);
  unsigned asked = 0;
  submit(d, DISK_WRITE, 10, 1, 0);
  assert_false(next_done(d).error); /* on the disk already */
  uint64_t now = 20 * US;
  for (unsigned value = 2; value < 102; value++) {
    submit(d, DISK_WRITE, value < 52 ? 10 : 100 + value, value, now);
    submit(d, DISK_READ, 200 + value, value | 1, now);
  }
  disk_drop(d, is_odd, &asked);
  assert_int_equal(asked, 100); /* reads are nobody's */
  unsigned failed = 0, good = 0;
  struct disk_done done;
  while (disk_poll(d, UINT64_MAX, &done)) {
    bool dropped = done.op == DISK_WRITE && done.cookie % 2 == 1;
    assert_int_equal(done.error, dropped);
    assert_true(done.time_ps >= now);
    failed += dropped;
    good += !dropped;
    if (done.op == DISK_WRITE && done.lba == 10)
      assert_holds(d, 10, (unsigned)done.cookie & ~1U); /* the last even one */
  }
  assert_int_equal(failed, 50);
  assert_int_equal(good, 150);
  for (unsigned value = 52; value < 102; value++)
    assert_holds(d, 100 + value, value % 2 ? 0 : value);
  assert_int_equal(disk_counters(d)->writes, 51);
  submit(d, DISK_WRITE, 10, 103, 1000 * US); /* later ones are not concerned */
  assert_false(next_done(d).error);
  assert_holds(d, 10, 103);
  disk_close(d);
}

static void bad_configuration_is_named_in_one_line(void **state) {
  (void)state;
  struct disk_config c[12];
  static const char *const want[12] = {
      "spindles: 0 is out of range, expected 1..64",
      "spindles: 65 is out of range, expected 1..64",
      "chunk_blocks: 0 is out of range, expected 1..1099511627776",
      "blocks: 0 is out of range, expected 1..1099511627776",
      "blocks: 1099511627777 is out of range, expected 1..1099511627776",
      "transfer_mbs: nan is out of range, expected 0 (usual for the kind) or 0.1..1e6",
      "channels: 0 is out of range, expected 1..64",
      "read_us: 1000001 is out of range, expected 0..1000000",
      "seek_max_us: 999 is out of range, expected 1000..1000000",
      "rpm: 0 is out of range, expected 100..100000",
      "transfer_mbs: -1 is out of range, expected 0 (usual for the kind) or 0.1..1e6",
      "kind: 7 is unknown, expected hdd or flash",
  };
  for (unsigned i = 0; i < 12; i++) c[i] = simple(i == 8 || i == 9 ? DISK_HDD : DISK_FLASH);
  c[0].spindles = 0;
  c[1].spindles = 65;
  c[2].chunk_blocks = 0;
  c[3].blocks = 0;
  c[4].blocks = (1ULL << 40) + 1;
  c[5].transfer_mbs = NAN;
  c[6].channels = 0;
  c[7].read_us = 1000001;
  c[8].seek_max_us = 999;
  c[9].rpm = 0;
  c[10].transfer_mbs = -1;
  c[11].kind = (enum disk_kind)7;
  for (unsigned i = 0; i < 12; i++) {
    char err[128] = "";
    assert_null(disk_open(&c[i], err, sizeof err));
    assert_string_equal(err, want[i]);
  }
}

/* What a disk answers from here on: completions in order, then contents. */
static void assert_goes_as(struct disk *d, struct disk *want) {
  struct disk_done a, b;
  assert_true(disk_hash(d, 50) == disk_hash(want, 50));
  for (unsigned i = 0; i < 3; i++)
    assert_int_equal(submit(d, DISK_WRITE, 40 + i, 70 + i, 9 * US),
                     submit(want, DISK_WRITE, 40 + i, 70 + i, 9 * US));
  while (disk_poll(want, UINT64_MAX, &b)) {
    assert_true(disk_poll(d, UINT64_MAX, &a));
    assert_int_equal(a.op, b.op);
    assert_int_equal(a.lba, b.lba);
    assert_int_equal(a.cookie, b.cookie);
    assert_int_equal(a.time_ps, b.time_ps);
    assert_memory_equal(a.data, b.data, DISK_BLOCK);
  }
  assert_false(disk_poll(d, UINT64_MAX, &a));
  for (uint64_t lba = 0; lba < 600; lba++) {
    uint8_t x[DISK_BLOCK], y[DISK_BLOCK];
    assert_int_equal(disk_peek(d, lba, x), 0);
    assert_int_equal(disk_peek(want, lba, y), 0);
    assert_memory_equal(x, y, DISK_BLOCK);
  }
}

/* The copy was busy with other things before, and had more of them. */
static void copy_goes_as_the_original_would(void **state) {
  (void)state;
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.spindles = 2;
  cfg.channels = 3;
  struct disk *d = opened(&cfg), *twin = opened(&cfg), *copy = opened(&cfg);
  for (unsigned i = 0; i < 200; i++) submit(copy, DISK_WRITE, 3 * i, 900 + i, 0);
  for (unsigned i = 0; i < 150; i++) next_done(copy);
  assert_true(disk_hash(copy, 50) != disk_hash(d, 50));
  for (unsigned i = 0; i < 30; i++) {
    enum disk_op op = i % 4 == 3 ? DISK_READ : DISK_WRITE;
    assert_int_equal(submit(d, op, i * 7 % 20, i, 0), submit(twin, op, i * 7 % 20, i, 0));
  }
  for (unsigned i = 0; i < 10; i++) assert_int_equal(next_done(d).lba, next_done(twin).lba);
  disk_copy(copy, d);
  assert_goes_as(copy, twin);
  disk_copy(copy, d);
  disk_copy(d, copy); /* and back into its place */
  disk_copy(twin, copy);
  assert_goes_as(d, twin);
  disk_close(d);
  disk_close(twin);
  disk_close(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_four_flash_spindles_in_memory),
      cmocka_unit_test(flash_serves_its_channels_at_once),
      cmocka_unit_test(striping_sends_chunk_c_to_spindle_c_mod_spindles),
      cmocka_unit_test(counts_the_spindles_that_were_used),
      cmocka_unit_test(hdd_sequential_command_pays_transfer_only),
      cmocka_unit_test(hdd_other_command_pays_seek_by_distance_and_part_of_a_turn),
      cmocka_unit_test(same_seed_same_times),
      cmocka_unit_test(commands_on_one_block_complete_in_order_across_channels),
      cmocka_unit_test(data_moves_at_completion),
      cmocka_unit_test(ties_complete_in_order_of_submission),
      cmocka_unit_test(block_beyond_the_end_is_an_error_at_once),
      cmocka_unit_test(dropped_writes_come_to_nothing),
      cmocka_unit_test(largest_disk_takes_memory_for_what_is_written),
      cmocka_unit_test(copy_goes_as_the_original_would),
      cmocka_unit_test(bad_configuration_is_named_in_one_line),
  };
  return cmocka_run_group_tests_name("test_disk", tests, NULL, NULL);
}
