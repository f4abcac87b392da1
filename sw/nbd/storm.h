/* SPDX-License-Identifier: Apache-2.0 */
/*
 * storm.h: one random fault after the other, for tests that last: power units fail or sag and
 * return, batteries too, links are cut, controllers hang or are reset, bits flip. Never a second
 * one before the array has recovered from the first, so nothing that was acknowledged may be lost.
 * From its seed, and by simulated time; one thread.
 */
#ifndef TWINACK_NBD_STORM_H
#define TWINACK_NBD_STORM_H

#include "csim.h"
#include "rng.h"

enum storm_state {
  STORM_CALM,   /* until next_ps */
  STORM_BROKEN, /* until next_ps, then it is restored */
  STORM_RECOVERS
};

struct storm {
  struct rng rng;
  enum storm_state state;
  unsigned topology;
  uint64_t pause_ps; /* longest; 0: no storm */
  uint64_t next_ps, notice_ps;
  struct fault restore; /* what undoes the fault under way */
  unsigned faults;      /* begun */
};

void storm_start(struct storm *s, const struct csim_config *cfg, uint64_t pause_us);
/* To be called every few microseconds of simulated time. */
void storm_step(struct storm *s, struct csim *csim);

#endif
