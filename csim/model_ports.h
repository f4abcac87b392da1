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
  P(uint8_t, clk_a) P(uint8_t, clk_b) P(uint8_t, clk_m) P(uint8_t, clk_p) P(uint8_t, por_n) \
  P(uint8_t, pw_topology) P(uint16_t, pw_nominal_mv) P(uint16_t, pw_uv_mv) \
  P(uint16_t, pw_hyst_mv) P(uint16_t, pw_logic_mv) P(uint16_t, pw_retention_mv) \
  P(uint16_t, pw_fall_mv) P(uint16_t, pw_rise_mv) P(uint16_t, pw_rail_fall_mv) \
  P(uint16_t, pw_detect_ticks) P(uint16_t, pw_switch_ticks) P(uint32_t, pw_validate_ticks) \
  P(uint32_t, pw_holdup_ticks) P(uint32_t, pw_battery_ticks) P(uint16_t, pw_charge_ticks) \
  P(uint8_t, pw_age_pct) P(uint8_t, pw_low_pct) P(uint8_t, pw_mains) P(uint8_t, pw_fail) \
  P(uint64_t, pw_sag_mv) P(uint8_t, pw_batt_missing) P(uint8_t, pw_batt_failed) \
  P(uint8_t, pw_batt_set) P(uint8_t, pw_batt_set_pct) \
  P(uint64_t, pw_unit_mv) P(uint8_t, pw_unit_ok) P(uint8_t, pw_unit_warn) \
  P(uint64_t, pw_rail_mv) P(uint8_t, pw_rail_on) P(uint8_t, pw_rail_kept) \
  P(uint16_t, pw_batt_pct) P(uint8_t, pw_batt_ok) P(uint8_t, pw_on_battery) \
  P(uint8_t, pw_fifo_safe) P(uint32_t, lamp_ticks) P(uint32_t, settle_ticks) \
  P(uint8_t, ab_indicator) P(uint8_t, ba_indicator) P(uint8_t, ab_safe_to_remove) \
  P(uint8_t, ba_safe_to_remove) P(uint8_t, managed) P(uint8_t, switched) \
  P(uint32_t, tick_cycles) \
  P(uint32_t, silence_cycles) P(uint8_t, a_up) P(uint8_t, b_up) \
  P(uint8_t, a_rst_n) P(uint8_t, b_rst_n) P(uint8_t, ab_rst_n) P(uint8_t, ba_rst_n) \
  P(uint8_t, ab_drain_rst_n) P(uint8_t, ba_drain_rst_n) \
  P(uint16_t, link_latency) P(uint16_t, link_rate) \
  P(uint8_t, ab_link_cut) P(uint8_t, ba_link_cut) P(uint8_t, ab_present) P(uint8_t, ba_present) \
  P(uint16_t, ab_ecc_corrected) P(uint16_t, ab_ecc_uncorrectable) \
  P(uint16_t, ba_ecc_corrected) P(uint16_t, ba_ecc_uncorrectable)

/* A host's: once for each controller, with a_ or b_ before the name, and with h_ for the switch. */
#define MODEL_HOST_PORTS(P) \
  P(uint8_t, hc_valid) P(uint8_t, hc_ready) P(uint8_t, hc_op) P(uint8_t, hc_tag) \
  P(uint16_t, hc_count) P(uint64_t, hc_lba) \
  P(uint8_t, hw_valid) P(uint8_t, hw_ready) P(uint64_t, hw_data) P(uint8_t, hw_tag) \
  P(uint16_t, hw_block) \
  P(uint8_t, ha_valid) P(uint8_t, ha_ready) P(uint8_t, ha_tag) P(uint8_t, ha_status) \
  P(uint8_t, hr_valid) P(uint8_t, hr_ready) P(uint64_t, hr_data) P(uint8_t, hr_tag) \
  P(uint16_t, hr_block) P(uint8_t, hr_last) P(uint8_t, hr_error)

/* Once for each controller, beside its host port. */
#define MODEL_SIDE_PORTS(P) \
  P(uint8_t, mode) P(uint8_t, epoch) P(uint8_t, own_strap) P(uint64_t, vol_blocks) \
  P(uint16_t, fifo_limit) \
  P(uint8_t, ev_valid) P(uint8_t, ev_ready) P(uint64_t, ev_lo) P(uint64_t, ev_hi) \
  P(uint8_t, fs_valid) P(uint8_t, fs_ready) P(uint16_t, fs_slot) \
  P(uint8_t, cl_valid) P(uint8_t, cl_ready) P(uint8_t, hq_valid) P(uint8_t, hq_ready) \
  P(uint8_t, dq_valid) P(uint8_t, dq_ready) P(uint64_t, cmd_lo) P(uint64_t, cmd_hi) \
  P(uint8_t, ct_valid) P(uint32_t, ct_word) \
  P(uint8_t, dc_valid) P(uint8_t, dc_ready) P(uint8_t, dc_op) P(uint16_t, dc_slot) \
  P(uint64_t, dc_lba) \
  P(uint8_t, dw_valid) P(uint8_t, dw_ready) P(uint64_t, dw_data) P(uint8_t, dw_last) \
  P(uint8_t, dw_error) \
  P(uint8_t, dr_valid) P(uint8_t, dr_ready) P(uint64_t, dr_data) P(uint16_t, dr_slot) \
  P(uint8_t, dd_valid) P(uint8_t, dd_ready) P(uint8_t, dd_op) P(uint8_t, dd_error) \
  P(uint16_t, dd_slot) P(uint64_t, dd_lba) \
  P(uint16_t, fifo_level) P(uint32_t, stall_fifo) P(uint32_t, stall_slot) P(uint32_t, stall_room) \
  P(uint16_t, ecc_corrected) P(uint16_t, ecc_uncorrectable) P(uint16_t, ecc_scrubbed)

/* Wide ones: three 32-bit words. */
#define MODEL_SIDE_WIDE_PORTS(P) P(uint32_t, inject_local) P(uint32_t, inject_mirror) \
  P(uint32_t, inject_fifo)

#endif
