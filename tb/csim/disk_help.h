/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_help.h: what the disk tests share. Include after cmocka.h.
 */
#ifndef TWINACK_TB_DISK_HELP_H
#define TWINACK_TB_DISK_HELP_H

#include <string.h>

#include "disk.h"

#define US 1000000ULL

static inline struct disk *opened(const struct disk_config *cfg) {
  char err[256] = "";
  struct disk *d = disk_open(cfg, err, sizeof err);
  if (!d) fail_msg("%s", err);
  return d;
}

/* Another content for each value; 0: zeros. */
static inline void fill(uint8_t *block, unsigned value) {
  for (unsigned i = 0; i < DISK_BLOCK; i++) block[i] = (uint8_t)(value >> i % 4 * 8);
}

static inline void assert_holds(struct disk *d, uint64_t lba, unsigned value) {
  uint8_t want[DISK_BLOCK], got[DISK_BLOCK];
  fill(want, value);
  assert_int_equal(disk_peek(d, lba, got), 0);
  assert_memory_equal(got, want, DISK_BLOCK);
}

static inline void assert_zero(const uint8_t *block) {
  static const uint8_t zero[DISK_BLOCK];
  assert_memory_equal(block, zero, DISK_BLOCK);
}

static inline uint64_t submit(struct disk *d, enum disk_op op, uint64_t lba, unsigned value,
                              uint64_t now_ps) {
  uint8_t block[DISK_BLOCK];
  fill(block, value);
  return disk_submit(d, op, lba, op == DISK_WRITE ? block : NULL, value, now_ps);
}

static inline struct disk_done next_done(struct disk *d) {
  struct disk_done done;
  assert_true(disk_poll(d, UINT64_MAX, &done));
  return done;
}

static inline struct disk_status status_of(const struct disk *d, unsigned spindle) {
  struct disk_status status;
  disk_status(d, spindle, &status);
  return status;
}

/* One spindle, 512 MB/s: a block takes 1 us to transfer. */
static inline struct disk_config simple(enum disk_kind kind) {
  struct disk_config cfg;
  disk_defaults(&cfg);
  cfg.kind = kind;
  cfg.spindles = 1;
  cfg.blocks = 1 << 20;
  cfg.transfer_mbs = 512;
  return cfg;
}

/* Flash of one channel: a read takes 61 us, a write 16 us. */
static inline struct disk_config array_of(enum disk_raid raid, unsigned spindles,
                                          uint64_t chunk_blocks) {
  struct disk_config cfg = simple(DISK_FLASH);
  cfg.raid = raid;
  cfg.spindles = spindles;
  cfg.chunk_blocks = chunk_blocks;
  cfg.channels = 1;
  return cfg;
}

/* Completes what is pending, rebuilds included; none may fail. */
static inline void settle(struct disk *d) {
  struct disk_done done;
  while (disk_poll(d, UINT64_MAX, &done)) assert_false(done.error);
}

#endif
