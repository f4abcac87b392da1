/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_timing.h: when a disk command completes: heads, channels, slow disks. Knows no contents.
 */
#ifndef TWINACK_DISK_TIMING_H
#define TWINACK_DISK_TIMING_H

#include "disk.h"

struct disk_spindle {
  uint64_t head;                       /* own block after the last command's */
  uint64_t free_ps[DISK_MAX_CHANNELS]; /* a hard disk uses the first one */
  unsigned slow;                       /* every command takes so many times as long; 1: usual */
  bool used;                           /* it was given a command */
};

struct disk_timing {
  enum disk_kind kind;
  unsigned spindles, channels;
  uint64_t span; /* blocks of one spindle */
  double seek_min_ps, seek_range_ps;
  uint64_t turn_ps, transfer_ps, read_ps, write_ps;
  uint64_t random; /* state of the rotational delay's generator */
  struct disk_spindle spindle[DISK_MAX_SPINDLES];
};

/* cfg has been checked. */
void disk_timing_init(struct disk_timing *t, const struct disk_config *cfg);

/* Both made with the same configuration. */
void disk_timing_copy(struct disk_timing *to, const struct disk_timing *from);

/* Completion time of a command on `count` of the spindle's own blocks from `block` on, submitted at
 * now_ps, that may not complete before not_before_ps. Counts seeks, busy time and spindles used. */
uint64_t disk_timing_serve(struct disk_timing *t, unsigned spindle, enum disk_op op, uint64_t block,
                           uint64_t count, uint64_t now_ps, uint64_t not_before_ps,
                           struct disk_counters *counters);

/* When the spindle could begin another command. */
uint64_t disk_timing_free_ps(const struct disk_timing *t, unsigned spindle);

#endif
