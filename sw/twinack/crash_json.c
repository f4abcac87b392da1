/* SPDX-License-Identifier: Apache-2.0 */
/* The report as JSON: one row a mode, topology and fault, or pair of faults. */
#include <jansson.h>

#include "config.h"
#include "crash.h"

static void put(json_t *o, const char *key, uint64_t n) {
  json_object_set_new(o, key, json_integer((json_int_t)n));
}

static void put_tally(json_t *o, const struct explore_tally *t) {
  put(o, "explored", t->explored);
  put(o, "skipped", t->skipped);
  put(o, "returned", t->returned);
  put(o, "survived", t->outcome[EXPLORE_SURVIVED]);
  put(o, "lost_documented", t->documented);
  put(o, "lost_unexpected", t->outcome[EXPLORE_LOST] - t->documented);
  put(o, "torn", t->outcome[EXPLORE_TORN]);
  put(o, "blocked", t->outcome[EXPLORE_BLOCKED]);
  put(o, "broken", t->outcome[EXPLORE_BROKEN]);
}

static void put_samples(json_t *o, const char *key, const struct explore_samples *s) {
  if (s->count == 0) return;
  json_t *inner = json_object();
  put(inner, "count", s->count);
  put(inner, "min", s->min);
  put(inner, "median", explore_median(s));
  put(inner, "max", s->max);
  json_object_set_new(o, key, inner);
}

static json_t *row(const struct crash_report *r, unsigned m, unsigned t, unsigned f, unsigned g) {
  const struct explore_result *c = &r->cell[m][t];
  const struct explore_tally *k = g == EXPLORE_NONE ? &c->single[f] : &c->pair[f][g];
  const char *why = explore_documented(m, t, (enum explore_fault)f, (enum explore_fault)g, true);
  json_t *o = json_object();
  json_object_set_new(o, "mode", json_string(config_mode_name(m)));
  json_object_set_new(o, "topology", json_string(crash_topology_name(t)));
  json_object_set_new(o, "fault", json_string(explore_fault_name((enum explore_fault)f)));
  if (g != EXPLORE_NONE)
    json_object_set_new(o, "second", json_string(explore_fault_name((enum explore_fault)g)));
  put_tally(o, k);
  if (why != NULL) json_object_set_new(o, "documented", json_string(why));
  if (g == EXPLORE_NONE) {
    put_samples(o, "takeover_cycles", &c->takeover[f]);
    put_samples(o, "exposed_cycles", &c->exposed[f]);
  }
  if (k->first_outcome != EXPLORE_SURVIVED) {
    char command[256];
    crash_replay_command(command, sizeof command, r->options, m, t, f, g, k);
    json_object_set_new(o, "first_loss", json_string(command));
  }
  return o;
}

static json_t *rows(const struct crash_report *r) {
  json_t *list = json_array();
  for (unsigned m = 0; m < CRASH_MODES; m++)
    for (unsigned t = 0; t < CRASH_TOPOLOGIES; t++)
      for (unsigned f = 0; f < EXPLORE_FIRST_FAULTS; f++)
        for (unsigned g = 0; g <= EXPLORE_NONE; g++) {
          const struct explore_result *c = &r->cell[m][t];
          const struct explore_tally *k = g == EXPLORE_NONE ? &c->single[f] : &c->pair[f][g];
          if (k->explored + k->skipped != 0) json_array_append_new(list, row(r, m, t, f, g));
        }
  return list;
}

static json_t *totals(const struct explore_result *result) {
  struct crash_sum s = {0};
  json_t *o = json_object();
  crash_sum_all(&s, result);
  put(o, "explored", s.states);
  put(o, "skipped", s.skipped);
  put(o, "returned", s.returned);
  put(o, "survived", s.outcome[EXPLORE_SURVIVED]);
  put(o, "lost_documented", s.documented);
  put(o, "failures", s.failures);
  put(o, "blocked", s.outcome[EXPLORE_BLOCKED]);
  put(o, "read_back", result->readback);
  put(o, "read_back_differing", result->mismatched);
  put(o, "cycles", result->cycles);
  return o;
}

void crash_report_json(const struct crash_report *r, FILE *out) {
  json_t *o = json_object(), *controls = json_object();
  put(o, "seed", r->options->plan.seed);
  put(o, "part", r->options->part);
  json_object_set_new(o, "good", json_boolean(crash_good(r)));
  json_object_set_new(o, "total", totals(&r->all));
  json_object_set_new(o, "clocks_apart", totals(&r->apart));
  put(controls, "own_lost", crash_lost_own(r));
  put(controls, "local_lost", crash_lost_local(r));
  json_object_set_new(o, "negative_controls", controls);
  json_object_set_new(o, "rows", rows(r));
  json_dumpf(o, out, JSON_INDENT(1));
  fputc('\n', out);
  json_decref(o);
}
