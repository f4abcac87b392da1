/* SPDX-License-Identifier: Apache-2.0 */
/* test_move.c: a volume is given to the peer for good, whatever happens meanwhile. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

#define LBA(volume, block) ((uint64_t)(volume)*PAIR_BLOCKS + (block))

static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH, TWK_MODE_LOCAL};

static void ticks(struct pair *p, unsigned count) {
  while (count--) pair_tick(p);
}

static struct pair *paired(unsigned mode, const char *name, uint64_t seed) {
  struct pair *p = pair_new(mode, name, seed);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  return p;
}

/* Steps until side n is in this step of a move; false when it never is. */
static bool until(struct pair *p, unsigned n, unsigned step) {
  for (unsigned i = 0; i < 20000; i++) {
    if (p->side[n].c.role.step == step) return true;
    pair_run(p, 1);
  }
  return false;
}

static void test_every_volume_there_and_back(void **state) {
  (void)state;
  for (unsigned mode = 0; mode < 4; mode++) {
    for (unsigned v = 0; v < TWK_VOLUMES; v++) {
      struct pair *p = paired(modes[mode], "there and back", 10 * mode + v);
      unsigned home[] = {PAIR_EVEN, PAIR_ODD};
      for (unsigned n = 0; n < 3; n++) {
        unsigned from = (v + n) % 2;
        assert_true(pair_issue(p, from, TWK_OP_WRITE, LBA(v, 3), 2));
        assert_true(pair_issue(p, from, TWK_OP_READ, LBA(v, 3), 2));
        assert_true(pair_issue(p, from, TWK_OP_MOVE, LBA(v, PAIR_BLOCKS - 1), 0));
        assert_true(pair_issue(p, from, TWK_OP_WRITE, LBA(v, 3), 1)); /* behind it: too late */
        unsigned refused = p->side[from].refused;
        ticks(p, 4);
        home[from] &= ~(1U << v);
        home[!from] |= 1U << v;
        assert_int_equal(p->side[from].moves, 1 + n / 2);
        assert_int_equal(p->side[from].c.count.moves, 1 + n / 2);
        assert_int_equal(p->side[from].refused, refused + 1);
        assert_true(pair_is_paired(p));
        for (unsigned s = 0; s < 2; s++)
          assert_int_equal(controller_serves(&p->side[s].c), home[s]);
        assert_int_equal(p->disk[LBA(v, 4)], p->acked[LBA(v, 4)]);
        pair_check_all(p);
      }
      pair_free(p);
    }
  }
}

/* All volumes to one controller: the other stays PAIRED, mirrors, takes over and joins again. */
static void test_a_controller_without_volumes(void **state) {
  (void)state;
  for (unsigned mode = 0; mode < 3; mode++) {
    for (unsigned dies = 0; dies < 2; dies++) {
      struct pair *p = paired(modes[mode], "without volumes", 10 * mode + dies);
      for (unsigned v = 0; v < TWK_VOLUMES; v += 2) {
        pair_issue(p, 0, TWK_OP_MOVE, LBA(v, 0), 0);
        ticks(p, 5);
      }
      assert_int_equal(controller_serves(&p->side[1].c), PAIR_ALL);
      assert_true(pair_is_paired(p));
      pair_issue(p, 1, TWK_OP_WRITE, LBA(0, 1), 4);
      pair_tick(p);
      assert_int_equal(p->side[1].acks, 1);
      pair_kill(p, dies);
      ticks(p, 20);
      assert_int_equal(controller_serves(&p->side[!dies].c), PAIR_ALL);
      pair_check_all(p);
      pair_start(p, dies);
      ticks(p, 60);
      assert_true(pair_is_paired(p));
      assert_int_equal(controller_serves(&p->side[1].c), PAIR_ALL);
      pair_check_all(p);
      pair_link(p, 0, false);
      pair_link(p, 1, false);
      ticks(p, 20);
      pair_link(p, 0, true);
      pair_link(p, 1, true);
      ticks(p, 20);
      assert_true(pair_is_paired(p));
      pair_issue(p, 1, TWK_OP_MOVE, LBA(2, 0), 0);
      ticks(p, 5);
      assert_int_equal(controller_serves(&p->side[0].c), 1U << 2);
      pair_free(p);
    }
  }
}

static void move_is_busy(struct pair *p, unsigned side) {
  unsigned busy = p->side[side].busy, table = p->home;
  assert_true(pair_issue(p, side, TWK_OP_MOVE, LBA(side, 0), 0));
  pair_tick(p);
  assert_int_equal(p->side[side].busy, busy + 1);
  assert_int_equal(p->home, table);
}

static void test_busy_unless_all_is_well(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY, "busy", 1);
  pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0); /* the second waits in the port, and is too late */
  pair_issue(p, 0, TWK_OP_MOVE, LBA(2, 0), 0);
  assert_true(until(p, 0, ROLE_QUIESCING));
  assert_int_equal(p->side[0].busy, 0);
  struct record second = {.kind = TWK_EV_MOVE, .tag = 1, .lba = LBA(2, 0)};
  p->side[0].command[1].started = true;
  p->side[0].port_count = 0;
  controller_event(&p->side[0].c, &second);
  ticks(p, 5);
  assert_int_equal(p->side[0].busy, 1);
  assert_int_equal(p->side[0].moves, 1);
  assert_int_equal(controller_serves(&p->side[0].c), 1U << 2);
  pair_free(p);
  p = paired(TWK_MODE_EARLY, "busy", 2);
  pair_link(p, 0, false);
  pair_tick(p);
  move_is_busy(p, 0); /* PAIRED as yet */
  ticks(p, 10);
  move_is_busy(p, 0);
  move_is_busy(p, 1);
  pair_link(p, 0, true);
  ticks(p, 20);
  assert_true(pair_is_paired(p));
  p->side[1].fifo_safe = false;
  ticks(p, 5);
  move_is_busy(p, 0); /* the peer is ALONE */
  pair_free(p);
}

/* FORGET, or a CLEAN before it, is lost in the FIFO: nothing is given. */
static void test_lost_forget_ends_the_move(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY, "lost forget", 1);
  p->side[0].lose_clean = true;
  pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0);
  ticks(p, 5);
  assert_int_equal(p->side[0].busy, 1);
  assert_int_equal(p->home, PAIR_ODD);
  assert_true(pair_is_paired(p));
  pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0);
  ticks(p, 5);
  assert_int_equal(p->side[0].moves, 1);
  pair_free(p);
}

static void test_peer_that_hears_nothing_asks_for_its_volume(void **state) {
  (void)state;
  for (unsigned mode = 0; mode < 3; mode++) {
    struct pair *p = paired(modes[mode], "deaf", mode);
    pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0);
    assert_true(until(p, 0, ROLE_MOVING));
    pair_link(p, 0, false);
    pair_link(p, 1, false);
    ticks(p, 20);
    assert_int_equal(controller_serves(&p->side[1].c), PAIR_ODD | 1);
    pair_free(p);
  }
}

/* Its command does not hang: another may know better whose the volume is. */
static void test_fenced_in_the_middle_it_says_so(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY, "fenced", 1);
  pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0);
  assert_true(until(p, 0, ROLE_MOVING));
  p->owner = PAIR_ALL;
  p->fenced = 1;
  pair_tick(p);
  assert_int_equal(p->side[0].refused, 1);
  assert_int_equal(p->home, PAIR_ODD);
  assert_int_equal(controller_serves(&p->side[0].c), 0);
  pair_free(p);
}

enum what { KILL_OWNER, KILL_PEER, CUT, CUT_OUT, CUT_IN, HANG_OWNER, HANG_PEER, FIFO, WHATS };

static void strike(struct pair *p, enum what what) {
  if (what == KILL_OWNER || what == KILL_PEER) pair_kill(p, what == KILL_PEER);
  if (what == CUT || what == CUT_OUT) pair_link(p, 0, false);
  if (what == CUT || what == CUT_IN) pair_link(p, 1, false);
  if (what == HANG_OWNER || what == HANG_PEER) p->side[what == HANG_PEER].hung = true;
  if (what == FIFO) pair_fifo(p, 0, false);
}

static void mend(struct pair *p) {
  for (unsigned n = 0; n < 2; n++) {
    pair_link(p, n, true);
    if (!p->side[n].fifo_power) pair_fifo(p, n, true);
    if (p->side[n].hung) pair_kill(p, n);
    if (!p->side[n].power) pair_start(p, n);
  }
}

/* One fault at each moment of a move under load. Meanwhile every volume is served in the end, and
 * afterwards there are two copies. */
static void test_one_fault_at_any_moment(void **state) {
  (void)state;
  unsigned given = 0, kept = 0;
  for (unsigned seed = 0; seed < 1200; seed++) {
    struct pair *p = paired(modes[seed % 3], "fault in a move", seed);
    p->load = true;
    pair_run(p, 500);
    while (!pair_issue(p, 0, TWK_OP_MOVE, LBA(0, 0), 0)) pair_run(p, 1);
    pair_run(p, 3 * (unsigned)rng_below(&p->rng, 900));
    strike(p, seed / 3 % WHATS);
    pair_run(p, 6000);
    p->load = false;
    ticks(p, 80);
    unsigned served = 0;
    for (unsigned n = 0; n < 2; n++)
      if (p->side[n].power && !p->side[n].held && !p->side[n].hung)
        served |= controller_serves(&p->side[n].c);
    pair_check(p, served == PAIR_ALL, "one fault, and a volume that nobody serves");
    pair_check_all(p);
    if (p->home & 1) given++;
    if (!(p->home & 1)) kept++;
    mend(p);
    for (unsigned n = 0; n < 300 && !pair_is_paired(p); n++) pair_tick(p);
    pair_check(p, pair_is_paired(p), "all is repaired, and there are not two copies");
    pair_check_all(p);
    pair_free(p);
  }
  assert_true(given > 100 && kept > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_volume_there_and_back),
      cmocka_unit_test(test_a_controller_without_volumes),
      cmocka_unit_test(test_busy_unless_all_is_well),
      cmocka_unit_test(test_lost_forget_ends_the_move),
      cmocka_unit_test(test_peer_that_hears_nothing_asks_for_its_volume),
      cmocka_unit_test(test_fenced_in_the_middle_it_says_so),
      cmocka_unit_test(test_one_fault_at_any_moment),
  };
  return cmocka_run_group_tests_name("test_move", tests, NULL, NULL);
}
