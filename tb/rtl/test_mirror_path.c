/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_path: frames through all of it; a rail that pauses, a path that is emptied, status bits.
 */
#include "ports_mirror_path.h"
#include "dut.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>

#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum {
  EPOCH = 0x5b,
  LIMIT = 512,
  FULL_RATE = 256,
  PATIENCE = 200000,
  OWNER = 0,
  DRAIN,
  PEER,
  CLOCKS
};

struct bench {
  /* Of assertions, at the very first edge: a reset behind a synchroniser whose random state was low
   * has no edge of its own, and comes with that clock. */
  unsigned random_failures;
  struct dut *d;
  struct rng rng;
  uint64_t now_ps, period_ps[CLOCKS], next_ps[CLOCKS], edges[CLOCKS];
  /* owner: frames to write in all, and the one under way; verdicts heard */
  unsigned goal, written, beat, heard;
  uint64_t frame[FRAME_DATA_BEATS];
  /* peer: the frame that arrives, frames it has in order, verdicts it has not given */
  uint64_t got[FRAME_DATA_BEATS];
  unsigned in_got, committed, arrived, owed;
  bool deaf;   /* the owner takes no verdict */
  bool silent; /* it gives no verdict */
  bool refuse; /* those it gives are bad */
  bool hurt;   /* no word of a frame can be read: it is judged by its end alone */
};

static unsigned make(uint64_t *beats, uint32_t seq) {
  struct frame_fields f = {
      .kind = TWK_FRAME_DATA, .tag = EPOCH, .slot = seq % 4, .seq = seq, .lba = seq * 5};
  return frame_make(beats, &f, seq);
}

static void sample_owner(struct bench *b) {
  struct dut *d = b->d;
  if (*d->wr_valid && *d->wr_ready && ++b->beat == FRAME_DATA_BEATS) {
    b->beat = 0;
    b->written++;
  }
  if (!*d->msg_valid || !*d->msg_ready) return;
  assert_int_equal(*d->msg_ok, !b->hurt); /* every other frame here is well */
  if (!b->hurt) assert_int_equal(*d->msg_epoch, EPOCH);
  assert_true(b->heard < b->arrived);
  b->heard++;
}

/* In order; again only what was there before. */
static void judge(struct bench *b) {
  struct frame_fields f;
  uint64_t want[FRAME_DATA_BEATS];
  assert_int_equal(b->in_got, FRAME_DATA_BEATS);
  rec_unpack(&f, b->got);
  make(want, f.seq);
  assert_memory_equal(b->got, want, sizeof want);
  assert_true(f.seq <= b->committed && f.seq < b->written + 1);
  if (f.seq == b->committed) b->committed++;
  b->in_got = 0;
  b->arrived++;
  b->owed++;
}

static void sample_peer(struct bench *b) {
  struct dut *d = b->d;
  if (*d->ver_valid && *d->ver_ready) b->owed--;
  if (!*d->rx_valid || !*d->rx_ready) return;
  if (b->hurt) {
    b->arrived += *d->rx_eof;
    b->owed += *d->rx_eof;
    return;
  }
  assert_int_equal(*d->rx_bad, 0);
  assert_int_equal(*d->rx_sof, b->in_got == 0);
  assert_true(b->in_got < FRAME_DATA_BEATS);
  b->got[b->in_got++] = *d->rx_data;
  if (*d->rx_eof) judge(b);
}

static void drive(struct bench *b, unsigned rising) {
  struct dut *d = b->d;
  if (rising >> OWNER & 1) {
    if (b->beat == 0) make(b->frame, b->written);
    *d->wr_valid = b->written < b->goal && rng_below(&b->rng, 8) != 0;
    *d->wr_sof = b->beat == 0;
    *d->wr_eof = b->beat == FRAME_DATA_BEATS - 1;
    *d->wr_data = b->frame[b->beat];
    *d->msg_ready = !b->deaf;
  }
  if (rising >> PEER & 1) {
    *d->rx_ready = rng_below(&b->rng, 8) != 0;
    *d->ver_valid = b->owed != 0 && !b->silent;
    *d->ver_ok = !b->refuse;
  }
}

static void step(struct bench *b) {
  struct dut *d = b->d;
  uint8_t *clk[] = {d->clk_owner, d->clk_m, d->clk_peer};
  unsigned rising = 0;
  b->now_ps = UINT64_MAX;
  for (unsigned i = 0; i < CLOCKS; i++)
    if (b->next_ps[i] < b->now_ps) b->now_ps = b->next_ps[i];
  for (unsigned i = 0; i < CLOCKS; i++) {
    if (b->next_ps[i] != b->now_ps) continue;
    b->next_ps[i] += b->period_ps[i];
    b->edges[i]++;
    rising |= 1U << i;
  }
  if (rising >> PEER & 1) sample_peer(b);
  if (rising >> OWNER & 1) sample_owner(b);
  for (unsigned i = 0; i < CLOCKS; i++) *clk[i] = rising >> i & 1;
  dut_eval(d);
  for (unsigned i = 0; i < CLOCKS; i++) *clk[i] = 0;
  drive(b, rising);
  dut_eval(d);
  if (!*d->link_up_peer) b->in_got = 0; /* what was on the way is gone on both sides */
}

static void steps(struct bench *b, unsigned n) {
  for (unsigned i = 0; i < n; i++) step(b);
}

static void edges(struct bench *b, unsigned clock, uint64_t n) {
  for (uint64_t end = b->edges[clock] + n; b->edges[clock] < end;) step(b);
}

static void start(struct bench *b, unsigned seed, unsigned latency) {
  static const unsigned periods[] = {4000, 3300, 4100};
  *b = (struct bench){.d = dut_new(seed)};
  struct dut *d = b->d;
  rng_seed(&b->rng, seed + 1);
  *d->fifo_limit = LIMIT;
  *d->link_rate = FULL_RATE;
  *d->link_latency = latency;
  for (unsigned i = 0; i < CLOCKS; i++) b->next_ps[i] = b->period_ps[i] = periods[i];
  for (unsigned i = 3; i-- > 0;) { /* what had come up at random falls, before any clock */
    *d->fifo_rst_n = *d->drain_rst_n = *d->owner_rst_n = *d->peer_rst_n = *d->rail_on = i > 0;
    *d->off = i > 1;
    dut_eval(d);
  }
  for (unsigned i = 4; i-- > 0;) { /* out of the random state */
    *d->clk_owner = *d->clk_m = *d->clk_peer = i % 2;
    dut_eval(d);
    if (i == 3) b->random_failures = dut_assertions_failed(d);
  }
  assert_int_equal(dut_assertions_failed(d), b->random_failures);
  *d->fifo_rst_n = *d->drain_rst_n = *d->owner_rst_n = *d->peer_rst_n = *d->rail_on = 1;
  steps(b, 20);
  assert_int_equal(*d->link_up & *d->link_up_peer & *d->mirror_up, 1);
}

static void stop(struct bench *b) {
  assert_int_equal(dut_assertions_failed(b->d), b->random_failures);
  dut_delete(b->d);
}

/* Until all that is to be written is committed and released. */
static void finish(struct bench *b) {
  for (unsigned i = 0; b->committed < b->goal || *b->d->present; i++) {
    assert_true(i < PATIENCE);
    step(b);
  }
  steps(b, 500);
  assert_int_equal(b->written, b->goal);
  assert_int_equal(b->committed, b->goal);
  assert_int_equal(*b->d->wr_level | *b->d->busy | *b->d->holds | *b->d->lost, 0);
}

static void test_frames_arrive_in_order_and_are_told(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 4; seed++) {
    struct bench b;
    start(&b, seed, seed * 40);
    b.goal = 30;
    finish(&b);
    assert_int_equal(b.arrived, 30);
    assert_int_equal(b.heard, 30);
    stop(&b);
  }
}

/* Fewer steps than a clock of the drain, or many; at any moment of frames and verdicts. */
static void test_rail_that_pauses_keeps_everything(void **state) {
  (void)state;
  for (unsigned seed = 1; seed < 9; seed++) {
    struct bench b;
    start(&b, seed, 30);
    b.goal = 40;
    for (unsigned pause = 0; pause < 25; pause++) {
      steps(&b, 1 + (unsigned)rng_below(&b.rng, 700));
      *b.d->rail_on = 0;
      dut_eval(b.d);
      assert_int_equal(*b.d->wr_ready | *b.d->link_up | *b.d->link_up_peer, 0);
      unsigned written = b.written, beat = b.beat, arrived = b.arrived;
      for (unsigned i = (unsigned)rng_below(&b.rng, 300); i-- > 0;) {
        step(&b);
        assert_int_equal(*b.d->wr_ready | *b.d->link_up | *b.d->rx_valid, 0);
        assert_int_equal(*b.d->mirror_up, 1);
        if (b.written > b.committed) assert_int_equal(*b.d->present, 1);
      }
      assert_int_equal(b.written, written);
      assert_int_equal(b.beat, beat);
      assert_int_equal(b.arrived, arrived);
      b.owed = 0; /* the peer forgets frames of a link that went down */
      *b.d->rail_on = 1;
    }
    finish(&b);
    assert_int_equal(b.heard, b.goal); /* one verdict each, however often it was sent */
    stop(&b);
  }
}

static void test_off_empties_the_path_and_leaves_the_link(void **state) {
  struct bench b;
  (void)state;
  start(&b, 3, 10);
  *b.d->link_cut = 1;
  b.goal = 4;
  while (b.written < b.goal) step(&b);
  steps(&b, 50);
  assert_int_equal(*b.d->wr_level, 4 * FRAME_DATA_BEATS);
  assert_int_equal(*b.d->present & *b.d->busy, 1);
  *b.d->link_cut = 0;
  *b.d->off = 1;
  dut_eval(b.d);
  assert_int_equal(*b.d->link_up | *b.d->mirror_up | *b.d->wr_ready, 0);
  steps(&b, 10);
  assert_int_equal(*b.d->wr_level | *b.d->present | *b.d->busy, 0);
  edges(&b, DRAIN, 100);
  for (unsigned i = 0; i < 1000; i++) { /* up for the heartbeat, without a frame */
    step(&b);
    assert_int_equal(*b.d->link_up & *b.d->link_up_peer, 1);
    assert_int_equal(*b.d->rx_valid | *b.d->mirror_up | *b.d->present, 0);
  }
  assert_int_equal(b.arrived + b.heard, 0);
  *b.d->off = 0;
  steps(&b, 50);
  b.committed = b.written; /* those are gone */
  b.goal += 6;
  finish(&b);
  assert_int_equal(b.heard, 6);
  stop(&b);
}

/* The peer has frames unjudged when the path is emptied, for a moment or long; what it says of them
 * afterwards, all of it bad, is not taken for a verdict on what was written since. */
static void test_stale_verdicts_never_reach_frames_written_after_off(void **state) {
  static const unsigned clocks[] = {1, 10, 19, 40, 400};
  (void)state;
  for (unsigned i = 0; i < 5; i++) {
    for (unsigned early = 0; early < 2; early++) {
      struct bench b;
      start(&b, i + 1, 60);
      b.silent = b.refuse = true;
      b.goal = 4;
      while (b.owed < b.goal) step(&b);
      if (early) { /* on their way back already */
        b.silent = false;
        edges(&b, PEER, 12);
        b.silent = true;
        step(&b);
      }
      *b.d->off = 1;
      dut_eval(b.d);
      b.heard = b.arrived = 0;
      edges(&b, DRAIN, clocks[i]);
      *b.d->off = 0;
      steps(&b, 20);
      b.silent = false;
      while (b.owed != 0) step(&b); /* taken, and dropped */
      b.refuse = false;
      b.goal += 10;
      finish(&b);
      assert_int_equal(b.heard, 10);
      assert_int_equal(*b.d->lost, 0);
      stop(&b);
    }
  }
}

/* Verdicts that the owner had not taken go with what they were on. */
static void test_off_drops_verdicts_that_wait_for_the_owner(void **state) {
  struct bench b;
  (void)state;
  start(&b, 2, 5);
  b.deaf = true;
  b.goal = 4;
  finish(&b);
  assert_int_equal(*b.d->msg_valid, 1);
  *b.d->off = 1;
  steps(&b, 10);
  assert_int_equal(*b.d->msg_valid, 0);
  *b.d->off = 0;
  steps(&b, 50);
  b.deaf = false;
  b.arrived = 0;
  b.goal += 3;
  finish(&b);
  assert_int_equal(b.heard, 3);
  stop(&b);
}

/* To a reader in the peer's clock: two synchronisers and the link, as link_status says; also while
 * the path is off. */
static void test_status_bits_cross_the_link_in_time(void **state) {
  static const unsigned latencies[] = {0, 25, 300};
  (void)state;
  for (unsigned l = 0; l < 3; l++) {
    for (unsigned off = 0; off < 2; off++) {
      struct bench b;
      start(&b, 0, latencies[l]);
      *b.d->off = off;
      edges(&b, DRAIN, 100);
      for (unsigned v = 1; v < 8U << TWK_VOLUMES; v++) {
        unsigned before = *b.d->peer_bits;
        *b.d->own_bits = v;
        for (uint64_t end = b.edges[DRAIN] + latencies[l] + 3; b.edges[DRAIN] < end;) {
          step(&b);
          assert_int_equal(*b.d->peer_bits, before);
        }
        edges(&b, DRAIN, 1);
        edges(&b, PEER, 2);
        assert_int_equal(*b.d->peer_bits, v);
      }
      stop(&b);
    }
  }
}

static void test_status_bits_are_0_while_the_link_is_down(void **state) {
  struct bench b;
  (void)state;
  start(&b, 0, 20);
  struct {
    uint8_t *line;
    unsigned down;
  } causes[] = {{b.d->link_cut, 1},
                {b.d->rail_on, 0},
                {b.d->drain_rst_n, 0},
                {b.d->peer_rst_n, 0},
                {b.d->fifo_rst_n, 0}};
  *b.d->own_bits = 0x5b;
  for (unsigned i = 0; i < 5; i++) {
    edges(&b, DRAIN, 60);
    assert_int_equal(*b.d->peer_bits, 0x5b);
    *causes[i].line = causes[i].down;
    for (unsigned k = 0; k < 100; k++) {
      dut_eval(b.d);
      assert_int_equal(*b.d->peer_bits | *b.d->link_up_peer, 0);
      step(&b);
    }
    *causes[i].line = !causes[i].down;
  }
  stop(&b);
}

/* Another bit in each word; more words than a signed counter would have place for. */
static void test_a_flip_in_every_word_is_corrected_and_counted(void **state) {
  enum { FRAMES = 500, CODE_WORD = 74 };
  struct bench b;
  (void)state;
  start(&b, 1, 10);
  b.goal = FRAMES;
  for (unsigned i = 0; b.committed < b.goal; i++) {
    unsigned bit = (unsigned)rng_below(&b.rng, CODE_WORD);
    for (unsigned w = 0; w <= CODE_WORD / 32; w++)
      b.d->inject_mask[w] = w == bit / 32 ? 1U << bit % 32 : 0;
    assert_true(i < PATIENCE);
    step(&b);
  }
  finish(&b);
  memset(b.d->inject_mask, 0, (CODE_WORD / 32 + 1) * sizeof *b.d->inject_mask);
  b.goal++; /* not flipped, not counted */
  finish(&b);
  assert_int_equal(*b.d->ecc_corrected, FRAMES * FRAME_DATA_BEATS);
  assert_int_equal(*b.d->ecc_uncorrectable, 0);
  stop(&b);
}

static void test_every_word_beyond_correction_is_counted(void **state) {
  enum { FRAMES = 14 };
  struct bench b;
  (void)state;
  start(&b, 1, 10);
  b.hurt = b.refuse = true;
  b.goal = FRAMES;
  b.d->inject_mask[0] = 3;
  for (unsigned i = 0; b.written < b.goal || *b.d->holds; i++) {
    assert_true(i < PATIENCE);
    step(&b);
  }
  steps(&b, 500);
  assert_int_equal(*b.d->ecc_uncorrectable, FRAMES * FRAME_DATA_BEATS);
  assert_int_equal(*b.d->ecc_corrected, 0);
  assert_int_equal(*b.d->lost, 1);
  assert_int_equal(b.heard, FRAMES);
  stop(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_frames_arrive_in_order_and_are_told),
      cmocka_unit_test(test_rail_that_pauses_keeps_everything),
      cmocka_unit_test(test_off_empties_the_path_and_leaves_the_link),
      cmocka_unit_test(test_stale_verdicts_never_reach_frames_written_after_off),
      cmocka_unit_test(test_off_drops_verdicts_that_wait_for_the_owner),
      cmocka_unit_test(test_status_bits_cross_the_link_in_time),
      cmocka_unit_test(test_status_bits_are_0_while_the_link_is_down),
      cmocka_unit_test(test_a_flip_in_every_word_is_corrected_and_counted),
      cmocka_unit_test(test_every_word_beyond_correction_is_counted),
  };
  return cmocka_run_group_tests_name("test_mirror_path", tests, NULL, NULL);
}
