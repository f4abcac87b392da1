/* SPDX-License-Identifier: Apache-2.0 */
/*
 * silence.h: has a run come to its end without having ended?
 *
 * Nothing that works gives no sign of life for silence_limit(). Then it is stuck if its disks do
 * not move either, or move more than all that can be outstanding needs, and nothing comes of it.
 * Times in ps.
 */
#ifndef TWINACK_SILENCE_H
#define TWINACK_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

struct csim_config;

struct silence {
  uint64_t limit_ps, moved_ps;   /* longest silence; last sign of life */
  bool silent;                   /* no answer for limit_ps; then, in disk operations: */
  uint64_t silent_ops, disk_ops; /* when it began, at the last sign of life */
};

void silence_init(struct silence *s, const struct csim_config *c, uint64_t now_ps);
/* An answer is the surest sign of life. */
void silence_answered(struct silence *s, uint64_t now_ps);
/* Not before then is silence_stuck() to be asked. */
uint64_t silence_end_ps(const struct silence *s);
/* Is there no end? disk_ops: that the disks have done since the start. */
bool silence_stuck(struct silence *s, uint64_t now_ps, uint64_t disk_ops);

#endif
