/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_config.h: the figures of the supplies, straps of rtl/power/power_system.sv, in the units in
 * which people give them.
 *
 * All units and batteries are alike. Times become ticks of the standby clock (POWER_TICK_NS),
 * rounded up.
 */
#ifndef TWINACK_POWER_CONFIG_H
#define TWINACK_POWER_CONFIG_H

#include <stdint.h>

struct power_config {
  unsigned topology;       /* TWK_TOPOLOGY_*: what feeds a mirror FIFO */
  unsigned nominal_mv;     /* of a unit's output */
  unsigned uv_mv;          /* under-voltage below it ... */
  unsigned hyst_mv;        /* ... until so much above it */
  unsigned logic_mv;       /* logic runs down to it */
  unsigned retention_mv;   /* memory keeps its contents down to it */
  unsigned fall_mv;        /* a unit's output without hold-up falls so much a tick */
  unsigned rise_mv;        /* ... and rises so much a tick */
  unsigned rail_fall_mv;   /* a rail without a source falls so much a tick */
  unsigned detect_ns;      /* comparator: from under-voltage to its output */
  unsigned switch_ns;      /* power switch: both sources off between them */
  unsigned validate_us;    /* a return counts after so long without under-voltage */
  unsigned holdup_us;      /* a unit carries its load so long after its mains failed */
  unsigned battery_us;     /* a full new battery carries its FIFO so long; 0: no capacity */
  unsigned battery_charge; /* charging takes so many times as long */
  unsigned battery_age;    /* percent of a new one's capacity that it still has; 100: new */
  unsigned battery_low;    /* percent of charge below which it is not relied on */
};

#define POWER_TICK_NS 100U /* a cycle of clk_p */

void power_config_defaults(struct power_config *cfg);

/* Figures that contradict each other. NULL; or "key: reason, expected what". */
const char *power_config_check(const struct power_config *cfg);

/* Ticks of so many ns, rounded up. Every time that passed the check fits its strap. */
uint32_t power_ticks(uint64_t ns);

/* "peer", "third", "battery" or "own". */
const char *power_topology_name(unsigned topology);

#endif
