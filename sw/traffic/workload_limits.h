/* SPDX-License-Identifier: Apache-2.0 */
/* workload_limits.h: the range of each value. Private to sw/traffic/workload*.c. */
#ifndef TWINACK_WORKLOAD_LIMITS_H
#define TWINACK_WORKLOAD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "workload.h"

#define WORKLOAD_BLOCK_BYTES 512
#define WORKLOAD_SIZE_MAX_BYTES (128 * 1024)
#define WORKLOAD_SPAN_MAX_BYTES (UINT64_C(1) << 49) /* 2^40 blocks */
#define WORKLOAD_COUNT_MAX (UINT64_C(1) << 40)
#define WORKLOAD_WEIGHT_MAX 1000000
#define WORKLOAD_BURST_MAX 65536
#define WORKLOAD_DEPTH_MAX 32
#define WORKLOAD_LENGTH_MAX_S 1e9 /* of the whole run; leaves Poisson room below 2^64 ns */

static inline bool workload_theta_ok(double theta) {
  return theta > 0 && theta < 5 && theta != 1;
}

static inline bool workload_rate_ok(double rate) {
  return rate == 0 || (rate >= 0.001 && rate <= 1e9);
}

#endif
