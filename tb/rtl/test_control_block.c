/* SPDX-License-Identifier: Apache-2.0 */
/* control_block: every line in STAT, present flags believed at the second sample, PEER_DIED. */
#include "ports_control_block.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "twk_layout.h"

enum { SYNC = 2, NEVER = 1000000000, PATIENCE = 20 };

/* STAT as its last event told it, with every event taken at once. */
struct bench {
  struct dut *d;
  uint32_t stat;
  unsigned events;
};

static void step(struct bench *b, unsigned clocks) {
  for (unsigned i = 0; i < clocks; i++) {
    dut_eval(b->d);
    if (*b->d->ev_valid) {
      struct frame_fields e;
      rec_from_port(&e, b->d->ev_rec);
      assert_int_equal(e.kind, TWK_EV_STATUS);
      b->stat = e.seq;
      b->events++;
    }
    dut_tick(b->d);
  }
}

static void control(struct bench *b, uint32_t word) {
  *b->d->ct_word = word;
  *b->d->ct_valid = 1;
  step(b, 1);
  *b->d->ct_valid = 0;
}

/* ALONE, where everything is told; the peer's power is on and its death forgotten. */
static void start(struct bench *b) {
  *b = (struct bench){.d = dut_new(0)};
  *b->d->managed = *b->d->ev_ready = *b->d->peer_power = 1;
  *b->d->tick_cycles = *b->d->silence_cycles = NEVER;
  dut_tick(b->d);
  *b->d->rst_n = 1;
  control(b, TWK_PHASE_ALONE << TWK_CTL_PHASE_LSB | 1U << TWK_CTL_CLEAR_LSB);
  step(b, PATIENCE);
}

/* Lines that stand still make one event after a reset, and it has them as they are, however late
 * synchronisers are: never that the peer has no power, or that a FIFO is empty, when it is not so.
 */
static void test_first_event_has_every_line_as_it_is(void **state) {
  (void)state;
  for (unsigned seed = 0; seed < 20; seed++) {
    for (unsigned v = 0; v < 2; v++) {
      struct bench b = {.d = dut_new(seed)};
      struct dut *d = b.d;
      uint32_t want = 1U << TWK_STAT_PEER_DIED_LSB; /* until it is cleared */
      *d->managed = *d->ev_ready = *d->peer_power = 1;
      *d->tick_cycles = *d->silence_cycles = NEVER;
      dut_tick(d);
      *d->peer_power = 0; /* the latch is set by the line alone */
      dut_eval(d);
      *d->mirror_rail = *d->present = *d->link_out = *d->safe = *d->warn = v;
      *d->peer_rail = *d->peer_present = *d->peer_lost = *d->peer_power = v;
      if (v)
        want |= 1U << TWK_STAT_MIRROR_UP_LSB | 1U << TWK_STAT_PRESENT_LSB |
                1U << TWK_STAT_LINK_OUT_LSB | 1U << TWK_STAT_SAFE_LSB | 1U << TWK_STAT_WARN_LSB |
                1U << TWK_STAT_PEER_POWER_LSB | 1U << TWK_STAT_PEER_FIFO_LSB |
                1U << TWK_STAT_PEER_PRESENT_LSB | 1U << TWK_STAT_PEER_LOST_LSB;
      step(&b, 3);
      assert_int_equal(b.events, 0);
      *d->rst_n = 1;
      step(&b, PATIENCE);
      assert_int_equal(b.events, 1);
      assert_int_equal(b.stat, want);
      dut_stop(d);
    }
  }
}

static unsigned stat_bit(const struct bench *b, unsigned lsb) {
  return b->stat >> lsb & 1;
}

/* Sampled at two edges, in STAT; one edge to the event, which step sees at the next; present flags
 * need one more to fall. */
static void test_every_line_is_its_bit_of_stat_in_time(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  struct {
    uint8_t *line;
    unsigned lsb, fall;
  } lines[] = {{b.d->mirror_rail, TWK_STAT_MIRROR_UP_LSB, 0},
               {b.d->present, TWK_STAT_PRESENT_LSB, 1},
               {b.d->link_out, TWK_STAT_LINK_OUT_LSB, 0},
               {b.d->safe, TWK_STAT_SAFE_LSB, 0},
               {b.d->warn, TWK_STAT_WARN_LSB, 0},
               {b.d->peer_rail, TWK_STAT_PEER_FIFO_LSB, 0},
               {b.d->peer_present, TWK_STAT_PEER_PRESENT_LSB, 1},
               {b.d->peer_lost, TWK_STAT_PEER_LOST_LSB, 0}};
  for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
    for (unsigned v = 2; v-- > 0;) {
      uint32_t before = b.stat;
      *lines[i].line = v;
      step(&b, SYNC + 1 + (v ? 0 : lines[i].fall));
      assert_int_equal(b.stat, before);
      step(&b, 1);
      assert_int_equal(b.stat, before ^ 1U << lines[i].lsb);
      step(&b, PATIENCE);
      assert_int_equal(b.stat, before ^ 1U << lines[i].lsb);
    }
  }
  dut_stop(b.d);
}

/* One sample of 0 may be a glitch of the comparison: it makes no event and is never in STAT. */
static void test_present_is_believed_to_be_0_at_the_second_sample(void **state) {
  (void)state;
  for (unsigned peer = 0; peer < 2; peer++) {
    for (unsigned samples = 1; samples < 4; samples++) {
      struct bench b;
      start(&b);
      uint8_t *line = peer ? b.d->peer_present : b.d->present;
      *line = 1;
      step(&b, PATIENCE);
      unsigned before = b.events;
      *line = 0;
      step(&b, samples);
      *line = 1;
      step(&b, PATIENCE);
      assert_int_equal(b.events - before, samples == 1 ? 0 : 2);
      dut_stop(b.d);
    }
  }
}

/* The line falls and rises between two edges: STAT has PEER_DIED, not a lack of PEER_POWER. */
static void test_peer_died_remembers_a_pulse_shorter_than_a_clock(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  assert_int_equal(stat_bit(&b, TWK_STAT_PEER_DIED_LSB), 0);
  for (unsigned i = 0; i < 3; i++) {
    *b.d->peer_power = 0;
    dut_eval(b.d);
    *b.d->peer_power = 1;
    dut_eval(b.d);
    step(&b, PATIENCE);
    assert_int_equal(stat_bit(&b, TWK_STAT_PEER_DIED_LSB), 1);
    assert_int_equal(stat_bit(&b, TWK_STAT_PEER_POWER_LSB), 1);
    step(&b, 100);
    assert_int_equal(stat_bit(&b, TWK_STAT_PEER_DIED_LSB), 1);
    control(&b, TWK_PHASE_ALONE << TWK_CTL_PHASE_LSB | 1U << TWK_CTL_CLEAR_LSB);
    step(&b, PATIENCE);
    assert_int_equal(stat_bit(&b, TWK_STAT_PEER_DIED_LSB), 0);
  }
  *b.d->peer_power = 0; /* while it is low, CLEAR clears nothing */
  step(&b, PATIENCE);
  control(&b, TWK_PHASE_ALONE << TWK_CTL_PHASE_LSB | 1U << TWK_CTL_CLEAR_LSB);
  step(&b, PATIENCE);
  assert_int_equal(stat_bit(&b, TWK_STAT_PEER_DIED_LSB), 1);
  assert_int_equal(stat_bit(&b, TWK_STAT_PEER_POWER_LSB), 0);
  dut_stop(b.d);
}

static void test_what_the_peer_says_and_how_often_it_forgot(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  *b.d->link_in = 1;
  for (unsigned v = 0; v < 4U << TWK_VOLUMES;
       v++) { /* heartbeat in bit 0, then phase, then volumes */
    *b.d->peer_bits = v << 1;
    step(&b, PATIENCE);
    assert_int_equal(b.stat >> TWK_STAT_PEER_PHASE_LSB & 3, v & 3);
    assert_int_equal(b.stat >> TWK_STAT_PEER_OWN_LSB & 15, v >> 2);
    assert_int_equal(stat_bit(&b, TWK_STAT_LINK_IN_LSB), 1);
    assert_int_equal(stat_bit(&b, TWK_STAT_PEER_SEEN_LSB), 0);
  }
  *b.d->peer_bits ^= 1;
  step(&b, PATIENCE);
  assert_int_equal(stat_bit(&b, TWK_STAT_PEER_SEEN_LSB), 1);
  *b.d->silence_cycles = 30;
  step(&b, 40);
  assert_int_equal(stat_bit(&b, TWK_STAT_PEER_SILENT_LSB), 1);
  for (unsigned n = 1; n < 40; n++) {
    *b.d->forgotten = 1;
    step(&b, 1);
    *b.d->forgotten = 0;
    *b.d->paused = n & 1;
    step(&b, PATIENCE);
    assert_int_equal(b.stat >> TWK_STAT_FORGOTTEN_LSB & 15, n % 16);
    assert_int_equal(stat_bit(&b, TWK_STAT_PAUSED_LSB), n & 1);
  }
  dut_stop(b.d);
}

/* Bits for the peer are those of the control word; calm while PAIRED. */
static void test_control_word_reaches_the_link_and_calms(void **state) {
  struct bench b;
  (void)state;
  start(&b);
  for (unsigned v = 0; v < 8U << TWK_VOLUMES; v++) {
    unsigned beat = v & 1, phase = v >> 1 & 3, own = v >> 3;
    control(&b, beat << TWK_CTL_BEAT_LSB | phase << TWK_CTL_PHASE_LSB | own << TWK_CTL_OWN_LSB);
    dut_eval(b.d);
    assert_int_equal(*b.d->own_bits, v);
    assert_int_equal(*b.d->own, own);
    step(&b, PATIENCE);
    unsigned before = b.events;
    *b.d->present = !*b.d->present;
    step(&b, PATIENCE);
    assert_int_equal(b.events - before, phase != TWK_PHASE_PAIRED);
    control(&b, TWK_PHASE_ALONE << TWK_CTL_PHASE_LSB);
    step(&b, PATIENCE);
  }
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_first_event_has_every_line_as_it_is),
      cmocka_unit_test(test_every_line_is_its_bit_of_stat_in_time),
      cmocka_unit_test(test_present_is_believed_to_be_0_at_the_second_sample),
      cmocka_unit_test(test_peer_died_remembers_a_pulse_shorter_than_a_clock),
      cmocka_unit_test(test_what_the_peer_says_and_how_often_it_forgot),
      cmocka_unit_test(test_control_word_reaches_the_link_and_calms),
  };
  return cmocka_run_group_tests_name("test_control_block", tests, NULL, NULL);
}
