/* SPDX-License-Identifier: Apache-2.0 */
/* What the screen shows. */
#include <inttypes.h>
#include <string.h>

#include "config.h"
#include "crash.h"

#define CLOCK_MHZ 200U /* equal clocks: 5 ns a cycle */

static bool guarded(unsigned mode) {
  return mode != TWK_MODE_LOCAL;
}

/* All modes but the negative control. */
static void merge_modes(const struct crash_report *r, unsigned topology,
                        struct explore_result *into) {
  memset(into, 0, sizeof *into);
  for (unsigned m = 0; m < CRASH_MODES; m++)
    if (guarded(m)) explore_merge(into, &r->cell[m][topology]);
}

static void samples(const struct explore_samples *s, bool min, FILE *out) {
  if (s->count == 0)
    fprintf(out, min ? " %14s" : " %9s", "-");
  else if (min)
    fprintf(out, " %4" PRIu32 "/%4" PRIu32 "/%4" PRIu32, s->min, explore_median(s), s->max);
  else
    fprintf(out, " %4" PRIu32 "/%4" PRIu32, explore_median(s), s->max);
}

static void row(const char *name, const struct crash_sum *s, const struct explore_samples *takeover,
                const struct explore_samples *exposed, FILE *out) {
  fprintf(out, "  %-24s %8" PRIu64 " %8" PRIu64 " %6" PRIu64 " %5" PRIu64 " %5" PRIu64, name,
          s->states, s->outcome[EXPLORE_SURVIVED], s->documented, s->failures,
          s->outcome[EXPLORE_BLOCKED]);
  if (takeover != NULL) {
    samples(takeover, true, out);
    samples(exposed, false, out);
  }
  fputc('\n', out);
}

static void topology_rows(const struct crash_report *r, unsigned topology, FILE *out) {
  static struct explore_result merged; /* too large for a stack */
  struct crash_sum seconds = {0};
  merge_modes(r, topology, &merged);
  fprintf(out, "%s\n", crash_topology_name(topology));
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) {
    struct crash_sum s = {0};
    if (!explore_fault_fits((enum explore_fault)f, topology)) continue;
    crash_sum_fault(&s, &merged, f, false);
    crash_sum_fault(&seconds, &merged, f, true);
    row(explore_fault_name((enum explore_fault)f), &s, &merged.takeover[f], &merged.exposed[f],
        out);
  }
  row("+ a second one", &seconds, NULL, NULL, out);
}

void crash_report_table(const struct crash_report *r, FILE *out) {
  struct crash_sum all = {0}, apart = {0}, local = {0};
  fprintf(
      out,
      "modes early, sync, through                      lost  lost          takeover    exposed\n"
      "  fault                      states survived  as doc  else block  min/ med/ max  med/ "
      "max\n");
  for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
    if (r->options->topologies >> t & 1) topology_rows(r, t, out);
  for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
    crash_sum_all(&local, &r->cell[TWK_MODE_LOCAL][t]);
  crash_sum_all(&apart, &r->apart);
  crash_sum_all(&all, &r->all);
  row("mode local", &local, NULL, NULL, out);
  row("clocks apart", &apart, NULL, NULL, out);
  row("all", &all, NULL, NULL, out);
  fprintf(out,
          "takeover, exposed: cycles of %u MHz; states seen before and skipped: %" PRIu64
          "; all came back: %" PRIu64 "; read back through the RTL: %" PRIu64 ", %" PRIu64
          " differ\n",
          CLOCK_MHZ, all.skipped, all.returned, r->all.readback, r->all.mismatched);
}

void crash_replay_command(char *out, size_t size, const struct crash_options *o, unsigned mode,
                          unsigned topology, unsigned fault, unsigned second,
                          const struct explore_tally *t) {
  char more[64] = "", seed[32] = "";
  if (second != EXPLORE_NONE)
    snprintf(more, sizeof more, ",%s@%" PRIu32, explore_fault_name((enum explore_fault)second),
             t->first_second);
  if (o->plan.seed != 1) snprintf(seed, sizeof seed, " --seed %" PRIu64, o->plan.seed);
  snprintf(out, size,
           "build/bin/twinack-crash crash --replay %s,%s,%s@%" PRIu32 "%s%s%s --wave loss.fst",
           config_mode_name(mode), crash_topology_name(topology),
           explore_fault_name((enum explore_fault)fault), t->first_cycle, more,
           t->first_returned ? "," CRASH_RETURN : "", seed);
}

/* Lines for the failures of one mode and topology. */
static unsigned name_failures(const struct crash_report *r, unsigned m, unsigned t, FILE *out) {
  const struct explore_result *c = &r->cell[m][t];
  unsigned lines = 0;
  for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++)
    for (unsigned g = 0; g <= EXPLORE_NONE; g++) {
      const struct explore_tally *k = g == EXPLORE_NONE ? &c->single[f] : &c->pair[f][g];
      char command[256];
      if (explore_failures(k) == 0) continue;
      crash_replay_command(command, sizeof command, r->options, m, t, f, g, k);
      fprintf(out, "%s %" PRIu64 " times, first: %s\n",
              explore_outcome_name((enum explore_outcome)k->first_outcome), explore_failures(k),
              command);
      lines++;
    }
  return lines;
}

static void name_controls(const struct crash_report *r, FILE *out) {
  const struct crash_options *o = r->options;
  if (o->topologies >> TWK_TOPOLOGY_OWN & 1 && o->modes >> TWK_MODE_EARLY & 1)
    fprintf(out, "negative control: topology own lost blocks in %" PRIu64 " states%s\n",
            crash_lost_own(r), crash_lost_own(r) ? "" : ": it must lose some");
  if (o->modes >> TWK_MODE_LOCAL & 1)
    fprintf(out, "negative control: mode local lost blocks in %" PRIu64 " states%s\n",
            crash_lost_local(r), crash_lost_local(r) ? "" : ": it must lose some");
}

void crash_report_findings(const struct crash_report *r, FILE *out) {
  struct crash_sum apart = {0}, all = {0};
  unsigned lines = 0;
  name_controls(r, out);
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++) lines += name_failures(r, m, t, out);
  crash_sum_all(&apart, &r->apart);
  if (apart.failures != 0)
    fprintf(out, "with clocks apart: %" PRIu64 " failures\n", apart.failures);
  crash_sum_all(&all, &r->all);
  fprintf(out,
          "%s as documented: %" PRIu64 " states, %" PRIu64 " lost as documented, %" PRIu64
          " otherwise\n",
          crash_good(r) ? "all" : "NOT", all.states, all.documented, all.failures);
}
