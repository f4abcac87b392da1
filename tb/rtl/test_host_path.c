/* SPDX-License-Identifier: Apache-2.0 */
/* host_path: whole blocks at the host whatever becomes of the controller, an empty path after it,
 * order of data and acks, latencies and rates at every ratio of the clocks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>

#include "ports_host_path.h"
#include "dut.h"
#include "two_clocks.h"

enum { BEATS = 64, TAGS = 16, TAG = 0x2b, BLOCK = 0x137 };

struct bench {
  /* Of assertions, before the resets reached both clocks: see fabric_bench.h. */
  unsigned random_failures;
  struct dut *d;
  struct two_clocks clocks;
  uint64_t m_edges, c_edges;
  /* the host */
  bool stalls;           /* gives nothing, takes nothing */
  unsigned taken, given; /* beats of the block under way: of read and write data */
  unsigned acks, whole, spoilt, pulled;
  /* the controller */
  bool reads, wants, knocks; /* sends blocks; asks for them; ... acks */
  unsigned sent, fed, sent_acks, sent_blocks, had, awake; /* had: blocks of write data, whole */
};

static void host_takes(struct bench *b) {
  struct dut *d = b->d;
  assert_true(*d->up || (!*d->rs_valid && !*d->wq_valid));
  if (*d->wd_valid && *d->wd_ready) {
    assert_int_equal(*d->wq, TAG << 16 | BLOCK);
    assert_int_equal(*d->wd_last, b->given == BEATS - 1);
    b->given = (b->given + 1) % BEATS;
    b->pulled += b->given == 0;
  }
  if (!*d->rs_valid || !*d->rs_ready) return;
  const unsigned marks = d->rs[2] >> 24;
  if (marks & 4) {
    assert_int_equal(d->rs[2] & 0xff, TAG);
    assert_int_equal(d->rs[0], b->acks % 16);
    b->acks++;
    return;
  }
  assert_int_equal(d->rs[2] & 0xffffff, BLOCK << 8 | TAG);
  assert_int_equal(marks & 1, b->taken == BEATS - 1);
  if (marks & 2)
    assert_int_equal(marks & 1, 1);
  else if (d->rs[0] != 0)
    assert_int_equal(d->rs[0], 1000 + b->taken);
  b->taken = (b->taken + 1) % BEATS;
  b->whole += marks == 1;
  b->spoilt += marks == 3;
}

static void controller_takes(struct bench *b) {
  struct dut *d = b->d;
  if (*d->c_hw_valid && *d->c_hw_ready) {
    assert_int_equal(*d->c_hw_data, 2000 + b->fed);
    b->fed = (b->fed + 1) % BEATS;
    b->had += b->fed == 0;
  }
  b->sent_acks += *d->c_ha_valid && *d->c_ha_ready;
  if (!*d->c_hr_valid || !*d->c_hr_ready) return;
  b->sent = (b->sent + 1) % BEATS;
  b->sent_blocks += b->sent == 0;
}

static void controller_drives(struct bench *b) {
  struct dut *d = b->d;
  /* its own reset ends as the path's does, at the second edge of its clock */
  if (!*d->ctl_rst_n) b->awake = 0;
  const bool alive = *d->ctl_rst_n && b->awake++ >= 2;
  *d->c_ha_valid = alive && b->knocks;
  *d->c_ha_tag = TAG;
  *d->c_ha_status = b->sent_acks % 16;
  *d->c_hr_valid = alive && b->reads;
  *d->c_hr_tag = TAG;
  *d->c_hr_block = BLOCK;
  *d->c_hr_data = 1000 + b->sent;
  *d->c_hr_last = b->sent == BEATS - 1;
  *d->c_hw_ready = alive && b->wants;
  *d->c_hw_tag = TAG;
  *d->c_hw_block = BLOCK;
}

static unsigned step(struct bench *b) {
  struct dut *d = b->d;
  unsigned rising = two_clocks_step(&b->clocks);
  bool m = rising & TWO_CLOCKS_FIRST, c = rising & TWO_CLOCKS_SECOND;
  b->m_edges += m;
  b->c_edges += c;
  if (m && *d->h_rst_n) host_takes(b);
  if (c && *d->ctl_rst_n && b->awake > 2) controller_takes(b);
  *d->clk_m = m;
  *d->clk_c = c;
  dut_eval(d);
  *d->clk_m = *d->clk_c = 0;
  dut_eval(d);
  if (m) {
    *d->wd_valid = *d->wq_valid && !b->stalls;
    *d->wd_data = 2000 + b->given;
    *d->rs_ready = !b->stalls;
  }
  if (c) controller_drives(b);
  dut_eval(d);
  return rising;
}

static void edges(struct bench *b, uint64_t m) {
  for (uint64_t end = b->m_edges + m; b->m_edges < end;) step(b);
}

static const unsigned PERIODS[][2] = {{3000, 3000}, {3000, 3300}, {1000, 10000}, {10000, 1000}};
enum { PERIOD_COUNT = sizeof PERIODS / sizeof *PERIODS };

static void start(struct bench *b, unsigned seed, unsigned crossing_seed) {
  const unsigned *p = PERIODS[seed % PERIOD_COUNT];
  *b = (struct bench){.d = dut_new(crossing_seed)};
  struct dut *d = b->d;
  two_clocks_init(&b->clocks, p[0], p[1], 370 * (seed % 7));
  for (unsigned i = 2; i-- > 0;) { /* what had come up at random falls */
    *d->h_rst_n = *d->ctl_rst_n = (uint8_t)i;
    dut_eval(d);
  }
  while (b->m_edges < 2 || b->c_edges < 2) step(b);
  b->random_failures = dut_assertions_failed(d);
  *d->h_rst_n = *d->ctl_rst_n = 1;
  dut_eval(d);
}

static void stop(struct bench *b) {
  assert_int_equal(dut_assertions_failed(b->d), b->random_failures);
  dut_delete(b->d);
}

static void kill(struct bench *b) {
  *b->d->ctl_rst_n = 0;
  b->awake = 0;
  *b->d->c_ha_valid = *b->d->c_hr_valid = *b->d->c_hw_ready = 0;
  b->sent = b->fed = 0;
  dut_eval(b->d);
}

static void revive(struct bench *b) {
  *b->d->ctl_rst_n = 1;
  b->sent_acks = b->acks;
  dut_eval(b->d);
}

static uint64_t until(struct bench *b, const uint8_t *pin, unsigned value) {
  uint64_t from = b->m_edges;
  while (*pin != value) {
    assert_true(b->m_edges < from + 2000);
    step(b);
  }
  return b->m_edges - from;
}

static void test_up_rises_at_the_fourth_edge_and_stays_low_for_two(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 40; seed++) {
    struct bench b;
    start(&b, seed, 0);
    assert_int_equal(until(&b, b.d->up, 1), 4);
    for (unsigned i = 0; i < seed; i++) step(&b);
    kill(&b); /* for less than any clock */
    revive(&b);
    assert_int_equal(until(&b, b.d->up, 0), 1);
    assert_in_range(until(&b, b.d->up, 1), 2, 3);
    stop(&b);
  }
}

/* The controller goes down in the middle of blocks, at every moment, for a moment or for long. */
static void test_blocks_at_the_host_are_finished_before_up_falls(void **state) {
  unsigned spoilt = 0;
  (void)state;
  for (unsigned at = 0; at < 400; at++) {
    struct bench b;
    start(&b, at, at % 3);
    until(&b, b.d->up, 1);
    b.reads = b.wants = true;
    for (unsigned i = 0; i < at; i++) step(&b);
    b.stalls = at % 2;
    kill(&b);
    if (at % 4 < 2) revive(&b);
    b.reads = b.wants = false;
    const bool under_way = b.taken != 0 || *b.d->wq_valid;
    edges(&b, 50);
    if (b.stalls && under_way) assert_int_equal(*b.d->up, 1);
    b.stalls = false;
    if (under_way && at % 2) assert_in_range(until(&b, b.d->up, 0), 1, BEATS + 4);
    edges(&b, 2 * BEATS);
    assert_int_equal(b.taken, 0);
    assert_int_equal(b.given, 0);
    assert_int_equal(*b.d->up, *b.d->ctl_rst_n);
    spoilt += b.spoilt;
    /* the next life is not touched by this one */
    revive(&b);
    until(&b, b.d->up, 1);
    unsigned whole = b.whole, had = b.had;
    b.reads = b.wants = true;
    edges(&b, 2000);
    assert_true(b.whole > whole && b.had > had);
    stop(&b);
  }
  assert_true(spoilt > 100);
}

static void test_an_ack_never_passes_data_of_its_side(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 8; seed++) {
    struct bench b;
    start(&b, seed, seed / 4);
    until(&b, b.d->up, 1);
    for (unsigned i = 0; i < 20; i++) { /* a block, then its ack */
      unsigned blocks = b.sent_blocks + 1, acks = b.sent_acks + 1;
      b.reads = true;
      while (b.sent_blocks < blocks) b.reads = true, step(&b);
      b.reads = false;
      b.knocks = true;
      controller_drives(&b);
      while (b.sent_acks < acks) step(&b);
      b.knocks = false;
      controller_drives(&b);
      while (b.acks < acks) {
        step(&b);
        if (b.acks == acks) assert_int_equal(b.whole, blocks);
      }
      edges(&b, 20);
    }
    stop(&b);
  }
}

static void test_rate_is_the_slower_clocks(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 2 * PERIOD_COUNT; seed++) {
    struct bench b;
    start(&b, seed, 0);
    until(&b, b.d->up, 1);
    b.reads = true;
    edges(&b, 400);
    uint64_t m = b.m_edges, c = b.c_edges;
    unsigned blocks = b.whole;
    while (b.whole < blocks + 20) step(&b);
    m = b.m_edges - m;
    c = b.c_edges - c;
    assert_in_range(m < c ? m : c, 20 * BEATS - BEATS, 20 * BEATS + 2);
    stop(&b);
  }
}

static void test_commands_cross_in_order_two_edges_later(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 8; seed++) {
    struct bench b;
    start(&b, seed, seed >= 4 ? seed : 0);
    struct dut *d = b.d;
    until(&b, d->up, 1);
    edges(&b, 50);
    for (unsigned i = 0; i < TAGS; i++) {
      assert_int_equal(*d->cmd_ready, 1); /* room for every tag */
      *d->cmd_valid = 1;
      d->cmd[0] = 0x1000 + i;
      d->cmd[1] = i << 24 | 0x00a500;
      d->cmd[2] = 1 + i % 3;
      edges(&b, 1);
      *d->cmd_valid = 0;
      dut_eval(d);
      if (i != 0) continue;
      uint64_t from = b.c_edges;
      until(&b, d->c_hc_valid, 1);
      assert_in_range(b.c_edges - from, 2, 2 + (seed >= 4));
    }
    for (unsigned i = 0; i < TAGS; i++) {
      until(&b, d->c_hc_valid, 1);
      assert_int_equal(*d->c_hc_op, 1 + i % 3);
      assert_int_equal(*d->c_hc_tag, i);
      assert_int_equal(*d->c_hc_count, 0xa5);
      assert_int_equal(*d->c_hc_lba, 0x1000 + i);
      *d->c_hc_ready = 1;
      for (uint64_t end = b.c_edges + 1; b.c_edges < end;) step(&b);
      *d->c_hc_ready = 0;
      dut_eval(d);
    }
    stop(&b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_up_rises_at_the_fourth_edge_and_stays_low_for_two),
      cmocka_unit_test(test_blocks_at_the_host_are_finished_before_up_falls),
      cmocka_unit_test(test_an_ack_never_passes_data_of_its_side),
      cmocka_unit_test(test_rate_is_the_slower_clocks),
      cmocka_unit_test(test_commands_cross_in_order_two_edges_later),
  };
  return cmocka_run_group_tests_name("test_host_path", tests, NULL, NULL);
}
