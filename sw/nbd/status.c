/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "config.h"
#include "twk_layout.h"

#define UNITS 3
#define PS_PER_US UINT64_C(1000000)

static void put_count(json_t *o, const char *key, uint64_t n) {
  json_object_set_new(o, key, json_integer((json_int_t)n));
}

static void put_bool(json_t *o, const char *key, bool b) {
  json_object_set_new(o, key, json_boolean(b));
}

static void put_text(json_t *o, const char *key, const char *text) {
  json_object_set_new(o, key, json_string(text));
}

static void put_us(json_t *o, const char *key, uint64_t ps) {
  json_object_set_new(o, key, json_real((double)ps / (double)PS_PER_US));
}

static json_t *new_item(json_t *list, const char *key, const char *name) {
  json_t *o = json_object();
  put_text(o, key, name);
  json_array_append_new(list, o);
  return o;
}

static const char *side_name(unsigned side) {
  return side == CSIM_A ? "A" : "B";
}

static const char *phase_name(int phase) {
  switch (phase) {
    case TWK_PHASE_JOINING:
      return "joining";
    case TWK_PHASE_PAIRED:
      return "paired";
    case TWK_PHASE_ALONE:
      return "alone";
    default:
      return "down";
  }
}

static json_t *units(const struct engine_view *v) {
  static const char *const names[UNITS] = {"A", "B", "third"};
  json_t *list = json_array();
  for (unsigned i = 0; i < UNITS; i++)
    put_count(new_item(list, "unit", names[i]), "mv", csim_unit_mv(v->csim, i));
  return list;
}

static json_t *controllers(const struct engine_view *v) {
  json_t *list = json_array();
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    json_t *o = new_item(list, "controller", side_name(i));
    put_text(o, "phase", phase_name(csim_phase(v->csim, (enum csim_side)i)));
    put_count(o, "rail_mv", csim_rail_mv(v->csim, CSIM_RAIL_A + i));
  }
  return list;
}

static json_t *fifos(const struct engine_view *v, const struct csim_counters *c) {
  json_t *list = json_array();
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    enum csim_side owner = (enum csim_side)i;
    json_t *o = new_item(list, "owner", side_name(i));
    put_count(o, "rail_mv", csim_rail_mv(v->csim, CSIM_RAIL_AB + i));
    put_count(o, "beats", csim_fifo_level(v->csim, owner));
    put_count(o, "max_beats", c->fifo_max[i]);
    put_count(o, "depth", csim_fifo_depth());
    put_bool(o, "present", csim_present(v->csim, owner));
    put_bool(o, "lamp", csim_lamp(v->csim, owner));
    put_bool(o, "safe_to_remove", csim_safe_to_remove(v->csim, owner));
    put_count(o, "battery_percent", csim_battery_pct(v->csim, owner));
    put_bool(o, "on_battery", csim_on_battery(v->csim, owner));
  }
  return list;
}

static json_t *volumes(const struct engine_view *v) {
  json_t *list = json_array();
  for (unsigned i = 0; i < v->volumes; i++) {
    json_t *o = json_object(), *owner = json_null();
    for (unsigned side = 0; side < CSIM_SIDES; side++)
      if (csim_serves(v->csim, (enum csim_side)side) >> i & 1) owner = json_string(side_name(side));
    put_count(o, "volume", i);
    put_text(o, "home", side_name(csim_home(v->csim, i)));
    json_object_set_new(o, "owner", owner);
    json_array_append_new(list, o);
  }
  return list;
}

static json_t *disks(const struct engine_view *v) {
  json_t *list = json_array();
  const struct disk *d = csim_disk(v->csim);
  for (unsigned i = 0; i < disk_spindles(d); i++) {
    struct disk_status s;
    json_t *o = json_object();
    disk_status(d, i, &s);
    put_count(o, "disk", i);
    put_text(o, "state", disk_state_name(s.state));
    put_count(o, "percent", s.percent);
    put_count(o, "slow", s.slow);
    put_count(o, "permille", s.permille);
    put_count(o, "unreadable", s.unreadable);
    json_array_append_new(list, o);
  }
  return list;
}

static void put_latency(json_t *o, const char *key, const struct latency *l) {
  json_t *inner = json_object();
  put_count(inner, "count", l->count);
  put_count(inner, "mean_ns", l->count ? l->sum_ps / l->count / 1000 : 0);
  put_count(inner, "p50_ns", latency_at(l, 500) / 1000);
  put_count(inner, "p99_ns", latency_at(l, 990) / 1000);
  put_count(inner, "max_ns", l->max_ps / 1000);
  json_object_set_new(o, key, inner);
}

static json_t *latencies(const struct engine_view *v) {
  json_t *o = json_object();
  put_latency(o, "read", v->read);
  put_latency(o, "write", v->write);
  put_latency(o, "flush", v->flush);
  return o;
}

static void put_counters(json_t *o, const struct csim_counters *c) {
  put_us(o, "exposed_us", c->exposed_ps);
  put_us(o, "unserved_us", c->unserved_ps);
  put_count(o, "takeovers", c->takeovers);
  put_count(o, "degrades", c->degrades);
  put_count(o, "resyncs", c->resyncs);
  put_count(o, "failbacks", c->failbacks);
  put_count(o, "retries", c->retries);
  put_count(o, "failovers", c->failovers);
  put_count(o, "assertions_failed", c->assertions_failed);
  put_bool(o, "both_served", c->both_served);
  json_t *cycles = json_array();
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    json_array_append_new(cycles, json_integer((json_int_t)c->cycles[i]));
  json_object_set_new(o, "cycles", cycles);
}

static void describe(const struct engine_view *v, void *user) {
  json_t *o = user;
  struct csim_counters c;
  csim_counters(v->csim, &c);
  put_us(o, "time_us", csim_now_ps(v->csim));
  put_text(o, "mode", config_mode_name(v->config->mode));
  put_text(o, "topology", power_topology_name(v->config->power.topology));
  put_count(o, "clients", v->clients);
  put_count(o, "faults_open", csim_faults_open(v->csim));
  put_bool(o, "settled", csim_settled(v->csim));
  json_object_set_new(o, "units", units(v));
  json_object_set_new(o, "controllers", controllers(v));
  json_object_set_new(o, "fifos", fifos(v, &c));
  json_object_set_new(o, "volumes", volumes(v));
  json_object_set_new(o, "disks", disks(v));
  json_object_set_new(o, "latency", latencies(v));
  put_counters(o, &c);
  put_count(o, "failed_requests", v->failed);
  put_count(o, "wrong_blocks", v->wrong);
  put_count(o, "lost_at_start", v->opened_lost);
  put_count(o, "storm_faults", v->storms);
}

json_t *status_json(struct engine *e) {
  json_t *o = json_object();
  if (engine_look(e, describe, o) == 0) return o;
  json_decref(o);
  return NULL;
}
