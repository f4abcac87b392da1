/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

static void add(struct crash_sum *s, const struct explore_tally *t) {
  s->states += t->explored;
  s->skipped += t->skipped;
  s->returned += t->returned;
  s->failures += explore_failures(t);
  s->documented += t->documented;
  for (unsigned o = 0; o < EXPLORE_OUTCOMES; o++) s->outcome[o] += t->outcome[o];
}

void crash_sum_fault(struct crash_sum *s, const struct explore_result *r, unsigned fault,
                     bool seconds) {
  if (!seconds) add(s, &r->single[fault]);
  for (unsigned g = 0; seconds && g < EXPLORE_FAULTS; g++) add(s, &r->pair[fault][g]);
}

void crash_sum_all(struct crash_sum *s, const struct explore_result *r) {
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    crash_sum_fault(s, r, f, false);
    crash_sum_fault(s, r, f, true);
  }
}

void crash_collect(struct crash_report *report, const struct crash_unit *units, unsigned count) {
  report->units = count;
  for (unsigned i = 0; i < count; i++) {
    const struct crash_unit *u = &units[i];
    struct explore_result *into = u->unequal ? &report->apart : &report->cell[u->mode][u->topology];
    explore_merge(into, &u->result);
    explore_merge(&report->all, &u->result);
  }
}

static uint64_t lost(const struct explore_result *r) {
  struct crash_sum s = {0};
  crash_sum_all(&s, r);
  return s.outcome[EXPLORE_LOST];
}

uint64_t crash_lost_own(const struct crash_report *r) {
  return lost(&r->cell[TWK_MODE_EARLY][TWK_TOPOLOGY_OWN]);
}

uint64_t crash_lost_local(const struct crash_report *r) {
  uint64_t sum = 0;
  for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++) sum += lost(&r->cell[TWK_MODE_LOCAL][t]);
  return sum;
}

bool crash_controls_fail(const struct crash_report *r) {
  const struct crash_options *o = r->options;
  const bool own = o->modes >> TWK_MODE_EARLY & 1 && o->topologies >> TWK_TOPOLOGY_OWN & 1;
  return (!own || crash_lost_own(r) != 0) &&
         (!(o->modes >> TWK_MODE_LOCAL & 1) || crash_lost_local(r) != 0);
}

bool crash_good(const struct crash_report *r) {
  struct crash_sum s = {0};
  crash_sum_all(&s, &r->all);
  return s.failures == 0 && r->all.mismatched == 0 && crash_controls_fail(r);
}
