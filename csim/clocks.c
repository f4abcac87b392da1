/* SPDX-License-Identifier: Apache-2.0 */
#include "clocks.h"

void clocks_init(struct clocks *c, const unsigned period_ps[CLOCKS], unsigned jitter_ps,
                 bool random_phase, uint64_t seed) {
  rng_seed(&c->rng, seed);
  c->jitter_ps = jitter_ps;
  for (unsigned i = 0; i < CLOCKS; i++) {
    struct clock *k = &c->clock[i];
    uint64_t phase = random_phase ? rng_below(&c->rng, period_ps[i]) : 0;
    k->period_ps = period_ps[i];
    k->ideal_ps = k->period_ps + phase; /* one period of room, so that jitter is never negative */
    k->next_ps = k->ideal_ps;
    k->high = false;
  }
}

static void clock_toggle(struct clocks *c, struct clock *k) {
  k->high = !k->high;
  if (k->high) {
    k->next_ps += k->period_ps / 2;
    return;
  }
  k->ideal_ps += k->period_ps;
  k->next_ps = k->ideal_ps;
  if (c->jitter_ps != 0)
    k->next_ps += rng_below(&c->rng, 2ULL * c->jitter_ps + 1) - (uint64_t)c->jitter_ps;
}

unsigned clocks_step(struct clocks *c) {
  uint64_t now = clocks_next_ps(c);
  unsigned rising = 0;
  for (unsigned i = 0; i < CLOCKS; i++) {
    struct clock *k = &c->clock[i];
    if (k->next_ps != now) continue;
    clock_toggle(c, k);
    if (k->high) rising |= 1U << i;
  }
  return rising;
}
