/* SPDX-License-Identifier: Apache-2.0 */
/* ports_delay_line.h: the ports of module delay_line, see dut.h. */
#ifndef TWINACK_PORTS_DELAY_LINE_H
#define TWINACK_PORTS_DELAY_LINE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, in_valid) P(uint8_t, out_valid) \
  P(uint8_t, out_ready) P(uint16_t, latency) P(uint16_t, in_data) P(uint16_t, out_data)
/* clang-format on */

#endif
