/* SPDX-License-Identifier: Apache-2.0 */
/* ports_battery_gauge.h: the ports of module battery_gauge, see dut.h. */
#ifndef TWINACK_PORTS_BATTERY_GAUGE_H
#define TWINACK_PORTS_BATTERY_GAUGE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, low_pct) P(uint8_t, present) P(uint8_t, failed) \
  P(uint8_t, pct) P(uint8_t, ok)
/* clang-format on */

#endif
