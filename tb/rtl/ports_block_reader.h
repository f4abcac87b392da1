/* SPDX-License-Identifier: Apache-2.0 */
/* ports_block_reader.h: the ports of module block_reader, see dut.h. */
#ifndef TWINACK_PORTS_BLOCK_READER_H
#define TWINACK_PORTS_BLOCK_READER_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, start_valid) P(uint8_t, start_ready) \
  P(uint8_t, rd_req) P(uint8_t, rd_grant) P(uint8_t, rd_valid) P(uint8_t, rd_uncorrectable) \
  P(uint8_t, out_valid) P(uint8_t, out_ready) P(uint8_t, out_last) P(uint8_t, out_error) \
  P(uint16_t, start_slot) P(uint16_t, rd_slot) P(uint16_t, rd_beat) P(uint64_t, rd_data) \
  P(uint64_t, out_data)
/* clang-format on */

#endif
