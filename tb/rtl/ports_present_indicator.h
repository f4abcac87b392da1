/* SPDX-License-Identifier: Apache-2.0 */
/* ports_present_indicator.h: the ports of module present_indicator, see dut.h. */
#ifndef TWINACK_PORTS_PRESENT_INDICATOR_H
#define TWINACK_PORTS_PRESENT_INDICATOR_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, min_on_ticks) P(uint16_t, settle_ticks) \
  P(uint8_t, rail_on) P(uint8_t, present) P(uint8_t, busy) P(uint8_t, indicator) \
  P(uint8_t, safe_to_remove)
/* clang-format on */

#endif
