/* SPDX-License-Identifier: Apache-2.0 */
/*
 * two_clocks.h: when the rising edges of two free clocks come; nothing happens on falling ones.
 */
#ifndef TWINACK_TWO_CLOCKS_H
#define TWINACK_TWO_CLOCKS_H

#include <stdint.h>

enum { TWO_CLOCKS_FIRST = 1, TWO_CLOCKS_SECOND = 2 };

struct two_clocks {
  uint64_t period_ps[2], next_ps[2], now_ps;
};

/* First edges: one period, plus the phase for the second clock. Periods are not 0. */
void two_clocks_init(struct two_clocks *c, unsigned first_ps, unsigned second_ps,
                     unsigned second_phase_ps);
/* To the next edge or edges: a set of TWO_CLOCKS_*, both when they coincide. */
unsigned two_clocks_step(struct two_clocks *c);

#endif
