/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash.h: `twinack crash`: explores crashes in several processes, reports, and replays one state.
 */
#ifndef TWINACK_CRASH_H
#define TWINACK_CRASH_H

#include "explore.h"
#include "output.h"

#define CRASH_MODES 4
#define CRASH_TOPOLOGIES 4
#define CRASH_SHARD 64U         /* cycles of a window that one process explores at a time */
#define CRASH_RETURN "return"   /* of --replay: then all that failed comes back */
#define CRASH_UNEQUAL_EVERY 16U /* shards to one explored once more with clocks apart */

struct crash_options {
  unsigned modes, topologies; /* sets: bit i */
  unsigned part;              /* every part-th shard is explored; 1: all */
  unsigned jobs;
  struct explore_plan plan; /* all but mode, topology, clocks and window */
  const char *json, *doc, *plot, *wave;
  bool replay;
  struct explore_state state; /* of replay */
};

/* One piece of work, and what came of it. */
struct crash_unit {
  unsigned mode, topology, first, cycles;
  bool unequal, done;
  struct explore_result result;
};

struct crash_report {
  const struct crash_options *options;
  unsigned length[CRASH_MODES]; /* cycles of the window */
  unsigned units;
  struct explore_result cell[CRASH_MODES][CRASH_TOPOLOGIES]; /* clocks together */
  struct explore_result apart;                               /* with clocks apart, all together */
  struct explore_result all;
};

int crash_main(int argc, char **argv);

/* crash_options.c: ends the program on bad input. */
void crash_options_parse(struct crash_options *o, int argc, char **argv);
const char *crash_topology_name(unsigned topology);

/* crash_jobs.c: explores all units, `jobs` processes at once. 0; or -1 with one line in err. */
int crash_jobs_run(struct crash_unit *units, unsigned count, const struct crash_options *o,
                   char *err, size_t err_size);
/* Memory that processes share; NULL when there is none. */
void *crash_jobs_memory(size_t size);

/* crash_sum.c */
struct crash_sum {
  uint64_t states, skipped, returned, failures, documented, outcome[EXPLORE_OUTCOMES];
};
/* `seconds`: of states with a second fault; else of those with one. */
void crash_sum_fault(struct crash_sum *s, const struct explore_result *r, unsigned fault,
                     bool seconds);
void crash_sum_all(struct crash_sum *s, const struct explore_result *r);
/* The report of what units found. */
void crash_collect(struct crash_report *report, const struct crash_unit *units, unsigned count);
/* Negative controls: lost blocks, and whether there should be some. */
uint64_t crash_lost_own(const struct crash_report *r);
uint64_t crash_lost_local(const struct crash_report *r);
bool crash_controls_fail(const struct crash_report *r);
/* Nothing is wrong: no failure, no reading that differs, and the negative controls lose blocks. */
bool crash_good(const struct crash_report *r);

/* crash_report.c, crash_json.c, crash_doc.c, crash_plot.c */
void crash_report_table(const struct crash_report *r, FILE *out);
void crash_report_findings(const struct crash_report *r, FILE *out);
/* The one command that repeats a tally's first loss. */
void crash_replay_command(char *out, size_t size, const struct crash_options *o, unsigned mode,
                          unsigned topology, unsigned fault, unsigned second,
                          const struct explore_tally *t);
void crash_report_json(const struct crash_report *r, FILE *out);
/* The same for the same code and options, whatever machine: no times. */
void crash_report_doc(const struct crash_report *r, FILE *out);
/* Input of gnuplot that draws `png`. */
void crash_report_plot(const struct crash_report *r, const char *png, FILE *out);

/* crash_replay.c: exit status. */
int crash_replay(const struct crash_options *o, int argc, char **argv);

#endif
