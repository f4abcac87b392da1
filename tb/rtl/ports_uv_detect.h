/* SPDX-License-Identifier: Apache-2.0 */
/* ports_uv_detect.h: the ports of module uv_detect, see dut.h. */
#ifndef TWINACK_PORTS_UV_DETECT_H
#define TWINACK_PORTS_UV_DETECT_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, uv_mv) P(uint16_t, hyst_mv) \
  P(uint16_t, detect_ticks) P(uint16_t, validate_ticks) P(uint16_t, mv) P(uint8_t, uv) \
  P(uint8_t, ok)
/* clang-format on */

#endif
