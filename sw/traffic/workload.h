/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workload.h: the host-traffic generator: requests from a seed and a description.
 *
 * A description is "key=value,key=value", or the [workload] section of a configuration:
 *   pattern=sequential|random|zipf     (default random)
 *   theta=0.99                         zipf skew, 0 < theta < 5, not 1
 *   write=70                           percent of requests that write, 0..100
 *   flush=0                            percent of requests that flush, 0..100
 *   bs=4k  or  bs=4k:60/64k:30/128k:10 block sizes with weights; multiples of 512, up to 128k
 *   span=64M                           bytes of each volume that are touched
 *   volumes=2                          drive so many volumes from 0 on in turn, 1..4
 *   count=1000                         requests
 *   rate=0                             requests per second of simulated time; 0: closed loop
 *   burst=1                            requests that arrive together (rate > 0)
 *   arrival=poisson|fixed              spacing of bursts (rate > 0, default fixed)
 *   depth=32                           queue depth of the closed loop, 1..32 a volume
 * Sizes, span and count take a suffix k, M or G (powers of 1024). What neither writes nor flushes
 * reads. A request is aligned to its own size and lies within the span; `sequential` goes on from
 * the volume's last request and starts again at 0. The hot places of `zipf` are scattered over the
 * span, at the same places for every seed. With a rate the first burst arrives at 0.
 * The same seed and description always give the same requests (own 64-bit generator, no libc rand).
 * Link with -lm.
 */
#ifndef TWINACK_WORKLOAD_H
#define TWINACK_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

enum workload_pattern { WORKLOAD_SEQUENTIAL, WORKLOAD_RANDOM, WORKLOAD_ZIPF };

#define WORKLOAD_VOLUMES_MAX 4
#define WORKLOAD_SIZES 8

struct workload_config {
  enum workload_pattern pattern;
  double theta;
  unsigned write_percent, flush_percent;
  unsigned sizes;
  struct {
    unsigned blocks, weight;
  } size[WORKLOAD_SIZES];
  uint64_t span_blocks;
  unsigned volumes;
  uint64_t count;
  double rate;
  unsigned burst;
  bool poisson;
  unsigned depth;
};

void workload_defaults(struct workload_config *cfg);

/* Set one key; 0, or -1 with one line in err: "key: reason, expected what". */
int workload_set(struct workload_config *cfg, const char *key, const char *value, char *err,
                 size_t err_size);

/* Set from "key=value,...", each key at most once. On failure *cfg is as before. */
int workload_parse(struct workload_config *cfg, const char *text, char *err, size_t err_size);

/* Checks that keys agree with each other (span holds the largest size, weights sum > 0 ...). */
int workload_check(const struct workload_config *cfg, char *err, size_t err_size);

struct workload; /* opaque, owned by the caller until workload_free */
/* NULL: workload_check refuses cfg, or no memory. cfg is copied. */
struct workload *workload_new(const struct workload_config *cfg, uint64_t seed);
/* false after the last request. With rate 0 time_ns is 0: the replayer's queue depth paces. */
bool workload_next(struct workload *w, struct request *out);
void workload_free(struct workload *w);

#endif
