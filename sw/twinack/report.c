/* SPDX-License-Identifier: Apache-2.0 */
/* The table. */
#include "report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "twk_layout.h"

#define LABEL 20
#define WIDTH 80
#define CELL_MAX 18
#define CELL_TEXT 40

struct cell {
  char text[CELL_TEXT];
};

typedef struct cell (*cell_of)(const struct report *r, const struct job *j);

static struct cell cell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static struct cell cell(const char *format, ...) {
  struct cell c;
  va_list args;

  va_start(args, format);
  vsnprintf(c.text, sizeof c.text, format, args);
  va_end(args);
  return c;
}

/* Four characters at most up to a thousand million. */
static struct cell short_count(uint64_t n) {
  if (n < 10000) return cell("%" PRIu64, n);
  if (n < 1000000) return cell("%" PRIu64 "k", n / 1000);
  return cell("%" PRIu64 "M", n / 1000000);
}

const struct job *report_base(const struct report *r) {
  for (unsigned i = 0; i < r->count; i++)
    if (r->jobs[i].mode == TWK_MODE_EARLY) return &r->jobs[i];
  return r->jobs;
}

const char *report_file_name(const char *path) {
  const char *slash = strrchr(path, '/');

  return slash ? slash + 1 : path;
}

bool report_all_well(const struct report *r) {
  for (unsigned i = 0; i < r->count; i++)
    if (r->jobs[i].result.outcome != REPLAY_GOOD) return false;
  return true;
}

static struct cell mode(const struct report *r, const struct job *j) {
  (void)r;
  return cell("%s", config_mode_name(j->mode));
}

static struct cell commands(const struct report *r, const struct job *j) {
  (void)r;
  return cell("%" PRIu64, j->result.commands);
}

static struct cell kinds(const struct report *r, const struct job *j) {
  const struct replay_latency *l = j->result.latency;

  (void)r;
  return cell("%s/%s/%s", short_count(l[REQUEST_WRITE].count).text,
              short_count(l[REQUEST_READ].count).text, short_count(l[REQUEST_FLUSH].count).text);
}

static struct cell data(const struct report *r, const struct job *j) {
  (void)r;
  return cell("%.1f/%.1f", (double)j->result.bytes_written / 0x1p20,
              (double)j->result.bytes_read / 0x1p20);
}

static struct cell ratio(double value, double base) {
  if (base == 0) return cell("-");
  return value / base < 100 ? cell("%.1f", value / base) : cell("%.0f", value / base);
}

static struct cell ratios(const struct report *r, const struct job *j) {
  const uint64_t *base = report_base(r)->result.latency[REQUEST_WRITE].ps;
  const uint64_t *mine = j->result.latency[REQUEST_WRITE].ps;
  struct cell each[3];

  for (int p = P50; p <= P99_9; p++) each[p] = ratio((double)mine[p], (double)base[p]);
  return cell("%s/%s/%s", each[P50].text, each[P99].text, each[P99_9].text);
}

static struct cell fifo_max(const struct report *r, const struct job *j) {
  const unsigned *max = j->result.counters.fifo_max;
  unsigned most = max[CSIM_A] > max[CSIM_B] ? max[CSIM_A] : max[CSIM_B];

  (void)r;
  return cell("%u (%.1f%%)", most, 100.0 * most / j->result.fifo_limit);
}

static struct cell fifo_mean(const struct report *r, const struct job *j) {
  const struct csim_counters *c = &j->result.counters;
  double most = 0;

  (void)r;
  for (int s = 0; s < CSIM_SIDES; s++) {
    double mean = c->cycles[s] ? (double)c->fifo_sum[s] / (double)c->cycles[s] : 0;
    if (mean > most) most = mean;
  }
  return cell("%.1f (%.0f%%)", most, 100 * most / j->result.fifo_limit);
}

static struct cell stalls(const struct report *r, const struct job *j) {
  const struct csim_counters *c = &j->result.counters;

  (void)r;
  return cell("%s/%s/%s", short_count(c->stall_fifo[CSIM_A] + c->stall_fifo[CSIM_B]).text,
              short_count(c->stall_slot[CSIM_A] + c->stall_slot[CSIM_B]).text,
              short_count(c->stall_room[CSIM_A] + c->stall_room[CSIM_B]).text);
}

static struct cell cycles(const struct report *r, const struct job *j) {
  (void)r;
  return cell("%" PRIu64, j->result.counters.cycles[CSIM_A]);
}

static struct cell speed(const struct report *r, const struct job *j) {
  (void)r;
  if (j->wall_s <= 0) return cell("-");
  return cell("%.2f (%.*f)", (double)j->result.counters.cycles[CSIM_A] / j->wall_s / 1e6,
              j->wall_s < 1000 ? 1 : 0, j->wall_s);
}

static struct cell damage(const struct report *r, const struct job *j) {
  const struct oracle_counters *o = &j->result.oracle;

  (void)r;
  return cell("%" PRIu64 "/%" PRIu64, o->lost + o->misplaced + o->alien, o->torn);
}

static struct cell takeovers(const struct report *r, const struct job *j) {
  const struct csim_counters *c = &j->result.counters;

  (void)r;
  return cell("%u/%s", c->takeovers, short_count(c->retries).text);
}

static struct cell windows(const struct report *r, const struct job *j) {
  const struct csim_counters *c = &j->result.counters;

  (void)r;
  return cell("%s/%s", short_count(c->exposed_ps / 1000000).text,
              short_count(c->unserved_ps / 1000000).text);
}

static struct cell ack_cycles(const struct job *j, int p) {
  return cell("%" PRIu64, j->result.latency[REQUEST_WRITE].cycles[p]);
}

static struct cell ack_ns(const struct job *j, int p) {
  return cell("%.1f", (double)j->result.latency[REQUEST_WRITE].ps[p] / 1000);
}

static int cell_width(const struct report *r) {
  int width = (WIDTH - LABEL) / (int)r->count;

  return width < CELL_MAX ? width : CELL_MAX;
}

static void row(const struct report *r, FILE *out, const char *label, cell_of of) {
  fprintf(out, "%-*s", LABEL, label);
  for (unsigned i = 0; i < r->count; i++)
    fprintf(out, "%*s", cell_width(r), of(r, &r->jobs[i]).text);
  fputc('\n', out);
}

static void latency_rows(const struct report *r, FILE *out, const char *unit,
                         struct cell (*of)(const struct job *j, int p)) {
  static const char *const names[PERCENTILES] = {"p50", "p99", "p99.9", "max"};

  for (int p = 0; p < PERCENTILES; p++) {
    char label[LABEL + 1];
    snprintf(label, sizeof label, "ack %s, %s", names[p], unit);
    fprintf(out, "%-*s", LABEL, label);
    for (unsigned i = 0; i < r->count; i++)
      fprintf(out, "%*s", cell_width(r), of(&r->jobs[i], p).text);
    fputc('\n', out);
  }
}

static void title(const struct report *r, FILE *out) {
  const char *pace = config_closed(r->cfg) ? "closed" : "by its times";

  if (r->trace)
    fprintf(out, "%.20s (%s), %zu requests, %s, seed %" PRIu64 "\n",
            report_file_name(r->cfg->trace), trace_format_name(r->trace->format), r->trace->count,
            pace, r->cfg->csim.seed);
  else
    fprintf(out, "workload, %" PRIu64 " requests, %s, seed %" PRIu64 "\n", r->cfg->workload.count,
            pace, r->cfg->csim.seed);
}

/* With faults two rows give way to what failed over. */
void report_table(const struct report *r, FILE *out) {
  bool faults = r->cfg->csim.faults.count != 0;

  title(r, out);
  row(r, out, "ack mode", mode);
  row(r, out, "commands", commands);
  row(r, out, "writes/reads/flushes", kinds);
  row(r, out, "written/read, MiB", data);
  latency_rows(r, out, "cycles", ack_cycles);
  latency_rows(r, out, "ns", ack_ns);
  if (r->count > 1 && !faults) row(r, out, "ratio p50/p99/p99.9", ratios);
  row(r, out, "FIFO max, beats", fifo_max);
  if (!faults) row(r, out, "FIFO mean, beats", fifo_mean);
  row(r, out, "FIFO/slot/room stall", stalls);
  if (faults) row(r, out, "takeovers/retries", takeovers);
  if (faults) row(r, out, "exposed/unserved, us", windows);
  row(r, out, "simulated cycles", cycles);
  row(r, out, "Mcycles/s (seconds)", speed);
  row(r, out, "lost/torn blocks", damage);
}
