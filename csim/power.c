/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power.c: supplies as the simulation sees them: straps of the power system, clocks that stop with
 * their rail, and what memories hold after it.
 *
 * Memory on a rail that fell below retention is scrambled: every word becomes a function of seed,
 * memory and address, so that the same failure always leaves the same rubbish. A controller that
 * dies while it writes tears at most the word it was writing into a mirror FIFO that lives on.
 */
#include "csim_internal.h"

enum { RAIL_A, RAIL_B, RAIL_AB, RAIL_BA, RAILS };

#define ALL_RAILS ((1U << RAILS) - 1)
#define ALL_CLOCKS ((1U << CLOCKS) - 1)

static uint32_t ticks_of(const struct csim *s, uint64_t ns) {
  return power_ticks(ns);
  (void)s;
}

void power_straps(struct csim *s) {
  const struct power_config *p = &s->cfg.power;
  const struct model *m = s->model;
  *m->pw_topology = (uint8_t)p->topology;
  *m->pw_nominal_mv = (uint16_t)p->nominal_mv;
  *m->pw_uv_mv = (uint16_t)p->uv_mv;
  *m->pw_hyst_mv = (uint16_t)p->hyst_mv;
  *m->pw_logic_mv = (uint16_t)p->logic_mv;
  *m->pw_retention_mv = (uint16_t)p->retention_mv;
  *m->pw_fall_mv = (uint16_t)p->fall_mv;
  *m->pw_rise_mv = (uint16_t)p->rise_mv;
  *m->pw_rail_fall_mv = (uint16_t)p->rail_fall_mv;
}
