/* SPDX-License-Identifier: Apache-2.0 */
/*
 * latency.h: how long commands took in simulated time, in memory that does not grow: 16 classes an
 * octave, so a percentile is at most 1/16 above the true one. Plain data; all zeros is empty.
 */
#ifndef TWINACK_NBD_LATENCY_H
#define TWINACK_NBD_LATENCY_H

#include <stdint.h>

#define LATENCY_CLASSES (64 * 16)

struct latency {
  uint64_t count, sum_ps, max_ps;
  uint64_t in[LATENCY_CLASSES];
};

void latency_add(struct latency *l, uint64_t ps);
/* Highest value of the class that holds number ceil(count * permille / 1000), and at most the
 * maximum; 0 without any. */
uint64_t latency_at(const struct latency *l, unsigned permille);

#endif
