/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache_bench.h: single beats into and out of a cache of 4 slots in each half, 64-bit beats.
 */
#ifndef TWINACK_CACHE_BENCH_H
#define TWINACK_CACHE_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ports_cache.h"
#include "dut.h"
#include "one_clock.h"

enum {
  CACHE_SLOTS = 4,
  CACHE_BEATS = 64,
  CACHE_MIRROR = 0x8000, /* in a slot number: the mirror half */
  CACHE_CODE_BITS = 72,
  CACHE_SEND = 0, /* read ports */
  CACHE_DESTAGE = 1,
  CACHE_RESEND = 2,
  CACHE_READERS = 3
};

struct cache_answer {
  uint64_t data;
  bool corrected, uncorrectable;
  unsigned scrubs; /* in the clocks waited after the answer */
};

/* Flips of the next words written to one half: code bits, 64 data bits first. */
void cache_flip(struct dut *d, unsigned half, const unsigned *bits, unsigned count);
/* Inputs for a write of one beat in the next clock, and none: local half by the splitter's port. */
void cache_drive_write(struct dut *d, unsigned slot, unsigned beat, uint64_t data);
void cache_drive_nothing(struct dut *d);
void cache_drive_read(struct dut *d, unsigned port, unsigned slot, unsigned beat);
/* One whole write; one whole read, with `settle` clocks after the answer. */
void cache_write(struct dut *d, unsigned slot, unsigned beat, uint64_t data);
struct cache_answer cache_read(struct dut *d, unsigned slot, unsigned beat, unsigned settle);

#endif
