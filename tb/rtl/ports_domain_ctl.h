/* SPDX-License-Identifier: Apache-2.0 */
/* ports_domain_ctl.h: the ports of module domain_ctl, see dut.h. */
#ifndef TWINACK_PORTS_DOMAIN_CTL_H
#define TWINACK_PORTS_DOMAIN_CTL_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint16_t, logic_mv) P(uint16_t, retention_mv) \
  P(uint8_t, supply_ok) P(uint16_t, mv) P(uint8_t, on) P(uint8_t, kept)
/* clang-format on */

#endif
