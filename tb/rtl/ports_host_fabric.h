/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_fabric.h: the ports of module host_fabric, see dut.h. */
#ifndef TWINACK_PORTS_HOST_FABRIC_H
#define TWINACK_PORTS_HOST_FABRIC_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, h_rst_n) P(uint8_t, a_rst_n) P(uint8_t, b_rst_n) P(uint8_t, managed) \
  P(uint64_t, vol_blocks) P(uint8_t, clk_m) P(uint8_t, hc_valid) P(uint8_t, hc_ready) \
  P(uint8_t, hc_op) P(uint8_t, hc_tag) P(uint16_t, hc_count) P(uint64_t, hc_lba) \
  P(uint8_t, hw_valid) P(uint8_t, hw_ready) P(uint64_t, hw_data) P(uint8_t, hw_tag) \
  P(uint16_t, hw_block) P(uint8_t, ha_valid) P(uint8_t, ha_ready) P(uint8_t, ha_tag) \
  P(uint8_t, ha_status) P(uint8_t, hr_valid) P(uint8_t, hr_ready) P(uint64_t, hr_data) \
  P(uint8_t, hr_tag) P(uint16_t, hr_block) P(uint8_t, hr_last) P(uint8_t, hr_error) \
  P(uint8_t, up) P(uint8_t, clk_a) P(uint8_t, serves_a) P(uint8_t, a_hc_valid) \
  P(uint8_t, a_hc_ready) P(uint8_t, a_hc_op) P(uint8_t, a_hc_tag) P(uint16_t, a_hc_count) \
  P(uint64_t, a_hc_lba) P(uint8_t, a_hw_valid) P(uint8_t, a_hw_ready) P(uint64_t, a_hw_data) \
  P(uint8_t, a_hw_tag) P(uint16_t, a_hw_block) P(uint8_t, a_ha_valid) P(uint8_t, a_ha_ready) \
  P(uint8_t, a_ha_tag) P(uint8_t, a_ha_status) P(uint8_t, a_hr_valid) P(uint8_t, a_hr_ready) \
  P(uint64_t, a_hr_data) P(uint8_t, a_hr_tag) P(uint16_t, a_hr_block) P(uint8_t, a_hr_last) \
  P(uint8_t, a_hr_error) P(uint8_t, clk_b) P(uint8_t, serves_b) P(uint8_t, b_hc_valid) \
  P(uint8_t, b_hc_ready) P(uint8_t, b_hc_op) P(uint8_t, b_hc_tag) P(uint16_t, b_hc_count) \
  P(uint64_t, b_hc_lba) P(uint8_t, b_hw_valid) P(uint8_t, b_hw_ready) P(uint64_t, b_hw_data) \
  P(uint8_t, b_hw_tag) P(uint16_t, b_hw_block) P(uint8_t, b_ha_valid) P(uint8_t, b_ha_ready) \
  P(uint8_t, b_ha_tag) P(uint8_t, b_ha_status) P(uint8_t, b_hr_valid) P(uint8_t, b_hr_ready) \
  P(uint64_t, b_hr_data) P(uint8_t, b_hr_tag) P(uint16_t, b_hr_block) P(uint8_t, b_hr_last) \
  P(uint8_t, b_hr_error)
/* clang-format on */

#endif
