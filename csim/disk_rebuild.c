/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_rebuild.c: a replaced spindle becomes again what its partner is, while both serve.
 *
 * A copy is part of a chunk: a read of the partner, then a write, each in its spindle's order of
 * commands. If a host has asked either of them since the last copy began, the next one waits three
 * times as long as that took, so that a rebuild takes a quarter of the time at most; else it goes
 * on at once. What is zero on both needs no copy. Contents move at the
 * end of a copy, in one stroke with all that hosts have written meanwhile.
 */
#include <stdlib.h>

#include "disk_internal.h"

#define COPY_BLOCKS 128
#define YIELD 3
#define COPY_TRIES 4

static uint64_t min64(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

static void find_next(struct disk *d) {
  d->rebuild_next_ps = UINT64_MAX;
  for (unsigned n = 0; n < d->spindles; n++)
    d->rebuild_next_ps = min64(d->rebuild_next_ps, d->rebuild[n].due_ps);
}

static uint64_t pair_of(unsigned n) {
  return (uint64_t)3 << (n & ~1U);
}

void disk_rebuild_resume(struct disk *d, unsigned n, uint64_t now_ps) {
  d->rebuild[n] = (struct disk_rebuild){.due_ps = now_ps};
  find_next(d);
}

void disk_rebuild_start(struct disk *d, unsigned n, uint64_t now_ps) {
  if (disk_copies_other(d, n) < 0) return;
  d->health[n].state = DISK_REBUILDING;
  disk_rebuild_resume(d, n, now_ps);
}

static void stop(struct disk *d, unsigned n) {
  d->rebuild[n] = (struct disk_rebuild){.due_ps = UINT64_MAX};
  if (d->health[n].state == DISK_REBUILDING) d->health[n].state = DISK_INCOMPLETE;
}

void disk_rebuild_stop(struct disk *d, unsigned n) {
  stop(d, n);
  if (d->layout.copies == 2) stop(d, n ^ 1);
  find_next(d);
}

/* The partner may be incomplete itself: then of the rest only what it was written to. */
static uint64_t end_of(const struct disk *d, unsigned from) {
  return min64(d->span, d->health[from].valid);
}

static bool copy_block(struct disk *d, unsigned to, unsigned from, uint64_t block) {
  uint8_t data[DISK_BLOCK];
  return disk_store_read(&d->store[from], block, data) == 0 &&
         disk_store_write(&d->store[to], block, data) == 0;
}

static void finish(struct disk *d, unsigned n) {
  struct disk_health *to = &d->health[n];
  const struct disk_health *from = &d->health[n ^ 1];
  size_t count;
  disk_health_extend(to, from, end_of(d, n ^ 1));
  uint64_t *rest = disk_marks_within(&from->marks, to->valid, DISK_VALID_ALL, &count);
  for (size_t i = 0; i < count; i++)
    if (from->state != DISK_GOOD && !disk_health_holds(to, rest[i]) &&
        copy_block(d, n, n ^ 1, rest[i]))
      disk_health_gain(to, rest[i]);
  free(rest);
  to->valid = from->valid;
  to->state = from->state;
  d->rebuild[n].due_ps = UINT64_MAX;
  d->counters.rebuilt++;
  d->unsaved = true;
}

static void begin_copy(struct disk *d, unsigned n, uint64_t now_ps) {
  struct disk_rebuild *r = &d->rebuild[n];
  const uint64_t end = end_of(d, n ^ 1), chunk = d->layout.chunk_blocks;
  uint64_t first = disk_store_next(&d->store[n ^ 1], d->health[n].valid, end);
  first = disk_store_next(&d->store[n], d->health[n].valid, first); /* a write that it refused */
  if (first >= end) {
    finish(d, n);
    return;
  }
  const uint64_t count = min64(min64(chunk - first % chunk, COPY_BLOCKS), end - first);
  r->began_ps = now_ps;
  r->first = first;
  r->count = count;
  d->asked &= ~pair_of(n);
  uint64_t time_ps =
      disk_timing_serve(&d->timing, n ^ 1, DISK_READ, first, count, now_ps, 0, &d->counters);
  r->due_ps = disk_timing_serve(&d->timing, n, DISK_WRITE, first, count, time_ps, 0, &d->counters);
}

/* False: this copy was refused, and is to be tried again, or the new spindle takes none
 * and it ends. A partner
 * that gives none is not asked for ever: *read is false, and these blocks have one copy. */
static bool passes(struct disk *d, unsigned n, uint64_t now_ps, bool *read) {
  struct disk_rebuild *r = &d->rebuild[n];
  *read = !disk_copies_refuses(d, n ^ 1);
  const bool written = *read && !disk_copies_refuses(d, n);
  if (!written && ++r->refused < COPY_TRIES) {
    *r = (struct disk_rebuild){.due_ps = now_ps, .refused = r->refused};
    return false;
  }
  r->refused = 0;
  if (written || !*read) return true;
  if (!disk_copies_take_out(d, n)) disk_rebuild_stop(d, n);
  return false;
}

static void end_copy(struct disk *d, unsigned n, uint64_t now_ps) {
  struct disk_rebuild *r = &d->rebuild[n];
  struct disk_health *to = &d->health[n];
  const struct disk_health *from = &d->health[n ^ 1];
  bool read, lost[COPY_BLOCKS] = {false};
  if (!passes(d, n, now_ps, &read)) return;
  for (uint64_t i = 0; i < r->count; i++) {
    const uint64_t block = r->first + i;
    if (!disk_health_holds(from, block)) continue;
    const bool copied = read && copy_block(d, n, n ^ 1, block);
    lost[i] = !copied && !disk_health_holds(to, block);
    d->counters.rebuilt_blocks += copied;
  }
  disk_health_extend(to, from, r->first + r->count);
  for (uint64_t i = 0; i < r->count; i++)
    if (lost[i]) disk_health_lose(to, r->first + i);
  const bool yields = d->asked & pair_of(n);
  const uint64_t pause_ps = yields ? YIELD * (now_ps - r->began_ps) : 0;
  *r = (struct disk_rebuild){.due_ps = now_ps + pause_ps};
}

void disk_rebuild_step(struct disk *d) {
  const uint64_t now_ps = d->rebuild_next_ps;
  unsigned n = 0;
  while (d->rebuild[n].due_ps != now_ps) n++;
  if (d->rebuild[n].count)
    end_copy(d, n, now_ps);
  else
    begin_copy(d, n, now_ps);
  find_next(d);
}

bool disk_rebuilding(const struct disk *d) {
  return d->rebuild_next_ps != UINT64_MAX;
}
