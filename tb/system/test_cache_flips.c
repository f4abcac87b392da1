/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_cache_flips.c: bits flipped in the cache. One in a word is corrected and written back; two
 * are reported, never delivered as good data, and never written to the disk.
 */
#include <string.h>

#include "system.h"

#define BLOCKS 6
#define WORDS 64 /* of a block */

static const uint32_t one_bit[3] = {0, 1U << 9, 0};
static const uint32_t one_check_bit[3] = {0, 0, 1U << 3};
static const uint32_t two_bits[3] = {1U << 17, 1U << 9, 0};

static void open_mode(struct system *t, unsigned mode) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(240));
  cfg.controller.destage_start = 1000;
  system_open(t, &cfg);
}

static struct request *write_flipped(struct system *t, unsigned volume, uint64_t lba,
                                     unsigned blocks, const uint32_t mask[3]) {
  csim_inject(t->sim, (enum csim_side)volume, CSIM_LOCAL, mask);
  struct request *r = system_do(t, TWK_OP_WRITE, volume, lba, blocks);
  csim_inject(t->sim, (enum csim_side)volume, CSIM_LOCAL, NULL);
  return r;
}

static void test_single_flips_are_corrected_and_scrubbed(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 4; n++) {
    unsigned v = n % CSIM_SIDES;
    open_mode(t, TWK_MODE_EARLY);
    write_flipped(t, v, 8, BLOCKS, n < 2 ? one_bit : one_check_bit);
    system_do(t, TWK_OP_READ, v, 8, BLOCKS);
    struct csim_counters k = system_counters(t);
    assert_int_equal(k.cache_corrected[v], BLOCKS * WORDS);
    assert_int_equal(k.cache_corrected[!v], 0);
    assert_in_range(k.scrubbed[v], BLOCKS * WORDS / 2, BLOCKS * WORDS);
    assert_true(k.controller[v].ecc_corrected > 0);
    /* What was written back is good: only the rest is corrected again, until nothing is left. */
    unsigned left = BLOCKS * WORDS - k.scrubbed[v];
    system_do(t, TWK_OP_READ, v, 8, BLOCKS);
    assert_int_equal(system_counters(t).cache_corrected[v] - k.cache_corrected[v], left);
    for (unsigned i = 0; i < 4; i++) system_do(t, TWK_OP_READ, v, 8, BLOCKS);
    k = system_counters(t);
    system_do(t, TWK_OP_READ, v, 8, BLOCKS);
    assert_int_equal(system_counters(t).cache_corrected[v], k.cache_corrected[v]);
    assert_int_equal(k.cache_uncorrectable[v], 0);
    system_drain(t);
    system_close(t);
  }
}

static void test_single_flips_in_traffic(void **state) {
  struct system *t = *state;
  static const struct mix m = {
      .span = 60, .max_blocks = 16, .reads = 40, .flushes = 2, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    open_mode(t, mode);
    for (unsigned v = 0; v < CSIM_SIDES; v++) {
      csim_inject(t->sim, (enum csim_side)v, CSIM_LOCAL, one_bit);
      csim_inject(t->sim, (enum csim_side)v, CSIM_MIRROR, one_bit);
    }
    system_traffic(t, &m, 60);
    system_drain(t);
    assert_true(system_counters(t).cache_corrected[CSIM_A] > 1000);
    assert_int_equal(system_counters(t).cache_uncorrectable[CSIM_A], 0);
    system_close(t);
  }
}

static void still_zero(struct system *t, unsigned volume, uint64_t lba, unsigned blocks) {
  static const uint8_t zero[ORACLE_BLOCK];
  uint8_t block[ORACLE_BLOCK];
  for (unsigned i = 0; i < blocks; i++) {
    system_peek(t, volume, lba + i, block);
    assert_memory_equal(block, zero, ORACLE_BLOCK);
  }
}

/* The controller knows nothing yet of fetching its peer's copy: it says that it has no good one. */
static void test_double_flips_are_never_read_as_good(void **state) {
  struct system *t = *state;
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    open_mode(t, TWK_MODE_EARLY);
    t->allowed |= 1U << TWK_STATUS_MEDIA;
    system_do(t, TWK_OP_WRITE, v, 0, BLOCKS);
    write_flipped(t, v, BLOCKS, 1, two_bits);
    system_do(t, TWK_OP_WRITE, v, BLOCKS + 1, BLOCKS);
    assert_int_equal(system_do(t, TWK_OP_READ, v, BLOCKS, 1)->end.status, TWK_STATUS_MEDIA);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 0, 2 * BLOCKS)->end.status, TWK_STATUS_MEDIA);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 0, BLOCKS)->end.status, TWK_STATUS_OK);
    assert_int_equal(system_do(t, TWK_OP_READ, v, BLOCKS + 1, BLOCKS)->end.status, TWK_STATUS_OK);
    struct csim_counters k = system_counters(t);
    assert_int_equal(k.cache_uncorrectable[v], 2 * WORDS);
    assert_true(k.controller[v].ecc_uncorrectable > 0);
    system_close(t);
  }
}

/* A destage of it fails, as does the flush that waits for it; overwriting the block heals. */
static void test_double_flips_never_reach_the_disk(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 6; n++) {
    unsigned mode = n / 2 == 2 ? TWK_MODE_LOCAL : n / 2;
    open_mode(t, mode);
    t->allowed |= 1U << TWK_STATUS_MEDIA;
    write_flipped(t, n % 2, 20, 2, two_bits);
    struct request *other = system_do(t, TWK_OP_WRITE, n % 2, 40, 2);
    struct request *flush = system_do(t, TWK_OP_FLUSH, n % 2, 0, 1);
    assert_int_equal(flush->end.status, TWK_STATUS_MEDIA);
    still_zero(t, n % 2, 20, 2);
    for (unsigned i = 0; i < 2; i++) {
      uint8_t block[ORACLE_BLOCK];
      system_peek(t, n % 2, 40 + i, block);
      assert_memory_equal(block, (uint8_t *)other->command.data + i * ORACLE_BLOCK, sizeof block);
    }
    assert_int_equal(system_do(t, TWK_OP_WRITE, n % 2, 20, 2)->end.status, TWK_STATUS_OK);
    assert_int_equal(system_do(t, TWK_OP_FLUSH, n % 2, 0, 1)->end.status, TWK_STATUS_OK);
    system_drain(t);
    system_close(t);
  }
}

static void test_double_flips_in_mode_through(void **state) {
  struct system *t = *state;
  open_mode(t, TWK_MODE_THROUGH);
  t->allowed |= 1U << TWK_STATUS_MEDIA;
  assert_int_equal(write_flipped(t, 0, 20, 2, two_bits)->end.status, TWK_STATUS_MEDIA);
  still_zero(t, 0, 20, 2);
  assert_int_equal(system_do(t, TWK_OP_WRITE, 0, 20, 2)->end.status, TWK_STATUS_OK);
  system_drain(t);
  system_close(t);
}

/* What a takeover would read. */
static void test_flips_in_the_mirror_half(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 4; n++) {
    unsigned owner = n % CSIM_SIDES;
    enum csim_side peer = (enum csim_side) !owner;
    uint8_t block[ORACLE_BLOCK];
    struct record frame;
    open_mode(t, TWK_MODE_EARLY);
    csim_inject(t->sim, peer, CSIM_MIRROR, n < 2 ? one_bit : two_bits);
    struct request *r = system_do(t, TWK_OP_WRITE, owner, 33, 1);
    system_wait_absent(t, (enum csim_side)owner);
    csim_inject(t->sim, peer, CSIM_MIRROR, NULL);
    assert_true(system_mirrored(t, peer, 33, &frame));
    int result = csim_read_slot(t->sim, peer, frame.slot, block);
    struct csim_counters k = system_counters(t);
    assert_int_equal(result, n < 2 ? 0 : -1);
    if (n < 2) assert_memory_equal(block, r->command.data, ORACLE_BLOCK);
    assert_int_equal(k.cache_corrected[peer], n < 2 ? WORDS : 0);
    assert_int_equal(k.cache_uncorrectable[peer], n < 2 ? 0 : WORDS);
    /* The owner's own copy is not touched by any of this. */
    system_do(t, TWK_OP_READ, owner, 33, 1);
    system_drain(t);
    system_close(t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_single_flips_are_corrected_and_scrubbed),
      SYSTEM_TEST(test_single_flips_in_traffic),
      SYSTEM_TEST(test_double_flips_are_never_read_as_good),
      SYSTEM_TEST(test_double_flips_never_reach_the_disk),
      SYSTEM_TEST(test_double_flips_in_mode_through),
      SYSTEM_TEST(test_flips_in_the_mirror_half),
  };
  return cmocka_run_group_tests_name("test_cache_flips", tests, NULL, NULL);
}
