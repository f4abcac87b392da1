/* SPDX-License-Identifier: Apache-2.0 */
/* ports_mirror_tracker.h: the ports of module mirror_tracker, see dut.h. */
#ifndef TWINACK_PORTS_MIRROR_TRACKER_H
#define TWINACK_PORTS_MIRROR_TRACKER_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, epoch) P(uint8_t, mirror_up) P(uint8_t, off) \
  P(uint8_t, done_resend) P(uint8_t, empty) P(uint8_t, forgotten) \
  P(uint8_t, done_valid) P(uint8_t, done_clean) P(uint8_t, done_mirrored) \
  P(uint8_t, done_headless) P(uint8_t, done_ack_later) P(uint8_t, room) P(uint8_t, msg_valid) \
  P(uint8_t, msg_ready) P(uint8_t, msg_ok) P(uint8_t, msg_epoch) P(uint8_t, ack_valid) \
  P(uint8_t, ack_ready) P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint8_t, resolve) \
  P(uint16_t, ack) WIDE(done_rec) WIDE(ev_rec)
/* clang-format on */

#endif
