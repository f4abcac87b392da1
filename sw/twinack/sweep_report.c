/* SPDX-License-Identifier: Apache-2.0 */
/* What a terminal shows of a sweep. */
#include <string.h>

#include "sweep.h"

#define ROWS 24
#define WIDTH 12

static const char *const run_shown[] = {"ack_p50_ns", "ack_p99_ns", "fifo_max_beats",
                                        "stall_fifo_cycles", NULL};
static const char *const run_names[] = {"p50, ns", "p99, ns", "FIFO max", "FIFO stall"};
static const char *const loss_shown[] = {
    "drain_mean_us", "single_lost", "double_lost", "probability", "low", "high", NULL};
static const char *const loss_names[] = {"drain, us",   "lost by 1", "lost by 2",
                                         "probability", "95 % from", "to"};

static void axes_head(const struct sweep *s, unsigned without, FILE *out) {
  for (unsigned a = 0; a < s->options->axes; a++)
    if (a != without) fprintf(out, "%-*.*s ", WIDTH, WIDTH, s->options->axis[a].key);
}

static void axes_row(const struct sweep *s, unsigned point, unsigned without, FILE *out) {
  for (unsigned a = 0; a < s->options->axes; a++)
    if (a != without) fprintf(out, "%-*.*s ", WIDTH, WIDTH, sweep_value(s, point, a));
}

static void table(const struct sweep *s, FILE *out) {
  const char *const *shown = s->options->losses ? loss_shown : run_shown;
  const char *const *names = s->options->losses ? loss_names : run_names;

  axes_head(s, SWEEP_AXES, out);
  for (unsigned c = 0; shown[c]; c++) fprintf(out, "%*s", WIDTH, names[c]);
  fputc('\n', out);
  for (unsigned p = 0; p < s->points && p < ROWS; p++) {
    axes_row(s, p, SWEEP_AXES, out);
    for (unsigned c = 0; shown[c]; c++)
      fprintf(out, "%*s", WIDTH, s->row[p].cell[sweep_column_find(s, shown[c])]);
    fputc('\n', out);
  }
  if (s->points > ROWS) fprintf(out, "... and %u more\n", s->points - ROWS);
}

struct needs {
  const struct sweep *s;
  FILE *out;
  unsigned depth, rows;
};

static void need_row(void *user, const struct sweep_need *n) {
  struct needs *to = user;

  if (to->rows++ == 0) {
    axes_head(to->s, to->depth, to->out);
    fprintf(to->out, "%18s%24s\n", "depth, no stall", "depth, p99 within 5 %");
  }
  if (to->rows > ROWS) return;
  axes_row(to->s, n->first, to->depth, to->out);
  fprintf(to->out, "%18s%24s\n", n->no_stall[0] ? n->no_stall : "none", n->p99);
}

/* The depths that are needed say more than every point does. */
void sweep_report(const struct sweep *s, FILE *out) {
  struct needs needs = {s, out, sweep_axis_find(s, SWEEP_DEPTH_KEY), 0};

  sweep_needs(s, need_row, &needs);
  if (needs.rows == 0) table(s, out);
  if (needs.rows > ROWS) fprintf(out, "... and %u more\n", needs.rows - ROWS);
}
