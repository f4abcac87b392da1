/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_timing.c: when a disk command completes.
 */
#include "disk_timing.h"

#include "disk_config.h"
#include "disk_layout.h"

#include <math.h>
#include <string.h>

#define PS_PER_US 1000000ULL
#define PS_PER_MINUTE 60000000000000ULL

static uint64_t max64(uint64_t a, uint64_t b) {
  return a > b ? a : b;
}

void disk_timing_init(struct disk_timing *t, const struct disk_config *cfg) {
  memset(t, 0, sizeof *t);
  t->kind = cfg->kind;
  t->spindles = cfg->spindles;
  t->channels = cfg->kind == DISK_HDD ? 1 : cfg->channels;
  t->span = disk_layout_span(cfg);
  t->transfer_ps = (uint64_t)llround(DISK_BLOCK * 1e6 / disk_config_transfer_mbs(cfg));
  if (cfg->kind == DISK_HDD) {
    t->seek_min_ps = (double)cfg->seek_min_us * PS_PER_US;
    t->seek_range_ps = (double)(cfg->seek_max_us - cfg->seek_min_us) * PS_PER_US;
    t->turn_ps = PS_PER_MINUTE / cfg->rpm;
  } else {
    t->read_ps = cfg->read_us * PS_PER_US;
    t->write_ps = cfg->write_us * PS_PER_US;
  }
  t->random = cfg->seed;
  for (unsigned i = 0; i < t->spindles; i++) t->spindle[i].slow = 1;
}

/* splitmix64: own generator, so that libc cannot change what a seed means. */
static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15ULL;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
  return z ^ z >> 31;
}

/* Uniform in [0, turn). 32 random bits are a step of 2 ps at 7200 rpm, and the product fits. */
static uint64_t rotation(struct disk_timing *t) {
  uint64_t fraction = next_random(&t->random) >> 32;
  return (t->turn_ps >> 32) * fraction + ((t->turn_ps & UINT32_MAX) * fraction >> 32);
}

static uint64_t reach(struct disk_timing *t, struct disk_spindle *s, uint64_t block, uint64_t count,
                      struct disk_counters *counters) {
  uint64_t from = s->head;
  s->head = block + count;
  if (block == from) return 0;
  counters->seeks++;
  double distance = (double)(block > from ? block - from : from - block);
  double seek_ps = t->seek_min_ps + t->seek_range_ps * sqrt(distance / (double)t->span);
  return (uint64_t)llround(seek_ps) + rotation(t);
}

static unsigned first_free(const struct disk_spindle *s, unsigned channels) {
  unsigned best = 0;
  for (unsigned i = 1; i < channels; i++)
    if (s->free_ps[i] < s->free_ps[best]) best = i;
  return best;
}

uint64_t disk_timing_free_ps(const struct disk_timing *t, unsigned spindle) {
  const struct disk_spindle *s = &t->spindle[spindle];
  return s->free_ps[first_free(s, t->channels)];
}

void disk_timing_copy(struct disk_timing *to, const struct disk_timing *from) {
  memcpy(to, from, offsetof(struct disk_timing, spindle) + from->spindles * sizeof *from->spindle);
}

uint64_t disk_timing_serve(struct disk_timing *t, unsigned spindle, enum disk_op op, uint64_t block,
                           uint64_t count, uint64_t now_ps, uint64_t not_before_ps,
                           struct disk_counters *counters) {
  struct disk_spindle *s = &t->spindle[spindle];
  uint64_t *channel = &s->free_ps[first_free(s, t->channels)];
  uint64_t start = max64(now_ps, *channel);
  uint64_t access = op == DISK_READ ? t->read_ps : t->write_ps;
  if (t->kind == DISK_HDD) access = reach(t, s, block, count, counters);
  *channel = max64(start + (access + count * t->transfer_ps) * s->slow, not_before_ps);
  counters->busy_ps += *channel - start;
  counters->spindles += !s->used;
  s->used = true;
  return *channel;
}
