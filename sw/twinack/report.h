/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h: the results of all modes, as a table for people and as JSON for programs.
 */
#ifndef TWINACK_REPORT_H
#define TWINACK_REPORT_H

#include "jobs.h"

struct report {
  const struct config *cfg;
  const struct trace *trace; /* NULL: a workload */
  const struct job *jobs;    /* those with a result first */
  unsigned count;            /* of those with a result */
};

/* At most 80 columns and 20 lines. */
void report_table(const struct report *r, FILE *out);

/* docs/summary-json.md. The same run gives the same bytes: no time of day, no duration, no folder.
 * 0, or -1 when it cannot be written. */
int report_json(const struct report *r, FILE *out);

/* Distributions of latency, and FIFOs and rails over time; docs/summary-json.md. As above. */
int report_detail_json(const struct report *r, FILE *out);

/* How long the simulation took, per mode. */
int report_timing_json(const struct report *r, FILE *out);

/* The job that others are compared with: early, or the first. */
const struct job *report_base(const struct report *r);

/* Last part of a path. */
const char *report_file_name(const char *path);

/* Blocks that are not what they must be, or answers that must not be: 0 when all is well. */
bool report_all_well(const struct report *r);

#endif
