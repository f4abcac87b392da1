/* SPDX-License-Identifier: Apache-2.0 */
/* test_takeover.c: a controller dies, hangs or is reset, and its peer takes over. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "invariants.h"
#include "pair.h"

/* Two copies, and a load for a while. */
static struct pair *loaded(unsigned mode, const char *name, uint64_t seed) {
  struct pair *p = pair_new(mode, name, seed);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  p->load = true;
  pair_run(p, 2000 + (unsigned)rng_below(&p->rng, 500));
  return p;
}

static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH};

static void test_what_a_dead_owner_acknowledged_is_adopted(void **state) {
  (void)state;
  unsigned adopted = 0;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "dead owner", seed);
    unsigned dead = seed & 1;
    pair_kill(p, dead);
    pair_run(p, 3000);
    pair_settle(p, 200);
    const struct controller *c = &p->side[!dead].c;
    assert_int_equal(controller_phase(c), TWK_PHASE_ALONE);
    assert_int_equal(controller_serves(c), PAIR_ALL);
    assert_int_equal(c->count.takeovers, 1);
    assert_true(controller_settled(c));
    pair_check_all(p);
    if (modes[seed % 3] != TWK_MODE_THROUGH) assert_int_equal(p->void_, PAIR_ALL);
    adopted += (unsigned)c->count.adopted;
    pair_start(p, dead);
    p->load = true;
    pair_run(p, 3000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p));
    assert_int_equal(c->count.failbacks, 1);
    assert_int_equal(p->void_, 0);
    assert_int_equal(p->fenced, 0);
    pair_check_all(p);
    pair_free(p);
  }
  assert_true(adopted > 60);
}

static void test_a_short_reset_is_taken_for_a_death(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "short reset", 1000 + seed);
    unsigned dead = seed & 1;
    pair_kill(p, dead);
    pair_start(p, dead);
    pair_run(p, 3000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p));
    assert_int_equal(p->side[!dead].c.count.takeovers, 1);
    pair_check_all(p);
    pair_free(p);
  }
}

static void test_a_hanging_controller_is_fenced(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 60; seed++) {
    struct pair *p = loaded(modes[seed % 3], "hang", 2000 + seed);
    unsigned hung = seed & 1;
    p->side[hung].hung = true;
    pair_run(p, 6000);
    pair_settle(p, 400);
    assert_true(pair_is_paired(p)); /* the fence reset it */
    assert_int_equal(p->side[!hung].c.count.takeovers, 1);
    pair_check_all(p);
    pair_free(p);
  }
}

static struct pair *paired(const char *name) {
  struct pair *p = pair_new(TWK_MODE_EARLY, name, 1);
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  return p;
}

#define BLOCK (PAIR_BLOCKS + 3) /* of B's volume */

static void test_volume_waits_while_its_fifo_cannot_drain(void **state) {
  (void)state;
  struct pair *p = paired("cut");
  pair_link(p, 1, false);
  pair_issue(p, 1, TWK_OP_WRITE, BLOCK, 2);
  pair_tick(p);
  assert_int_equal(p->side[1].acks, 1);
  pair_kill(p, 1);
  pair_issue(p, 0, TWK_OP_WRITE, 3, 1);
  for (unsigned n = 0; n < 30; n++) pair_tick(p);
  assert_int_equal(controller_serves(&p->side[0].c), PAIR_EVEN);
  assert_int_equal(p->fenced, 2);
  assert_int_equal(p->side[0].acks, 1); /* its own volume goes on */
  pair_link(p, 1, true);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  assert_int_equal(controller_serves(&p->side[0].c), PAIR_ALL);
  assert_int_equal(p->side[0].c.count.adopted, 2);
  assert_int_equal(controller_mirror_count(&p->side[0].c), 0);
  assert_int_equal(p->disk[BLOCK], 1);
  pair_free(p);
}

/* The present flag was 0 when the status event was made; before the peer is held it goes on
 * acknowledging. */
static void test_old_present_flag_is_not_believed(void **state) {
  (void)state;
  struct pair *p = paired("old flag");
  p->side[1].hung = true;
  p->slow = true;
  while (p->disks.count == 0) pair_tick(p); /* FENCE */
  p->side[0].hung = true;
  p->slow = false;
  pair_tick(p); /* its answer, and a present flag */
  pair_tick(p);
  pair_issue(p, 1, TWK_OP_WRITE, BLOCK, 2);
  pair_run(p, 200);
  assert_int_equal(p->side[1].acks, 1);
  p->side[0].hung = false;
  for (unsigned n = 0; n < 4; n++) pair_tick(p);
  assert_int_equal(p->side[0].c.count.adopted, 2);
  pair_check_all(p);
  pair_free(p);
}

/* B went on alone: A's mirror half holds what B has since replaced on disk. */
static void test_void_mirror_is_not_adopted(void **state) {
  (void)state;
  struct pair *p = paired("void");
  pair_issue(p, 1, TWK_OP_WRITE, BLOCK, 1);
  pair_tick(p);
  pair_link(p, 1, false);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  pair_issue(p, 1, TWK_OP_WRITE, BLOCK, 1);
  pair_tick(p);
  assert_int_equal(p->disk[BLOCK], 2);
  assert_int_equal(controller_mirror_count(&p->side[0].c), 1);
  pair_kill(p, 1);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  assert_int_equal(controller_serves(&p->side[0].c), PAIR_ALL);
  assert_int_equal(p->side[0].c.count.adopted, 0);
  assert_int_equal(pair_content(p, BLOCK), 2);
  pair_free(p);
}

static void test_volume_with_an_unreadable_block_is_not_given_back(void **state) {
  (void)state;
  struct pair *p = paired("unreadable");
  p->lossy = true;
  pair_issue(p, 1, TWK_OP_WRITE, BLOCK, 1);
  pair_tick(p);
  struct record r;
  unsigned slot = 0;
  while (!controller_mirror_lookup(&p->side[0].c, slot, &r)) slot++;
  p->side[0].cache[PAIR_SLOTS + slot].bad = true;
  pair_kill(p, 1);
  pair_tick(p);
  pair_start(p, 1);
  for (unsigned n = 0; n < 30; n++) pair_tick(p);
  assert_int_equal(controller_serves(&p->side[0].c), PAIR_ALL);
  pair_issue(p, 0, TWK_OP_READ, BLOCK, 1);
  pair_tick(p);
  assert_int_equal(p->side[0].media, 1);
  pair_issue(p, 0, TWK_OP_WRITE, BLOCK, 1);
  for (unsigned n = 0; n < 30; n++) pair_tick(p);
  assert_true(pair_is_paired(p));
  assert_int_equal(p->disk[BLOCK], 2);
  pair_free(p);
}

/* Neither power-good nor phase can be seen: the latch tells. */
static void test_reset_behind_cut_links_is_remembered(void **state) {
  (void)state;
  struct pair *p = paired("latch");
  pair_link(p, 0, false);
  pair_link(p, 1, false);
  for (unsigned n = 0; n < 4; n++) pair_tick(p);
  pair_kill(p, 1);
  pair_start(p, 1);
  for (unsigned n = 0; n < 3; n++) pair_tick(p);
  assert_int_equal(p->side[0].c.count.takeovers, 1);
  pair_free(p);
}

/* Neither power-good nor the latch told: the peer says that it has just started. */
static void test_new_life_of_the_peer_is_taken_for_a_death(void **state) {
  (void)state;
  struct pair *p = paired("new life");
  pair_kill(p, 1);
  pair_start(p, 1);
  p->side[0].peer_died = false;
  for (unsigned n = 0; n < 30; n++) pair_tick(p);
  assert_int_equal(p->side[0].c.count.takeovers, 1);
  assert_true(pair_is_paired(p));
  pair_free(p);
}

/* A block stored just before its volume was taken away: it is refused, and not kept as dirty. */
static void test_block_of_a_volume_not_served_is_refused(void **state) {
  (void)state;
  struct pair *p = pair_new(TWK_MODE_EARLY, "not served", 1);
  struct pair_side *a = &p->side[0];
  pair_settle(p, 60);
  assert_true(pair_is_paired(p));
  uint64_t away = PAIR_BLOCKS + 3;
  struct pair_queue *offers = &a->queue[HW_FREE];
  assert_true(offers->count > 0);
  uint16_t slot = offers->entry[offers->head].rec.slot;
  pair_issue(p, 0, TWK_OP_WRITE, 3, 1); /* its tag is the host's to answer */
  struct pair_command *m = &a->command[0];
  assert_true(m->active);
  a->port_count = 0;
  controller_event(&a->c,
                   &(struct record){.kind = TWK_EV_WRITE_STORED,
                                    .flags = TWK_FLAG_LAST | TWK_FLAG_OWED | TWK_FLAG_UNMIRRORED,
                                    .slot = slot,
                                    .seq = 1,
                                    .lba = away});
  assert_false(controller_find(&a->c, away, &(unsigned){0}));
  assert_int_equal(a->c.dirty, 0);
  const struct pair_queue *host = &a->queue[HW_HOST];
  assert_int_equal(host->count, 1);
  assert_int_equal(host->entry[host->head].rec.kind, TWK_CMD_ACK);
  assert_int_equal(host->entry[host->head].rec.count, TWK_STATUS_NOT_OWNER);
  pair_free(p);
}

/* The word of the disks comes to one that works, at any moment, whatever it has: it forgets all of
 * it, and owes nobody an answer. (What only it had is lost: two faults.) */
static void test_one_that_hears_it_is_fenced_forgets_all(void **state) {
  (void)state;
  unsigned dirty = 0, refused = 0;
  for (unsigned seed = 0; seed < 120; seed++) {
    struct pair *p = loaded(modes[seed % 2], "fenced alive", 3000 + seed);
    struct pair_side *a = &p->side[0];
    p->lossy = true;
    p->slow = true;
    pair_run(p, 200 + (unsigned)rng_below(&p->rng, 400));
    pair_link(p, 0, false);
    for (unsigned n = 0; n < 20 && !a->c.role.waiting; n++) pair_run(p, 120);
    assert_true(a->c.role.waiting); /* it has asked, since it is to degrade */
    dirty += a->c.dirty != 0;
    unsigned before = a->refused;
    p->fenced = 1;
    p->slow = false;
    for (unsigned n = 0; n < 5000 && controller_serves(&a->c) != 0; n++) pair_run(p, 1);
    assert_int_equal(controller_serves(&a->c), 0);
    assert_int_equal(controller_phase(&a->c), TWK_PHASE_JOINING);
    assert_int_equal(a->c.dirty + a->c.saving + a->c.stuck, 0);
    for (unsigned lba = 0; lba < PAIR_LBAS; lba++)
      assert_false(controller_find(&a->c, lba, &(unsigned){0}));
    assert_int_equal(a->c.waiting_count, 0);
    for (unsigned n = 0; n < CONTROLLER_READS; n++) {
      const struct read *r = &a->c.read[n];
      assert_true(!r->active || r->failed || r->sent == r->count);
    }
    assert_null(invariants(&a->c));
    p->load = false;
    pair_link(p, 0, true);
    pair_settle(p, 400);
    for (unsigned tag = 0; tag < PAIR_TAGS; tag++) assert_false(a->command[tag].active);
    refused += a->refused - before;
    assert_null(invariants(&a->c));
    pair_free(p);
  }
  assert_true(dirty > 60 && refused > 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_block_of_a_volume_not_served_is_refused),
      cmocka_unit_test(test_one_that_hears_it_is_fenced_forgets_all),
      cmocka_unit_test(test_volume_waits_while_its_fifo_cannot_drain),
      cmocka_unit_test(test_old_present_flag_is_not_believed),
      cmocka_unit_test(test_void_mirror_is_not_adopted),
      cmocka_unit_test(test_volume_with_an_unreadable_block_is_not_given_back),
      cmocka_unit_test(test_reset_behind_cut_links_is_remembered),
      cmocka_unit_test(test_new_life_of_the_peer_is_taken_for_a_death),
      cmocka_unit_test(test_what_a_dead_owner_acknowledged_is_adopted),
      cmocka_unit_test(test_a_short_reset_is_taken_for_a_death),
      cmocka_unit_test(test_a_hanging_controller_is_fenced),
  };
  return cmocka_run_group_tests_name("test_takeover", tests, NULL, NULL);
}
