// SPDX-License-Identifier: Apache-2.0
// twinack: the machine: two controllers, a mirror path for each direction, three clock domains.
//
//   controller A -- mirror FIFO A->B, drain, link --> controller B, mirror half of its cache
//   controller B -- mirror FIFO B->A, drain, link --> controller A, mirror half of its cache
// A host is wired to both controllers (a_h*, b_h*), or to the host fabric (h_*), which sends each
// command to the one that serves its volume: the strap `switched`.
// Clocks clk_a, clk_b and clk_m (drains, links, host fabric) are independent; clk_p is the standby
// clock of the power system. Rails: A (a_*), B (b_*), one for each mirror path. Every *_rst_n is
// asynchronous and for maintenance, one for each rail, plus one for each drain; a rail that is off,
// and the peer's fence, have the same effect. Ports beside the straps are queues with valid and
// ready; a transfer is an edge with both high, and no output depends on an input within a clock.
// Contracts and latencies: controller.sv, mirror_path.sv, host_fabric.sv, power_system.sv.
// Power loss: a rail that is not on holds its domain in reset, but for the mirror FIFO, which is
// kept while rail_kept. What the memories hold below that is the simulator's business.
`include "twk_assert.svh"
module twinack #(
  parameter integer DATA_W      = 64,    // 32, 64 or 128
  parameter integer SLOTS       = 1024,  // blocks in each half of a cache
  parameter integer FIFO_DEPTH  = 4096,  // beats in each mirror FIFO
  parameter integer R           = 7,     // Hamming bits for DATA_W + 2: 6, 7, 8
  parameter integer HOST_SWITCH = 1      // 0: no host fabric, `switched` must be 0
) (
  // clocks and resets
  input  logic clk_a,
  input  logic clk_b,
  input  logic clk_m,
  input  logic a_rst_n,
  input  logic b_rst_n,
  input  logic ab_rst_n,         // rail of mirror path A->B
  input  logic ba_rst_n,
  input  logic ab_drain_rst_n,   // the drain alone
  input  logic ba_drain_rst_n,
  // power: the ports of power_system, clk_p
  input  logic clk_p,
  input  logic por_n,
  input  logic [1:0]  pw_topology,
  input  logic [15:0] pw_nominal_mv,
  input  logic [15:0] pw_uv_mv,
  input  logic [15:0] pw_hyst_mv,
  input  logic [15:0] pw_logic_mv,
  input  logic [15:0] pw_retention_mv,
  input  logic [15:0] pw_fall_mv,
  input  logic [15:0] pw_rise_mv,
  input  logic [15:0] pw_rail_fall_mv,
  input  logic [15:0] pw_detect_ticks,
  input  logic [15:0] pw_switch_ticks,
  input  logic [31:0] pw_validate_ticks,
  input  logic [31:0] pw_holdup_ticks,
  input  logic [31:0] pw_battery_ticks,
  input  logic [15:0] pw_charge_ticks,
  input  logic [6:0]  pw_age_pct,
  input  logic [6:0]  pw_low_pct,
  input  logic [2:0]  pw_mains,
  input  logic [2:0]  pw_fail,
  input  logic [47:0] pw_sag_mv,
  input  logic [1:0]  pw_batt_missing,
  input  logic [1:0]  pw_batt_failed,
  input  logic [1:0]  pw_batt_set,
  input  logic [6:0]  pw_batt_set_pct,
  output logic [47:0] pw_unit_mv,
  output logic [2:0]  pw_unit_ok,
  output logic [2:0]  pw_unit_warn,
  output logic [63:0] pw_rail_mv,
  output logic [3:0]  pw_rail_on,
  output logic [3:0]  pw_rail_kept,
  output logic [13:0] pw_batt_pct,
  output logic [1:0]  pw_batt_ok,
  output logic [1:0]  pw_on_battery,
  output logic [1:0]  pw_fifo_safe,
  // maintenance: lamp and lock of each mirror FIFO, clk_p
  input  logic [31:0] lamp_ticks,
  input  logic [31:0] settle_ticks,
  output logic        ab_indicator,
  output logic        ba_indicator,
  output logic        ab_safe_to_remove,
  output logic        ba_safe_to_remove,
  // management straps, for both controllers
  input  logic        managed,
  input  logic [31:0] tick_cycles,
  input  logic [31:0] silence_cycles,
  // host fabric, clk_m, on the host's supply: up with por_n
  input  logic switched,   // strap, changed with por_n low alone
  input  logic h_hc_valid,
  output logic h_hc_ready,
  input  logic [3:0] h_hc_op,
  input  logic [7:0] h_hc_tag,
  input  logic [15:0] h_hc_count,
  input  logic [39:0] h_hc_lba,
  input  logic h_hw_valid,
  output logic h_hw_ready,
  input  logic [DATA_W-1:0] h_hw_data,
  output logic [7:0] h_hw_tag,
  output logic [15:0] h_hw_block,
  output logic h_ha_valid,
  input  logic h_ha_ready,
  output logic [7:0] h_ha_tag,
  output logic [3:0] h_ha_status,
  output logic h_hr_valid,
  input  logic h_hr_ready,
  output logic [DATA_W-1:0] h_hr_data,
  output logic [7:0] h_hr_tag,
  output logic [15:0] h_hr_block,
  output logic h_hr_last,
  output logic h_hr_error,
  // out of reset, whatever could hold it there: levels
  output logic a_up,
  output logic b_up,
  // links, clk_m; straps here and below are sampled at every edge
  input  logic [15:0] link_latency,
  input  logic [8:0]  link_rate,
  input  logic        ab_link_cut,
  input  logic        ba_link_cut,
  // mirror paths, FIFO rails
  output logic        ab_present,
  output logic        ba_present,
  output logic [15:0] ab_ecc_corrected,
  output logic [15:0] ab_ecc_uncorrectable,
  output logic [15:0] ba_ecc_corrected,
  output logic [15:0] ba_ecc_uncorrectable,
  // A: straps, clk_a
  input  logic [1:0] a_mode,
  input  logic [7:0] a_epoch,
  input  logic [twk_pkg::VOLUMES-1:0] a_own_strap,   // unmanaged: volumes served
  input  logic [39:0] a_vol_blocks,
  input  logic [DATA_W+R:0] a_inject_local,
  input  logic [DATA_W+R:0] a_inject_mirror,
  input  logic [DATA_W+2+R:0] a_inject_fifo,
  input  logic [$clog2(FIFO_DEPTH):0] a_fifo_limit,
  // A: host, clk_a
  input  logic a_hc_valid,
  output logic a_hc_ready,
  input  logic [3:0] a_hc_op,
  input  logic [7:0] a_hc_tag,
  input  logic [15:0] a_hc_count,
  input  logic [39:0] a_hc_lba,
  input  logic a_hw_valid,
  output logic a_hw_ready,
  input  logic [DATA_W-1:0] a_hw_data,
  output logic [7:0] a_hw_tag,
  output logic [15:0] a_hw_block,
  output logic a_ha_valid,
  input  logic a_ha_ready,
  output logic [7:0] a_ha_tag,
  output logic [3:0] a_ha_status,
  output logic a_hr_valid,
  input  logic a_hr_ready,
  output logic [DATA_W-1:0] a_hr_data,
  output logic [7:0] a_hr_tag,
  output logic [15:0] a_hr_block,
  output logic a_hr_last,
  output logic a_hr_error,
  // A: firmware queues, clk_a
  output logic a_ev_valid,
  input  logic a_ev_ready,
  output logic [63:0] a_ev_lo,
  output logic [63:0] a_ev_hi,
  input  logic a_fs_valid,
  output logic a_fs_ready,
  input  logic [15:0] a_fs_slot,
  input  logic a_cl_valid,
  output logic a_cl_ready,
  input  logic a_hq_valid,
  output logic a_hq_ready,
  input  logic a_dq_valid,
  output logic a_dq_ready,
  input  logic [63:0] a_cmd_lo,
  input  logic [63:0] a_cmd_hi,
  input  logic a_ct_valid,
  input  logic [31:0] a_ct_word,
  // A: disks, clk_a
  output logic a_dc_valid,
  input  logic a_dc_ready,
  output logic [1:0] a_dc_op,
  output logic [15:0] a_dc_slot,
  output logic [39:0] a_dc_lba,
  output logic a_dw_valid,
  input  logic a_dw_ready,
  output logic [DATA_W-1:0] a_dw_data,
  output logic a_dw_last,
  output logic a_dw_error,
  input  logic a_dr_valid,
  output logic a_dr_ready,
  input  logic [DATA_W-1:0] a_dr_data,
  input  logic [15:0] a_dr_slot,
  input  logic a_dd_valid,
  output logic a_dd_ready,
  input  logic [1:0] a_dd_op,
  input  logic a_dd_error,
  input  logic [15:0] a_dd_slot,
  input  logic [39:0] a_dd_lba,
  // A: counters, clk_a
  output logic [$clog2(FIFO_DEPTH):0] a_fifo_level,
  output logic [31:0] a_stall_fifo,
  output logic [31:0] a_stall_slot,
  output logic [31:0] a_stall_room,
  output logic [15:0] a_ecc_corrected,
  output logic [15:0] a_ecc_uncorrectable,
  output logic [15:0] a_ecc_scrubbed,
  // B: straps, clk_b
  input  logic [1:0] b_mode,
  input  logic [7:0] b_epoch,
  input  logic [twk_pkg::VOLUMES-1:0] b_own_strap,   // unmanaged: volumes served
  input  logic [39:0] b_vol_blocks,
  input  logic [DATA_W+R:0] b_inject_local,
  input  logic [DATA_W+R:0] b_inject_mirror,
  input  logic [DATA_W+2+R:0] b_inject_fifo,
  input  logic [$clog2(FIFO_DEPTH):0] b_fifo_limit,
  // B: host, clk_b
  input  logic b_hc_valid,
  output logic b_hc_ready,
  input  logic [3:0] b_hc_op,
  input  logic [7:0] b_hc_tag,
  input  logic [15:0] b_hc_count,
  input  logic [39:0] b_hc_lba,
  input  logic b_hw_valid,
  output logic b_hw_ready,
  input  logic [DATA_W-1:0] b_hw_data,
  output logic [7:0] b_hw_tag,
  output logic [15:0] b_hw_block,
  output logic b_ha_valid,
  input  logic b_ha_ready,
  output logic [7:0] b_ha_tag,
  output logic [3:0] b_ha_status,
  output logic b_hr_valid,
  input  logic b_hr_ready,
  output logic [DATA_W-1:0] b_hr_data,
  output logic [7:0] b_hr_tag,
  output logic [15:0] b_hr_block,
  output logic b_hr_last,
  output logic b_hr_error,
  // B: firmware queues, clk_b
  output logic b_ev_valid,
  input  logic b_ev_ready,
  output logic [63:0] b_ev_lo,
  output logic [63:0] b_ev_hi,
  input  logic b_fs_valid,
  output logic b_fs_ready,
  input  logic [15:0] b_fs_slot,
  input  logic b_cl_valid,
  output logic b_cl_ready,
  input  logic b_hq_valid,
  output logic b_hq_ready,
  input  logic b_dq_valid,
  output logic b_dq_ready,
  input  logic [63:0] b_cmd_lo,
  input  logic [63:0] b_cmd_hi,
  input  logic b_ct_valid,
  input  logic [31:0] b_ct_word,
  // B: disks, clk_b
  output logic b_dc_valid,
  input  logic b_dc_ready,
  output logic [1:0] b_dc_op,
  output logic [15:0] b_dc_slot,
  output logic [39:0] b_dc_lba,
  output logic b_dw_valid,
  input  logic b_dw_ready,
  output logic [DATA_W-1:0] b_dw_data,
  output logic b_dw_last,
  output logic b_dw_error,
  input  logic b_dr_valid,
  output logic b_dr_ready,
  input  logic [DATA_W-1:0] b_dr_data,
  input  logic [15:0] b_dr_slot,
  input  logic b_dd_valid,
  output logic b_dd_ready,
  input  logic [1:0] b_dd_op,
  input  logic b_dd_error,
  input  logic [15:0] b_dd_slot,
  input  logic [39:0] b_dd_lba,
  // B: counters, clk_b
  output logic [$clog2(FIFO_DEPTH):0] b_fifo_level,
  output logic [31:0] b_stall_fifo,
  output logic [31:0] b_stall_slot,
  output logic [31:0] b_stall_room,
  output logic [15:0] b_ecc_corrected,
  output logic [15:0] b_ecc_uncorrectable,
  output logic [15:0] b_ecc_scrubbed
);
  `TWK_REQUIRE(g_w, DATA_W == 32 || DATA_W == 64 || DATA_W == 128,
               "twinack: DATA_W must be 32, 64 or 128")

  // nets of controller A and of the mirror path that ends in it
  logic              a_n, a_mirror_up;
  logic              a_mw_valid, a_mw_ready, a_mw_sof, a_mw_eof, a_mw_good, a_mw_resolve;
  logic              a_mw_forgotten;
  logic [DATA_W-1:0] a_mw_data;
  logic              a_msg_valid, a_msg_ready, a_msg_ok;
  logic [7:0]        a_msg_epoch;
  logic              a_rx_valid, a_rx_ready, a_rx_sof, a_rx_eof, a_rx_bad;
  logic [DATA_W-1:0] a_rx_data;
  logic              a_ver_valid, a_ver_ready, a_ver_ok;
  logic              a_hold, a_off, a_link_in, ab_link_up, ab_holds, ab_lost, a_holds_b;
  logic [twk_pkg::VOLUMES+2:0] a_own_bits, a_bits, a_peer_bits;
  logic              a_fw_valid, a_fw_sof, a_fw_eof, a_fw_resolve;   // mw_*, isolated
  logic              a_fw_forgotten;
  logic [DATA_W-1:0] a_fw_data;

  // nets of controller B and of the mirror path that ends in it
  logic              b_n, b_mirror_up;
  logic              b_mw_valid, b_mw_ready, b_mw_sof, b_mw_eof, b_mw_good, b_mw_resolve;
  logic              b_mw_forgotten;
  logic [DATA_W-1:0] b_mw_data;
  logic              b_msg_valid, b_msg_ready, b_msg_ok;
  logic [7:0]        b_msg_epoch;
  logic              b_rx_valid, b_rx_ready, b_rx_sof, b_rx_eof, b_rx_bad;
  logic [DATA_W-1:0] b_rx_data;
  logic              b_ver_valid, b_ver_ready, b_ver_ok;
  logic              b_hold, b_off, b_link_in, ba_link_up, ba_holds, ba_lost, b_holds_a;
  logic [twk_pkg::VOLUMES+2:0] b_own_bits, b_bits, b_peer_bits;
  logic              b_fw_valid, b_fw_sof, b_fw_eof, b_fw_resolve;   // mw_*, isolated
  logic              b_fw_forgotten;
  logic [DATA_W-1:0] b_fw_data;

  // what is said at the controllers' host ports, and by the host or the host fabric
  logic              a_c_hc_valid, a_c_hc_ready, a_c_hw_valid, a_c_hw_ready;
  logic              a_c_ha_valid, a_c_ha_ready, a_c_hr_valid, a_c_hr_ready;
  logic [67:0]       a_c_hc;
  logic [DATA_W-1:0] a_c_hw_data;
  logic              b_c_hc_valid, b_c_hc_ready, b_c_hw_valid, b_c_hw_ready;
  logic              b_c_ha_valid, b_c_ha_ready, b_c_hr_valid, b_c_hr_ready;
  logic [67:0]       b_c_hc;
  logic [DATA_W-1:0] b_c_hw_data;

  // Straps are sampled once a clock, so that nothing behind them hangs on an input pin.
  logic [1:0] a_mode_q;
  logic a_managed_q;
  logic [31:0] a_tick_q, a_silence_q;
  logic [twk_pkg::VOLUMES-1:0] a_own_strap_q;
  logic [39:0] a_vol_blocks_q;
  logic [DATA_W+R:0] a_inject_local_q;
  logic [DATA_W+R:0] a_inject_mirror_q;
  logic [DATA_W+2+R:0] a_inject_fifo_q;
  logic [$clog2(FIFO_DEPTH):0] a_fifo_limit_q;
  always_ff @(posedge clk_a) begin
    a_mode_q <= a_mode;
    a_managed_q <= managed;
    a_tick_q <= tick_cycles;
    a_silence_q <= silence_cycles;
    a_own_strap_q <= a_own_strap;
    a_vol_blocks_q <= a_vol_blocks;
    a_inject_local_q <= a_inject_local;
    a_inject_mirror_q <= a_inject_mirror;
    a_inject_fifo_q <= a_inject_fifo;
    a_fifo_limit_q <= a_fifo_limit;
  end
  logic [1:0] b_mode_q;
  logic b_managed_q;
  logic [31:0] b_tick_q, b_silence_q;
  logic [twk_pkg::VOLUMES-1:0] b_own_strap_q;
  logic [39:0] b_vol_blocks_q;
  logic [DATA_W+R:0] b_inject_local_q;
  logic [DATA_W+R:0] b_inject_mirror_q;
  logic [DATA_W+2+R:0] b_inject_fifo_q;
  logic [$clog2(FIFO_DEPTH):0] b_fifo_limit_q;
  always_ff @(posedge clk_b) begin
    b_mode_q <= b_mode;
    b_managed_q <= managed;
    b_tick_q <= tick_cycles;
    b_silence_q <= silence_cycles;
    b_own_strap_q <= b_own_strap;
    b_vol_blocks_q <= b_vol_blocks;
    b_inject_local_q <= b_inject_local;
    b_inject_mirror_q <= b_inject_mirror;
    b_inject_fifo_q <= b_inject_fifo;
    b_fifo_limit_q <= b_fifo_limit;
  end
  logic [15:0] link_latency_q;
  logic [8:0]  link_rate_q;
  always_ff @(posedge clk_m) begin
    link_latency_q <= link_latency;
    link_rate_q    <= link_rate;
  end

  // ---- power
  logic [1:0] pw_topology_q;
  logic [15:0] pw_nominal_mv_q;
  logic [15:0] pw_uv_mv_q;
  logic [15:0] pw_hyst_mv_q;
  logic [15:0] pw_logic_mv_q;
  logic [15:0] pw_retention_mv_q;
  logic [15:0] pw_fall_mv_q;
  logic [15:0] pw_rise_mv_q;
  logic [15:0] pw_rail_fall_mv_q;
  logic [15:0] pw_detect_ticks_q;
  logic [15:0] pw_switch_ticks_q;
  logic [31:0] pw_validate_ticks_q;
  logic [31:0] pw_holdup_ticks_q;
  logic [31:0] pw_battery_ticks_q;
  logic [15:0] pw_charge_ticks_q;
  logic [6:0] pw_age_pct_q;
  logic [6:0] pw_low_pct_q;
  logic [2:0] pw_mains_q;
  logic [2:0] pw_fail_q;
  logic [47:0] pw_sag_mv_q;
  logic [1:0] pw_batt_missing_q;
  logic [1:0] pw_batt_failed_q;
  logic [1:0] pw_batt_set_q;
  logic [6:0] pw_batt_set_pct_q;
  logic [31:0] lamp_ticks_q, settle_ticks_q;
  logic        por_q_n;
  always_ff @(posedge clk_p) begin
    pw_topology_q <= pw_topology;
    pw_nominal_mv_q <= pw_nominal_mv;
    pw_uv_mv_q <= pw_uv_mv;
    pw_hyst_mv_q <= pw_hyst_mv;
    pw_logic_mv_q <= pw_logic_mv;
    pw_retention_mv_q <= pw_retention_mv;
    pw_fall_mv_q <= pw_fall_mv;
    pw_rise_mv_q <= pw_rise_mv;
    pw_rail_fall_mv_q <= pw_rail_fall_mv;
    pw_detect_ticks_q <= pw_detect_ticks;
    pw_switch_ticks_q <= pw_switch_ticks;
    pw_validate_ticks_q <= pw_validate_ticks;
    pw_holdup_ticks_q <= pw_holdup_ticks;
    pw_battery_ticks_q <= pw_battery_ticks;
    pw_charge_ticks_q <= pw_charge_ticks;
    pw_age_pct_q <= pw_age_pct;
    pw_low_pct_q <= pw_low_pct;
    pw_mains_q <= pw_mains;
    pw_fail_q <= pw_fail;
    pw_sag_mv_q <= pw_sag_mv;
    pw_batt_missing_q <= pw_batt_missing;
    pw_batt_failed_q <= pw_batt_failed;
    pw_batt_set_q <= pw_batt_set;
    pw_batt_set_pct_q <= pw_batt_set_pct;
    lamp_ticks_q <= lamp_ticks;
    settle_ticks_q <= settle_ticks;
  end
  rst_sync u_por (.clk(clk_p), .rst_n_in(por_n), .rst_n_out(por_q_n));

  power_system u_power (
    .clk_p(clk_p), .por_n(por_q_n), .topology(pw_topology_q), .nominal_mv(pw_nominal_mv_q),
    .uv_mv(pw_uv_mv_q), .hyst_mv(pw_hyst_mv_q), .logic_mv(pw_logic_mv_q),
    .retention_mv(pw_retention_mv_q), .fall_mv(pw_fall_mv_q), .rise_mv(pw_rise_mv_q),
    .rail_fall_mv(pw_rail_fall_mv_q), .detect_ticks(pw_detect_ticks_q),
    .switch_ticks(pw_switch_ticks_q), .validate_ticks(pw_validate_ticks_q),
    .holdup_ticks(pw_holdup_ticks_q), .battery_ticks(pw_battery_ticks_q),
    .charge_ticks(pw_charge_ticks_q), .age_pct(pw_age_pct_q), .low_pct(pw_low_pct_q),
    .mains(pw_mains_q), .fail(pw_fail_q), .sag_mv(pw_sag_mv_q), .batt_missing(pw_batt_missing_q),
    .batt_failed(pw_batt_failed_q), .batt_set(pw_batt_set_q), .batt_set_pct(pw_batt_set_pct_q),
    .unit_mv(pw_unit_mv), .unit_ok(pw_unit_ok), .unit_warn(pw_unit_warn), .rail_mv(pw_rail_mv),
    .rail_on(pw_rail_on), .rail_kept(pw_rail_kept), .batt_pct(pw_batt_pct),
    .batt_ok(pw_batt_ok), .on_battery(pw_on_battery), .fifo_safe(pw_fifo_safe));

  // ---- lamp and lock of each mirror FIFO
  logic ab_busy, ba_busy;
  logic ab_present_i, ab_busy_i, ba_present_i, ba_busy_i;   // isolated
  isolate #(.W(2)) u_ab_lamp_iso (
    .en(pw_rail_on[2]), .d({ab_present, ab_busy}), .q({ab_present_i, ab_busy_i}));
  present_indicator #(.SALT(300)) u_ab_lamp (
    .clk(clk_p), .rst_n(por_q_n), .min_on_ticks(lamp_ticks_q), .settle_ticks(settle_ticks_q),
    .rail_on(pw_rail_on[2]), .present(ab_present_i), .busy(ab_busy_i),
    .indicator(ab_indicator), .safe_to_remove(ab_safe_to_remove));
  isolate #(.W(2)) u_ba_lamp_iso (
    .en(pw_rail_on[3]), .d({ba_present, ba_busy}), .q({ba_present_i, ba_busy_i}));
  present_indicator #(.SALT(310)) u_ba_lamp (
    .clk(clk_p), .rst_n(por_q_n), .min_on_ticks(lamp_ticks_q), .settle_ticks(settle_ticks_q),
    .rail_on(pw_rail_on[3]), .present(ba_present_i), .busy(ba_busy_i),
    .indicator(ba_indicator), .safe_to_remove(ba_safe_to_remove));

  // ---- controller A and the mirror path A->B
  assign a_up = a_rst_n && pw_rail_on[0] && !b_holds_a;
  rst_sync u_a_rst (.clk(clk_a), .rst_n_in(a_up), .rst_n_out(a_n));
  isolate #(.W(DATA_W + 9 + twk_pkg::VOLUMES)) u_a_iso (
    .en(pw_rail_on[0]),
    .d({a_hold, a_own_bits, a_mw_valid, a_mw_sof, a_mw_eof, a_mw_resolve, a_mw_forgotten,
        a_mw_data}),
    .q({a_holds_b, a_bits, a_fw_valid, a_fw_sof, a_fw_eof, a_fw_resolve, a_fw_forgotten,
        a_fw_data}));

  controller #(.DATA_W(DATA_W), .SLOTS(SLOTS), .R(R), .SALT(150)) u_a (
    .clk(clk_a), .rst_n(a_n), .mirror_up(a_mirror_up), .managed(a_managed_q),
    .mode_strap(a_mode_q), .epoch_strap(a_epoch), .tick_cycles(a_tick_q),
    .silence_cycles(a_silence_q), .ct_valid(a_ct_valid), .ct_word(a_ct_word),
    .link_in(a_link_in), .peer_bits(a_peer_bits),
    .mirror_rail(ab_rst_n && pw_rail_on[2]), .present(ab_present),
    .link_out(ab_link_up), .safe(pw_fifo_safe[0]), .warn(pw_unit_warn[0]),
    .peer_power(b_up), .peer_rail(ba_rst_n && pw_rail_on[3]),
    .peer_present(ba_holds), .peer_lost(ba_lost), .hold(a_hold), .off(a_off), .own_bits(a_own_bits),
    .own_strap(a_own_strap_q), .vol_blocks(a_vol_blocks_q), .inject_local(a_inject_local_q),
    .inject_mirror(a_inject_mirror_q), .hc_valid(a_c_hc_valid),
    .hc_ready(a_c_hc_ready), .hc_op(a_c_hc[67:64]), .hc_tag(a_c_hc[63:56]),
    .hc_count(a_c_hc[55:40]), .hc_lba(a_c_hc[39:0]), .hw_valid(a_c_hw_valid),
    .hw_ready(a_c_hw_ready), .hw_data(a_c_hw_data), .hw_tag(a_hw_tag),
    .hw_block(a_hw_block), .ha_valid(a_c_ha_valid), .ha_ready(a_c_ha_ready),
    .ha_tag(a_ha_tag), .ha_status(a_ha_status), .hr_valid(a_c_hr_valid),
    .hr_ready(a_c_hr_ready), .hr_data(a_hr_data), .hr_tag(a_hr_tag),
    .hr_block(a_hr_block), .hr_last(a_hr_last), .hr_error(a_hr_error),
    .ev_valid(a_ev_valid), .ev_ready(a_ev_ready), .ev_rec({a_ev_hi, a_ev_lo}),
    .fs_valid(a_fs_valid), .fs_ready(a_fs_ready), .fs_slot(a_fs_slot), .cl_valid(a_cl_valid),
    .cl_ready(a_cl_ready), .hq_valid(a_hq_valid), .hq_ready(a_hq_ready), .dq_valid(a_dq_valid),
    .dq_ready(a_dq_ready), .cmd_rec({a_cmd_hi, a_cmd_lo}), .dc_valid(a_dc_valid),
    .dc_ready(a_dc_ready), .dc_op(a_dc_op), .dc_slot(a_dc_slot), .dc_lba(a_dc_lba),
    .dw_valid(a_dw_valid), .dw_ready(a_dw_ready), .dw_data(a_dw_data), .dw_last(a_dw_last),
    .dw_error(a_dw_error), .dr_valid(a_dr_valid), .dr_ready(a_dr_ready), .dr_data(a_dr_data),
    .dr_slot(a_dr_slot), .dd_valid(a_dd_valid), .dd_ready(a_dd_ready), .dd_op(a_dd_op),
    .dd_error(a_dd_error), .dd_slot(a_dd_slot), .dd_lba(a_dd_lba), .stall_fifo(a_stall_fifo),
    .stall_slot(a_stall_slot), .stall_room(a_stall_room), .ecc_corrected(a_ecc_corrected),
    .ecc_uncorrectable(a_ecc_uncorrectable), .ecc_scrubbed(a_ecc_scrubbed), .mw_valid(a_mw_valid),
    .mw_ready(a_mw_ready), .mw_sof(a_mw_sof), .mw_eof(a_mw_eof), .mw_data(a_mw_data),
    .mw_good(a_mw_good), .mw_resolve(a_mw_resolve),
    .mw_forgotten(a_mw_forgotten), .msg_valid(a_msg_valid),
    .msg_ready(a_msg_ready), .msg_ok(a_msg_ok), .msg_epoch(a_msg_epoch), .rx_valid(a_rx_valid),
    .rx_ready(a_rx_ready), .rx_sof(a_rx_sof), .rx_eof(a_rx_eof), .rx_bad(a_rx_bad),
    .rx_data(a_rx_data), .ver_valid(a_ver_valid), .ver_ready(a_ver_ready), .ver_ok(a_ver_ok));

  mirror_path #(.DATA_W(DATA_W), .FIFO_DEPTH(FIFO_DEPTH), .R(R), .SALT(100)) u_ab (
    .fifo_rst_n(ab_rst_n && pw_rail_kept[2]), .drain_rst_n(ab_drain_rst_n),
    .owner_rst_n(a_up), .peer_rst_n(b_up), .rail_on(pw_rail_on[2]), .off(a_off),
    .own_bits(a_bits), .clk_owner(clk_a), .fifo_limit(a_fifo_limit_q),
    .inject_mask(a_inject_fifo_q), .wr_valid(a_fw_valid), .wr_ready(a_mw_ready),
    .wr_sof(a_fw_sof), .wr_eof(a_fw_eof), .wr_data(a_fw_data), .wr_good(a_mw_good),
    .wr_level(a_fifo_level), .mirror_up(a_mirror_up), .wr_resolve(a_fw_resolve),
    .wr_forgotten(a_fw_forgotten), .msg_valid(a_msg_valid), .msg_ready(a_msg_ready),
    .msg_ok(a_msg_ok), .msg_epoch(a_msg_epoch), .clk_m(clk_m),
    .link_latency(link_latency_q), .link_rate(link_rate_q), .link_cut(ab_link_cut),
    .ecc_corrected(ab_ecc_corrected), .ecc_uncorrectable(ab_ecc_uncorrectable),
    .present(ab_present), .holds(ab_holds),
    .lost(ab_lost), .busy(ab_busy), .link_up(ab_link_up),
    .link_up_peer(b_link_in), .peer_bits(b_peer_bits), .clk_peer(clk_b), .rx_valid(b_rx_valid),
    .rx_ready(b_rx_ready),
    .rx_sof(b_rx_sof), .rx_eof(b_rx_eof), .rx_bad(b_rx_bad), .rx_data(b_rx_data),
    .ver_valid(b_ver_valid), .ver_ready(b_ver_ready), .ver_ok(b_ver_ok));

  // ---- controller B and the mirror path B->A
  assign b_up = b_rst_n && pw_rail_on[1] && !a_holds_b;
  rst_sync u_b_rst (.clk(clk_b), .rst_n_in(b_up), .rst_n_out(b_n));
  isolate #(.W(DATA_W + 9 + twk_pkg::VOLUMES)) u_b_iso (
    .en(pw_rail_on[1]),
    .d({b_hold, b_own_bits, b_mw_valid, b_mw_sof, b_mw_eof, b_mw_resolve, b_mw_forgotten,
        b_mw_data}),
    .q({b_holds_a, b_bits, b_fw_valid, b_fw_sof, b_fw_eof, b_fw_resolve, b_fw_forgotten,
        b_fw_data}));

  controller #(.DATA_W(DATA_W), .SLOTS(SLOTS), .R(R), .SALT(250)) u_b (
    .clk(clk_b), .rst_n(b_n), .mirror_up(b_mirror_up), .managed(b_managed_q),
    .mode_strap(b_mode_q), .epoch_strap(b_epoch), .tick_cycles(b_tick_q),
    .silence_cycles(b_silence_q), .ct_valid(b_ct_valid), .ct_word(b_ct_word),
    .link_in(b_link_in), .peer_bits(b_peer_bits),
    .mirror_rail(ba_rst_n && pw_rail_on[3]), .present(ba_present),
    .link_out(ba_link_up), .safe(pw_fifo_safe[1]), .warn(pw_unit_warn[1]),
    .peer_power(a_up), .peer_rail(ab_rst_n && pw_rail_on[2]),
    .peer_present(ab_holds), .peer_lost(ab_lost), .hold(b_hold), .off(b_off), .own_bits(b_own_bits),
    .own_strap(b_own_strap_q), .vol_blocks(b_vol_blocks_q), .inject_local(b_inject_local_q),
    .inject_mirror(b_inject_mirror_q), .hc_valid(b_c_hc_valid),
    .hc_ready(b_c_hc_ready), .hc_op(b_c_hc[67:64]), .hc_tag(b_c_hc[63:56]),
    .hc_count(b_c_hc[55:40]), .hc_lba(b_c_hc[39:0]), .hw_valid(b_c_hw_valid),
    .hw_ready(b_c_hw_ready), .hw_data(b_c_hw_data), .hw_tag(b_hw_tag),
    .hw_block(b_hw_block), .ha_valid(b_c_ha_valid), .ha_ready(b_c_ha_ready),
    .ha_tag(b_ha_tag), .ha_status(b_ha_status), .hr_valid(b_c_hr_valid),
    .hr_ready(b_c_hr_ready), .hr_data(b_hr_data), .hr_tag(b_hr_tag),
    .hr_block(b_hr_block), .hr_last(b_hr_last), .hr_error(b_hr_error),
    .ev_valid(b_ev_valid), .ev_ready(b_ev_ready), .ev_rec({b_ev_hi, b_ev_lo}),
    .fs_valid(b_fs_valid), .fs_ready(b_fs_ready), .fs_slot(b_fs_slot), .cl_valid(b_cl_valid),
    .cl_ready(b_cl_ready), .hq_valid(b_hq_valid), .hq_ready(b_hq_ready), .dq_valid(b_dq_valid),
    .dq_ready(b_dq_ready), .cmd_rec({b_cmd_hi, b_cmd_lo}), .dc_valid(b_dc_valid),
    .dc_ready(b_dc_ready), .dc_op(b_dc_op), .dc_slot(b_dc_slot), .dc_lba(b_dc_lba),
    .dw_valid(b_dw_valid), .dw_ready(b_dw_ready), .dw_data(b_dw_data), .dw_last(b_dw_last),
    .dw_error(b_dw_error), .dr_valid(b_dr_valid), .dr_ready(b_dr_ready), .dr_data(b_dr_data),
    .dr_slot(b_dr_slot), .dd_valid(b_dd_valid), .dd_ready(b_dd_ready), .dd_op(b_dd_op),
    .dd_error(b_dd_error), .dd_slot(b_dd_slot), .dd_lba(b_dd_lba), .stall_fifo(b_stall_fifo),
    .stall_slot(b_stall_slot), .stall_room(b_stall_room), .ecc_corrected(b_ecc_corrected),
    .ecc_uncorrectable(b_ecc_uncorrectable), .ecc_scrubbed(b_ecc_scrubbed), .mw_valid(b_mw_valid),
    .mw_ready(b_mw_ready), .mw_sof(b_mw_sof), .mw_eof(b_mw_eof), .mw_data(b_mw_data),
    .mw_good(b_mw_good), .mw_resolve(b_mw_resolve),
    .mw_forgotten(b_mw_forgotten), .msg_valid(b_msg_valid),
    .msg_ready(b_msg_ready), .msg_ok(b_msg_ok), .msg_epoch(b_msg_epoch), .rx_valid(b_rx_valid),
    .rx_ready(b_rx_ready), .rx_sof(b_rx_sof), .rx_eof(b_rx_eof), .rx_bad(b_rx_bad),
    .rx_data(b_rx_data), .ver_valid(b_ver_valid), .ver_ready(b_ver_ready), .ver_ok(b_ver_ok));

  mirror_path #(.DATA_W(DATA_W), .FIFO_DEPTH(FIFO_DEPTH), .R(R), .SALT(200)) u_ba (
    .fifo_rst_n(ba_rst_n && pw_rail_kept[3]), .drain_rst_n(ba_drain_rst_n),
    .owner_rst_n(b_up), .peer_rst_n(a_up), .rail_on(pw_rail_on[3]), .off(b_off),
    .own_bits(b_bits), .clk_owner(clk_b), .fifo_limit(b_fifo_limit_q),
    .inject_mask(b_inject_fifo_q), .wr_valid(b_fw_valid), .wr_ready(b_mw_ready),
    .wr_sof(b_fw_sof), .wr_eof(b_fw_eof), .wr_data(b_fw_data), .wr_good(b_mw_good),
    .wr_level(b_fifo_level), .mirror_up(b_mirror_up), .wr_resolve(b_fw_resolve),
    .wr_forgotten(b_fw_forgotten), .msg_valid(b_msg_valid), .msg_ready(b_msg_ready),
    .msg_ok(b_msg_ok), .msg_epoch(b_msg_epoch), .clk_m(clk_m),
    .link_latency(link_latency_q), .link_rate(link_rate_q), .link_cut(ba_link_cut),
    .ecc_corrected(ba_ecc_corrected), .ecc_uncorrectable(ba_ecc_uncorrectable),
    .present(ba_present), .holds(ba_holds),
    .lost(ba_lost), .busy(ba_busy), .link_up(ba_link_up),
    .link_up_peer(a_link_in), .peer_bits(a_peer_bits), .clk_peer(clk_a), .rx_valid(a_rx_valid),
    .rx_ready(a_rx_ready),
    .rx_sof(a_rx_sof), .rx_eof(a_rx_eof), .rx_bad(a_rx_bad), .rx_data(a_rx_data),
    .ver_valid(a_ver_valid), .ver_ready(a_ver_ready), .ver_ok(a_ver_ok));

  // ---- hosts
  generate if (HOST_SWITCH != 0) begin : g_switch
    logic        h_managed_q;
    logic [39:0] h_vol_blocks_q;
    always_ff @(posedge clk_m) begin
      h_managed_q    <= managed;
      h_vol_blocks_q <= a_vol_blocks;
    end

    logic              a_p_hc_valid, a_p_hc_ready, a_p_hw_valid, a_p_hw_ready;
    logic              a_p_ha_valid, a_p_ha_ready, a_p_hr_valid, a_p_hr_ready;
    logic [67:0]       a_p_hc;
    logic [DATA_W-1:0] a_p_hw_data;
    logic              a_switched_q;
    always_ff @(posedge clk_a) a_switched_q <= switched;
    host_way #(.DATA_W(DATA_W)) u_a_way (
      .switched(a_switched_q), .on(pw_rail_on[0]), .d_hc_valid(a_hc_valid),
      .d_hc_ready(a_hc_ready), .d_hc({a_hc_op, a_hc_tag, a_hc_count, a_hc_lba}),
      .d_hw_valid(a_hw_valid), .d_hw_ready(a_hw_ready), .d_hw_data(a_hw_data),
      .d_ha_valid(a_ha_valid), .d_ha_ready(a_ha_ready), .d_hr_valid(a_hr_valid),
      .d_hr_ready(a_hr_ready), .p_hc_valid(a_p_hc_valid), .p_hc_ready(a_p_hc_ready),
      .p_hc(a_p_hc), .p_hw_valid(a_p_hw_valid), .p_hw_ready(a_p_hw_ready),
      .p_hw_data(a_p_hw_data), .p_ha_valid(a_p_ha_valid), .p_ha_ready(a_p_ha_ready),
      .p_hr_valid(a_p_hr_valid), .p_hr_ready(a_p_hr_ready), .c_hc_valid(a_c_hc_valid),
      .c_hc_ready(a_c_hc_ready), .c_hc(a_c_hc), .c_hw_valid(a_c_hw_valid),
      .c_hw_ready(a_c_hw_ready), .c_hw_data(a_c_hw_data), .c_ha_valid(a_c_ha_valid),
      .c_ha_ready(a_c_ha_ready), .c_hr_valid(a_c_hr_valid), .c_hr_ready(a_c_hr_ready));

    logic              b_p_hc_valid, b_p_hc_ready, b_p_hw_valid, b_p_hw_ready;
    logic              b_p_ha_valid, b_p_ha_ready, b_p_hr_valid, b_p_hr_ready;
    logic [67:0]       b_p_hc;
    logic [DATA_W-1:0] b_p_hw_data;
    logic              b_switched_q;
    always_ff @(posedge clk_b) b_switched_q <= switched;
    host_way #(.DATA_W(DATA_W)) u_b_way (
      .switched(b_switched_q), .on(pw_rail_on[1]), .d_hc_valid(b_hc_valid),
      .d_hc_ready(b_hc_ready), .d_hc({b_hc_op, b_hc_tag, b_hc_count, b_hc_lba}),
      .d_hw_valid(b_hw_valid), .d_hw_ready(b_hw_ready), .d_hw_data(b_hw_data),
      .d_ha_valid(b_ha_valid), .d_ha_ready(b_ha_ready), .d_hr_valid(b_hr_valid),
      .d_hr_ready(b_hr_ready), .p_hc_valid(b_p_hc_valid), .p_hc_ready(b_p_hc_ready),
      .p_hc(b_p_hc), .p_hw_valid(b_p_hw_valid), .p_hw_ready(b_p_hw_ready),
      .p_hw_data(b_p_hw_data), .p_ha_valid(b_p_ha_valid), .p_ha_ready(b_p_ha_ready),
      .p_hr_valid(b_p_hr_valid), .p_hr_ready(b_p_hr_ready), .c_hc_valid(b_c_hc_valid),
      .c_hc_ready(b_c_hc_ready), .c_hc(b_c_hc), .c_hw_valid(b_c_hw_valid),
      .c_hw_ready(b_c_hw_ready), .c_hw_data(b_c_hw_data), .c_ha_valid(b_c_ha_valid),
      .c_ha_ready(b_c_ha_ready), .c_hr_valid(b_c_hr_valid), .c_hr_ready(b_c_hr_ready));

    host_fabric #(.DATA_W(DATA_W), .VOLUMES(twk_pkg::VOLUMES), .SALT(320)) u_fabric (
      .h_rst_n(por_n && switched), .a_rst_n(a_up), .b_rst_n(b_up), .managed(h_managed_q),
      .vol_blocks(h_vol_blocks_q), .clk_m(clk_m), .hc_valid(h_hc_valid), .hc_ready(h_hc_ready),
      .hc_op(h_hc_op), .hc_tag(h_hc_tag), .hc_count(h_hc_count), .hc_lba(h_hc_lba),
      .hw_valid(h_hw_valid), .hw_ready(h_hw_ready), .hw_data(h_hw_data), .hw_tag(h_hw_tag),
      .hw_block(h_hw_block), .ha_valid(h_ha_valid), .ha_ready(h_ha_ready), .ha_tag(h_ha_tag),
      .ha_status(h_ha_status), .hr_valid(h_hr_valid), .hr_ready(h_hr_ready), .hr_data(h_hr_data),
      .hr_tag(h_hr_tag), .hr_block(h_hr_block), .hr_last(h_hr_last), .hr_error(h_hr_error),
      .up(), .clk_a(clk_a), .serves_a(a_bits[twk_pkg::VOLUMES+2:3]),
      .a_hc_valid(a_p_hc_valid), .a_hc_ready(a_p_hc_ready), .a_hc_op(a_p_hc[67:64]),
      .a_hc_tag(a_p_hc[63:56]), .a_hc_count(a_p_hc[55:40]), .a_hc_lba(a_p_hc[39:0]),
      .a_hw_valid(a_p_hw_valid), .a_hw_ready(a_p_hw_ready), .a_hw_data(a_p_hw_data),
      .a_hw_tag(a_hw_tag), .a_hw_block(a_hw_block), .a_ha_valid(a_p_ha_valid),
      .a_ha_ready(a_p_ha_ready), .a_ha_tag(a_ha_tag), .a_ha_status(a_ha_status),
      .a_hr_valid(a_p_hr_valid), .a_hr_ready(a_p_hr_ready), .a_hr_data(a_hr_data),
      .a_hr_tag(a_hr_tag), .a_hr_block(a_hr_block), .a_hr_last(a_hr_last),
      .a_hr_error(a_hr_error),
      .clk_b(clk_b), .serves_b(b_bits[twk_pkg::VOLUMES+2:3]),
      .b_hc_valid(b_p_hc_valid), .b_hc_ready(b_p_hc_ready), .b_hc_op(b_p_hc[67:64]),
      .b_hc_tag(b_p_hc[63:56]), .b_hc_count(b_p_hc[55:40]), .b_hc_lba(b_p_hc[39:0]),
      .b_hw_valid(b_p_hw_valid), .b_hw_ready(b_p_hw_ready), .b_hw_data(b_p_hw_data),
      .b_hw_tag(b_hw_tag), .b_hw_block(b_hw_block), .b_ha_valid(b_p_ha_valid),
      .b_ha_ready(b_p_ha_ready), .b_ha_tag(b_ha_tag), .b_ha_status(b_ha_status),
      .b_hr_valid(b_p_hr_valid), .b_hr_ready(b_p_hr_ready), .b_hr_data(b_hr_data),
      .b_hr_tag(b_hr_tag), .b_hr_block(b_hr_block), .b_hr_last(b_hr_last),
      .b_hr_error(b_hr_error));
  end else begin : g_direct
    logic unused;
    assign unused = &{1'b0, switched, h_hc_valid, h_hc_op, h_hc_tag, h_hc_count, h_hc_lba,
                      h_hw_valid, h_hw_data, h_ha_ready, h_hr_ready};
    assign {h_hc_ready, h_hw_ready, h_hw_tag, h_hw_block, h_ha_valid, h_ha_tag, h_ha_status,
            h_hr_valid, h_hr_data, h_hr_tag, h_hr_block, h_hr_last, h_hr_error} = '0;
    assign {a_c_hc_valid, a_c_hc, a_c_hw_valid, a_c_hw_data, a_c_ha_ready, a_c_hr_ready} =
           {a_hc_valid, a_hc_op, a_hc_tag, a_hc_count, a_hc_lba, a_hw_valid, a_hw_data,
            a_ha_ready, a_hr_ready};
    assign {a_hc_ready, a_hw_ready, a_ha_valid, a_hr_valid} =
           {a_c_hc_ready, a_c_hw_ready, a_c_ha_valid, a_c_hr_valid};
    assign {b_c_hc_valid, b_c_hc, b_c_hw_valid, b_c_hw_data, b_c_ha_ready, b_c_hr_ready} =
           {b_hc_valid, b_hc_op, b_hc_tag, b_hc_count, b_hc_lba, b_hw_valid, b_hw_data,
            b_ha_ready, b_hr_ready};
    assign {b_hc_ready, b_hw_ready, b_ha_valid, b_hr_valid} =
           {b_c_hc_ready, b_c_hw_ready, b_c_ha_valid, b_c_hr_valid};
  end endgenerate

endmodule
