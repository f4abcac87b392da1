/* SPDX-License-Identifier: Apache-2.0 */
/* What would be too long for the summary: distributions, and what went on over time. */
#include <jansson.h>

#include "report.h"

static json_t *put_object(json_t *o, const char *key) {
  json_t *inner = json_object();

  json_object_set_new(o, key, inner);
  return inner;
}

static void append(json_t *list, uint64_t n) {
  json_array_append_new(list, json_integer((json_int_t)n));
}

/* From the first bucket that is not empty to the last. */
static json_t *histogram_object(const struct histogram *h) {
  json_t *o = json_object(), *floors = json_array(), *counts = json_array();
  unsigned first = 0, end = HISTOGRAM_BUCKETS;

  while (first < end && h->count[first] == 0) first++;
  while (end > first && h->count[end - 1] == 0) end--;
  for (unsigned i = first; i < end; i++) {
    append(floors, histogram_floor(i));
    append(counts, h->count[i]);
  }
  if (end > first) append(floors, histogram_floor(end));
  json_object_set_new(o, "bounds_ps", floors);
  json_object_set_new(o, "count", counts);
  return o;
}

static json_t *series_object(const struct series *s) {
  static const char *const fifo[] = {"fifo_a_to_b", "fifo_b_to_a"};
  static const char *const rail[] = {"rail_a_mv", "rail_b_mv", "rail_fifo_a_to_b_mv",
                                     "rail_fifo_b_to_a_mv"};
  json_t *o = json_object();

  json_object_set_new(o, "start_ns", json_integer((json_int_t)(s->start_ps / 1000)));
  json_object_set_new(o, "bucket_us", json_integer((json_int_t)(s->bucket_ps / SERIES_STEP_PS)));
  for (unsigned f = 0; f < CSIM_SIDES; f++) {
    json_t *level = put_object(o, fifo[f]), *max = json_array(), *mean = json_array();
    for (unsigned i = 0; i < s->count; i++) {
      const struct series_bucket *b = &s->bucket[i];
      append(max, b->fifo_max[f]);
      append(mean, (b->fifo_sum[f] + b->looks / 2) / b->looks);
    }
    json_object_set_new(level, "max_beats", max);
    json_object_set_new(level, "mean_beats", mean);
  }
  for (unsigned r = 0; r < SERIES_RAILS; r++) {
    json_t *low = json_array();
    for (unsigned i = 0; i < s->count; i++) append(low, s->bucket[i].rail_min[r]);
    json_object_set_new(o, rail[r], low);
  }
  return o;
}

int report_detail_json(const struct report *r, FILE *out) {
  json_t *o = json_object(), *modes = put_object(o, "modes");

  json_object_set_new(o, "format", json_string("twinack-detail-1"));
  for (unsigned i = 0; i < r->count; i++) {
    const struct replay_result *result = &r->jobs[i].result;
    json_t *m = put_object(modes, config_mode_name(r->jobs[i].mode));
    json_object_set_new(m, "write_latency",
                        histogram_object(&result->latency[REQUEST_WRITE].histogram));
    json_object_set_new(m, "read_latency",
                        histogram_object(&result->latency[REQUEST_READ].histogram));
    json_object_set_new(m, "series", series_object(&result->series));
  }
  int failed = json_dumpf(o, out, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(o);
  return failed || fputc('\n', out) == EOF ? -1 : 0;
}
