/* SPDX-License-Identifier: Apache-2.0 */
/* ports_link.h: the ports of module link, see dut.h. */
#ifndef TWINACK_PORTS_LINK_H
#define TWINACK_PORTS_LINK_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk_m) P(uint8_t, clk_p) P(uint8_t, rst_m_n) P(uint8_t, cut) P(uint8_t, up) P(uint8_t, up_p) \
  P(uint8_t, tx_valid) P(uint8_t, tx_ready) P(uint8_t, tx_sof) P(uint8_t, tx_eof) \
  P(uint8_t, tx_bad) P(uint8_t, res_valid) P(uint8_t, res_ok) P(uint8_t, rst_p_n) \
  P(uint8_t, rx_valid) P(uint8_t, rx_ready) P(uint8_t, rx_sof) P(uint8_t, rx_eof) \
  P(uint8_t, rx_bad) P(uint8_t, ver_valid) P(uint8_t, ver_ready) P(uint8_t, ver_ok) \
  P(uint16_t, latency) P(uint16_t, rate) P(uint64_t, tx_data) P(uint64_t, rx_data)
/* clang-format on */

#endif
