/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_fifo: order, levels, release, restart, reset and the present flag. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "frame.h"
#include "mirror_bench.h"
#include "twk_layout.h"

static const struct mirror_config EVEN = {.wr_ps = 4000,
                                          .rd_ps = 4000,
                                          .rd_phase_ps = 1700,
                                          .limit = MIRROR_DEPTH,
                                          .write_percent = 100,
                                          .read_percent = 100,
                                          .release_every = 1};

static const unsigned RATIOS[][2] = {{1, 10}, {1, 3}, {1, 2}, {2, 3}, {1, 1},
                                     {3, 2},  {2, 1}, {3, 1}, {10, 1}};
enum { RATIO_COUNT = sizeof RATIOS / sizeof *RATIOS };

/* Every ratio and phase with one traffic pattern and one seed of the crossings' random delays. */
static void run_ratios(struct mirror_config c, uint64_t beats) {
  for (unsigned r = 0; r < RATIO_COUNT; r++) {
    for (unsigned phase = 0; phase < 5; phase++) {
      struct mirror_bench b;
      c.wr_ps = 1000 * RATIOS[r][0];
      c.rd_ps = 1000 * RATIOS[r][1];
      c.rd_phase_ps = c.rd_ps * phase / 5;
      mirror_start(&b, &c);
      mirror_run(&b, beats);
      mirror_stop(&b);
    }
  }
}

static void test_order_at_every_ratio_and_phase(void **state) {
  (void)state;
  run_ratios(EVEN, 1000);
}

static void test_order_with_random_crossing_delay(void **state) {
  struct mirror_config c = EVEN;
  (void)state;
  for (c.seed = 1; c.seed <= 4; c.seed++) run_ratios(c, 600);
}

static void test_order_with_random_pauses_and_frame_release(void **state) {
  struct mirror_config c = EVEN;
  (void)state;
  c.write_percent = 60;
  c.read_percent = 70;
  c.release_every = 67;
  for (c.seed = 0; c.seed <= 2; c.seed++) run_ratios(c, 67 * 10);
}

static void test_full_stops_the_writer_at_every_limit(void **state) {
  struct mirror_config c = EVEN;
  (void)state;
  c.read_percent = 0;
  for (c.limit = 1; c.limit <= MIRROR_DEPTH; c.limit++) {
    struct mirror_bench b;
    mirror_start(&b, &c);
    b.write_goal = UINT64_MAX;
    mirror_wait_wr(&b, c.limit + 5);
    assert_int_equal(b.written, c.limit);
    assert_int_equal(*b.d->wr_ready, 0);
    assert_int_equal(*b.d->wr_level, c.limit);
    mirror_stop(&b);
  }
}

static void test_full_fifo_takes_and_gives_in_one_clock(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  c.read_percent = 0;
  c.rd_phase_ps = 0;
  mirror_start(&b, &c);
  b.write_goal = UINT64_MAX;
  mirror_wait_wr(&b, MIRROR_DEPTH + 5);
  b.config.read_percent = 100;
  mirror_wait_rd(&b, 20); /* the freed places have come round: both ends move in each clock */
  uint64_t written = b.written, read = b.read;
  mirror_wait_wr(&b, 500);
  assert_int_equal(b.written - written, 500);
  assert_int_equal(b.read - read, 500);
  mirror_stop(&b);
}

static void test_empty_fifo_gives_nothing_and_says_so(void **state) {
  struct mirror_bench b;
  (void)state;
  mirror_start(&b, &EVEN);
  for (unsigned i = 0; i < 50; i++) {
    mirror_step(&b);
    assert_int_equal(*b.d->rd_valid, 0);
    assert_int_equal(*b.d->rd_empty, 1);
    assert_int_equal(*b.d->present, 0);
    assert_int_equal(*b.d->wr_level, 0);
  }
  mirror_stop(&b);
}

/* The Gray pointer walks back one step a clock: the level falls by one each clock, to exactly 0. */
static void test_whole_frame_released_at_once(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  c.release_every = 0;
  for (c.seed = 0; c.seed <= 3; c.seed++) {
    mirror_start(&b, &c);
    b.write_goal = 120;
    mirror_wait_wr(&b, 140);
    assert_int_equal(b.read, 120);
    mirror_release(&b, 120, false);
    unsigned before = *b.d->wr_level;
    assert_int_equal(before, 120);
    for (unsigned i = 0; i < 130; i++) {
      mirror_wait_wr(&b, 1);
      assert_true(*b.d->wr_level <= before && before - *b.d->wr_level <= 3);
      before = *b.d->wr_level;
    }
    assert_int_equal(*b.d->wr_level, 0);
    assert_int_equal(*b.d->present, 0);
    mirror_stop(&b);
  }
}

static void test_restart_replays_from_the_released_point(void **state) {
  struct mirror_config c = EVEN;
  struct rng rng;
  (void)state;
  rng_seed(&rng, 5);
  c.release_every = 0;
  for (c.seed = 0; c.seed < 40; c.seed++) {
    struct mirror_bench b;
    mirror_start(&b, &c);
    for (uint64_t base = 0; base < 400; base += 100) {
      b.write_goal = base + 100;
      mirror_wait_wr(&b, 20 + (unsigned)rng_below(&rng, 120));
      uint64_t point = b.released + rng_below(&rng, b.read - b.released + 1);
      if (rng_below(&rng, 2)) mirror_release(&b, point, false);
      mirror_restart(&b);
      assert_int_equal(b.read, b.released);
      mirror_wait_wr(&b, 250);
      assert_int_equal(b.read, base + 100);
      mirror_release(&b, b.read, false);
      mirror_wait_rd(&b, 120);
    }
    mirror_stop(&b);
  }
}

static void test_reset_empties_at_any_skew(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  c.release_every = 0;
  for (c.seed = 0; c.seed < 6; c.seed++) {
    mirror_start(&b, &c);
    for (unsigned skew = 0; skew < 5; skew++) {
      b.write_goal = 90;
      mirror_wait_wr(&b, 30 + 20 * skew);
      mirror_release(&b, b.read / 2, true); /* a loss still open is forgotten too */
      mirror_reset(&b, skew);
      assert_int_equal(*b.d->present, 0);
      assert_int_equal(*b.d->wr_level, 0);
      mirror_wait_rd(&b, 12);
      assert_int_equal(b.read, 0);
      b.config.release_every = 1;
      mirror_run(&b, 150);
      b.config.release_every = 0;
      mirror_reset(&b, 0);
    }
    mirror_stop(&b);
  }
}

static void test_writer_is_held_in_reset(void **state) {
  struct mirror_bench b;
  (void)state;
  mirror_start(&b, &EVEN);
  *b.d->wr_rst_n = 0;
  dut_eval(b.d);
  assert_int_equal(*b.d->wr_ready, 0);
  mirror_stop(&b);
}

/* Frames that are read and released without a commit. */
static void lose(struct mirror_bench *b, uint64_t frames) {
  for (uint64_t i = 0; i < frames; i++) {
    b->write_goal = b->written + 10;
    mirror_wait_wr(b, 40);
    mirror_release(b, b->read, true);
  }
}

static void test_present_until_released_and_resolved(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  c.release_every = 0;
  for (c.seed = 0; c.seed <= 4; c.seed++) {
    mirror_start(&b, &c);
    for (uint64_t losses = 1; losses <= 5; losses++) {
      lose(&b, losses); /* one more loss is open each time */
      mirror_wait_rd(&b, 40);
      for (uint64_t i = 0; i < losses; i++) {
        mirror_wait_wr(&b, 30);
        assert_int_equal(*b.d->present, 1);
        assert_int_equal(b.lost_open, losses - i);
        mirror_resolve(&b);
      }
      assert_int_equal(*b.d->present, 0);
    }
    mirror_stop(&b);
  }
}

/* The losses of a life that has ended go with it; those of the next count from there. */
static void test_losses_are_forgotten_at_once(void **state) {
  struct mirror_config c = EVEN;
  struct mirror_bench b;
  (void)state;
  c.release_every = 0;
  for (c.seed = 0; c.seed <= 4; c.seed++) {
    mirror_start(&b, &c);
    for (unsigned losses = 0; losses <= 5; losses++) {
      lose(&b, losses);
      mirror_wait_wr(&b, 30);
      assert_int_equal(*b.d->lost, losses != 0);
      mirror_forget(&b);
      assert_int_equal(*b.d->present, 0);
      lose(&b, 1);
      mirror_wait_wr(&b, 30);
      assert_int_equal(*b.d->lost, 1);
      mirror_resolve(&b);
      assert_int_equal(*b.d->present, 0);
    }
    mirror_stop(&b);
  }
}

/* Traffic with every frame released late: the bench's own check that present is never 0 meanwhile,
 * and here that it does fall in the gaps. */
static void test_present_through_bursts(void **state) {
  struct mirror_config c = EVEN;
  (void)state;
  c.release_every = 30;
  for (c.seed = 0; c.seed <= 4; c.seed++) {
    for (unsigned r = 0; r < RATIO_COUNT; r++) {
      struct mirror_bench b;
      c.wr_ps = 1000 * RATIOS[r][0];
      c.rd_ps = 1000 * RATIOS[r][1];
      mirror_start(&b, &c);
      for (uint64_t goal = 30; goal <= 300; goal += 30) {
        mirror_run(&b, goal);
        mirror_wait_rd(&b, 40);
        assert_int_equal(*b.d->present, 0);
      }
      mirror_stop(&b);
    }
  }
}

/* The first `count` of a DATA frame's beats, straight at the port; verdicts are counted. */
static void write_frame(struct dut *d, const uint64_t *beats, unsigned count, unsigned *good,
                        unsigned *bad) {
  *good = *bad = 0;
  for (unsigned i = 0; i <= count + 1; i++) {
    *d->wr_valid = i < count;
    *d->wr_sof = i == 0;
    *d->wr_eof = i == FRAME_DATA_BEATS - 1;
    *d->wr_data = i < count ? beats[i] : 0;
    dut_eval(d);
    *d->wr_clk = 1;
    dut_eval(d);
    *d->wr_clk = 0;
    dut_eval(d);
    if (*d->wr_good || *d->wr_bad) assert_int_equal(i, FRAME_DATA_BEATS - 1); /* one clock later */
    *good += *d->wr_good;
    *bad += *d->wr_bad;
  }
}

static void test_write_port_confirms_whole_frames_only(void **state) {
  struct frame_fields f = {.kind = TWK_FRAME_DATA, .tag = 9, .slot = 3, .seq = 8, .lba = 4711};
  uint64_t beats[FRAME_DATA_BEATS];
  unsigned good, bad;
  (void)state;
  for (unsigned hurt = 0; hurt <= FRAME_DATA_BEATS; hurt++) {
    struct mirror_bench b;
    mirror_start(&b, &EVEN);
    unsigned n = frame_make(beats, &f, hurt);
    if (hurt < n) beats[hurt] ^= UINT64_C(1) << hurt % 64;
    write_frame(b.d, beats, n, &good, &bad);
    assert_int_equal(good, hurt >= n);
    assert_int_equal(bad, hurt < n);
    mirror_stop(&b);
  }
}

/* An owner that dies cuts its frame; the next one, from its next life, is confirmed all the same.
 */
static void test_owner_reset_cuts_a_frame_and_keeps_it(void **state) {
  struct frame_fields f = {.kind = TWK_FRAME_DATA, .slot = 3};
  uint64_t beats[FRAME_DATA_BEATS];
  unsigned good, bad, n = frame_make(beats, &f, 1);
  (void)state;
  for (unsigned cut = 1; cut + n <= MIRROR_DEPTH; cut++) {
    struct mirror_bench b;
    mirror_start(&b, &EVEN);
    write_frame(b.d, beats, cut, &good, &bad);
    assert_int_equal(good, 0);
    write_frame(b.d, beats, n, &good, &bad);
    assert_int_equal(*b.d->wr_level, cut + n);
    assert_int_equal(good, 1);
    mirror_stop(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_at_every_ratio_and_phase),
      cmocka_unit_test(test_order_with_random_crossing_delay),
      cmocka_unit_test(test_order_with_random_pauses_and_frame_release),
      cmocka_unit_test(test_full_stops_the_writer_at_every_limit),
      cmocka_unit_test(test_full_fifo_takes_and_gives_in_one_clock),
      cmocka_unit_test(test_empty_fifo_gives_nothing_and_says_so),
      cmocka_unit_test(test_whole_frame_released_at_once),
      cmocka_unit_test(test_restart_replays_from_the_released_point),
      cmocka_unit_test(test_reset_empties_at_any_skew),
      cmocka_unit_test(test_writer_is_held_in_reset),
      cmocka_unit_test(test_present_until_released_and_resolved),
      cmocka_unit_test(test_losses_are_forgotten_at_once),
      cmocka_unit_test(test_present_through_bursts),
      cmocka_unit_test(test_write_port_confirms_whole_frames_only),
      cmocka_unit_test(test_owner_reset_cuts_a_frame_and_keeps_it),
  };
  return cmocka_run_group_tests_name("test_mirror_fifo", tests, NULL, NULL);
}
