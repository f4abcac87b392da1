/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_present_flag.c: at random moments, when the present flag of an owner is 0, each of its
 * blocks is on disk or in the peer's mirror half at least as new as the host was told.
 *
 * The test numbers blocks itself: a host port stores blocks in the order in which they were posted,
 * and frames are numbered from 1 in that order. The disk's version is found by its content.
 */
#include <string.h>

#include "system.h"

#define SPAN 24
#define MAX_BLOCKS 6
#define SAMPLES 600
#define SEQS 4000

struct versions {
  unsigned count;                  /* blocks posted */
  uint64_t lba[SEQS];              /* of each sequence number */
  uint64_t word[SEQS];             /* its first word: no other version has it */
  unsigned acked[SPAN];            /* newest sequence number acknowledged, 0: none */
  unsigned first[SYSTEM_REQUESTS]; /* of the write outstanding there, 0: none */
};

struct watch {
  struct versions side[CSIM_SIDES];
  unsigned absent; /* samples that found a flag at 0 with blocks acknowledged */
  unsigned at_peer, on_disk;
};

static void note_acks(struct system *t, struct watch *w) {
  for (unsigned i = 0; i < SYSTEM_REQUESTS; i++) {
    struct request *r = &t->request[i];
    struct versions *v = &w->side[r->command.volume];
    if (r->busy || v->first[i] == 0) continue;
    for (unsigned n = 0; n < r->command.blocks; n++) {
      unsigned *acked = &v->acked[r->command.lba + n];
      if (v->first[i] + n > *acked) *acked = v->first[i] + n;
    }
    v->first[i] = 0;
  }
}

static void post_write(struct system *t, struct watch *w, unsigned volume) {
  struct versions *v = &w->side[volume];
  unsigned blocks = 1 + (unsigned)rng_below(&t->rng, MAX_BLOCKS);
  uint64_t lba = rng_below(&t->rng, SPAN - blocks + 1);
  struct request *r = system_post(t, TWK_OP_WRITE, volume, lba, blocks);
  if (r == NULL) return;
  v->first[r - t->request] = v->count + 1;
  for (unsigned n = 0; n < blocks; n++) {
    assert_true(++v->count < SEQS);
    v->lba[v->count] = lba + n;
    memcpy(&v->word[v->count], (uint8_t *)r->command.data + n * ORACLE_BLOCK, sizeof v->word[0]);
  }
}

/* Which version the disk holds; 0: none yet. */
static unsigned seq_on_disk(struct system *t, const struct versions *v, unsigned volume,
                            uint64_t lba) {
  uint8_t block[ORACLE_BLOCK];
  uint64_t word;
  system_peek(t, volume, lba, block);
  memcpy(&word, block, sizeof word);
  for (unsigned seq = v->count; seq != 0; seq--)
    if (v->lba[seq] == lba && v->word[seq] == word) return seq;
  assert_true(word == 0);
  return 0;
}

static void sample(struct system *t, struct watch *w, unsigned owner) {
  struct versions *v = &w->side[owner];
  note_acks(t, w);
  if (csim_present(t->sim, (enum csim_side)owner)) return;
  w->absent += v->count != 0;
  for (uint64_t lba = 0; lba < SPAN; lba++) {
    struct record frame = {.seq = 0};
    if (v->acked[lba] == 0) continue;
    system_mirrored(t, (enum csim_side) !owner, lba, &frame);
    if (frame.seq >= v->acked[lba]) {
      assert_int_equal(v->lba[frame.seq], lba);
      w->at_peer++;
    } else if (seq_on_disk(t, v, owner, lba) >= v->acked[lba]) {
      w->on_disk++;
    } else {
      fail_msg("block %u of %u: acknowledged %u, peer has %u, at %lu ps", (unsigned)lba, owner,
               v->acked[lba], frame.seq, (unsigned long)csim_now_ps(t->sim));
    }
  }
}

/* Bursts and pauses, so that the flag goes both ways; `flips`: some frames are lost. */
static void watch_flag(struct system *t, uint64_t seed, bool flips) {
  static const uint32_t two_bits[3] = {6, 0, 0};
  struct watch w;
  struct csim_config cfg;
  memset(&w, 0, sizeof w);
  system_config(&cfg, TWK_MODE_EARLY, system_seed(seed));
  /* The peer's firmware takes what is committed before the verdict is through the wire. */
  cfg.controller.cost_decision = cfg.controller.cost_entry = 0;
  cfg.controller.destage_start = 12;
  cfg.controller.destage_stop = 4;
  cfg.disk.write_us = 10;
  system_open(t, &cfg);
  for (unsigned n = 0; n < SAMPLES; n++) {
    bool burst = n / 20 % 2;
    unsigned owner = n % CSIM_SIDES;
    if (burst || rng_below(&t->rng, 4) == 0) post_write(t, &w, (unsigned)rng_below(&t->rng, 2));
    if (flips && n % 4 < 2) csim_inject(t->sim, (enum csim_side)owner, CSIM_FIFO, two_bits);
    system_pass(t, cfg.period_b_ps);
    csim_inject(t->sim, (enum csim_side)owner, CSIM_FIFO, NULL);
    system_pass(t, rng_below(&t->rng, burst ? SYSTEM_US : 4 * SYSTEM_US));
    sample(t, &w, 0);
    sample(t, &w, 1);
  }
  assert_in_range(w.absent, SAMPLES / 8, 2 * SAMPLES - SAMPLES / 8);
  assert_true(w.at_peer > SAMPLES && w.on_disk > SAMPLES / 10);
  if (flips) assert_true(system_counters(t).controller[0].mirror_lost > 3);
  system_drain(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) assert_false(csim_present(t->sim, (enum csim_side)v));
  system_close(t);
}

static void test_absent_means_that_a_second_copy_exists(void **state) {
  for (uint64_t n = 0; n < 3; n++) watch_flag(*state, 250 + n, false);
}

static void test_absent_means_that_lost_frames_are_safe(void **state) {
  for (uint64_t n = 0; n < 4; n++) watch_flag(*state, 260 + n, true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_absent_means_that_a_second_copy_exists),
      SYSTEM_TEST(test_absent_means_that_lost_frames_are_safe),
  };
  return cmocka_run_group_tests_name("test_present_flag", tests, NULL, NULL);
}
