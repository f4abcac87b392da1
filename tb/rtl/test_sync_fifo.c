/* SPDX-License-Identifier: Apache-2.0 */
/* sync_fifo: against a queue in C, clock by clock. */
#include "ports_sync_fifo.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { DEPTH = 4 };

static void run(struct dut *d, struct rng *rng, unsigned push_percent, unsigned pop_percent) {
  uint64_t pushed = 0, popped = 0;
  for (unsigned i = 0; i < 5000; i++) {
    uint64_t push_state = pushed, pop_state = popped;
    *d->push_valid = rng_below(rng, 100) < push_percent;
    *d->push_data = (uint16_t)rng_splitmix64(&push_state);
    *d->pop_ready = rng_below(rng, 100) < pop_percent;
    dut_eval(d);
    assert_int_equal(*d->count, pushed - popped);
    assert_int_equal(*d->push_ready, pushed - popped < DEPTH);
    assert_int_equal(*d->pop_valid, pushed != popped);
    if (*d->pop_valid) assert_int_equal(*d->pop_data, (uint16_t)rng_splitmix64(&pop_state));
    bool push = *d->push_valid && pushed - popped < DEPTH, pop = *d->pop_ready && pushed != popped;
    pushed += push;
    popped += pop;
    dut_tick(d);
  }
}

static void test_order_and_levels_against_a_queue(void **state) {
  static const unsigned percents[][2] = {{100, 100}, {100, 30}, {30, 100}, {50, 50}, {100, 0}};
  struct rng rng;
  (void)state;
  rng_seed(&rng, 1);
  for (unsigned p = 0; p < sizeof percents / sizeof *percents; p++) {
    struct dut *d = dut_start();
    run(d, &rng, percents[p][0], percents[p][1]);
    dut_stop(d);
  }
}

static void test_reset_empties_at_every_level(void **state) {
  (void)state;
  for (unsigned level = 0; level <= DEPTH; level++) {
    struct dut *d = dut_start();
    *d->push_valid = 1;
    for (unsigned i = 0; i < level; i++) dut_tick(d);
    assert_int_equal(*d->count, level);
    *d->rst_n = 0;
    dut_eval(d); /* at once, without a clock */
    assert_int_equal(*d->count, 0);
    assert_int_equal(*d->pop_valid, 0);
    dut_stop(d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order_and_levels_against_a_queue),
      cmocka_unit_test(test_reset_empties_at_every_level),
  };
  return cmocka_run_group_tests_name("test_sync_fifo", tests, NULL, NULL);
}
