/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep.h: `twinack sweep`: one run for each combination of keys of the configuration, a line of
 * CSV each, and what follows from them.
 *
 * Points are numbered from 0, the last axis fastest. A point's line depends on the sweep and its
 * number alone, so that lines may be made in any order, by any number of processes, and in several
 * goes.
 */
#ifndef TWINACK_SWEEP_H
#define TWINACK_SWEEP_H

#include "config.h"
#include "option_value.h"
#include "trace.h"

#define SWEEP_AXES 8
#define SWEEP_VALUES 256      /* of an axis */
#define SWEEP_POINTS 100000UL /* of a sweep */
#define SWEEP_TEXT 64         /* a value, a cell of a line */
#define SWEEP_LINE 1024       /* a line, its end included */
#define SWEEP_SETTINGS 64
#define SWEEP_DEPTH_KEY "fifo.limit"

struct sweep_setting {
  char section[OPTION_NAME], key[OPTION_NAME]; /* "": value is a description of a workload */
  const char *value;
};

/* A key that varies. */
struct sweep_axis {
  char section[OPTION_NAME], key[OPTION_NAME];
  char name[SWEEP_TEXT]; /* SECTION.KEY */
  char value[SWEEP_VALUES][SWEEP_TEXT];
  unsigned count;
};

struct sweep_options {
  const char *config, *out; /* config NULL: not given */
  struct sweep_setting setting[SWEEP_SETTINGS];
  unsigned settings;
  struct sweep_axis axis[SWEEP_AXES];
  unsigned axes;
  unsigned losses;    /* pairs of runs a point, one with a second fault; 0: one run, without */
  unsigned within_us; /* of the first fault, the second comes */
  unsigned jobs;
  bool renew;
};

/* A line of the CSV. */
struct sweep_row {
  char *cell[SWEEP_AXES + 32]; /* into text */
  char text[SWEEP_LINE];
  bool there;
};

struct sweep {
  const struct sweep_options *options;
  struct config base;
  struct trace trace;
  bool has_trace;
  unsigned points, columns;
  struct sweep_row *row; /* owned; one a point */
};

int sweep_main(int argc, char **argv);

/* sweep_options.c: ends the program on --help (0) and on a bad command line (2). */
void sweep_options_parse(struct sweep_options *o, int argc, char **argv);

/* sweep_values.c: fills in the values of an axis:
 *   a,b,c          as they are
 *   a..b+step      from a in steps, and b
 *   a..b*factor    from a by factors, and b; whole numbers when a and b are
 * Whole numbers may have a suffix k, M or G (powers of 1024) and are written out. 0; or -1 with
 * "bad value 'WORD', expected what" in err. */
int sweep_values(struct sweep_axis *axis, const char *text, char *err, size_t err_size);

/* sweep_plan.c: the configuration, and every point of it, checked. 0; or -1 with a line in err. */
int sweep_plan(struct sweep *s, char *err, size_t err_size);
/* The value that a point has on an axis. */
const char *sweep_value(const struct sweep *s, unsigned point, unsigned axis);
/* The configuration of a point. */
void sweep_config(const struct sweep *s, unsigned point, struct config *out);
/* What it replays; NULL: its workload. */
const struct trace *sweep_trace(const struct sweep *s, const struct config *cfg);
/* Of all that decides what the lines are: configuration, axes, trace, this very program. */
uint64_t sweep_identity(const struct sweep *s);
/* Index of an axis by name; axes when there is none. */
unsigned sweep_axis_find(const struct sweep *s, const char *name);
/* The command that runs a point again, without second faults. */
void sweep_print_command(const struct sweep *s, unsigned point, FILE *out);

/* sweep_point.c: simulates a point and writes its line, without its end. `said` is called with
 * thousandths done. What a line is depends on options.losses only. */
void sweep_point(const struct sweep *s, unsigned point, char line[SWEEP_LINE],
                 void (*said)(void *user, unsigned permille), void *user);
/* Names of the columns after those of the axes; NULL after the last. */
const char *sweep_column(const struct sweep *s, unsigned column);
/* Index of a column in rows; the column is there. */
unsigned sweep_column_find(const struct sweep *s, const char *name);
double sweep_number(const struct sweep *s, unsigned point, const char *column);

/* sweep_file.c: FOLDER/sweep.csv: lines in the order they were made, until all are there. */
struct sweep_file {
  char path[PATH_MAX];
  int fd;
};
/* Takes over the lines that are there. 0; or -1 with a line in err: it is another sweep's, or in
 * use. */
int sweep_file_open(struct sweep_file *f, struct sweep *s, char *err, size_t err_size);
/* 0; or -1 with a line in err. */
int sweep_file_add(struct sweep_file *f, struct sweep *s, unsigned point, const char *line,
                   char *err, size_t err_size);
/* All are there: in order now. */
int sweep_file_finish(struct sweep_file *f, const struct sweep *s, char *err, size_t err_size);
/* A line of the file, without its end. False when it is none of this sweep. */
bool sweep_row_take(struct sweep *s, const char *line);

/* sweep_jobs.c: makes all lines that are not there, each in a process of its own. 0; or -1 with a
 * line in err. */
int sweep_jobs(struct sweep *s, struct sweep_file *f, char *err, size_t err_size);

/* sweep_needs.c: the depth that each combination of the other keys needs. */
struct sweep_need {
  unsigned first;       /* its point with the smallest depth */
  const char *no_stall; /* the smallest depth from which on no write waits for the FIFO; "": none */
  const char *p99;      /* ... from which on the p99 is within SWEEP_NEAR of the largest depth's */
};
#define SWEEP_NEAR 1.05
/* Calls `take` for each; nothing when the depth does not vary or losses are counted. */
void sweep_needs(const struct sweep *s, void (*take)(void *user, const struct sweep_need *n),
                 void *user);

/* sweep_report.c, sweep_json.c, sweep_plot.c */
void sweep_report(const struct sweep *s, FILE *out);
void sweep_json(const struct sweep *s, FILE *out);
/* Input of gnuplot, and the names of the SVGs that it draws in options.out. False when there is
 * nothing to draw. */
bool sweep_plot(const struct sweep *s, FILE *out);

#endif
