/* SPDX-License-Identifier: Apache-2.0 */
/* ports_mirror_commit.h: the ports of module mirror_commit, see dut.h. */
#ifndef TWINACK_PORTS_MIRROR_COMMIT_H
#define TWINACK_PORTS_MIRROR_COMMIT_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, rx_valid) P(uint8_t, rx_ready) \
  P(uint8_t, rx_sof) P(uint8_t, rx_eof) P(uint8_t, rx_bad) P(uint8_t, ver_valid) \
  P(uint8_t, ver_ready) P(uint8_t, ver_ok) P(uint8_t, wr_valid) P(uint8_t, ev_valid) \
  P(uint8_t, ev_ready) P(uint16_t, wr_slot) P(uint16_t, wr_beat) WIDE(ev_rec) \
  P(uint64_t, rx_data) P(uint64_t, wr_data)
/* clang-format on */

#endif
