/* SPDX-License-Identifier: Apache-2.0 */
/* ports_control_block.h: the ports of module control_block, see dut.h. */
#ifndef TWINACK_PORTS_CONTROL_BLOCK_H
#define TWINACK_PORTS_CONTROL_BLOCK_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, managed) P(uint8_t, mode_strap) \
  P(uint8_t, epoch_strap) P(uint8_t, own_strap) P(uint8_t, ct_valid) P(uint8_t, ev_valid) \
  P(uint8_t, ev_ready) \
  P(uint8_t, mirror_rail) P(uint8_t, present) P(uint8_t, link_out) P(uint8_t, safe) \
  P(uint8_t, warn) P(uint8_t, peer_power) P(uint8_t, peer_rail) P(uint8_t, peer_present) \
  P(uint8_t, peer_lost) P(uint8_t, link_in) P(uint8_t, peer_bits) P(uint8_t, paused) \
  P(uint8_t, forgotten) P(uint8_t, mode) P(uint8_t, epoch) P(uint8_t, own) P(uint8_t, hold) \
  P(uint8_t, off) P(uint8_t, pause) P(uint8_t, own_bits) WIDE(ev_rec) P(uint32_t, tick_cycles) \
  P(uint32_t, silence_cycles) P(uint32_t, ct_word)
/* clang-format on */

#endif
