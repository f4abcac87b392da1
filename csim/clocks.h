/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clocks.h: when the edges of the four clocks come.
 *
 * Each clock has a period and a phase in ps; with jitter every rising edge is moved by a uniform
 * draw of up to +-jitter, without drift. A falling edge comes half a period after its rising one.
 */
#ifndef TWINACK_CLOCKS_H
#define TWINACK_CLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "rng.h"

enum { CLOCK_A, CLOCK_B, CLOCK_M, CLOCK_P, CLOCKS };

struct clock {
  uint64_t period_ps, ideal_ps; /* ideal: of the rising edge last scheduled, without jitter */
  uint64_t next_ps;             /* next edge, rising or falling */
  bool high;
};

struct clocks {
  struct clock clock[CLOCKS];
  unsigned jitter_ps;
  struct rng rng;
};

void clocks_init(struct clocks *c, const unsigned period_ps[CLOCKS], unsigned jitter_ps,
                 bool random_phase, uint64_t seed);

/* Earliest edge to come. */
static inline uint64_t clocks_next_ps(const struct clocks *c) {
  uint64_t t = c->clock[0].next_ps;
  if (c->clock[1].next_ps < t) t = c->clock[1].next_ps;
  if (c->clock[2].next_ps < t) t = c->clock[2].next_ps;
  if (c->clock[3].next_ps < t) t = c->clock[3].next_ps;
  return t;
}

/* Take all edges at clocks_next_ps(): bit i of the result is clock i's rising edge. */
unsigned clocks_step(struct clocks *c);

#endif
