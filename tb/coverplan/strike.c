/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike.c: functional points of the crash exploration: what the machine was at when a fault struck
 * it. Linked to the explorer with --wrap of explore_break, explore_config, explore_defaults and
 * _exit, which nothing else needs to know.
 *
 * When the process ends, the folder that TWINACK_COVERAGE names gets strike.PID.points, one line a
 * point, those never hit too:
 *
 *   single FAULT TOPOLOGY MODE COUNT                 the first fault
 *   strike FAULT TOPOLOGY MODE FIFO PHASE COUNT      any fault
 *
 * STRIKE_LINK_RATE slows the links down to so many 256ths of a beat a clock, so that the FIFOs
 * fill.
 *
 * FIFO is that from A to B, which most faults concern: empty, some, full (to its limit), wrapped
 * (what is unread goes round the end of the storage). PHASE is how far a takeover is, see below.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <unistd.h>

#include "csim_internal.h"
#include "explore_internal.h"

#define TOPOLOGIES 4
#define MODES 4
#define PATH 512
#define FULL_RATE 256U

enum fifo_state { EMPTY, SOME, FULL, WRAPPED, FIFO_STATES };
static const char *const fifo_names[] = {"empty", "some", "full", "wrapped"};

enum phase {
  PAIRED,    /* both serve, two copies */
  UNNOTICED, /* one has failed, and nobody has done anything about it */
  FENCING,   /* the disks are asked who owns the volumes */
  DRAINING,  /* the peer is held, its FIFO drains */
  ALONE,     /* one copy */
  JOINING,   /* a controller starts */
  SESSION,   /* the two are being paired */
  DARK,      /* no controller runs */
  PHASES
};
static const char *const phase_names[] = {"paired", "unnoticed", "fencing", "draining",
                                          "alone",  "joining",   "session", "dark"};
static const char *const topology_names[] = {"peer", "third", "battery", "own"};
static const char *const mode_names[] = {"early", "sync", "through", "local"};

static struct {
  uint64_t single[EXPLORE_FAULTS][TOPOLOGIES][MODES];
  uint64_t strike[EXPLORE_FAULTS][TOPOLOGIES][MODES][FIFO_STATES][PHASES];
} points;

void __real_explore_break(struct explore_machine *m, enum explore_fault f);
void __wrap_explore_break(struct explore_machine *m, enum explore_fault f);
void __real_explore_defaults(struct explore_plan *plan);
void __wrap_explore_defaults(struct explore_plan *plan);
void __real_explore_config(const struct explore_plan *plan, struct csim_config *cfg);
void __wrap_explore_config(const struct explore_plan *plan, struct csim_config *cfg);
noreturn void __real__exit(int status);
noreturn void __wrap__exit(int status);

static enum fifo_state fifo_now(const struct csim *s) {
  struct model_fifo fifo;
  struct model_words words;
  unsigned level = *s->side[CSIM_A].port->fifo_level;
  if (level == 0) return EMPTY;
  if (level >= s->cfg.fifo_limit) return FULL;
  model_fifo(s->model, CSIM_A, &fifo);
  model_memory(s->model, MODEL_FIFO_AB, &words);
  return fifo.first + fifo.count > words.words ? WRAPPED : SOME;
}

static enum phase phase_of(const struct role *r) {
  switch (r->step) {
    case ROLE_LISTENING:
    case ROLE_ASKING:
      return JOINING;
    case ROLE_STEADY:
      return r->phase == TWK_PHASE_PAIRED ? PAIRED : ALONE;
    case ROLE_FENCING:
      return FENCING;
    case ROLE_DRAINING:
      return DRAINING;
    default:
      return SESSION;
  }
}

/* The one that is furthest from rest decides. */
static enum phase phase_now(const struct csim *s) {
  static const enum phase first[] = {FENCING, DRAINING, SESSION, JOINING, ALONE};
  unsigned seen = 0, running = 0;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    if (!d->alive || d->firmware.hung) continue;
    seen |= 1U << phase_of(&d->firmware.controller.role);
    running++;
  }
  for (unsigned i = 0; i < sizeof first / sizeof *first; i++)
    if (seen >> first[i] & 1) return first[i];
  return running == CSIM_SIDES ? PAIRED : running != 0 ? UNNOTICED : DARK;
}

static unsigned link_rate(void) {
  const char *rate = getenv("STRIKE_LINK_RATE");
  return rate == NULL ? FULL_RATE : (unsigned)strtoul(rate, NULL, 10);
}

/* What goes over slow links ends so much later. */
void __wrap_explore_defaults(struct explore_plan *plan) {
  __real_explore_defaults(plan);
  plan->limit = plan->limit * FULL_RATE / link_rate();
}

void __wrap_explore_config(const struct explore_plan *plan, struct csim_config *cfg) {
  __real_explore_config(plan, cfg);
  cfg->link_rate = link_rate();
}

void __wrap_explore_break(struct explore_machine *m, enum explore_fault f) {
  if (m->damage.lasting == 0 && m->damage.moment == 0) points.single[f][m->topology][m->mode]++;
  points.strike[f][m->topology][m->mode][fifo_now(m->sim)][phase_now(m->sim)]++;
  __real_explore_break(m, f);
}

/* What the explorer applies first alone meets a pair at rest. */
static void print_strikes(FILE *out, unsigned f, unsigned t, unsigned m) {
  const unsigned phases = explore_fault_second((enum explore_fault)f) ? PHASES : PAIRED + 1;
  for (unsigned q = 0; q < FIFO_STATES; q++)
    for (unsigned p = 0; p < phases; p++)
      fprintf(out, "strike %s %s %s %s %s %" PRIu64 "\n", explore_fault_name(f), topology_names[t],
              mode_names[m], fifo_names[q], phase_names[p], points.strike[f][t][m][q][p]);
}

static void print(FILE *out) {
  for (unsigned f = 0; f < EXPLORE_FAULTS; f++)
    for (unsigned t = 0; t < TOPOLOGIES; t++)
      for (unsigned m = 0; m < MODES; m++) {
        if (f < EXPLORE_FIRST_FAULTS)
          fprintf(out, "single %s %s %s %" PRIu64 "\n", explore_fault_name(f), topology_names[t],
                  mode_names[m], points.single[f][t][m]);
        print_strikes(out, f, t, m);
      }
}

noreturn void __wrap__exit(int status) {
  char path[PATH];
  const char *folder = getenv("TWINACK_COVERAGE");
  if (folder == NULL) __real__exit(status);
  snprintf(path, sizeof path, "%s/strike.%ld.points", folder, (long)getpid());
  FILE *out = fopen(path, "w");
  if (out == NULL) {
    perror(path);
    __real__exit(1);
  }
  print(out);
  __real__exit(fclose(out) == 0 ? status : 1);
}
