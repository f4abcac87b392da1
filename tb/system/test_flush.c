/* SPDX-License-Identifier: Apache-2.0 */
/* test_flush.c: what each kind of flush promises in each mode, also while the host goes on writing.
 */
#include <string.h>

#include "system.h"

#define BLOCKS 40

static void open_mode(struct system *t, unsigned mode, bool flush_to_disk) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(60 + mode));
  cfg.controller.flush_to_disk = flush_to_disk;
  system_open(t, &cfg);
}

static void write_blocks(struct system *t, unsigned volume) {
  for (unsigned n = 0; n < BLOCKS; n += 4)
    assert_non_null(system_post(t, TWK_OP_WRITE, volume, n, 4));
  system_settle(t);
}

static unsigned zeros_on_disk(struct system *t, unsigned volume) {
  static const uint8_t zero[ORACLE_BLOCK];
  unsigned count = 0;
  for (unsigned n = 0; n < BLOCKS; n++) {
    uint8_t block[ORACLE_BLOCK];
    system_peek(t, volume, n, block);
    count += memcmp(block, zero, ORACLE_BLOCK) == 0;
  }
  return count;
}

/* Two copies are safe enough: nothing goes to the disk. In mode through it is there already. */
static void test_flush_of_what_is_safe_is_immediate(void **state) {
  struct system *t = *state;
  static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH};
  for (unsigned i = 0; i < 3; i++) {
    open_mode(t, modes[i], false);
    write_blocks(t, 0);
    uint64_t writes = system_counters(t).disk.writes;
    struct request *r = system_do(t, TWK_OP_FLUSH, 0, 0, 0);
    assert_in_range(r->end.done_cycle - r->end.posted_cycle, 1,
                    5 * t->cfg.controller.cost_decision);
    assert_int_equal(system_counters(t).disk.writes, writes);
    assert_int_equal(zeros_on_disk(t, 0), modes[i] == TWK_MODE_THROUGH ? 0 : BLOCKS);
    system_drain(t);
    system_close(t);
  }
}

/* ... but not a single copy, nor where the configuration wants the disk. */
static void test_flush_waits_for_the_disk(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 3; n++) {
    open_mode(t, n == 0 ? TWK_MODE_LOCAL : n == 1 ? TWK_MODE_EARLY : TWK_MODE_SYNC, n != 0);
    write_blocks(t, 1);
    assert_int_equal(zeros_on_disk(t, 1), BLOCKS);
    system_do(t, TWK_OP_FLUSH, 1, 0, 0);
    assert_int_equal(zeros_on_disk(t, 1), 0);
    system_check_disk(t, 1);
    system_close(t);
  }
}

static void test_flush_to_disk_in_each_mode(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    open_mode(t, mode, false);
    write_blocks(t, 0);
    write_blocks(t, 1);
    system_do(t, TWK_OP_FLUSH, 0, 0, 1);
    assert_int_equal(zeros_on_disk(t, 0), 0);
    system_check_disk(t, 0);
    /* The other volume was not asked for. */
    assert_int_equal(zeros_on_disk(t, 1), mode == TWK_MODE_THROUGH ? 0 : BLOCKS);
    system_drain(t);
    system_close(t);
  }
}

/* One queue: a flush covers the writes posted before it, though none of them was answered yet. */
static void test_flush_right_behind_writes(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    open_mode(t, mode, false);
    for (unsigned n = 0; n < BLOCKS; n += 4) system_post(t, TWK_OP_WRITE, 0, n, 4);
    system_do(t, TWK_OP_FLUSH, 0, 0, 1);
    assert_int_equal(zeros_on_disk(t, 0), 0);
    system_drain(t);
    system_close(t);
  }
}

/* Write over blocks 64 .. 127 as fast as possible; how many commands until `r` has ended. */
static unsigned write_on_until_done(struct system *t, const struct request *r) {
  uint64_t end = csim_now_ps(t->sim) + 3000 * SYSTEM_US;
  unsigned posted = 0;
  while (r->busy) {
    assert_true(csim_now_ps(t->sim) < end);
    while (csim_outstanding(t->sim, 0) < CSIM_QUEUE_DEPTH) {
      system_post(t, TWK_OP_WRITE, 0, 64 + posted % 57, 8);
      posted++;
    }
    system_run(t, end);
  }
  return posted;
}

static void test_flush_ends_under_continuing_writes(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    uint8_t shadow[BLOCKS][ORACLE_BLOCK];
    open_mode(t, mode, false);
    for (unsigned n = 0; n < BLOCKS; n++) {
      struct request *r = system_do(t, TWK_OP_WRITE, 0, n, 1);
      memcpy(shadow[n], r->command.data, ORACLE_BLOCK);
    }
    struct request *flush = system_post(t, TWK_OP_FLUSH, 0, 0, 1);
    assert_in_range(write_on_until_done(t, flush), CSIM_QUEUE_DEPTH - 1, 4000);
    for (unsigned n = 0; n < BLOCKS; n++) {
      uint8_t block[ORACLE_BLOCK];
      system_peek(t, 0, n, block);
      assert_memory_equal(block, shadow[n], ORACLE_BLOCK);
    }
    system_drain(t);
    system_close(t);
  }
}

/* Every block rewritten all the time: a flush waits for what was there, not for what comes. */
static void test_flush_of_blocks_being_rewritten(void **state) {
  struct system *t = *state;
  open_mode(t, TWK_MODE_EARLY, false);
  for (unsigned n = 0; n < 20; n++) system_post(t, TWK_OP_WRITE, 0, 64 + n, 8);
  system_settle(t);
  for (unsigned n = 0; n < 5; n++) {
    struct request *flush = system_post(t, TWK_OP_FLUSH, 0, 0, 1);
    write_on_until_done(t, flush);
    system_settle(t);
  }
  system_drain(t);
  system_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_flush_of_what_is_safe_is_immediate),
      SYSTEM_TEST(test_flush_waits_for_the_disk),
      SYSTEM_TEST(test_flush_to_disk_in_each_mode),
      SYSTEM_TEST(test_flush_right_behind_writes),
      SYSTEM_TEST(test_flush_ends_under_continuing_writes),
      SYSTEM_TEST(test_flush_of_blocks_being_rewritten),
  };
  return cmocka_run_group_tests_name("test_flush", tests, NULL, NULL);
}
