/* SPDX-License-Identifier: Apache-2.0 */
/* ports_host_interface.h: the ports of module host_interface, see dut.h. */
#ifndef TWINACK_PORTS_HOST_INTERFACE_H
#define TWINACK_PORTS_HOST_INTERFACE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, hc_valid) P(uint8_t, hc_ready) P(uint8_t, hc_op) \
  P(uint8_t, hc_tag) P(uint16_t, hc_count) P(uint64_t, hc_lba) P(uint8_t, ha_valid) \
  P(uint8_t, ha_ready) P(uint8_t, ha_tag) P(uint8_t, ha_status) P(uint8_t, hr_valid) \
  P(uint8_t, hr_ready) P(uint64_t, hr_data) P(uint8_t, hr_tag) P(uint16_t, hr_block) \
  P(uint8_t, hr_last) P(uint8_t, hr_error) P(uint8_t, cmd_valid) P(uint8_t, cmd_ready) WIDE(cmd) \
  P(uint8_t, cmd_path) P(uint8_t, cmd_refused) P(uint8_t, cmd_status) P(uint8_t, ack_valid) \
  P(uint8_t, ack_ready) P(uint8_t, ack_path) P(uint16_t, ack) P(uint8_t, rd_valid) \
  P(uint8_t, rd_ready) WIDE(rd) P(uint8_t, up) P(uint8_t, usable)
/* clang-format on */

#endif
