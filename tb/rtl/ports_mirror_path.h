/* SPDX-License-Identifier: Apache-2.0 */
/* ports_mirror_path.h: the ports of module mirror_path, see dut.h. */
#ifndef TWINACK_PORTS_MIRROR_PATH_H
#define TWINACK_PORTS_MIRROR_PATH_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, fifo_rst_n) P(uint8_t, clk_owner) P(uint8_t, clk_m) P(uint8_t, clk_peer) \
  P(uint8_t, drain_rst_n) P(uint8_t, owner_rst_n) P(uint8_t, peer_rst_n) P(uint8_t, wr_valid) \
  P(uint8_t, wr_ready) P(uint8_t, wr_sof) P(uint8_t, wr_eof) P(uint8_t, wr_good) \
  P(uint8_t, mirror_up) P(uint8_t, wr_resolve) P(uint8_t, wr_forgotten) P(uint8_t, msg_valid) P(uint8_t, msg_ready) \
  P(uint8_t, msg_ok) P(uint8_t, msg_epoch) P(uint8_t, link_cut) P(uint8_t, present) \
  P(uint8_t, rail_on) P(uint8_t, off) P(uint8_t, own_bits) P(uint8_t, holds) P(uint8_t, lost) \
  P(uint8_t, busy) P(uint8_t, link_up) P(uint8_t, link_up_peer) P(uint8_t, peer_bits) \
  P(uint8_t, rx_valid) P(uint8_t, rx_ready) P(uint8_t, rx_sof) P(uint8_t, rx_eof) \
  P(uint8_t, rx_bad) P(uint8_t, ver_valid) P(uint8_t, ver_ready) P(uint8_t, ver_ok) \
  P(uint16_t, fifo_limit) P(uint16_t, wr_level) P(uint16_t, link_latency) \
  P(uint16_t, link_rate) P(uint16_t, ecc_corrected) P(uint16_t, ecc_uncorrectable) \
  WIDE(inject_mask) P(uint64_t, wr_data) P(uint64_t, rx_data)
/* clang-format on */

#endif
