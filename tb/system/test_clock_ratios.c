/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_clock_ratios.c: random traffic with the clocks of A, B and the mirror paths up to ten times
 * apart in either direction, random phases, jitter, and random delays in clock crossings.
 */
#include "system.h"

#define COMMANDS 60

struct ratio {
  unsigned a, b, m; /* periods in units of 1000 ps */
  unsigned jitter_ps;
};

/* 1:1 and close to it, each clock alone the slowest and the fastest, and all apart. */
static const struct ratio ratios[] = {
    {5, 5, 5, 0},    {5, 5, 5, 1000}, {10, 1, 1, 200},  {1, 10, 1, 200},
    {1, 1, 10, 200}, {1, 10, 10, 0},  {10, 1, 10, 240}, {10, 10, 1, 0},
    {1, 3, 10, 200}, {10, 3, 1, 200}, {3, 10, 1, 100},  {2, 3, 2, 400},
};

static void runs_clean(struct system *t, const struct ratio *r, unsigned mode, uint64_t seed) {
  const struct mix m = {.span = 40, .max_blocks = 10, .reads = 30, .flushes = 2, .depth = {32, 32}};
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(seed));
  cfg.period_a_ps = r->a * 1000;
  cfg.period_b_ps = r->b * 1000;
  cfg.period_m_ps = r->m * 1000;
  cfg.jitter_ps = r->jitter_ps;
  cfg.link_latency_ns = 200;
  cfg.link_rate = 256;
  system_open(t, &cfg);
  system_traffic(t, &m, COMMANDS);
  system_drain(t);
  assert_int_equal(t->ended[TWK_STATUS_OK], COMMANDS + TWK_VOLUMES);
  struct csim_counters k = system_counters(t);
  /* The clocks did run at these periods, less a phase and the room before the first edge. */
  uint64_t now = csim_now_ps(t->sim);
  assert_in_range((k.cycles[CSIM_A] + 1) * cfg.period_a_ps, now - 2 * cfg.period_a_ps, now + 20000);
  assert_in_range((k.cycles[CSIM_B] + 1) * cfg.period_b_ps, now - 2 * cfg.period_b_ps, now + 20000);
  system_close(t);
}

static void all_ratios(struct system *t, unsigned mode, uint64_t seed) {
  for (unsigned i = 0; i < sizeof ratios / sizeof ratios[0]; i++)
    runs_clean(t, &ratios[i], mode, seed + i);
}

static void test_ratios_in_mode_early(void **state) {
  all_ratios(*state, TWK_MODE_EARLY, 300);
}

static void test_ratios_in_mode_sync(void **state) {
  all_ratios(*state, TWK_MODE_SYNC, 400);
}

/* Everything equal: all clocks rise together, and edges never separate. */
static void test_clocks_in_step(void **state) {
  struct system *t = *state;
  const struct mix m = {.span = 40, .max_blocks = 10, .reads = 30, .depth = {32, 32}};
  for (unsigned delays = 0; delays < 2; delays++) {
    struct csim_config cfg;
    system_config(&cfg, TWK_MODE_EARLY, system_seed(500 + delays));
    cfg.period_b_ps = cfg.period_m_ps = cfg.period_a_ps;
    cfg.random_phase = false;
    cfg.random_crossing = delays;
    system_open(t, &cfg);
    system_traffic(t, &m, COMMANDS);
    system_drain(t);
    assert_int_equal(system_counters(t).cycles[CSIM_A], system_counters(t).cycles[CSIM_B]);
    system_close(t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_ratios_in_mode_early),
      SYSTEM_TEST(test_ratios_in_mode_sync),
      SYSTEM_TEST(test_clocks_in_step),
  };
  return cmocka_run_group_tests_name("test_clock_ratios", tests, NULL, NULL);
}
