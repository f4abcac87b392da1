/* SPDX-License-Identifier: Apache-2.0 */
/* host_fabric: every command is answered once, with the right data, at any ratio of the clocks,
 * while controllers die and return and routes change. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fabric_bench.h"
#include "twk_layout.h"

static const unsigned PERIODS[][FABRIC_CLOCKS] = {{3000, 3000, 3000},  {3000, 3300, 2900},
                                                  {4000, 1000, 10000}, {1000, 4000, 3000},
                                                  {10000, 3000, 3100}, {3000, 10000, 1000}};
enum { PERIOD_COUNT = sizeof PERIODS / sizeof *PERIODS };

static void start(struct fabric_bench *b, unsigned seed) {
  const unsigned phases[FABRIC_CLOCKS] = {0, 370 * (seed % 5), 790 * (seed % 3)};
  fabric_start(b, seed, seed % 3, PERIODS[seed % PERIOD_COUNT], phases);
}

static void test_traffic_on_both_paths_at_every_ratio(void **state) {
  static const unsigned knobs[][4] = {{100, 100, 100, 100}, {60, 50, 60, 70}, {20, 30, 90, 40}};
  (void)state;
  for (unsigned seed = 0; seed < 2 * PERIOD_COUNT; seed++) {
    struct fabric_bench b;
    start(&b, seed);
    const unsigned *k = knobs[seed % 3];
    b.post = k[0];
    b.host_ready = k[1];
    b.give = k[2];
    b.controller_ready = k[3];
    fabric_edges(&b, FABRIC_CLK_M, 20000);
    fabric_quiet(&b, 400000);
    assert_true(b.answers[TWK_STATUS_OK] > 20);
    assert_true(b.answers[TWK_STATUS_RANGE] != 0 && b.shared_blocks != 0);
    assert_int_equal(b.answers[FABRIC_ABORTED], 0);
    fabric_stop(&b);
  }
}

/* One disturbance: a death, a return, or other owners, each behind a gap in which none serves. */
static void disturb(struct fabric_bench *b) {
  unsigned side = (unsigned)rng_below(&b->rng, 2);
  struct fabric_controller *k = &b->controller[side];
  switch (rng_below(&b->rng, 3)) {
    case 0:
      if (!k->alive) break;
      fabric_kill(b, side);
      for (uint64_t n = rng_below(&b->rng, 4); n > 0; n--) fabric_step(b);
      if (rng_below(&b->rng, 2) == 0) fabric_revive(b, side); /* a short one */
      break;
    case 1:
      if (!k->alive) fabric_revive(b, side);
      break;
    default: {
      unsigned moved = (unsigned)rng_below(&b->rng, 16), to_a = (unsigned)rng_below(&b->rng, 16);
      fabric_serve(b, b->serves[0] & ~moved, b->serves[1] & ~moved);
      fabric_edges(b, FABRIC_CLK_M, 5);
      fabric_serve(b, b->serves[0] | (b->controller[0].alive ? moved & to_a : 0),
                   b->serves[1] | (b->controller[1].alive ? moved & ~to_a : 0));
    }
  }
}

/* Unmanaged, a controller that was dead for a moment serves at once again. */
static void test_deaths_returns_and_moving_routes(void **state) {
  uint64_t answers[16] = {0};
  (void)state;
  for (unsigned seed = 100; seed < 160; seed++) {
    struct fabric_bench b;
    start(&b, seed);
    *b.d->managed = seed % 3 != 0;
    b.post = 60;
    b.host_ready = seed % 2 ? 100 : 60;
    b.give = 80;
    b.controller_ready = seed % 4 < 2 ? 90 : 50;
    for (unsigned i = 0; i < 60; i++) {
      fabric_edges(&b, FABRIC_CLK_M, rng_below(&b.rng, i % 10 == 0 ? 800 : 200));
      disturb(&b);
    }
    fabric_quiet(&b, 400000);
    for (unsigned i = 0; i < 16; i++) answers[i] += b.answers[i];
    fabric_stop(&b);
  }
  assert_true(answers[TWK_STATUS_OK] > 1000 && answers[FABRIC_ABORTED] > 500);
  assert_true(answers[TWK_STATUS_NOT_OWNER] > 500 && answers[TWK_STATUS_UNCONFIRMED] > 500);
}

/* Every command in flight on a path that is down is answered within one block at the host each
 * way, a walk, and its answers; the other path's commands are not touched. */
static void test_a_dead_controller_is_answered_for_in_time(void **state) {
  (void)state;
  for (unsigned at = 0; at < 300; at++) {
    struct fabric_bench b;
    start(&b, at);
    fabric_edges(&b, FABRIC_CLK_M, 10);
    b.controller[0].hung = at % 2;
    b.controller[1].hung = true;
    for (unsigned tag = 0; tag < FABRIC_TAGS; tag++) {
      fabric_post(&b, 1 + tag % 2, tag, 3, (tag % 4) * FABRIC_VOLUME_BLOCKS + tag);
      while (b.offering) fabric_step(&b);
    }
    fabric_edges(&b, FABRIC_CLK_M, at);
    unsigned had = b.outstanding;
    fabric_kill(&b, 0);
    for (unsigned tag = 0; tag < FABRIC_TAGS; tag++)
      had -= b.command[tag].used && tag % 2 == 0; /* those of A */
    fabric_edges(&b, FABRIC_CLK_M, 1 + 2 * 64 + 8 + 2 * FABRIC_TAGS);
    assert_int_equal(b.outstanding, had);
    b.controller[1].hung = false;
    fabric_quiet(&b, 400000);
    fabric_stop(&b);
  }
}

static void test_a_hung_controller_does_not_hold_up_the_other(void **state) {
  (void)state;
  struct fabric_bench b;
  start(&b, 1);
  fabric_edges(&b, FABRIC_CLK_M, 10);
  b.controller[0].hung = true;
  for (unsigned tag = 0; tag < FABRIC_TAGS - 1; tag++) {
    fabric_post(&b, TWK_OP_WRITE, tag, 2, tag);
    while (b.offering) fabric_step(&b);
  }
  for (unsigned i = 0; i < 50; i++) {
    fabric_post(&b, 1 + i % 3, FABRIC_TAGS - 1, 2, FABRIC_VOLUME_BLOCKS + i);
    for (unsigned edges = 0; b.command[FABRIC_TAGS - 1].used; edges++) {
      assert_true(edges < 3000);
      fabric_step(&b);
    }
  }
  assert_int_equal(b.outstanding, FABRIC_TAGS - 1);
  fabric_kill(&b, 0);
  fabric_quiet(&b, 1000);
  assert_int_equal(b.answers[FABRIC_ABORTED], FABRIC_TAGS - 1);
  fabric_stop(&b);
}

static void test_unmanaged_even_volumes_go_to_a(void **state) {
  (void)state;
  struct fabric_bench b;
  start(&b, 4);
  *b.d->managed = 0;
  fabric_serve(&b, 0, 0); /* does not count */
  fabric_edges(&b, FABRIC_CLK_M, 10);
  for (unsigned i = 0; i < 200; i++) {
    unsigned volume = i % 4;
    fabric_post(&b, 1 + i % 3, 3, 1, volume * FABRIC_VOLUME_BLOCKS + i);
    fabric_quiet(&b, 2000);
    assert_true(b.command[3].received);
    assert_int_equal(b.command[3].side, volume % 2);
  }
  fabric_stop(&b);
}

/* ---- latencies of the header, counted in edges from the one that took what goes in */

static uint64_t until(struct fabric_bench *b, const uint8_t *pin, unsigned clock) {
  uint64_t from = b->edges[clock];
  for (unsigned i = 0; !*pin; i++) {
    assert_true(i < 1000);
    fabric_step(b);
  }
  return b->edges[clock] - from;
}

static void test_latencies_none_waiting(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < PERIOD_COUNT * 3; seed++) {
    struct fabric_bench b;
    const unsigned phases[FABRIC_CLOCKS] = {0, 370 * (seed % 5), 790 * (seed % 3)};
    const unsigned late = seed % 2; /* crossings with random delay */
    fabric_start(&b, seed, late * seed, PERIODS[seed % PERIOD_COUNT], phases);
    fabric_edges(&b, FABRIC_CLK_M, 10);
    const struct fabric_port *p = &b.controller[0].p;
    /* command: the edge of clk_m that takes it, one more, two of clk_a */
    fabric_post(&b, TWK_OP_WRITE, 2, 1, 5);
    fabric_edges(&b, FABRIC_CLK_M, 2);
    assert_in_range(until(&b, p->hc_valid, FABRIC_CLK_A), 2, 2 + late);
    /* hw_ready of the controller is seen by the next edge of its clock */
    until(&b, p->hw_ready, FABRIC_CLK_A);
    fabric_edges(&b, FABRIC_CLK_A, 1);
    assert_in_range(until(&b, b.d->hw_ready, FABRIC_CLK_M), 4, 4 + late);
    fabric_edges(&b, FABRIC_CLK_M, 1);
    assert_in_range(until(&b, p->hw_valid, FABRIC_CLK_A), 2, 2 + late);
    /* ack: the edge of clk_a that took it, three of clk_m */
    until(&b, p->ha_valid, FABRIC_CLK_A);
    fabric_edges(&b, FABRIC_CLK_A, 1);
    assert_in_range(until(&b, b.d->ha_valid, FABRIC_CLK_M), 3, 3 + late);
    fabric_quiet(&b, 10);
    /* read data likewise */
    fabric_post(&b, TWK_OP_READ, 7, 1, 8);
    until(&b, p->hr_valid, FABRIC_CLK_A);
    fabric_edges(&b, FABRIC_CLK_A, 1);
    assert_in_range(until(&b, b.d->hr_valid, FABRIC_CLK_M), 3, 3 + late);
    fabric_quiet(&b, 1000);
    fabric_stop(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_traffic_on_both_paths_at_every_ratio),
      cmocka_unit_test(test_deaths_returns_and_moving_routes),
      cmocka_unit_test(test_a_dead_controller_is_answered_for_in_time),
      cmocka_unit_test(test_a_hung_controller_does_not_hold_up_the_other),
      cmocka_unit_test(test_unmanaged_even_volumes_go_to_a),
      cmocka_unit_test(test_latencies_none_waiting),
  };
  return cmocka_run_group_tests_name("test_host_fabric", tests, NULL, NULL);
}
