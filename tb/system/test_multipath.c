/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_multipath.c: the host's two paths on the machine: commands outlive the controller that had
 * them, and change nothing when nothing fails.
 */
#include "system.h"

#include <string.h>

static void open_multipath(struct system *t, uint64_t seed, bool multipath) {
  struct csim_config cfg;
  system_config(&cfg, TWK_MODE_EARLY, system_seed(seed));
  cfg.multipath = multipath;
  system_open(t, &cfg);
}

static void test_nothing_changes_when_nothing_fails(void **state) {
  static const struct mix m = {
      .span = 100, .max_blocks = 16, .reads = 30, .flushes = 3, .depth = {20, 32}};
  struct system *t = *state;
  struct csim_counters k[2];
  for (unsigned i = 0; i < 2; i++) {
    open_multipath(t, 210, i);
    system_traffic(t, &m, 300);
    system_drain(t);
    k[i] = system_counters(t);
    assert_int_equal(k[i].retries + k[i].failovers, 0);
    system_close(t);
  }
  assert_memory_equal(&k[0], &k[1], sizeof k[0]);
}

/* Neither controller is there at first, so no path has anything to say. */
static void test_commands_wait_for_a_controller(void **state) {
  struct system *t = *state;
  open_multipath(t, 211, true);
  csim_reset(t->sim, CSIM_RAIL_A, true);
  csim_reset(t->sim, CSIM_RAIL_B, true);
  /* As many as A's FIFO holds without its peer. */
  for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++)
    assert_non_null(system_post(t, TWK_OP_WRITE, 0, n, 1));
  assert_null(system_post(t, TWK_OP_WRITE, 0, 0, 1));
  system_pass(t, 30 * SYSTEM_US);
  assert_int_equal(csim_outstanding(t->sim, 0), CSIM_QUEUE_DEPTH);
  assert_false(csim_idle(t->sim));
  csim_reset(t->sim, CSIM_RAIL_A, false);
  system_settle(t);
  assert_int_equal(t->ended[TWK_STATUS_OK], CSIM_QUEUE_DEPTH);
  assert_int_equal(system_counters(t).retries, 0); /* no controller had them before */
  csim_reset(t->sim, CSIM_RAIL_B, false);
  system_drain(t);
  system_close(t);
}

/* The owner dies with commands half done, and they end well in its next life. */
static void test_commands_outlive_their_controller(void **state) {
  struct system *t = *state;
  for (unsigned moment = 0; moment < 20; moment++) {
    open_multipath(t, 220 + moment, true);
    for (unsigned n = 0; n < 4; n++) system_do(t, TWK_OP_WRITE, 0, n, 1);
    system_flush(t, 0);
    system_wait_idle(t);
    csim_reset(t->sim, CSIM_RAIL_B, true);
    /* No command of many blocks is answered while it is cut. */
    struct request *w = system_post(t, TWK_OP_WRITE, 0, 100, 30);
    struct request *r = system_post(t, TWK_OP_READ, 0, 0, 4);
    system_pass(t, moment * SYSTEM_US / 4);
    assert_true(w->busy && r->busy);
    csim_reset(t->sim, CSIM_RAIL_A, true);
    assert_true(w->busy && r->busy);
    system_pass(t, moment * 100000 + 20000);
    csim_reset(t->sim, CSIM_RAIL_A, false);
    system_settle(t);
    assert_int_equal(t->ended[TWK_STATUS_OK], 4 + 1 + 2);
    assert_int_equal(system_counters(t).retries, 2);
    assert_int_equal(w->end.status, TWK_STATUS_OK);
    csim_reset(t->sim, CSIM_RAIL_B, false);
    system_drain(t);
    system_close(t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_nothing_changes_when_nothing_fails),
      SYSTEM_TEST(test_commands_wait_for_a_controller),
      SYSTEM_TEST(test_commands_outlive_their_controller),
  };
  return cmocka_run_group_tests_name("test_multipath", tests, NULL, NULL);
}
