/* SPDX-License-Identifier: Apache-2.0 */
/* ports_disk_port.h: the ports of module disk_port, see dut.h. */
#ifndef TWINACK_PORTS_DISK_PORT_H
#define TWINACK_PORTS_DISK_PORT_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, cmd_valid) P(uint8_t, cmd_ready) \
  P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint8_t, rd_req) P(uint8_t, rd_grant) \
  P(uint8_t, rd_valid) P(uint8_t, rd_uncorrectable) P(uint8_t, fill_valid) \
  P(uint8_t, fill_ready) P(uint8_t, dc_valid) P(uint8_t, dc_ready) P(uint8_t, dc_op) \
  P(uint8_t, dw_valid) P(uint8_t, dw_ready) P(uint8_t, dw_last) P(uint8_t, dw_error) \
  P(uint8_t, dr_valid) P(uint8_t, dr_ready) P(uint8_t, dd_valid) P(uint8_t, dd_ready) \
  P(uint8_t, dd_op) P(uint8_t, dd_error) P(uint16_t, rd_slot) P(uint16_t, rd_beat) \
  P(uint16_t, fill_slot) P(uint16_t, fill_beat) P(uint16_t, dc_slot) P(uint16_t, dr_slot) \
  P(uint16_t, dd_slot) WIDE(cmd_rec) WIDE(ev_rec) P(uint64_t, rd_data) P(uint64_t, fill_data) \
  P(uint64_t, dc_lba) P(uint64_t, dw_data) P(uint64_t, dr_data) P(uint64_t, dd_lba)
/* clang-format on */

#endif
