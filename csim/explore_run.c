/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_run.c: a machine from its making to its rest.
 */
#include <stdio.h>
#include <string.h>

#include "explore_internal.h"

#define AFTER 2U /* commands posted after a fault, to see that the survivors still serve */

static int plan_check(const struct explore_plan *p, char *err, size_t err_size) {
  const char *why = NULL;
  if (p->topology > TWK_TOPOLOGY_OWN)
    why = "topology: unknown, expected peer, third, battery or own";
  else if (p->cycles == 0)
    why = "window: empty, expected at least one cycle";
  else if (p->pair_every != 0 && p->pair_step == 0)
    why = "pair_step: 0, expected at least 1";
  else if (p->limit == 0)
    why = "limit: 0, expected at least 1 cycle";
  if (why != NULL) snprintf(err, err_size, "%s", why);
  return why == NULL ? 0 : -1;
}

int explore_machine_open(struct explore_machine *m, const struct explore_plan *plan, char *err,
                         size_t err_size) {
  struct csim_config cfg;
  memset(m, 0, sizeof *m);
  if (plan_check(plan, err, err_size) != 0) return -1;
  explore_config(plan, &cfg);
  m->sim = csim_create(&cfg, err, err_size);
  if (m->sim == NULL) return -1;
  m->oracle = oracle_new(plan->seed);
  m->power.topology = (uint8_t)plan->topology;
  m->volume_blocks = cfg.volume_blocks;
  m->period_ps = cfg.period_a_ps;
  m->start_ps = csim_now_ps(m->sim);
  explore_script_make(plan->seed, &m->script);
  explore_host_init(&m->host);
  return 0;
}

void explore_machine_close(struct explore_machine *m) {
  csim_destroy(m->sim);
  oracle_free(m->oracle);
}

void explore_cycle(struct explore_machine *m) {
  const uint64_t end = m->start_ps + ++m->cycle * m->period_ps;
  explore_host_post(m);
  do {
    csim_run(m->sim, end);
    explore_host_take(m);
  } while (csim_now_ps(m->sim) < end);
}

/* Rails and links as the supplies are now. */
static void set_rails(const struct explore_power *p, struct csim *s) {
  for (unsigned c = 0; c < CSIM_SIDES; c++) {
    bool fifo = explore_fifo_down(p, (enum csim_side)c);
    csim_reset(s, (enum csim_rail)(CSIM_RAIL_A + c), p->down >> c & 1);
    csim_reset(s, (enum csim_rail)(CSIM_RAIL_AB + c), fifo);
    csim_reset(s, (enum csim_rail)(CSIM_DRAIN_AB + c), fifo);
  }
}

void explore_strike(struct explore_machine *m, enum explore_fault f) {
  const unsigned cut = m->power.cut;
  explore_fault_book(f, &m->power);
  set_rails(&m->power, m->sim);
  for (unsigned c = 0; c < CSIM_SIDES; c++)
    if ((cut ^ m->power.cut) >> c & 1)
      csim_cut_link(m->sim, (enum csim_side)c, m->power.cut >> c & 1);
  explore_host_take(m); /* what ended with its controller */
  m->host.quota = AFTER;
}

void explore_recovery_begin(struct explore_recovery *r) {
  *r = (struct explore_recovery){0};
}

bool explore_recovery_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit) {
  const unsigned all = (1U << EXPLORE_VOLUMES) - 1;
  if (explore_served(m) != all) {
    r->was_unserved = true;
    r->takeover = r->cycles + 1;
  }
  r->exposed += explore_exposed(m);
  if (r->settled || r->cycles == limit) return true;
  explore_cycle(m);
  r->cycles++;
  r->settled = explore_settled(m);
  return r->settled;
}
