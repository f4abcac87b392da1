/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_cut_frames.c: a controller is reset at each beat of a frame it writes. The peer never
 * commits what was cut, commits all that was whole, and the controller's next life works.
 */
#include <string.h>

#include "system.h"

#define EARLIER 10 /* first LBA of the two blocks acknowledged before */
#define CUT 20     /* LBA of the frame under way */
#define LATER 30   /* LBA written in the next life */
#define OTHER 5    /* LBA that the peer writes meanwhile */

struct timing {
  unsigned first_beat, ack; /* cycles after the command was posted */
};

struct blocks {
  uint8_t earlier[2][ORACLE_BLOCK], cut[ORACLE_BLOCK], later[ORACLE_BLOCK];
};

/* All that happens up to the frame to be cut; the same cycles each time. */
static struct request *start(struct system *t, struct blocks *b, unsigned mode, unsigned owner) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(70));
  cfg.controller.destage_start = 1000;
  system_open(t, &cfg);
  struct request *r = system_do(t, TWK_OP_WRITE, owner, EARLIER, 2);
  memcpy(b->earlier, r->command.data, sizeof b->earlier);
  r = system_post(t, TWK_OP_WRITE, owner, CUT, 1);
  memcpy(b->cut, r->command.data, sizeof b->cut);
  return r;
}

static struct timing reference(struct system *t, unsigned mode, unsigned owner) {
  struct blocks b;
  struct request *r = start(t, &b, mode, owner);
  system_wait(t, r);
  struct timing when = {(unsigned)(r->end.first_beat_cycle - r->end.posted_cycle),
                        (unsigned)(r->end.done_cycle - r->end.posted_cycle)};
  system_drain(t);
  system_close(t);
  return when;
}

static uint64_t cycles_ps(const struct system *t, unsigned owner, unsigned cycles) {
  return (uint64_t)cycles * (owner == CSIM_A ? t->cfg.period_a_ps : t->cfg.period_b_ps);
}

static void peer_holds(struct system *t, unsigned owner, uint64_t lba, const uint8_t *data,
                       unsigned life) {
  struct record frame;
  uint8_t block[ORACLE_BLOCK];
  assert_true(system_mirrored(t, (enum csim_side) !owner, lba, &frame));
  assert_int_equal(frame.tag, life);
  assert_int_equal(csim_read_slot(t->sim, (enum csim_side) !owner, frame.slot, block), 0);
  assert_memory_equal(block, data, ORACLE_BLOCK);
}

static void peer_has_earlier(struct system *t, const struct blocks *b, unsigned owner) {
  for (unsigned i = 0; i < 2; i++) peer_holds(t, owner, EARLIER + i, b->earlier[i], 1);
}

/* Beside `others` blocks the peer holds the frame under way whole, or not at all. True: it does. */
static bool peer_has_cut(struct system *t, const struct blocks *b, unsigned owner,
                         unsigned others) {
  const struct controller *peer = csim_controller(t->sim, (enum csim_side) !owner);
  struct record frame;
  bool committed = system_mirrored(t, (enum csim_side) !owner, CUT, &frame);
  if (committed) peer_holds(t, owner, CUT, b->cut, 1);
  assert_int_equal(controller_mirror_count(peer), others + committed);
  return committed;
}

static void write_in_next_life(struct system *t, struct blocks *b, unsigned owner) {
  struct request *r;
  uint64_t end = csim_now_ps(t->sim) + 10 * SYSTEM_US;
  while ((r = system_post(t, TWK_OP_WRITE, owner, LATER, 1)) == NULL) {
    assert_true(csim_now_ps(t->sim) < end);
    system_pass(t, 20000);
  }
  memcpy(b->later, r->command.data, sizeof b->later);
  system_wait(t, r);
  assert_int_equal(r->end.status, TWK_STATUS_OK);
  system_wait_absent(t, (enum csim_side)owner);
  peer_holds(t, owner, LATER, b->later, 2);
}

/* No takeover here: of the owner's volume only what its next life wrote can be on the disk. */
static void both_end_well(struct system *t, const struct blocks *b, unsigned owner) {
  uint8_t block[ORACLE_BLOCK];
  for (unsigned v = 0; v < CSIM_SIDES; v++) system_flush(t, v);
  system_wait_idle(t);
  system_check_disk(t, !owner);
  system_peek(t, owner, LATER, block);
  assert_memory_equal(block, b->later, ORACLE_BLOCK);
  system_close(t);
}

static struct request *start_and_cut(struct system *t, struct blocks *b, unsigned mode,
                                     unsigned owner, unsigned after) {
  struct request *r = start(t, b, mode, owner);
  t->allowed |= 1U << CSIM_STATUS_ABORTED;
  system_pass(t, cycles_ps(t, owner, after));
  csim_reset(t->sim, (enum csim_rail)owner, true);
  system_pass(t, cycles_ps(t, owner, 5));
  assert_false(r->busy);
  return r;
}

/* The owner stays away until its FIFO is empty; the peer writes meanwhile. */
static bool cut_for_long(struct system *t, unsigned mode, unsigned owner, unsigned after,
                         bool *acked) {
  struct blocks b;
  struct request *r = start_and_cut(t, &b, mode, owner, after);
  *acked = r->end.status == TWK_STATUS_OK;
  r = system_post(t, TWK_OP_WRITE, !owner, OTHER, 3);
  if (mode == TWK_MODE_EARLY) system_wait(t, r);
  system_wait_absent(t, (enum csim_side)owner);
  peer_has_earlier(t, &b, owner);
  bool committed = peer_has_cut(t, &b, owner, 2);
  assert_true(csim_present(t->sim, (enum csim_side) !owner)); /* nobody took the peer's frames */
  csim_reset(t->sim, (enum csim_rail)owner, false);
  system_wait(t, r);
  write_in_next_life(t, &b, owner);
  both_end_well(t, &b, owner);
  return committed;
}

/* The owner is back at once. What ends the cut frame is then the first frame of its next life,
 * which reuses the slot of the first earlier block. */
static bool cut_for_a_moment(struct system *t, unsigned mode, unsigned owner, unsigned after,
                             bool *acked) {
  struct blocks b;
  struct request *r = start_and_cut(t, &b, mode, owner, after);
  *acked = r->end.status == TWK_STATUS_OK;
  csim_reset(t->sim, (enum csim_rail)owner, false);
  system_pass(t, 10 * SYSTEM_US);
  peer_has_earlier(t, &b, owner);
  write_in_next_life(t, &b, owner);
  bool committed = peer_has_cut(t, &b, owner, 2);
  both_end_well(t, &b, owner);
  return committed;
}

typedef bool cut_fn(struct system *t, unsigned mode, unsigned owner, unsigned after, bool *acked);

static void cut_everywhere(struct system *t, unsigned mode, unsigned owner, cut_fn *cut_at,
                           unsigned step) {
  struct timing when = reference(t, mode, owner);
  unsigned cut = 0;
  unsigned whole = 0;
  for (unsigned after = 0; after <= when.first_beat + FRAME_BEATS + 6; after += step) {
    bool acked;
    bool committed = cut_at(t, mode, owner, after, &acked);
    /* Until its last beats are given the frame is not whole: two cycles of room for phases. */
    if (after + 2 < when.first_beat + FRAME_BEATS - 2) assert_false(committed);
    if (acked) assert_true(committed);
    if (after > when.ack + 1) assert_true(acked);
    cut += !committed;
    whole += committed;
  }
  assert_true(cut >= (FRAME_BEATS - 4) / step);
  assert_true(whole > 0);
}

static void test_a_is_cut_while_b_runs(void **state) {
  cut_everywhere(*state, TWK_MODE_EARLY, CSIM_A, cut_for_long, 1);
}

static void test_b_is_cut_while_a_runs(void **state) {
  cut_everywhere(*state, TWK_MODE_EARLY, CSIM_B, cut_for_long, 1);
}

static void test_a_is_cut_and_back_at_once(void **state) {
  cut_everywhere(*state, TWK_MODE_EARLY, CSIM_A, cut_for_a_moment, 1);
}

static void test_cut_in_mode_sync(void **state) {
  for (unsigned owner = 0; owner < CSIM_SIDES; owner++)
    cut_everywhere(*state, TWK_MODE_SYNC, owner, owner == CSIM_B ? cut_for_a_moment : cut_for_long,
                   3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_a_is_cut_while_b_runs),
      SYSTEM_TEST(test_b_is_cut_while_a_runs),
      SYSTEM_TEST(test_a_is_cut_and_back_at_once),
      SYSTEM_TEST(test_cut_in_mode_sync),
  };
  return cmocka_run_group_tests_name("test_cut_frames", tests, NULL, NULL);
}
