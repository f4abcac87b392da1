/* SPDX-License-Identifier: Apache-2.0 */
#include "latency.h"

/* Below 16 each value has its class; from there on the four bits below the highest choose it. */
static unsigned class_of(uint64_t ps) {
  if (ps < 16) return (unsigned)ps;
  unsigned octave = 63 - (unsigned)__builtin_clzll(ps);
  return (octave - 3) * 16 + (unsigned)(ps >> (octave - 4) & 15);
}

static uint64_t highest_of(unsigned class) {
  if (class < 16) return class;
  unsigned octave = class / 16 + 3;
  uint64_t lowest = (UINT64_C(16) + class % 16) << (octave - 4);
  return lowest + (UINT64_C(1) << (octave - 4)) - 1;
}

void latency_add(struct latency *l, uint64_t ps) {
  l->count++;
  l->sum_ps += ps;
  if (ps > l->max_ps) l->max_ps = ps;
  l->in[class_of(ps)]++;
}

uint64_t latency_at(const struct latency *l, unsigned permille) {
  uint64_t wanted = (l->count * permille + 999) / 1000, seen = 0;
  for (unsigned i = 0; i < LATENCY_CLASSES && wanted != 0; i++) {
    seen += l->in[i];
    if (seen >= wanted) return highest_of(i) < l->max_ps ? highest_of(i) : l->max_ps;
  }
  return l->max_ps;
}
