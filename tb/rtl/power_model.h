/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_model.h: what power_system should do, from its description: voltages in arithmetic, times
 * as stamps of when something last happened. Include it after power_bench.h. Straps must not change
 * between resets.
 */
#ifndef TWINACK_POWER_MODEL_H
#define TWINACK_POWER_MODEL_H

enum model_at { AT_UNIT, AT_OPEN, AT_BATTERY };

struct model_unit {
  long mv, mains_at;      /* mains was last good at */
  long not_low, not_high; /* the voltage last was not below, not above, a threshold at */
  bool uv, ok;
};

struct model_battery {
  long charge; /* whole ticks of load */
  long since;  /* ticks charged towards the next one */
  long mv, pct;
  bool good;
};

struct model_switch {
  enum model_at at;
  long opened;
  bool seen_ok;
};

struct model_rail {
  long mv;
  bool on, kept;
};

struct power_model {
  long t;
  struct model_unit unit[UNITS];
  struct model_battery battery[2];
  struct model_switch sw[2];
  struct model_rail rail[RAILS];
  bool safe[2];
};

/* As after power_reset. */
void power_model_reset(struct power_model *m);
/* What the next power_tick will do with the inputs as they stand. */
void power_model_tick(struct power_model *m, const struct dut *d);
/* Every output of d is the model's; a cmocka failure if not. */
void power_model_compare(const struct power_model *m, const struct dut *d);
/* The unit that feeds a rail. */
unsigned power_model_feeds(unsigned topology, unsigned rail);

#endif
