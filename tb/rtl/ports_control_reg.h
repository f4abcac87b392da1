/* SPDX-License-Identifier: Apache-2.0 */
/* ports_control_reg.h: the ports of module control_reg, see dut.h. */
#ifndef TWINACK_PORTS_CONTROL_REG_H
#define TWINACK_PORTS_CONTROL_REG_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, managed) P(uint8_t, mode_strap) \
  P(uint8_t, epoch_strap) P(uint8_t, own_strap) P(uint8_t, ct_valid) P(uint8_t, mode) P(uint8_t, epoch) \
  P(uint8_t, own) P(uint8_t, phase) P(uint8_t, beat) P(uint8_t, hold) P(uint8_t, off) \
  P(uint8_t, pause) P(uint8_t, clear) P(uint32_t, ct_word)
/* clang-format on */

#endif
