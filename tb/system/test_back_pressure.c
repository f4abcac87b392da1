/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_back_pressure.c: each part in turn is the bottleneck. Every command completes all the same,
 * and the stall counters name the cause.
 */
#include "system.h"

static void run_mix(struct system *t, const struct csim_config *cfg, const struct mix *m,
                    unsigned commands) {
  system_open(t, cfg);
  system_traffic(t, m, commands);
  system_drain(t);
  assert_int_equal(t->ended[TWK_STATUS_OK], commands + TWK_VOLUMES);
}

static void test_fifo_of_one_frame(void **state) {
  struct system *t = *state;
  static const struct mix m = {
      .span = 100, .max_blocks = 12, .reads = 20, .flushes = 2, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_SYNC; mode++) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(81 + mode));
    cfg.fifo_limit = FRAME_BEATS;
    run_mix(t, &cfg, &m, 60);
    struct csim_counters k = system_counters(t);
    for (unsigned v = 0; v < CSIM_SIDES; v++) {
      assert_true(k.stall_fifo[v] > 1000);
      assert_int_equal(k.fifo_max[v], FRAME_BEATS);
    }
    system_close(t);
  }
}

/* One beat in 32 clocks, on a wire 20 us long. */
static void test_slow_and_long_link(void **state) {
  struct system *t = *state;
  static const struct mix m = {.span = 30, .max_blocks = 6, .reads = 20, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_SYNC; mode++) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(83 + mode));
    cfg.link_rate = 8;
    cfg.link_latency_ns = 20000;
    cfg.fifo_limit = 3 * FRAME_BEATS;
    run_mix(t, &cfg, &m, 40);
    for (unsigned v = 0; v < CSIM_SIDES; v++) assert_true(system_counters(t).stall_fifo[v] > 10000);
    system_close(t);
  }
}

static void test_hard_disk(void **state) {
  struct system *t = *state;
  static const struct mix m = {.span = 60, .max_blocks = 8, .reads = 30, .depth = {32, 32}};
  struct csim_config cfg;
  system_config(&cfg, TWK_MODE_THROUGH, system_seed(85));
  cfg.period_a_ps = cfg.period_b_ps = cfg.period_m_ps = 40000; /* fewer cycles to a turn */
  cfg.disk.kind = DISK_HDD;
  cfg.disk.spindles = 2;
  cfg.disk.rpm = 100000;
  cfg.disk.seek_min_us = 10;
  cfg.disk.seek_max_us = 50;
  run_mix(t, &cfg, &m, 12);
  assert_true(system_counters(t).disk.seeks > 3);
  system_close(t);
}

/* One flash channel for both, a tenth as quick as the hosts: all slots fill with dirty blocks. */
static void test_more_dirty_data_than_slots(void **state) {
  struct system *t = *state;
  const struct mix m = {.span = 2000, .max_blocks = 256, .reads = 0, .depth = {32, 32}};
  struct csim_config cfg;
  system_config(&cfg, TWK_MODE_EARLY, system_seed(86));
  cfg.disk.spindles = 1;
  cfg.disk.channels = 1;
  cfg.disk.write_us = 2;
  cfg.link_rate = 256;
  run_mix(t, &cfg, &m, 90);
  struct csim_counters k = system_counters(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    assert_true(k.stall_slot[v] > 10000);
    assert_true(k.controller[v].destaged > csim_slots());
  }
  system_close(t);
}

/* 128 KiB each, as many as the queues hold, on both sides. */
enum { FULL_DEPTH = CSIM_SIDES * CSIM_QUEUE_DEPTH };

static void test_longest_commands_at_full_depth(void **state) {
  struct system *t = *state;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode += TWK_MODE_LOCAL) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(87));
    cfg.link_rate = 256;
    cfg.disk.write_us = 1;
    cfg.controller.cost_decision = 10;
    system_open(t, &cfg);
    for (unsigned n = 0; n < FULL_DEPTH; n++) {
      uint8_t op = n % 8 == 7 ? TWK_OP_READ : TWK_OP_WRITE;
      uint64_t lba = rng_below(&t->rng, 4) * 256;
      assert_non_null(system_post(t, op, n % CSIM_SIDES, lba, TWK_MAX_COUNT));
    }
    system_settle(t);
    system_drain(t);
    assert_int_equal(t->ended[TWK_STATUS_OK], FULL_DEPTH + TWK_VOLUMES);
    system_close(t);
  }
}

/* Events pile up: the event queue has no room for what a further frame would report. */
static void test_slow_firmware(void **state) {
  struct system *t = *state;
  static const struct mix m = {.span = 80, .max_blocks = 80, .reads = 10, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(90 + mode));
    cfg.controller.cost_decision = 2000;
    cfg.controller.cost_entry = 500;
    run_mix(t, &cfg, &m, 24);
    struct csim_counters k = system_counters(t);
    assert_true(k.stall_room[0] + k.stall_room[1] > 1000);
    assert_true(k.firmware_busy[0] + k.firmware_busy[1] > k.cycles[0]);
    system_close(t);
  }
}

static void test_firmware_that_costs_nothing(void **state) {
  struct system *t = *state;
  static const struct mix m = {
      .span = 50, .max_blocks = 16, .reads = 30, .flushes = 2, .depth = {32, 32}};
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(95 + mode));
    cfg.controller.cost_decision = cfg.controller.cost_entry = 0;
    run_mix(t, &cfg, &m, 80);
    for (unsigned v = 0; v < CSIM_SIDES; v++) {
      assert_int_equal(system_counters(t).firmware_busy[v], 0);
      assert_int_equal(system_counters(t).stall_room[v], 0);
    }
    system_close(t);
  }
}

/* All of it together. */
static void test_everything_slow(void **state) {
  struct system *t = *state;
  static const struct mix m = {
      .span = 20, .max_blocks = 5, .reads = 30, .flushes = 3, .depth = {32, 32}};
  struct csim_config cfg;
  system_config(&cfg, TWK_MODE_SYNC, system_seed(99));
  cfg.fifo_limit = FRAME_BEATS;
  cfg.link_rate = 16;
  cfg.link_latency_ns = 5000;
  cfg.disk.spindles = 1;
  cfg.disk.channels = 1;
  cfg.disk.write_us = 50;
  cfg.controller.disk_depth = 1;
  cfg.controller.destage_start = cfg.controller.destage_stop = 2;
  cfg.controller.cost_decision = 1500;
  run_mix(t, &cfg, &m, 60);
  system_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_fifo_of_one_frame),
      SYSTEM_TEST(test_slow_and_long_link),
      SYSTEM_TEST(test_hard_disk),
      SYSTEM_TEST(test_more_dirty_data_than_slots),
      SYSTEM_TEST(test_longest_commands_at_full_depth),
      SYSTEM_TEST(test_slow_firmware),
      SYSTEM_TEST(test_firmware_that_costs_nothing),
      SYSTEM_TEST(test_everything_slow),
  };
  return cmocka_run_group_tests_name("test_back_pressure", tests, NULL, NULL);
}
