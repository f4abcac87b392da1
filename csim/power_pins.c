/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_pins.c: figures of the supplies on the straps of a model's power system.
 */
#include "power_pins.h"

#define NS_PER_US 1000ULL
#define ALL_UNITS 7

void power_pins_set(const struct model *m, const struct power_config *cfg) {
  *m->pw_topology = (uint8_t)cfg->topology;
  *m->pw_nominal_mv = (uint16_t)cfg->nominal_mv;
  *m->pw_uv_mv = (uint16_t)cfg->uv_mv;
  *m->pw_hyst_mv = (uint16_t)cfg->hyst_mv;
  *m->pw_logic_mv = (uint16_t)cfg->logic_mv;
  *m->pw_retention_mv = (uint16_t)cfg->retention_mv;
  *m->pw_fall_mv = (uint16_t)cfg->fall_mv;
  *m->pw_rise_mv = (uint16_t)cfg->rise_mv;
  *m->pw_rail_fall_mv = (uint16_t)cfg->rail_fall_mv;
  *m->pw_detect_ticks = (uint16_t)power_ticks(cfg->detect_ns);
  *m->pw_switch_ticks = (uint16_t)power_ticks(cfg->switch_ns);
  *m->pw_validate_ticks = power_ticks(cfg->validate_us * NS_PER_US);
  *m->pw_holdup_ticks = power_ticks(cfg->holdup_us * NS_PER_US);
  *m->pw_battery_ticks = power_ticks(cfg->battery_us * NS_PER_US);
  *m->pw_charge_ticks = (uint16_t)cfg->battery_charge;
  *m->pw_age_pct = (uint8_t)cfg->battery_age;
  *m->pw_low_pct = (uint8_t)cfg->battery_low;
}

void power_pins_start(const struct model *m, const struct power_config *cfg) {
  power_pins_set(m, cfg);
  *m->pw_rise_mv = *m->pw_nominal_mv;
  *m->pw_validate_ticks = 1;
  *m->pw_mains = ALL_UNITS;
  *m->por_n = 1;
}
