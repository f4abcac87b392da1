/* SPDX-License-Identifier: Apache-2.0 */
/* ports_sync_fifo.h: the ports of module sync_fifo, see dut.h. */
#ifndef TWINACK_PORTS_SYNC_FIFO_H
#define TWINACK_PORTS_SYNC_FIFO_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, push_valid) P(uint8_t, push_ready) \
  P(uint8_t, pop_valid) P(uint8_t, pop_ready) P(uint8_t, count) P(uint16_t, push_data) \
  P(uint16_t, pop_data)
/* clang-format on */

#endif
