/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workload_zipf.h: ranks after Zipf's law, and where on the volume each rank lies.
 * Private to sw/traffic/workload*.c.
 */
#ifndef TWINACK_WORKLOAD_ZIPF_H
#define TWINACK_WORKLOAD_ZIPF_H

#include <stdint.h>

#include "rng.h"

/* P(rank) = rank^-theta / sum over 1..n. No tables: set-up and memory do not grow with n. */
struct zipf {
  uint64_t n;
  double theta;
  double low, high; /* ends of the integral that is inverted */
  double sure;      /* distance from the rank below which no test is needed */
};

/* 1 <= n < 2^52, 0 < theta < 5, theta != 1 */
void zipf_init(struct zipf *z, uint64_t n, double theta);
/* 1..n */
uint64_t zipf_rank(const struct zipf *z, struct rng *r);

/* A fixed one-to-one map of 0..n-1 onto itself that puts neighbours far apart; x < n <= 2^63. */
uint64_t scatter(uint64_t x, uint64_t n);

#endif
