/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_fifo_flips_system.c: bits flipped in the mirror FIFO. One is corrected; two in a beat lose
 * the frame, and its block is then safe in another way before the present flag says so.
 */
#include <string.h>

#include "system.h"

/* Of {check, sof, eof, data}: data bit 5; data bits 5 and 40; sof and eof; two check bits. */
static const uint32_t one_bit[3] = {1U << 5, 0, 0};
static const uint32_t two_bits[][3] = {{1U << 5, 1U << 8, 0}, {0, 0, 3}, {0, 0, 0x18}};

/* A command posted on an idle system puts its frame's first beat into the FIFO at the fourth cycle;
 * the mask that holds for it was sampled one cycle before. */
#define BEFORE_FRAME 2

static void open_mode(struct system *t, unsigned mode, uint64_t seed) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(seed));
  cfg.controller.destage_start = 1000;
  system_open(t, &cfg);
}

static uint64_t period_of(const struct system *t, unsigned volume) {
  return volume == 0 ? t->cfg.period_a_ps : t->cfg.period_b_ps;
}

static bool on_disk(struct system *t, const struct request *r) {
  uint8_t block[ORACLE_BLOCK];
  system_peek(t, r->command.volume, r->command.lba, block);
  return memcmp(block, r->command.data, ORACLE_BLOCK) == 0;
}

static bool at_peer(struct system *t, const struct request *r) {
  struct record frame;
  return system_mirrored(t, (enum csim_side) !r->command.volume, r->command.lba, &frame);
}

static void test_single_flips_are_corrected(void **state) {
  struct system *t = *state;
  static const struct mix m = {
      .span = 60, .max_blocks = 16, .reads = 25, .flushes = 2, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_SYNC; mode++) {
    open_mode(t, mode, 170 + mode);
    csim_inject(t->sim, CSIM_A, CSIM_FIFO, one_bit);
    system_traffic(t, &m, 60);
    csim_inject(t->sim, CSIM_A, CSIM_FIFO, NULL);
    system_traffic(t, &m, 20);
    system_drain(t);
    struct csim_counters k = system_counters(t);
    assert_true(k.fifo_corrected[CSIM_A] > FRAME_BEATS);
    assert_int_equal(k.fifo_corrected[CSIM_B], 0);
    assert_int_equal(k.fifo_uncorrectable[CSIM_A], 0);
    assert_int_equal(k.controller[CSIM_A].mirror_lost, 0);
    system_close(t);
  }
}

/* ---- one beat of one frame cannot be corrected */

/* Flip while beat `beat` of the frame is written: two of header, then payload, then trailer. */
static struct request *write_with_bad_beat(struct system *t, unsigned volume, uint64_t lba,
                                           unsigned beat, const uint32_t mask[3]) {
  struct csim_counters k = system_counters(t);
  unsigned before = k.fifo_corrected[volume] + k.fifo_uncorrectable[volume];
  struct request *r = system_post(t, TWK_OP_WRITE, volume, lba, 1);
  system_pass(t, (BEFORE_FRAME + beat) * period_of(t, volume));
  csim_inject(t->sim, (enum csim_side)volume, CSIM_FIFO, mask);
  system_pass(t, period_of(t, volume));
  csim_inject(t->sim, (enum csim_side)volume, CSIM_FIFO, NULL);
  assert_int_equal(before, 0);
  return r;
}

static void bad_beat_in(struct system *t, unsigned mode, unsigned volume, unsigned beat,
                        const uint32_t mask[3]) {
  open_mode(t, mode, 180);
  struct request *first = system_do(t, TWK_OP_WRITE, volume, 3, 1);
  system_wait_absent(t, (enum csim_side)volume);
  struct request *r = write_with_bad_beat(t, volume, 7, beat, mask);
  while (r->busy || csim_present(t->sim, (enum csim_side)volume)) {
    assert_true(csim_now_ps(t->sim) < 1000 * SYSTEM_US);
    system_pass(t, 3 * period_of(t, volume));
    /* Never without a second copy: sync says so with its ack, early with the flag. */
    if (mode == TWK_MODE_SYNC && !r->busy) assert_true(on_disk(t, r));
  }
  assert_true(on_disk(t, r));
  assert_false(at_peer(t, r));
  assert_true(at_peer(t, first));
  assert_int_equal(system_counters(t).fifo_uncorrectable[volume], 1);
  assert_int_equal(system_counters(t).controller[volume].mirror_lost, 1);
  struct request *next = system_do(t, TWK_OP_WRITE, volume, 9, 1);
  system_wait_absent(t, (enum csim_side)volume);
  assert_true(at_peer(t, next) && !on_disk(t, next));
  system_drain(t);
  system_close(t);
}

static void test_bad_beat_in_mode_early(void **state) {
  for (unsigned beat = 0; beat < FRAME_BEATS; beat++)
    bad_beat_in(*state, TWK_MODE_EARLY, beat % CSIM_SIDES, beat, two_bits[beat % 3]);
}

static void test_bad_beat_in_mode_sync(void **state) {
  for (unsigned beat = 0; beat < FRAME_BEATS; beat += beat < 2 || beat > 62 ? 1 : 4)
    bad_beat_in(*state, TWK_MODE_SYNC, beat % CSIM_SIDES, beat, two_bits[beat % 3]);
}

/* Every beat of a frame bad, first or last of a command or alone. */
static void test_whole_frame_bad_in_a_command(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 8; n++) {
    unsigned bad = n % 4;
    open_mode(t, n < 4 ? TWK_MODE_EARLY : TWK_MODE_SYNC, 190);
    struct request *r = system_post(t, TWK_OP_WRITE, 0, 40, 4);
    system_pass(t, (BEFORE_FRAME + bad * (FRAME_BEATS + 1)) * period_of(t, 0));
    csim_inject(t->sim, CSIM_A, CSIM_FIFO, two_bits[0]);
    system_pass(t, FRAME_BEATS * period_of(t, 0));
    csim_inject(t->sim, CSIM_A, CSIM_FIFO, NULL);
    system_wait(t, r);
    system_wait_absent(t, CSIM_A);
    assert_in_range(system_counters(t).fifo_uncorrectable[CSIM_A], FRAME_BEATS - 2, FRAME_BEATS);
    assert_int_equal(system_counters(t).controller[CSIM_A].mirror_lost, 1);
    for (unsigned i = 0; i < 4; i++) {
      struct record frame;
      uint8_t block[ORACLE_BLOCK];
      system_peek(t, 0, 40 + i, block);
      bool disk = memcmp(block, (uint8_t *)r->command.data + i * ORACLE_BLOCK, sizeof block) == 0;
      assert_true(disk == (i == bad));
      assert_true(system_mirrored(t, CSIM_B, 40 + i, &frame) == (i != bad));
    }
    system_drain(t);
    system_close(t);
  }
}

/* The block of a lost frame is overwritten before it is on disk: the newer frame is its copy. */
static void test_lost_frame_of_a_superseded_block(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_SYNC; mode++) {
    open_mode(t, mode, 200);
    struct request *r = write_with_bad_beat(t, 0, 7, 20, two_bits[0]);
    struct request *newer = system_post(t, TWK_OP_WRITE, 0, 7, 1);
    system_settle(t);
    system_wait_absent(t, CSIM_A);
    assert_int_equal(r->end.status, TWK_STATUS_OK);
    assert_true(at_peer(t, newer) || on_disk(t, newer));
    system_drain(t);
    assert_true(on_disk(t, newer));
    system_close(t);
  }
}

/* ---- CLEAN frames: three beats each; while they are lost the peer keeps a block for too long */

static void test_lost_clean_frame_is_sent_again(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 60; n++) {
    open_mode(t, TWK_MODE_EARLY, 210);
    system_do(t, TWK_OP_WRITE, 0, 7, 1);
    system_wait_absent(t, CSIM_A);
    assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_B)), 1);
    struct request *flush = system_post(t, TWK_OP_FLUSH, 0, 0, 1);
    while (!csim_present(t->sim, CSIM_A)) {
      /* A single cycle in three is bad, so that a CLEAN frame has one bad beat. */
      csim_inject(t->sim, CSIM_A, CSIM_FIFO, two_bits[n % 3]);
      system_pass(t, period_of(t, 0));
      csim_inject(t->sim, CSIM_A, CSIM_FIFO, NULL);
      if (csim_present(t->sim, CSIM_A)) break;
      system_pass(t, (1 + n % 2) * period_of(t, 0));
    }
    system_wait(t, flush);
    system_wait_absent(t, CSIM_A);
    system_pass(t, 20 * SYSTEM_US);
    system_wait_absent(t, CSIM_A);
    assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_B)), 0);
    assert_int_equal(system_counters(t).controller[CSIM_A].cleans,
                     1 + (system_counters(t).fifo_uncorrectable[CSIM_A] != 0));
    system_drain(t);
    system_close(t);
  }
}

/* ---- bad beats now and then while the hosts are busy */

static void flips_in_traffic(struct system *t, unsigned mode, uint64_t seed) {
  static const struct mix m = {
      .span = 40, .max_blocks = 12, .reads = 20, .flushes = 3, .depth = {16, 16}};
  open_mode(t, mode, seed);
  for (unsigned n = 0; n < 120; n++) {
    enum csim_side owner = (enum csim_side)(n % CSIM_SIDES);
    system_fill(t, &m, 4);
    system_pass(t, rng_below(&t->rng, 3 * SYSTEM_US));
    csim_inject(t->sim, owner, CSIM_FIFO, two_bits[n % 3]);
    system_pass(t, period_of(t, owner));
    csim_inject(t->sim, owner, CSIM_FIFO, NULL);
  }
  system_settle(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) system_wait_absent(t, (enum csim_side)v);
  system_drain(t);
  struct csim_counters k = system_counters(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    assert_true(k.fifo_uncorrectable[v] > 5);
    assert_in_range(k.controller[v].mirror_lost, 3, k.fifo_uncorrectable[v]);
  }
  system_close(t);
}

static void test_bad_beats_in_traffic(void **state) {
  for (uint64_t n = 0; n < 3; n++) {
    flips_in_traffic(*state, TWK_MODE_EARLY, 220 + n);
    flips_in_traffic(*state, TWK_MODE_SYNC, 230 + n);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_single_flips_are_corrected),
      SYSTEM_TEST(test_bad_beat_in_mode_early),
      SYSTEM_TEST(test_bad_beat_in_mode_sync),
      SYSTEM_TEST(test_whole_frame_bad_in_a_command),
      SYSTEM_TEST(test_lost_frame_of_a_superseded_block),
      SYSTEM_TEST(test_lost_clean_frame_is_sent_again),
      SYSTEM_TEST(test_bad_beats_in_traffic),
  };
  return cmocka_run_group_tests_name("test_fifo_flips_system", tests, NULL, NULL);
}
