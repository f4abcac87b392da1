/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore.c: every cycle, every fault, every second fault.
 *
 * Two places are kept: the window's present cycle, and one cycle of one recovery. Each takes a copy
 * of everything once and gives it back for each fault tried there.
 */
#include "explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore_internal.h"
#include "hash.h"
#include "oracle_memory.h"

/* Hashes seen; 0 is a free entry. */
struct seen {
  uint64_t *table;
  size_t count, capacity;
};

struct explorer {
  const struct explore_plan *plan;
  struct explore_result *result;
  struct explore_machine m;
  struct explore_place window, recovery;
  struct seen seen;
  uint64_t states; /* explored */
};

/* ---- states seen */

static bool seen_entry(const struct seen *s, uint64_t hash, size_t *at) {
  *at = hash & (s->capacity - 1);
  while (s->table[*at] != 0 && s->table[*at] != hash) *at = (*at + 1) & (s->capacity - 1);
  return s->table[*at] == hash;
}

static void seen_grow(struct seen *s) {
  struct seen old = *s;
  size_t at;
  s->capacity = old.capacity != 0 ? 2 * old.capacity : 4096;
  s->table = oracle_resize(NULL, s->capacity, sizeof *s->table);
  memset(s->table, 0, s->capacity * sizeof *s->table);
  for (size_t i = 0; i < old.capacity; i++)
    if (old.table[i] != 0 && !seen_entry(s, old.table[i], &at)) s->table[at] = old.table[i];
  free(old.table);
}

/* True if it was there; enters it. */
static bool seen_before(struct seen *s, uint64_t hash) {
  size_t at;
  if (2 * (s->count + 1) > s->capacity) seen_grow(s);
  if (hash == 0) hash = 1;
  if (seen_entry(s, hash, &at)) return true;
  s->table[at] = hash;
  s->count++;
  return false;
}

/* What the oracle knows follows from what the host saw, and from that alone. */
static uint64_t machine_hash(const struct explore_machine *m) {
  uint64_t h = hash_word(csim_hash(m->sim), m->host.history);
  h = hash_word(h, (uint64_t)m->host.quota << 32 | m->host.worst);
  return hash_word(h, (uint64_t)m->damage.lasting << 8 | m->damage.moment);
}

/* ---- states */

struct verdict {
  enum explore_outcome outcome;
  const char *documented;
  bool returned;
};

static bool counts_as_failure(enum explore_outcome o, const char *documented) {
  return o == EXPLORE_TORN || o == EXPLORE_BROKEN || (o == EXPLORE_LOST && documented == NULL);
}

static void book(struct explore_tally *t, const struct verdict *v, unsigned cycle,
                 unsigned second) {
  const enum explore_outcome o = v->outcome;
  const bool failed = counts_as_failure(o, v->documented);
  t->explored++;
  t->outcome[o]++;
  t->documented += o == EXPLORE_LOST && v->documented != NULL;
  t->returned += v->returned;
  if (!failed && (o != EXPLORE_LOST || t->first_outcome != EXPLORE_SURVIVED)) return;
  if (failed && t->first_failed) return;
  t->first_cycle = cycle;
  t->first_second = second;
  t->first_outcome = (uint8_t)o;
  t->first_failed = failed;
  t->first_returned = v->returned;
}

/* Counted on from one piece of a window to the next, as near as pieces that know nothing of each
 * other can. */
static void read_back(struct explorer *x) {
  const unsigned every = x->plan->readback_every;
  if (every == 0 || (x->states + x->plan->first) % every != 0) return;
  x->result->readback++;
  x->result->mismatched += !explore_reads_back(&x->m);
}

/* All comes back when a volume is blocked, and in every so many other states. */
static void judge_return(struct explorer *x, struct verdict *v) {
  const unsigned every = x->plan->return_every;
  const bool due = every != 0 && (x->states + x->plan->first) % every == 0;
  if (v->outcome > EXPLORE_BLOCKED || !(due || v->outcome == EXPLORE_BLOCKED)) return;
  const enum explore_outcome after = explore_judge_return(&x->m, x->plan->limit, NULL);
  v->returned = true;
  if (after != EXPLORE_SURVIVED) v->outcome = after;
}

/* From a fault just applied to the verdict. False: seen before. */
static bool run_state(struct explorer *x, struct explore_tally *t, struct explore_recovery *r,
                      const char *documented, unsigned cycle) {
  struct explore_machine *m = &x->m;
  const unsigned second = m->cycle;
  if (seen_before(&x->seen, machine_hash(m))) {
    t->skipped++;
    return false;
  }
  explore_recovery_begin(m, r);
  while (!explore_recovery_step(m, r, x->plan->limit)) continue;
  struct verdict v = {.outcome = explore_judge(m, r->settled, NULL), .documented = documented};
  if (v.outcome != EXPLORE_BROKEN) read_back(x);
  judge_return(x, &v);
  book(t, &v, cycle, second);
  x->states++;
  x->result->cycles += m->cycle - second;
  return true;
}

static void second_faults_here(struct explorer *x, enum explore_fault first, unsigned cycle,
                               bool recovering) {
  const struct explore_plan *p = x->plan;
  struct explore_recovery r;
  explore_place_save(&x->recovery, &x->m);
  for (unsigned g = 0; g < EXPLORE_FAULTS; g++) {
    const enum explore_fault second = (enum explore_fault)g;
    if (!explore_fault_second(second) || !explore_acts(&x->m, second)) continue;
    explore_strike(&x->m, second);
    run_state(x, &x->result->pair[first][g], &r,
              explore_documented(p->mode, p->topology, first, second, recovering), cycle);
    explore_place_restore(&x->recovery, &x->m);
  }
}

/* The recovery once more, with second faults at every so many cycles of it, and at its end. */
static void second_faults(struct explorer *x, enum explore_fault first) {
  struct explore_recovery r;
  const unsigned cycle = x->window.cycle;
  bool over = false;
  explore_place_restore(&x->window, &x->m);
  explore_strike(&x->m, first);
  explore_recovery_begin(&x->m, &r);
  for (unsigned step = 0; !over; step++) {
    over = explore_recovery_step(&x->m, &r, x->plan->limit);
    if (over || step % x->plan->pair_step == x->plan->pair_step - 1)
      second_faults_here(x, first, cycle, !r.settled);
  }
}

static void first_fault(struct explorer *x, enum explore_fault f, bool pairs) {
  const struct explore_plan *p = x->plan;
  struct explore_recovery r;
  explore_strike(&x->m, f);
  if (run_state(x, &x->result->single[f], &r,
                explore_documented(p->mode, p->topology, f, EXPLORE_NONE, false),
                x->window.cycle)) {
    if (r.takeover != 0) explore_sample(&x->result->takeover[f], r.takeover);
    explore_sample(&x->result->exposed[f], r.exposed);
  }
  if (pairs) second_faults(x, f);
}

static void explore_here(struct explorer *x) {
  const struct explore_plan *p = x->plan;
  const bool pairs = p->pair_every != 0 && x->m.cycle % p->pair_every == 0;
  explore_place_save(&x->window, &x->m);
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    if (!explore_acts(&x->m, (enum explore_fault)f)) continue;
    first_fault(x, (enum explore_fault)f, pairs);
    explore_place_restore(&x->window, &x->m);
  }
}

static void explore_window(struct explorer *x) {
  const struct explore_plan *p = x->plan;
  while (x->m.cycle < p->first) explore_cycle(&x->m);
  for (unsigned i = 0; i < p->cycles; i++) {
    const uint64_t before = x->states;
    explore_here(x);
    explore_cycle(&x->m);
    if (p->progress != NULL) p->progress(p->user, (unsigned)(x->states - before));
  }
}

int explore_unit(const struct explore_plan *plan, struct explore_result *out, char *err,
                 size_t err_size) {
  struct explorer *x = oracle_resize(NULL, 1, sizeof *x);
  memset(x, 0, sizeof *x);
  memset(out, 0, sizeof *out);
  x->plan = plan;
  x->result = out;
  int bad = explore_machine_open(&x->m, plan, err, err_size);
  if (bad == 0) {
    bad =
        explore_place_open(&x->window, &x->m) != 0 || explore_place_open(&x->recovery, &x->m) != 0;
    if (bad)
      snprintf(err, err_size, "out of memory");
    else
      explore_window(x);
    explore_place_close(&x->window);
    explore_place_close(&x->recovery);
    explore_machine_close(&x->m);
  }
  free(x->seen.table);
  free(x);
  return bad ? -1 : 0;
}
