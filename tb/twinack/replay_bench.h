/* SPDX-License-Identifier: Apache-2.0 */
/* replay_bench.h: a trace written by hand, the fake system, and a replay of one on the other. */
#ifndef REPLAY_BENCH_H
#define REPLAY_BENCH_H

#include "fake_csim.h"
#include "replay.h"

#define BENCH_VOLUME 2048      /* blocks */
#define BENCH_LATENCY 10000000 /* ps */
#define BENCH_REQUESTS 2000

struct bench {
  struct fake_csim *fake;
  struct config cfg;
  struct request request[BENCH_REQUESTS];
  struct trace trace;
  struct replay_result result;
  uint64_t progress_calls, progress_last;
};

/* An empty trace; clock A of 1 ns, clock B of 2 ns. */
void bench_setup(struct bench *b);
void bench_add(struct bench *b, uint64_t time_ns, enum request_op op, uint32_t device, uint64_t lba,
               uint64_t blocks);
void bench_run(struct bench *b);
/* Commands posted, without the two flushes at the end, which are checked. */
unsigned bench_host_posts(const struct bench *b);

#endif
