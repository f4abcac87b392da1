/* SPDX-License-Identifier: Apache-2.0 */
/* test_ack_modes.c: when a write is acknowledged, and who holds it by then, on an idle system. */
#include <string.h>

#include "system.h"

#define PAYLOAD_BEATS 64
#define LBA 77
/* Counted from the first beat: the last one is at 63, the trailer at 64, the ack at 65. */
#define EARLY_ACK_CYCLES (PAYLOAD_BEATS + 1)
#define LONG_BLOCKS 32 /* half of what the FIFO holds */

struct clocks_of {
  unsigned a, b, m;
};

static const struct clocks_of clocks[] = {
    {5000, 5010, 4990}, {2000, 9000, 5000}, {8000, 3000, 700}};
#define CLOCK_SETS (sizeof clocks / sizeof clocks[0])

static void open_idle(struct system *t, unsigned mode, unsigned set) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(10 + set));
  cfg.period_a_ps = clocks[set].a;
  cfg.period_b_ps = clocks[set].b;
  cfg.period_m_ps = clocks[set].m;
  system_open(t, &cfg);
}

static unsigned ack_cycles(const struct request *r) {
  return (unsigned)(r->end.done_cycle - r->end.first_beat_cycle);
}

static uint64_t period_of(const struct system *t, unsigned volume) {
  return volume == 0 ? t->cfg.period_a_ps : t->cfg.period_b_ps;
}

static bool on_disk(struct system *t, const struct request *r) {
  uint8_t block[ORACLE_BLOCK];
  for (unsigned i = 0; i < r->command.blocks; i++) {
    system_peek(t, r->command.volume, r->command.lba + i, block);
    if (memcmp(block, (uint8_t *)r->command.data + i * ORACLE_BLOCK, ORACLE_BLOCK) != 0)
      return false;
  }
  return true;
}

static unsigned blocks_at_peer(const struct system *t, const struct request *r) {
  struct record frame;
  unsigned n = 0;
  for (unsigned i = 0; i < r->command.blocks; i++)
    n += system_mirrored(t, (enum csim_side) !r->command.volume, r->command.lba + i, &frame);
  return n;
}

/* With nothing else going on the beats follow each other, whatever the other clocks do. */
static void test_early_ack_after_beats_and_confirm(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < CLOCK_SETS * CSIM_SIDES; n++) {
    unsigned volume = n % CSIM_SIDES;
    open_idle(t, TWK_MODE_EARLY, n / CSIM_SIDES);
    struct request *r = system_do(t, TWK_OP_WRITE, volume, LBA, 1);
    assert_int_equal(ack_cycles(r), EARLY_ACK_CYCLES);
    assert_in_range(ack_cycles(r), PAYLOAD_BEATS, PAYLOAD_BEATS + 6);
    assert_int_equal(blocks_at_peer(t, r), 0);
    assert_true(csim_present(t->sim, (enum csim_side)volume));
    assert_false(on_disk(t, r));
    system_wait_absent(t, (enum csim_side)volume);
    assert_int_equal(blocks_at_peer(t, r), 1);
    system_drain(t);
    system_close(t);
  }
}

/* The frame goes through the wire at half a beat a clock, the verdict comes back through it. */
static void test_sync_ack_after_the_peer_has_it(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < CLOCK_SETS * CSIM_SIDES * 2; n++) {
    unsigned volume = n % CSIM_SIDES;
    unsigned blocks = n / CSIM_SIDES % 2 ? 5 : 1;
    open_idle(t, TWK_MODE_SYNC, n / CSIM_SIDES / 2);
    struct request *r = system_do(t, TWK_OP_WRITE, volume, LBA, blocks);
    struct csim_counters k = system_counters(t);
    assert_int_equal(blocks_at_peer(t, r), blocks);
    assert_int_equal(k.controller[!volume].mirror_frames, blocks);
    assert_false(on_disk(t, r));
    uint64_t wire = UINT64_C(2000) * t->cfg.link_latency_ns;
    uint64_t beats = UINT64_C(2) * FRAME_BEATS * blocks * t->cfg.period_m_ps;
    assert_true(r->end.done_ps - r->end.posted_ps >= wire + beats);
    system_drain(t);
    system_close(t);
  }
}

static void test_through_ack_after_the_disk_has_it(void **state) {
  struct system *t = *state;
  for (unsigned n = 0; n < CSIM_SIDES * 2; n++) {
    unsigned volume = n % CSIM_SIDES;
    open_idle(t, TWK_MODE_THROUGH, n / CSIM_SIDES);
    struct request *r = system_do(t, TWK_OP_WRITE, volume, LBA, n < 2 ? 1 : 5);
    assert_true(on_disk(t, r));
    assert_true(r->end.done_ps - r->end.posted_ps >= t->cfg.disk.write_us * SYSTEM_US);
    assert_int_equal(system_counters(t).fifo_max[volume], 0);
    assert_int_equal(system_counters(t).controller[!volume].mirror_frames, 0);
    system_drain(t);
    system_close(t);
  }
}

/* The negative control: as quick as early, and nobody else has the block. */
static void test_local_ack_sends_no_frame(void **state) {
  struct system *t = *state;
  for (unsigned volume = 0; volume < CSIM_SIDES; volume++) {
    open_idle(t, TWK_MODE_LOCAL, volume);
    struct request *r = system_do(t, TWK_OP_WRITE, volume, LBA, 1);
    assert_int_equal(ack_cycles(r), EARLY_ACK_CYCLES);
    assert_false(on_disk(t, r));
    system_pass(t, 20 * SYSTEM_US);
    assert_int_equal(system_counters(t).fifo_max[volume], 0);
    assert_int_equal(system_counters(t).controller[!volume].mirror_frames, 0);
    system_drain(t);
    assert_int_equal(system_counters(t).controller[!volume].mirror_frames, 0);
    system_close(t);
  }
}

/* Every block of a command costs its frame and at most two clocks between frames. */
static void test_early_ack_of_a_long_command(void **state) {
  struct system *t = *state;
  open_idle(t, TWK_MODE_EARLY, 0);
  struct request *r = system_do(t, TWK_OP_WRITE, 1, LBA, LONG_BLOCKS);
  unsigned beats = FRAME_BEATS * (LONG_BLOCKS - 1) + EARLY_ACK_CYCLES;
  assert_in_range(ack_cycles(r), beats, beats + 2 * LONG_BLOCKS);
  assert_true((r->end.done_ps - r->end.posted_ps) / period_of(t, 1) >= ack_cycles(r));
  system_drain(t);
  system_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_early_ack_after_beats_and_confirm),
      SYSTEM_TEST(test_sync_ack_after_the_peer_has_it),
      SYSTEM_TEST(test_through_ack_after_the_disk_has_it),
      SYSTEM_TEST(test_local_ack_sends_no_frame),
      SYSTEM_TEST(test_early_ack_of_a_long_command),
  };
  return cmocka_run_group_tests_name("test_ack_modes", tests, NULL, NULL);
}
