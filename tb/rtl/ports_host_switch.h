/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_switch.h: the ports of module host_switch, see dut.h. */
#ifndef TWINACK_PORTS_HOST_SWITCH_H
#define TWINACK_PORTS_HOST_SWITCH_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, managed) P(uint64_t, vol_blocks) \
  P(uint8_t, serves_a) P(uint8_t, serves_b) P(uint8_t, cmd_valid) P(uint8_t, cmd_ready) \
  P(uint8_t, cmd_op) P(uint64_t, cmd_lba) P(uint8_t, cmd_path) P(uint8_t, cmd_refused) \
  P(uint8_t, cmd_status) P(uint8_t, usable) P(uint8_t, ack_valid) P(uint8_t, ack_ready) \
  P(uint8_t, ack_path) P(uint16_t, ack) P(uint8_t, rd_valid) P(uint8_t, rd_ready) WIDE(rd) \
  P(uint8_t, hw_valid) P(uint8_t, hw_ready) P(uint8_t, hw_tag) P(uint16_t, hw_block) \
  P(uint8_t, p_cmd_valid) P(uint8_t, p_cmd_ready) P(uint8_t, p_wq_valid) P(uint64_t, p_wq) \
  P(uint8_t, p_wd_valid) P(uint8_t, p_wd_ready) P(uint8_t, p_wd_last) P(uint8_t, p_rs_valid) \
  P(uint8_t, p_rs_ready) WIDE(p_rs)
/* clang-format on */

#endif
