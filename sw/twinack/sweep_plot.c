/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep_plot.c: input of gnuplot for what the axes allow: latency against depth, the depth that is
 * needed against the first other axis with numbers, and losses against drain time. A curve for each
 * combination of the remaining axes, while there are CURVES of them at most.
 */
#include <stdlib.h>
#include <string.h>

#include "sweep.h"
#include "text.h"

#define CURVES 12
#define TITLE 160

static const char setup[] =
    "set terminal svg noenhanced size 760,540 font 'sans-serif,14' background rgb 'white'\n"
    "set key outside top center horizontal maxcols 2\n"
    "set grid linecolor rgb '#999999' linewidth 0.4\n"
    "set border 3\n"
    "set tics nomirror\n"
    "set linetype 1 linecolor rgb '#3b82d0' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 2 linecolor rgb '#d9822b' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 3 linecolor rgb '#2f9e6e' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 4 linecolor rgb '#d9534f' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 5 linecolor rgb '#9467bd' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 6 linecolor rgb '#1b9aaa' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 7 linecolor rgb '#b5892e' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype 8 linecolor rgb '#8a8f98' linewidth 2 pointtype 7 pointsize 0.5\n"
    "set linetype cycle 8\n";

struct plot {
  const struct sweep *s;
  FILE *out;
  unsigned x, depth; /* axes that are no part of a curve's name; options.axes: none */
  unsigned curve;    /* the first point of the one that is written */
};

/* "link.rate 0.25, power.topology peer" */
static void curve_name(const struct plot *p, unsigned point, char title[TITLE]) {
  const struct sweep *s = p->s;
  size_t n = 0;

  title[0] = '\0';
  for (unsigned a = 0; a < s->options->axes && n < TITLE; a++)
    if (a != p->x && a != p->depth)
      n += (size_t)snprintf(title + n, TITLE - n, "%s%s %s", n ? ", " : "", s->options->axis[a].key,
                            sweep_value(s, point, a));
}

/* Is this the first point of its curve? */
static bool opens(const struct plot *p, unsigned point) {
  const struct sweep *s = p->s;

  for (unsigned a = 0; a < s->options->axes; a++)
    if ((a == p->x || a == p->depth) &&
        strcmp(sweep_value(s, point, a), s->options->axis[a].value[0]))
      return false;
  return true;
}

static bool same_curve(const struct plot *p, unsigned one, unsigned other) {
  for (unsigned a = 0; a < p->s->options->axes; a++)
    if (a != p->x && a != p->depth &&
        strcmp(sweep_value(p->s, one, a), sweep_value(p->s, other, a)))
      return false;
  return true;
}

static unsigned curves(const struct plot *p) {
  unsigned n = 0;

  for (unsigned i = 0; i < p->s->points; i++) n += opens(p, i);
  return n;
}

static void output(const struct plot *p, const char *name) {
  char path[PATH_MAX], word[2 * PATH_MAX];

  snprintf(path, sizeof path, "%.4000s/%s.svg", p->s->options->out, name);
  text_shell_word(path, word, sizeof word); /* gnuplot's strings have the same quotes */
  fprintf(p->out, "set output %s%s%s\n", word[0] == '\'' ? "" : "'", word,
          word[0] == '\'' ? "" : "'");
}

static const char *cell(const struct sweep *s, unsigned point, const char *column) {
  return s->row[point].cell[sweep_column_find(s, column)];
}

/* ---- latency against depth */

static void latency(struct plot *p) {
  char title[TITLE];
  unsigned c = 0;

  p->x = sweep_axis_find(p->s, SWEEP_DEPTH_KEY);
  p->depth = p->s->options->axes;
  if (curves(p) > CURVES) return;
  for (unsigned i = 0; i < p->s->points; i++) {
    if (!opens(p, i)) continue;
    fprintf(p->out, "$latency%u << END\n", c++);
    for (unsigned k = 0; k < p->s->points; k++)
      if (same_curve(p, i, k))
        fprintf(p->out, "%s %s %s\n", sweep_value(p->s, k, p->x), cell(p->s, k, "ack_p50_ns"),
                cell(p->s, k, "ack_p99_ns"));
    fputs("END\n", p->out);
  }
  output(p, "latency");
  fputs(
      "set xlabel 'FIFO depth that may be used, beats'\nset ylabel 'write ack, us (p50 dashed, p99 "
      "solid)'\n"
      "set logscale x 2\nset logscale y 10\nplot \\\n",
      p->out);
  c = 0;
  for (unsigned i = 0; i < p->s->points; i++) {
    if (!opens(p, i)) continue;
    curve_name(p, i, title);
    fprintf(
        p->out,
        "%s  $latency%u using 1:($2/1000) smooth unique with linespoints linetype %u dashtype 2 "
        "notitle, \\\n  $latency%u using 1:($3/1000) smooth unique with linespoints "
        "linetype %u title '%s'",
        c ? ", \\\n" : "", c, c + 1, c, c + 1, title);
    c++;
  }
  fputs("\nunset logscale\n", p->out);
}

/* ---- the depth that is needed */

static void need_line(void *user, const struct sweep_need *n) {
  const struct plot *p = user;

  if (!same_curve(p, p->curve, n->first)) return;
  fprintf(p->out, "%s %s %s\n", sweep_value(p->s, n->first, p->x),
          n->no_stall[0] ? n->no_stall : "NaN", n->p99);
}

static bool numeric(const struct sweep_axis *x) {
  for (unsigned i = 0; i < x->count; i++) {
    char *end;
    strtod(x->value[i], &end);
    if (*end != '\0') return false;
  }
  return x->count > 1;
}

/* The axis with the most numbers, but for the depth; axes when there is none. */
static unsigned load_axis(const struct sweep *s, unsigned depth) {
  unsigned best = s->options->axes;

  for (unsigned a = 0; a < s->options->axes; a++)
    if (a != depth && numeric(&s->options->axis[a]) &&
        (best == s->options->axes || s->options->axis[a].count > s->options->axis[best].count))
      best = a;
  return best;
}

static void needs(struct plot *p) {
  char title[TITLE];
  unsigned c = 0;

  p->depth = sweep_axis_find(p->s, SWEEP_DEPTH_KEY);
  p->x = load_axis(p->s, p->depth);
  if (p->x == p->s->options->axes || curves(p) > CURVES) return;
  for (p->curve = 0; p->curve < p->s->points; p->curve++) {
    if (!opens(p, p->curve)) continue;
    fprintf(p->out, "$needs%u << END\n", c++);
    sweep_needs(p->s, need_line, p);
    fputs("END\n", p->out);
  }
  output(p, "depth");
  fprintf(p->out,
          "set xlabel '%s'\nset ylabel 'depth needed, beats (no stall; p99 dashed)'\nset logscale "
          "y 2\nset yrange "
          "[64:*]\nplot \\\n",
          p->s->options->axis[p->x].name);
  c = 0;
  for (unsigned i = 0; i < p->s->points; i++) {
    if (!opens(p, i)) continue;
    curve_name(p, i, title);
    fprintf(p->out,
            "%s  $needs%u using 1:2 with linespoints linetype %u title '%s', \\\n"
            "  $needs%u using 1:3 with linespoints linetype %u dashtype 2 notitle",
            c ? ", \\\n" : "", c, c + 1, title, c, c + 1);
    c++;
  }
  fputs("\nunset logscale\nset yrange [*:*]\n", p->out);
}

/* ---- losses against drain time */

static void loss(struct plot *p) {
  const struct sweep *s = p->s;
  char title[TITLE];
  unsigned c = 0;

  p->depth = s->options->axes;
  p->x = load_axis(s, p->depth);
  if (curves(p) > CURVES) return;
  for (unsigned i = 0; i < s->points; i++) {
    if (!opens(p, i)) continue;
    fprintf(p->out, "$loss%u << END\n", c++);
    for (unsigned k = 0; k < s->points; k++)
      if (same_curve(p, i, k))
        fprintf(p->out, "%s %s %s %s\n", cell(s, k, "drain_mean_us"), cell(s, k, "probability"),
                cell(s, k, "low"), cell(s, k, "high"));
    fputs("END\n", p->out);
  }
  output(p, "loss");
  fprintf(p->out,
          "set xlabel 'drain time after the first fault, mean, us'\n"
          "set ylabel 'runs that lose a block'\nset yrange [0:1]\nset xrange [0:*]\n"
          "plot x/%u. with lines linecolor rgb '#8a8f98' dashtype 3 title 'drain time / %u us'",
          s->options->within_us, s->options->within_us);
  c = 0;
  for (unsigned i = 0; i < s->points; i++) {
    if (!opens(p, i)) continue;
    curve_name(p, i, title);
    fprintf(p->out, ", \\\n  $loss%u using 1:2:3:4 with yerrorlines linetype %u title '%s'", c,
            c + 1, title);
    c++;
  }
  fputs("\nset yrange [*:*]\nset xrange [*:*]\n", p->out);
}

bool sweep_plot(const struct sweep *s, FILE *out) {
  struct plot p = {.s = s, .out = out};
  bool depth = sweep_axis_find(s, SWEEP_DEPTH_KEY) < s->options->axes;

  if (!depth && !s->options->losses) return false;
  fputs(setup, out);
  if (s->options->losses) {
    loss(&p);
  } else {
    latency(&p);
    needs(&p);
  }
  return true;
}
