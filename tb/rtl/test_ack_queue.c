/* SPDX-License-Identifier: Apache-2.0 */
/* ack_queue: the splitter is never turned away, lower sources first, nothing is lost. */
#include "ports_ack_queue.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { SOURCES = 4, DEPTH = 8, LOG = 8192 };

struct bench {
  struct dut *d;
  struct rng rng;
  unsigned want, next;
  unsigned queue[LOG], head, tail; /* {status, tag} in the order they were taken */
};

static void start(struct bench *b) {
  *b = (struct bench){.d = dut_start()};
  rng_seed(&b->rng, 2);
}

/* One clock; gives the source that was served, or SOURCES. */
static unsigned step(struct bench *b) {
  struct dut *d = b->d;
  uint64_t acks = rng_next(&b->rng) & UINT64_C(0xffffffffffff);
  unsigned served = SOURCES;
  *d->src_valid = b->want;
  *d->src_ack = acks;
  dut_eval(d);
  for (unsigned s = SOURCES; s-- > 0;)
    if (*d->src_valid >> s & *d->src_ready >> s & 1) served = s;
  if (*d->ack_valid && *d->ack_ready) {
    assert_true(b->head != b->tail);
    assert_int_equal((unsigned)*d->ack_status << 8 | *d->ack_tag, b->queue[b->head++ % LOG]);
  }
  if (served < SOURCES) {
    assert_int_equal(*d->src_valid & *d->src_ready & ~1U, served ? 1U << served : 0);
    assert_int_equal(b->want & ((1U << served) - 1), 0); /* a lower one goes first */
    b->queue[b->tail++ % LOG] = acks >> 12 * served & 0xfff;
    b->want &= ~(1U << served);
  }
  dut_tick(d);
  return served;
}

static void test_nothing_is_lost_or_reordered(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 30000; i++) {
    b.want |= rng_next(&b.rng) & rng_next(&b.rng) & 0xe;
    if (*b.d->room && rng_below(&b.rng, 3) == 0) b.want |= 1;
    *b.d->ack_ready = rng_below(&b.rng, 100) < (i / 1000 % 2 ? 30 : 90);
    step(&b);
    assert_true(b.tail - b.head <= DEPTH);
  }
  b.want = 0;
  *b.d->ack_ready = 1;
  for (unsigned i = 0; i < DEPTH + 1; i++) step(&b);
  assert_int_equal(b.head, b.tail);
  assert_true(b.tail > 10000);
  dut_stop(b.d);
}

static void test_splitter_finds_its_places_in_a_full_queue(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned i = 0; i < 20; i++) {
    b.want = 0xe;
    step(&b);
  }
  assert_int_equal(b.tail, DEPTH - 2);
  assert_int_equal(*b.d->room, 1);
  for (unsigned i = 0; i < 2; i++) {
    b.want = 0xf;
    assert_int_equal(step(&b), 0);
  }
  assert_int_equal(*b.d->room, 0);
  b.want = 0;
  *b.d->ack_ready = 1;
  for (unsigned i = 0; i < DEPTH; i++) step(&b);
  assert_int_equal(b.head, DEPTH);
  dut_stop(b.d);
}

static void test_lower_sources_go_first(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  *b.d->ack_ready = 1;
  for (unsigned want = 1; want < 16; want++) {
    b.want = want;
    unsigned lowest = 0;
    while (!(want >> lowest & 1)) lowest++;
    assert_int_equal(step(&b), lowest);
    assert_int_equal(*b.d->ack_valid, 1); /* one clock when empty */
    b.want = 0;
    step(&b);
  }
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_is_lost_or_reordered),
      cmocka_unit_test(test_splitter_finds_its_places_in_a_full_queue),
      cmocka_unit_test(test_lower_sources_go_first),
  };
  return cmocka_run_group_tests_name("test_ack_queue", tests, NULL, NULL);
}
