/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_sender.h: the ports of module host_sender, see dut.h. */
#ifndef TWINACK_PORTS_HOST_SENDER_H
#define TWINACK_PORTS_HOST_SENDER_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, cmd_valid) P(uint8_t, cmd_ready) \
  P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint8_t, rd_req) P(uint8_t, rd_grant) \
  P(uint8_t, rd_valid) P(uint8_t, rd_uncorrectable) P(uint8_t, hr_valid) P(uint8_t, hr_ready) \
  P(uint8_t, hr_tag) P(uint8_t, hr_last) P(uint8_t, hr_error) P(uint8_t, ack_valid) \
  P(uint8_t, ack_ready) P(uint16_t, rd_slot) P(uint16_t, rd_beat) P(uint16_t, hr_block) \
  P(uint16_t, ack) WIDE(cmd_rec) WIDE(ev_rec) P(uint64_t, rd_data) P(uint64_t, hr_data)
/* clang-format on */

#endif
