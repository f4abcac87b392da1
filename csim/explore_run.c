/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_run.c: a machine from its making to its rest.
 */
#include <stdio.h>
#include <string.h>

#include "csim_internal.h"
#include "explore_internal.h"

#define AFTER 1U /* commands posted after a fault, to see that the survivors still serve */

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
  m->power.mode = (uint8_t)plan->mode;
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

static void apply(struct csim *s, const char *text) {
  struct fault_list list = {.count = 0};
  char err[FAULT_TEXT * 2];
  fault_parse(text, &list, err, sizeof err); /* the table's and our own texts are good */
  for (unsigned i = 0; i < list.count; i++) csim_fault(s, &list.fault[i]);
}

void explore_strike(struct explore_machine *m, enum explore_fault f) {
  explore_fault_book(f, &m->power);
  apply(m->sim, explore_fault_name(f));
  explore_host_take(m); /* what ended with its controller */
  m->host.quota = AFTER;
}

void explore_repair(struct explore_machine *m) {
  explore_fault_book_repair(&m->power);
  apply(m->sim, "restore:A,restore:B,restore:C,restore:link,restore:fifo-battery");
  for (unsigned c = 0; c < CSIM_SIDES; c++)
    if (m->sim->side[c].alive && m->sim->side[c].firmware.hung)
      apply(m->sim, c == CSIM_A ? "reset:A" : "reset:B");
}

/* ---- recovery */

void explore_recovery_begin(const struct explore_machine *m, struct explore_recovery *r) {
  *r = (struct explore_recovery){.takeovers = m->sim->watch.takeovers,
                                 .exposed_ps = m->sim->watch.exposed_ps};
}

bool explore_took_over(const struct explore_machine *m, const struct explore_recovery *r,
                       unsigned *cycles) {
  *cycles = (unsigned)(m->sim->watch.takeover_ps[1] / m->period_ps);
  return m->sim->watch.takeovers != r->takeovers;
}

unsigned explore_exposed(const struct explore_machine *m, const struct explore_recovery *r) {
  return (unsigned)((m->sim->watch.exposed_ps - r->exposed_ps) / m->period_ps);
}

bool explore_recovery_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit) {
  if (r->settled || r->cycles == limit) return true;
  explore_cycle(m);
  r->cycles++;
  r->settled = explore_settled(m);
  return r->settled;
}
