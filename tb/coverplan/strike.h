/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike.h: what the files of the strikes share: a search for moments in which a fault of the plan
 * has not struck yet.
 *
 * A chain is what has been done to one machine: faults, what undoes them, and RETURN, at which all
 * that is broken comes back. Each has its cycle, so a chain can be repeated.
 */
#ifndef TWINACK_COVERPLAN_STRIKE_H
#define TWINACK_COVERPLAN_STRIKE_H

#include <stdio.h>

#include "explore_internal.h"

/* ---- strike_points.c: where a machine is, and what has struck it there */

#define STRIKE_TOPOLOGIES 4
#define STRIKE_MODES 4
extern const char *const strike_topologies[STRIKE_TOPOLOGIES];
extern const char *const strike_modes[STRIKE_MODES];

/* Of the FIFO from A to B, which most faults concern. */
enum strike_fifo {
  STRIKE_EMPTY,
  STRIKE_SOME,
  STRIKE_FULL,    /* to its limit */
  STRIKE_WRAPPED, /* what is unread goes round the end of the storage */
  STRIKE_FIFOS
};

enum strike_phase {
  STRIKE_PAIRED,    /* both serve, two copies */
  STRIKE_UNNOTICED, /* one has failed, and nobody has done anything about it */
  STRIKE_FENCING,   /* the disks are asked who owns the volumes */
  STRIKE_DRAINING,  /* the peer is held, its FIFO drains */
  STRIKE_ALONE,     /* one copy */
  STRIKE_JOINING,   /* a controller starts */
  STRIKE_SESSION,   /* the two are being paired */
  STRIKE_DARK,      /* no controller runs */
  STRIKE_PHASES
};

/* The controller that is furthest from rest decides on the phase. */
enum strike_fifo strike_fifo_now(const struct explore_machine *m);
enum strike_phase strike_phase_now(const struct explore_machine *m);

/* Of one mode and topology. */
struct strike_points {
  unsigned single[EXPLORE_FAULTS]; /* a first fault, alone */
  unsigned strike[EXPLORE_FAULTS][STRIKE_FIFOS][STRIKE_PHASES];
};
/* Those that are to be hit. */
struct strike_wanted {
  bool single[EXPLORE_FAULTS];
  bool strike[EXPLORE_FAULTS][STRIKE_FIFOS][STRIKE_PHASES];
};
/* Of a file with lines as strike_points_print() has them, without counts; other lines and what is
 * of another mode or topology do not count. 0; or -1 with one line in err. */
int strike_wanted_read(const char *path, unsigned mode, unsigned topology, struct strike_wanted *w,
                       char *err, size_t err_size);
/* How many of them have not been hit. */
unsigned strike_left(const struct strike_wanted *w, const struct strike_points *p);
/* A line for each of them: `never struck: FAULT FIFO PHASE`. */
void strike_left_print(const struct strike_wanted *w, const struct strike_points *p, FILE *out);

/* Is fault f to strike in this phase? Some the explorer applies first alone: to a pair. */
bool strike_in_plan(enum explore_fault f, enum strike_phase p);
/* A line a point, those never hit too: `single FAULT TOPOLOGY MODE COUNT` and
 * `strike FAULT TOPOLOGY MODE FIFO PHASE COUNT`. */
void strike_points_print(const struct strike_points *p, unsigned mode, unsigned topology,
                         FILE *out);

/* ---- strike_chain.c: what was done to a machine */

#define STRIKE_LINKS 12 /* more than a search makes */
#define STRIKE_RETURN EXPLORE_FAULTS

struct strike_chain {
  unsigned count;
  struct {
    unsigned what; /* enum explore_fault or STRIKE_RETURN */
    unsigned cycle;
    unsigned since; /* the first link that was not yet answered to, before this one */
  } link[STRIKE_LINKS];
};

void strike_chain_print(const struct strike_chain *c, FILE *out);
/* Text as printed: WHAT@CYCLE with commas between. 0; or -1 with one line in err. */
int strike_chain_parse(const char *text, struct strike_chain *c, char *err, size_t err_size);
/* Why losing blocks to it is as documented, or NULL: one of its faults, or two of them, explain it
 * (explore_documented()). What comes back explains nothing. */
const char *strike_chain_documented(const struct strike_chain *c, unsigned mode, unsigned topology);

/* ---- strike_run.c: one machine, what is done to it, and the verdicts */

/* How a machine is set up, and searched. */
struct strike_setting {
  unsigned link_rate; /* slow links: FIFOs fill */
  unsigned disk_mbs;  /* slow disks: what waits for them takes longer */
  unsigned after;     /* commands posted after each fault */
  unsigned step;      /* cycles of the workload between first faults */
  bool stones;        /* over stepping stones (strike_search.c) */
};
#define STRIKE_SETTINGS 5
extern const struct strike_setting strike_settings[STRIKE_SETTINGS];

struct strike_run {
  unsigned setting;
  struct explore_plan plan;
  struct explore_machine m;
  struct strike_chain chain;
  unsigned outcome[EXPLORE_OUTCOMES]; /* verdicts */
  unsigned documented;                /* of those LOST */
  unsigned failures;                  /* the others LOST, and what is torn or broken */
};
/* A new machine as the setting has it, of the plan's mode and topology. 0; or -1 with one line in
 * err. */
int strike_open(struct strike_run *x, unsigned setting, char *err, size_t err_size);
void strike_close(struct strike_run *x);

/* The chain gets one link more, and the machine what it says. settled: all that was done before has
 * been answered to. */
void strike_fault(struct strike_run *x, unsigned fault, bool settled);
void strike_return(struct strike_run *x, bool settled, struct explore_recovery *r);
/* The chain loses it again; the machine is the caller's to put back. */
void strike_unlink(struct strike_run *x);
/* The verdict on the machine as it has come to rest. A failure is printed, with the words that
 * repeat it. */
enum explore_outcome strike_judge(struct strike_run *x, const struct explore_recovery *r);

/* ---- strike_search.c */

struct strike_found {
  struct strike_points points;
  unsigned strikes;
};
/* 0; or -1 with one line in err. */
int strike_search(struct strike_run *x, const struct strike_wanted *wanted,
                  struct strike_found *found, char *err, size_t err_size);

#endif
