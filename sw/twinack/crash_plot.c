/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes and times by mode and topology, as input of gnuplot. */
#include <inttypes.h>

#include "config.h"
#include "crash.h"

static const char script[] =
    "set terminal pngcairo size 1200,900\n"
    "set style data histograms\n"
    "set style fill solid 0.8 border -1\n"
    "set xtics rotate by -45 nomirror\n"
    "set key outside right\n"
    "set multiplot layout 2,1\n"
    "set title 'Crash states: how they ended (%)'\n"
    "set yrange [0:100]\n"
    "set style histogram rowstacked\n"
    "set boxwidth 0.8\n"
    "plot $outcome using 2:xtic(1) title 'survived' linecolor rgb '#4c9f70', \\\n"
    "  '' using 3 title 'blocked' linecolor rgb '#c9c9c9', \\\n"
    "  '' using 4 title 'lost, documented' linecolor rgb '#e0a030', \\\n"
    "  '' using 5 title 'else' linecolor rgb '#c03030'\n"
    "set title 'Owner loses its power unit: median cycles of 5 ns'\n"
    "set yrange [0:*]\n"
    "set style histogram clustered gap 1\n"
    "plot $cycles using 2:xtic(1) title 'takeover' linecolor rgb '#3b6ea5', \\\n"
    "  '' using 3 title 'exposed' linecolor rgb '#e0a030'\n"
    "unset multiplot\n";

static void outcome_row(const struct crash_report *r, unsigned m, unsigned t, FILE *out) {
  struct crash_sum s = {0};
  crash_sum_all(&s, &r->cell[m][t]);
  if (s.states == 0) return;
  const double all = (double)s.states / 100;
  fprintf(out, "\"%s %s\" %.3f %.3f %.3f %.3f\n", config_mode_name(m), crash_topology_name(t),
          (double)s.outcome[EXPLORE_SURVIVED] / all, (double)s.outcome[EXPLORE_BLOCKED] / all,
          (double)s.documented / all, (double)s.failures / all);
}

static void cycles_row(const struct crash_report *r, unsigned m, unsigned t, FILE *out) {
  const struct explore_result *c = &r->cell[m][t];
  if (c->single[EXPLORE_PSU_A].explored == 0) return;
  fprintf(out, "\"%s %s\" %" PRIu32 " %" PRIu32 "\n", config_mode_name(m), crash_topology_name(t),
          explore_median(&c->takeover[EXPLORE_PSU_A]), explore_median(&c->exposed[EXPLORE_PSU_A]));
}

static void rows(const struct crash_report *r, const char *name,
                 void (*row)(const struct crash_report *, unsigned, unsigned, FILE *), FILE *out) {
  fprintf(out, "$%s << END\n", name);
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++) row(r, m, t, out);
  fputs("END\n", out);
}

void crash_report_plot(const struct crash_report *r, const char *png, FILE *out) {
  rows(r, "outcome", outcome_row, out);
  rows(r, "cycles", cycles_row, out);
  fprintf(out, "set output '%s'\n%s", png, script);
}
