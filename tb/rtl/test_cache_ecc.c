/* SPDX-License-Identifier: Apache-2.0 */
/* cache: every single and double flip of a stored word in either half, and scrubbing against
 * writes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "cache_bench.h"
#include "rng.h"

static const uint64_t PATTERNS[] = {0, UINT64_MAX, UINT64_C(0xaaaaaaaaaaaaaaaa),
                                    UINT64_C(0x0123456789abcdef)};
static const unsigned HALVES[] = {0, CACHE_MIRROR};
enum { PATTERN_COUNT = sizeof PATTERNS / sizeof *PATTERNS, SETTLE = 3 };

static void test_every_single_flip_is_corrected_counted_and_scrubbed(void **state) {
  struct dut *d = dut_start();
  (void)state;
  for (unsigned h = 0; h < 2; h++) {
    for (unsigned p = 0; p < PATTERN_COUNT; p++) {
      for (unsigned bit = 0; bit < CACHE_CODE_BITS; bit++) {
        unsigned slot = HALVES[h] | bit % CACHE_SLOTS, beat = bit % CACHE_BEATS;
        cache_flip(d, HALVES[h], &bit, 1);
        cache_write(d, slot, beat, PATTERNS[p]);
        struct cache_answer first = cache_read(d, slot, beat, SETTLE);
        assert_int_equal(first.data, PATTERNS[p]);
        assert_true(first.corrected && !first.uncorrectable);
        assert_int_equal(first.scrubs, 1);
        struct cache_answer second = cache_read(d, slot, beat, SETTLE);
        assert_int_equal(second.data, PATTERNS[p]);
        assert_true(!second.corrected && !second.uncorrectable);
        assert_int_equal(second.scrubs, 0);
      }
    }
  }
  dut_stop(d);
}

static void test_every_double_flip_is_never_given_as_good(void **state) {
  struct dut *d = dut_start();
  unsigned pairs = 0;
  (void)state;
  for (unsigned h = 0; h < 2; h++) {
    for (unsigned p = 0; p < PATTERN_COUNT; p++) {
      for (unsigned a = 0; a < CACHE_CODE_BITS; a++) {
        for (unsigned b = a + 1; b < CACHE_CODE_BITS; b++, pairs++) {
          unsigned slot = HALVES[h] | a % CACHE_SLOTS;
          cache_flip(d, HALVES[h], (const unsigned[]){a, b}, 2);
          cache_write(d, slot, b % CACHE_BEATS, PATTERNS[p]);
          for (unsigned again = 0; again < 2; again++) { /* it stays bad: nothing is scrubbed */
            struct cache_answer r = cache_read(d, slot, b % CACHE_BEATS, SETTLE);
            assert_true(r.uncorrectable && !r.corrected);
            assert_int_equal(r.scrubs, 0);
          }
        }
      }
    }
  }
  assert_int_equal(pairs, 2 * PATTERN_COUNT * 2556);
  dut_stop(d);
}

/* What happens in one clock of a schedule; X is the address that a read corrects at clock 0. */
enum { IDLE, WRITE_X, WRITE_Y, WRITE_OTHER, ACTIONS };
enum { BEAT_X = 5, BEAT_Y = 6, BEAT_OTHER = 7, CLOCKS = 7 };

struct race {
  struct dut *d;
  unsigned half, slot;
  uint64_t memory[CACHE_BEATS], fresh; /* model; next new content */
};

static void race_write(struct race *r, unsigned action, unsigned disk) {
  static const unsigned BEAT[ACTIONS] = {0, BEAT_X, BEAT_Y, BEAT_OTHER};
  unsigned beat = BEAT[action];
  if (action == IDLE) return;
  r->memory[beat] = ++r->fresh;
  if (disk && r->half == 0) {
    *r->d->disk_valid = 1;
    *r->d->disk_slot = r->slot;
    *r->d->disk_beat = beat;
    *r->d->disk_data = r->fresh;
  } else {
    cache_drive_write(r->d, r->slot, beat, r->fresh);
  }
}

/* X and Y are stored with one flip each, read at clocks 0 and 1, and written by the schedule. */
static void run_race(struct race *r, unsigned schedule, unsigned clocks, unsigned disk) {
  static const unsigned hurt[] = {BEAT_X, BEAT_Y};
  const unsigned flip = schedule % CACHE_CODE_BITS;
  for (unsigned i = 0; i < 2; i++) {
    cache_flip(r->d, r->half, &flip, 1);
    r->memory[hurt[i]] = ++r->fresh;
    cache_write(r->d, r->slot, hurt[i], r->fresh);
  }
  cache_flip(r->d, r->half, NULL, 0);
  for (unsigned c = 0; c < clocks; c++, schedule /= ACTIONS) {
    if (c < 2) cache_drive_read(r->d, c, r->slot, hurt[c]);
    race_write(r, schedule % ACTIONS, disk);
    dut_tick(r->d);
    cache_drive_nothing(r->d);
  }
  for (unsigned i = 0; i < 4; i++) dut_tick(r->d);
  for (unsigned i = 0; i < 2; i++)
    assert_int_equal(cache_read(r->d, r->slot, hurt[i], SETTLE).data, r->memory[hurt[i]]);
  assert_false(cache_read(r->d, r->slot, BEAT_X, SETTLE).corrected);
}

static void test_scrub_never_brings_back_old_data(void **state) {
  struct race r = {.d = dut_start()};
  unsigned schedules = 1;
  (void)state;
  for (unsigned i = 0; i < CLOCKS; i++) schedules *= ACTIONS;
  for (unsigned h = 0; h < 2; h++) {
    r.half = HALVES[h];
    r.slot = r.half | 2;
    for (unsigned s = 0; s < schedules; s++) run_race(&r, s, CLOCKS, s & 1);
  }
  dut_stop(r.d);
}

/* Writes in every clock hold a scrub back; the first free clock does it. */
static void test_scrub_waits_for_a_clock_without_a_write(void **state) {
  (void)state;
  for (unsigned busy = 0; busy < 20; busy++) {
    struct dut *d = dut_start();
    const unsigned flip = 13;
    cache_flip(d, 0, &flip, 1);
    cache_write(d, 1, 9, 4711);
    cache_flip(d, 0, NULL, 0);
    cache_drive_read(d, CACHE_DESTAGE, 1, 9);
    dut_tick(d);
    cache_drive_nothing(d);
    dut_tick(d); /* the answer, and with the next edge the scrub waits */
    dut_tick(d);
    for (unsigned i = 0; i < busy; i++) {
      cache_drive_write(d, 3, i, i);
      dut_eval(d);
      assert_int_equal(*d->ecc_scrubbed, 0);
      dut_tick(d);
      cache_drive_nothing(d);
    }
    dut_eval(d);
    assert_int_equal(*d->ecc_scrubbed, 1);
    dut_tick(d);
    assert_int_equal(*d->ecc_scrubbed, 0);
    assert_false(cache_read(d, 1, 9, 0).corrected);
    dut_stop(d);
  }
}

static void test_reset_drops_a_scrub_and_keeps_the_contents(void **state) {
  (void)state;
  for (unsigned clocks = 0; clocks < 5; clocks++) {
    struct dut *d = dut_start();
    const unsigned flip = 70;
    cache_flip(d, 0, &flip, 1);
    cache_write(d, 1, 9, 4711);
    cache_flip(d, 0, NULL, 0);
    cache_drive_read(d, CACHE_SEND, 1, 9);
    for (unsigned i = 0; i < clocks; i++) {
      dut_tick(d);
      cache_drive_nothing(d);
    }
    cache_drive_nothing(d);
    *d->rst_n = 0;
    dut_tick(d);
    assert_int_equal(*d->rd_valid, 0);
    assert_int_equal(*d->ecc_scrubbed, 0);
    *d->rst_n = 1;
    assert_int_equal(cache_read(d, 1, 9, SETTLE).data, 4711);
    dut_stop(d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_single_flip_is_corrected_counted_and_scrubbed),
      cmocka_unit_test(test_every_double_flip_is_never_given_as_good),
      cmocka_unit_test(test_scrub_never_brings_back_old_data),
      cmocka_unit_test(test_scrub_waits_for_a_clock_without_a_write),
      cmocka_unit_test(test_reset_drops_a_scrub_and_keeps_the_contents),
  };
  return cmocka_run_group_tests_name("test_cache_ecc", tests, NULL, NULL);
}
