/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_tally.c: counts of states and samples of cycles, and how they add up.
 */
#include "explore_internal.h"

const char *explore_outcome_name(enum explore_outcome o) {
  static const char *const name[] = {"survived", "blocked", "lost", "torn", "broken"};
  return name[o];
}

/* ---- samples */

void explore_sample(struct explore_samples *s, unsigned cycles) {
  const unsigned bin = cycles / EXPLORE_BIN;
  if (s->count == 0 || cycles < s->min) s->min = cycles;
  if (cycles > s->max) s->max = cycles;
  s->bin[bin < EXPLORE_BINS ? bin : EXPLORE_BINS - 1]++;
  s->count++;
}

uint32_t explore_median(const struct explore_samples *s) {
  uint64_t below = 0;
  unsigned bin = 0;
  if (s->count == 0) return 0;
  while (below + s->bin[bin] <= (s->count - 1) / 2) below += s->bin[bin++];
  const uint32_t at = bin * EXPLORE_BIN + EXPLORE_BIN / 2;
  return at < s->min ? s->min : at > s->max ? s->max : at;
}

static void merge_samples(struct explore_samples *into, const struct explore_samples *from) {
  if (from->count == 0) return;
  if (into->count == 0 || from->min < into->min) into->min = from->min;
  if (from->max > into->max) into->max = from->max;
  for (unsigned i = 0; i < EXPLORE_BINS; i++) into->bin[i] += from->bin[i];
  into->count += from->count;
}

/* ---- tallies */

uint64_t explore_failures(const struct explore_tally *t) {
  return t->outcome[EXPLORE_LOST] - t->documented + t->outcome[EXPLORE_TORN] +
         t->outcome[EXPLORE_BROKEN];
}

static void merge_tally(struct explore_tally *into, const struct explore_tally *from) {
  into->explored += from->explored;
  into->skipped += from->skipped;
  into->documented += from->documented;
  into->returned += from->returned;
  for (unsigned o = 0; o < EXPLORE_OUTCOMES; o++) into->outcome[o] += from->outcome[o];
  if (from->first_outcome == EXPLORE_SURVIVED) return;
  if (into->first_outcome != EXPLORE_SURVIVED && into->first_failed >= from->first_failed) return;
  into->first_cycle = from->first_cycle;
  into->first_second = from->first_second;
  into->first_outcome = from->first_outcome;
  into->first_failed = from->first_failed;
  into->first_returned = from->first_returned;
}

void explore_merge(struct explore_result *into, const struct explore_result *from) {
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    merge_tally(&into->single[f], &from->single[f]);
    merge_samples(&into->takeover[f], &from->takeover[f]);
    merge_samples(&into->exposed[f], &from->exposed[f]);
    for (unsigned g = 0; g < EXPLORE_FAULTS; g++) merge_tally(&into->pair[f][g], &from->pair[f][g]);
  }
  into->readback += from->readback;
  into->mismatched += from->mismatched;
  into->cycles += from->cycles;
}
