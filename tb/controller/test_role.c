/* SPDX-License-Identifier: Apache-2.0 */
/* test_role.c: two controllers start, and find their roles. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

static void test_both_start_and_pair(void **state) {
  (void)state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    struct pair *p = pair_new(mode, "start", mode);
    assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_JOINING);
    assert_int_equal(controller_serves(&p->side[0].c), 0);
    pair_settle(p, 60);
    assert_true(pair_is_paired(p));
    assert_int_equal(p->side[0].c.count.takeovers, 0);
    assert_int_equal(p->side[1].c.count.takeovers, 0);
    pair_free(p);
  }
}

static void test_load_without_faults_ends_well(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 40; seed++) {
    struct pair *p = pair_new(seed % 4, "no faults", seed);
    p->load = true;
    pair_run(p, 10000);
    pair_settle(p, 200);
    assert_true(pair_is_paired(p));
    assert_true(p->side[0].acks > 20 && p->side[1].acks > 20);
    pair_check_all(p);
    pair_free(p);
  }
}

static void ticks(struct pair *p, unsigned count) {
  while (count--) pair_tick(p);
}

static void test_alone_at_the_start_it_takes_over(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "alone", 1);
  pair_kill(p, 1);
  ticks(p, 7);
  assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_JOINING);
  ticks(p, 4);
  assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_ALONE);
  assert_int_equal(controller_serves(&p->side[0].c), PAIR_ALL);
  assert_int_equal(p->void_, PAIR_ALL);
  pair_free(p);
}

static void test_powered_but_unheard_peer_keeps_its_volume(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "unheard", 1);
  pair_link(p, 0, false);
  pair_link(p, 1, false);
  ticks(p, 64 * 8 - 1); /* longer than any fence may wait at the disks */
  assert_int_equal(controller_serves(&p->side[0].c), 0);
  ticks(p, 4);
  for (unsigned n = 0; n < 2; n++) {
    assert_int_equal(controller_phase(&p->side[n].c), TWK_PHASE_ALONE);
    assert_int_equal(controller_serves(&p->side[n].c), n ? PAIR_ODD : PAIR_EVEN);
  }
  pair_free(p);
}

/* B served before A could hear it: A cannot know that B has no mirror of an earlier life. */
static void test_peer_that_cannot_join_is_taken_over_and_given_back(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "late link", 1);
  pair_link(p, 1, false);
  ticks(p, 10);
  assert_int_equal(controller_serves(&p->side[1].c), PAIR_ODD);
  pair_link(p, 1, true);
  ticks(p, 10);
  assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_JOINING);
  ticks(p, 50);
  assert_true(pair_is_paired(p));
  assert_int_equal(p->side[1].c.count.takeovers, 1);
  pair_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_alone_at_the_start_it_takes_over),
      cmocka_unit_test(test_powered_but_unheard_peer_keeps_its_volume),
      cmocka_unit_test(test_peer_that_cannot_join_is_taken_over_and_given_back),
      cmocka_unit_test(test_both_start_and_pair),
      cmocka_unit_test(test_load_without_faults_ends_well),
  };
  return cmocka_run_group_tests_name("test_role", tests, NULL, NULL);
}
