/* SPDX-License-Identifier: Apache-2.0 */
#include "managed.h"

void managed_config(struct csim_config *cfg, unsigned mode, unsigned topology, uint64_t seed) {
  system_config(cfg, mode, seed);
  cfg->managed = cfg->multipath = true;
  cfg->power.topology = topology;
  cfg->power.holdup_us = 10;
  cfg->power.validate_us = 20;
}

void managed_break(struct system *t, const char *faults) {
  char err[200];
  struct fault_list list = {.count = 0};
  if (fault_parse(faults, &list, err, sizeof err) != 0) fail_msg("%s", err);
  for (unsigned i = 0; i < list.count; i++) csim_fault(t->sim, &list.fault[i]);
}

void managed_wait(struct system *t, enum csim_side side, int phase, unsigned mask) {
  uint64_t end = csim_now_ps(t->sim) + t->patience_ps;
  while (csim_phase(t->sim, side) != phase || csim_serves(t->sim, side) != mask) {
    if (csim_now_ps(t->sim) > end)
      fail_msg("%c: phase %d serving %u, expected %d serving %u", 'A' + (int)side,
               csim_phase(t->sim, side), csim_serves(t->sim, side), phase, mask);
    system_pass(t, SYSTEM_US);
  }
}

void managed_wait_paired(struct system *t) {
  managed_wait(t, CSIM_A, TWK_PHASE_PAIRED, 5);
  managed_wait(t, CSIM_B, TWK_PHASE_PAIRED, 10);
}

void managed_drain(struct system *t) {
  system_settle(t);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) system_flush(t, v);
  system_wait_idle(t);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) system_check_disk(t, v);
}

void managed_close(struct system *t) {
  assert_false(system_counters(t).both_served);
  system_close(t);
}
