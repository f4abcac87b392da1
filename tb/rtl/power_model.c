/* SPDX-License-Identifier: Apache-2.0 */
#include "power_model.h"

#include "twk_layout.h"

static long min(long a, long b) {
  return a < b ? a : b;
}
static long max(long a, long b) {
  return a > b ? a : b;
}

long model_ramp(long mv, long target_mv, bool collapse, const struct power_straps *s) {
  if (collapse) return 0;
  return mv < target_mv ? min(mv + s->rise_mv, target_mv) : max(mv - s->fall_mv, target_mv);
}

void model_unit_tick(struct model_unit *u, long t, const struct power_straps *s, bool mains,
                     bool fail, long sag_mv) {
  if (mains) u->mains_at = t;
  bool fed = t - u->mains_at <= s->holdup_ticks;
  long limit = sag_mv ? min(sag_mv, s->nominal_mv) : s->nominal_mv;
  u->mv = model_ramp(u->mv, fed ? limit : 0, fail, s);
}

void model_detect_tick(struct model_detect *d, long t, const struct power_straps *s, long mv) {
  if (mv >= s->uv_mv) d->not_low = t;
  if (mv < s->uv_mv + s->hyst_mv) d->not_high = t;
  if (t > d->not_low && t - d->not_low >= s->detect_ticks) {
    d->uv = true;
    d->ok = false;
  }
  if (t > d->not_high) {
    d->uv = false;
    if (t - d->not_high >= s->validate_ticks) d->ok = true;
  }
}

void model_battery_tick(struct model_battery *b, long t, const struct power_straps *s,
                        struct model_battery_in in) {
  long capacity = s->battery_ticks, full = capacity * min(s->age_pct, 100) / 100;
  bool works = !in.missing && !in.failed;

  b->pct = in.missing || !capacity ? 0 : b->charge * 100 / capacity;
  b->mv = model_ramp(b->mv, b->charge ? s->nominal_mv : 0, !works, s);
  bool charges = works && in.charges && !in.loads && b->charge < full;
  if (t == 0) {
    b->charge = full;
    charges = false;
  } else if (in.set) {
    b->charge = min(capacity * min(in.set_pct, 100) / 100, full);
    charges = false;
  } else if (works && in.loads) {
    b->charge = max(b->charge - 1, 0);
  } else if (charges && b->since + 1 >= s->charge_ticks) {
    b->charge++;
    charges = false;
  }
  b->since = charges ? b->since + 1 : 0;
}

bool model_gauge(bool was, const struct power_straps *s, bool works, long pct) {
  long need = was ? s->low_pct : max(s->low_pct, min(s->low_pct + 3, 100));
  return works && pct >= need;
}

void model_switch_tick(struct model_switch *w, long t, const struct power_straps *s, long unit_mv,
                       bool unit_uv, bool unit_ok, long batt_mv) {
  bool unit_high = unit_mv >= s->uv_mv, batt_high = batt_mv >= s->uv_mv;

  if (w->at == AT_OPEN) {
    if (t - w->opened >= max(s->switch_ticks, 1)) {
      if (unit_ok && unit_high)
        w->at = AT_UNIT;
      else if (batt_high)
        w->at = AT_BATTERY;
      else if (!unit_ok)
        w->at = AT_UNIT;
    }
  } else if (w->at == AT_UNIT ? w->seen_ok && unit_uv && batt_high
                              : unit_high && (unit_ok || !batt_high)) {
    w->at = AT_OPEN;
    w->opened = t;
  }
  w->seen_ok |= unit_ok;
}

long model_rail(long mv, long fall_mv, long source_mv) {
  return max(max(mv - fall_mv, 0), source_mv);
}

void model_domain_tick(struct model_domain *d, const struct power_straps *s, bool supply_ok,
                       long mv) {
  if (mv < s->retention_mv) d->kept = false;
  if (mv < s->logic_mv || mv < s->retention_mv)
    d->on = false;
  else if (supply_ok)
    d->on = d->kept = true;
}

void model_supply_tick(struct model_supply *f, long t, const struct power_straps *s,
                       struct model_supply_in in) {
  const struct model_supply was = *f; /* everything happens at once */
  enum model_at at = was.sw.at;
  bool missing = in.missing || !in.fitted;
  bool on_unit = at == AT_UNIT && in.unit_ok;
  long source_mv = at == AT_UNIT ? in.unit_mv : at == AT_BATTERY ? was.battery.mv : 0;
  bool loads = at == AT_BATTERY && was.battery.mv >= was.rail_mv - s->rail_fall_mv;

  model_battery_tick(
      &f->battery, t, s,
      (struct model_battery_in){missing, in.failed, on_unit, loads, in.set, in.set_pct});
  f->batt_good = model_gauge(was.batt_good, s, !missing && !in.failed, was.battery.pct);
  model_switch_tick(&f->sw, t, s, in.unit_mv, in.unit_uv, in.unit_ok, was.battery.mv);
  f->rail_mv = model_rail(was.rail_mv, s->rail_fall_mv, source_mv);
  model_domain_tick(&f->domain, s, at == AT_BATTERY || on_unit, was.rail_mv);
}

unsigned power_model_feeds(unsigned topology, unsigned rail) {
  unsigned own = rail & 1;
  if (rail == RAIL_A || rail == RAIL_B) return own;
  if (topology == TWK_TOPOLOGY_PEER) return !own;
  return topology == TWK_TOPOLOGY_THIRD ? UNIT_THIRD : own;
}

long power_model_rail_mv(const struct power_model *m, unsigned rail) {
  return rail < FIFO_AB ? m->rail_mv[rail] : m->fifo[rail - FIFO_AB].rail_mv;
}

struct model_domain power_model_domain(const struct power_model *m, unsigned rail) {
  return rail < FIFO_AB ? m->domain[rail] : m->fifo[rail - FIFO_AB].domain;
}

void power_model_reset(struct power_model *m) {
  *m = (struct power_model){0};
  for (unsigned i = 0; i < UNITS; i++) {
    m->unit[i] = MODEL_UNIT_RESET;
    m->detect[i] = MODEL_DETECT_RESET;
  }
}

void power_model_tick(struct power_model *m, const struct power_inputs *in) {
  const struct power_model was = *m; /* everything happens at once */
  const struct power_straps *s = &in->straps;
  bool fitted = in->topology == TWK_TOPOLOGY_BATTERY;

  for (unsigned i = 0; i < UNITS; i++) {
    model_detect_tick(&m->detect[i], m->t, s, was.unit[i].mv);
    model_unit_tick(&m->unit[i], m->t, s, in->mains >> i & 1, in->fail >> i & 1, in->sag_mv[i]);
  }
  for (unsigned i = 0; i < 2; i++) {
    model_domain_tick(&m->domain[i], s, was.detect[i].ok, was.rail_mv[i]);
    m->rail_mv[i] = model_rail(was.rail_mv[i], s->rail_fall_mv, was.unit[i].mv);

    unsigned feeds = power_model_feeds(in->topology, FIFO_AB + i);
    model_supply_tick(
        &m->fifo[i], m->t, s,
        (struct model_supply_in){fitted, was.unit[feeds].mv, was.detect[i].uv, was.detect[feeds].ok,
                                 in->batt_missing >> i & 1, in->batt_failed >> i & 1,
                                 in->batt_set >> i & 1, in->batt_set_pct});
    m->safe[i] = fitted ? was.fifo[i].batt_good : was.detect[feeds].ok;
  }
  m->t++;
}
