/* SPDX-License-Identifier: Apache-2.0 */
/* ports_mirror_fifo.h: the ports of module mirror_fifo, see dut.h. */
#ifndef TWINACK_PORTS_MIRROR_FIFO_H
#define TWINACK_PORTS_MIRROR_FIFO_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, wr_clk) P(uint8_t, wr_rst_n) P(uint8_t, rd_clk) P(uint8_t, rd_rst_n) \
  P(uint8_t, limit) P(uint8_t, wr_valid) P(uint8_t, wr_ready) P(uint8_t, wr_sof) \
  P(uint8_t, wr_eof) P(uint8_t, wr_good) P(uint8_t, wr_bad) P(uint8_t, wr_level) \
  P(uint8_t, wr_resolve) P(uint8_t, wr_forgotten) P(uint8_t, rd_restart) P(uint8_t, rd_valid) P(uint8_t, rd_ready) \
  P(uint8_t, rd_sof) P(uint8_t, rd_eof) P(uint8_t, rd_corrected) P(uint8_t, rd_uncorrectable) \
  P(uint8_t, rd_ptr) P(uint8_t, rd_empty) P(uint8_t, rel_ptr) P(uint8_t, release_valid) \
  P(uint8_t, release_ptr) P(uint8_t, release_lost) P(uint8_t, present) P(uint8_t, holds) P(uint8_t, lost) WIDE(inject_mask) \
  P(uint64_t, wr_data) P(uint64_t, rd_data)
/* clang-format on */

#endif
