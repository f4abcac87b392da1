/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_failover.c: single faults at random moments of busy hosts, in every power topology and
 * mirrored ack mode: nothing is lost or torn, every command ends well, one controller serves each
 * volume, and two copies are back once the fault is.
 */
#include "managed.h"

static const struct mix busy = {
    .span = 60, .max_blocks = 12, .reads = 30, .flushes = 2, .depth = {10, 10}};

struct trial {
  const char *fault, *back;
  unsigned topologies; /* bit TWK_TOPOLOGY_* */
  unsigned takeovers;
};

#define ALL 7U /* own is a negative control */
#define ONLY(topology) (1U << (topology))

static const struct trial trials[] = {
    {"psu-hard:A", "restore:A", ALL, 1},
    {"psu:A", "restore:A", ALL, 1},
    {"psu-hard:B", "restore:B", ALL, 1},
    {"psu-hard:C", "restore:C", ONLY(TWK_TOPOLOGY_THIRD), 0},
    {"hang:A", "link-restore", ALL, 1}, /* the fence starts it again */
    {"hang:B", "link-restore", ALL, 1},
    {"reset:A", "link-restore", ALL, 1},
    {"link-cut", "link-restore", ALL, 0},
    {"link-cut:ab", "link-restore:ab", ALL, 0},
    {"brownout:A:2700mV", "restore:A", ALL, 0},
    {"brownout:A:2000mV", "restore:A", ALL, 1},
    {"battery-missing:A", "battery-ok:A", ONLY(TWK_TOPOLOGY_BATTERY), 0},
    {"battery-failed:B", "battery-ok:B", ONLY(TWK_TOPOLOGY_BATTERY), 0},
};

static void survives(struct system *t, const struct trial *f, unsigned mode, unsigned topology,
                     uint64_t seed) {
  struct csim_config cfg;
  managed_config(&cfg, mode, topology, system_seed(seed));
  system_open(t, &cfg);
  system_fill(t, &busy, 20);
  system_pass(t, rng_below(&t->rng, 40 * SYSTEM_US));
  managed_break(t, f->fault);
  system_traffic(t, &busy, 60);
  /* Longer than detection, decay and silence take together. */
  system_pass(t, 150 * SYSTEM_US);
  managed_break(t, f->back);
  system_traffic(t, &busy, 40);
  managed_wait_paired(t);
  system_traffic(t, &busy, 20);
  managed_drain(t);
  assert_int_equal(system_counters(t).takeovers, f->takeovers);
  managed_close(t);
}

static void each_trial(struct system *t, unsigned mode, uint64_t seed) {
  for (unsigned i = 0; i < sizeof trials / sizeof *trials; i++)
    for (unsigned topology = 0; topology < TWK_TOPOLOGY_OWN; topology++)
      if (trials[i].topologies >> topology & 1)
        survives(t, &trials[i], mode, topology, seed + 10 * i + topology);
}

static void test_single_faults_in_mode_early(void **state) {
  each_trial(*state, TWK_MODE_EARLY, 1000);
}

static void test_single_faults_in_mode_sync(void **state) {
  each_trial(*state, TWK_MODE_SYNC, 2000);
}

/* In mode through nothing is ever in one memory alone: ownership moves, and no more. */
static void test_owner_dies_in_mode_through(void **state) {
  survives(*state, &trials[0], TWK_MODE_THROUGH, TWK_TOPOLOGY_PEER, 3000);
  survives(*state, &trials[4], TWK_MODE_THROUGH, TWK_TOPOLOGY_BATTERY, 3001);
}

/* A supply that comes and goes makes one takeover and no more. */
static void test_flapping_supply(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  managed_config(&cfg, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, system_seed(4000));
  assert_int_equal(fault_parse("flap:A:12:30us@30us", &cfg.faults, NULL, 0), 0);
  cfg.power.holdup_us = 2;
  cfg.power.rail_fall_mv =
      20; /* gone before the mains are back, and on for less than validate_us */
  system_open(t, &cfg);
  system_traffic(t, &busy, 150);
  managed_wait_paired(t);
  managed_drain(t);
  assert_int_equal(system_counters(t).takeovers, 1);
  managed_close(t);
}

/* ---- the negative controls: the same test sees what must be lost */

static unsigned lost_after_owner_dies(struct system *t, unsigned mode, unsigned topology) {
  struct csim_config cfg;
  uint8_t block[ORACLE_BLOCK];
  unsigned lost = 0;
  managed_config(&cfg, mode, topology, system_seed(5000));
  cfg.link_rate = 16; /* so that frames wait in the FIFO */
  /* Without a battery to wait for, a rail so weak that no firmware has time to save anything. */
  if (topology != TWK_TOPOLOGY_BATTERY) cfg.power.rail_fall_mv = 300;
  system_open(t, &cfg);
  for (unsigned n = 0; n < 12; n++) system_do(t, TWK_OP_WRITE, 0, n, 1);
  managed_break(t, "psu-hard:A");
  managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
  system_flush(t, 0);
  for (unsigned n = 0; n < 12; n++) {
    system_peek(t, 0, n, block);
    lost += oracle_check(t->oracle, n, block) == ORACLE_LOST;
  }
  managed_close(t);
  return lost;
}

static void test_negative_controls_lose(void **state) {
  assert_in_range(lost_after_owner_dies(*state, TWK_MODE_EARLY, TWK_TOPOLOGY_OWN), 1, 12);
  assert_int_equal(lost_after_owner_dies(*state, TWK_MODE_LOCAL, TWK_TOPOLOGY_PEER), 12);
  assert_int_equal(lost_after_owner_dies(*state, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER), 0);
  assert_int_equal(lost_after_owner_dies(*state, TWK_MODE_EARLY, TWK_TOPOLOGY_THIRD), 0);
  assert_int_equal(lost_after_owner_dies(*state, TWK_MODE_EARLY, TWK_TOPOLOGY_BATTERY), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_single_faults_in_mode_early), SYSTEM_TEST(test_single_faults_in_mode_sync),
      SYSTEM_TEST(test_owner_dies_in_mode_through),  SYSTEM_TEST(test_flapping_supply),
      SYSTEM_TEST(test_negative_controls_lose),
  };
  return cmocka_run_group_tests_name("test_failover", tests, NULL, NULL);
}
