/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_fifo.c: the mirror FIFO alone: sustained rate, latencies, and the depth formula beside the
 * measured rate. Prints one JSON object; edges and beats, no wall clock.
 *
 * Rates are beats an edge of the slower clock, beats released as they are read, over 3000 edges.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>

#include "mirror_bench.h"

enum { EDGES = 3000 };

static struct mirror_config plain(unsigned wr_ps, unsigned rd_ps, unsigned limit) {
  return (struct mirror_config){.wr_ps = wr_ps,
                                .rd_ps = rd_ps,
                                .rd_phase_ps = rd_ps * 2 / 5,
                                .limit = limit,
                                .write_percent = 100,
                                .read_percent = 100,
                                .release_every = 1};
}

static double rate(unsigned wr_ps, unsigned rd_ps, unsigned limit) {
  struct mirror_config c = plain(wr_ps, rd_ps, limit);
  struct mirror_bench b;
  mirror_start(&b, &c);
  b.write_goal = UINT64_MAX;
  if (wr_ps >= rd_ps)
    mirror_wait_wr(&b, 100);
  else
    mirror_wait_rd(&b, 100);
  uint64_t from = b.read;
  if (wr_ps >= rd_ps)
    mirror_wait_wr(&b, EDGES);
  else
    mirror_wait_rd(&b, EDGES);
  double beats = (double)(b.read - from);
  mirror_stop(&b);
  return beats / EDGES;
}

/* One beat into the empty FIFO: edges until it can be read, and from its release until it is free.
 */
static void latency(unsigned wr_ps, unsigned rd_ps, unsigned *forward, unsigned *back) {
  struct mirror_config c = plain(wr_ps, rd_ps, MIRROR_DEPTH);
  struct mirror_bench b;
  uint64_t from;
  c.read_percent = 0;
  mirror_start(&b, &c);
  b.write_goal = 1;
  while (b.written == 0) mirror_step(&b);
  for (from = b.rd_edges; !*b.d->rd_valid;) mirror_step(&b);
  *forward = (unsigned)(b.rd_edges - from);
  b.config.read_percent = 100;
  while (b.released == 0) mirror_step(&b);
  for (from = b.wr_edges; *b.d->wr_level != 0;) mirror_step(&b);
  *back = (unsigned)(b.wr_edges - from);
  mirror_stop(&b);
}

int main(void) {
  static const unsigned ps[][2] = {{1000, 10000}, {1000, 3000}, {2000, 3000}, {3000, 3000},
                                   {3000, 2000},  {3000, 1000}, {10000, 1000}};
  unsigned worst_forward = 0, worst_back = 0;
  double lowest = 1;
  puts("{\"clock_ratios\": [");
  for (unsigned i = 0; i < sizeof ps / sizeof *ps; i++) {
    unsigned forward, back;
    double r = rate(ps[i][0], ps[i][1], MIRROR_DEPTH);
    latency(ps[i][0], ps[i][1], &forward, &back);
    if (r < lowest) lowest = r;
    if (forward > worst_forward) worst_forward = forward;
    if (back > worst_back) worst_back = back;
    printf(
        "  %s{\"wr_ps\": %u, \"rd_ps\": %u, \"beats_per_slower_clock\": %.4f, "
        "\"forward_edges\": %u, \"return_edges\": %u}\n",
        i == 0 ? "" : ",", ps[i][0], ps[i][1], r, forward, back);
  }
  puts("], \"depth_formula\": [");
  for (unsigned limit = 1; limit <= 8; limit++) {
    double formula = (double)limit / (worst_forward + worst_back + 1);
    printf("  %s{\"limit\": %u, \"formula\": %.4f, \"measured\": %.4f}\n", limit == 1 ? "" : ",",
           limit, formula < 1 ? formula : 1, rate(3000, 3000, limit));
  }
  printf("], \"summary\": \"%.3f beats a clock at 1:10 to 10:1, forward %u edges, return %u\"}\n",
         lowest, worst_forward, worst_back);
  return 0;
}
