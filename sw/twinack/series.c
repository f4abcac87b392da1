/* SPDX-License-Identifier: Apache-2.0 */
#include "series.h"

#include <string.h>

void series_init(struct series *s, uint64_t start_ps) {
  memset(s, 0, sizeof *s);
  s->start_ps = s->due_ps = start_ps;
  s->bucket_ps = SERIES_STEP_PS;
}

static void add(struct series_bucket *to, const struct series_bucket *from) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    to->fifo_sum[i] += from->fifo_sum[i];
    if (from->fifo_max[i] > to->fifo_max[i]) to->fifo_max[i] = from->fifo_max[i];
  }
  for (unsigned i = 0; i < SERIES_RAILS; i++)
    if (to->looks == 0 || from->rail_min[i] < to->rail_min[i]) to->rail_min[i] = from->rail_min[i];
  to->looks += from->looks;
}

static void halve(struct series *s) {
  struct series_bucket *b = s->bucket;

  for (unsigned i = 0; i < SERIES_BUCKETS / 2; i++) {
    struct series_bucket both = b[2 * i];
    add(&both, &b[2 * i + 1]);
    b[i] = both;
  }
  memset(b + SERIES_BUCKETS / 2, 0, SERIES_BUCKETS / 2 * sizeof *b);
  s->bucket_ps *= 2;
}

static uint64_t step_ps(const struct series *s) {
  uint64_t step = s->bucket_ps / SERIES_LOOKS;
  return step > SERIES_STEP_PS ? step : SERIES_STEP_PS;
}

void series_add(struct series *s, const unsigned fifo[CSIM_SIDES],
                const unsigned rail[SERIES_RAILS]) {
  struct series_bucket look = {.looks = 1};

  for (unsigned i = 0; i < CSIM_SIDES; i++) look.fifo_sum[i] = look.fifo_max[i] = fifo[i];
  memcpy(look.rail_min, rail, sizeof look.rail_min);
  if (s->due_ps - s->start_ps >= SERIES_BUCKETS * s->bucket_ps) halve(s);
  unsigned at = (unsigned)((s->due_ps - s->start_ps) / s->bucket_ps);
  add(&s->bucket[at], &look);
  s->count = at + 1;
  s->due_ps += step_ps(s);
}

void series_look(struct series *s, const struct csim *csim) {
  unsigned fifo[CSIM_SIDES], rail[SERIES_RAILS];

  for (unsigned i = 0; i < CSIM_SIDES; i++) fifo[i] = csim_fifo_level(csim, (enum csim_side)i);
  for (unsigned i = 0; i < SERIES_RAILS; i++) rail[i] = csim_rail_mv(csim, i);
  series_add(s, fifo, rail);
}
