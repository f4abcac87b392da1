/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON files; docs/summary-json.md explains each key. */
#include <jansson.h>
#include <math.h>

#include "report.h"
#include "twk_layout.h"

#define DIGITS 15 /* what a double gives back unchanged: 0.1 stays 0.1 */

static void put_count(json_t *o, const char *key, uint64_t n) {
  json_object_set_new(o, key, json_integer((json_int_t)n));
}

/* Rounded, so that the text does not hang on the last bit of a division. */
static void put_real(json_t *o, const char *key, double v) {
  json_object_set_new(o, key, json_real(round(v * 1e6) / 1e6));
}

static void put_text(json_t *o, const char *key, const char *text) {
  json_t *s = json_string(text);

  json_object_set_new(o, key, s ? s : json_string("(not UTF-8)"));
}

static json_t *put_object(json_t *o, const char *key) {
  json_t *inner = json_object();

  json_object_set_new(o, key, inner);
  return inner;
}

static void put_latency(json_t *o, const char *key, const struct replay_latency *l) {
  json_t *latency = put_object(o, key);
  json_t *cycles = put_object(latency, "cycles");
  json_t *ns = put_object(latency, "ns");

  put_count(latency, "count", l->count);
  for (int p = 0; p < PERCENTILES; p++) {
    put_count(cycles, percentile_name(p), l->cycles[p]);
    put_real(ns, percentile_name(p), (double)l->ps[p] / 1000);
  }
}

static void put_requests(json_t *o, const struct replay_result *r) {
  json_t *requests = put_object(o, "requests");

  put_count(requests, "total", r->requests);
  put_count(requests, "writes", r->latency[REQUEST_WRITE].count);
  put_count(requests, "reads", r->latency[REQUEST_READ].count);
  put_count(requests, "flushes", r->latency[REQUEST_FLUSH].count);
  put_count(requests, "refused", r->refused);
  put_count(requests, "failed", r->failed);
  put_count(o, "commands", r->commands);
  put_count(o, "bytes_written", r->bytes_written);
  put_count(o, "bytes_read", r->bytes_read);
}

static void put_fifo(json_t *o, const char *key, const struct replay_result *r, int side) {
  json_t *fifo = put_object(o, key);
  double cycles = (double)r->counters.cycles[side];
  double mean = cycles > 0 ? (double)r->counters.fifo_sum[side] / cycles : 0;

  put_count(fifo, "limit_beats", r->fifo_limit);
  put_count(fifo, "max_beats", r->counters.fifo_max[side]);
  put_real(fifo, "mean_beats", mean);
  put_real(fifo, "max_percent", 100.0 * r->counters.fifo_max[side] / r->fifo_limit);
  put_real(fifo, "mean_percent", 100 * mean / r->fifo_limit);
}

static void put_memory(json_t *o, const struct csim_counters *c, int side) {
  put_count(o, "cache_corrected", c->cache_corrected[side]);
  put_count(o, "cache_uncorrectable", c->cache_uncorrectable[side]);
  put_count(o, "cache_scrubbed", c->scrubbed[side]);
  put_count(o, "fifo_corrected", c->fifo_corrected[side]);
  put_count(o, "fifo_uncorrectable", c->fifo_uncorrectable[side]);
}

static void put_firmware(json_t *o, const struct controller_counters *c) {
  put_count(o, "events", c->events);
  put_count(o, "read_hits", c->read_hits);
  put_count(o, "read_misses", c->read_misses);
  put_count(o, "overwrites", c->overwrites);
  put_count(o, "superseded", c->superseded);
  put_count(o, "destaged", c->destaged);
  put_count(o, "fetched", c->fetched);
  put_count(o, "cleans", c->cleans);
  put_count(o, "evictions", c->evictions);
  put_count(o, "flushes", c->flushes);
  put_count(o, "mirror_frames", c->mirror_frames);
  put_count(o, "mirror_lost", c->mirror_lost);
  put_count(o, "mirror_mismatched", c->mirror_mismatched);
  put_count(o, "write_failed", c->write_failed);
  put_count(o, "ecc_corrected", c->ecc_corrected);
  put_count(o, "ecc_uncorrectable", c->ecc_uncorrectable);
  put_count(o, "rescued", c->rescued);
  put_count(o, "rescue_failed", c->rescue_failed);
  put_count(o, "disk_errors", c->disk_errors);
  put_count(o, "ignored", c->ignored);
}

static void put_side(json_t *o, const char *key, const struct replay_result *r, int side) {
  const struct csim_counters *c = &r->counters;
  json_t *s = put_object(o, key);
  json_t *stalls = put_object(s, "stall_cycles");

  put_count(s, "cycles", c->cycles[side]);
  put_count(stalls, "fifo", c->stall_fifo[side]);
  put_count(stalls, "slot", c->stall_slot[side]);
  put_count(stalls, "room", c->stall_room[side]);
  put_count(s, "firmware_busy_cycles", c->firmware_busy[side]);
  put_memory(put_object(s, "memory"), c, side);
  put_firmware(put_object(s, "firmware"), &c->controller[side]);
}

static void put_disk(json_t *o, const struct disk_counters *d) {
  json_t *disk = put_object(o, "disk");

  put_count(disk, "reads", d->reads);
  put_count(disk, "writes", d->writes);
  put_count(disk, "seeks", d->seeks);
  put_count(disk, "spindles_used", d->spindles);
  put_count(disk, "errors", d->errors);
  put_count(disk, "other_copy", d->other_copy);
  put_count(disk, "mended", d->mended);
  put_count(disk, "taken_out", d->taken_out);
  put_count(disk, "rebuilt", d->rebuilt);
  put_count(disk, "rebuilt_blocks", d->rebuilt_blocks);
  put_real(disk, "busy_ms", (double)d->busy_ps / 1e9);
}

static void put_failover(json_t *o, const struct replay_result *r) {
  const struct csim_counters *c = &r->counters;
  json_t *failover = put_object(o, "failover");
  json_t *states = put_object(failover, "states");

  put_count(failover, "faults", r->faults);
  put_count(failover, "faults_while_present", c->present_faults);
  put_count(failover, "switchovers", c->switchovers);
  put_count(failover, "degrades", c->degrades);
  put_count(failover, "takeovers", c->takeovers);
  put_count(failover, "adopted", c->adopted);
  put_count(failover, "resyncs", c->resyncs);
  put_count(failover, "failbacks", c->failbacks);
  put_count(failover, "moves", c->moves);
  put_count(failover, "retries", c->retries);
  put_count(failover, "other_path", c->failovers);
  put_real(failover, "takeover_us", (double)c->takeover_ps[0] / 1e6);
  put_real(failover, "exposed_us", (double)c->exposed_ps / 1e6);
  put_real(failover, "unserved_us", (double)c->unserved_ps / 1e6);
  put_count(failover, "blocked_volumes", r->blocked);
  put_text(states, "a", expect_state_name(r->state[CSIM_A]));
  put_text(states, "b", expect_state_name(r->state[CSIM_B]));
}

static void put_blocks(json_t *o, const struct oracle_counters *c) {
  json_t *blocks = put_object(o, "blocks");

  put_count(blocks, "issued", c->blocks_issued);
  put_count(blocks, "judged", c->blocks_judged);
  put_count(blocks, "ok", c->ok);
  put_count(blocks, "lost", c->lost);
  put_count(blocks, "torn", c->torn);
  put_count(blocks, "misplaced", c->misplaced);
  put_count(blocks, "alien", c->alien);
}

static void put_moments(json_t *o, const struct moments *m) {
  json_t *moments = json_array();

  for (unsigned i = 0; i < m->count; i++) {
    json_t *one = json_object();
    put_count(one, "at_ps", m->moment[i].at_ps);
    put_text(one, "what", m->moment[i].what);
    json_array_append_new(moments, one);
  }
  json_object_set_new(o, "moments", moments);
  put_count(o, "moments_left_out", m->more);
}

static json_t *mode_object(const struct replay_result *r) {
  json_t *o = json_object();
  json_t *controllers = put_object(o, "controllers");
  json_t *fifos = put_object(o, "fifos");

  put_requests(o, r);
  put_latency(o, "write_latency", &r->latency[REQUEST_WRITE]);
  put_latency(o, "read_latency", &r->latency[REQUEST_READ]);
  put_latency(o, "flush_latency", &r->latency[REQUEST_FLUSH]);
  put_count(o, "simulated_cycles", r->counters.cycles[CSIM_A]);
  put_real(o, "simulated_ms", (double)r->simulated_ps / 1e9);
  put_real(o, "final_flush_ms", (double)r->final_flush_ps / 1e9);
  put_fifo(fifos, "a_to_b", r, CSIM_A);
  put_fifo(fifos, "b_to_a", r, CSIM_B);
  put_side(controllers, "a", r, CSIM_A);
  put_side(controllers, "b", r, CSIM_B);
  put_disk(o, &r->counters.disk);
  put_failover(o, r);
  put_blocks(o, &r->oracle);
  put_moments(o, &r->moments);
  put_count(o, "assertions_failed", r->counters.assertions_failed);
  put_text(o, "finding", r->finding);
  return o;
}

static void put_ratio(json_t *o, const char *name, const struct job *j, const struct job *base) {
  const uint64_t *mine = j->result.latency[REQUEST_WRITE].ps;
  const uint64_t *its = base->result.latency[REQUEST_WRITE].ps;
  json_t *ratio = put_object(o, name);

  for (int p = P50; p <= P99_9; p++) {
    if (its[p] == 0)
      json_object_set_new(ratio, percentile_name(p), json_null());
    else
      put_real(ratio, percentile_name(p), (double)mine[p] / (double)its[p]);
  }
}

static void put_source(json_t *o, const struct report *r) {
  json_t *source = put_object(o, "source");

  put_text(source, "pace", config_closed(r->cfg) ? "closed" : "trace");
  put_text(source, "kind", r->trace ? "trace" : "workload");
  if (!r->trace) {
    put_count(source, "requests", r->cfg->workload.count);
    return;
  }
  put_text(source, "file", report_file_name(r->cfg->trace));
  put_text(source, "format", trace_format_name(r->trace->format));
  put_count(source, "requests", r->trace->count);
}

static void put_faults(json_t *o, const struct fault_list *list) {
  json_t *faults = json_array();
  char text[FAULT_TEXT];

  for (unsigned i = 0; i < list->count; i++) {
    fault_print(&list->fault[i], text, sizeof text);
    json_array_append_new(faults, json_string(text));
  }
  json_object_set_new(o, "faults", faults);
}

static int dump(json_t *o, FILE *out) {
  int failed = json_dumpf(o, out, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(DIGITS));

  json_decref(o);
  return failed || fputc('\n', out) == EOF ? -1 : 0;
}

int report_json(const struct report *r, FILE *out) {
  const struct job *base = report_base(r);
  json_t *o = json_object();
  json_t *modes = put_object(o, "modes");
  json_t *ratios = put_object(o, "write_latency_ratios");

  put_text(o, "format", "twinack-summary-1");
  put_count(o, "seed", r->cfg->csim.seed);
  put_count(o, "volume_blocks", r->cfg->csim.volume_blocks);
  put_text(o, "topology", power_topology_name(r->cfg->csim.power.topology));
  put_faults(o, &r->cfg->csim.faults);
  put_source(o, r);
  for (unsigned i = 0; i < r->count; i++) {
    const struct job *j = &r->jobs[i];
    char name[32];
    json_object_set_new(modes, config_mode_name(j->mode), mode_object(&j->result));
    if (j == base) continue;
    snprintf(name, sizeof name, "%s/%s", config_mode_name(j->mode), config_mode_name(base->mode));
    put_ratio(ratios, name, j, base);
  }
  return dump(o, out);
}

int report_timing_json(const struct report *r, FILE *out) {
  json_t *o = json_object();
  json_t *modes = put_object(o, "modes");

  put_text(o, "format", "twinack-timing-1");
  for (unsigned i = 0; i < r->count; i++) {
    const struct job *j = &r->jobs[i];
    json_t *m = put_object(modes, config_mode_name(j->mode));
    double cycles = (double)j->result.counters.cycles[CSIM_A];
    put_real(m, "wall_s", j->wall_s);
    put_real(m, "mcycles_per_s", j->wall_s > 0 ? cycles / j->wall_s / 1e6 : 0);
  }
  return dump(o, out);
}
