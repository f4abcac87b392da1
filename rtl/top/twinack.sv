// SPDX-License-Identifier: Apache-2.0
// twinack: the machine: two controllers, a mirror path for each direction, three clock domains.
//
//   controller A -- mirror FIFO A->B, drain, link --> controller B, mirror half of its cache
//   controller B -- mirror FIFO B->A, drain, link --> controller A, mirror half of its cache
// Clocks clk_a, clk_b and clk_m (drains and links) are independent. Rails: A (a_*), B (b_*), one
// for each mirror path. Every *_rst_n is asynchronous, one for each rail, plus one for each drain.
// Ports beside the straps are queues with valid and ready; a transfer is an edge with both high,
// and no output depends on an input within a clock. Contracts and latencies: controller.sv,
// mirror_path.sv.
// Power loss: holding a rail's reset stands for it here; the memories keep their words.
`include "twk_assert.svh"
module twinack #(
  parameter integer DATA_W     = 64,    // 32, 64 or 128
  parameter integer SLOTS      = 1024,  // blocks in each half of a cache
  parameter integer FIFO_DEPTH = 4096,  // beats in each mirror FIFO
  parameter integer R          = 7      // Hamming bits for DATA_W + 2: 6, 7, 8
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
  input  logic [39:0] a_vol_base,
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
  // A: disks, clk_a
  output logic a_dc_valid,
  input  logic a_dc_ready,
  output logic a_dc_fetch,
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
  input  logic a_dd_fetch,
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
  input  logic [39:0] b_vol_base,
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
  // B: disks, clk_b
  output logic b_dc_valid,
  input  logic b_dc_ready,
  output logic b_dc_fetch,
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
  input  logic b_dd_fetch,
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
  logic [DATA_W-1:0] a_mw_data;
  logic              a_msg_valid, a_msg_ready, a_msg_ok;
  logic [7:0]        a_msg_epoch;
  logic              a_rx_valid, a_rx_ready, a_rx_sof, a_rx_eof, a_rx_bad;
  logic [DATA_W-1:0] a_rx_data;
  logic              a_ver_valid, a_ver_ready, a_ver_ok;

  // nets of controller B and of the mirror path that ends in it
  logic              b_n, b_mirror_up;
  logic              b_mw_valid, b_mw_ready, b_mw_sof, b_mw_eof, b_mw_good, b_mw_resolve;
  logic [DATA_W-1:0] b_mw_data;
  logic              b_msg_valid, b_msg_ready, b_msg_ok;
  logic [7:0]        b_msg_epoch;
  logic              b_rx_valid, b_rx_ready, b_rx_sof, b_rx_eof, b_rx_bad;
  logic [DATA_W-1:0] b_rx_data;
  logic              b_ver_valid, b_ver_ready, b_ver_ok;

  // Straps are sampled once a clock, so that nothing behind them hangs on an input pin.
  logic [1:0] a_mode_q;
  logic [39:0] a_vol_base_q;
  logic [39:0] a_vol_blocks_q;
  logic [DATA_W+R:0] a_inject_local_q;
  logic [DATA_W+R:0] a_inject_mirror_q;
  logic [DATA_W+2+R:0] a_inject_fifo_q;
  logic [$clog2(FIFO_DEPTH):0] a_fifo_limit_q;
  always_ff @(posedge clk_a) begin
    a_mode_q <= a_mode;
    a_vol_base_q <= a_vol_base;
    a_vol_blocks_q <= a_vol_blocks;
    a_inject_local_q <= a_inject_local;
    a_inject_mirror_q <= a_inject_mirror;
    a_inject_fifo_q <= a_inject_fifo;
    a_fifo_limit_q <= a_fifo_limit;
  end
  logic [1:0] b_mode_q;
  logic [39:0] b_vol_base_q;
  logic [39:0] b_vol_blocks_q;
  logic [DATA_W+R:0] b_inject_local_q;
  logic [DATA_W+R:0] b_inject_mirror_q;
  logic [DATA_W+2+R:0] b_inject_fifo_q;
  logic [$clog2(FIFO_DEPTH):0] b_fifo_limit_q;
  always_ff @(posedge clk_b) begin
    b_mode_q <= b_mode;
    b_vol_base_q <= b_vol_base;
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

  // ---- controller A and the mirror path A->B
  rst_sync u_a_rst (.clk(clk_a), .rst_n_in(a_rst_n), .rst_n_out(a_n));

  controller #(.DATA_W(DATA_W), .SLOTS(SLOTS), .R(R)) u_a (
    .clk(clk_a), .rst_n(a_n), .mirror_up(a_mirror_up), .mode(a_mode_q), .epoch(a_epoch),
    .vol_base(a_vol_base_q), .vol_blocks(a_vol_blocks_q), .inject_local(a_inject_local_q),
    .inject_mirror(a_inject_mirror_q), .hc_valid(a_hc_valid), .hc_ready(a_hc_ready),
    .hc_op(a_hc_op), .hc_tag(a_hc_tag), .hc_count(a_hc_count), .hc_lba(a_hc_lba),
    .hw_valid(a_hw_valid), .hw_ready(a_hw_ready), .hw_data(a_hw_data), .hw_tag(a_hw_tag),
    .hw_block(a_hw_block), .ha_valid(a_ha_valid), .ha_ready(a_ha_ready), .ha_tag(a_ha_tag),
    .ha_status(a_ha_status), .hr_valid(a_hr_valid), .hr_ready(a_hr_ready), .hr_data(a_hr_data),
    .hr_tag(a_hr_tag), .hr_block(a_hr_block), .hr_last(a_hr_last), .hr_error(a_hr_error),
    .ev_valid(a_ev_valid), .ev_ready(a_ev_ready), .ev_rec({a_ev_hi, a_ev_lo}),
    .fs_valid(a_fs_valid), .fs_ready(a_fs_ready), .fs_slot(a_fs_slot), .cl_valid(a_cl_valid),
    .cl_ready(a_cl_ready), .hq_valid(a_hq_valid), .hq_ready(a_hq_ready), .dq_valid(a_dq_valid),
    .dq_ready(a_dq_ready), .cmd_rec({a_cmd_hi, a_cmd_lo}), .dc_valid(a_dc_valid),
    .dc_ready(a_dc_ready), .dc_fetch(a_dc_fetch), .dc_slot(a_dc_slot), .dc_lba(a_dc_lba),
    .dw_valid(a_dw_valid), .dw_ready(a_dw_ready), .dw_data(a_dw_data), .dw_last(a_dw_last),
    .dw_error(a_dw_error), .dr_valid(a_dr_valid), .dr_ready(a_dr_ready), .dr_data(a_dr_data),
    .dr_slot(a_dr_slot), .dd_valid(a_dd_valid), .dd_ready(a_dd_ready), .dd_fetch(a_dd_fetch),
    .dd_error(a_dd_error), .dd_slot(a_dd_slot), .dd_lba(a_dd_lba), .stall_fifo(a_stall_fifo),
    .stall_slot(a_stall_slot), .stall_room(a_stall_room), .ecc_corrected(a_ecc_corrected),
    .ecc_uncorrectable(a_ecc_uncorrectable), .ecc_scrubbed(a_ecc_scrubbed), .mw_valid(a_mw_valid),
    .mw_ready(a_mw_ready), .mw_sof(a_mw_sof), .mw_eof(a_mw_eof), .mw_data(a_mw_data),
    .mw_good(a_mw_good), .mw_resolve(a_mw_resolve), .msg_valid(a_msg_valid),
    .msg_ready(a_msg_ready), .msg_ok(a_msg_ok), .msg_epoch(a_msg_epoch), .rx_valid(a_rx_valid),
    .rx_ready(a_rx_ready), .rx_sof(a_rx_sof), .rx_eof(a_rx_eof), .rx_bad(a_rx_bad),
    .rx_data(a_rx_data), .ver_valid(a_ver_valid), .ver_ready(a_ver_ready), .ver_ok(a_ver_ok));

  mirror_path #(.DATA_W(DATA_W), .FIFO_DEPTH(FIFO_DEPTH), .R(R), .SALT(100)) u_ab (
    .fifo_rst_n(ab_rst_n), .drain_rst_n(ab_drain_rst_n), .owner_rst_n(a_rst_n),
    .peer_rst_n(b_rst_n), .clk_owner(clk_a), .fifo_limit(a_fifo_limit_q),
    .inject_mask(a_inject_fifo_q), .wr_valid(a_mw_valid), .wr_ready(a_mw_ready),
    .wr_sof(a_mw_sof), .wr_eof(a_mw_eof), .wr_data(a_mw_data), .wr_good(a_mw_good),
    .wr_level(a_fifo_level), .mirror_up(a_mirror_up), .wr_resolve(a_mw_resolve),
    .msg_valid(a_msg_valid), .msg_ready(a_msg_ready), .msg_ok(a_msg_ok),
    .msg_epoch(a_msg_epoch), .clk_m(clk_m),
    .link_latency(link_latency_q), .link_rate(link_rate_q), .link_cut(ab_link_cut),
    .ecc_corrected(ab_ecc_corrected), .ecc_uncorrectable(ab_ecc_uncorrectable),
    .present(ab_present), .clk_peer(clk_b), .rx_valid(b_rx_valid), .rx_ready(b_rx_ready),
    .rx_sof(b_rx_sof), .rx_eof(b_rx_eof), .rx_bad(b_rx_bad), .rx_data(b_rx_data),
    .ver_valid(b_ver_valid), .ver_ready(b_ver_ready), .ver_ok(b_ver_ok));

  // ---- controller B and the mirror path B->A
  rst_sync u_b_rst (.clk(clk_b), .rst_n_in(b_rst_n), .rst_n_out(b_n));

  controller #(.DATA_W(DATA_W), .SLOTS(SLOTS), .R(R)) u_b (
    .clk(clk_b), .rst_n(b_n), .mirror_up(b_mirror_up), .mode(b_mode_q), .epoch(b_epoch),
    .vol_base(b_vol_base_q), .vol_blocks(b_vol_blocks_q), .inject_local(b_inject_local_q),
    .inject_mirror(b_inject_mirror_q), .hc_valid(b_hc_valid), .hc_ready(b_hc_ready),
    .hc_op(b_hc_op), .hc_tag(b_hc_tag), .hc_count(b_hc_count), .hc_lba(b_hc_lba),
    .hw_valid(b_hw_valid), .hw_ready(b_hw_ready), .hw_data(b_hw_data), .hw_tag(b_hw_tag),
    .hw_block(b_hw_block), .ha_valid(b_ha_valid), .ha_ready(b_ha_ready), .ha_tag(b_ha_tag),
    .ha_status(b_ha_status), .hr_valid(b_hr_valid), .hr_ready(b_hr_ready), .hr_data(b_hr_data),
    .hr_tag(b_hr_tag), .hr_block(b_hr_block), .hr_last(b_hr_last), .hr_error(b_hr_error),
    .ev_valid(b_ev_valid), .ev_ready(b_ev_ready), .ev_rec({b_ev_hi, b_ev_lo}),
    .fs_valid(b_fs_valid), .fs_ready(b_fs_ready), .fs_slot(b_fs_slot), .cl_valid(b_cl_valid),
    .cl_ready(b_cl_ready), .hq_valid(b_hq_valid), .hq_ready(b_hq_ready), .dq_valid(b_dq_valid),
    .dq_ready(b_dq_ready), .cmd_rec({b_cmd_hi, b_cmd_lo}), .dc_valid(b_dc_valid),
    .dc_ready(b_dc_ready), .dc_fetch(b_dc_fetch), .dc_slot(b_dc_slot), .dc_lba(b_dc_lba),
    .dw_valid(b_dw_valid), .dw_ready(b_dw_ready), .dw_data(b_dw_data), .dw_last(b_dw_last),
    .dw_error(b_dw_error), .dr_valid(b_dr_valid), .dr_ready(b_dr_ready), .dr_data(b_dr_data),
    .dr_slot(b_dr_slot), .dd_valid(b_dd_valid), .dd_ready(b_dd_ready), .dd_fetch(b_dd_fetch),
    .dd_error(b_dd_error), .dd_slot(b_dd_slot), .dd_lba(b_dd_lba), .stall_fifo(b_stall_fifo),
    .stall_slot(b_stall_slot), .stall_room(b_stall_room), .ecc_corrected(b_ecc_corrected),
    .ecc_uncorrectable(b_ecc_uncorrectable), .ecc_scrubbed(b_ecc_scrubbed), .mw_valid(b_mw_valid),
    .mw_ready(b_mw_ready), .mw_sof(b_mw_sof), .mw_eof(b_mw_eof), .mw_data(b_mw_data),
    .mw_good(b_mw_good), .mw_resolve(b_mw_resolve), .msg_valid(b_msg_valid),
    .msg_ready(b_msg_ready), .msg_ok(b_msg_ok), .msg_epoch(b_msg_epoch), .rx_valid(b_rx_valid),
    .rx_ready(b_rx_ready), .rx_sof(b_rx_sof), .rx_eof(b_rx_eof), .rx_bad(b_rx_bad),
    .rx_data(b_rx_data), .ver_valid(b_ver_valid), .ver_ready(b_ver_ready), .ver_ok(b_ver_ok));

  mirror_path #(.DATA_W(DATA_W), .FIFO_DEPTH(FIFO_DEPTH), .R(R), .SALT(200)) u_ba (
    .fifo_rst_n(ba_rst_n), .drain_rst_n(ba_drain_rst_n), .owner_rst_n(b_rst_n),
    .peer_rst_n(a_rst_n), .clk_owner(clk_b), .fifo_limit(b_fifo_limit_q),
    .inject_mask(b_inject_fifo_q), .wr_valid(b_mw_valid), .wr_ready(b_mw_ready),
    .wr_sof(b_mw_sof), .wr_eof(b_mw_eof), .wr_data(b_mw_data), .wr_good(b_mw_good),
    .wr_level(b_fifo_level), .mirror_up(b_mirror_up), .wr_resolve(b_mw_resolve),
    .msg_valid(b_msg_valid), .msg_ready(b_msg_ready), .msg_ok(b_msg_ok),
    .msg_epoch(b_msg_epoch), .clk_m(clk_m),
    .link_latency(link_latency_q), .link_rate(link_rate_q), .link_cut(ba_link_cut),
    .ecc_corrected(ba_ecc_corrected), .ecc_uncorrectable(ba_ecc_uncorrectable),
    .present(ba_present), .clk_peer(clk_a), .rx_valid(a_rx_valid), .rx_ready(a_rx_ready),
    .rx_sof(a_rx_sof), .rx_eof(a_rx_eof), .rx_bad(a_rx_bad), .rx_data(a_rx_data),
    .ver_valid(a_ver_valid), .ver_ready(a_ver_ready), .ver_ok(a_ver_ok));

endmodule
