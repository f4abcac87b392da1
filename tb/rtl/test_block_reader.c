/* SPDX-License-Identifier: Apache-2.0 */
/* block_reader: whole blocks in order under any grant and any back-pressure. */
#include "ports_block_reader.h"
#include "dut.h"
#include "one_clock.h"
#include "cache_side.h"

enum { LATENCY = 3, PATIENCE = 10000 };

struct bench {
  struct dut *d;
  struct cache_side cache;
  unsigned ready_percent, given, clocks;
  bool error; /* with the last beat */
};

static void start(struct bench *b, unsigned grant_percent, unsigned ready_percent) {
  *b = (struct bench){.d = dut_start(), .ready_percent = ready_percent};
  rng_seed(&b->cache.rng, 1);
  b->cache.grant_percent = grant_percent;
  b->cache.hurt_beat = -1;
}

static void step(struct bench *b, unsigned slot) {
  struct dut *d = b->d;
  cache_side_drive(&b->cache, d);
  *d->out_ready = rng_below(&b->cache.rng, 100) < b->ready_percent;
  dut_eval(d);
  if (*d->out_valid) {
    assert_int_equal(*d->out_data, frame_payload_beat(slot, b->given));
    assert_int_equal(*d->out_last, b->given == FRAME_PAYLOAD - 1);
    if (*d->out_last) b->error = *d->out_error;
    b->given += *d->out_ready;
  }
  cache_side_sample(&b->cache, d);
  dut_tick(d);
  b->clocks++;
}

static void read_block(struct bench *b, unsigned slot) {
  *b->d->start_valid = 1;
  *b->d->start_slot = slot;
  dut_eval(b->d);
  assert_int_equal(*b->d->start_ready, 1);
  b->given = b->clocks = 0;
  step(b, slot);
  *b->d->start_slot = ~slot; /* taken: what stands there now is of no concern */
  for (unsigned i = 0; b->given < FRAME_PAYLOAD; i++) {
    assert_true(i < PATIENCE);
    *b->d->start_valid = b->given < FRAME_PAYLOAD / 2;
    step(b, slot);
  }
}

static void test_no_beat_lost_under_random_grant_and_back_pressure(void **state) {
  static const unsigned percents[] = {100, 70, 30, 5};
  (void)state;
  for (unsigned g = 0; g < 4; g++) {
    for (unsigned r = 0; r < 4; r++) {
      struct bench b;
      start(&b, percents[g], percents[r]);
      for (unsigned slot = 0; slot < 20; slot++) {
        read_block(&b, 0x8000 * (slot & 1) + slot);
        assert_false(b.error);
      }
      dut_stop(b.d);
    }
  }
}

/* Start, three clocks, then a beat in each. */
static void test_latency_and_rate(void **state) {
  struct bench b;
  (void)state;
  start(&b, 100, 100);
  for (unsigned i = 0; i < 5; i++) {
    read_block(&b, i);
    assert_int_equal(b.clocks, 1 + LATENCY + FRAME_PAYLOAD);
  }
  dut_stop(b.d);
}

static void test_uncorrectable_beat_marks_its_block_only(void **state) {
  struct bench b;
  (void)state;
  start(&b, 80, 60);
  for (int hurt = 0; hurt < FRAME_PAYLOAD; hurt++) {
    b.cache.hurt_beat = hurt;
    read_block(&b, (unsigned)hurt);
    assert_true(b.error);
    b.cache.hurt_beat = -1;
    read_block(&b, 7);
    assert_false(b.error);
  }
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_beat_lost_under_random_grant_and_back_pressure),
      cmocka_unit_test(test_latency_and_rate),
      cmocka_unit_test(test_uncorrectable_beat_marks_its_block_only),
  };
  return cmocka_run_group_tests_name("test_block_reader", tests, NULL, NULL);
}
