/* SPDX-License-Identifier: Apache-2.0 */
/* test_resync.c: from one copy back to two, after any sequence of faults. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "pair.h"

static void repair(struct pair *p) {
  for (unsigned n = 0; n < 2; n++) {
    struct pair_side *s = &p->side[n];
    /* A frame lost with its owner keeps the present flag: only the FIFO's power ends that. */
    if (s->lost_open && (s->held || !s->power)) {
      pair_fifo(p, n, false);
      pair_tick(p);
    }
    if (!s->fifo_power) pair_fifo(p, n, true);
    s->fifo_safe = true;
    pair_link(p, n, true);
    if (!s->power) pair_start(p, n);
    if (s->hung) {
      pair_kill(p, n);
      pair_start(p, n);
    }
  }
}

static void fault(struct pair *p) {
  unsigned n = (unsigned)rng_below(&p->rng, 2);
  switch (rng_below(&p->rng, 11)) {
    case 0:
      pair_kill(p, n);
      break;
    case 1:
      pair_kill(p, n);
      pair_start(p, n);
      break;
    case 2:
      pair_link(p, n, false);
      break;
    case 3:
      pair_link(p, 0, false);
      pair_link(p, 1, false);
      break;
    case 4:
      pair_fifo(p, n, false);
      break;
    case 5:
      p->side[n].fifo_safe = false;
      break;
    case 6:
      p->side[n].hung = true;
      break;
    case 7:
      p->side[n].lose_frame = true;
      break;
    case 8:
      p->side[n].lose_clean = true;
      break;
    case 9:
      pair_break(p, n);
      break;
    default:
      pair_kill(p, n); /* topology peer: its unit feeds the other's FIFO */
      pair_fifo(p, !n, false);
      break;
  }
}

static struct pair *loaded(unsigned mode, const char *name, uint64_t seed) {
  struct pair *p = pair_new(mode, name, seed);
  p->load = true;
  p->moving = seed % 2; /* of volumes */
  pair_run(p, 3000);
  return p;
}

static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH};

/* A block that nobody can read any more keeps its volume where it is until it is overwritten. */
static void overwrite_all(struct pair *p) {
  for (uint64_t lba = 0; lba < PAIR_LBAS; lba++) {
    for (unsigned n = 0; n < 2; n++) pair_issue(p, n, TWK_OP_WRITE, lba, 1);
    pair_tick(p);
  }
}

static void ends_paired(struct pair *p) {
  repair(p);
  pair_run(p, 1000);
  p->load = false;
  if (p->lossy) overwrite_all(p);
  for (unsigned n = 0; n < 300 && !pair_is_paired(p); n++) pair_tick(p);
  if (!pair_is_paired(p)) {
    for (unsigned n = 0; n < 2; n++) {
      const struct pair_side *s = &p->side[n];
      print_message("side %u: phase %u step %u own %u status %x table %x\n", n, s->c.role.phase,
                    s->c.role.step, s->c.role.own, s->c.role.status, s->c.role.table);
    }
  }
  pair_check(p, pair_is_paired(p), "all is repaired, and there are not two copies");
  pair_settle(p, 100);
}

/* One fault at a time: nothing acknowledged is ever lost. */
static void test_single_faults_lose_nothing(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 150; seed++) {
    struct pair *p = loaded(modes[seed % 3], "single faults", seed);
    for (unsigned n = 0; n < 5; n++) {
      fault(p);
      pair_run(p, (unsigned)rng_below(&p->rng, 5000));
      ends_paired(p);
      pair_check_all(p);
      p->load = true;
      pair_run(p, 1500);
    }
    pair_free(p);
  }
}

/* Many at a time: data may be lost, ownership may not be in doubt, and it ends well. */
static void test_any_faults_end_with_two_copies(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 300; seed++) {
    struct pair *p = loaded(seed % 4, "any faults", 10000 + seed);
    p->lossy = true;
    for (unsigned n = 0; n < 12; n++) {
      if (rng_below(&p->rng, 3)) {
        fault(p);
      } else {
        repair(p);
      }
      pair_run(p, (unsigned)rng_below(&p->rng, 1500));
    }
    ends_paired(p);
    pair_free(p);
  }
}

static void test_session_waits_for_a_command_half_done(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "half done", 1);
  struct pair_side *a = &p->side[0];
  pair_settle(p, 60);
  pair_fifo(p, 0, false);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  pair_issue(p, 0, TWK_OP_WRITE, 3, 2);
  while (a->seq == 0) pair_run(p, 1);
  a->stalled = true;
  pair_fifo(p, 0, true);
  for (unsigned n = 0; n < 10; n++) pair_tick(p);
  assert_int_equal(p->disk[3], 1);
  assert_int_equal(controller_phase(&a->c), TWK_PHASE_ALONE);
  assert_int_equal(p->void_, PAIR_EVEN);
  a->stalled = false;
  for (unsigned n = 0; n < 4; n++) pair_tick(p);
  assert_int_equal(a->acks, 1);
  assert_int_equal(p->disk[4], 2);
  assert_true(pair_is_paired(p));
  pair_free(p);
}

/* The port is paused, and what was written before waits for disks that are slower than the peer's
 * answers: it is all there before the peer is told to forget. */
static void test_session_waits_for_dirty_blocks(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "dirty", 1);
  struct pair_side *a = &p->side[0];
  pair_settle(p, 60);
  pair_fifo(p, 0, false);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  p->slow = true;
  for (uint64_t lba = 0; lba < PAIR_BLOCKS; lba += 4) pair_issue(p, 0, TWK_OP_WRITE, lba, 4);
  pair_tick(p);
  pair_fifo(p, 0, true);
  unsigned forgotten = a->forgotten;
  for (unsigned n = 0; n < 10; n++) pair_tick(p);
  assert_int_equal(a->acks, 0);
  p->slow = false;
  for (unsigned n = 0; n < 5000 && a->forgotten == forgotten; n++) pair_run(p, 1);
  assert_int_not_equal(a->forgotten, forgotten);
  for (uint64_t lba = 0; lba < PAIR_BLOCKS; lba++) assert_int_equal(p->disk[lba], lba + 1);
  for (unsigned n = 0; n < 6; n++) pair_tick(p);
  assert_int_equal(a->acks, PAIR_BLOCKS / 4);
  assert_true(pair_is_paired(p));
  pair_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_session_waits_for_a_command_half_done),
      cmocka_unit_test(test_session_waits_for_dirty_blocks),
      cmocka_unit_test(test_single_faults_lose_nothing),
      cmocka_unit_test(test_any_faults_end_with_two_copies),
  };
  return cmocka_run_group_tests_name("test_resync", tests, NULL, NULL);
}
