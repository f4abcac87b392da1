/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_crossover.c: at which offered load the mirror FIFO fills, and early is no sooner than sync.
 *
 * 4 KiB writes at fixed spacing to volume 0, random addresses. Load is offered payload as a
 * fraction of what the host port could carry (one beat a clock). Firmware and disks are made quick
 * here, so that the link is what limits. A row a load, and the lowest load at which the FIFO was
 * full and the median early ack took at least 0.9 of sync's (0: none). A longer run brings both
 * down to what the link carries of payload, 64/67 of its rate. Simulated time only.
 *
 * Usage: bench_crossover RATE: beats the link carries in 256 clocks; prints one JSON object.
 */
#include <stdio.h>
#include <stdlib.h>

#include "csim.h"
#include "workload.h"

#define COMMANDS 500
#define BLOCKS 8
#define BEATS 64

struct point {
  uint64_t p50; /* owner cycles, post to ack */
  unsigned fifo_max;
};

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static struct csim *system_with(unsigned mode, unsigned link_rate) {
  char err[160];
  struct csim_config cfg;
  csim_config_defaults(&cfg);
  cfg.mode = mode;
  cfg.link_rate = link_rate;
  cfg.controller.cost_decision = 10;
  cfg.controller.cost_entry = 2;
  cfg.disk.write_us = 2;
  struct csim *s = csim_create(&cfg, err, sizeof err);
  if (s != NULL) return s;
  fprintf(stderr, "bench_crossover: %s\n", err);
  exit(1);
}

/* Median over the second half, when the FIFO has had time to fill. Latency counts from the port's
 * queue: beyond 32 commands outstanding the host waits, so that an overload has a steady state. */
static struct point measure(unsigned mode, unsigned link_rate, double load) {
  static uint8_t data[BLOCKS * 512];
  uint64_t latency[COMMANDS];
  char err[160];
  struct request next;
  struct csim_completion done;
  struct csim_config base;
  struct workload_config w;
  csim_config_defaults(&base);
  workload_defaults(&w);
  w.volumes = 1;
  w.write_percent = 100;
  w.count = COMMANDS;
  w.rate = load * 1e12 / base.period_a_ps / (BLOCKS * BEATS);
  struct workload *traffic = NULL;
  if (workload_check(&w, err, sizeof err) == 0) traffic = workload_new(&w, 1);
  if (traffic == NULL) exit(1);
  struct csim *s = system_with(mode, link_rate);
  uint64_t origin = csim_now_ps(s);
  bool more = workload_next(traffic, &next);
  for (unsigned acked = 0; acked < COMMANDS;) {
    uint64_t due = more ? origin + next.time_ns * 1000 : UINT64_MAX;
    struct csim_command c = {.op = TWK_OP_WRITE, .blocks = BLOCKS, .data = data};
    c.lba = more ? next.lba : 0;
    if (due <= csim_now_ps(s) && csim_post(s, &c) == 0) {
      more = workload_next(traffic, &next);
      continue;
    }
    csim_run(s, due > csim_now_ps(s) ? due : csim_now_ps(s) + 1000000);
    while (csim_poll(s, &done)) latency[acked++] = done.done_cycle - done.posted_cycle;
  }
  struct csim_counters counters;
  csim_counters(s, &counters);
  csim_destroy(s);
  workload_free(traffic);
  qsort(latency + COMMANDS / 2, COMMANDS / 2, sizeof *latency, by_value);
  return (struct point){latency[COMMANDS * 3 / 4], counters.fifo_max[CSIM_A]};
}

int main(int argc, char **argv) {
  static const double part[] = {0.50, 0.90, 0.96, 1.00, 1.05, 1.20};
  unsigned rate = argc == 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
  double full_from = 0, crossover = 0;
  if (rate < 1 || rate > 256) {
    fputs("usage: bench_crossover RATE (1 to 256)\n", stderr);
    return 2;
  }
  printf("{\"link_beats_per_clock\": %.3f, \"points\": [\n", rate / 256.0);
  for (unsigned l = 0; l < sizeof part / sizeof *part; l++) {
    double load = part[l] * rate / 256.0;
    struct point early = measure(TWK_MODE_EARLY, rate, load);
    struct point sync = measure(TWK_MODE_SYNC, rate, load);
    bool full = early.fifo_max >= csim_fifo_depth();
    bool equal = (double)early.p50 >= 0.9 * (double)sync.p50;
    if (full_from == 0 && full) full_from = load;
    if (crossover == 0 && full && equal) crossover = load;
    printf("  %s{\"load\": %.4f, \"early_p50\": %llu, \"sync_p50\": %llu, \"fifo_max\": %u}\n",
           l == 0 ? "" : ",", load, (unsigned long long)early.p50, (unsigned long long)sync.p50,
           early.fifo_max);
    fflush(stdout);
  }
  printf("], \"full_load\": %.4f, \"crossover_load\": %.4f}\n", full_from, crossover);
  return 0;
}
