/* SPDX-License-Identifier: Apache-2.0 */
/* ports_power_switch.h: the ports of module power_switch, see dut.h. */
#ifndef TWINACK_PORTS_POWER_SWITCH_H
#define TWINACK_PORTS_POWER_SWITCH_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, uv_mv) P(uint16_t, switch_ticks) \
  P(uint16_t, unit_mv) P(uint8_t, unit_uv) P(uint8_t, unit_ok) P(uint16_t, batt_mv) \
  P(uint8_t, unit_en) P(uint8_t, batt_en)
/* clang-format on */

#endif
