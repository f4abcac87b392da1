/* SPDX-License-Identifier: Apache-2.0 */
/* drain: frames whole, cut and uncorrectable, in order, over a link that pauses and breaks. */
#include <stdlib.h>

#include "drain_bench.h"
#include "twk_layout.h"

static int setup(void **state) {
  *state = malloc(sizeof(struct drain_bench));
  return *state == NULL;
}

static int teardown(void **state) {
  free(*state);
  return 0;
}

static void test_whole_frames_are_sent_settled_and_released_in_order(void **state) {
  static const unsigned percents[] = {100, 50, 10};
  struct drain_bench *b = *state;
  for (unsigned p = 0; p < 3; p++) {
    drain_start(b);
    b->tx_percent = percents[p];
    for (unsigned i = 0; i < 40; i++)
      drain_add(b, i % 3 ? TWK_FRAME_DATA : TWK_FRAME_CLEAN, 0x81, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_finish(b);
  }
}

static void test_first_beat_leaves_without_delay(void **state) {
  struct drain_bench *b = *state;
  drain_start(b);
  drain_steps(b, 5);
  drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
  drain_step(b); /* now it is at the FIFO's output */
  drain_step(b);
  assert_int_equal(b->in_got, 1);
  drain_steps(b, FRAME_DATA_BEATS - 1); /* and a beat in each clock after it */
  assert_int_equal(b->arrived, 1);
  drain_finish(b);
}

static void test_frame_cut_at_any_beat_is_closed_bad_by_the_next(void **state) {
  struct drain_bench *b = *state;
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    drain_start(b);
    drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_add(b, TWK_FRAME_DATA, 1, cut, DRAIN_UNHURT);
    drain_add(b, TWK_FRAME_DATA, 2, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_finish(b);
  }
  for (unsigned cut = 1; cut < FRAME_CLEAN_BEATS; cut++) {
    drain_start(b);
    drain_add(b, TWK_FRAME_CLEAN, 1, cut, DRAIN_UNHURT);
    drain_add(b, TWK_FRAME_CLEAN, 2, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_finish(b);
  }
}

static void test_owner_gone_closes_the_frame_it_cut(void **state) {
  struct drain_bench *b = *state;
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    drain_start(b);
    drain_add(b, TWK_FRAME_DATA, 1, cut, DRAIN_UNHURT);
    drain_steps(b, 300);
    assert_int_equal(b->arrived, 0); /* while the owner lives its frame may go on */
    *b->d->owner_up = 0;
    drain_steps(b, 2);
    assert_int_equal(b->arrived, 1);
    drain_finish(b);
  }
}

static void test_owner_gone_for_a_moment_closes_the_frame_it_cut(void **state) {
  struct drain_bench *b = *state;
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    drain_start(b);
    for (unsigned i = 0; i < 3; i++) drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_add(b, TWK_FRAME_DATA, 1, cut, DRAIN_UNHURT);
    drain_steps(b, 20);
    *b->d->owner_up = 0; /* while the drain is still at the frames before */
    drain_steps(b, 2);
    *b->d->owner_up = 1;
    drain_steps(b, 900);
    assert_int_equal(b->arrived, 4);
    drain_finish(b);
  }
}

static void test_frame_of_the_owners_next_life_is_left_open(void **state) {
  struct drain_bench *b = *state;
  drain_start(b);
  for (unsigned i = 0; i < 3; i++) drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
  drain_steps(b, 20);
  *b->d->owner_up = 0;
  drain_steps(b, 2);
  *b->d->owner_up = 1;
  drain_add(b, TWK_FRAME_DATA, 2, DRAIN_WHOLE, DRAIN_UNHURT);
  b->written -= 30; /* the owner is slow: the FIFO runs empty in mid-frame */
  drain_steps(b, 900);
  assert_int_equal(b->arrived, 3);
  b->written += 30;
  drain_finish(b);
}

static void test_uncorrectable_beat_at_any_place_loses_that_frame_only(void **state) {
  struct drain_bench *b = *state;
  for (int hurt = 0; hurt < FRAME_DATA_BEATS; hurt++) {
    for (unsigned repeat = 0; repeat < 12;
         repeat++) { /* the hurt beat shows other noise each time */
      drain_start(b);
      rng_seed(&b->rng, repeat);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, hurt);
      drain_add(b, TWK_FRAME_CLEAN, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_finish(b);
    }
  }
}

/* Two words beyond correction in one frame: whatever of it is unreadable, it is settled as lost. */
static void test_two_uncorrectable_beats_lose_that_frame_only(void **state) {
  struct drain_bench *b = *state;
  for (int one = 0; one < FRAME_DATA_BEATS; one++) {
    for (int two = one + 1; two < FRAME_DATA_BEATS; two++) {
      drain_start(b);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, one);
      drain_hurt_too(b, two);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_finish(b);
    }
  }
}

static void test_frame_without_its_start_is_no_frame(void **state) {
  struct drain_bench *b = *state;
  for (unsigned from = 1; from < FRAME_DATA_BEATS; from++) {
    for (unsigned first = 0; first < 2; first++) {
      drain_start(b);
      if (!first) drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_add_headless(b, from);
      drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_finish(b);
    }
  }
}

static void test_uncorrectable_clean_is_no_lost_block(void **state) {
  struct drain_bench *b = *state;
  for (int hurt = 0; hurt < FRAME_CLEAN_BEATS; hurt++) {
    for (unsigned repeat = 0; repeat < 16; repeat++) {
      drain_start(b);
      rng_seed(&b->rng, repeat);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_add(b, TWK_FRAME_CLEAN, 7, DRAIN_WHOLE, hurt);
      drain_add(b, TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_finish(b);
      assert_int_equal(b->lost, 0);
    }
  }
}

static void test_two_uncorrectable_beats_of_a_clean_lose_no_block(void **state) {
  struct drain_bench *b = *state;
  for (int one = 0; one < FRAME_CLEAN_BEATS; one++) {
    for (int two = one + 1; two < FRAME_CLEAN_BEATS; two++) {
      for (unsigned repeat = 0; repeat < 16; repeat++) {
        drain_start(b);
        rng_seed(&b->rng, repeat);
        drain_add(b, TWK_FRAME_CLEAN, 7, DRAIN_WHOLE, one);
        drain_hurt_too(b, two);
        drain_add(b, repeat & 1 ? TWK_FRAME_CLEAN : TWK_FRAME_DATA, 7, DRAIN_WHOLE, DRAIN_UNHURT);
        drain_finish(b);
        assert_int_equal(b->lost, 0);
      }
    }
  }
}

/* No verdict comes: the window fills to its last beat and no further, a whole frame and a part. */
static void test_window_bounds_the_beats_without_verdict(void **state) {
  struct drain_bench *b = *state;
  drain_start(b);
  b->verdict_after = 5000;
  for (unsigned i = 0; i < 20; i++) drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
  drain_steps(b, 3000);
  assert_int_equal(b->arrived * FRAME_DATA_BEATS + b->in_got, DRAIN_WINDOW - 1);
  drain_finish(b);
}

static void test_frames_without_verdict_are_bounded(void **state) {
  struct drain_bench *b = *state;
  drain_start(b);
  b->verdict_after = 2000;
  for (unsigned i = 0; i < 200; i++) drain_add(b, TWK_FRAME_CLEAN, 1, DRAIN_WHOLE, DRAIN_UNHURT);
  drain_steps(b, 1500);
  assert_int_equal(b->arrived, DRAIN_OUT);
  drain_finish(b);
}

/* Messages in the owner's queue and frames that will make one never exceed it. */
static void test_message_queue_holds_frames_back(void **state) {
  struct drain_bench *b = *state;
  for (unsigned count = DRAIN_MESSAGES - DRAIN_OUT; count <= DRAIN_MESSAGES; count++) {
    drain_start(b);
    b->verdict_after = 100000;
    *b->d->msg_count = count;
    for (unsigned i = 0; i < 20; i++) drain_add(b, TWK_FRAME_CLEAN, 1, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_steps(b, 500);
    assert_true(count + b->arrived <= DRAIN_MESSAGES);
    if (count + 1 < DRAIN_MESSAGES) assert_int_equal(b->arrived, DRAIN_MESSAGES - 1 - count);
    dut_stop(b->d);
  }
}

static void test_link_down_at_any_clock_replays_and_loses_nothing(void **state) {
  struct drain_bench *b = *state;
  for (unsigned at = 0; at < 260; at++) {
    drain_start(b);
    for (unsigned i = 0; i < 3; i++) {
      drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
      drain_add(b, TWK_FRAME_CLEAN, 1, DRAIN_WHOLE, DRAIN_UNHURT);
    }
    drain_steps(b, at);
    drain_link(b, false);
    drain_steps(b, 1 + at % 5);
    assert_int_equal(*b->d->tx_valid, 0);
    drain_link(b, true);
    drain_finish(b);
  }
}

static void test_reset_of_the_drain_replays_and_loses_nothing(void **state) {
  struct drain_bench *b = *state;
  for (unsigned at = 0; at < 200; at++) {
    drain_start(b);
    for (unsigned i = 0; i < 3; i++) drain_add(b, TWK_FRAME_DATA, 1, DRAIN_WHOLE, DRAIN_UNHURT);
    drain_steps(b, at);
    *b->d->rst_n = 0;
    drain_link(b, false); /* its end of the link is reset with it */
    drain_steps(b, 3);
    *b->d->rst_n = 1;
    drain_link(b, true);
    drain_finish(b);
  }
}

static void random_frame(struct drain_bench *b, unsigned epoch) {
  unsigned kind = rng_below(&b->rng, 4) ? TWK_FRAME_DATA : TWK_FRAME_CLEAN;
  unsigned whole = kind == TWK_FRAME_DATA ? FRAME_DATA_BEATS : FRAME_CLEAN_BEATS;
  int hurt = rng_below(&b->rng, 5) ? DRAIN_UNHURT : (int)rng_below(&b->rng, whole);
  drain_add(b, kind, epoch, DRAIN_WHOLE, hurt);
}

static void test_random_scripts_with_cuts_flips_and_broken_links(void **state) {
  struct drain_bench *b = *state;
  for (unsigned seed = 0; seed < 60; seed++) {
    unsigned epoch = 1;
    drain_start(b);
    rng_seed(&b->rng, seed);
    b->tx_percent = 20 + (unsigned)rng_below(&b->rng, 81);
    b->verdict_after = 1 + (unsigned)rng_below(&b->rng, 300);
    while (b->frames < 60) {
      for (uint64_t i = rng_below(&b->rng, 6); i > 0; i--) random_frame(b, epoch);
      drain_steps(b, (unsigned)rng_below(&b->rng, 200));
      if (rng_below(&b->rng, 3) == 0) {
        drain_add(b, TWK_FRAME_DATA, epoch++, 1 + (unsigned)rng_below(&b->rng, 66), DRAIN_UNHURT);
        drain_add(b, TWK_FRAME_DATA, epoch, DRAIN_WHOLE, DRAIN_UNHURT);
      }
      if (rng_below(&b->rng, 4) == 0) {
        drain_link(b, false);
        drain_steps(b, 1 + (unsigned)rng_below(&b->rng, 20));
        drain_link(b, true);
      }
    }
    drain_finish(b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole_frames_are_sent_settled_and_released_in_order),
      cmocka_unit_test(test_first_beat_leaves_without_delay),
      cmocka_unit_test(test_frame_cut_at_any_beat_is_closed_bad_by_the_next),
      cmocka_unit_test(test_owner_gone_closes_the_frame_it_cut),
      cmocka_unit_test(test_owner_gone_for_a_moment_closes_the_frame_it_cut),
      cmocka_unit_test(test_frame_of_the_owners_next_life_is_left_open),
      cmocka_unit_test(test_uncorrectable_beat_at_any_place_loses_that_frame_only),
      cmocka_unit_test(test_two_uncorrectable_beats_lose_that_frame_only),
      cmocka_unit_test(test_frame_without_its_start_is_no_frame),
      cmocka_unit_test(test_uncorrectable_clean_is_no_lost_block),
      cmocka_unit_test(test_two_uncorrectable_beats_of_a_clean_lose_no_block),
      cmocka_unit_test(test_window_bounds_the_beats_without_verdict),
      cmocka_unit_test(test_frames_without_verdict_are_bounded),
      cmocka_unit_test(test_message_queue_holds_frames_back),
      cmocka_unit_test(test_link_down_at_any_clock_replays_and_loses_nothing),
      cmocka_unit_test(test_reset_of_the_drain_replays_and_loses_nothing),
      cmocka_unit_test(test_random_scripts_with_cuts_flips_and_broken_links),
  };
  return cmocka_run_group_tests_name("test_drain", tests, setup, teardown);
}
