/* SPDX-License-Identifier: Apache-2.0 */
/* event_queue: the splitter is never turned away, the others take turns, nothing is lost. */
#include "ports_event_queue.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { SOURCES = 7, DEPTH = 16, WORDS = 4 };

/* An event says which source's it is and which one of them. */
struct bench {
  struct dut *d;
  struct rng rng;
  unsigned offered[SOURCES], got[SOURCES];
  unsigned wanted; /* sources with something to say */
};

static void drive(struct bench *b) {
  for (unsigned s = 0; s < SOURCES; s++)
    for (unsigned w = 0; w < WORDS; w++)
      b->d->src_rec[s * WORDS + w] = (s + 1) << 24 | (b->offered[s] << 4 | w);
  *b->d->src_valid = b->wanted;
  dut_eval(b->d);
}

/* One clock; gives the sources that were served. */
static unsigned step(struct bench *b) {
  struct dut *d = b->d;
  drive(b);
  unsigned served = *d->src_valid & *d->src_ready;
  assert_int_equal(*d->dropped, 0);
  assert_int_equal(*d->src_ready & 1, 1);
  assert_true((served & (served - 1)) == 0 || (served & 1)); /* one place is filled in a clock */
  if (*d->ev_valid && *d->ev_ready) {
    unsigned s = (d->ev_rec[0] >> 24) - 1;
    assert_true(s < SOURCES && b->got[s] < b->offered[s]);
    for (unsigned w = 0; w < WORDS; w++)
      assert_int_equal(d->ev_rec[w], (s + 1) << 24 | (b->got[s] << 4 | w));
    b->got[s]++;
  }
  for (unsigned s = 0; s < SOURCES; s++) b->offered[s] += served >> s & 1;
  b->wanted &= ~served;
  dut_tick(d);
  return served;
}

static void start(struct bench *b) {
  *b = (struct bench){.d = dut_start()};
  rng_seed(&b->rng, 6);
}

static void test_nothing_is_lost_and_each_source_keeps_its_order(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 50000; i++) {
    unsigned percent = i / 1000 % 2 ? 20 : 80;
    for (unsigned s = 1; s < SOURCES; s++)
      if (rng_below(&b.rng, 6) == 0) b.wanted |= 1U << s;
    if (*b.d->room && rng_below(&b.rng, 4) == 0) b.wanted |= 1;
    *b.d->ev_ready = rng_below(&b.rng, 100) < percent;
    step(&b);
  }
  *b.d->ev_ready = 1;
  b.wanted = 0;
  for (unsigned i = 0; i < DEPTH + 2; i++) step(&b);
  for (unsigned s = 0; s < SOURCES; s++) {
    assert_int_equal(b.got[s], b.offered[s]);
    assert_true(b.got[s] > 1000);
  }
  dut_stop(b.d);
}

/* Room was there when its frame started; the others must not have taken the place since. */
static void test_splitter_finds_its_places_in_a_full_queue(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 2 * DEPTH; i++) {
    b.wanted |= 0x7e;
    step(&b);
  }
  assert_int_equal(*b.d->room, 1); /* they stop two short of full */
  for (unsigned i = 0; i < 2; i++) {
    b.wanted |= 0x7f;
    assert_int_equal(step(&b), 1);
  }
  assert_int_equal(*b.d->room, 0);
  *b.d->ev_ready = 1;
  unsigned before = 0, after = 0;
  for (unsigned s = 0; s < SOURCES; s++) before += b.offered[s];
  b.wanted = 0;
  for (unsigned i = 0; i < DEPTH + 2; i++) step(&b);
  for (unsigned s = 0; s < SOURCES; s++) after += b.got[s];
  assert_int_equal(before, DEPTH);
  assert_int_equal(after, DEPTH);
  dut_stop(b.d);
}

/* All others want all the time: each is served once in every six. */
static void test_others_take_turns(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  *b.d->ev_ready = 1;
  for (unsigned round = 0; round < 20; round++) {
    unsigned seen = 0;
    for (unsigned i = 0; i < SOURCES - 1; i++) {
      b.wanted |= 0x7e;
      seen |= step(&b);
    }
    assert_int_equal(seen, 0x7e);
  }
  dut_stop(b.d);
}

/* Any two of the others, with the splitter coming between at random. */
static void test_no_pair_starves(void **state) {
  (void)state;
  for (unsigned one = 1; one < SOURCES; one++) {
    for (unsigned two = one + 1; two < SOURCES; two++) {
      struct bench b;
      start(&b);
      *b.d->ev_ready = 1;
      for (unsigned i = 0; i < 400; i++) {
        b.wanted |= 1U << one | 1U << two;
        if (*b.d->room && rng_below(&b.rng, 3) == 0) b.wanted |= 1;
        step(&b);
      }
      assert_in_range(b.offered[one], b.offered[two] - 1, b.offered[two] + 1);
      assert_true(b.offered[one] > 50);
      dut_stop(b.d);
    }
  }
}

static void test_latency_is_one_clock_when_empty(void **state) {
  (void)state;
  for (unsigned s = 0; s < SOURCES; s++) {
    struct bench b;
    start(&b);
    b.wanted = 1U << s;
    step(&b);
    assert_int_equal(*b.d->ev_valid, 1);
    assert_int_equal(b.d->ev_rec[0], (s + 1) << 24);
    dut_stop(b.d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_is_lost_and_each_source_keeps_its_order),
      cmocka_unit_test(test_splitter_finds_its_places_in_a_full_queue),
      cmocka_unit_test(test_others_take_turns),
      cmocka_unit_test(test_no_pair_starves),
      cmocka_unit_test(test_latency_is_one_clock_when_empty),
  };
  return cmocka_run_group_tests_name("test_event_queue", tests, NULL, NULL);
}
