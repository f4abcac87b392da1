/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_port.h: the ports of module host_port, see dut.h. */
#ifndef TWINACK_PORTS_HOST_PORT_H
#define TWINACK_PORTS_HOST_PORT_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, hc_valid) P(uint8_t, hc_ready) \
  P(uint8_t, own) P(uint8_t, pause) P(uint8_t, paused) \
  P(uint8_t, hc_op) P(uint8_t, hc_tag) P(uint8_t, hw_tag) P(uint8_t, blk_valid) \
  P(uint8_t, blk_ready) P(uint8_t, blk_tag) P(uint8_t, blk_last) P(uint8_t, ev_valid) \
  P(uint8_t, ev_ready) P(uint8_t, ack_valid) P(uint8_t, ack_ready) P(uint16_t, hc_count) \
  P(uint16_t, hw_block) P(uint16_t, blk_count) P(uint16_t, ack) WIDE(ev_rec) \
  P(uint64_t, vol_blocks) P(uint64_t, hc_lba) P(uint64_t, blk_lba)
/* clang-format on */

#endif
