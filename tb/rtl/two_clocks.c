/* SPDX-License-Identifier: Apache-2.0 */
#include "two_clocks.h"

void two_clocks_init(struct two_clocks *c, unsigned first_ps, unsigned second_ps,
                     unsigned second_phase_ps) {
  c->period_ps[0] = c->next_ps[0] = first_ps;
  c->period_ps[1] = second_ps;
  c->next_ps[1] = (uint64_t)second_ps + second_phase_ps;
  c->now_ps = 0;
}

unsigned two_clocks_step(struct two_clocks *c) {
  unsigned rising = 0;
  c->now_ps = c->next_ps[0] < c->next_ps[1] ? c->next_ps[0] : c->next_ps[1];
  for (unsigned i = 0; i < 2; i++) {
    if (c->next_ps[i] != c->now_ps) continue;
    c->next_ps[i] += c->period_ps[i];
    rising |= 1U << i;
  }
  return rising;
}
