/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep_point.c: one point: a run, or pairs of runs of which the second has a second fault.
 *
 * Losses. A run without faults says how long the requests take. Then for each of N seeds: A's power
 * unit fails hard at a random moment of that time, and the run says how long its mirror FIFO took
 * to drain and whether anything was lost (it must not be). The same again with a second fault, at a
 * random moment of the next within_us: what keeps the other copy alive fails, too. 300 us later all
 * that failed comes back, so that whatever is left can be read and judged. Moments are drawn from
 * the sweep's seed: all points get the same, as parts of their own time.
 */
#include <err.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "replay.h"
#include "rng.h"
#include "sweep.h"
#include "twk_layout.h"

#define MIB 0x1p20
#define PS_PER_US 1e6
#define NS_PER_US 1000U
#define RETURN_US 300U
#define SIGMAS 1.959964 /* 95 % of a normal distribution, both sides */

static const char *const run_columns[] = {"outcome",
                                          "writes",
                                          "ack_p50_cycles",
                                          "ack_p50_ns",
                                          "ack_p99_ns",
                                          "ack_p99_9_ns",
                                          "ack_max_ns",
                                          "written_mib_s",
                                          "fifo_limit_beats",
                                          "fifo_max_beats",
                                          "fifo_mean_beats",
                                          "stall_fifo_cycles",
                                          "stall_slot_cycles",
                                          "stall_room_cycles",
                                          "takeover_us",
                                          "drain_us",
                                          "exposed_us",
                                          "lost_blocks",
                                          NULL};
static const char *const loss_columns[] = {
    "outcome",     "runs",        "run_us",      "drain_mean_us", "drain_max_us", "exposed_mean_us",
    "single_lost", "double_lost", "probability", "low",           "high",         "lost_blocks",
    NULL};

const char *sweep_column(const struct sweep *s, unsigned column) {
  return s->options->losses ? loss_columns[column] : run_columns[column];
}

unsigned sweep_column_find(const struct sweep *s, const char *name) {
  unsigned c = 0;

  while (strcmp(sweep_column(s, c), name)) c++;
  return 1 + s->options->axes + c;
}

struct line {
  char *text;
  size_t used;
};

static void put(struct line *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct line *l, const char *format, ...) {
  va_list args;

  va_start(args, format);
  int n = vsnprintf(l->text + l->used, SWEEP_LINE - l->used, format, args);
  va_end(args);
  l->used += (size_t)n < SWEEP_LINE - l->used ? (size_t)n : SWEEP_LINE - l->used - 1;
}

static struct line begin(const struct sweep *s, unsigned point, char *text) {
  struct line l = {.text = text};

  put(&l, "%u", point);
  for (unsigned a = 0; a < s->options->axes; a++) put(&l, ",%s", sweep_value(s, point, a));
  return l;
}

struct teller {
  void (*said)(void *user, unsigned permille);
  void *user;
  unsigned done, of; /* runs */
};

static void tell(void *user, uint64_t done, uint64_t total) {
  const struct teller *t = user;
  double part = total ? (double)done / (double)total : 0;

  t->said(t->user, (unsigned)(1000 * (t->done + part) / t->of));
}

static void run(const struct sweep *s, const struct config *cfg, struct teller *t,
                struct replay_result *out) {
  struct replay_options o = {
      .cfg = cfg, .mode = cfg->modes[0], .trace = sweep_trace(s, cfg), .progress = tell, .user = t};

  replay_run(&o, out);
  t->done++;
}

static uint64_t damage(const struct replay_result *r) {
  const struct oracle_counters *o = &r->oracle;

  return o->lost + o->torn + o->misplaced + o->alien + r->unreadable;
}

/* Why a run did not go well; NULL: it did. */
static const char *trouble(const struct replay_result *r) {
  return r->outcome == REPLAY_GOOD ? NULL : r->finding;
}

/* ---- one run */

static uint64_t either(const uint64_t of[CSIM_SIDES]) {
  return of[CSIM_A] + of[CSIM_B];
}

static void one_run(const struct sweep *s, const struct config *cfg, struct line *l,
                    struct teller *t) {
  static struct replay_result r;

  run(s, cfg, t, &r);
  const struct csim_counters *c = &r.counters;
  const struct replay_latency *w = &r.latency[REQUEST_WRITE];
  double busy_s = (double)(r.simulated_ps - r.final_flush_ps) / 1e12, mean = 0;
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (c->cycles[i]) mean = fmax(mean, (double)c->fifo_sum[i] / (double)c->cycles[i]);
  const unsigned *max = c->fifo_max;
  if (trouble(&r))
    fprintf(stderr, "twinack sweep: point %.*s: %s\n", (int)strcspn(l->text, ","), l->text,
            trouble(&r));
  put(l, ",%s", r.outcome == REPLAY_GOOD ? "good" : r.outcome == REPLAY_STUCK ? "stuck" : "wrong");
  put(l, ",%" PRIu64 ",%" PRIu64, w->count, w->cycles[P50]);
  for (int p = P50; p < PERCENTILES; p++) put(l, ",%.3f", (double)w->ps[p] / 1000);
  put(l, ",%.3f,%u,%u,%.1f", busy_s > 0 ? (double)r.bytes_written / MIB / busy_s : 0, r.fifo_limit,
      max[max[CSIM_B] > max[CSIM_A]], mean);
  put(l, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, either(c->stall_fifo), either(c->stall_slot),
      either(c->stall_room));
  put(l, ",%.3f,%.3f,%.3f", (double)c->takeover_ps[0] / PS_PER_US, (double)c->drain_ps / PS_PER_US,
      (double)c->exposed_ps / PS_PER_US);
  put(l, ",%" PRIu64, damage(&r));
}

/* ---- losses */

/* By topology: what feeds A's mirror FIFO once A's unit is gone, and how it comes back. In `own`
 * that is nothing, so the other cache goes. */
static const struct {
  const char *fails, *returns;
} second[] = {[TWK_TOPOLOGY_PEER] = {"psu-hard:B", "restore:B"},
              [TWK_TOPOLOGY_THIRD] = {"psu-hard:C", "restore:C"},
              [TWK_TOPOLOGY_BATTERY] = {"battery-failed:A", "battery-ok:A"},
              [TWK_TOPOLOGY_OWN] = {"psu-hard:B", "restore:B"}};

struct loss {
  double drain_us, drain_max_us, exposed_us;
  unsigned single, twice; /* runs that lost something */
  uint64_t blocks;        /* lost in the second runs */
  bool stuck, broken;
};

static void add_fault(struct config *cfg, const char *what, uint64_t at_ns) {
  char text[FAULT_TEXT], err[160];

  snprintf(text, sizeof text, "%s@%" PRIu64 "ns", what, at_ns);
  if (fault_parse(text, &cfg->csim.faults, err, sizeof err)) errx(1, "%s", err);
}

/* What is wrong whatever was lost. */
static void note(struct loss *l, const struct replay_result *r) {
  l->stuck |= r->outcome == REPLAY_STUCK;
  l->broken |= r->found[FINDING_OTHER] != 0 || r->found[FINDING_BLOCKED] != 0;
}

static void one_pair(const struct sweep *s, struct config cfg, uint64_t first_ns, uint64_t gap_ns,
                     struct loss *l, struct teller *t) {
  static struct replay_result r;
  unsigned topology = cfg.csim.power.topology;
  uint64_t back_ns = first_ns + gap_ns + RETURN_US * NS_PER_US;

  add_fault(&cfg, "psu-hard:A", first_ns);
  run(s, &cfg, t, &r);
  double drain_us = (double)r.counters.drain_ps / PS_PER_US;
  l->drain_us += drain_us;
  l->drain_max_us = fmax(l->drain_max_us, drain_us);
  l->exposed_us += (double)r.counters.exposed_ps / PS_PER_US;
  l->single += damage(&r) != 0;
  note(l, &r);
  add_fault(&cfg, second[topology].fails, first_ns + gap_ns);
  add_fault(&cfg, second[topology].returns, back_ns);
  add_fault(&cfg, "restore:A", back_ns);
  run(s, &cfg, t, &r);
  l->twice += damage(&r) != 0;
  l->blocks += damage(&r);
  note(l, &r);
}

/* Wilson's interval of k in n. */
static void wilson(unsigned k, unsigned n, double *low, double *high) {
  double z2 = SIGMAS * SIGMAS, p = (double)k / n;
  double middle = p + z2 / (2 * n), scale = 1 + z2 / n;
  double half = SIGMAS * sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));

  *low = k == 0 ? 0 : (middle - half) / scale;
  *high = k == n ? 1 : (middle + half) / scale;
}

/* What a single fault must not do. */
static bool protected(const struct config *cfg) {
  return cfg->csim.power.topology != TWK_TOPOLOGY_OWN && cfg->modes[0] != TWK_MODE_LOCAL;
}

static void losses(const struct sweep *s, const struct config *cfg, struct line *line,
                   struct teller *t) {
  static struct replay_result r;
  unsigned n = s->options->losses;
  struct loss l = {0};
  struct rng rng;
  double low, high;

  run(s, cfg, t, &r);
  uint64_t run_ns = (r.simulated_ps - r.final_flush_ps - r.series.start_ps) / 1000;
  note(&l, &r);
  rng_seed(&rng, cfg->csim.seed);
  for (unsigned i = 0; i < n; i++) {
    struct config one = *cfg;
    uint64_t first = rng_next(&rng) >> 32, gap = rng_next(&rng) >> 32;
    one.csim.seed = rng_next(&rng) >> 16;
    one_pair(s, one, first * run_ns >> 32, gap * s->options->within_us * NS_PER_US >> 32, &l, t);
  }
  wilson(l.twice, n, &low, &high);
  bool wrong = l.broken || (protected(cfg) && l.single);
  put(line, ",%s,%u,%.3f",
      l.stuck ? "stuck"
      : wrong ? "wrong"
              : "good",
      n, (double)run_ns / NS_PER_US);
  put(line, ",%.3f,%.3f,%.3f", l.drain_us / n, l.drain_max_us, l.exposed_us / n);
  put(line, ",%u,%u,%.4f,%.4f,%.4f", l.single, l.twice, (double)l.twice / n, low, high);
  put(line, ",%" PRIu64, l.blocks);
}

void sweep_point(const struct sweep *s, unsigned point, char text[SWEEP_LINE],
                 void (*said)(void *user, unsigned permille), void *user) {
  struct teller t = {.said = said, .user = user, .of = 1 + 2 * s->options->losses};
  struct line l = begin(s, point, text);
  struct config cfg;

  sweep_config(s, point, &cfg);
  if (s->options->losses)
    losses(s, &cfg, &l, &t);
  else
    one_run(s, &cfg, &l, &t);
}
