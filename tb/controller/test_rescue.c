/* SPDX-License-Identifier: Apache-2.0 */
/* test_rescue.c: two flipped bits in a cache or in a mirror FIFO. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

#define BLOCK 5

/* Block BLOCK of A's volume is dirty and mirrored, version 1. */
static struct pair *dirty(const char *name) {
  struct pair *p = pair_new(TWK_MODE_EARLY, name, 1);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK, 1);
  pair_tick(p);
  assert_int_equal(controller_mirror_count(&p->side[1].c), 1);
  return p;
}

static void ticks(struct pair *p, unsigned count) {
  while (count--) pair_tick(p);
}

static void reads_well(struct pair *p) {
  unsigned reads = p->side[0].reads;
  pair_issue(p, 0, TWK_OP_READ, BLOCK, 1);
  ticks(p, 2);
  assert_int_equal(p->side[0].reads, reads + 1);
  assert_int_equal(p->side[0].media, 0);
}

static void test_clean_block_is_fetched_again(void **state) {
  (void)state;
  struct pair *p = dirty("clean");
  struct pair_side *a = &p->side[0];
  pair_issue(p, 0, TWK_OP_FLUSH, 0, 1);
  ticks(p, 2);
  unsigned slot;
  assert_true(controller_find(&a->c, BLOCK, &slot));
  a->cache[slot].bad = true;
  pair_check(p, p->disk[BLOCK] == 1, "the flush did not reach the disk");
  controller_event(
      &a->c, &(struct record){.kind = TWK_EV_ECC, .flags = TWK_FLAG_ERROR, .slot = (uint16_t)slot});
  assert_false(controller_find(&a->c, BLOCK, &slot));
  reads_well(p);
  assert_int_equal(a->c.count.fetched, 1);
  assert_int_equal(a->c.count.rescued, 0);
  pair_free(p);
}

static void test_dirty_block_comes_from_the_peer(void **state) {
  (void)state;
  struct pair *p = dirty("dirty");
  struct pair_side *a = &p->side[0];
  unsigned slot;
  p->slow = true;
  assert_true(pair_break(p, 0));
  pair_tick(p);
  assert_false(controller_find(&a->c, BLOCK, &slot));
  pair_issue(p, 0, TWK_OP_READ, BLOCK, 1); /* waits */
  pair_tick(p);
  assert_int_equal(a->reads, 0);
  p->slow = false;
  ticks(p, 2);
  assert_int_equal(a->reads, 1);
  assert_int_equal(a->media, 0);
  assert_int_equal(p->disk[BLOCK], 1);
  assert_int_equal(a->c.count.rescued, 1);
  assert_int_equal(a->c.count.fetched, 1);
  assert_int_equal(controller_mirror_count(&p->side[1].c), 0); /* CLEAN */
  pair_free(p);
}

static void test_newer_version_waits_for_the_rescue(void **state) {
  (void)state;
  struct pair *p = dirty("newer");
  p->slow = true;
  pair_break(p, 0);
  pair_tick(p);
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK, 1);
  pair_issue(p, 0, TWK_OP_FLUSH, 0, 1);
  pair_tick(p);
  p->slow = false;
  ticks(p, 3);
  assert_int_equal(p->disk[BLOCK], 2);
  assert_int_equal(p->side[0].c.count.rescued, 1);
  reads_well(p);
  pair_free(p);
}

static void test_broken_while_it_is_destaged(void **state) {
  (void)state;
  struct pair *p = dirty("destaging");
  struct pair_side *a = &p->side[0];
  unsigned slot;
  controller_find(&a->c, BLOCK, &slot);
  a->cache[slot].bad = true;
  p->slow = true;
  pair_issue(p, 0, TWK_OP_FLUSH, 0, 1);
  pair_tick(p);
  assert_int_equal(a->c.slot[slot].state, SLOT_DESTAGING);
  controller_event(
      &a->c, &(struct record){.kind = TWK_EV_ECC, .flags = TWK_FLAG_ERROR, .slot = (uint16_t)slot});
  p->slow = false;
  ticks(p, 3);
  assert_int_equal(p->disk[BLOCK], 1);
  assert_int_equal(a->c.count.rescued, 1);
  assert_int_equal(a->media, 0);
  reads_well(p);
  pair_free(p);
}

static void test_lost_question_and_lost_answer_go_again(void **state) {
  (void)state;
  for (unsigned side = 0; side < 2; side++) {
    struct pair *p = dirty("lost note");
    p->side[side].lose_clean = true;
    pair_break(p, 0);
    ticks(p, 3);
    assert_false(p->side[side].lose_clean);
    assert_int_equal(p->disk[BLOCK], 1);
    assert_int_equal(p->side[0].c.count.rescued, 1);
    assert_int_equal(controller_mirror_count(&p->side[1].c), 0);
    reads_well(p);
    pair_free(p);
  }
}

static void test_peer_without_a_copy_says_so(void **state) {
  (void)state;
  struct pair *p = dirty("unsaved");
  struct pair_side *a = &p->side[0];
  unsigned slot;
  controller_find(&a->c, BLOCK, &slot);
  p->side[1].c.mirror[slot].seq++;
  pair_break(p, 0);
  ticks(p, 3);
  assert_int_equal(p->disk[BLOCK], 0);
  assert_int_equal(a->c.count.rescue_failed, 1);
  pair_issue(p, 0, TWK_OP_READ, BLOCK, 1);
  pair_tick(p);
  assert_int_equal(a->media, 1);
  pair_free(p);
}

/* The peer's disks refuse its copy: what it says then is not that the block is safe. */
static void test_copy_that_the_disk_refuses_is_not_saved(void **state) {
  (void)state;
  struct pair *p = dirty("refused");
  struct pair_side *a = &p->side[0];
  p->slow = true;
  pair_break(p, 0);
  pair_tick(p);
  assert_int_equal(p->disks.count, 1);
  struct pair_entry *e = &p->disks.entry[p->disks.head];
  assert_int_equal(e->rec.slot & TWK_SLOT_MIRROR, TWK_SLOT_MIRROR);
  e->bad = true;
  p->slow = false;
  ticks(p, 2);
  assert_int_equal(p->disk[BLOCK], 0);
  assert_int_equal(a->c.count.rescued, 0);
  assert_int_equal(a->c.count.rescue_failed, 1);
  pair_free(p);
}

static void test_rescue_ends_when_the_peer_dies(void **state) {
  (void)state;
  struct pair *p = dirty("no peer");
  struct pair_side *a = &p->side[0];
  p->slow = true;
  pair_break(p, 0);
  pair_tick(p);
  pair_kill(p, 1);
  pair_issue(p, 0, TWK_OP_READ, BLOCK, 1);
  pair_tick(p);
  p->slow = false;
  pair_tick(p);
  assert_int_equal(a->c.count.rescue_failed, 1);
  assert_int_equal(a->media, 1);
  pair_free(p);
}

/* Its answer cannot come: with one copy it sends no frames; a cut link brings none. */
static void test_rescue_ends_when_the_peer_cannot_answer(void **state) {
  (void)state;
  for (unsigned cut = 0; cut < 2; cut++) {
    struct pair *p = dirty("no answer");
    p->slow = true;
    pair_break(p, 0);
    pair_tick(p);
    if (cut) {
      pair_link(p, 1, false);
    } else {
      p->side[1].fifo_safe = false;
    }
    ticks(p, 3);
    assert_int_equal(p->side[0].c.count.rescue_failed, 1);
    pair_free(p);
  }
}

static void test_loss_of_another_sequence_number_sends_nothing_again(void **state) {
  (void)state;
  struct pair *p = dirty("other number");
  struct pair_side *a = &p->side[0];
  unsigned slot;
  controller_find(&a->c, BLOCK, &slot);
  a->lost_open = 1;
  controller_event(&a->c, &(struct record){.kind = TWK_EV_MIRROR_LOST,
                                           .flags = TWK_FLAG_LOST,
                                           .slot = (uint16_t)slot,
                                           .seq = a->c.slot[slot].seq - 1});
  pair_tick(p);
  assert_int_equal(a->c.count.resent, 0);
  assert_int_equal(a->lost_open, 0); /* answered by a CLEAN */
  assert_int_equal(controller_mirror_count(&p->side[1].c), 1);
  pair_free(p);
}

static void test_lost_frame_goes_again(void **state) {
  (void)state;
  struct pair *p = dirty("lost frame");
  struct pair_side *a = &p->side[0];
  a->lose_frame = true;
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK + 1, 1);
  pair_tick(p);
  assert_false(a->lose_frame);
  assert_int_equal(a->c.count.resent, 1);
  assert_int_equal(a->lost_open, 0);
  assert_int_equal(controller_mirror_count(&p->side[1].c), 2);
  assert_int_equal(p->disk[BLOCK + 1], 0); /* the disk is not needed */
  pair_free(p);
}

/* Superseded: nothing is sent again, the CLEAN that is owed anyway answers the loss. */
static void test_superseded_frame_is_not_sent_again(void **state) {
  (void)state;
  struct pair *p = dirty("superseded");
  struct pair_side *a = &p->side[0];
  pair_link(p, 0, false);
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK + 1, 1);
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK + 1, 1);
  pair_tick(p);
  a->lose_frame = true;
  pair_link(p, 0, true);
  ticks(p, 2);
  assert_int_equal(a->c.count.resent, 0);
  assert_int_equal(a->lost_open, 0);
  assert_int_equal(controller_mirror_count(&p->side[1].c), 2);
  assert_true(controller_phase(&a->c) == TWK_PHASE_PAIRED);
  pair_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_clean_block_is_fetched_again),
      cmocka_unit_test(test_dirty_block_comes_from_the_peer),
      cmocka_unit_test(test_newer_version_waits_for_the_rescue),
      cmocka_unit_test(test_broken_while_it_is_destaged),
      cmocka_unit_test(test_lost_question_and_lost_answer_go_again),
      cmocka_unit_test(test_peer_without_a_copy_says_so),
      cmocka_unit_test(test_copy_that_the_disk_refuses_is_not_saved),
      cmocka_unit_test(test_rescue_ends_when_the_peer_dies),
      cmocka_unit_test(test_rescue_ends_when_the_peer_cannot_answer),
      cmocka_unit_test(test_loss_of_another_sequence_number_sends_nothing_again),
      cmocka_unit_test(test_lost_frame_goes_again),
      cmocka_unit_test(test_superseded_frame_is_not_sent_again),
  };
  return cmocka_run_group_tests_name("test_rescue", tests, NULL, NULL);
}
