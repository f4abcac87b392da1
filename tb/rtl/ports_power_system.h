/* SPDX-License-Identifier: Apache-2.0 */
/* ports_power_system.h: the ports of module power_system, see dut.h. */
#ifndef TWINACK_PORTS_POWER_SYSTEM_H
#define TWINACK_PORTS_POWER_SYSTEM_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk_p) P(uint8_t, por_n) P(uint8_t, topology) P(uint16_t, nominal_mv) \
  P(uint16_t, uv_mv) P(uint16_t, hyst_mv) P(uint16_t, logic_mv) P(uint16_t, retention_mv) \
  P(uint16_t, fall_mv) P(uint16_t, rise_mv) P(uint16_t, rail_fall_mv) P(uint16_t, detect_ticks) \
  P(uint16_t, switch_ticks) P(uint32_t, validate_ticks) P(uint32_t, holdup_ticks) \
  P(uint32_t, battery_ticks) P(uint16_t, charge_ticks) P(uint8_t, age_pct) P(uint8_t, low_pct) \
  P(uint8_t, mains) P(uint8_t, fail) P(uint64_t, sag_mv) P(uint8_t, batt_missing) \
  P(uint8_t, batt_failed) P(uint8_t, batt_set) P(uint8_t, batt_set_pct) P(uint64_t, unit_mv) \
  P(uint8_t, unit_ok) P(uint8_t, unit_warn) P(uint64_t, rail_mv) P(uint8_t, rail_on) \
  P(uint8_t, rail_kept) P(uint16_t, batt_pct) P(uint8_t, batt_ok) P(uint8_t, on_battery) \
  P(uint8_t, fifo_safe)
/* clang-format on */

#endif
