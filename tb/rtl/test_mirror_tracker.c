/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_tracker: frames settle in order; acks of mode sync, losses, other lives, a rail that
 * fails. */
#include "ports_mirror_tracker.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum { DEPTH = 8, EPOCH = 6, FRAMES = 64 };

struct sent {
  unsigned tag, slot;
  uint32_t seq;
  bool clean, last, later, resend, forget;
};

/* What a verdict must make, from the rules alone. */
struct bench {
  struct dut *d;
  struct rng rng;
  struct sent frame[FRAMES];
  unsigned sent, settled;
  bool damaged; /* a block of the command under way was lost */
  unsigned resolved, acks, events, forgotten;
};

static void start(struct bench *b) {
  *b = (struct bench){.d = dut_start()};
  rng_seed(&b->rng, 3);
  *b->d->epoch = EPOCH;
  *b->d->mirror_up = 1;
  *b->d->ack_ready = *b->d->ev_ready = 1;
}

/* One clock in which the splitter reports a frame in the FIFO. */
static void done(struct bench *b, const struct sent *s, unsigned flags) {
  struct dut *d = b->d;
  struct frame_fields f = {.kind = s->clean ? TWK_FRAME_CLEAN : TWK_FRAME_DATA,
                           .flags = flags | (s->last && !s->clean ? TWK_FLAG_LAST : 0),
                           .tag = s->tag,
                           .slot = s->slot,
                           .count = s->forget  ? TWK_NOTE_FORGET
                                    : s->clean ? TWK_NOTE_CLEAN
                                               : TWK_NOTE_FORGET,
                           .seq = s->seq};
  rec_to_port(d->done_rec, &f);
  *d->done_valid = *d->done_mirrored = 1;
  *d->done_clean = s->clean;
  *d->done_resend = s->resend;
  *d->done_ack_later = s->later;
  *d->msg_valid = 0;
  dut_eval(d);
  b->resolved += *d->resolve;
  dut_tick(d);
  *d->done_valid = 0;
  dut_eval(d);
  b->frame[b->sent++ % FRAMES] = *s;
}

static void expect_event(struct bench *b, const struct sent *s, bool lost, bool hold) {
  unsigned flags =
      (lost ? s->clean ? TWK_FLAG_LOST_CLEAN : TWK_FLAG_LOST : 0) | (hold ? TWK_FLAG_HELD : 0);
  struct frame_fields want = {
      .kind = TWK_EV_MIRROR_LOST, .flags = flags, .tag = s->tag, .slot = s->slot, .seq = s->seq};
  struct frame_fields got;
  assert_int_equal(*b->d->ev_valid, lost || hold);
  if (!*b->d->ev_valid) return;
  rec_from_port(&got, b->d->ev_rec);
  assert_true(rec_equal(&got, &want));
}

/* What the oldest frame makes when it settles; the clock in which it does. */
static void settle(struct bench *b, bool ok) {
  struct dut *d = b->d;
  const struct sent *s = &b->frame[b->settled++ % FRAMES];
  bool lost = !ok, hold = s->later && (lost || b->damaged);
  for (unsigned i = 0; i < 3; i++) { /* held back by whoever takes it, nothing changes */
    *d->ev_ready = *d->ack_ready = 0;
    dut_eval(d);
    expect_event(b, s, lost, hold);
    bool waits = *d->ev_valid || *d->ack_valid;
    if (!waits) break;
    assert_int_equal(*d->forgotten, 0);
    if (*d->mirror_up) assert_int_equal(*d->msg_ready, 0);
    dut_tick(d);
  }
  *d->ev_ready = *d->ack_ready = 1;
  dut_eval(d);
  expect_event(b, s, lost, hold);
  assert_int_equal(*d->ack_valid, !lost && s->later && !b->damaged);
  if (*d->ack_valid) assert_int_equal(*d->ack, TWK_STATUS_OK << 8 | s->tag);
  assert_int_equal(*d->msg_ready, 1);
  assert_int_equal(*d->forgotten, s->forget && ok);
  b->forgotten += *d->forgotten;
  b->acks += *d->ack_valid;
  b->events += *d->ev_valid;
  if (!s->clean && !s->resend) b->damaged = !s->last && (b->damaged || lost);
  dut_tick(d);
}

static void verdict(struct bench *b, bool ok) {
  *b->d->msg_valid = 1;
  *b->d->msg_epoch = EPOCH;
  *b->d->msg_ok = ok;
  settle(b, ok);
  *b->d->msg_valid = 0;
  dut_eval(b->d);
}

static struct sent block(unsigned n, bool last, bool later) {
  return (struct sent){.tag = n & 0xff, .slot = n * 3, .seq = n * 7, .last = last, .later = later};
}

static struct sent clean(unsigned n) {
  return (struct sent){.tag = n & 0xff, .slot = n * 3, .seq = n * 7, .clean = true};
}

static void test_sync_acks_in_frame_order_at_the_last_block(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned round = 0; round < 20; round++) {
    for (unsigned i = 0; i < 6; i++) {
      struct sent s = block(round * 6 + i, i % 3 == 2, i % 3 == 2);
      done(&b, &s, 0);
    }
    for (unsigned i = 0; i < 6; i++) verdict(&b, true);
  }
  assert_int_equal(b.acks, 40);
  assert_int_equal(b.events, 0);
  dut_stop(b.d);
}

/* A command of three blocks with any of its blocks lost: HELD at its last, and the next one is
 * well. */
static void test_lost_block_of_a_command_holds_its_ack(void **state) {
  (void)state;
  for (unsigned lost = 1; lost < 8; lost++) {
    struct bench b;
    start(&b);
    for (unsigned i = 0; i < 6; i++) {
      struct sent s = block(i, i % 3 == 2, i % 3 == 2);
      done(&b, &s, 0);
    }
    for (unsigned i = 0; i < 6; i++) verdict(&b, !(lost >> i & 1));
    assert_int_equal(b.acks, 1);
    dut_stop(b.d);
  }
}

static void test_lost_clean_is_told_and_holds_nothing(void **state) {
  struct bench b;
  struct sent first = block(1, false, false), lost = clean(2), last = block(3, true, true);
  (void)state;
  start(&b);
  done(&b, &first, 0);
  done(&b, &lost, 0);
  done(&b, &last, 0);
  verdict(&b, true);
  verdict(&b, false);
  verdict(&b, true);
  assert_int_equal(b.events, 1);
  assert_int_equal(b.acks, 1);
  dut_stop(b.d);
}

static void test_verdicts_of_another_life_are_passed_over(void **state) {
  struct bench b;
  struct sent s = block(1, true, true);
  (void)state;
  start(&b);
  done(&b, &s, 0);
  for (unsigned epoch = 1; epoch < 256; epoch++) {
    if (epoch == EPOCH) continue;
    *b.d->msg_valid = 1;
    *b.d->msg_epoch = epoch;
    *b.d->msg_ok = epoch & 1;
    *b.d->ack_ready = *b.d->ev_ready = 0;
    dut_eval(b.d);
    assert_int_equal(*b.d->msg_ready, 1);
    assert_int_equal(*b.d->ack_valid | *b.d->ev_valid, 0);
    dut_tick(b.d);
  }
  verdict(&b, true);
  assert_int_equal(b.acks, 1);
  dut_stop(b.d);
}

/* The drain could not read whose the frame was: ours, as we wait for one. */
static void test_verdict_without_an_epoch_is_ours(void **state) {
  struct bench b;
  struct sent s = block(1, true, true);
  (void)state;
  start(&b);
  done(&b, &s, 0);
  *b.d->msg_valid = 1;
  *b.d->msg_epoch = *b.d->msg_ok = 0;
  settle(&b, false);
  assert_int_equal(b.events, 1);
  dut_stop(b.d);
}

static void test_rail_that_fails_loses_every_frame_listed(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 6; i++) {
    struct sent s = i == 3 ? clean(i) : block(i, i % 2, i % 2);
    done(&b, &s, 0);
  }
  *b.d->mirror_up = 0;
  *b.d->msg_valid = 1; /* what still comes is not believed */
  *b.d->msg_epoch = EPOCH;
  *b.d->msg_ok = 1;
  for (unsigned i = 0; i < 6; i++) settle(&b, false);
  assert_int_equal(b.events, 6);
  assert_int_equal(b.acks, 0);
  for (unsigned i = 0; i < 10; i++) {
    dut_tick(b.d);
    assert_int_equal(*b.d->ev_valid, 0);
    assert_int_equal(*b.d->msg_ready, 1);
  }
  dut_stop(b.d);
}

/* Back before the events could leave: a verdict on a newer frame waits. */
static void test_rail_that_is_back_at_once_loses_what_was_listed(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 5; i++) {
    struct sent s = i == 3 ? clean(i) : block(i, true, true);
    done(&b, &s, 0);
  }
  *b.d->mirror_up = *b.d->ev_ready = 0;
  dut_tick(b.d);
  *b.d->mirror_up = 1;
  struct sent newer = block(9, true, true);
  done(&b, &newer, 0);
  *b.d->ev_ready = *b.d->msg_valid = *b.d->msg_ok = 1;
  *b.d->msg_epoch = EPOCH;
  for (unsigned i = 0; i < 5; i++) {
    dut_eval(b.d);
    expect_event(&b, &b.frame[b.settled++], true, i != 3);
    assert_int_equal(*b.d->msg_ready, 0);
    dut_tick(b.d);
  }
  settle(&b, true);
  assert_int_equal(b.acks, 1);
  dut_stop(b.d);
}

/* The splitter refused such a block; of a CLEAN frame nobody else would tell. */
static void test_frame_that_lost_its_start(void **state) {
  struct bench b;
  struct sent before = block(1, true, false), data = block(2, true, false), c = clean(3),
              after = block(4, true, true);
  (void)state;
  start(&b);
  done(&b, &before, 0);
  *b.d->done_headless = 1;
  done(&b, &data, 0);
  b.sent--; /* never listed */
  *b.d->done_headless = 0;
  verdict(&b, true);
  assert_int_equal(b.events, 0);
  *b.d->done_headless = 1;
  done(&b, &c, 0);
  *b.d->done_headless = 0;
  dut_eval(b.d);
  expect_event(&b, &b.frame[b.settled++], true, false);
  dut_tick(b.d);
  done(&b, &after, 0);
  verdict(&b, true);
  assert_int_equal(b.acks, 1);
  dut_stop(b.d);
}

/* The firmware answers losses with CLEAN LOST: as many resolves as losses, then no more. */
static void test_resolve_at_most_once_for_each_loss(void **state) {
  struct bench b;
  (void)state;
  for (unsigned losses = 0; losses < 6; losses++) {
    start(&b);
    for (unsigned i = 0; i < losses; i++) {
      struct sent s = block(i, true, false);
      done(&b, &s, 0);
      verdict(&b, false);
    }
    for (unsigned i = 0; i < 8; i++) {
      struct sent c = clean(i);
      done(&b, &c, i % 2 ? 0 : TWK_FLAG_LOST); /* an ordinary CLEAN answers nothing */
      verdict(&b, true);
      unsigned answers = i / 2 + 1;
      assert_int_equal(b.resolved, answers < losses ? answers : losses);
    }
    dut_stop(b.d);
  }
}

static void test_rail_that_fails_owes_nothing_afterwards(void **state) {
  struct bench b;
  struct sent s = block(1, true, false), c = clean(2);
  (void)state;
  start(&b);
  done(&b, &s, 0);
  verdict(&b, false);
  *b.d->mirror_up = 0;
  dut_tick(b.d);
  *b.d->mirror_up = 1;
  done(&b, &c, TWK_FLAG_LOST);
  assert_int_equal(b.resolved, 0);
  dut_stop(b.d);
}

/* Answers to losses of the rail resolve nothing, and are counted before those that do. */
static void test_answers_to_losses_of_the_rail_come_first(void **state) {
  struct bench b;
  struct sent c = clean(2);
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 2; i++) {
    struct sent s = block(i, true, false);
    done(&b, &s, 0);
  }
  *b.d->mirror_up = 0;
  for (unsigned i = 0; i < 2; i++) settle(&b, false);
  *b.d->mirror_up = 1;
  struct sent s = block(5, true, false);
  done(&b, &s, 0);
  verdict(&b, false);
  for (unsigned i = 0; i < 4; i++) {
    done(&b, &c, TWK_FLAG_LOST);
    verdict(&b, true);
    assert_int_equal(b.resolved, i >= 2);
  }
  dut_stop(b.d);
}

static struct sent resend(unsigned n) {
  return (struct sent){.tag = EPOCH, .slot = n * 3, .seq = n * 7, .resend = true};
}

/* A block that is sent again answers its loss; lost again, it is told again and answered again. */
static void test_resend_answers_a_loss_and_may_be_lost_itself(void **state) {
  struct bench b;
  struct sent s = block(1, true, false), again = resend(1);
  (void)state;
  start(&b);
  done(&b, &s, 0);
  verdict(&b, false);
  for (unsigned i = 1; i <= 5; i++) {
    done(&b, &again, TWK_FLAG_LOST);
    assert_int_equal(b.resolved, i);
    verdict(&b, i == 5);
    assert_int_equal(b.events, i == 5 ? 5 : i + 1);
  }
  done(&b, &again, TWK_FLAG_LOST); /* nothing is lost any more */
  assert_int_equal(b.resolved, 5);
  dut_stop(b.d);
}

/* What the splitter dropped half way is not in the FIFO: the loss is still open. */
static void test_dropped_command_answers_nothing(void **state) {
  (void)state;
  for (unsigned v = 0; v < 2; v++) {
    struct bench b;
    struct sent s = block(1, true, false);
    struct frame_fields f = {.kind = TWK_FRAME_DATA, .flags = TWK_FLAG_LOST, .slot = 3, .seq = 7};
    start(&b);
    done(&b, &s, 0);
    verdict(&b, false);
    rec_to_port(b.d->done_rec, &f);
    *b.d->done_valid = 1;
    *b.d->done_mirrored = 0;
    *b.d->done_resend = v;
    *b.d->done_clean = !v;
    dut_eval(b.d);
    assert_int_equal(*b.d->resolve, 0);
    dut_tick(b.d);
    assert_int_equal(*b.d->empty, 1);
    struct sent again = resend(1);
    done(&b, &again, TWK_FLAG_LOST);
    assert_int_equal(b.resolved, 1);
    dut_stop(b.d);
  }
}

/* Nobody refused it, so like a CLEAN's its loss is told here. */
static void test_resend_that_lost_its_start_is_lost(void **state) {
  struct bench b;
  struct sent again = resend(4), after = block(5, true, true);
  (void)state;
  start(&b);
  *b.d->done_headless = 1;
  done(&b, &again, 0);
  *b.d->done_headless = 0;
  dut_eval(b.d);
  expect_event(&b, &b.frame[b.settled++], true, false);
  dut_tick(b.d);
  done(&b, &after, 0);
  verdict(&b, true);
  assert_int_equal(b.acks, 1);
  dut_stop(b.d);
}

static void test_forget_is_told_once_when_the_peer_took_it(void **state) {
  struct bench b;
  struct sent f = clean(1), c = clean(2), s = block(3, true, false);
  (void)state;
  start(&b);
  f.forget = true;
  for (unsigned i = 0; i < 6; i++) {
    done(&b, &c, 0);
    done(&b, &f, 0);
    done(&b, &s, 0); /* its COUNT, a block index, is FORGET's number */
    assert_int_equal(*b.d->forgotten, 0);
    verdict(&b, true);
    verdict(&b, i % 2);
    verdict(&b, true);
    assert_int_equal(b.forgotten, (i + 1) / 2);
  }
  done(&b, &f, 0);
  *b.d->mirror_up = 0;
  settle(&b, false);
  assert_int_equal(b.forgotten, 3);
  dut_stop(b.d);
}

/* The path is held empty: what was listed is lost, what was owed is owed no more, also by losses
 * of its own. Afterwards the first loss is resolved by the first answer. */
static void test_off_settles_everything(void **state) {
  struct bench b;
  struct sent c = clean(9);
  (void)state;
  for (unsigned v = 0; v < 2; v++) {
    start(&b);
    for (unsigned i = 0; i < 5; i++) {
      struct sent s = block(i, true, false);
      done(&b, &s, 0);
    }
    verdict(&b, false); /* owed */
    if (v) {            /* void */
      *b.d->mirror_up = 0;
      settle(&b, false);
      *b.d->mirror_up = 1;
      dut_eval(b.d);
      for (unsigned i = 0; i < 3; i++) {
        expect_event(&b, &b.frame[b.settled++ % FRAMES], true, false);
        dut_tick(b.d);
      }
    }
    *b.d->off = 1;
    *b.d->mirror_up = 0;
    dut_eval(b.d);
    while (b.settled != b.sent) {
      assert_int_equal(*b.d->empty, 0);
      settle(&b, false);
    }
    assert_int_equal(*b.d->empty, 1);
    for (unsigned i = 0; i < 3; i++) dut_tick(b.d);
    *b.d->off = 0;
    *b.d->mirror_up = 1;
    struct sent s = block(7, true, false);
    done(&b, &s, 0);
    verdict(&b, false);
    done(&b, &c, TWK_FLAG_LOST);
    assert_int_equal(b.resolved, 1);
    verdict(&b, true);
    dut_stop(b.d);
    b.resolved = 0;
  }
}

static void test_room_keeps_place_for_the_frame_under_way(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < DEPTH; i++) {
    struct sent s = block(i, false, false);
    assert_int_equal(*b.d->room, i <= DEPTH - 2);
    done(&b, &s, 0);
  }
  for (unsigned i = 0; i < DEPTH; i++) verdict(&b, true);
  assert_int_equal(*b.d->room, 1);
  dut_stop(b.d);
}

static void test_frames_without_a_mirror_are_not_listed(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  *b.d->done_valid = 1;
  *b.d->done_mirrored = 0;
  for (unsigned i = 0; i < 20; i++) dut_tick(b.d);
  *b.d->done_valid = 0;
  *b.d->mirror_up = 0;
  dut_tick(b.d);
  assert_int_equal(*b.d->ev_valid, 0);
  assert_int_equal(*b.d->room, 1);
  dut_stop(b.d);
}

/* What the rules make of answers: how many losses of the FIFO are open. */
struct answers {
  unsigned owed, resolves;
};

/* One frame of any kind; one of the firmware's answers a loss every other time, if there is one or
 * not. */
static void mix_frame(struct bench *b, struct answers *a, unsigned n) {
  bool last = rng_below(&b->rng, 3) == 0;
  unsigned kind = (unsigned)rng_below(&b->rng, 8);
  struct sent s = kind < 5    ? block(n, last, last && rng_below(&b->rng, 2))
                  : kind == 5 ? resend(n)
                              : clean(n);
  s.forget = kind == 7;
  s.last |= kind == 5 && last; /* the block's own mark: no command ends with it */
  bool answer = kind >= 5 && rng_below(&b->rng, 2);
  unsigned before = b->resolved;
  done(b, &s, answer ? TWK_FLAG_LOST : 0);
  assert_int_equal(b->resolved - before, answer && a->owed != 0);
  if (b->resolved == before) return;
  a->owed--;
  a->resolves++;
}

/* All kinds of frames between each other's; acks, events, resolves and forgotten as the rules have
 * it at every one. */
static void test_random_mix_against_the_rules(void **state) {
  struct bench b;
  struct answers a = {0};
  unsigned forgets = 0;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 20000; i++) {
    if (*b.d->room && rng_below(&b.rng, 2)) {
      mix_frame(&b, &a, i);
    } else if (b.settled != b.sent) {
      const struct sent *s = &b.frame[b.settled % FRAMES];
      bool ok = rng_below(&b.rng, 5) != 0;
      a.owed += !ok && !s->clean; /* a CLEAN that is lost leaves no block in the FIFO */
      forgets += ok && s->forget;
      verdict(&b, ok);
      assert_int_equal(b.forgotten, forgets);
    }
  }
  assert_true(b.acks > 100 && b.events > 100 && a.resolves > 100 && forgets > 100);
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sync_acks_in_frame_order_at_the_last_block),
      cmocka_unit_test(test_lost_block_of_a_command_holds_its_ack),
      cmocka_unit_test(test_lost_clean_is_told_and_holds_nothing),
      cmocka_unit_test(test_verdicts_of_another_life_are_passed_over),
      cmocka_unit_test(test_verdict_without_an_epoch_is_ours),
      cmocka_unit_test(test_rail_that_fails_loses_every_frame_listed),
      cmocka_unit_test(test_rail_that_is_back_at_once_loses_what_was_listed),
      cmocka_unit_test(test_frame_that_lost_its_start),
      cmocka_unit_test(test_resolve_at_most_once_for_each_loss),
      cmocka_unit_test(test_rail_that_fails_owes_nothing_afterwards),
      cmocka_unit_test(test_answers_to_losses_of_the_rail_come_first),
      cmocka_unit_test(test_resend_answers_a_loss_and_may_be_lost_itself),
      cmocka_unit_test(test_dropped_command_answers_nothing),
      cmocka_unit_test(test_resend_that_lost_its_start_is_lost),
      cmocka_unit_test(test_forget_is_told_once_when_the_peer_took_it),
      cmocka_unit_test(test_off_settles_everything),
      cmocka_unit_test(test_room_keeps_place_for_the_frame_under_way),
      cmocka_unit_test(test_frames_without_a_mirror_are_not_listed),
      cmocka_unit_test(test_random_mix_against_the_rules),
  };
  return cmocka_run_group_tests_name("test_mirror_tracker", tests, NULL, NULL);
}
