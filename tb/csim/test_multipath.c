/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_multipath.c: the host's two paths on two controllers that answer what the test tells them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "csim_internal.h"
#include "rng.h"

#define US UINT64_C(1000000)
#define POSTS 5000

struct posted {
  struct csim_command command;
  enum csim_side side;
  uint64_t at_ps;
  bool open;
};

/* The two controllers' ports or the host switch, and what the caller of csim saw. */
struct fake {
  struct csim csim; /* first: found again from its address */
  struct posted post[POSTS];
  unsigned posts, held[CSIM_SIDES];
  struct csim_completion end[POSTS];
  unsigned ends;
};

static struct fake *fake_of(struct csim *s) {
  return (struct fake *)s;
}

/* The switch sends a command to its volume's server: as strapped, here. */
int host_post(struct host_end *h, const struct csim_command *c) {
  struct fake *f = fake_of(h->system);
  enum csim_side side = h->side == NULL ? csim_clock_of(c->volume) : h->side->id;
  if (h->side != NULL && (!h->side->alive || f->held[side] == CSIM_QUEUE_DEPTH)) return -1;
  assert_true(f->posts < POSTS);
  f->post[f->posts++] = (struct posted){*c, side, h->system->now_ps, true};
  f->held[side]++;
  return 0;
}

void csim_finish(struct csim *s, const struct csim_completion *c) {
  struct fake *f = fake_of(s);
  assert_true(f->ends < POSTS);
  f->end[f->ends++] = *c;
}

static int make_fake(void **state) {
  struct fake *f = calloc(1, sizeof *f);
  if (f == NULL) return -1;
  f->csim.cfg.multipath = true;
  f->csim.cfg.retry_pause_ns = 2000;
  reserve_init(&f->csim.reserve);
  multipath_init(&f->csim);
  f->csim.host.end.system = &f->csim;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    f->csim.side[i].id = (enum csim_side)i;
    f->csim.side[i].system = f->csim.side[i].host.system = &f->csim;
    f->csim.side[i].host.side = &f->csim.side[i];
    f->csim.side[i].alive = true;
  }
  *state = f;
  return 0;
}

static int free_fake(void **state) {
  free(*state);
  return 0;
}

/* A cycle is 1 ns of A, 2 ns of B. */
static void go_to(struct fake *f, uint64_t ps) {
  f->csim.now_ps = ps;
  f->csim.side[CSIM_A].cycle = ps / 1000;
  f->csim.side[CSIM_B].cycle = ps / 2000;
  if (f->csim.multipath.next_ps <= ps) multipath_step(&f->csim);
}

static int give(struct fake *f, unsigned volume, uint64_t user) {
  struct csim_command c = {.op = TWK_OP_WRITE,
                           .volume = (uint8_t)volume,
                           .lba = 100 + user,
                           .blocks = 1,
                           .data = f,
                           .user = user};
  return multipath_post(&f->csim, &c);
}

/* The controller answers its post number n. */
static void answer(struct fake *f, unsigned n, unsigned status) {
  struct posted *p = &f->post[n];
  assert_true(n < f->posts && p->open);
  struct csim_completion c = {.command = p->command,
                              .status = (uint8_t)status,
                              .done_ps = f->csim.now_ps,
                              .posted_ps = p->at_ps,
                              .first_beat_cycle = 7};
  p->open = false;
  f->held[p->side]--;
  if (multipath_end(&f->csim, &c)) csim_finish(&f->csim, &c);
}

static void die(struct fake *f, enum csim_side side) {
  f->csim.side[side].alive = false;
  for (unsigned n = 0; n < f->posts; n++)
    if (f->post[n].open && f->post[n].side == side) answer(f, n, CSIM_STATUS_ABORTED);
}

static void posted(const struct fake *f, unsigned n, enum csim_side side, uint64_t at_ps) {
  assert_true(n < f->posts);
  assert_int_equal(f->post[n].side, side);
  assert_int_equal(f->post[n].at_ps, at_ps);
}

static void a_good_command_goes_once_to_its_own_controller(void **state) {
  struct fake *f = *state;
  for (unsigned v = 0; v < 2; v++) {
    go_to(f, (10 + v) * US);
    assert_int_equal(give(f, v, 40 + v), 0);
    posted(f, v, (enum csim_side)v, (10 + v) * US);
    assert_int_equal(f->post[v].command.volume, v);
    assert_int_equal(f->post[v].command.lba, 140 + v);
    assert_int_equal(f->csim.multipath.outstanding[v], 1);
  }
  go_to(f, 20 * US);
  answer(f, 1, TWK_STATUS_OK);
  answer(f, 0, TWK_STATUS_OK);
  assert_int_equal(f->ends, 2);
  const struct csim_completion *b = &f->end[0];
  assert_int_equal(b->command.user, 41);
  assert_int_equal(b->command.volume, 1);
  assert_ptr_equal(b->command.data, f);
  assert_int_equal(b->posted_ps, 11 * US);
  assert_int_equal(b->done_ps, 20 * US);
  assert_int_equal(b->posted_cycle, 5500);
  assert_int_equal(b->done_cycle, 10000);
  assert_int_equal(b->first_beat_cycle, 7);
  assert_int_equal(f->csim.multipath.outstanding[0] + f->csim.multipath.outstanding[1], 0);
  assert_int_equal(f->csim.multipath.retries + f->csim.multipath.failovers, 0);
  assert_true(f->csim.multipath.next_ps == UINT64_MAX);
}

static void what_cannot_be_done_here_is_tried_there(void **state) {
  static const unsigned again[] = {TWK_STATUS_NOT_OWNER, TWK_STATUS_UNCONFIRMED, TWK_STATUS_MEDIA,
                                   CSIM_STATUS_ABORTED};
  struct fake *f = *state;
  give(f, 0, 9);
  for (unsigned i = 0; i < 4; i++) {
    go_to(f, 10 * i * US + 5 * US);
    answer(f, i, again[i]);
    assert_int_equal(f->ends, 0);
    go_to(f, 10 * i * US + 7 * US - 1);
    assert_int_equal(f->posts, i + 1);
    go_to(f, 10 * i * US + 7 * US);
    posted(f, i + 1, i % 2 == 0 ? CSIM_B : CSIM_A, 10 * i * US + 7 * US);
    assert_int_equal(f->post[i + 1].command.lba, 109);
  }
  answer(f, 4, TWK_STATUS_OK);
  assert_int_equal(f->ends, 1);
  assert_int_equal(f->end[0].status, TWK_STATUS_OK);
  assert_int_equal(f->end[0].posted_ps, 0);
  assert_int_equal(f->end[0].command.user, 9);
  assert_int_equal(f->csim.multipath.retries, 4);
  assert_int_equal(f->csim.multipath.failovers, 0);
}

/* As an image has noted it. */
static void the_first_path_is_the_home(void **state) {
  struct fake *f = *state;
  reserve_init_homes(&f->csim.reserve, 1);
  multipath_init(&f->csim);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) {
    give(f, v, v);
    posted(f, v, v == 0 ? CSIM_B : CSIM_A, 0);
    answer(f, v, TWK_STATUS_OK);
  }
  assert_int_equal(f->csim.multipath.failovers, 0);
}

static void other_statuses_are_final(void **state) {
  struct fake *f = *state;
  give(f, 0, 1);
  answer(f, 0, TWK_STATUS_RANGE);
  assert_int_equal(f->ends, 1);
  assert_int_equal(f->end[0].status, TWK_STATUS_RANGE);
  give(f, 0, 2);
  posted(f, 1, CSIM_A, 0); /* and no reason to go elsewhere */
}

static void the_path_that_answered_last_is_tried_first(void **state) {
  struct fake *f = *state;
  give(f, 0, 1);
  answer(f, 0, TWK_STATUS_NOT_OWNER);
  go_to(f, 2 * US);
  answer(f, 1, TWK_STATUS_OK);
  assert_int_equal(f->csim.multipath.failovers, 1);
  assert_int_equal(f->end[0].first_beat_cycle, 0); /* of a clock that is not its own */
  assert_int_equal(f->end[0].done_cycle, 2000);    /* of A */
  give(f, 0, 2);
  posted(f, 2, CSIM_B, 2 * US);
  give(f, 1, 3); /* the other volume has its own habits */
  posted(f, 3, CSIM_B, 2 * US);
  answer(f, 2, TWK_STATUS_NOT_OWNER); /* failed back */
  go_to(f, 4 * US);
  posted(f, 4, CSIM_A, 4 * US);
  answer(f, 4, TWK_STATUS_OK);
  give(f, 0, 4);
  posted(f, 5, CSIM_A, 4 * US);
}

static int move(struct fake *f, unsigned volume, uint64_t user) {
  struct csim_command c = {.op = TWK_OP_MOVE, .volume = (uint8_t)volume, .user = user};
  return multipath_post(&f->csim, &c);
}

static void moved(struct fake *f, unsigned n) {
  f->csim.reserve.home ^= (uint8_t)(1U << f->post[n].command.volume);
  answer(f, n, TWK_STATUS_OK);
}

static void a_move_takes_the_path_with_it(void **state) {
  struct fake *f = *state;
  for (unsigned v = 0; v < TWK_VOLUMES; v++) {
    unsigned n = f->posts;
    assert_int_equal(move(f, v, v), 0);
    posted(f, n, (enum csim_side)(v % 2), f->csim.now_ps);
    moved(f, n);
    assert_int_equal(f->end[v].command.user, v);
    give(f, v, 9);
    posted(f, n + 1, (enum csim_side)(1 - v % 2), f->csim.now_ps);
    f->held[1 - v % 2] = 0;
  }
  assert_int_equal(f->csim.multipath.failovers, 0); /* there they are at home now */
  answer(f, 1, TWK_STATUS_OK);
  assert_int_equal(f->csim.multipath.failovers, 0);
}

/* One that may have been carried out would be undone by the next. */
static void a_move_is_posted_again_after_not_owner_alone(void **state) {
  struct fake *f = *state;
  f->csim.reserve.home |= 1U << 2; /* B's, by a move whose end nobody heard of */
  move(f, 2, 1);
  answer(f, 0, TWK_STATUS_NOT_OWNER);
  go_to(f, 2 * US);
  posted(f, 1, CSIM_B, 2 * US);
  moved(f, 1); /* from B to A */
  give(f, 2, 2);
  posted(f, 2, CSIM_A, 2 * US);
  move(f, 2, 3);
  answer(f, 3, TWK_STATUS_BUSY);
  assert_int_equal(f->end[1].status, TWK_STATUS_BUSY);
  move(f, 2, 4);
  die(f, CSIM_A);
  assert_int_equal(f->end[f->ends - 1].status, CSIM_STATUS_ABORTED);
  assert_int_equal(f->end[f->ends - 1].command.user, 4);
  go_to(f, 10 * US);
  for (unsigned n = 5; n < f->posts; n++) assert_int_equal(f->post[n].command.op, TWK_OP_WRITE);
}

static void a_move_of_our_own_has_a_place_and_no_end(void **state) {
  struct fake *f = *state;
  for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++) give(f, 2, n);
  multipath_move(&f->csim, 2);
  multipath_move(&f->csim, 2); /* one at a time */
  assert_true(multipath_moving(&f->csim));
  answer(f, 0, TWK_STATUS_OK);
  for (uint64_t us = 1; us < 4; us++) go_to(f, us * US);
  assert_int_equal(f->posts, CSIM_QUEUE_DEPTH + 1);
  assert_int_equal(f->post[CSIM_QUEUE_DEPTH].command.op, TWK_OP_MOVE);
  assert_int_equal(f->csim.multipath.outstanding[2], CSIM_QUEUE_DEPTH - 1);
  moved(f, CSIM_QUEUE_DEPTH);
  assert_false(multipath_moving(&f->csim));
  assert_int_equal(f->ends, 1);
  give(f, 2, 77);
  posted(f, CSIM_QUEUE_DEPTH + 1, CSIM_B, 3 * US);
}

static void media_is_tried_again_8_times(void **state) {
  struct fake *f = *state;
  give(f, 1, 1);
  for (unsigned n = 0; n < 8; n++) {
    answer(f, n, TWK_STATUS_MEDIA);
    assert_int_equal(f->ends, 0);
    go_to(f, f->csim.now_ps + 2 * US);
  }
  assert_int_equal(f->posts, 9);
  answer(f, 8, TWK_STATUS_MEDIA);
  assert_int_equal(f->ends, 1);
  assert_int_equal(f->end[0].status, TWK_STATUS_MEDIA);
}

static void a_limit_ends_it_with_the_last_answer(void **state) {
  struct fake *f = *state;
  f->csim.cfg.retry_limit_us = 5;
  go_to(f, 100 * US);
  give(f, 0, 1);
  answer(f, 0, CSIM_STATUS_ABORTED);
  go_to(f, 102 * US);
  go_to(f, 105 * US - 1);
  answer(f, 1, TWK_STATUS_NOT_OWNER);
  assert_int_equal(f->ends, 0);
  f->csim.side[CSIM_A].alive = false; /* its turn, when time is up */
  go_to(f, 107 * US);
  assert_int_equal(f->ends, 1);
  assert_int_equal(f->end[0].status, TWK_STATUS_NOT_OWNER);
  assert_int_equal(f->end[0].done_ps, 107 * US);
  assert_int_equal(f->csim.multipath.outstanding[0], 0);
  give(f, 1, 2);
  go_to(f, 112 * US);
  answer(f, 2, TWK_STATUS_UNCONFIRMED);
  assert_int_equal(f->ends, 2);
  assert_int_equal(f->end[1].status, TWK_STATUS_UNCONFIRMED);
}

static void dead_controllers_are_waited_for_in_turn(void **state) {
  struct fake *f = *state;
  f->csim.side[CSIM_A].alive = f->csim.side[CSIM_B].alive = false;
  for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++) assert_int_equal(give(f, 0, n), 0);
  assert_int_equal(give(f, 0, 99), -1);
  assert_int_equal(give(f, 1, 99), 0);
  for (uint64_t us = 1; us < 100; us++) go_to(f, us * US);
  assert_int_equal(f->posts, 0);
  assert_int_equal(f->csim.multipath.outstanding[0], CSIM_QUEUE_DEPTH);
  f->csim.side[CSIM_A].alive = true;
  for (uint64_t us = 100; us < 104; us++) go_to(f, us * US);
  assert_int_equal(f->posts, CSIM_QUEUE_DEPTH); /* one of the 33 finds A's queue full */
  for (unsigned n = 0; n < f->posts; n++) assert_int_equal(f->post[n].side, CSIM_A);
  assert_int_equal(f->csim.multipath.retries, 0); /* nobody had them before */
  answer(f, 0, TWK_STATUS_OK);
  for (uint64_t us = 104; us < 108; us++) go_to(f, us * US);
  assert_int_equal(f->posts, CSIM_QUEUE_DEPTH + 1);
}

static void a_full_queue_is_waited_for(void **state) {
  struct fake *f = *state;
  for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++) give(f, 1, n);
  give(f, 0, 99);
  answer(f, CSIM_QUEUE_DEPTH, TWK_STATUS_NOT_OWNER);
  for (uint64_t us = 1; us < 20; us++) go_to(f, us * US);
  assert_int_equal(f->posts, CSIM_QUEUE_DEPTH + 1);
  answer(f, 0, TWK_STATUS_OK);
  go_to(f, 21 * US);
  go_to(f, 22 * US);
  assert_int_equal(f->posts, CSIM_QUEUE_DEPTH + 2);
  assert_int_equal(f->post[CSIM_QUEUE_DEPTH + 1].side, CSIM_B);
}

static void aborted_commands_keep_their_order(void **state) {
  struct fake *f = *state;
  for (unsigned n = 0; n < 20; n++) give(f, 0, n);
  answer(f, 3, TWK_STATUS_OK); /* its place is taken by a later one */
  give(f, 0, 20);
  die(f, CSIM_A);
  go_to(f, 2 * US);
  assert_int_equal(f->posts, 41);
  for (unsigned n = 21; n < 40; n++)
    assert_true(f->post[n].command.lba < f->post[n + 1].command.lba);
}

/* The switch knows the owner, so nothing goes round; it takes all that there can be. */
static void the_switch_has_one_port_for_all(void **state) {
  struct fake *f = *state;
  f->csim.cfg.host_switch = true;
  for (unsigned v = 0; v < TWK_VOLUMES; v++)
    for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++) assert_int_equal(give(f, v, n), 0);
  assert_int_equal(f->posts, MULTIPATH_CALLERS);
  assert_int_equal(give(f, 0, 99), -1);
  answer(f, 0, CSIM_STATUS_ABORTED);
  answer(f, 1, TWK_STATUS_NOT_OWNER);
  assert_int_equal(f->ends, 0);
  go_to(f, 2 * US);
  posted(f, MULTIPATH_CALLERS, CSIM_A, 2 * US);
  posted(f, MULTIPATH_CALLERS + 1, CSIM_A, 2 * US);
  for (unsigned n = 2; n < MULTIPATH_CALLERS + 2; n++) answer(f, n, TWK_STATUS_OK);
  assert_int_equal(f->ends, MULTIPATH_CALLERS);
  assert_int_equal(f->csim.multipath.retries, 2);
  assert_int_equal(f->csim.multipath.failovers, 0);
}

/* Who has done it is who serves the volume. */
static void what_the_survivor_does_for_the_switch_is_a_failover(void **state) {
  struct fake *f = *state;
  f->csim.cfg.host_switch = true;
  give(f, 0, 1);
  f->csim.reserve.home |= 1; /* B is the home, A serves */
  answer(f, 0, TWK_STATUS_OK);
  assert_int_equal(f->csim.multipath.failovers, 1);
  assert_int_equal(f->end[0].first_beat_cycle, 7); /* of A's clock */
}

/* Controllers die, return, refuse and answer at random; at last both are well: every command ends
 * once, well, and none before. */
static void every_command_ends_once(void **state) {
  static const uint8_t status[] = {TWK_STATUS_OK, TWK_STATUS_OK, TWK_STATUS_NOT_OWNER,
                                   TWK_STATUS_UNCONFIRMED, CSIM_STATUS_ABORTED};
  struct fake *f = *state;
  struct rng r;
  unsigned given = 0, open = 0;
  uint8_t ended[600] = {0};
  rng_seed(&r, 51);
  for (uint64_t us = 1; open != 0 || given < 600; us++) {
    go_to(f, us * US);
    if (given < 600 && give(f, (unsigned)rng_below(&r, TWK_VOLUMES), given) == 0) {
      given++;
      open++;
    }
    enum csim_side side = (enum csim_side)rng_below(&r, 2);
    if (given < 600 && rng_below(&r, 20) == 0) die(f, side);
    if (rng_below(&r, 5) == 0) f->csim.side[side].alive = true;
    for (unsigned n = 0; n < f->posts; n++)
      if (f->post[n].open && rng_below(&r, 8) == 0)
        answer(f, n, given < 600 ? status[rng_below(&r, 5)] : TWK_STATUS_OK);
    open = given - f->ends;
    unsigned all = 0;
    for (unsigned v = 0; v < TWK_VOLUMES; v++) all += f->csim.multipath.outstanding[v];
    assert_int_equal(all, open);
  }
  for (unsigned i = 0; i < f->ends; i++) {
    assert_int_equal(f->end[i].status, TWK_STATUS_OK);
    assert_int_equal(ended[f->end[i].command.user]++, 0);
  }
  assert_int_equal(f->ends, 600);
  assert_int_equal(f->csim.multipath.retries, f->posts - 600);
  assert_true(f->csim.multipath.failovers > 50);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, make_fake, free_fake)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_good_command_goes_once_to_its_own_controller),
      TEST(what_cannot_be_done_here_is_tried_there),
      TEST(the_first_path_is_the_home),
      TEST(other_statuses_are_final),
      TEST(the_path_that_answered_last_is_tried_first),
      TEST(a_move_takes_the_path_with_it),
      TEST(a_move_is_posted_again_after_not_owner_alone),
      TEST(a_move_of_our_own_has_a_place_and_no_end),
      TEST(media_is_tried_again_8_times),
      TEST(a_limit_ends_it_with_the_last_answer),
      TEST(dead_controllers_are_waited_for_in_turn),
      TEST(a_full_queue_is_waited_for),
      TEST(aborted_commands_keep_their_order),
      TEST(the_switch_has_one_port_for_all),
      TEST(what_the_survivor_does_for_the_switch_is_a_failover),
      TEST(every_command_ends_once),
  };
  return cmocka_run_group_tests_name("test_multipath", tests, NULL, NULL);
}
