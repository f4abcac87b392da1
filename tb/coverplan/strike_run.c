/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike_run.c: one machine, what is done to it, and the verdicts.
 */
#include "strike.h"

#define FULL_RATE 256U

const struct strike_setting strike_settings[STRIKE_SETTINGS] = {
    {256, 10000, 1, 31, false}, {32, 10000, 4, 61, false}, {256, 10000, 8, 31, true},
    {32, 10000, 8, 61, true},   {32, 1000, 8, 61, true},
};

int strike_open(struct strike_run *x, unsigned setting, char *err, size_t err_size) {
  const struct strike_setting *s = &strike_settings[setting];
  struct explore_plan usual;
  explore_defaults(&usual);
  x->setting = setting;
  x->chain.count = 0;
  x->plan.link_rate = s->link_rate;
  x->plan.disk_mbs = s->disk_mbs;
  x->plan.limit = usual.limit * FULL_RATE / s->link_rate; /* what goes over slow links ends later */
  return explore_machine_open(&x->m, &x->plan, err, err_size);
}

void strike_close(struct strike_run *x) {
  explore_machine_close(&x->m);
}

static void add_link(struct strike_run *x, unsigned what, bool settled) {
  const unsigned n = x->chain.count++;
  x->chain.link[n].what = what;
  x->chain.link[n].cycle = x->m.cycle;
  x->chain.link[n].since = settled || n == 0 ? n : x->chain.link[n - 1].since;
}

void strike_fault(struct strike_run *x, unsigned fault, bool settled) {
  add_link(x, fault, settled);
  explore_strike(&x->m, (enum explore_fault)fault);
  x->m.host.quota = strike_settings[x->setting].after;
}

void strike_return(struct strike_run *x, bool settled, struct explore_recovery *r) {
  add_link(x, STRIKE_RETURN, settled);
  explore_return_begin(&x->m, r);
  x->m.host.quota = strike_settings[x->setting].after;
}

void strike_unlink(struct strike_run *x) {
  x->chain.count--;
}

static void print_failure(const struct strike_run *x, enum explore_outcome o, uint64_t lba) {
  printf("%s", explore_outcome_name(o));
  if (lba != UINT64_MAX) printf(": block %llu", (unsigned long long)lba);
  printf("; again: build/coverage/bin/strike %s %s %u ", strike_modes[x->m.mode],
         strike_topologies[x->m.topology], x->setting);
  strike_chain_print(&x->chain, stdout);
  putchar('\n');
}

enum explore_outcome strike_judge(struct strike_run *x, const struct explore_recovery *r) {
  uint64_t lba = UINT64_MAX;
  const bool returned = x->chain.link[x->chain.count - 1].what == STRIKE_RETURN;
  const enum explore_outcome o =
      returned && !r->settled ? EXPLORE_BROKEN : explore_judge(&x->m, r->settled, &lba);
  x->outcome[o]++;
  if (o <= EXPLORE_BLOCKED) return o;
  if (o == EXPLORE_LOST && strike_chain_documented(&x->chain, x->m.mode, x->m.topology) != NULL) {
    x->documented++;
  } else {
    x->failures++;
    print_failure(x, o, lba);
  }
  return o;
}
