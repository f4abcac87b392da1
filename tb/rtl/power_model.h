/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_model.h: what power_system and its parts should do, from their descriptions: voltages in
 * arithmetic, times as stamps of when something last happened. Straps must not change between
 * resets. A part is reset by its *_RESET value; its tick, with the time t since reset, takes what
 * stood before the tick.
 */
#ifndef TWINACK_POWER_MODEL_H
#define TWINACK_POWER_MODEL_H

#include <stdbool.h>

/* Units and, for the first two, rails and batteries. */
enum { UNIT_A, UNIT_B, UNIT_THIRD, UNITS };
enum { RAIL_A, RAIL_B, FIFO_AB, FIFO_BA, RAILS };

/* Straps by their ports' names, mV, ticks and percent: those that a FIFO's supply has, and the rest
 * of the power system's. */
/* clang-format off */
#define POWER_SUPPLY_STRAPS(S) \
  S(nominal_mv) S(uv_mv) S(logic_mv) S(retention_mv) S(fall_mv) S(rise_mv) S(rail_fall_mv) \
  S(detect_ticks) S(switch_ticks) S(battery_ticks) S(charge_ticks) S(age_pct) S(low_pct)
#define POWER_STRAPS(S) POWER_SUPPLY_STRAPS(S) S(hyst_mv) S(validate_ticks) S(holdup_ticks)
/* clang-format on */

#define POWER_STRAP_FIELD(name) long name;
struct power_straps {
  POWER_STRAPS(POWER_STRAP_FIELD)
};

/* Where a converter's output goes in one tick. */
long model_ramp(long mv, long target_mv, bool collapse, const struct power_straps *s);

struct model_unit {
  long mv, mains_at; /* mains was last good at */
};
#define MODEL_UNIT_RESET ((struct model_unit){.mains_at = -1000000000})
void model_unit_tick(struct model_unit *u, long t, const struct power_straps *s, bool mains,
                     bool fail, long sag_mv);

struct model_detect {
  long not_low, not_high; /* the voltage last was not below, not above, a threshold at */
  bool uv, ok;
};
#define MODEL_DETECT_RESET ((struct model_detect){.not_low = -1, .not_high = -1, .uv = true})
void model_detect_tick(struct model_detect *d, long t, const struct power_straps *s, long mv);

struct model_battery {
  long charge; /* whole ticks of load */
  long since;  /* ticks charged towards the next one */
  long mv, pct;
};
struct model_battery_in {
  bool missing, failed, charges, loads, set;
  long set_pct;
};
void model_battery_tick(struct model_battery *b, long t, const struct power_straps *s,
                        struct model_battery_in in);

/* May the battery be relied on, given that it might be before? */
bool model_gauge(bool was, const struct power_straps *s, bool works, long pct);

enum model_at { AT_UNIT, AT_OPEN, AT_BATTERY };
struct model_switch {
  enum model_at at;
  long opened;
  bool seen_ok;
};
void model_switch_tick(struct model_switch *w, long t, const struct power_straps *s, long unit_mv,
                       bool unit_uv, bool unit_ok, long batt_mv);

/* A rail's voltage after a tick; source_mv: of what is connected, 0 if nothing is. */
long model_rail(long mv, long fall_mv, long source_mv);

struct model_domain {
  bool on, kept;
};
void model_domain_tick(struct model_domain *d, const struct power_straps *s, bool supply_ok,
                       long mv);

struct model_supply { /* of one mirror FIFO */
  struct model_battery battery;
  struct model_switch sw;
  struct model_domain domain;
  long rail_mv;
  bool batt_good;
};
struct model_supply_in {
  bool fitted;
  long unit_mv;
  bool unit_uv, unit_ok, missing, failed, set;
  long set_pct;
};
void model_supply_tick(struct model_supply *f, long t, const struct power_straps *s,
                       struct model_supply_in in);

struct power_model {
  long t;
  struct model_unit unit[UNITS];
  struct model_detect detect[UNITS];
  struct model_domain domain[2]; /* of the controllers' rails */
  long rail_mv[2];
  struct model_supply fifo[2];
  bool safe[2];
};
struct power_inputs {
  struct power_straps straps;
  unsigned topology, mains, fail;
  long sag_mv[UNITS];
  unsigned batt_missing, batt_failed, batt_set;
  long batt_set_pct;
};

void power_model_reset(struct power_model *m);
void power_model_tick(struct power_model *m, const struct power_inputs *in);
/* The unit that feeds a rail. */
unsigned power_model_feeds(unsigned topology, unsigned rail);
/* Of one of RAILS. */
long power_model_rail_mv(const struct power_model *m, unsigned rail);
struct model_domain power_model_domain(const struct power_model *m, unsigned rail);

#endif
