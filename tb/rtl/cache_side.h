/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cache_side.h: a cache as its readers see it, for modules with ports rd_*; include it after dut.h.
 *
 * Grants at random, answers two edges later; beat contents tell slot and beat.
 */
#ifndef TWINACK_CACHE_SIDE_H
#define TWINACK_CACHE_SIDE_H

#include "frame.h"
#include "rng.h"

struct cache_side {
  struct rng rng;
  unsigned grant_percent;
  int hurt_beat; /* answered as uncorrectable, -1: none */
  struct {
    bool valid;
    unsigned slot, beat;
  } pipe[2];
};

/* Before the inputs of a clock are evaluated. */
static inline void cache_side_drive(struct cache_side *c, struct dut *d) {
  *d->rd_grant = rng_below(&c->rng, 100) < c->grant_percent;
  *d->rd_valid = c->pipe[0].valid;
  *d->rd_data = frame_payload_beat(c->pipe[0].slot, c->pipe[0].beat);
  *d->rd_uncorrectable = c->pipe[0].valid && (int)c->pipe[0].beat == c->hurt_beat;
}

/* After that, before the edge. */
static inline void cache_side_sample(struct cache_side *c, const struct dut *d) {
  c->pipe[0] = c->pipe[1];
  c->pipe[1].valid = *d->rd_req && *d->rd_grant;
  c->pipe[1].slot = *d->rd_slot;
  c->pipe[1].beat = *d->rd_beat;
}

#endif
