/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_run.c: a machine from its making to its rest.
 */
#include <stdio.h>
#include <string.h>

#include "explore_internal.h"

#define AFTER 1U /* command posted after a fault, to see that the survivors still serve */
#define NOTICE                                                                       \
  40U /* cycles in which every failure has shown in the phases, or its cause is gone \
       */
#define PATIENCE 600U /* cycles: longer than a starting controller waits for a peer not heard */

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
  m->mode = plan->mode;
  m->topology = plan->topology;
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

void explore_strike(struct explore_machine *m, enum explore_fault f) {
  explore_break(m, f);
  explore_host_take(m); /* what ended with its controller */
  m->host.quota = AFTER;
}

void explore_recovery_begin(const struct explore_machine *m, struct explore_recovery *r) {
  *r = (struct explore_recovery){.before = explore_times(m)};
}

static void finish(const struct explore_machine *m, struct explore_recovery *r) {
  const struct explore_times now = explore_times(m), *was = &r->before;
  if (now.takeovers != was->takeovers) r->takeover = (unsigned)(now.takeover / m->period_ps);
  r->exposed = (unsigned)((now.exposed - was->exposed) / m->period_ps);
}

/* Over without having settled: a volume that nobody serves, after some patience. */
static bool gives_up(const struct explore_machine *m, const struct explore_recovery *r,
                     unsigned limit) {
  return r->cycles == limit || explore_stuck(m) || r->unserved >= PATIENCE;
}

bool explore_recovery_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit) {
  bool over = r->settled || gives_up(m, r, limit);
  if (!over) {
    explore_cycle(m);
    r->cycles++;
    r->unserved = explore_served(m) != EXPLORE_ALL ? r->unserved + 1 : 0;
    r->settled = r->cycles > NOTICE && explore_settled(m);
    over = r->settled || gives_up(m, r, limit);
  }
  if (over) finish(m, r);
  return over;
}

void explore_return_begin(struct explore_machine *m, struct explore_recovery *r) {
  while (explore_mend(m)) explore_host_take(m);
  m->host.quota = AFTER;
  explore_recovery_begin(m, r);
}

bool explore_return_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit) {
  if (r->settled || r->cycles == limit) return true;
  explore_cycle(m);
  r->cycles++;
  r->settled = r->cycles > NOTICE + 1 && explore_paired(m) && explore_settled(m);
  return r->settled || r->cycles == limit;
}

bool explore_return(struct explore_machine *m, unsigned limit) {
  struct explore_recovery r;
  explore_return_begin(m, &r);
  while (!explore_return_step(m, &r, limit)) continue;
  return r.settled;
}
