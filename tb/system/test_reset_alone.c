/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_reset_alone.c: one part at a time goes away and comes back: drain, FIFO rail, link, peer.
 *
 * While the FIFO's rail is down the owner waits. What its FIFO held is then in the owner's cache
 * alone: the owner hears MIRROR_LOST and destages it, and in mode sync gives the ack (HELD) when
 * the disk has the block.
 */
#include <string.h>

#include "system.h"

static void open_mode(struct system *t, unsigned mode, uint64_t seed, unsigned destage_start) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(seed));
  cfg.controller.destage_start = destage_start;
  if (cfg.controller.destage_stop > destage_start) cfg.controller.destage_stop = destage_start;
  system_open(t, &cfg);
}

static bool on_disk(struct system *t, const struct request *r) {
  uint8_t block[ORACLE_BLOCK];
  system_peek(t, r->command.volume, r->command.lba, block);
  return memcmp(block, r->command.data, ORACLE_BLOCK) == 0;
}

static bool at_peer(struct system *t, const struct request *r) {
  struct record frame;
  uint8_t block[ORACLE_BLOCK];
  enum csim_side peer = (enum csim_side) !r->command.volume;
  if (!system_mirrored(t, peer, r->command.lba, &frame)) return false;
  assert_int_equal(csim_read_slot(t->sim, peer, frame.slot, block), 0);
  return memcmp(block, r->command.data, ORACLE_BLOCK) == 0;
}

/* ---- one thing breaks now and then while the hosts are busy */

enum part { DRAIN, FIFO_RAIL, LINK };

static void set_part(struct system *t, enum part part, unsigned owner, bool broken) {
  if (part == LINK) {
    csim_cut_link(t->sim, (enum csim_side)owner, broken);
  } else {
    csim_reset(t->sim, (enum csim_rail)((part == DRAIN ? CSIM_DRAIN_AB : CSIM_RAIL_AB) + owner),
               broken);
  }
}

static void breaks_in_traffic(struct system *t, unsigned mode, enum part part, uint64_t seed) {
  static const struct mix m = {
      .span = 60, .max_blocks = 16, .reads = 25, .flushes = 2, .depth = {12, 12}};
  open_mode(t, mode, seed, 30);
  if (part == FIFO_RAIL) t->allowed |= 1U << TWK_STATUS_UNCONFIRMED;
  for (unsigned n = 0; n < 40; n++) {
    unsigned owner = n % CSIM_SIDES;
    system_fill(t, &m, 12);
    system_pass(t, rng_below(&t->rng, 6 * SYSTEM_US));
    set_part(t, part, owner, true);
    system_pass(t, rng_below(&t->rng, rng_below(&t->rng, 2) ? 50000 : 3 * SYSTEM_US));
    set_part(t, part, owner, false);
  }
  system_traffic(t, &m, 10);
  unsigned unconfirmed = t->ended[TWK_STATUS_UNCONFIRMED];
  system_traffic(t, &m, 30);
  assert_int_equal(t->ended[TWK_STATUS_UNCONFIRMED], unconfirmed);
  system_drain(t);
  struct csim_counters k = system_counters(t);
  uint64_t lost = k.controller[0].mirror_lost + k.controller[1].mirror_lost;
  assert_true((lost != 0) == (part == FIFO_RAIL));
  assert_true(t->ended[TWK_STATUS_OK] > 100);
  system_close(t);
}

static void test_drain_restarts_in_traffic(void **state) {
  breaks_in_traffic(*state, TWK_MODE_EARLY, DRAIN, 110);
  breaks_in_traffic(*state, TWK_MODE_SYNC, DRAIN, 111);
}

static void test_link_is_cut_in_traffic(void **state) {
  breaks_in_traffic(*state, TWK_MODE_EARLY, LINK, 112);
  breaks_in_traffic(*state, TWK_MODE_SYNC, LINK, 113);
}

static void test_fifo_rail_is_cut_in_traffic(void **state) {
  breaks_in_traffic(*state, TWK_MODE_EARLY, FIFO_RAIL, 114);
  breaks_in_traffic(*state, TWK_MODE_SYNC, FIFO_RAIL, 115);
}

/* A peer that is slow to take what it gets: a verdict waits for room in its event queue while the
 * link goes away, and must not be taken for that of a frame sent afterwards. */
static void test_link_is_cut_while_verdicts_wait(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < 5; n++) {
    struct csim_config cfg;
    system_config(&cfg, TWK_MODE_EARLY, system_seed(116));
    cfg.controller.cost_entry = 800;
    cfg.controller.destage_start = 1000;
    system_open(t, &cfg);
    for (unsigned i = 0; i < 15; i++) system_post(t, TWK_OP_WRITE, 0, 6 * i, 6);
    system_pass(t, 65 * SYSTEM_US + n * 900000);
    csim_cut_link(t->sim, CSIM_A, true);
    system_pass(t, n % 2 ? 30000 : 2 * SYSTEM_US);
    csim_cut_link(t->sim, CSIM_A, false);
    system_settle(t);
    system_wait_absent(t, CSIM_A);
    system_drain(t);
    system_close(t);
  }
}

/* ---- at every moment of one frame, from its first beat to the verdict */

/* A moment in ps after the command is posted; a frame takes some 3 us until the ack in sync. */
#define MOMENT 31000
#define MOMENTS 110

static void break_at(struct system *t, enum part part, unsigned owner, unsigned moment) {
  system_pass(t, (uint64_t)moment * MOMENT);
  set_part(t, part, owner, true);
  system_pass(t, moment % 2 ? 10000 : SYSTEM_US);
  set_part(t, part, owner, false);
}

static void frame_survives(struct system *t, unsigned mode, enum part part, unsigned owner) {
  open_mode(t, mode, 120 + mode, 1000);
  for (unsigned moment = 0; moment < MOMENTS; moment++) {
    struct request *r = system_post(t, TWK_OP_WRITE, owner, moment, 1);
    break_at(t, part, owner, moment);
    system_wait(t, r);
    if (mode == TWK_MODE_SYNC) assert_true(at_peer(t, r));
    system_wait_absent(t, (enum csim_side)owner);
    assert_true(at_peer(t, r));
    assert_int_equal(controller_mirror_count(csim_controller(t->sim, (enum csim_side) !owner)),
                     moment + 1);
  }
  assert_int_equal(system_counters(t).controller[owner].mirror_lost, 0);
  system_drain(t);
  system_close(t);
}

static void test_drain_restarts_at_each_moment_of_a_frame(void **state) {
  frame_survives(*state, TWK_MODE_EARLY, DRAIN, CSIM_A);
  frame_survives(*state, TWK_MODE_SYNC, DRAIN, CSIM_B);
}

static void test_link_is_cut_at_each_moment_of_a_frame(void **state) {
  frame_survives(*state, TWK_MODE_EARLY, LINK, CSIM_B);
  frame_survives(*state, TWK_MODE_SYNC, LINK, CSIM_A);
}

/* The one that was under way may be refused, or is safe when it is acknowledged; the next one, and
 * its ack, are as ever. */
static void fifo_rail_cut_in_frame(struct system *t, unsigned mode, unsigned owner) {
  unsigned refused = 0;
  open_mode(t, mode, 130 + mode, 1000);
  t->allowed |= 1U << TWK_STATUS_UNCONFIRMED;
  for (unsigned moment = 0; moment < MOMENTS; moment++) {
    struct request *r = system_post(t, TWK_OP_WRITE, owner, 2 * moment, 1);
    break_at(t, FIFO_RAIL, owner, moment);
    system_wait(t, r);
    bool good = r->end.status == TWK_STATUS_OK;
    refused += !good;
    if (good && mode == TWK_MODE_SYNC) assert_true(at_peer(t, r) || on_disk(t, r));
    struct request *next = system_do(t, TWK_OP_WRITE, owner, 2 * moment + 1, 1);
    assert_int_equal(next->end.status, TWK_STATUS_OK);
    if (mode == TWK_MODE_SYNC) assert_true(at_peer(t, next) && !on_disk(t, next));
    system_wait_absent(t, (enum csim_side)owner);
    assert_true(at_peer(t, next));
    /* In mode early its only copy may have been in the owner's cache: it is on its way to the disk.
     */
    if (good && !at_peer(t, r)) system_pass(t, 20 * SYSTEM_US);
    if (good) assert_true(at_peer(t, r) || on_disk(t, r));
  }
  assert_in_range(refused, 5, 30); /* a frame is written in 67 of 682 cycles */
  assert_true(system_counters(t).controller[owner].mirror_lost > 10);
  system_drain(t);
  system_close(t);
}

static void test_fifo_rail_is_cut_at_each_moment_in_mode_early(void **state) {
  fifo_rail_cut_in_frame(*state, TWK_MODE_EARLY, CSIM_A);
}

static void test_fifo_rail_is_cut_at_each_moment_in_mode_sync(void **state) {
  fifo_rail_cut_in_frame(*state, TWK_MODE_SYNC, CSIM_B);
}

/* Nothing is answered while the rail is down, and everything afterwards. */
static void test_owner_waits_for_its_fifo(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_SYNC; mode++) {
    open_mode(t, mode, 140, 1000);
    csim_reset(t->sim, CSIM_RAIL_AB, true);
    system_pass(t, SYSTEM_US);
    for (unsigned n = 0; n < 20; n++) system_post(t, TWK_OP_WRITE, 0, n, 2);
    system_pass(t, 50 * SYSTEM_US);
    assert_int_equal(csim_outstanding(t->sim, 0), 20);
    csim_reset(t->sim, CSIM_RAIL_AB, false);
    system_settle(t);
    assert_int_equal(t->ended[TWK_STATUS_OK], 20);
    system_drain(t);
    system_close(t);
  }
}

/* ---- the peer is away */

static void test_owner_fills_its_fifo_while_the_peer_is_away(void **state) {
  struct system *t = *state;
  const unsigned frames = csim_fifo_depth() / FRAME_BEATS;
  open_mode(t, TWK_MODE_EARLY, 150, 1000);
  t->allowed |= 1U << CSIM_STATUS_ABORTED;
  csim_reset(t->sim, CSIM_RAIL_B, true);
  unsigned posted = 0;
  for (; posted < frames + 20; posted++) {
    if (posted == frames) system_settle(t); /* so many are accepted ... */
    while (system_post(t, TWK_OP_WRITE, 0, posted, 1) == NULL) system_pass(t, SYSTEM_US);
  }
  system_pass(t, 100 * SYSTEM_US);
  assert_int_equal(csim_outstanding(t->sim, 0), 20); /* ... and no more */
  assert_true(system_counters(t).stall_fifo[CSIM_A] > 10000);
  assert_true(csim_present(t->sim, CSIM_A));
  csim_reset(t->sim, CSIM_RAIL_B, false);
  system_settle(t);
  assert_int_equal(t->ended[TWK_STATUS_OK], posted);
  system_wait_absent(t, CSIM_A);
  assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_B)), posted);
  assert_int_equal(system_counters(t).controller[CSIM_B].mirror_frames, posted);
  system_drain(t);
  system_close(t);
}

/* Reset while its owner writes: frames without a verdict are sent again to its next life. */
static void test_frames_are_sent_again_to_the_peers_next_life(void **state) {
  struct system *t = *state;
  for (unsigned moment = 0; moment < 60; moment++) {
    struct request *r[3];
    open_mode(t, moment % 2 ? TWK_MODE_EARLY : TWK_MODE_SYNC, 160, 1000);
    for (unsigned n = 0; n < 3; n++) r[n] = system_post(t, TWK_OP_WRITE, 0, n, 1);
    system_pass(t, (uint64_t)moment * 67000);
    unsigned committed = (unsigned)controller_mirror_count(csim_controller(t->sim, CSIM_B));
    csim_reset(t->sim, CSIM_RAIL_B, true);
    system_pass(t, moment % 3 * SYSTEM_US + 30000);
    csim_reset(t->sim, CSIM_RAIL_B, false);
    system_settle(t);
    system_wait_absent(t, CSIM_A);
    /* What its last life committed and answered is gone with it: it is the newest of these. */
    for (unsigned n = committed; n < 3; n++) assert_true(at_peer(t, r[n]));
    assert_int_equal(t->ended[TWK_STATUS_OK], 3);
    system_drain(t);
    system_close(t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_drain_restarts_in_traffic),
      SYSTEM_TEST(test_link_is_cut_in_traffic),
      SYSTEM_TEST(test_fifo_rail_is_cut_in_traffic),
      SYSTEM_TEST(test_link_is_cut_while_verdicts_wait),
      SYSTEM_TEST(test_drain_restarts_at_each_moment_of_a_frame),
      SYSTEM_TEST(test_link_is_cut_at_each_moment_of_a_frame),
      SYSTEM_TEST(test_fifo_rail_is_cut_at_each_moment_in_mode_early),
      SYSTEM_TEST(test_fifo_rail_is_cut_at_each_moment_in_mode_sync),
      SYSTEM_TEST(test_owner_waits_for_its_fifo),
      SYSTEM_TEST(test_owner_fills_its_fifo_while_the_peer_is_away),
      SYSTEM_TEST(test_frames_are_sent_again_to_the_peers_next_life),
  };
  return cmocka_run_group_tests_name("test_reset_alone", tests, NULL, NULL);
}
