/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_speed.c: how fast a build simulates, beside the same model with constant inputs and no
 * test bench. Linked once with each build of the model; prints one JSON object.
 *
 * Usage: bench_speed NAME KCYCLES [FST]: five rounds of both in turn; medians, and the median
 * ratio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clocks.h"
#include "csim.h"
#include "model.h"
#include "power_pins.h"

#define ROUNDS 5
#define DEPTH 4

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(const double v[ROUNDS]) {
  double s[ROUNDS];
  for (unsigned i = 0; i < ROUNDS; i++) s[i] = v[i];
  qsort(s, ROUNDS, sizeof *s, by_value);
  return s[ROUNDS / 2];
}

/* Three writes to one read, 4 KiB, both volumes: a system that always has something to do. */
static double busy(struct csim *s, uint64_t cycles) {
  static uint8_t data[CSIM_QUEUE_DEPTH][4096];
  static unsigned n;
  struct csim_counters c;
  struct csim_completion done;
  csim_counters(s, &c);
  uint64_t end = c.cycles[CSIM_A] + cycles;
  double start = seconds();
  while (c.cycles[CSIM_A] < end) {
    for (uint8_t v = 0; v < 2; v++) {
      for (; csim_outstanding(s, v) < DEPTH; n++) {
        struct csim_command cmd = {.op = n % 4 == 3 ? TWK_OP_READ : TWK_OP_WRITE,
                                   .volume = v,
                                   .lba = n * 7919ULL % 1000 * 8,
                                   .blocks = 8,
                                   .data = data[n % CSIM_QUEUE_DEPTH]};
        csim_post(s, &cmd);
      }
    }
    csim_run(s, csim_now_ps(s) + 1000000);
    while (csim_poll(s, &done)) continue;
    csim_counters(s, &c);
  }
  return (double)cycles / (seconds() - start);
}

static void pins(struct model *m, unsigned high) {
  *m->clk_a = high >> CLOCK_A & 1;
  *m->clk_b = high >> CLOCK_B & 1;
  *m->clk_m = high >> CLOCK_M & 1;
  *m->clk_p = high >> CLOCK_P & 1;
  model_eval(m);
}

/* Same clocks, same rule for falling edges, resets released, every other input at rest. */
static double bare(struct model *m, struct clocks *k, uint64_t cycles) {
  double start = seconds();
  for (uint64_t n = 0, high = 0; n < cycles;) {
    unsigned rising = clocks_step(k);
    if (rising == 0) continue;
    if (rising & high) pins(m, 0);
    pins(m, rising);
    high = rising;
    n += rising & 1U << CLOCK_A;
  }
  return (double)cycles / (seconds() - start);
}

static struct model *released(void) {
  struct model *m = model_new(0);
  struct power_config power;
  if (m == NULL) exit(1);
  model_eval(m);
  power_config_defaults(&power);
  power_pins_start(m, &power);
  *m->a_rst_n = *m->b_rst_n = *m->ab_rst_n = *m->ba_rst_n = 1;
  *m->ab_drain_rst_n = *m->ba_drain_rst_n = 1;
  return m;
}

int main(int argc, char **argv) {
  char err[160];
  struct csim_config cfg;
  double fast[ROUNDS], rest[ROUNDS], ratio[ROUNDS];
  if (argc < 3) {
    fputs("usage: bench_speed NAME KCYCLES [FST]\n", stderr);
    return 2;
  }
  uint64_t cycles = strtoull(argv[2], NULL, 10) * 1000;
  csim_config_defaults(&cfg);
  struct csim *s = csim_create(&cfg, err, sizeof err);
  if (s == NULL || (argc > 3 && csim_trace_open(s, argv[3]) != 0)) {
    fprintf(stderr, "bench_speed: %s\n", s == NULL ? err : "cannot write the waveform");
    return 1;
  }
  const unsigned period[CLOCKS] = {cfg.period_a_ps, cfg.period_b_ps, cfg.period_m_ps,
                                   cfg.period_p_ps};
  struct clocks clocks;
  clocks_init(&clocks, period, 0, true, cfg.seed);
  struct model *m = released();
  for (unsigned i = 0; i < ROUNDS; i++) {
    fast[i] = busy(s, cycles);
    rest[i] = bare(m, &clocks, cycles);
    ratio[i] = fast[i] / rest[i];
  }
  printf(
      "{\"build\": \"%s\", \"mcycles_per_s\": %.4f, \"bare_mcycles_per_s\": %.4f, "
      "\"ratio\": %.3f}\n",
      argv[1], median(fast) / 1e6, median(rest) / 1e6, median(ratio));
  model_delete(m);
  csim_destroy(s);
  return 0;
}
