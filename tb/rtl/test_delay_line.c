/* SPDX-License-Identifier: Apache-2.0 */
/* delay_line: each word comes out exactly that many clocks later, in order. */
#include "ports_delay_line.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { DEPTH = 64, CLOCKS = 4000 };

static uint16_t content(uint64_t n) {
  return (uint16_t)rng_splitmix64(&n);
}

static void test_latency_is_exact_and_order_kept(void **state) {
  static const unsigned latencies[] = {0, 1, 2, 5, 31, 60};
  struct rng rng;
  (void)state;
  rng_seed(&rng, 1);
  for (unsigned l = 0; l < sizeof latencies / sizeof *latencies; l++) {
    static unsigned sent_at[CLOCKS];
    unsigned latency = latencies[l] ? latencies[l] : 1, sent = 0, received = 0;
    struct dut *d = dut_start();
    *d->latency = latencies[l];
    *d->out_ready = 1;
    for (unsigned clock = 0; clock < CLOCKS; clock++) {
      *d->in_valid = rng_below(&rng, 3) != 0;
      *d->in_data = content(sent);
      dut_eval(d);
      bool due = received < sent && clock == sent_at[received] + latency;
      assert_int_equal(*d->out_valid, due);
      if (due) assert_int_equal(*d->out_data, content(received++));
      if (*d->in_valid) sent_at[sent++] = clock;
      dut_tick(d);
    }
    assert_true(received > CLOCKS / 2);
    dut_stop(d);
  }
}

static void test_words_queue_at_the_far_end(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->latency = 10;
  for (unsigned i = 0; i < DEPTH; i++) {
    *d->in_valid = 1;
    *d->in_data = content(i);
    dut_tick(d);
  }
  *d->in_valid = 0;
  for (unsigned i = 0; i < 1000; i++) dut_tick(d);
  *d->out_ready = 1;
  for (unsigned i = 0; i < DEPTH; i++) {
    assert_int_equal(*d->out_valid, 1);
    assert_int_equal(*d->out_data, content(i));
    dut_tick(d);
  }
  assert_int_equal(*d->out_valid, 0);
  dut_stop(d);
}

static void test_reset_empties_the_wire(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->latency = 20;
  *d->out_ready = *d->in_valid = 1;
  for (unsigned i = 0; i < 30; i++) dut_tick(d);
  *d->in_valid = *d->rst_n = 0;
  dut_tick(d);
  *d->rst_n = 1;
  for (unsigned i = 0; i < 100; i++) {
    assert_int_equal(*d->out_valid, 0);
    dut_tick(d);
  }
  dut_stop(d);
}

/* One word after another, at latencies of a single bit and of all; time wraps meanwhile. */
static void test_any_latency_is_exact_at_any_time(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->out_ready = 1;
  for (unsigned bit = 0; bit <= 15; bit++) {
    unsigned latency = bit < 15 ? 1U << bit : 0x7fff;
    *d->latency = (uint16_t)latency;
    *d->in_data = content(bit);
    *d->in_valid = 1;
    dut_tick(d);
    *d->in_valid = 0;
    for (unsigned clock = 1; clock <= latency; clock++) {
      assert_int_equal(*d->out_valid, clock == latency);
      if (clock == latency) assert_int_equal(*d->out_data, content(bit));
      dut_tick(d);
    }
    assert_int_equal(*d->out_valid, 0);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_latency_is_exact_and_order_kept),
      cmocka_unit_test(test_words_queue_at_the_far_end),
      cmocka_unit_test(test_reset_empties_the_wire),
      cmocka_unit_test(test_any_latency_is_exact_at_any_time),
  };
  return cmocka_run_group_tests_name("test_delay_line", tests, NULL, NULL);
}
