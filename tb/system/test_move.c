/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_move.c: volumes are given to the other controller for good while hosts are busy on all of
 * them, and something breaks meanwhile: nothing is lost or torn, and every volume is served.
 */
#include "managed.h"

static const struct mix busy = {
    .span = 40, .max_blocks = 8, .reads = 30, .flushes = 2, .depth = {6, 6, 6, 6}};

static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH};

static void start(struct system *t, unsigned mode, uint64_t seed) {
  struct csim_config cfg;
  managed_config(&cfg, mode, TWK_TOPOLOGY_PEER, system_seed(seed));
  system_open(t, &cfg);
  system_pass(t, 10 * SYSTEM_US); /* each hears that the other is PAIRED */
  t->allowed |= 1U << TWK_STATUS_BUSY | 1U << CSIM_STATUS_ABORTED; /* of a MOVE */
}

static struct request *post_move(struct system *t, unsigned volume) {
  struct request *r = system_post_unjudged(t, TWK_OP_MOVE, volume, 0, 0);
  assert_non_null(r);
  return r;
}

static unsigned served(const struct system *t) {
  return csim_serves(t->sim, CSIM_A) | csim_serves(t->sim, CSIM_B);
}

static void wait_until(struct system *t, bool (*good)(const struct system *t), const char *what) {
  uint64_t end = csim_now_ps(t->sim) + t->patience_ps;
  while (!good(t)) {
    if (csim_now_ps(t->sim) > end)
      fail_msg("%s: A phase %d serves %u, B phase %d serves %u", what, csim_phase(t->sim, CSIM_A),
               csim_serves(t->sim, CSIM_A), csim_phase(t->sim, CSIM_B),
               csim_serves(t->sim, CSIM_B));
    system_pass(t, SYSTEM_US);
  }
}

static bool all_served(const struct system *t) {
  return served(t) == 15;
}

static bool paired(const struct system *t) {
  return csim_phase(t->sim, CSIM_A) == TWK_PHASE_PAIRED &&
         csim_phase(t->sim, CSIM_B) == TWK_PHASE_PAIRED && all_served(t);
}

static void test_moves_under_load_in_both_directions(void **state) {
  struct system *t = *state;
  for (unsigned m = 0; m < 3; m++) {
    unsigned on_b = 10, moves = 0;
    start(t, modes[m], 100 + m);
    for (unsigned n = 0; n < 8; n++) {
      unsigned volume = (unsigned)rng_below(&t->rng, TWK_VOLUMES);
      system_fill(t, &busy, 30);
      const struct request *r = post_move(t, volume);
      system_fill(t, &busy, 30);
      while (r->busy) {
        system_run(t, UINT64_MAX);
        system_fill(t, &busy, 2);
      }
      assert_int_equal(r->end.status, TWK_STATUS_OK);
      on_b ^= 1U << volume;
      moves++;
      wait_until(t, all_served, "moved");
      assert_int_equal(csim_serves(t->sim, CSIM_B), on_b);
      system_traffic(t, &busy, 20);
    }
    managed_drain(t);
    assert_true(paired(t));
    assert_int_equal(system_counters(t).moves, moves);
    assert_int_equal(system_counters(t).resyncs, 0);
    managed_close(t);
  }
}

/* All volumes on B; then B dies, comes back and gets them again, none of which is A's. */
static void test_all_volumes_on_one_controller(void **state) {
  struct system *t = *state;
  start(t, TWK_MODE_EARLY, 200);
  for (unsigned v = 0; v < TWK_VOLUMES; v += 2) {
    const struct request *r = post_move(t, v);
    system_wait(t, r);
    assert_int_equal(r->end.status, TWK_STATUS_OK);
  }
  managed_wait(t, CSIM_B, TWK_PHASE_PAIRED, 15);
  system_fill(t, &busy, 24);
  system_pass(t, 5 * SYSTEM_US);
  managed_break(t, "psu-hard:B");
  managed_wait(t, CSIM_A, TWK_PHASE_ALONE, 15);
  system_traffic(t, &busy, 30);
  managed_break(t, "restore:B");
  managed_wait(t, CSIM_B, TWK_PHASE_PAIRED, 15);
  managed_wait(t, CSIM_A, TWK_PHASE_PAIRED, 0);
  system_traffic(t, &busy, 30);
  managed_drain(t);
  managed_close(t);
}

static void breaks(struct system *t, const char *fault, const char *back, unsigned mode,
                   uint64_t seed, unsigned *moved) {
  start(t, mode, seed);
  system_fill(t, &busy, 20);
  const struct request *r = post_move(t, 0);
  system_pass(t, rng_below(&t->rng, 60 * SYSTEM_US));
  managed_break(t, fault);
  system_fill(t, &busy, 20);
  system_pass(t, 150 * SYSTEM_US);
  system_traffic(t, &busy, 30);
  wait_until(t, all_served, fault);
  assert_false(r->busy);
  managed_break(t, back);
  wait_until(t, paired, back);
  system_traffic(t, &busy, 20);
  *moved += csim_serves(t->sim, CSIM_B) & 1;
  managed_drain(t);
  managed_close(t);
}

static void test_one_fault_while_a_volume_moves(void **state) {
  static const char *const faults[][2] = {
      {"psu-hard:A", "restore:A"},     {"psu-hard:B", "restore:B"},    {"hang:A", "link-restore"},
      {"hang:B", "link-restore"},      {"reset:A", "link-restore"},    {"link-cut", "link-restore"},
      {"link-cut:ab", "link-restore"}, {"link-cut:ba", "link-restore"}};
  unsigned moved = 0, all = 0;
  for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++)
    for (unsigned n = 0; n < 6; n++, all++)
      breaks(*state, faults[i][0], faults[i][1], modes[n % 3], 1000 + 10 * i + n, &moved);
  assert_in_range(moved, 4, all - 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_moves_under_load_in_both_directions),
      SYSTEM_TEST(test_all_volumes_on_one_controller),
      SYSTEM_TEST(test_one_fault_while_a_volume_moves),
  };
  return cmocka_run_group_tests_name("test_move", tests, NULL, NULL);
}
