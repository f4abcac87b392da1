/* SPDX-License-Identifier: Apache-2.0 */
/* ports_link_status.h: the ports of module link_status, see dut.h. */
#ifndef TWINACK_PORTS_LINK_STATUS_H
#define TWINACK_PORTS_LINK_STATUS_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, owner_bits) P(uint8_t, clk_m) P(uint8_t, rst_m_n) P(uint8_t, clk_p) \
  P(uint8_t, rst_p_n) P(uint8_t, peer_bits) P(uint16_t, latency)
/* clang-format on */

#endif
