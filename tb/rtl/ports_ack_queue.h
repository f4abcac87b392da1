/* SPDX-License-Identifier: Apache-2.0 */
/* ports_ack_queue.h: the ports of module ack_queue, see dut.h. */
#ifndef TWINACK_PORTS_ACK_QUEUE_H
#define TWINACK_PORTS_ACK_QUEUE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, src_valid) P(uint8_t, src_ready) \
  P(uint8_t, room) P(uint8_t, ack_valid) P(uint8_t, ack_ready) P(uint8_t, ack_tag) \
  P(uint8_t, ack_status) P(uint64_t, src_ack)
/* clang-format on */

#endif
