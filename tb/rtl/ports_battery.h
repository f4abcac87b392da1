/* SPDX-License-Identifier: Apache-2.0 */
/* ports_battery.h: the ports of module battery, see dut.h. */
#ifndef TWINACK_PORTS_BATTERY_H
#define TWINACK_PORTS_BATTERY_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, nominal_mv) P(uint16_t, rise_mv) \
  P(uint16_t, fall_mv) P(uint16_t, capacity_ticks) P(uint8_t, age_pct) \
  P(uint16_t, charge_ticks) P(uint8_t, missing) P(uint8_t, failed) P(uint8_t, charge_en) \
  P(uint8_t, load_en) P(uint8_t, set_en) P(uint8_t, set_pct) P(uint16_t, mv) P(uint8_t, pct)
/* clang-format on */

#endif
