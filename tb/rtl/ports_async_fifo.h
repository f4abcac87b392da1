/* SPDX-License-Identifier: Apache-2.0 */
/* ports_async_fifo.h: the ports of module async_fifo, see dut.h. */
#ifndef TWINACK_PORTS_ASYNC_FIFO_H
#define TWINACK_PORTS_ASYNC_FIFO_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, wr_clk) P(uint8_t, wr_rst_n) P(uint8_t, rd_clk) P(uint8_t, rd_rst_n) \
  P(uint8_t, wr_valid) P(uint8_t, wr_ready) P(uint8_t, wr_count) P(uint8_t, rd_valid) \
  P(uint8_t, rd_ready) P(uint16_t, wr_data) P(uint16_t, rd_data)
/* clang-format on */

#endif
