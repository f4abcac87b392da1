/* SPDX-License-Identifier: Apache-2.0 */
#include "ports_power_system.h"
#include "dut.h"
#include "power_bench.h"
#include "power_model.h"
#include "twk_layout.h"

enum { LONG_AGO = -1000000000 };

static long min(long a, long b) {
  return a < b ? a : b;
}
static long max(long a, long b) {
  return a > b ? a : b;
}
static long toward(long from, long to, long up, long down) {
  return from < to ? min(from + up, to) : max(from - down, to);
}

unsigned power_model_feeds(unsigned topology, unsigned rail) {
  unsigned own = rail & 1;
  if (rail == RAIL_A || rail == RAIL_B) return own;
  if (topology == TWK_TOPOLOGY_PEER) return !own;
  return topology == TWK_TOPOLOGY_THIRD ? UNIT_THIRD : own;
}

void power_model_reset(struct power_model *m) {
  *m = (struct power_model){0};
  for (unsigned i = 0; i < UNITS; i++) {
    m->unit[i].mains_at = LONG_AGO;
    m->unit[i].not_low = m->unit[i].not_high = -1;
    m->unit[i].uv = true;
  }
}

static void unit_tick(struct model_unit *u, long t, unsigned i, const struct dut *d) {
  long sag = field_mv(*d->sag_mv, i);

  /* The detector judges the voltage that stood until now. */
  if (u->mv >= *d->uv_mv) u->not_low = t;
  if (u->mv < *d->uv_mv + *d->hyst_mv) u->not_high = t;
  if (t > u->not_low && t - u->not_low >= *d->detect_ticks) {
    u->uv = true;
    u->ok = false;
  }
  if (t > u->not_high) {
    u->uv = false;
    if (t - u->not_high >= (long)*d->validate_ticks) u->ok = true;
  }

  if (bit(*d->mains, i)) u->mains_at = t;
  bool fed = t - u->mains_at <= (long)*d->holdup_ticks;
  long limit = sag ? min(sag, *d->nominal_mv) : *d->nominal_mv;
  u->mv = bit(*d->fail, i) ? 0 : toward(u->mv, fed ? limit : 0, *d->rise_mv, *d->fall_mv);
}

static void battery_tick(struct model_battery *b, long t, unsigned i, const struct dut *d,
                         bool loads, bool may_charge) {
  long capacity = *d->battery_ticks, full = capacity * *d->age_pct / 100;
  bool missing = bit(*d->batt_missing, i) || *d->topology != TWK_TOPOLOGY_BATTERY;
  bool works = !missing && !bit(*d->batt_failed, i);

  b->good = works && b->pct >= (b->good ? *d->low_pct : min(*d->low_pct + 3, 100));
  b->pct = missing || !capacity ? 0 : b->charge * 100 / capacity;
  b->mv = works ? toward(b->mv, b->charge ? *d->nominal_mv : 0, *d->rise_mv, *d->fall_mv) : 0;

  bool charges = works && may_charge && !loads && b->charge < full;
  if (t == 0) {
    b->charge = full;
  } else if (bit(*d->batt_set, i)) {
    b->charge = min(capacity * *d->batt_set_pct / 100, full);
    charges = false;
  } else if (works && loads) {
    b->charge = max(b->charge - 1, 0);
  } else if (charges && b->since + 1 >= *d->charge_ticks) {
    b->charge++;
    charges = false;
  }
  b->since = charges ? b->since + 1 : 0;
}

static void switch_tick(struct model_switch *s, long t, const struct dut *d,
                        const struct model_unit *u, long batt_mv) {
  bool unit_high = u->mv >= *d->uv_mv, batt_high = batt_mv >= *d->uv_mv;

  if (s->at == AT_OPEN) {
    if (t - s->opened >= max(*d->switch_ticks, 1)) {
      if (u->ok && unit_high)
        s->at = AT_UNIT;
      else if (batt_high)
        s->at = AT_BATTERY;
      else if (!u->ok)
        s->at = AT_UNIT;
    }
  } else if (s->at == AT_UNIT ? s->seen_ok && u->uv && batt_high
                              : unit_high && (u->ok || !batt_high)) {
    s->at = AT_OPEN;
    s->opened = t;
  }
  s->seen_ok |= u->ok;
}

static void rail_tick(struct model_rail *r, const struct dut *d, long source_mv, bool supply_ok) {
  if (r->mv < *d->retention_mv) r->kept = false;
  if (r->mv < *d->logic_mv)
    r->on = false;
  else if (supply_ok)
    r->on = r->kept = true;
  r->mv = max(max(r->mv - *d->rail_fall_mv, 0), source_mv);
}

void power_model_tick(struct power_model *m, const struct dut *d) {
  const struct power_model was = *m; /* everything happens at once */

  for (unsigned i = 0; i < UNITS; i++) unit_tick(&m->unit[i], m->t, i, d);
  for (unsigned i = 0; i < RAILS; i++) {
    const struct model_unit *u = &was.unit[power_model_feeds(*d->topology, i)];
    if (i < FIFO_AB) {
      rail_tick(&m->rail[i], d, u->mv, u->ok);
      continue;
    }
    unsigned f = i - FIFO_AB;
    const struct model_switch *s = &was.sw[f];
    const struct model_battery *b = &was.battery[f];
    long source_mv = s->at == AT_UNIT ? u->mv : s->at == AT_BATTERY ? b->mv : 0;
    bool loads = s->at == AT_BATTERY && b->mv >= was.rail[i].mv - *d->rail_fall_mv;
    rail_tick(&m->rail[i], d, source_mv, s->at == AT_BATTERY || (s->at == AT_UNIT && u->ok));
    battery_tick(&m->battery[f], m->t, f, d, loads, s->at == AT_UNIT && u->ok);
    switch_tick(&m->sw[f], m->t, d, u, b->mv);
    m->safe[f] = *d->topology == TWK_TOPOLOGY_BATTERY ? b->good : u->ok;
  }
  m->t++;
}

void power_model_compare(const struct power_model *m, const struct dut *d) {
  for (unsigned i = 0; i < UNITS; i++) {
    assert_int_equal(field_mv(*d->unit_mv, i), m->unit[i].mv);
    assert_int_equal(bit(*d->unit_ok, i), m->unit[i].ok);
    assert_int_equal(bit(*d->unit_warn, i), m->unit[i].uv);
  }
  for (unsigned i = 0; i < RAILS; i++) {
    assert_int_equal(field_mv(*d->rail_mv, i), m->rail[i].mv);
    assert_int_equal(bit(*d->rail_on, i), m->rail[i].on);
    assert_int_equal(bit(*d->rail_kept, i), m->rail[i].kept);
  }
  for (unsigned i = 0; i < 2; i++) {
    assert_int_equal(batt_pct(d, i), m->battery[i].pct);
    assert_int_equal(bit(*d->batt_ok, i), m->battery[i].good);
    assert_int_equal(bit(*d->on_battery, i), m->sw[i].at == AT_BATTERY);
    assert_int_equal(bit(*d->fifo_safe, i), m->safe[i]);
  }
}
