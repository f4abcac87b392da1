/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <stdlib.h>

#define PS_PER_NS 1000
#define PS_PER_US UINT64_C(1000000)

struct source {
  const struct config *cfg;
  const struct trace *trace;
  struct workload *workload;
  size_t next;
  bool closed;
  uint64_t last_ns, due_ps;
};

struct source *source_open(const struct config *cfg, const struct trace *trace) {
  struct source *s = calloc(1, sizeof *s);

  if (!s) return NULL;
  s->cfg = cfg;
  s->trace = trace;
  s->closed = config_closed(cfg);
  if (!trace) s->workload = workload_new(&cfg->workload, cfg->csim.seed);
  if (trace || s->workload) return s;
  free(s);
  return NULL;
}

void source_close(struct source *s) {
  if (!s) return;
  workload_free(s->workload);
  free(s);
}

uint64_t source_count(const struct source *s) {
  return s->trace ? s->trace->count : s->cfg->workload.count;
}

/* One gap, scaled, then clipped; at most SOURCE_LAST_PS. */
static uint64_t gap_ps(const struct config *cfg, uint64_t ns) {
  double scaled = (double)ns * PS_PER_NS * cfg->time_scale;
  uint64_t ps = SOURCE_LAST_PS;

  if (scaled < (double)SOURCE_LAST_PS)
    ps = cfg->time_scale == 1 ? ns * PS_PER_NS : (uint64_t)(scaled + 0.5);
  if (cfg->max_gap_us && ps > cfg->max_gap_us * PS_PER_US) ps = cfg->max_gap_us * PS_PER_US;
  return ps;
}

static uint64_t due(struct source *s, uint64_t time_ns) {
  uint64_t gap = gap_ps(s->cfg, time_ns - s->last_ns);

  s->last_ns = time_ns;
  s->due_ps = gap > SOURCE_LAST_PS - s->due_ps ? SOURCE_LAST_PS : s->due_ps + gap;
  return s->due_ps;
}

bool source_next(struct source *s, struct arrival *out) {
  if (s->trace) {
    if (s->next == s->trace->count) return false;
    out->request = s->trace->requests[s->next++];
  } else if (!workload_next(s->workload, &out->request)) {
    return false;
  }
  out->due_ps = s->closed ? 0 : due(s, out->request.time_ns);
  return true;
}

static int too_late(char *err, size_t err_size) {
  snprintf(err, err_size,
           "requests are due after more than 53 days, expected less: see time_scale and "
           "max_gap_us");
  return -1;
}

int source_check(const struct config *cfg, const struct trace *trace, char *err, size_t err_size) {
  uint64_t total = 0, last = 0;

  if (config_closed(cfg)) return 0;
  if (!trace) {
    const struct workload_config *w = &cfg->workload;
    /* Twice the mean: a Poisson process of any length that matters stays far below. */
    double length_ps = (double)w->count / w->rate * 2e12 * cfg->time_scale;
    return cfg->max_gap_us == 0 && length_ps >= (double)SOURCE_LAST_PS ? too_late(err, err_size)
                                                                       : 0;
  }
  for (size_t i = 0; i < trace->count; i++) {
    uint64_t gap = gap_ps(cfg, trace->requests[i].time_ns - last);
    last = trace->requests[i].time_ns;
    if (gap >= SOURCE_LAST_PS - total) return too_late(err, err_size);
    total += gap;
  }
  return 0;
}
