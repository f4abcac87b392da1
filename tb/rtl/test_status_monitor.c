/* SPDX-License-Identifier: Apache-2.0 */
/* status_monitor: changes, coalescing, calm, the tick. */
#include "ports_status_monitor.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum { NEVER = 1000000000 };
static const uint32_t SEEN = (1U << TWK_STAT_SPARE_LSB) - 1; /* spare bits stay 0 */
static const uint32_t PRESENT = 1U << TWK_STAT_PRESENT_LSB | 1U << TWK_STAT_PEER_PRESENT_LSB;

/* Managed, and the first event is over, which tells `stat`. */
static struct dut *start(uint32_t stat, uint32_t tick_cycles) {
  struct dut *d = dut_new(0);
  *d->managed = *d->ev_ready = 1;
  *d->tick_cycles = tick_cycles;
  *d->stat = stat;
  dut_tick(d);
  *d->rst_n = 1;
  dut_eval(d);
  assert_int_equal(*d->ev_valid, 0); /* nothing is known */
  dut_tick(d);
  assert_int_equal(*d->ev_valid, 1); /* nothing was told: as soon as it was seen */
  struct frame_fields first;
  rec_from_port(&first, d->ev_rec);
  assert_int_equal(first.seq, stat);
  dut_tick(d);
  return d;
}

static void assert_told(const struct dut *d, uint32_t stat, bool tick) {
  struct frame_fields got,
      want = {.kind = TWK_EV_STATUS, .flags = tick ? TWK_FLAG_TICK : 0, .seq = stat};
  assert_int_equal(*d->ev_valid, 1);
  rec_from_port(&got, d->ev_rec);
  assert_true(rec_equal(&got, &want));
}

static void test_every_change_makes_one_event(void **state) {
  struct rng rng;
  uint32_t stat = 5;
  struct dut *d = start(stat, NEVER);
  (void)state;
  rng_seed(&rng, 1);
  for (unsigned i = 0; i < 3000; i++) {
    uint32_t before = stat;
    if (i < 32)
      stat ^= 1U << i & SEEN;
    else if (rng_below(&rng, 2))
      stat = (uint32_t)rng_next(&rng) & SEEN;
    *d->stat = stat;
    dut_tick(d);
    if (stat != before)
      assert_told(d, stat, false);
    else
      assert_int_equal(*d->ev_valid, 0);
  }
  dut_stop(d);
}

/* What changes while an event waits is in it; what went back leaves nothing to tell. */
static void test_changes_while_it_waits_are_one_event(void **state) {
  struct dut *d = start(0, NEVER);
  (void)state;
  *d->ev_ready = 0;
  for (unsigned i = 1; i < 20; i++) {
    *d->stat = i;
    dut_tick(d);
    assert_told(d, i, false);
  }
  *d->ev_ready = 1;
  dut_tick(d);
  for (unsigned i = 0; i < 10; i++) {
    assert_int_equal(*d->ev_valid, 0);
    dut_tick(d);
  }
  *d->ev_ready = 0;
  *d->stat = 3;
  dut_tick(d);
  *d->stat = 19;
  dut_tick(d);
  assert_int_equal(*d->ev_valid, 0);
  dut_stop(d);
}

/* A change in the very clock in which an event is taken makes another. */
static void test_no_change_is_lost_at_the_handshake(void **state) {
  struct dut *d = start(0, NEVER);
  struct rng rng;
  uint32_t told = 0;
  (void)state;
  rng_seed(&rng, 2);
  for (unsigned i = 0; i < 20000; i++) {
    bool settle = i % 100 > 90; /* then it must become true */
    *d->ev_ready = settle || rng_below(&rng, 3) == 0;
    if (!settle && rng_below(&rng, 3) == 0) *d->stat = (uint32_t)rng_below(&rng, 4);
    dut_eval(d);
    if (*d->ev_valid && *d->ev_ready) {
      struct frame_fields got;
      rec_from_port(&got, d->ev_rec);
      told = got.seq;
    }
    dut_tick(d);
    if (i % 100 == 99) assert_int_equal(told, *d->stat);
  }
  dut_stop(d);
}

static void test_calm_lets_the_present_flags_pass(void **state) {
  struct dut *d = start(0, NEVER);
  (void)state;
  *d->calm = 1;
  for (unsigned i = 0; i < 40; i++) {
    *d->stat ^= i % 3 ? PRESENT : 1U << TWK_STAT_PRESENT_LSB;
    dut_tick(d);
    assert_int_equal(*d->ev_valid, 0);
  }
  for (unsigned bit = 0; bit < TWK_STAT_SPARE_LSB;
       bit++) { /* any other is told, and they with it */
    if (PRESENT >> bit & 1) continue;
    *d->stat ^= 1U << bit;
    *d->stat ^= PRESENT;
    dut_tick(d);
    assert_told(d, *d->stat, false);
  }
  dut_tick(d);
  *d->stat ^= PRESENT;
  dut_tick(d);
  assert_int_equal(*d->ev_valid, 0);
  *d->calm = 0; /* now it is told at once */
  dut_eval(d);
  assert_told(d, *d->stat, false);
  dut_stop(d);
}

static void test_tick_every_so_many_clocks_however_late_it_is_taken(void **state) {
  static const unsigned periods[] = {1, 2, 7, 100};
  (void)state;
  for (unsigned p = 0; p < 4; p++) {
    struct dut *d = start(9, periods[p]);
    unsigned ticks = 0;
    for (unsigned i = 0; i < 50 * periods[p]; i++) {
      if (*d->ev_valid) {
        assert_told(d, 9, true);
        ticks++;
      }
      dut_tick(d);
    }
    assert_int_equal(ticks, 50);
    unsigned phase = 0;
    for (; periods[p] > 1 && !*d->ev_valid; phase++) dut_tick(d);
    *d->ev_ready = 0; /* held for 10 clocks more than two periods: they are one tick */
    for (unsigned i = 0; i < 2 * periods[p] + periods[p] / 2; i++) {
      assert_told(d, 9, true);
      dut_tick(d);
    }
    *d->ev_ready = 1;
    unsigned until = 0;
    for (dut_tick(d); !*d->ev_valid; until++) dut_tick(d);
    if (periods[p] > 1) /* the beat of the timer did not move */
      assert_int_equal((2 * periods[p] + periods[p] / 2 + 1 + until) % periods[p], 0);
    dut_stop(d);
  }
}

/* Whatever it was before: no event in reset, then one with what is, and no tick of it is lost. */
static void test_first_event_after_a_reset_is_what_is_seen(void **state) {
  static const uint32_t stats[] = {0, 1, 0x155};
  (void)state;
  for (unsigned i = 0; i < 3; i++) {
    struct dut *d = start(stats[(i + 1) % 3], NEVER);
    *d->rst_n = 0;
    *d->stat = stats[i];
    for (unsigned k = 0; k < 3; k++) {
      dut_eval(d);
      assert_int_equal(*d->ev_valid, 0);
      dut_tick(d);
    }
    *d->rst_n = 1;
    dut_eval(d);
    assert_int_equal(*d->ev_valid, 0);
    dut_tick(d);
    assert_told(d, stats[i], false);
    dut_tick(d);
    assert_int_equal(*d->ev_valid, 0);
    dut_stop(d);
  }
}

static void test_nothing_is_told_unmanaged(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->tick_cycles = 3;
  for (unsigned i = 0; i < 100; i++) {
    *d->stat = i;
    dut_tick(d);
    assert_int_equal(*d->ev_valid, 0);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_change_makes_one_event),
      cmocka_unit_test(test_changes_while_it_waits_are_one_event),
      cmocka_unit_test(test_no_change_is_lost_at_the_handshake),
      cmocka_unit_test(test_calm_lets_the_present_flags_pass),
      cmocka_unit_test(test_tick_every_so_many_clocks_however_late_it_is_taken),
      cmocka_unit_test(test_first_event_after_a_reset_is_what_is_seen),
      cmocka_unit_test(test_nothing_is_told_unmanaged),
  };
  return cmocka_run_group_tests_name("test_status_monitor", tests, NULL, NULL);
}
