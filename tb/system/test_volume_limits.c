/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_volume_limits.c: commands beyond a volume are refused before anything is written; at its
 * border they are not; those behind a refused one go on.
 */
#include <string.h>

#include "system.h"

#define VOLUME 1000 /* blocks: no power of two, so that no carry helps */

static void open_small(struct system *t, unsigned mode) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(31));
  cfg.volume_blocks = VOLUME;
  system_open(t, &cfg);
  t->allowed = 1U << TWK_STATUS_OK | 1U << TWK_STATUS_RANGE;
}

static void refused(struct system *t, unsigned volume, uint64_t lba, unsigned blocks) {
  for (uint8_t op = TWK_OP_WRITE; op <= TWK_OP_READ; op++) {
    struct request *r = system_post_unjudged(t, op, volume, lba, blocks);
    system_wait(t, r);
    assert_int_equal(r->end.status, TWK_STATUS_RANGE);
    assert_int_equal(r->end.first_beat_cycle, 0); /* no data was asked for */
  }
}

static void accepted(struct system *t, unsigned volume, uint64_t lba, unsigned blocks) {
  for (uint8_t op = TWK_OP_WRITE; op <= TWK_OP_READ; op++)
    assert_int_equal(system_do(t, op, volume, lba, blocks)->end.status, TWK_STATUS_OK);
}

static void test_borders_are_exact(void **state) {
  struct system *t = *state;
  open_small(t, TWK_MODE_EARLY);
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    accepted(t, v, 0, 1);
    accepted(t, v, VOLUME - 1, 1);
    accepted(t, v, VOLUME - 256, 256);
    refused(t, v, VOLUME, 1);
    refused(t, v, VOLUME - 1, 2);
    refused(t, v, VOLUME - 255, 256);
    refused(t, v, VOLUME + 1, 1);
    refused(t, v, 2 * VOLUME - 1, 1);
    refused(t, v, 2 * VOLUME, 1);
  }
  system_drain(t);
  system_close(t);
}

static void test_impossible_counts(void **state) {
  struct system *t = *state;
  static const unsigned counts[] = {0, 257, 512, 65535, 65536, 65537, 0x80000000, 0xFFFFFFFF};
  open_small(t, TWK_MODE_EARLY);
  for (unsigned i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    refused(t, 0, 5, counts[i]);
    refused(t, 1, 5, counts[i]);
  }
  system_drain(t);
  system_close(t);
}

/* LBAs that would come back into the volume if they wrapped at 40 or 64 bits. */
static void test_far_blocks(void **state) {
  struct system *t = *state;
  static const uint64_t far[] = {1ULL << 39,
                                 (1ULL << 40) - 1,
                                 1ULL << 40,
                                 (1ULL << 40) + 5,
                                 (1ULL << 40) - VOLUME,
                                 1ULL << 41,
                                 1ULL << 62,
                                 (1ULL << 63) - 1,
                                 1ULL << 63,
                                 (1ULL << 63) + 5,
                                 UINT64_MAX - VOLUME,
                                 UINT64_MAX - VOLUME + 1,
                                 UINT64_MAX - 1,
                                 UINT64_MAX};
  open_small(t, TWK_MODE_EARLY);
  for (unsigned i = 0; i < sizeof far / sizeof far[0]; i++) {
    for (unsigned v = 0; v < CSIM_SIDES; v++) {
      refused(t, v, far[i], 1);
      refused(t, v, far[i], 256);
    }
  }
  system_drain(t);
  system_close(t);
}

static void all_zero(struct system *t, unsigned volume, uint64_t from, uint64_t to) {
  static const uint8_t zero[ORACLE_BLOCK];
  for (uint64_t lba = from; lba < to; lba++) {
    uint8_t block[ORACLE_BLOCK];
    system_peek(t, volume, lba, block);
    assert_memory_equal(block, zero, ORACLE_BLOCK);
  }
}

/* Refusals and good commands mixed in one full queue: each gets its own answer, and the disks end
 * with what was accepted and nothing else. */
static void refusals_among_others(struct system *t, unsigned mode) {
  struct request *good[16];
  struct request *bad[16];
  open_small(t, mode);
  for (unsigned i = 0; i < 16; i++) {
    unsigned v = i % CSIM_SIDES;
    bad[i] = system_post_unjudged(t, TWK_OP_WRITE, v, VOLUME - 2, 3 + i);
    memset(bad[i]->command.data, 0xBD, (size_t)ORACLE_BLOCK * (3 + i));
    good[i] = system_post(t, TWK_OP_WRITE, v, 10 + 2 * i, 2);
  }
  system_settle(t);
  for (unsigned i = 0; i < 16; i++) {
    assert_int_equal(good[i]->end.status, TWK_STATUS_OK);
    assert_int_equal(bad[i]->end.status, TWK_STATUS_RANGE);
  }
  system_drain(t);
  assert_int_equal(system_counters(t).disk.writes, 32);
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    all_zero(t, v, 0, 10);
    all_zero(t, v, 42, VOLUME);
  }
  system_close(t);
}

static void test_refusals_among_others_in_each_mode(void **state) {
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++)
    refusals_among_others(*state, mode);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_borders_are_exact),
      SYSTEM_TEST(test_impossible_counts),
      SYSTEM_TEST(test_far_blocks),
      SYSTEM_TEST(test_refusals_among_others_in_each_mode),
  };
  return cmocka_run_group_tests_name("test_volume_limits", tests, NULL, NULL);
}
