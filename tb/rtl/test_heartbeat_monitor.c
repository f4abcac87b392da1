/* SPDX-License-Identifier: Apache-2.0 */
/* heartbeat_monitor: exact limits, each change a beat, a link that is down says nothing. */
#include "ports_heartbeat_monitor.h"
#include "dut.h"
#include "one_clock.h"

enum { LIMIT = 20 };

static struct dut *start(unsigned limit) {
  struct dut *d = dut_start();
  *d->limit_cycles = limit;
  dut_tick(d);
  *d->link_up = 1;
  return d;
}

/* So many clocks with the same beat; seen and silent as given all the time. */
static void quiet(struct dut *d, unsigned clocks, bool seen, bool silent) {
  for (unsigned i = 0; i < clocks; i++) {
    dut_tick(d);
    assert_int_equal(*d->seen, seen);
    assert_int_equal(*d->silent, silent);
  }
}

static void test_silent_after_limit_clocks_without_a_beat(void **state) {
  static const unsigned limits[] = {0, 1, 5, 100};
  (void)state;
  for (unsigned i = 0; i < 4; i++) {
    struct dut *d = start(limits[i]);
    quiet(d, limits[i], false, false);
    quiet(d, 50, false, true);
    dut_stop(d);
  }
}

static void test_each_change_is_a_beat(void **state) {
  struct dut *d = start(LIMIT);
  (void)state;
  for (unsigned i = 0; i < 10; i++) { /* always just in time */
    *d->beat = !*d->beat;
    quiet(d, LIMIT + 1, true, false);
  }
  quiet(d, 30, true, true);
  *d->beat = !*d->beat; /* one beat ends the silence */
  quiet(d, LIMIT + 1, true, false);
  quiet(d, 1, true, true);
  dut_stop(d);
}

static void test_link_that_is_down_says_nothing(void **state) {
  struct dut *d = start(LIMIT);
  (void)state;
  *d->beat = 1;
  quiet(d, LIMIT + 1, true, false);
  quiet(d, 5, true, true);
  *d->link_up = 0;
  quiet(d, 3 * LIMIT, false, false);
  *d->beat = 0; /* no beat while it is down */
  quiet(d, 5, false, false);
  *d->link_up = 1;
  quiet(d, LIMIT, false, false); /* the whole limit again */
  quiet(d, 1, false, true);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->seen | *d->silent, 0);
  dut_stop(d);
}

/* The link comes up, and brings the level of a peer that hangs: heard, and silent in time. */
static void test_level_of_a_peer_that_hangs_is_heard_and_no_life(void **state) {
  struct dut *d = start(LIMIT);
  (void)state;
  for (unsigned i = 0; i < 3; i++) {
    *d->beat = 0; /* while the link is down, and until it has heard */
    *d->link_up = 0;
    quiet(d, 5, false, false);
    *d->link_up = 1;
    quiet(d, 7, false, false);
    *d->beat = 1;
    quiet(d, LIMIT + 1, true, false);
    quiet(d, 50, true, true);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_silent_after_limit_clocks_without_a_beat),
      cmocka_unit_test(test_each_change_is_a_beat),
      cmocka_unit_test(test_link_that_is_down_says_nothing),
      cmocka_unit_test(test_level_of_a_peer_that_hangs_is_heard_and_no_life),
  };
  return cmocka_run_group_tests_name("test_heartbeat_monitor", tests, NULL, NULL);
}
