/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples.h: latencies, all kept, and their exact percentiles.
 */
#ifndef TWINACK_SAMPLES_H
#define TWINACK_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct samples {
  uint64_t *values; /* owned */
  size_t count, room;
};

enum percentile { P50, P99, P99_9, P_MAX, PERCENTILES };

/* "p50", "p99", "p99_9", "max" */
const char *percentile_name(enum percentile p);

/* Running out of memory ends the program. */
void samples_add(struct samples *s, uint64_t value);
void samples_free(struct samples *s);
/*
 * Nearest rank: of n values in increasing order, the p % percentile is number ceil(n * p / 100),
 * always one of the values. All 0 without values. Sorts.
 */
void samples_percentiles(struct samples *s, uint64_t out[PERCENTILES]);

#endif
