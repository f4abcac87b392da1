/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mirror_bench.h: drives mirror_fifo in two clocks and keeps a model of it that is three counters:
 * what was written, read and released. Beat number n has contents that n determines, so loss,
 * duplication and reorder all show as a wrong beat.
 */
#ifndef TWINACK_MIRROR_BENCH_H
#define TWINACK_MIRROR_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ports_mirror_fifo.h"
#include "dut.h"
#include "rng.h"
#include "two_clocks.h"

enum { MIRROR_DEPTH = 128, MIRROR_PTR_MASK = 2 * MIRROR_DEPTH - 1, MIRROR_FOREVER = 1000000 };

struct mirror_config {
  unsigned wr_ps, rd_ps, rd_phase_ps, seed, limit;
  unsigned write_percent, read_percent; /* chance to offer or take a beat in a clock */
  unsigned release_every;               /* beats that are released at once, 0: only by hand */
};

struct mirror_bench {
  struct dut *d;
  struct two_clocks clocks;
  struct mirror_config config;
  struct rng rng;
  uint64_t written, read, released; /* beats */
  uint64_t wr_edges, rd_edges;
  uint64_t present_low; /* evaluations with present 0 */
  unsigned lost_open;   /* lost frames not resolved */
  uint64_t write_goal;  /* beats to write in all */
};

void mirror_start(struct mirror_bench *b, const struct mirror_config *c);
/* Asserts that no RTL assertion failed. */
void mirror_stop(struct mirror_bench *b);
/* One step of the clocks, with every check; gives the edges that rose. */
unsigned mirror_step(struct mirror_bench *b);
/* Writes up to `goal` beats in all and steps until everything written is read and released. */
void mirror_run(struct mirror_bench *b, uint64_t goal);
/* Steps until that many more edges of one clock have passed. */
void mirror_wait_wr(struct mirror_bench *b, unsigned edges);
void mirror_wait_rd(struct mirror_bench *b, unsigned edges);
/* Both resets, released `skew` edges of the read clock apart; the model is emptied. */
void mirror_reset(struct mirror_bench *b, unsigned skew);
/* One read-clock pulse of release up to `upto`, of rd_restart, one write-clock pulse of resolve,
 * of forgotten. */
void mirror_release(struct mirror_bench *b, uint64_t upto, bool lost);
void mirror_restart(struct mirror_bench *b);
void mirror_resolve(struct mirror_bench *b);
void mirror_forget(struct mirror_bench *b);

#endif
