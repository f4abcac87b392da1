/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_path.h: the ports of module host_path, see dut.h. */
#ifndef TWINACK_PORTS_HOST_PATH_H
#define TWINACK_PORTS_HOST_PATH_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, h_rst_n) P(uint8_t, ctl_rst_n) P(uint8_t, clk_m) P(uint8_t, up) \
  P(uint8_t, cmd_valid) P(uint8_t, cmd_ready) WIDE(cmd) P(uint8_t, wq_valid) P(uint32_t, wq) \
  P(uint8_t, wd_valid) P(uint8_t, wd_ready) P(uint8_t, wd_last) P(uint64_t, wd_data) \
  P(uint8_t, rs_valid) P(uint8_t, rs_ready) WIDE(rs) P(uint8_t, clk_c) P(uint8_t, c_hc_valid) \
  P(uint8_t, c_hc_ready) P(uint8_t, c_hc_op) P(uint8_t, c_hc_tag) P(uint16_t, c_hc_count) \
  P(uint64_t, c_hc_lba) P(uint8_t, c_hw_valid) P(uint8_t, c_hw_ready) P(uint64_t, c_hw_data) \
  P(uint8_t, c_hw_tag) P(uint16_t, c_hw_block) P(uint8_t, c_ha_valid) P(uint8_t, c_ha_ready) \
  P(uint8_t, c_ha_tag) P(uint8_t, c_ha_status) P(uint8_t, c_hr_valid) P(uint8_t, c_hr_ready) \
  P(uint64_t, c_hr_data) P(uint8_t, c_hr_tag) P(uint16_t, c_hr_block) P(uint8_t, c_hr_last) \
  P(uint8_t, c_hr_error)
/* clang-format on */

#endif
