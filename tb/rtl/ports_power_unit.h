/* SPDX-License-Identifier: Apache-2.0 */
/* ports_power_unit.h: the ports of module power_unit, see dut.h. */
#ifndef TWINACK_PORTS_POWER_UNIT_H
#define TWINACK_PORTS_POWER_UNIT_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, nominal_mv) P(uint16_t, holdup_ticks) \
  P(uint16_t, rise_mv) P(uint16_t, fall_mv) P(uint8_t, mains) P(uint8_t, fail) \
  P(uint16_t, sag_mv) P(uint16_t, mv)
/* clang-format on */

#endif
