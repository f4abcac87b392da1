// SPDX-License-Identifier: Apache-2.0
// host_fabric: what stands between one host and the host ports of both controllers: interface,
// switch, and a path to each.
//
// The host's side has the protocol of a controller's host port; each controller's side is its host
// port, a_* in clk_a, b_* in clk_b. What each part promises is in its own header.
// Latency, of both together, none waiting: from the edge of clk_m that took a command, 1 edge of
// clk_m and 2 of the controller's clock to c_hc_valid; from the controller's edge, 3 edges of clk_m
// to ha_valid or hr_valid; write data: 4 of clk_m to hw_ready, and 2 of the controller's clock back
// from the host's edge. (+1 for each crossing with random delay.)
// Reset and power loss: with the host's supply. h_rst_n alone must reset both controllers, too.
module host_fabric #(
  parameter integer DATA_W  = 64,
  parameter integer TAGS    = 256,
  parameter integer VOLUMES = 4,
  parameter integer SALT    = 1
) (
  // resets, asynchronous: the host's, and each controller's own
  input  logic               h_rst_n,
  input  logic               a_rst_n,
  input  logic               b_rst_n,
  // straps
  input  logic               managed,
  input  logic [39:0]        vol_blocks,
  // host, clk_m
  input  logic               clk_m,
  input  logic               hc_valid,
  output logic               hc_ready,
  input  logic [3:0]         hc_op,
  input  logic [7:0]         hc_tag,
  input  logic [15:0]        hc_count,
  input  logic [39:0]        hc_lba,
  input  logic               hw_valid,
  output logic               hw_ready,
  input  logic [DATA_W-1:0]  hw_data,
  output logic [7:0]         hw_tag,
  output logic [15:0]        hw_block,
  output logic               ha_valid,
  input  logic               ha_ready,
  output logic [7:0]         ha_tag,
  output logic [3:0]         ha_status,
  output logic               hr_valid,
  input  logic               hr_ready,
  output logic [DATA_W-1:0]  hr_data,
  output logic [7:0]         hr_tag,
  output logic [15:0]        hr_block,
  output logic               hr_last,
  output logic               hr_error,
  output logic [1:0]         up,           // paths, bit 0 A: for whoever watches
  // controller A, clk_a
  input  logic               clk_a,
  input  logic [VOLUMES-1:0] serves_a,     // a level, isolated
  output logic               a_hc_valid,
  input  logic               a_hc_ready,
  output logic [3:0]         a_hc_op,
  output logic [7:0]         a_hc_tag,
  output logic [15:0]        a_hc_count,
  output logic [39:0]        a_hc_lba,
  output logic               a_hw_valid,
  input  logic               a_hw_ready,
  output logic [DATA_W-1:0]  a_hw_data,
  input  logic [7:0]         a_hw_tag,
  input  logic [15:0]        a_hw_block,
  input  logic               a_ha_valid,
  output logic               a_ha_ready,
  input  logic [7:0]         a_ha_tag,
  input  logic [3:0]         a_ha_status,
  input  logic               a_hr_valid,
  output logic               a_hr_ready,
  input  logic [DATA_W-1:0]  a_hr_data,
  input  logic [7:0]         a_hr_tag,
  input  logic [15:0]        a_hr_block,
  input  logic               a_hr_last,
  input  logic               a_hr_error,
  // controller B, clk_b
  input  logic               clk_b,
  input  logic [VOLUMES-1:0] serves_b,
  output logic               b_hc_valid,
  input  logic               b_hc_ready,
  output logic [3:0]         b_hc_op,
  output logic [7:0]         b_hc_tag,
  output logic [15:0]        b_hc_count,
  output logic [39:0]        b_hc_lba,
  output logic               b_hw_valid,
  input  logic               b_hw_ready,
  output logic [DATA_W-1:0]  b_hw_data,
  input  logic [7:0]         b_hw_tag,
  input  logic [15:0]        b_hw_block,
  input  logic               b_ha_valid,
  output logic               b_ha_ready,
  input  logic [7:0]         b_ha_tag,
  input  logic [3:0]         b_ha_status,
  input  logic               b_hr_valid,
  output logic               b_hr_ready,
  input  logic [DATA_W-1:0]  b_hr_data,
  input  logic [7:0]         b_hr_tag,
  input  logic [15:0]        b_hr_block,
  input  logic               b_hr_last,
  input  logic               b_hr_error
);
  logic               h_n;
  rst_sync u_rst_h (.clk(clk_m), .rst_n_in(h_rst_n), .rst_n_out(h_n));

  logic               cmd_valid, cmd_ready, cmd_path, cmd_refused, ack_valid, ack_ready, ack_path;
  logic               rd_valid, rd_ready;
  logic [67:0]        cmd;
  logic [3:0]         cmd_status;
  logic [11:0]        ack;
  logic [DATA_W+25:0] rd;
  logic [1:0]         usable, p_cmd_valid, p_cmd_ready, p_wq_valid, p_wd_valid, p_wd_ready;
  logic [1:0]         p_wd_last, p_rs_valid, p_rs_ready;
  logic [23:0]        wq_a, wq_b;
  logic [DATA_W+26:0] rs_a, rs_b;

  host_interface #(.DATA_W(DATA_W), .TAGS(TAGS), .ABORTED(twk_pkg::STATUS_ABORTED)) u_interface (
    .clk(clk_m), .rst_n(h_n), .hc_valid(hc_valid), .hc_ready(hc_ready), .hc_op(hc_op),
    .hc_tag(hc_tag), .hc_count(hc_count), .hc_lba(hc_lba), .ha_valid(ha_valid),
    .ha_ready(ha_ready), .ha_tag(ha_tag), .ha_status(ha_status), .hr_valid(hr_valid),
    .hr_ready(hr_ready), .hr_data(hr_data), .hr_tag(hr_tag), .hr_block(hr_block),
    .hr_last(hr_last), .hr_error(hr_error), .cmd_valid(cmd_valid), .cmd_ready(cmd_ready),
    .cmd(cmd), .cmd_path(cmd_path), .cmd_refused(cmd_refused), .cmd_status(cmd_status),
    .ack_valid(ack_valid), .ack_ready(ack_ready), .ack_path(ack_path), .ack(ack),
    .rd_valid(rd_valid), .rd_ready(rd_ready), .rd(rd), .up(up), .usable(usable));

  host_switch #(.DATA_W(DATA_W), .VOLUMES(VOLUMES), .SALT(SALT)) u_switch (
    .clk(clk_m), .rst_n(h_n), .managed(managed), .vol_blocks(vol_blocks), .serves_a(serves_a),
    .serves_b(serves_b), .cmd_valid(cmd_valid), .cmd_ready(cmd_ready), .cmd_op(cmd[67:64]),
    .cmd_lba(cmd[39:0]), .cmd_path(cmd_path), .cmd_refused(cmd_refused),
    .cmd_status(cmd_status), .usable(usable), .ack_valid(ack_valid), .ack_ready(ack_ready),
    .ack_path(ack_path), .ack(ack), .rd_valid(rd_valid), .rd_ready(rd_ready), .rd(rd),
    .hw_valid(hw_valid), .hw_ready(hw_ready), .hw_tag(hw_tag), .hw_block(hw_block),
    .p_cmd_valid(p_cmd_valid), .p_cmd_ready(p_cmd_ready), .p_wq_valid(p_wq_valid),
    .p_wq({wq_b, wq_a}), .p_wd_valid(p_wd_valid), .p_wd_ready(p_wd_ready),
    .p_wd_last(p_wd_last), .p_rs_valid(p_rs_valid), .p_rs_ready(p_rs_ready),
    .p_rs({rs_b, rs_a}));

  host_path #(.DATA_W(DATA_W), .TAGS(TAGS), .SALT(SALT + 10)) u_path_a (
    .h_rst_n(h_rst_n), .ctl_rst_n(a_rst_n), .clk_m(clk_m), .up(up[0]),
    .cmd_valid(p_cmd_valid[0]), .cmd_ready(p_cmd_ready[0]), .cmd(cmd), .wq_valid(p_wq_valid[0]),
    .wq(wq_a), .wd_valid(p_wd_valid[0]), .wd_ready(p_wd_ready[0]), .wd_last(p_wd_last[0]),
    .wd_data(hw_data), .rs_valid(p_rs_valid[0]), .rs_ready(p_rs_ready[0]), .rs(rs_a),
    .clk_c(clk_a), .c_hc_valid(a_hc_valid), .c_hc_ready(a_hc_ready), .c_hc_op(a_hc_op),
    .c_hc_tag(a_hc_tag), .c_hc_count(a_hc_count), .c_hc_lba(a_hc_lba), .c_hw_valid(a_hw_valid),
    .c_hw_ready(a_hw_ready), .c_hw_data(a_hw_data), .c_hw_tag(a_hw_tag),
    .c_hw_block(a_hw_block), .c_ha_valid(a_ha_valid), .c_ha_ready(a_ha_ready),
    .c_ha_tag(a_ha_tag), .c_ha_status(a_ha_status), .c_hr_valid(a_hr_valid),
    .c_hr_ready(a_hr_ready), .c_hr_data(a_hr_data), .c_hr_tag(a_hr_tag),
    .c_hr_block(a_hr_block), .c_hr_last(a_hr_last), .c_hr_error(a_hr_error));

  host_path #(.DATA_W(DATA_W), .TAGS(TAGS), .SALT(SALT + 20)) u_path_b (
    .h_rst_n(h_rst_n), .ctl_rst_n(b_rst_n), .clk_m(clk_m), .up(up[1]),
    .cmd_valid(p_cmd_valid[1]), .cmd_ready(p_cmd_ready[1]), .cmd(cmd), .wq_valid(p_wq_valid[1]),
    .wq(wq_b), .wd_valid(p_wd_valid[1]), .wd_ready(p_wd_ready[1]), .wd_last(p_wd_last[1]),
    .wd_data(hw_data), .rs_valid(p_rs_valid[1]), .rs_ready(p_rs_ready[1]), .rs(rs_b),
    .clk_c(clk_b), .c_hc_valid(b_hc_valid), .c_hc_ready(b_hc_ready), .c_hc_op(b_hc_op),
    .c_hc_tag(b_hc_tag), .c_hc_count(b_hc_count), .c_hc_lba(b_hc_lba), .c_hw_valid(b_hw_valid),
    .c_hw_ready(b_hw_ready), .c_hw_data(b_hw_data), .c_hw_tag(b_hw_tag),
    .c_hw_block(b_hw_block), .c_ha_valid(b_ha_valid), .c_ha_ready(b_ha_ready),
    .c_ha_tag(b_ha_tag), .c_ha_status(b_ha_status), .c_hr_valid(b_hr_valid),
    .c_hr_ready(b_hr_ready), .c_hr_data(b_hr_data), .c_hr_tag(b_hr_tag),
    .c_hr_block(b_hr_block), .c_hr_last(b_hr_last), .c_hr_error(b_hr_error));
endmodule
