/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "exit_status.h"
#include "progress.h"

#define ERR_SIZE 256

struct crash {
  struct crash_options options;
  struct crash_report report;
  struct output json, doc, plot;
  char png[PATH_MAX];
};

static int complain(const char *what, int status) {
  fprintf(stderr, "twinack crash: %s\n", what);
  return status;
}

/* ---- units */

static bool wanted(const struct crash_options *o, unsigned mode, unsigned topology) {
  return (o->modes >> mode & 1) && (o->topologies >> topology & 1);
}

/* Fills units, if any are given; how many. */
static unsigned make_units(const struct crash_report *r, struct crash_unit *units) {
  const struct crash_options *o = r->options;
  unsigned count = 0, shard = 0, chosen = 0;
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
      for (unsigned first = 0; wanted(o, m, t) && first < r->length[m]; first += CRASH_SHARD) {
        unsigned left = r->length[m] - first;
        if (shard++ % o->part != 0) continue;
        unsigned clocks = chosen++ % CRASH_UNEQUAL_EVERY == 0 ? 2 : 1;
        for (unsigned apart = 0; apart < clocks; apart++, count++)
          if (units != NULL)
            units[count] = (struct crash_unit){.mode = m,
                                               .topology = t,
                                               .first = first,
                                               .cycles = left < CRASH_SHARD ? left : CRASH_SHARD,
                                               .unequal = apart};
      }
  return count;
}

static int measure(struct crash *c, char *err) {
  for (unsigned m = 0; m < CRASH_MODES; m++) {
    struct explore_plan p = c->options.plan;
    p.mode = m;
    if (!(c->options.modes >> m & 1)) continue;
    c->report.length[m] = explore_length(&p, err, ERR_SIZE);
    if (c->report.length[m] == 0) return -1;
  }
  return 0;
}

/* ---- files */

static int open_files(struct crash *c, char *err) {
  const struct crash_options *o = &c->options;
  if (o->plot != NULL) snprintf(c->png, sizeof c->png, "%s.png", o->plot);
  return output_open(&c->json, o->json, err, ERR_SIZE) ||
         output_open(&c->doc, o->doc, err, ERR_SIZE) ||
         output_open(&c->plot, o->plot, err, ERR_SIZE);
}

static int write_files(struct crash *c, char *err) {
  if (c->json.file) crash_report_json(&c->report, c->json.file);
  if (c->doc.file) crash_report_doc(&c->report, c->doc.file);
  if (c->plot.file) crash_report_plot(&c->report, c->png, c->plot.file);
  int failed = output_commit(&c->json, err, ERR_SIZE);
  failed |= output_commit(&c->doc, err, ERR_SIZE);
  return output_commit(&c->plot, err, ERR_SIZE) | failed;
}

static void drop_files(struct crash *c) {
  output_drop(&c->json);
  output_drop(&c->doc);
  output_drop(&c->plot);
}

static void print_speed(const struct crash *c, double seconds) {
  struct crash_sum s = {0};
  crash_sum_all(&s, &c->report.all);
  fprintf(stderr, "%.1f s, %.0f states a second and process\n", seconds,
          (double)s.states / seconds / c->options.jobs);
}

static int explore(struct crash *c, char *err) {
  unsigned count = make_units(&c->report, NULL);
  size_t size = count * sizeof(struct crash_unit);
  struct crash_unit *units = crash_jobs_memory(size);
  if (units == NULL) return complain("no memory to share among processes", EXIT_WRONG);
  make_units(&c->report, units);
  double started = progress_now_s();
  if (crash_jobs_run(units, count, &c->options, err, ERR_SIZE) != 0)
    return complain(err, EXIT_WRONG);
  crash_collect(&c->report, units, count);
  munmap(units, size);
  crash_report_table(&c->report, stdout);
  crash_report_findings(&c->report, stdout);
  bool printed = fflush(stdout) == 0; /* before stderr: a log has both in their order */
  print_speed(c, progress_now_s() - started);
  if (write_files(c, err) != 0) return complain(err, EXIT_WRONG);
  return printed && crash_good(&c->report) ? EXIT_WELL : EXIT_WRONG;
}

int crash_main(int argc, char **argv) {
  char err[ERR_SIZE];
  struct crash *c = calloc(1, sizeof *c);
  if (c == NULL) return complain("out of memory", EXIT_WRONG);
  crash_options_parse(&c->options, argc, argv);
  c->report.options = &c->options;
  int status;
  if (c->options.replay)
    status = crash_replay(&c->options, argc, argv);
  else if (open_files(c, err) != 0)
    status = complain(err, EXIT_BAD_INPUT);
  else if (measure(c, err) != 0)
    status = complain(err, EXIT_BAD_INPUT);
  else
    status = explore(c, err);
  drop_files(c);
  free(c);
  return status;
}
