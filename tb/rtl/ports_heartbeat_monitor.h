/* SPDX-License-Identifier: Apache-2.0 */
/* ports_heartbeat_monitor.h: the ports of module heartbeat_monitor, see dut.h. */
#ifndef TWINACK_PORTS_HEARTBEAT_MONITOR_H
#define TWINACK_PORTS_HEARTBEAT_MONITOR_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, link_up) P(uint8_t, beat) P(uint8_t, seen) \
  P(uint8_t, silent) P(uint32_t, limit_cycles)
/* clang-format on */

#endif
