/* SPDX-License-Identifier: Apache-2.0 */
/*
 * series.h: mirror FIFOs and rails over the time of a run, in at most SERIES_BUCKETS buckets.
 *
 * Looked at every SERIES_STEP_PS; when the buckets are full, each two become one, so that a run of
 * any length has between half of them and all. In a run of more than half a second looks are
 * further apart, SERIES_LOOKS to a bucket, so that hours without a request are not a million looks
 * a second. Plain data.
 */
#ifndef TWINACK_SERIES_H
#define TWINACK_SERIES_H

#include "csim.h"

#define SERIES_BUCKETS 512 /* even */
#define SERIES_STEP_PS UINT64_C(1000000)
#define SERIES_LOOKS 1024 /* at most, in the newest bucket */
#define SERIES_RAILS 4    /* A, B, FIFO A->B, FIFO B->A */

struct series_bucket {
  uint64_t looks;
  uint64_t fifo_sum[CSIM_SIDES]; /* beats, over the looks; index: the owner */
  unsigned fifo_max[CSIM_SIDES];
  unsigned rail_min[SERIES_RAILS]; /* mV */
};

struct series {
  uint64_t start_ps, due_ps; /* of the run; of the next look */
  uint64_t bucket_ps;
  unsigned count; /* of buckets that have a look */
  struct series_bucket bucket[SERIES_BUCKETS];
};

void series_init(struct series *s, uint64_t start_ps);
/* To be called when csim_now_ps() has come to due_ps. */
void series_look(struct series *s, const struct csim *csim);
/* One look at these levels: what series_look() does, once it has asked. */
void series_add(struct series *s, const unsigned fifo[CSIM_SIDES],
                const unsigned rail[SERIES_RAILS]);

#endif
