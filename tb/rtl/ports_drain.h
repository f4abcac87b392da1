/* SPDX-License-Identifier: Apache-2.0 */
/* ports_drain.h: the ports of module drain, see dut.h. */
#ifndef TWINACK_PORTS_DRAIN_H
#define TWINACK_PORTS_DRAIN_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, link_up) P(uint8_t, owner_up) \
  P(uint8_t, rd_restart) P(uint8_t, rd_valid) P(uint8_t, rd_ready) P(uint8_t, rd_sof) \
  P(uint8_t, rd_eof) P(uint8_t, rd_uncorrectable) P(uint8_t, rd_empty) \
  P(uint8_t, release_valid) P(uint8_t, release_lost) P(uint8_t, tx_valid) P(uint8_t, tx_ready) \
  P(uint8_t, tx_sof) P(uint8_t, tx_eof) P(uint8_t, tx_bad) P(uint8_t, res_valid) \
  P(uint8_t, res_ok) P(uint8_t, msg_valid) P(uint8_t, msg_ok) P(uint8_t, msg_epoch) \
  P(uint8_t, rd_ptr) P(uint8_t, rel_ptr) P(uint8_t, release_ptr) P(uint8_t, msg_count) \
  P(uint64_t, rd_data) P(uint64_t, tx_data)
/* clang-format on */

#endif
