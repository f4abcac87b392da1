/* SPDX-License-Identifier: Apache-2.0 */
/* ports_write_splitter.h: the ports of module write_splitter, see dut.h. */
#ifndef TWINACK_PORTS_WRITE_SPLITTER_H
#define TWINACK_PORTS_WRITE_SPLITTER_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, mode) P(uint8_t, epoch) P(uint8_t, blk_valid) \
  P(uint8_t, blk_ready) P(uint8_t, blk_tag) P(uint8_t, blk_last) P(uint8_t, data_valid) \
  P(uint8_t, data_ready) P(uint8_t, free_valid) P(uint8_t, free_ready) P(uint8_t, clean_valid) \
  P(uint8_t, clean_ready) P(uint8_t, event_room) P(uint8_t, ack_room) P(uint8_t, track_room) \
  P(uint8_t, st_cache) P(uint8_t, st_fifo) P(uint8_t, st_sof) P(uint8_t, st_eof) \
  P(uint8_t, st_payload) P(uint8_t, fifo_ready) P(uint8_t, cache_good) P(uint8_t, fifo_good) \
  P(uint8_t, done_valid) P(uint8_t, done_clean) P(uint8_t, done_good) P(uint8_t, done_resend) \
  P(uint8_t, rs_start) P(uint8_t, rs_idle) P(uint8_t, rs_valid) P(uint8_t, rs_ready) \
  P(uint8_t, rs_error) P(uint16_t, rs_slot) P(uint64_t, rs_data) \
  P(uint8_t, done_mirrored) P(uint8_t, done_ack) P(uint8_t, done_status) \
  P(uint8_t, done_ack_later) P(uint16_t, blk_count) P(uint16_t, free_slot) \
  P(uint16_t, st_slot) P(uint16_t, st_beat) WIDE(clean_rec) WIDE(done_rec) \
  P(uint8_t, stall_fifo) P(uint8_t, stall_slot) P(uint8_t, stall_room) P(uint64_t, blk_lba) \
  P(uint64_t, data) P(uint64_t, st_data)
/* clang-format on */

#endif
