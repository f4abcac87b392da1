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

/* How many values are in each quarter of an octave: bucket 4 * n + q has values from (4 + q) * 2^n
 * / 4 to below (5 + q) * 2^n / 4. Plain data. */
#define HISTOGRAM_BUCKETS 256
struct histogram {
  uint32_t count[HISTOGRAM_BUCKETS]; /* more than it can count stays at its maximum */
};
void samples_histogram(const struct samples *s, struct histogram *out);
/* The lowest value of a bucket, rounded up; of the number after the last, UINT64_MAX. */
uint64_t histogram_floor(unsigned bucket);

#endif
