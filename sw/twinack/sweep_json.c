/* SPDX-License-Identifier: Apache-2.0 */
/* The sweep as JSON; docs/sweep.md. */
#include <jansson.h>
#include <stdlib.h>

#include "sweep.h"

/* A number where it is one. */
static json_t *value(const char *text) {
  char *end;
  double v = strtod(text, &end);

  if (*text == '\0' || *end != '\0') return *text ? json_string(text) : json_null();
  return v == (double)(json_int_t)v ? json_integer((json_int_t)v) : json_real(v);
}

static json_t *axes(const struct sweep *s) {
  json_t *list = json_array();

  for (unsigned a = 0; a < s->options->axes; a++) {
    json_t *o = json_object(), *values = json_array();
    for (unsigned i = 0; i < s->options->axis[a].count; i++)
      json_array_append_new(values, value(s->options->axis[a].value[i]));
    json_object_set_new(o, "key", json_string(s->options->axis[a].name));
    json_object_set_new(o, "values", values);
    json_array_append_new(list, o);
  }
  return list;
}

static void put_axes(const struct sweep *s, unsigned point, json_t *o) {
  for (unsigned a = 0; a < s->options->axes; a++)
    json_object_set_new(o, s->options->axis[a].name, value(sweep_value(s, point, a)));
}

static json_t *points(const struct sweep *s) {
  json_t *list = json_array();

  for (unsigned p = 0; p < s->points; p++) {
    json_t *o = json_object();
    put_axes(s, p, o);
    for (unsigned c = 0; sweep_column(s, c); c++)
      json_object_set_new(o, sweep_column(s, c), value(s->row[p].cell[1 + s->options->axes + c]));
    json_array_append_new(list, o);
  }
  return list;
}

struct needs {
  const struct sweep *s;
  json_t *list;
};

static void add_need(void *user, const struct sweep_need *n) {
  struct needs *to = user;
  json_t *o = json_object();

  put_axes(to->s, n->first, o);
  json_object_del(o, SWEEP_DEPTH_KEY);
  json_object_set_new(o, "depth_no_stall", value(n->no_stall));
  json_object_set_new(o, "depth_p99", value(n->p99));
  json_array_append_new(to->list, o);
}

void sweep_json(const struct sweep *s, FILE *out) {
  struct needs needs = {s, json_array()};
  json_t *o = json_object();

  sweep_needs(s, add_need, &needs);
  json_object_set_new(o, "format", json_string("twinack-sweep-1"));
  json_object_set_new(o, "seed", json_integer((json_int_t)s->base.csim.seed));
  json_object_set_new(o, "losses", json_integer(s->options->losses));
  json_object_set_new(o, "within_us", json_integer(s->options->within_us));
  json_object_set_new(o, "axes", axes(s));
  json_object_set_new(o, "points", points(s));
  json_object_set_new(o, "needs", needs.list);
  json_dumpf(o, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  fputc('\n', out);
  json_decref(o);
}
