/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike.c: strikes a running machine with every fault of the plan, in every state of the FIFO and
 * every phase of failure, takeover and return that it comes to; the program.
 *
 * Usage: strike WANTED MODE TOPOLOGY           searches until what the file WANTED lists has been
 *                                              hit; points go to the folder that TWINACK_COVERAGE
 *                                              names, if any
 *        strike MODE TOPOLOGY SETTING CHAIN    one chain again, as a failure is printed
 *
 * The machine is the crash explorer's, with its workload, faults, judge and documented losses.
 *
 * Exit status: 0 all as documented; 1 a machine lost, tore or broke more than is documented, or a
 * negative control lost nothing; 2 bad usage.
 */
#include <stdlib.h>
#include <string.h>

#include "strike.h"

#define PATH 512
#define ERR_SIZE 256

static int bad_usage(const char *why) {
  fprintf(stderr, "strike: %s\n", why);
  return 2;
}

static unsigned named(const char *const *names, unsigned count, const char *name) {
  unsigned i = 0;
  while (i < count && strcmp(names[i], name) != 0) i++;
  return i;
}

/* Mode and topology, by name. */
static bool plan_named(struct explore_plan *p, const char *mode, const char *topology) {
  explore_defaults(p);
  p->mode = named(strike_modes, STRIKE_MODES, mode);
  p->topology = named(strike_topologies, STRIKE_TOPOLOGIES, topology);
  return p->mode < STRIKE_MODES && p->topology < STRIKE_TOPOLOGIES;
}

/* ---- the search */

static int write_points(const struct strike_run *x, const struct strike_points *points) {
  char path[PATH];
  const char *folder = getenv("TWINACK_COVERAGE");
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/strike.%s.%s.points", folder, strike_modes[x->plan.mode],
           strike_topologies[x->plan.topology]);
  FILE *out = fopen(path, "w");
  if (out == NULL) {
    perror(path);
    return -1;
  }
  strike_points_print(points, x->plan.mode, x->plan.topology, out);
  return fclose(out);
}

/* One copy, or two on one unit: a judge that sees no loss there sees none at all. */
static bool must_lose(const struct explore_plan *p) {
  return p->mode == TWK_MODE_LOCAL ||
         (p->mode == TWK_MODE_EARLY && p->topology == TWK_TOPOLOGY_OWN);
}

static int report(const struct strike_run *x, const struct strike_found *found) {
  const bool blind = must_lose(&x->plan) && x->outcome[EXPLORE_LOST] == 0;
  printf("%-7s %-7s %5u strikes:", strike_modes[x->plan.mode], strike_topologies[x->plan.topology],
         found->strikes);
  for (unsigned o = 0; o < EXPLORE_OUTCOMES; o++)
    printf(" %u %s", x->outcome[o], explore_outcome_name((enum explore_outcome)o));
  printf(" (%u as documented)%s\n", x->documented, blind ? ": it must lose some" : "");
  return blind || x->failures != 0 ? 1 : 0;
}

static int search(struct strike_run *x, const char *path) {
  static struct strike_wanted wanted; /* too large for a stack */
  static struct strike_found found;
  char err[ERR_SIZE];
  if (strike_wanted_read(path, x->plan.mode, x->plan.topology, &wanted, err, sizeof err) != 0 ||
      strike_search(x, &wanted, &found, err, sizeof err) != 0)
    return bad_usage(err);
  strike_left_print(&wanted, &found.points, stdout);
  const int status = report(x, &found);
  return write_points(x, &found.points) != 0 ? 1 : status;
}

/* ---- one chain again */

/* One cycle; false: at rest, and nothing more is to come but a further link. */
static bool step(struct strike_run *x, struct explore_recovery *r) {
  const unsigned n = x->chain.count;
  if (n == 0) {
    explore_cycle(&x->m);
    return true;
  }
  return x->chain.link[n - 1].what == STRIKE_RETURN
             ? !explore_return_step(&x->m, r, x->plan.limit)
             : !explore_recovery_step(&x->m, r, x->plan.limit);
}

static int repeat(struct strike_run *x, const struct strike_chain *c) {
  struct explore_recovery r = {.settled = true};
  for (unsigned i = 0; i < c->count; i++) {
    const unsigned what = c->link[i].what;
    while (x->m.cycle < c->link[i].cycle && step(x, &r)) continue;
    if (x->m.cycle != c->link[i].cycle ||
        (what != STRIKE_RETURN && !explore_acts(&x->m, (enum explore_fault)what)))
      return bad_usage("chain: changes nothing there, expected one as a search prints it");
    if (what == STRIKE_RETURN) {
      strike_return(x, r.settled, &r);
    } else {
      strike_fault(x, what, r.settled);
      explore_recovery_begin(&x->m, &r);
    }
  }
  while (step(x, &r)) continue;
  const char *why = strike_chain_documented(&x->chain, x->plan.mode, x->plan.topology);
  printf("%s at cycle %u%s%s\n", explore_outcome_name(strike_judge(x, &r)), x->m.cycle,
         why != NULL ? "; a loss is documented: " : "", why != NULL ? why : "");
  return x->failures != 0;
}

static int again(struct strike_run *x, const char *number, const char *text) {
  struct strike_chain chain;
  char err[ERR_SIZE], *end;
  const unsigned long setting = strtoul(number, &end, 10);
  if (*end != '\0' || end == number || setting >= STRIKE_SETTINGS)
    return bad_usage("setting: unknown, expected the number that a search prints");
  if (strike_chain_parse(text, &chain, err, sizeof err) != 0 ||
      strike_open(x, (unsigned)setting, err, sizeof err) != 0)
    return bad_usage(err);
  const int status = repeat(x, &chain);
  strike_close(x);
  return status;
}

int main(int argc, char **argv) {
  static struct strike_run x; /* too large for a stack */
  if (argc == 4 && plan_named(&x.plan, argv[2], argv[3])) return search(&x, argv[1]);
  if (argc == 5 && plan_named(&x.plan, argv[1], argv[2])) return again(&x, argv[3], argv[4]);
  return bad_usage("usage: strike WANTED MODE TOPOLOGY, or strike MODE TOPOLOGY SETTING CHAIN");
}
