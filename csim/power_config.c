/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_config.c: default figures of the supplies, and whether given ones can be true together.
 */
#include "power_config.h"

#include <stddef.h>

#include "twk_layout.h"

/* 3.3 V logic: it still meets its timing at 2.4 V, and its SRAM keeps data down to 2.0 V. */
#define NOMINAL_MV 3300
#define LOGIC_MV 2400
#define RETENTION_MV 2000
/* Supervisors for 3.3 V trip between 2.9 and 3.1 V; 100 mV is above the noise of a loaded rail.
 * They answer after 3.5 us (parts: 2 to 7). */
#define UV_MV 2900
#define HYST_MV 100
#define DETECT_NS 3500
/* A loaded output with small capacitors is gone in 6.6 us; soft start is twice as steep. */
#define FALL_MV 50
#define RISE_MV 100
/* 5 mV in 100 ns are 50 V/ms: 10 uF at 0.5 A. */
#define RAIL_FALL_MV 5
/* Power multiplexers take 1 to 4 us, 2.7 us typically; others 5 or 100 us. */
#define SWITCH_NS 2700
/* Hot-swap controllers validate a return for 16 to 256 ms; supplies for racks promise to hold up
 * for 20 ms. Short scenarios scale both down. */
#define VALIDATE_US 16000
#define HOLDUP_US 20000
/* A full FIFO drains within a millisecond or two; a battery as big as a coin carries it for hours.
 * 60 s is long against everything simulated. Arrays in the field write through below 50 %. */
#define BATTERY_US 60000000
#define BATTERY_CHARGE 10
#define BATTERY_LOW 50

#define STRAP16 65535U
#define STRAP32 UINT32_MAX

void power_config_defaults(struct power_config *cfg) {
  *cfg = (struct power_config){.topology = TWK_TOPOLOGY_PEER,
                               .nominal_mv = NOMINAL_MV,
                               .uv_mv = UV_MV,
                               .hyst_mv = HYST_MV,
                               .logic_mv = LOGIC_MV,
                               .retention_mv = RETENTION_MV,
                               .fall_mv = FALL_MV,
                               .rise_mv = RISE_MV,
                               .rail_fall_mv = RAIL_FALL_MV,
                               .detect_ns = DETECT_NS,
                               .switch_ns = SWITCH_NS,
                               .validate_us = VALIDATE_US,
                               .holdup_us = HOLDUP_US,
                               .battery_us = BATTERY_US,
                               .battery_charge = BATTERY_CHARGE,
                               .battery_age = 100,
                               .battery_low = BATTERY_LOW};
}

static uint64_t ticks(uint64_t ns) {
  return (ns + POWER_TICK_NS - 1) / POWER_TICK_NS;
}

uint32_t power_ticks(uint64_t ns) {
  return (uint32_t)ticks(ns);
}

static const char *check_voltages(const struct power_config *c) {
  if (c->nominal_mv > STRAP16 || (uint64_t)c->uv_mv + c->hyst_mv > c->nominal_mv)
    return "uv_mv: with hyst_mv above nominal_mv, no unit would ever be good, expected less";
  if (c->uv_mv <= c->logic_mv)
    return "uv_mv: not above logic_mv, logic would fail before anyone knew, expected more";
  if (c->logic_mv <= c->retention_mv)
    return "retention_mv: not below logic_mv, contents would be lost while logic runs, expected "
           "less";
  if (c->retention_mv == 0) return "retention_mv: 0 would keep contents for ever, expected more";
  if (c->fall_mv == 0 || c->fall_mv > STRAP16)
    return "fall_mv: no supply stands for ever, expected 1 to 65535 a tick";
  if (c->rise_mv == 0 || c->rise_mv > STRAP16)
    return "rise_mv: no supply would ever come up, expected 1 to 65535 a tick";
  if (c->rail_fall_mv == 0 || c->rail_fall_mv > STRAP16)
    return "rail_fall_mv: no rail stands for ever, expected 1 to 65535 a tick";
  return NULL;
}

static const char *check_times(const struct power_config *c) {
  if (ticks(c->detect_ns) > STRAP16) return "detect_ns: too long, expected at most 65535 ticks";
  if (ticks(c->switch_ns) > STRAP16) return "switch_ns: too long, expected at most 65535 ticks";
  if (ticks(1000ULL * c->validate_us) > STRAP32)
    return "validate_us: too long, expected less than 2^32 ticks";
  if (ticks(1000ULL * c->holdup_us) > STRAP32)
    return "holdup_us: too long, expected less than 2^32 ticks";
  if (ticks(1000ULL * c->battery_us) > STRAP32)
    return "battery_us: too long, expected less than 2^32 ticks";
  return NULL;
}

/* The rail stands alone from under-voltage until the other source is connected; for a second
 * switch, when a unit fails in the very tick in which it is connected again. */
static const char *check_battery(const struct power_config *c) {
  if (c->battery_age > 100) return "battery_age: above 100, expected percent of a new one";
  if (c->battery_low > 100) return "battery_low: above 100, expected percent of a new one";
  if (c->battery_charge == 0 || c->battery_charge > STRAP16)
    return "battery_charge: out of range, expected 1 to 65535";
  if (c->topology != TWK_TOPOLOGY_BATTERY) return NULL;
  if (c->battery_us == 0 || c->battery_age == 0)
    return c->battery_us == 0
               ? "battery_us: 0 in topology battery, expected a battery with some capacity"
               : "battery_age: 0 in topology battery, expected a battery with some capacity";
  uint64_t open = ticks(c->switch_ns) ? ticks(c->switch_ns) : 1;
  uint64_t alone = ticks(c->detect_ns) + 2 * open + 1;
  if (alone * c->rail_fall_mv > c->uv_mv - c->retention_mv)
    return "rail_fall_mv: from uv_mv the rail is below retention_mv before detection and switch "
           "are done, expected less, or shorter detect_ns or switch_ns";
  return NULL;
}

const char *power_config_check(const struct power_config *cfg) {
  if (cfg->topology > TWK_TOPOLOGY_OWN)
    return "topology: unknown, expected peer, third, battery or own";
  const char *why = check_voltages(cfg);
  if (why == NULL) why = check_times(cfg);
  return why == NULL ? check_battery(cfg) : why;
}

const char *power_topology_name(unsigned topology) {
  static const char *const names[] = {"peer", "third", "battery", "own"};
  return topology <= TWK_TOPOLOGY_OWN ? names[topology] : "unknown";
}
