/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_replay.c: one state of an exploration again, from reset and with waves; and how long the
 * workload is.
 */
#include <stdio.h>

#include "explore_internal.h"

#define PATIENCE 100000U /* cycles */

unsigned explore_length(const struct explore_plan *plan, char *err, size_t err_size) {
  struct explore_machine m;
  if (explore_machine_open(&m, plan, err, err_size) != 0) return 0;
  while (m.cycle < PATIENCE && !(m.cycle != 0 && explore_settled(&m))) explore_cycle(&m);
  const unsigned length = m.cycle;
  explore_machine_close(&m);
  if (length < PATIENCE) return length;
  snprintf(err, err_size, "the workload does not come to its end");
  return 0;
}

static int run(struct explore_machine *m, const struct explore_plan *plan,
               const struct explore_state *s, struct explore_verdict *out, char *err,
               size_t err_size) {
  struct explore_recovery r;
  const char *what = NULL;
  bool recovering = false;
  while (m->cycle < s->cycle) explore_cycle(m);
  if (!explore_acts(m, s->fault)) what = explore_fault_name(s->fault);
  if (what == NULL) explore_strike(m, s->fault);
  explore_recovery_begin(m, &r);
  if (what == NULL && s->second != EXPLORE_NONE) {
    while (m->cycle < s->second_cycle && !explore_recovery_step(m, &r, plan->limit)) continue;
    recovering = !r.settled;
    while (m->cycle < s->second_cycle) explore_cycle(m);
    explore_recovery_begin(m, &r);
    if (!explore_acts(m, s->second)) what = explore_fault_name(s->second);
    if (what == NULL) explore_strike(m, s->second);
  }
  if (what != NULL) {
    snprintf(err, err_size, "fault '%s': changes nothing there, expected one that does", what);
    return -1;
  }
  while (!explore_recovery_step(m, &r, plan->limit)) continue;
  out->quiet_cycle = m->cycle;
  out->outcome = explore_judge(m, r.settled, &out->lba);
  if (s->returned && out->outcome <= EXPLORE_BLOCKED) {
    const enum explore_outcome after = explore_judge_return(m, plan->limit, &out->lba);
    if (after != EXPLORE_SURVIVED) out->outcome = after;
  }
  out->documented = explore_documented(s->mode, s->topology, s->fault, s->second, recovering);
  out->served = explore_served(m);
  out->takeover_cycles = r.takeover;
  out->exposed_cycles = r.exposed;
  return 0;
}

int explore_replay(const struct explore_plan *plan, const struct explore_state *state,
                   const char *wave, struct explore_verdict *out, char *err, size_t err_size) {
  struct explore_plan p = *plan;
  struct explore_machine m;
  p.mode = state->mode;
  p.topology = state->topology;
  p.unequal = state->unequal;
  if (explore_machine_open(&m, &p, err, err_size) != 0) return -1;
  int bad = 0;
  if (wave != NULL && csim_trace_open(m.sim, wave) != 0) {
    snprintf(err, err_size, "%s: the waveform cannot be written", wave);
    bad = -1;
  }
  if (bad == 0) bad = run(&m, &p, state, out, err, err_size);
  explore_machine_close(&m);
  return bad;
}
