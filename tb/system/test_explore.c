/* SPDX-License-Identifier: Apache-2.0 */
/* test_explore.c: crash exploration on tiny windows: what it counts, and that it sees losses. */
#include <stdlib.h>
#include <string.h>

#include "csim_internal.h"
#include "explore.h"
#include "explore_internal.h"
#include "system.h"

/* A block of A is in its mirror FIFO then, acknowledged and not drained. */
#define BUSY_CYCLE 192

static struct explore_result result, other; /* too large for a stack */

static struct explore_plan window(unsigned mode, unsigned topology, unsigned first,
                                  unsigned cycles) {
  struct explore_plan p;
  explore_defaults(&p);
  p.mode = mode;
  p.topology = topology;
  p.first = first;
  p.cycles = cycles;
  p.pair_every = 0;
  p.return_every = 0;
  p.readback_every = 0;
  return p;
}

static void explore(const struct explore_plan *p, struct explore_result *r) {
  char err[200];
  if (explore_unit(p, r, err, sizeof err) != 0) fail_msg("%s", err);
}

static uint64_t singles(const struct explore_result *r, enum explore_outcome o) {
  uint64_t n = 0;
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) n += r->single[f].outcome[o];
  return n;
}

static bool flips(enum explore_fault f) {
  return f >= EXPLORE_FLIP_FIFO_1 && f <= EXPLORE_FLIP_CACHE_2;
}

/* One state for each cycle and each fault that the topology has; flips need something to hit. */
static void test_counts_every_cycle_and_fault(void **state) {
  (void)state;
  /* A: psu, psu-hard, hang, reset, two brown-outs; B: psu-hard, hang; link: both ways, one way.
   * Then flaps, or unit C, or flaps and three things that ail a battery. */
  static const unsigned faults[] = {10 + 1, 10 + 1, 10 + 1 + 3, 10};
  for (unsigned t = TWK_TOPOLOGY_PEER; t <= TWK_TOPOLOGY_OWN; t++) {
    struct explore_plan p = window(TWK_MODE_EARLY, t, 300, 2);
    explore(&p, &result);
    uint64_t n = 0;
    for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
      const struct explore_tally *k = &result.single[f];
      if (flips((enum explore_fault)f)) {
        assert_in_range(k->explored + k->skipped, 0, 2);
        continue;
      }
      assert_true(k->explored + k->skipped ==
                  (explore_fault_fits((enum explore_fault)f, t) ? 2 : 0));
      n += k->explored + k->skipped;
    }
    assert_int_equal(n, 2 * faults[t]);
  }
}

/* All clocks rise together here, so that rails fall at edges that move data. */
static void test_guarded_topologies_lose_nothing(void **state) {
  (void)state;
  for (unsigned t = TWK_TOPOLOGY_PEER; t < TWK_TOPOLOGY_OWN; t++)
    for (unsigned first = 1; first <= BUSY_CYCLE; first += BUSY_CYCLE - 1) {
      struct explore_plan p = window(TWK_MODE_EARLY, t, first, 2);
      explore(&p, &result);
      uint64_t n = 0;
      for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) n += result.single[f].explored;
      assert_true(n > 0);
      assert_int_equal(singles(&result, EXPLORE_SURVIVED), n);
      /* Detection and a fence at least; a FIFO, a full cache and their disk writes at most. */
      assert_true(result.takeover[EXPLORE_HARD_A].count > 0);
      assert_in_range(result.takeover[EXPLORE_HARD_A].min, 8, 600);
    }
}

static void test_what_failed_comes_back(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_BATTERY, BUSY_CYCLE, 1);
  p.return_every = 1;
  explore(&p, &result);
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    assert_true(result.single[f].returned == result.single[f].explored);
    assert_true(result.single[f].outcome[EXPLORE_SURVIVED] == result.single[f].explored);
  }
  assert_true(result.single[EXPLORE_LOW_A].returned == 1);
}

static void test_negative_controls_lose_blocks(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_OWN, BUSY_CYCLE, 2);
  explore(&p, &result);
  const struct explore_tally *k = &result.single[EXPLORE_HARD_A];
  assert_true(k->outcome[EXPLORE_LOST] > 0);
  assert_true(k->documented == k->outcome[EXPLORE_LOST]);
  assert_int_equal(explore_failures(k), 0);
  p = window(TWK_MODE_LOCAL, TWK_TOPOLOGY_PEER, 600, 2);
  explore(&p, &result);
  assert_true(result.single[EXPLORE_HARD_B].outcome[EXPLORE_LOST] > 0);
  assert_int_equal(result.single[EXPLORE_LINK].outcome[EXPLORE_LOST], 0);
}

/* Both units, one after the other: what was mirrored has no copy left. */
static void test_second_faults(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, BUSY_CYCLE, 1);
  p.pair_every = 1;
  p.pair_step = 101;
  explore(&p, &result);
  const struct explore_tally *both = &result.pair[EXPLORE_HARD_A][EXPLORE_HARD_B];
  assert_true(both->outcome[EXPLORE_LOST] > 0);
  assert_true(both->documented == both->outcome[EXPLORE_LOST]);
  assert_true(both->outcome[EXPLORE_BLOCKED] > 0); /* the last one: all is on disk by then */
  const struct explore_tally *link = &result.pair[EXPLORE_LINK][EXPLORE_HARD_A];
  assert_true(link->explored > 0);
  assert_int_equal(link->outcome[EXPLORE_LOST], 0);
  assert_true(result.pair[EXPLORE_PSU_A][EXPLORE_RESTORE_A].explored > 0);
  assert_int_equal(result.pair[EXPLORE_HARD_A][EXPLORE_HARD_A].explored, 0);
  assert_int_equal(result.pair[EXPLORE_PSU_A][EXPLORE_RESTORE_B].explored, 0);
  assert_int_equal(result.pair[EXPLORE_PSU_A][EXPLORE_FLAP_A].explored, 0);
}

static void test_same_plan_same_result(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_SYNC, TWK_TOPOLOGY_THIRD, 500, 1);
  p.pair_every = 1;
  p.pair_step = 301;
  p.unequal = true;
  p.readback_every = 3;
  explore(&p, &result);
  explore(&p, &other);
  assert_memory_equal(&result, &other, sizeof result);
  assert_true(result.readback > 0);
  assert_int_equal(result.mismatched, 0);
}

/* A window in pieces is the window, but for states that one piece cannot know from another. */
static void test_pieces_add_up(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_OWN, BUSY_CYCLE, 4);
  static struct explore_result sum;
  explore(&p, &result);
  memset(&sum, 0, sizeof sum);
  for (unsigned i = 0; i < 2; i++) {
    struct explore_plan half = window(TWK_MODE_EARLY, TWK_TOPOLOGY_OWN, BUSY_CYCLE + 2 * i, 2);
    explore(&half, &other);
    explore_merge(&sum, &other);
  }
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    const struct explore_tally *a = &result.single[f], *b = &sum.single[f];
    assert_int_equal(a->explored + a->skipped, b->explored + b->skipped);
    assert_int_equal(a->first_cycle, b->first_cycle);
    assert_int_equal(a->first_outcome, b->first_outcome);
    if (a->skipped == 0 && b->skipped == 0)
      assert_memory_equal(a->outcome, b->outcome, sizeof a->outcome);
  }
}

static void test_replay_gives_the_verdict_again(void **state) {
  (void)state;
  char err[200];
  struct explore_verdict v;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_OWN, BUSY_CYCLE, 2);
  explore(&p, &result);
  const struct explore_tally *k = &result.single[EXPLORE_HARD_A];
  struct explore_state s = {.mode = p.mode,
                            .topology = p.topology,
                            .fault = EXPLORE_HARD_A,
                            .second = EXPLORE_NONE,
                            .cycle = k->first_cycle};
  assert_int_equal(explore_replay(&p, &s, NULL, &v, err, sizeof err), 0);
  assert_int_equal(v.outcome, EXPLORE_LOST);
  assert_non_null(v.documented);
  assert_in_range(v.lba, 0, 2); /* of A's volume */
  s.topology = TWK_TOPOLOGY_PEER;
  assert_int_equal(explore_replay(&p, &s, NULL, &v, err, sizeof err), 0);
  assert_int_equal(v.outcome, EXPLORE_SURVIVED);
  s.fault = EXPLORE_HARD_C;
  assert_int_equal(explore_replay(&p, &s, NULL, &v, err, sizeof err), -1);
  assert_string_equal(err, "fault 'psu-hard:C': changes nothing there, expected one that does");
}

static bool documented(unsigned mode, unsigned topology, enum explore_fault first,
                       enum explore_fault second) {
  const bool one = explore_documented(mode, topology, first, second, true) != NULL;
  const bool other = explore_documented(mode, topology, second, first, true) != NULL;
  if (second != EXPLORE_NONE) assert_int_equal(one, other);
  return one;
}

/* The guarantees of the design, spelled out. */
static void test_documented_losses(void **state) {
  (void)state;
  for (unsigned t = TWK_TOPOLOGY_PEER; t <= TWK_TOPOLOGY_OWN; t++)
    for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
      const enum explore_fault one = (enum explore_fault)f;
      const bool unit = f == EXPLORE_PSU_A || f == EXPLORE_HARD_A || f == EXPLORE_HARD_B;
      assert_false(documented(TWK_MODE_THROUGH, t, one, EXPLORE_NONE));
      assert_false(documented(TWK_MODE_SYNC, t, one, EXPLORE_NONE));
      assert_true(documented(TWK_MODE_EARLY, t, one, EXPLORE_NONE) ==
                  (unit && t == TWK_TOPOLOGY_OWN));
      for (unsigned g = 0; g < EXPLORE_FAULTS; g++)
        assert_false(documented(TWK_MODE_THROUGH, t, one, (enum explore_fault)g));
    }
  assert_true(documented(TWK_MODE_LOCAL, TWK_TOPOLOGY_PEER, EXPLORE_HARD_A, EXPLORE_NONE));
  assert_false(documented(TWK_MODE_LOCAL, TWK_TOPOLOGY_PEER, EXPLORE_LINK, EXPLORE_NONE));
  assert_true(documented(TWK_MODE_SYNC, TWK_TOPOLOGY_PEER, EXPLORE_HARD_A, EXPLORE_HARD_B));
  assert_true(documented(TWK_MODE_EARLY, TWK_TOPOLOGY_THIRD, EXPLORE_HARD_C, EXPLORE_HARD_A));
  assert_false(documented(TWK_MODE_SYNC, TWK_TOPOLOGY_THIRD, EXPLORE_HARD_C, EXPLORE_HARD_A));
  assert_false(documented(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, EXPLORE_LINK, EXPLORE_HARD_A));
  /* Once all is quiet after the first, the second is a first one. A flip waits unseen. */
  assert_null(
      explore_documented(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, EXPLORE_HARD_A, EXPLORE_HARD_B, false));
  assert_non_null(explore_documented(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, EXPLORE_FLIP_CACHE_2,
                                     EXPLORE_HARD_B, false));
}

/* Nothing comes to rest in 10 cycles. */
static void test_no_rest_in_time_is_broken(void **state) {
  (void)state;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, BUSY_CYCLE, 1);
  p.limit = 10;
  explore(&p, &result);
  assert_true(result.single[EXPLORE_LINK].outcome[EXPLORE_BROKEN] == 1);
  assert_int_equal(explore_failures(&result.single[EXPLORE_LINK]), 1);
}

/* A controller that is off needs longer than 45 cycles until it is paired again, and does in time.
 */
static void test_not_paired_in_time_after_a_return_is_broken(void **state) {
  (void)state;
  for (unsigned late = 0; late < 2; late++) {
    char err[200];
    struct explore_machine m;
    struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 1, 1);
    assert_int_equal(explore_machine_open(&m, &p, err, sizeof err), 0);
    while (m.cycle < BUSY_CYCLE) explore_cycle(&m);
    explore_strike(&m, EXPLORE_HARD_A);
    while (m.cycle < BUSY_CYCLE + 60) explore_cycle(&m);
    assert_int_equal(explore_judge_return(&m, late ? 45 : p.limit, NULL),
                     late ? EXPLORE_BROKEN : EXPLORE_SURVIVED);
    explore_machine_close(&m);
  }
}

/* Two controllers that once served one volume are broken, whatever the blocks are like. */
static void test_broken_rules_outweigh_good_blocks(void **state) {
  (void)state;
  char err[200];
  struct explore_machine m;
  struct explore_plan p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 1, 1);
  assert_int_equal(explore_machine_open(&m, &p, err, sizeof err), 0);
  while (m.cycle < BUSY_CYCLE) explore_cycle(&m);
  assert_int_equal(explore_judge(&m, true, NULL), EXPLORE_SURVIVED);
  assert_int_equal(explore_judge(&m, false, NULL), EXPLORE_BROKEN);
  m.sim->watch.both = true;
  assert_int_equal(explore_judge(&m, true, NULL), EXPLORE_BROKEN);
  explore_machine_close(&m);
}

static void test_names(void **state) {
  (void)state;
  for (unsigned f = 0; f < EXPLORE_FAULTS; f++) {
    const char *name = explore_fault_name((enum explore_fault)f);
    assert_int_equal(explore_fault_named(name, strlen(name)), f);
  }
  assert_int_equal(explore_fault_named("link-cut:a", 10), EXPLORE_NONE);
  assert_int_equal(explore_fault_named("", 0), EXPLORE_NONE);
}

static void test_bad_plans_are_named(void **state) {
  (void)state;
  char err[200];
  struct explore_plan p = window(TWK_MODE_EARLY, 4, 0, 1);
  assert_int_equal(explore_unit(&p, &result, err, sizeof err), -1);
  assert_string_equal(err, "topology: unknown, expected peer, third, battery or own");
  p = window(9, TWK_TOPOLOGY_PEER, 0, 1);
  assert_int_equal(explore_unit(&p, &result, err, sizeof err), -1);
  assert_string_equal(err, "mode: unknown, expected early, sync, through or local");
  p = window(TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 0, 0);
  assert_int_equal(explore_unit(&p, &result, err, sizeof err), -1);
  assert_string_equal(err, "window: empty, expected at least one cycle");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts_every_cycle_and_fault),
      cmocka_unit_test(test_guarded_topologies_lose_nothing),
      cmocka_unit_test(test_what_failed_comes_back),
      cmocka_unit_test(test_negative_controls_lose_blocks),
      cmocka_unit_test(test_second_faults),
      cmocka_unit_test(test_same_plan_same_result),
      cmocka_unit_test(test_pieces_add_up),
      cmocka_unit_test(test_replay_gives_the_verdict_again),
      cmocka_unit_test(test_documented_losses),
      cmocka_unit_test(test_no_rest_in_time_is_broken),
      cmocka_unit_test(test_not_paired_in_time_after_a_return_is_broken),
      cmocka_unit_test(test_broken_rules_outweigh_good_blocks),
      cmocka_unit_test(test_names),
      cmocka_unit_test(test_bad_plans_are_named),
  };
  return cmocka_run_group_tests_name("test_explore", tests, NULL, NULL);
}
