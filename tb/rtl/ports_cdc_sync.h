/* SPDX-License-Identifier: Apache-2.0 */
/* ports_cdc_sync.h: the ports of module cdc_sync, see dut.h. */
#ifndef TWINACK_PORTS_CDC_SYNC_H
#define TWINACK_PORTS_CDC_SYNC_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, d) P(uint8_t, q)
/* clang-format on */

#endif
