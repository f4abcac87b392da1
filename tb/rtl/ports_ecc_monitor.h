/* SPDX-License-Identifier: Apache-2.0 */
/* ports_ecc_monitor.h: the ports of module ecc_monitor, see dut.h. */
#ifndef TWINACK_PORTS_ECC_MONITOR_H
#define TWINACK_PORTS_ECC_MONITOR_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, fixed) P(uint8_t, broken) P(uint8_t, scrubbed) \
  P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint16_t, slot) P(uint16_t, corrected) \
  P(uint16_t, uncorrectable) P(uint16_t, scrubs) WIDE(ev_rec)
/* clang-format on */

#endif
