/* SPDX-License-Identifier: Apache-2.0 */
/* ports_frame_check.h: the ports of module frame_check, see dut.h. */
#ifndef TWINACK_PORTS_FRAME_CHECK_H
#define TWINACK_PORTS_FRAME_CHECK_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, valid) P(uint8_t, sof) P(uint8_t, eof) \
  P(uint8_t, good_now) P(uint8_t, good) P(uint8_t, bad) P(uint64_t, data)
/* clang-format on */

#endif
