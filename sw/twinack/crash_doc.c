/* SPDX-License-Identifier: Apache-2.0 */
/* docs/faults.md: the matrix as measured. */
#include <inttypes.h>

#include "config.h"
#include "crash.h"

static const char intro[] =
    "# Faults, and what they lose\n"
    "\n"
    "Made by `make crash`; not to be edited. A small workload on two volumes is stopped at every\n"
    "cycle, each fault is applied there, the machine recovers by itself until all is quiet, and\n"
    "every block is judged by an oracle that knows only what the host saw. Faults are named as\n"
    "`twinack run --fault` names them.\n"
    "\n"
    "**Survived**: every block reads as acknowledged, or later. **Blocked**: so it does, but a\n"
    "volume was not served before what had failed came back. **Lost**: an acknowledged block "
    "reads\n"
    "as it was before, or cannot be read. **Takeover** is from a controller's end until its peer\n"
    "serves its volume, **exposed** how long an acknowledged block has one copy, both in cycles "
    "of\n"
    "5 ns with the quick figures of `csim/explore_config.c`. In every blocked state and one in so\n"
    "many others all that failed comes back, the controllers must be paired again, and every "
    "block\n"
    "is judged again.\n"
    "\n"
    "`build/crash/report.json` has every row of both tables and the command that replays its "
    "first\n"
    "loss with waves.\n";

static void samples(const struct explore_samples *s, FILE *out) {
  if (s->count == 0)
    fputs(" | -", out);
  else
    fprintf(out, " | %" PRIu32 " / %" PRIu32 " / %" PRIu32, s->min, explore_median(s), s->max);
}

static void single_row(const struct crash_report *r, unsigned m, unsigned t, unsigned f,
                       FILE *out) {
  const struct explore_result *c = &r->cell[m][t];
  const struct explore_tally *k = &c->single[f];
  if (k->explored == 0) return;
  fprintf(out,
          "| %s | %s | `%s` | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64,
          config_mode_name(m), crash_topology_name(t), explore_fault_name((enum explore_fault)f),
          k->explored, k->outcome[EXPLORE_SURVIVED], k->documented, explore_failures(k),
          k->outcome[EXPLORE_BLOCKED]);
  samples(&c->takeover[f], out);
  samples(&c->exposed[f], out);
  fputs(" |\n", out);
}

static void pair_row(const struct crash_report *r, unsigned m, unsigned t, unsigned f, unsigned g,
                     FILE *out) {
  const struct explore_tally *k = &r->cell[m][t].pair[f][g];
  const char *why = explore_documented(m, t, (enum explore_fault)f, (enum explore_fault)g, true);
  if (k->outcome[EXPLORE_LOST] + explore_failures(k) == 0) return;
  fprintf(out, "| %s | %s | `%s` | `%s` | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %s |\n",
          config_mode_name(m), crash_topology_name(t), explore_fault_name((enum explore_fault)f),
          explore_fault_name((enum explore_fault)g), k->explored, k->outcome[EXPLORE_LOST],
          explore_failures(k), why != NULL ? why : "not documented");
}

static bool loses_alone(unsigned m, unsigned t) {
  return explore_documented(m, t, EXPLORE_PSU_A, EXPLORE_NONE, false) != NULL;
}

void crash_report_doc(const struct crash_report *r, FILE *out) {
  struct crash_sum all = {0};
  crash_sum_all(&all, &r->all);
  fprintf(out,
          "%s\nStates explored: %" PRIu64 "; seen before and skipped: %" PRIu64
          ";\nall came back: %" PRIu64 "; read back through the RTL as well: %" PRIu64
          ", differing: %" PRIu64 ".\n",
          intro, all.states, all.skipped, all.returned, r->all.readback, r->all.mismatched);
  fprintf(out,
          "Negative controls: topology `own` lost blocks in %" PRIu64
          " states, mode `local` in %" PRIu64 ".\n",
          crash_lost_own(r), crash_lost_local(r));
  fputs(
      "\n## One fault\n\n"
      "| mode | topology | fault | states | survived | lost as documented | lost or broken else | "
      "blocked | takeover min / median / max | exposed min / median / max |\n"
      "|---|---|---|--:|--:|--:|--:|--:|--:|--:|\n",
      out);
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
      for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++) single_row(r, m, t, f, out);
  fputs(
      "\n## Two faults that lose blocks\n\n"
      "The second comes during the recovery from the first. Pairs not listed lost none; the "
      "negative\n"
      "controls, which lose blocks to one fault alone, are left out.\n\n"
      "| mode | topology | first | second | states | lost | of these not documented | what is lost "
      "|\n|---|---|---|---|--:|--:|--:|---|\n",
      out);
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
      for (unsigned f = 0; !loses_alone(m, t) && f < EXPLORE_FIRST_FAULTS; f++)
        for (unsigned g = 0; g < EXPLORE_FAULTS; g++) pair_row(r, m, t, f, g, out);
}
