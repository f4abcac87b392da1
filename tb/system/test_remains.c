/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_remains.c: what is left when power or bits fail: rails during a switchover, memory below
 * retention, the present flag and its lamp, and blocks whose copy is broken.
 */
#include "managed.h"

#define BLOCKS 10
#define TICK 100000 /* ps, of the standby clock */

static void open_topology(struct system *t, unsigned topology, uint64_t seed, unsigned link_rate) {
  struct csim_config cfg;
  managed_config(&cfg, TWK_MODE_EARLY, topology, system_seed(seed));
  cfg.link_rate = link_rate;
  cfg.lamp_us = 15;
  cfg.settle_us = 5;
  system_open(t, &cfg);
}

static void write_blocks(struct system *t, unsigned volume) {
  for (unsigned n = 0; n < BLOCKS; n++) system_do(t, TWK_OP_WRITE, volume, n, 1);
}

/* ---- supplies */

/* The unit decays to nothing, its battery takes over in time, and the mains' return is followed. */
static void test_switchover_keeps_the_rail(void **state) {
  struct system *t = *state;
  unsigned lowest = UINT32_MAX;
  open_topology(t, TWK_TOPOLOGY_BATTERY, 6000, 128);
  managed_break(t, "psu:A");
  for (unsigned n = 0; n < 600; n++) {
    system_pass(t, TICK);
    unsigned mv = csim_rail_mv(t->sim, 2);
    if (mv < lowest) lowest = mv;
  }
  /* 5 mV a tick from when the unit falls, 50 mV a tick, until it is below 2900, for detection,
   * switch and a tick or two between them. */
  assert_in_range(lowest, 3300 - (9 + 35 + 27 + 2) * 5, 3300 - (8 + 35 + 27) * 5);
  assert_int_equal(csim_unit_mv(t->sim, 0), 0);
  assert_int_equal(csim_phase(t->sim, CSIM_A), -1);
  assert_int_equal(system_counters(t).switchovers, 1);
  managed_break(t, "restore:A");
  managed_wait_paired(t);
  assert_int_equal(csim_rail_mv(t->sim, 2), 3300);
  managed_close(t);
}

/* A rail between logic and retention voltage keeps what it has and lets nothing through. */
static void test_memory_is_scrambled_below_retention_only(void **state) {
  struct system *t = *state;
  uint8_t before[ORACLE_BLOCK], after[ORACLE_BLOCK];
  unsigned slot;
  open_topology(t, TWK_TOPOLOGY_PEER, 6001, 128);
  struct request *r = system_do(t, TWK_OP_WRITE, 0, 3, 1);
  system_pass(t, 5 * SYSTEM_US); /* until the firmware has heard of it */
  assert_true(controller_find(csim_controller(t->sim, CSIM_A), 3, &slot));
  assert_int_equal(csim_peek_slot(t->sim, CSIM_A, slot, before), 0);
  assert_memory_equal(before, r->command.data, ORACLE_BLOCK);
  managed_break(t, "brownout:A:2200mV"); /* logic stops at 2400 */
  system_pass(t, 50 * SYSTEM_US);
  assert_int_equal(csim_rail_mv(t->sim, 0), 2200);
  assert_int_equal(csim_phase(t->sim, CSIM_A), -1);
  assert_int_equal(csim_peek_slot(t->sim, CSIM_A, slot, after), 0);
  assert_memory_equal(before, after, ORACLE_BLOCK);
  managed_break(t, "brownout:A:1900mV"); /* retention ends at 2000 */
  system_pass(t, 20 * SYSTEM_US);
  /* Not one of 64 words would pass for another by chance: their check bits are rubbish, too. */
  assert_int_equal(csim_peek_slot(t->sim, CSIM_A, slot, after), -1);
  managed_break(t, "restore:A");
  managed_wait_paired(t);
  managed_drain(t);
  managed_close(t);
}

/* The owner dies in the middle of a frame: the word it was writing is half written. */
static void test_torn_word_is_seen_and_harms_nothing(void **state) {
  struct system *t = *state;
  unsigned torn = 0;
  for (unsigned moment = 0; moment < 40; moment++) {
    struct csim_config cfg;
    managed_config(&cfg, TWK_MODE_EARLY, TWK_TOPOLOGY_THIRD, system_seed(6050));
    cfg.link_rate = 16;
    cfg.power.rail_fall_mv = 1000; /* off at the next tick */
    system_open(t, &cfg);
    system_do(t, TWK_OP_WRITE, 0, 0, 2);
    system_post(t, TWK_OP_WRITE, 0, 0, 8);
    system_pass(t, SYSTEM_US / 20 * moment);
    managed_break(t, "psu-hard:A");
    managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
    struct csim_counters k = system_counters(t);
    torn += k.fifo_corrected[CSIM_A] + k.fifo_uncorrectable[CSIM_A];
    managed_drain(t); /* the write under way comes again on the other path */
    managed_close(t);
  }
  assert_in_range(torn, 5, 40);
}

/* A frame that goes on without the FIFO, since the link is cut, tears nothing confirmed before. */
static void test_confirmed_words_are_never_torn(void **state) {
  struct system *t = *state;
  for (unsigned moment = 0; moment < 40; moment++) {
    struct csim_config cfg;
    managed_config(&cfg, TWK_MODE_EARLY, TWK_TOPOLOGY_THIRD, system_seed(6070));
    cfg.power.rail_fall_mv = 1000; /* off at the next tick */
    cfg.disk.write_us = 200;       /* its mirror is not void yet when it dies */
    system_open(t, &cfg);
    managed_break(t, "link-cut");
    system_do(t, TWK_OP_WRITE, 0, 0, 4);
    managed_wait(t, CSIM_A, TWK_PHASE_ALONE, 5);
    system_post(t, TWK_OP_WRITE, 0, 8, 8);
    system_pass(t, SYSTEM_US / 20 * moment);
    managed_break(t, "psu-hard:A");
    while (csim_phase(t->sim, CSIM_A) != -1) system_pass(t, TICK);
    managed_break(t, "link-restore");
    managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
    struct csim_counters k = system_counters(t);
    assert_int_equal(k.fifo_corrected[CSIM_A] + k.fifo_uncorrectable[CSIM_A], 0);
    managed_drain(t);
    managed_close(t);
  }
}

/* ---- claims 8 and 14: presence of data, told by the FIFO's own rail */

static unsigned at_peer(struct system *t) {
  const struct controller *c = csim_controller(t->sim, CSIM_B);
  return controller_mirror_count(c) + (unsigned)c->count.adopted;
}

static void test_present_flag_outlives_its_owner(void **state) {
  for (unsigned topology = 0; topology < TWK_TOPOLOGY_OWN; topology++) {
    struct system *t = *state;
    open_topology(t, topology, 6100 + topology, 16);
    write_blocks(t, 0);
    assert_true(csim_present(t->sim, CSIM_A));
    managed_break(t, "psu-hard:A");
    while (csim_phase(t->sim, CSIM_A) != -1) system_pass(t, SYSTEM_US);
    assert_true(at_peer(t) < BLOCKS);
    assert_true(csim_present(t->sim, CSIM_A) && csim_lamp(t->sim, CSIM_A));
    assert_false(csim_safe_to_remove(t->sim, CSIM_A));
    while (csim_present(t->sim, CSIM_A)) {
      system_pass(t, TICK);
      assert_true(csim_lamp(t->sim, CSIM_A) || !csim_present(t->sim, CSIM_A));
    }
    system_pass(t, SYSTEM_US); /* the last MIRROR_FRAME event */
    assert_in_range(at_peer(t), BLOCKS, BLOCKS);
    managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
    managed_close(t);
  }
}

/* An unreadable frame whose owner died before it could send it again: nobody promised it (sync). */
static void test_present_flag_ends_with_the_next_life(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  managed_config(&cfg, TWK_MODE_SYNC, TWK_TOPOLOGY_THIRD, system_seed(6150));
  cfg.link_rate = 16;
  cfg.power.rail_fall_mv = 1000; /* off at the next tick */
  system_open(t, &cfg);
  system_post(t, TWK_OP_WRITE, 0, 0, 4);
  while (!csim_present(t->sim, CSIM_A)) system_pass(t, TICK);
  managed_break(t, "flip:fifo:A:2,psu-hard:A");
  managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
  managed_drain(t); /* the command comes again on the other path */
  assert_int_equal(system_counters(t).fifo_uncorrectable[CSIM_A], 1);
  assert_true(csim_present(t->sim, CSIM_A) && csim_lamp(t->sim, CSIM_A));
  managed_break(t, "restore:A");
  managed_wait_paired(t);
  system_wait_absent(t, CSIM_A);
  managed_close(t);
}

/* Never later than the ack, which the host could otherwise see before the lamp is lit. */
static void test_lamp_and_lock(void **state) {
  struct system *t = *state;
  open_topology(t, TWK_TOPOLOGY_THIRD, 6200, 128);
  system_pass(t, 40 * SYSTEM_US);
  assert_true(!csim_lamp(t->sim, CSIM_A) && csim_safe_to_remove(t->sim, CSIM_A));
  system_do(t, TWK_OP_WRITE, 0, 0, 1);
  assert_true(csim_present(t->sim, CSIM_A));
  uint64_t lit = csim_now_ps(t->sim);
  system_wait_absent(t, CSIM_A);
  uint64_t dark = csim_now_ps(t->sim);
  assert_true(dark - lit < 10 * SYSTEM_US);
  while (csim_lamp(t->sim, CSIM_A)) {
    assert_false(csim_safe_to_remove(t->sim, CSIM_A));
    system_pass(t, TICK);
  }
  assert_in_range(csim_now_ps(t->sim) - dark, 14 * SYSTEM_US, 16 * SYSTEM_US);
  system_pass(t, 6 * SYSTEM_US);
  assert_true(csim_safe_to_remove(t->sim, CSIM_A));
  managed_close(t);
}

/* ---- two flipped bits */

static void read_all(struct system *t) {
  for (unsigned n = 0; n < BLOCKS; n++) system_do(t, TWK_OP_READ, 0, n, 1);
}

static void test_lost_frame_is_sent_again(void **state) {
  struct system *t = *state;
  open_topology(t, TWK_TOPOLOGY_PEER, 6300, 16);
  write_blocks(t, 0);
  managed_break(t, "flip:fifo:A:2");
  system_wait_absent(t, CSIM_A);
  struct csim_counters k = system_counters(t);
  assert_int_equal(k.fifo_uncorrectable[CSIM_A], 1);
  assert_int_equal(k.controller[CSIM_A].resent, 1);
  assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_B)), BLOCKS);
  assert_int_equal(k.controller[CSIM_A].destaged, 0);
  /* What was sent again is good: the peer has to live on it. */
  managed_break(t, "psu-hard:A");
  managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
  read_all(t);
  managed_drain(t);
  managed_close(t);
}

/* A dirty block that its owner cannot read is put on disk by the peer, and read from there. */
static void test_broken_block_is_read_from_the_other_copy(void **state) {
  struct system *t = *state;
  open_topology(t, TWK_TOPOLOGY_PEER, 6301, 128);
  write_blocks(t, 0);
  system_wait_absent(t, CSIM_A);
  managed_break(t, "flip:cache:A:2");
  read_all(t);
  read_all(t);
  struct csim_counters k = system_counters(t);
  assert_int_equal(k.controller[CSIM_A].rescued, 1);
  assert_int_equal(k.controller[CSIM_A].rescue_failed, 0);
  assert_true(k.cache_uncorrectable[CSIM_A] >= 1);
  managed_drain(t);
  managed_close(t);
}

static void test_single_flips_are_corrected_and_counted(void **state) {
  struct system *t = *state;
  open_topology(t, TWK_TOPOLOGY_PEER, 6302, 16);
  write_blocks(t, 0);
  managed_break(t, "flip:fifo:A:1,flip:cache:A:1");
  system_wait_absent(t, CSIM_A);
  read_all(t);
  struct csim_counters k = system_counters(t);
  assert_int_equal(k.fifo_corrected[CSIM_A], 1);
  assert_int_equal(k.cache_corrected[CSIM_A], 1);
  assert_int_equal(k.scrubbed[CSIM_A], 1);
  assert_int_equal(k.controller[CSIM_A].resent + k.controller[CSIM_A].rescued, 0);
  managed_drain(t);
  managed_close(t);
}

/* ---- the fence */

/* Hardware acknowledges without its firmware: until the fence every such block is in the FIFO, and
 * after it there is no ack of the hung controller any more. */
static void test_hung_owner_is_fenced_first(void **state) {
  struct system *t = *state;
  open_topology(t, TWK_TOPOLOGY_THIRD, 6400, 128);
  managed_break(t, "hang:A");
  write_blocks(t, 0); /* acknowledged by hardware alone */
  assert_int_equal(csim_serves(t->sim, CSIM_B), 10);
  managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
  assert_true(csim_serves(t->sim, CSIM_A) == 0);
  assert_in_range(at_peer(t), BLOCKS, BLOCKS);
  read_all(t);
  managed_wait_paired(t);
  read_all(t);
  managed_drain(t);
  managed_close(t);
}

/* What an owner had queued at the disks is dropped by its fence: nothing of it lands behind what
 * the new owner writes. Here the new owner's own writes come later still. The fence itself is a
 * question to the first disk, so the writes are for the second. */
static void test_fence_drops_what_a_dead_owner_queued(void **state) {
  static const uint8_t blank[ORACLE_BLOCK];
  struct system *t = *state;
  struct csim_config cfg;
  uint8_t block[ORACLE_BLOCK];
  managed_config(&cfg, TWK_MODE_EARLY, TWK_TOPOLOGY_THIRD, system_seed(6410));
  cfg.disk.write_us = 400;
  cfg.controller.destage_start = 1;
  cfg.controller.destage_stop = 0;
  system_open(t, &cfg);
  const unsigned first = (unsigned)cfg.disk.chunk_blocks;
  for (unsigned n = 0; n < BLOCKS; n++) system_do(t, TWK_OP_WRITE, 0, first + n, 1);
  while (csim_controller(t->sim, CSIM_A)->destages == 0) system_pass(t, SYSTEM_US);
  const uint64_t queued = csim_now_ps(t->sim);
  managed_break(t, "psu-hard:A");
  managed_wait(t, CSIM_B, TWK_PHASE_ALONE, 15);
  const uint64_t taken = csim_now_ps(t->sim);
  assert_in_range(taken - queued, 5 * SYSTEM_US, 395 * SYSTEM_US);
  system_pass(t, queued + 402 * SYSTEM_US - taken);
  for (unsigned n = 0; n < BLOCKS; n++) {
    assert_int_equal(disk_peek(csim_disk(t->sim), first + n, block), 0);
    assert_memory_equal(block, blank, sizeof block);
  }
  managed_break(t, "restore:A");
  managed_wait_paired(t);
  managed_drain(t);
  managed_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_switchover_keeps_the_rail),
      SYSTEM_TEST(test_memory_is_scrambled_below_retention_only),
      SYSTEM_TEST(test_torn_word_is_seen_and_harms_nothing),
      SYSTEM_TEST(test_confirmed_words_are_never_torn),
      SYSTEM_TEST(test_present_flag_outlives_its_owner),
      SYSTEM_TEST(test_present_flag_ends_with_the_next_life),
      SYSTEM_TEST(test_lamp_and_lock),
      SYSTEM_TEST(test_lost_frame_is_sent_again),
      SYSTEM_TEST(test_broken_block_is_read_from_the_other_copy),
      SYSTEM_TEST(test_single_flips_are_corrected_and_counted),
      SYSTEM_TEST(test_hung_owner_is_fenced_first),
      SYSTEM_TEST(test_fence_drops_what_a_dead_owner_queued),
  };
  return cmocka_run_group_tests_name("test_remains", tests, NULL, NULL);
}
