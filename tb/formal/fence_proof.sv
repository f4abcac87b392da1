// SPDX-License-Identifier: Apache-2.0
// fence_proof: a fenced controller: one held in reset by its peer (HOLD).
//
// reset: in the step in which its reset is there, with whatever inside and whatever is put to it, a
// controller offers nothing to the disks, the host, its firmware, the mirror FIFO or the peer.
// Not shown: that disks drop what a fenced controller sent before (csim/reserve.c, in C).
module fence_proof (
  input  logic        clk,
  input  logic        rst_n,
  input  logic        dc_ready,
  input  logic        hc_valid,
  input  logic        ready,
  input  logic        valid,
  input  logic [127:0] rec,
  input  logic [63:0] word,
  output logic        bad_reset,
  output logic        reach_reset   // one that was about to write to a disk
);
  (* gclk *) logic step;
  logic first, asked_q;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic ha_valid, hr_valid, ev_valid, dc_valid, dw_valid, mw_valid, mw_resolve, ver_valid, hold;
  controller #(.DATA_W(64), .SLOTS(2), .R(7)) dut (
    .clk(clk), .rst_n(rst_n), .mirror_up(ready), .managed(1'b1), .mode_strap(2'd0),
    .epoch_strap(8'd0), .tick_cycles(32'd9), .silence_cycles(32'd9), .own_strap('0),
    .vol_blocks(40'd16), .inject_local('0), .inject_mirror('0), .hc_valid(hc_valid), .hc_ready(),
    .hc_op(rec[3:0]), .hc_tag(8'd0), .hc_count(rec[19:4]), .hc_lba(rec[59:20]), .hw_valid(valid),
    .hw_ready(), .hw_data(word), .hw_tag(), .hw_block(), .ha_valid(ha_valid), .ha_ready(ready),
    .ha_tag(), .ha_status(), .hr_valid(hr_valid), .hr_ready(ready), .hr_data(), .hr_tag(),
    .hr_block(), .hr_last(), .hr_error(), .ev_valid(ev_valid), .ev_ready(ready), .ev_rec(),
    .fs_valid(valid), .fs_ready(), .fs_slot(word[15:0]), .cl_valid(valid), .cl_ready(),
    .hq_valid(valid), .hq_ready(), .dq_valid(valid), .dq_ready(), .cmd_rec(rec),
    .ct_valid(valid), .ct_word(word[31:0]), .dc_valid(dc_valid), .dc_ready(dc_ready), .dc_op(),
    .dc_slot(), .dc_lba(), .dw_valid(dw_valid), .dw_ready(ready), .dw_data(), .dw_last(),
    .dw_error(), .dr_valid(valid), .dr_ready(), .dr_data(word), .dr_slot(16'd0), .dd_valid(valid),
    .dd_ready(), .dd_op(2'd0), .dd_error(1'b0), .dd_slot(16'd0), .dd_lba(40'd0),
    .mw_valid(mw_valid), .mw_ready(ready), .mw_sof(), .mw_eof(), .mw_data(), .mw_good(ready),
    .mw_resolve(mw_resolve), .msg_valid(valid), .msg_ready(), .msg_ok(ready), .msg_epoch(8'd1),
    .rx_valid(valid), .rx_ready(), .rx_sof(word[0]), .rx_eof(word[1]), .rx_bad(word[2]),
    .rx_data(word), .ver_valid(ver_valid), .ver_ready(ready), .ver_ok(), .link_in(ready),
    .peer_bits(word[twk_pkg::VOLUMES+2:0]), .mirror_rail(ready), .present(ready),
    .link_out(ready), .safe(ready), .warn(ready), .peer_power(ready), .peer_rail(ready),
    .peer_present(ready),
    .peer_lost(ready), .hold(hold), .off(), .own_bits(), .stall_fifo(), .stall_slot(),
    .stall_room(), .ecc_corrected(), .ecc_uncorrectable(), .ecc_scrubbed());

  initial asked_q = 1'b0;
  always_ff @(posedge step) asked_q <= rst_n && dc_valid && !dc_ready;
  assign bad_reset   = !rst_n && (ha_valid || hr_valid || ev_valid || dc_valid || dw_valid ||
                                  mw_valid || mw_resolve || ver_valid || hold);
  assign reach_reset = !rst_n && asked_q;
endmodule
