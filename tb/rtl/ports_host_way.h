/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_way.h: the ports of module host_way, see dut.h. */
#ifndef TWINACK_PORTS_HOST_WAY_H
#define TWINACK_PORTS_HOST_WAY_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, switched) P(uint8_t, on) \
  P(uint8_t, d_hc_valid) P(uint8_t, d_hc_ready) WIDE(d_hc) P(uint8_t, d_hw_valid) \
  P(uint8_t, d_hw_ready) P(uint64_t, d_hw_data) P(uint8_t, d_ha_valid) P(uint8_t, d_ha_ready) \
  P(uint8_t, d_hr_valid) P(uint8_t, d_hr_ready) \
  P(uint8_t, p_hc_valid) P(uint8_t, p_hc_ready) WIDE(p_hc) P(uint8_t, p_hw_valid) \
  P(uint8_t, p_hw_ready) P(uint64_t, p_hw_data) P(uint8_t, p_ha_valid) P(uint8_t, p_ha_ready) \
  P(uint8_t, p_hr_valid) P(uint8_t, p_hr_ready) \
  P(uint8_t, c_hc_valid) P(uint8_t, c_hc_ready) WIDE(c_hc) P(uint8_t, c_hw_valid) \
  P(uint8_t, c_hw_ready) P(uint64_t, c_hw_data) P(uint8_t, c_ha_valid) P(uint8_t, c_ha_ready) \
  P(uint8_t, c_hr_valid) P(uint8_t, c_hr_ready)
/* clang-format on */

#endif
