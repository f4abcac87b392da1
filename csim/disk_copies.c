/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_copies.c: what commands do to the one or two copies of a block.
 */
#include "disk_internal.h"

#define MEND_TRIES 4 /* refusals of a repair in a row until a spindle is taken out */

int disk_copies_choose(const struct disk *d, const struct disk_place *at) {
  int best = -1;
  bool best_holds = false;
  uint64_t best_ps = 0;
  for (unsigned n = at->spindle; n < at->spindle + d->layout.copies; n++) {
    const struct disk_health *h = &d->health[n];
    if (!disk_health_works(h)) continue;
    /* That a block is bad is found out; what was never copied is known. */
    bool holds = at->block < h->valid || disk_health_holds(h, at->block);
    uint64_t free_ps = disk_timing_free_ps(&d->timing, n);
    if (best >= 0 && (holds == best_holds ? free_ps >= best_ps : best_holds)) continue;
    best = (int)n;
    best_holds = holds;
    best_ps = free_ps;
  }
  return best;
}

int disk_copies_other(const struct disk *d, unsigned spindle) {
  if (d->layout.copies == 1 || !disk_health_works(&d->health[spindle ^ 1])) return -1;
  return (int)(spindle ^ 1);
}

/* splitmix64, as for the rotational delay, from a state of its own. */
static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15ULL;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
  return z ^ z >> 31;
}

bool disk_copies_refuses(struct disk *d, unsigned spindle) {
  const struct disk_health *h = &d->health[spindle];
  if (!disk_health_works(h)) return true;
  return h->errors_permille && next_random(&d->random) % 1000 < h->errors_permille;
}

int disk_copies_write(struct disk *d, uint64_t lba, const void *data, uint64_t now_ps) {
  const struct disk_place at = disk_layout_place(&d->layout, lba);
  unsigned took = 0;
  for (unsigned i = 0; i < d->layout.copies; i++)
    if (!disk_copies_refuses(d, at.spindle + i) &&
        disk_store_write(&d->store[at.spindle + i], at.block, data) == 0)
      took |= 1U << i;
  if (took == 0) return -1;
  for (unsigned i = 0; i < d->layout.copies; i++) {
    struct disk_health *h = &d->health[at.spindle + i];
    if (took >> i & 1) {
      disk_health_gain(h, at.block);
    } else if (disk_health_works(h)) {
      disk_health_lose(h, at.block);
      d->unsaved = true;
      disk_copies_mend(d, lba, at.spindle + i, 0, now_ps);
    }
  }
  return 0;
}

int disk_copies_read(struct disk *d, unsigned spindle, uint64_t block, void *out) {
  if (disk_copies_refuses(d, spindle) || !disk_health_holds(&d->health[spindle], block)) return -1;
  return disk_store_read(&d->store[spindle], block, out);
}

int disk_copies_peek(const struct disk *d, const struct disk_place *at, void *out) {
  for (unsigned n = at->spindle; n < at->spindle + d->layout.copies; n++)
    if (disk_health_works(&d->health[n]) && disk_health_holds(&d->health[n], at->block) &&
        disk_store_read(&d->store[n], at->block, out) == 0)
      return 0;
  return -1;
}

/* Not what a rebuild has still to come to. */
static bool wants_mending(const struct disk_health *h, uint64_t block) {
  return disk_health_works(h) && !disk_health_holds(h, block) &&
         (h->state != DISK_REBUILDING || block < h->valid);
}

void disk_copies_mend(struct disk *d, uint64_t lba, unsigned spindle, unsigned tries,
                      uint64_t now_ps) {
  const struct disk_place at = disk_layout_place(&d->layout, lba);
  const int from = disk_copies_other(d, spindle);
  if (from < 0 || !wants_mending(&d->health[spindle], at.block)) return;
  const uint64_t after_ps = disk_queue_after(&d->queue, lba);
  uint64_t time_ps = disk_timing_serve(&d->timing, (unsigned)from, DISK_READ, at.block, 1, now_ps,
                                       0, &d->counters);
  time_ps = disk_timing_serve(&d->timing, spindle, DISK_WRITE, at.block, 1, time_ps, after_ps,
                              &d->counters);
  struct disk_command *c = disk_queue_push(&d->queue, lba, time_ps);
  c->op = DISK_READ;
  c->part = DISK_MEND;
  c->cookie = 0;
  c->fails = false;
  c->spindle = (uint8_t)spindle;
  c->tries = (uint8_t)tries;
}

bool disk_copies_take_out(struct disk *d, unsigned spindle) {
  const struct disk_health *other = &d->health[spindle ^ 1];
  if (other->state != DISK_GOOD || other->marks.count) return false;
  d->counters.taken_out++;
  disk_fail(d, spindle);
  return true;
}

void disk_copies_mended(struct disk *d, uint64_t lba, unsigned spindle, unsigned tries,
                        uint64_t now_ps) {
  const struct disk_place at = disk_layout_place(&d->layout, lba);
  struct disk_health *h = &d->health[spindle];
  const int from = disk_copies_other(d, spindle);
  uint8_t block[DISK_BLOCK];
  if (from < 0 || !wants_mending(h, at.block)) return;
  bool read = disk_copies_read(d, (unsigned)from, at.block, block) == 0;
  if (read && !disk_copies_refuses(d, spindle) &&
      disk_store_write(&d->store[spindle], at.block, block) == 0) {
    disk_health_gain(h, at.block);
    d->counters.mended++;
  } else if (tries + 1 < MEND_TRIES) {
    disk_copies_mend(d, lba, spindle, tries + 1, now_ps);
  } else if (read) {
    disk_copies_take_out(d, spindle);
  }
}
