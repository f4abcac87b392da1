/* SPDX-License-Identifier: Apache-2.0 */
/* ports_event_queue.h: the ports of module event_queue, see dut.h. */
#ifndef TWINACK_PORTS_EVENT_QUEUE_H
#define TWINACK_PORTS_EVENT_QUEUE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, src_valid) P(uint8_t, src_ready) \
  P(uint8_t, room) P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint8_t, dropped) WIDE(src_rec) \
  WIDE(ev_rec)
/* clang-format on */

#endif
