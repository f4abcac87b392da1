/* SPDX-License-Identifier: Apache-2.0 */
/* Is a whole description sound? The fields may have been set without workload_set. */
#include <stdio.h>

#include "workload_limits.h"

static bool sizes_ok(const struct workload_config *cfg) {
  if (cfg->sizes < 1 || cfg->sizes > WORKLOAD_SIZES) return false;
  for (unsigned i = 0; i < cfg->sizes; i++) {
    if (cfg->size[i].blocks < 1 || cfg->size[i].weight > WORKLOAD_WEIGHT_MAX) return false;
    if (cfg->size[i].blocks > WORKLOAD_SIZE_MAX_BYTES / WORKLOAD_BLOCK_BYTES) return false;
  }
  return true;
}

static unsigned weight_sum(const struct workload_config *cfg) {
  unsigned sum = 0;

  for (unsigned i = 0; i < cfg->sizes; i++) sum += cfg->size[i].weight;
  return sum;
}

static unsigned largest_blocks(const struct workload_config *cfg) {
  unsigned largest = 0;

  for (unsigned i = 0; i < cfg->sizes; i++)
    if (cfg->size[i].blocks > largest) largest = cfg->size[i].blocks;
  return largest;
}

/* NULL, or what is wrong with the values one by one. */
static const char *value_fault(const struct workload_config *cfg) {
  if (cfg->pattern != WORKLOAD_SEQUENTIAL && cfg->pattern != WORKLOAD_RANDOM &&
      cfg->pattern != WORKLOAD_ZIPF)
    return "pattern: unknown, expected sequential, random or zipf";
  if (!workload_theta_ok(cfg->theta))
    return "theta: out of range, expected a number above 0 and below 5, not 1";
  if (cfg->write_percent > 100) return "write: out of range, expected 0 to 100";
  if (cfg->flush_percent > 100) return "flush: out of range, expected 0 to 100";
  if (!sizes_ok(cfg)) return "bs: out of range, expected 1 to 8 sizes of up to 128k";
  if (cfg->span_blocks < 1 || cfg->span_blocks > WORKLOAD_SPAN_MAX_BYTES / WORKLOAD_BLOCK_BYTES)
    return "span: out of range, expected 512 to 2^49 bytes";
  if (cfg->volumes < 1 || cfg->volumes > WORKLOAD_VOLUMES_MAX)
    return "volumes: out of range, expected 1 to 4";
  if (cfg->count < 1 || cfg->count > WORKLOAD_COUNT_MAX)
    return "count: out of range, expected 1 to 2^40";
  if (!workload_rate_ok(cfg->rate)) return "rate: out of range, expected 0 or 0.001 to 1000000000";
  if (cfg->burst < 1 || cfg->burst > WORKLOAD_BURST_MAX)
    return "burst: out of range, expected 1 to 65536";
  if (cfg->depth < 1 || cfg->depth > WORKLOAD_DEPTH_MAX)
    return "depth: out of range, expected 1 to 32";
  return NULL;
}

/* NULL, or which values contradict each other. */
static const char *pair_fault(const struct workload_config *cfg) {
  if (cfg->write_percent + cfg->flush_percent > 100)
    return "flush: more than 100 percent together with write, expected a sum of up to 100";
  if (weight_sum(cfg) == 0) return "bs: all weights are 0, expected one above 0";
  if (largest_blocks(cfg) > cfg->span_blocks)
    return "span: smaller than the largest bs, expected at least that";
  if (cfg->rate == 0 && cfg->burst != 1)
    return "burst: set in a closed loop, expected a rate above 0 with it";
  if (cfg->rate == 0 && cfg->poisson)
    return "arrival: poisson in a closed loop, expected a rate above 0 with it";
  if (cfg->rate > 0 && (double)cfg->count / cfg->rate > WORKLOAD_LENGTH_MAX_S)
    return "rate: too low for this count, expected a run of up to 10^9 s";
  return NULL;
}

int workload_check(const struct workload_config *cfg, char *err, size_t err_size) {
  const char *fault = value_fault(cfg);

  if (!fault) fault = pair_fault(cfg);
  if (!fault) return 0;
  snprintf(err, err_size, "%s", fault);
  return -1;
}
