/* SPDX-License-Identifier: Apache-2.0 */
/* test_degrade.c: from two copies to one, and which acks wait for what. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

static struct pair *paired(unsigned mode) {
  struct pair *p = pair_new(mode, "degrade", mode);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  return p;
}

static unsigned mode_of(const struct pair_side *s) {
  return s->ctl >> TWK_CTL_MODE_LSB & ((1U << TWK_CTL_MODE_W) - 1);
}

static bool off(const struct pair_side *s) {
  return s->ctl >> TWK_CTL_OFF_LSB & 1;
}

/* A is told at once that its FIFO is dead; the acknowledged block goes to disk, then VOID, then the
 * ack of what came after. */
static void test_acks_wait_for_void(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY);
  struct pair_side *a = &p->side[0];
  pair_issue(p, 0, TWK_OP_WRITE, 3, 2);
  pair_tick(p);
  assert_int_equal(a->acks, 1);
  assert_int_equal(p->disk[3], 0);
  p->slow = true;
  pair_fifo(p, 0, false);
  pair_tick(p);
  assert_int_equal(controller_phase(&a->c), TWK_PHASE_ALONE);
  assert_int_equal(mode_of(a), TWK_MODE_THROUGH);
  assert_false(controller_settled(&a->c));
  pair_issue(p, 0, TWK_OP_WRITE, 10, 1);
  pair_tick(p);
  assert_int_equal(a->acks, 1);
  assert_int_equal(p->void_, 0);
  assert_false(off(a));
  unsigned slot;
  assert_true(controller_find(&a->c, 10, &slot));
  assert_false(a->c.slot[slot].covered); /* VOID need not wait for it */
  assert_false(a->c.slot[slot].mirrored);
  p->slow = false;
  pair_tick(p);
  assert_int_equal(p->disk[3], 1);
  assert_int_equal(p->disk[4], 2);
  assert_int_equal(p->void_, PAIR_EVEN);
  assert_true(off(a));
  assert_int_equal(a->acks, 2);
  assert_int_equal(p->disk[10], 3);
  assert_true(controller_settled(&a->c));
  assert_int_equal(a->c.count.degrades, 1);
  assert_int_equal(controller_serves(&a->c), PAIR_EVEN);
  assert_int_equal(controller_phase(&p->side[1].c), TWK_PHASE_PAIRED); /* its own path is good */
  pair_free(p);
}

static void test_unsafe_supply_degrades_before_it_matters(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_SYNC);
  p->side[1].fifo_safe = false;
  pair_tick(p);
  assert_int_equal(controller_phase(&p->side[1].c), TWK_PHASE_ALONE);
  assert_int_equal(p->void_, PAIR_ODD);
  p->side[1].fifo_safe = true;
  for (unsigned n = 0; n < 10; n++) pair_tick(p);
  assert_true(pair_is_paired(p));
  assert_int_equal(p->side[1].c.count.resyncs, 1);
  assert_int_equal(p->void_, 0);
  pair_free(p);
}

static void test_link_may_be_down_for_link_grace(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY);
  pair_link(p, 0, false);
  pair_tick(p);
  assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_PAIRED);
  pair_tick(p);
  assert_int_equal(controller_phase(&p->side[0].c), TWK_PHASE_ALONE);
  assert_int_equal(controller_phase(&p->side[1].c), TWK_PHASE_PAIRED);
  pair_free(p);
}

/* Sync: the frames of a command wait behind the cut link; its ack comes from the disk. */
static void test_write_behind_a_cut_link_is_acked_from_disk(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_SYNC);
  pair_link(p, 0, false);
  pair_issue(p, 0, TWK_OP_WRITE, 5, 3);
  pair_tick(p);
  assert_int_equal(p->side[0].acks, 0);
  pair_tick(p);
  assert_int_equal(p->side[0].acks, 1);
  assert_int_equal(p->side[0].media, 0);
  for (unsigned n = 0; n < 3; n++) assert_int_equal(p->disk[5 + n], 1 + n);
  pair_free(p);
}

/* The FIFO dies between two blocks of a command: its ack is the firmware's, for all of them. */
static void test_command_cut_in_the_middle(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY);
  struct pair_side *a = &p->side[0];
  pair_issue(p, 0, TWK_OP_WRITE, 5, 4);
  while (a->seq < 2) pair_run(p, 1);
  pair_fifo(p, 0, false);
  pair_run(p, 2000);
  assert_int_equal(controller_phase(&a->c), TWK_PHASE_ALONE);
  assert_int_equal(a->acks, 1);
  for (unsigned n = 0; n < 4; n++) assert_int_equal(p->disk[5 + n], 1 + n);
  pair_free(p);
}

/* Hardware acknowledges a block after the status event that makes the firmware degrade. */
static void test_void_waits_for_blocks_not_heard_of(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 20; seed++) {
    struct pair *p = pair_new(TWK_MODE_EARLY, "not heard of", seed);
    pair_settle(p, 60);
    p->side[0].hung = true;
    p->side[0].fifo_safe = false;
    pair_tick(p);
    for (unsigned n = 0; n < 6; n++) pair_issue(p, 0, TWK_OP_WRITE, 4 * n, 4);
    pair_tick(p);
    assert_int_equal(p->side[0].acks, 6);
    p->side[0].hung = false;
    pair_run(p, 1000); /* checks VOID */
    assert_int_equal(p->void_, PAIR_EVEN);
    pair_free(p);
  }
}

/* The table says that the peer has won: nothing here counts any more. */
static void test_fenced_controller_drops_everything(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY);
  struct pair_side *a = &p->side[0];
  pair_issue(p, 0, TWK_OP_WRITE, 3, 2);
  pair_tick(p);
  p->lossy = true;
  p->slow = true;
  a->fifo_safe = false;
  pair_tick(p);
  pair_issue(p, 0, TWK_OP_WRITE, 10, 1);
  pair_issue(p, 0, TWK_OP_READ, 15, 1);
  pair_tick(p);
  p->fenced = 1;
  p->owner = PAIR_ALL;
  p->slow = false;
  pair_tick(p);
  assert_int_equal(controller_phase(&a->c), TWK_PHASE_JOINING);
  assert_int_equal(controller_serves(&a->c), 0);
  assert_true(controller_idle(&a->c));
  assert_int_equal(a->refused, 2);
  unsigned slot;
  assert_false(controller_find(&a->c, 3, &slot));
  pair_free(p);
}

static void test_flush_of_one_copy_waits_for_the_disk(void **state) {
  (void)state;
  struct pair *p = paired(TWK_MODE_EARLY);
  struct pair_side *a = &p->side[0];
  pair_fifo(p, 0, false);
  pair_tick(p);
  p->slow = true;
  pair_issue(p, 0, TWK_OP_WRITE, 5, 1);
  pair_tick(p);
  pair_issue(p, 0, TWK_OP_FLUSH, 0, 0);
  pair_tick(p);
  assert_true(a->command[1].active);
  p->slow = false;
  pair_tick(p);
  assert_false(a->command[1].active);
  assert_int_equal(a->command[1].status, TWK_STATUS_OK);
  pair_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_acks_wait_for_void),
      cmocka_unit_test(test_unsafe_supply_degrades_before_it_matters),
      cmocka_unit_test(test_link_may_be_down_for_link_grace),
      cmocka_unit_test(test_write_behind_a_cut_link_is_acked_from_disk),
      cmocka_unit_test(test_command_cut_in_the_middle),
      cmocka_unit_test(test_void_waits_for_blocks_not_heard_of),
      cmocka_unit_test(test_fenced_controller_drops_everything),
      cmocka_unit_test(test_flush_of_one_copy_waits_for_the_disk),
  };
  return cmocka_run_group_tests_name("test_degrade", tests, NULL, NULL);
}
