/* SPDX-License-Identifier: Apache-2.0 */
/* ports_status_monitor.h: the ports of module status_monitor, see dut.h. */
#ifndef TWINACK_PORTS_STATUS_MONITOR_H
#define TWINACK_PORTS_STATUS_MONITOR_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, managed) P(uint8_t, calm) P(uint8_t, ev_valid) \
  P(uint8_t, ev_ready) WIDE(ev_rec) P(uint32_t, tick_cycles) P(uint32_t, stat)
/* clang-format on */

#endif
