/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_ports.h: the ports of rtl/top/twinack.sv as X-macros: P(C type, name).
 *
 * The compiler checks each type against what Verilator made of the port.
 */
#ifndef TWINACK_MODEL_PORTS_H
#define TWINACK_MODEL_PORTS_H

/* A list reads better filled. */
/* clang-format off */

/* Once in the model. */
#define MODEL_COMMON_PORTS(P) \
  P(uint8_t, clk_a) P(uint8_t, clk_b) P(uint8_t, clk_m) \
  P(uint8_t, a_rst_n) P(uint8_t, b_rst_n) P(uint8_t, ab_rst_n) P(uint8_t, ba_rst_n) \
  P(uint8_t, ab_drain_rst_n) P(uint8_t, ba_drain_rst_n) \
  P(uint16_t, link_latency) P(uint16_t, link_rate) \
  P(uint8_t, ab_link_cut) P(uint8_t, ba_link_cut) P(uint8_t, ab_present) P(uint8_t, ba_present) \
  P(uint16_t, ab_ecc_corrected) P(uint16_t, ab_ecc_uncorrectable) \
  P(uint16_t, ba_ecc_corrected) P(uint16_t, ba_ecc_uncorrectable)

/* Once for each controller, with a_ or b_ before the name. */
#define MODEL_SIDE_PORTS(P) \
  P(uint8_t, mode) P(uint8_t, epoch) P(uint64_t, vol_base) P(uint64_t, vol_blocks) \
  P(uint16_t, fifo_limit) \
  P(uint8_t, hc_valid) P(uint8_t, hc_ready) P(uint8_t, hc_op) P(uint8_t, hc_tag) \
  P(uint16_t, hc_count) P(uint64_t, hc_lba) \
  P(uint8_t, hw_valid) P(uint8_t, hw_ready) P(uint64_t, hw_data) P(uint8_t, hw_tag) \
  P(uint16_t, hw_block) \
  P(uint8_t, ha_valid) P(uint8_t, ha_ready) P(uint8_t, ha_tag) P(uint8_t, ha_status) \
  P(uint8_t, hr_valid) P(uint8_t, hr_ready) P(uint64_t, hr_data) P(uint8_t, hr_tag) \
  P(uint16_t, hr_block) P(uint8_t, hr_last) P(uint8_t, hr_error) \
  P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint64_t, ev_lo) P(uint64_t, ev_hi) \
  P(uint8_t, fs_valid) P(uint8_t, fs_ready) P(uint16_t, fs_slot) \
  P(uint8_t, cl_valid) P(uint8_t, cl_ready) P(uint8_t, hq_valid) P(uint8_t, hq_ready) \
  P(uint8_t, dq_valid) P(uint8_t, dq_ready) P(uint64_t, cmd_lo) P(uint64_t, cmd_hi) \
  P(uint8_t, dc_valid) P(uint8_t, dc_ready) P(uint8_t, dc_fetch) P(uint16_t, dc_slot) \
  P(uint64_t, dc_lba) \
  P(uint8_t, dw_valid) P(uint8_t, dw_ready) P(uint64_t, dw_data) P(uint8_t, dw_last) \
  P(uint8_t, dw_error) \
  P(uint8_t, dr_valid) P(uint8_t, dr_ready) P(uint64_t, dr_data) P(uint16_t, dr_slot) \
  P(uint8_t, dd_valid) P(uint8_t, dd_ready) P(uint8_t, dd_fetch) P(uint8_t, dd_error) \
  P(uint16_t, dd_slot) P(uint64_t, dd_lba) \
  P(uint16_t, fifo_level) P(uint32_t, stall_fifo) P(uint32_t, stall_slot) P(uint32_t, stall_room) \
  P(uint16_t, ecc_corrected) P(uint16_t, ecc_uncorrectable) P(uint16_t, ecc_scrubbed)

/* Wide ones: three 32-bit words. */
#define MODEL_SIDE_WIDE_PORTS(P) P(uint32_t, inject_local) P(uint32_t, inject_mirror) \
  P(uint32_t, inject_fifo)

#endif
