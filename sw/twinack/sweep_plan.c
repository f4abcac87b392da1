/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep consists of: its points, their configurations, and what tells it from another. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "source.h"
#include "sweep.h"
#include "text.h"
#include "twk_layout.h"

#define REASON 256

const char *sweep_value(const struct sweep *s, unsigned point, unsigned axis) {
  for (unsigned a = s->options->axes - 1; a > axis; a--) point /= s->options->axis[a].count;
  return s->options->axis[axis].value[point % s->options->axis[axis].count];
}

unsigned sweep_axis_find(const struct sweep *s, const char *name) {
  unsigned a = 0;

  while (a < s->options->axes && strcmp(s->options->axis[a].name, name)) a++;
  return a;
}

const struct trace *sweep_trace(const struct sweep *s, const struct config *cfg) {
  return cfg->trace[0] ? &s->trace : NULL;
}

static int configure(const struct sweep *s, unsigned point, struct config *out, char *err,
                     size_t err_size) {
  *out = s->base;
  for (unsigned a = 0; a < s->options->axes; a++) {
    const struct sweep_axis *x = &s->options->axis[a];
    if (config_set(out, x->section, x->key, sweep_value(s, point, a), err, err_size)) return -1;
  }
  return 0;
}

void sweep_config(const struct sweep *s, unsigned point, struct config *out) {
  char err[REASON];

  if (configure(s, point, out, err, sizeof err)) abort(); /* it was checked */
}

/* ---- the base */

static int set_base(struct sweep *s, char *err, size_t err_size) {
  const struct sweep_options *o = s->options;
  char reason[REASON];

  config_defaults(&s->base);
  if (o->config && config_load(&s->base, o->config, err, err_size)) return -1;
  for (unsigned i = 0; i < o->settings; i++) {
    const struct sweep_setting *e = &o->setting[i];
    bool workload = e->section[0] == '\0';
    int failed = workload
                     ? config_set_workload(&s->base, e->value, reason, sizeof reason)
                     : config_set(&s->base, e->section, e->key, e->value, reason, sizeof reason);
    if (!failed) continue;
    snprintf(err, err_size, "%s: %s", workload ? "--workload" : "--set", reason);
    return -1;
  }
  return 0;
}

/* One run has one mode; points would write over each other's images; requests are read once. */
static int check_axes(const struct sweep *s, char *err, size_t err_size) {
  static const char *const fixed[] = {"host.trace", "disk.image"};

  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
    if (sweep_axis_find(s, fixed[i]) == s->options->axes) continue;
    snprintf(err, err_size, "--vary: %s cannot vary, expected a sweep for each", fixed[i]);
    return -1;
  }
  if (s->base.image[0]) {
    snprintf(err, err_size, "disk.image: points would share it, expected none");
    return -1;
  }
  return 0;
}

static int load_trace(struct sweep *s, char *err, size_t err_size) {
  if (!s->base.trace[0]) return 0;
  if (trace_load(&s->trace, s->base.trace, err, err_size)) return -1;
  s->has_trace = true;
  return 0;
}

static bool has_requests(const struct sweep *s) {
  for (unsigned a = 0; a < s->options->axes; a++)
    if (strcmp(s->options->axis[a].section, "workload") == 0) return true;
  return s->base.trace[0] || s->base.has_workload;
}

/* ---- points */

/* Second faults are of controllers that take over, and of hosts that try again. */
static int check_losses(const struct config *cfg, char *reason, size_t size) {
  const char *key = !cfg->csim.managed     ? "failover.managed"
                    : !cfg->csim.multipath ? "host.multipath"
                                           : NULL;
  if (key) {
    snprintf(reason, size, "%s: no with second faults, expected yes", key);
    return -1;
  }
  if (cfg->csim.faults.count == 0) return 0;
  snprintf(reason, size, "fault.fault: given with second faults, expected none");
  return -1;
}

static int check_point(const struct sweep *s, unsigned point, char *reason, size_t size) {
  struct config cfg;

  if (configure(s, point, &cfg, reason, size)) return -1;
  if (cfg.mode_count != 1) {
    snprintf(reason, size, "system.mode: %u modes in a run, expected one, or --vary system.mode",
             cfg.mode_count);
    return -1;
  }
  if (s->options->losses && check_losses(&cfg, reason, size)) return -1;
  if (config_check(&cfg, reason, size)) return -1;
  return source_check(&cfg, sweep_trace(s, &cfg), reason, size);
}

static int check_points(const struct sweep *s, char *err, size_t err_size) {
  char reason[REASON];

  for (unsigned p = 0; p < s->points; p++) {
    if (check_point(s, p, reason, sizeof reason) == 0) continue;
    int n = snprintf(err, err_size, "point %u (", p);
    for (unsigned a = 0; a < s->options->axes && (size_t)n < err_size; a++)
      n += snprintf(err + n, err_size - (size_t)n, "%s%s=%s", a ? ", " : "",
                    s->options->axis[a].name, sweep_value(s, p, a));
    if ((size_t)n < err_size) snprintf(err + n, err_size - (size_t)n, "): %s", reason);
    return -1;
  }
  return 0;
}

static int count_points(struct sweep *s, char *err, size_t err_size) {
  unsigned long points = 1;

  for (unsigned a = 0; a < s->options->axes; a++) {
    points *= s->options->axis[a].count;
    if (points <= SWEEP_POINTS) continue;
    snprintf(err, err_size, "--vary: too many points, expected at most %lu", SWEEP_POINTS);
    return -1;
  }
  s->points = (unsigned)points;
  s->columns = 1 + s->options->axes;
  for (unsigned c = 0; sweep_column(s, c); c++) s->columns++;
  s->row = calloc(s->points, sizeof *s->row);
  if (s->row) return 0;
  snprintf(err, err_size, "out of memory");
  return -1;
}

int sweep_plan(struct sweep *s, char *err, size_t err_size) {
  if (set_base(s, err, err_size) || check_axes(s, err, err_size) || load_trace(s, err, err_size))
    return -1;
  if (!has_requests(s)) {
    snprintf(err, err_size, "nothing to replay, expected --workload KEY=VALUE,... or a trace");
    return -1;
  }
  return count_points(s, err, err_size) || check_points(s, err, err_size) ? -1 : 0;
}

/* ---- identity */

static uint64_t hash_file(uint64_t h, const char *path) {
  static char part[1 << 16];
  FILE *f = fopen(path, "r");
  size_t n;

  while (f && (n = fread(part, 1, sizeof part, f)) > 0) h = hash_bytes(h, part, n);
  if (f) fclose(f);
  return h;
}

static uint64_t hash_text(uint64_t h, const char *text) {
  return hash_bytes(h, text, strlen(text));
}

uint64_t sweep_identity(const struct sweep *s) {
  const struct sweep_options *o = s->options;
  uint64_t h = hash_file(HASH_START, "/proc/self/exe");
  char *text = NULL;
  size_t size = 0;
  FILE *printed = open_memstream(&text, &size);

  if (!printed) abort();
  config_print(&s->base, printed);
  fclose(printed);
  h = hash_bytes(h, text, size);
  free(text);
  if (s->has_trace) h = hash_file(h, s->base.trace);
  h = hash_word(hash_word(h, o->losses), o->within_us);
  for (unsigned a = 0; a < o->axes; a++) {
    h = hash_text(h, o->axis[a].name);
    for (unsigned i = 0; i < o->axis[a].count; i++) h = hash_text(h, o->axis[a].value[i]);
  }
  return h;
}

/* ---- again */

static void print_setting(const char *section, const char *key, const char *value, FILE *out) {
  char text[PATH_MAX + SWEEP_LINE], word[2 * sizeof text];

  snprintf(text, sizeof text, "%s.%s=%s", section, key, value);
  text_shell_word(section[0] ? text : value, word, sizeof word);
  fprintf(out, " %s %s", section[0] ? "--set" : "--workload", word);
}

void sweep_print_command(const struct sweep *s, unsigned point, FILE *out) {
  const struct sweep_options *o = s->options;
  char word[2 * PATH_MAX];

  fputs("twinack run", out);
  if (o->config) {
    text_shell_word(o->config, word, sizeof word);
    fprintf(out, " --config %s", word);
  }
  for (unsigned i = 0; i < o->settings; i++)
    print_setting(o->setting[i].section, o->setting[i].key, o->setting[i].value, out);
  for (unsigned a = 0; a < o->axes; a++)
    print_setting(o->axis[a].section, o->axis[a].key, sweep_value(s, point, a), out);
  fputc('\n', out);
}
