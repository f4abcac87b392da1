/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike_points.c: the functional points of the strikes.
 */
#include <errno.h>
#include <string.h>

#include "csim_internal.h"
#include "strike.h"

const char *const strike_topologies[STRIKE_TOPOLOGIES] = {"peer", "third", "battery", "own"};
const char *const strike_modes[STRIKE_MODES] = {"early", "sync", "through", "local"};
static const char *const fifo_names[STRIKE_FIFOS] = {"empty", "some", "full", "wrapped"};
static const char *const phase_names[STRIKE_PHASES] = {"paired", "unnoticed", "fencing", "draining",
                                                       "alone",  "joining",   "session", "dark"};

enum strike_fifo strike_fifo_now(const struct explore_machine *m) {
  struct csim *s = m->sim;
  struct model_fifo fifo;
  struct model_words words;
  const unsigned level = *s->side[CSIM_A].port->fifo_level;
  if (level == 0) return STRIKE_EMPTY;
  if (level >= s->cfg.fifo_limit) return STRIKE_FULL;
  model_fifo(s->model, CSIM_A, &fifo);
  model_memory(s->model, MODEL_FIFO_AB, &words);
  return fifo.first + fifo.count > words.words ? STRIKE_WRAPPED : STRIKE_SOME;
}

static enum strike_phase phase_of(const struct role *r) {
  switch (r->step) {
    case ROLE_LISTENING:
    case ROLE_ASKING:
      return STRIKE_JOINING;
    case ROLE_STEADY:
      return r->phase == TWK_PHASE_PAIRED ? STRIKE_PAIRED : STRIKE_ALONE;
    case ROLE_FENCING:
      return STRIKE_FENCING;
    case ROLE_DRAINING:
      return STRIKE_DRAINING;
    default:
      return STRIKE_SESSION;
  }
}

enum strike_phase strike_phase_now(const struct explore_machine *m) {
  static const enum strike_phase first[] = {STRIKE_FENCING, STRIKE_DRAINING, STRIKE_SESSION,
                                            STRIKE_JOINING, STRIKE_ALONE};
  unsigned seen = 0, running = 0;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &m->sim->side[i];
    if (!d->alive || d->firmware.hung) continue;
    seen |= 1U << phase_of(&d->firmware.controller.role);
    running++;
  }
  for (unsigned i = 0; i < sizeof first / sizeof *first; i++)
    if (seen >> first[i] & 1) return first[i];
  return running == CSIM_SIDES ? STRIKE_PAIRED : running != 0 ? STRIKE_UNNOTICED : STRIKE_DARK;
}

bool strike_in_plan(enum explore_fault f, enum strike_phase p) {
  return p == STRIKE_PAIRED || explore_fault_second(f);
}

void strike_points_print(const struct strike_points *p, unsigned mode, unsigned topology,
                         FILE *out) {
  const char *where = strike_topologies[topology], *how = strike_modes[mode];
  for (unsigned f = 0; f < EXPLORE_FAULTS; f++) {
    const enum explore_fault fault = (enum explore_fault)f;
    const char *name = explore_fault_name(fault);
    if (f < EXPLORE_FIRST_FAULTS)
      fprintf(out, "single %s %s %s %u\n", name, where, how, p->single[f]);
    for (unsigned q = 0; q < STRIKE_FIFOS; q++)
      for (unsigned at = 0; at < STRIKE_PHASES; at++)
        if (strike_in_plan(fault, (enum strike_phase)at))
          fprintf(out, "strike %s %s %s %s %s %u\n", name, where, how, fifo_names[q],
                  phase_names[at], p->strike[f][q][at]);
  }
}

/* ---- what is wanted */

static unsigned index_of(const char *const *names, unsigned count, const char *name) {
  unsigned i = 0;
  while (i < count && strcmp(names[i], name) != 0) i++;
  return i;
}

static void want(struct strike_wanted *w, int words, const char *kind, unsigned fault,
                 const char *fifo, const char *phase) {
  if (words == 4 && strcmp(kind, "single") == 0) {
    w->single[fault] = true;
  } else if (words == 6 && strcmp(kind, "strike") == 0) {
    const unsigned q = index_of(fifo_names, STRIKE_FIFOS, fifo);
    const unsigned p = index_of(phase_names, STRIKE_PHASES, phase);
    if (q < STRIKE_FIFOS && p < STRIKE_PHASES) w->strike[fault][q][p] = true;
  }
}

int strike_wanted_read(const char *path, unsigned mode, unsigned topology, struct strike_wanted *w,
                       char *err, size_t err_size) {
  char line[200], kind[16], fault[64], where[16], how[16], fifo[16], phase[16];
  FILE *in = fopen(path, "r");
  memset(w, 0, sizeof *w);
  if (in == NULL) {
    snprintf(err, err_size, "%s: %s, expected a file of points", path, strerror(errno));
    return -1;
  }
  while (fgets(line, sizeof line, in) != NULL) {
    const int words =
        sscanf(line, "%15s %63s %15s %15s %15s %15s", kind, fault, where, how, fifo, phase);
    if (words < 4 || strcmp(where, strike_topologies[topology]) != 0 ||
        strcmp(how, strike_modes[mode]) != 0)
      continue;
    const unsigned f = explore_fault_named(fault, strlen(fault));
    if (f != EXPLORE_NONE) want(w, words, kind, f, fifo, phase);
  }
  fclose(in);
  return 0;
}

unsigned strike_left(const struct strike_wanted *w, const struct strike_points *p) {
  unsigned n = 0;
  for (unsigned f = 0; f < EXPLORE_FAULTS; f++) {
    n += w->single[f] && p->single[f] == 0;
    for (unsigned q = 0; q < STRIKE_FIFOS; q++)
      for (unsigned at = 0; at < STRIKE_PHASES; at++)
        n += w->strike[f][q][at] && p->strike[f][q][at] == 0;
  }
  return n;
}

void strike_left_print(const struct strike_wanted *w, const struct strike_points *p, FILE *out) {
  for (unsigned q = 0; q < STRIKE_FIFOS; q++)
    for (unsigned at = 0; at < STRIKE_PHASES; at++)
      for (unsigned f = 0; f < EXPLORE_FAULTS; f++)
        if (w->strike[f][q][at] && p->strike[f][q][at] == 0)
          fprintf(out, "never struck: %s %s %s\n", explore_fault_name((enum explore_fault)f),
                  fifo_names[q], phase_names[at]);
}
