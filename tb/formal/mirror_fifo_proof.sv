// SPDX-License-Identifier: Apache-2.0
// mirror_fifo_proof: mirror_fifo between two free clocks; the drain reads, goes back and releases
// as it likes, but never releases what it has not read, nor in the clock of a restart. One beat,
// any, is watched.
//
// kept: until it is released, wherever the drain reads that place, however often, it finds that
// beat.
// present: until it is released the flag is 1. So 0 means that every beat written was released,
// which the drain does on the peer's verdict.
// lost: a frame released without a commit keeps the flag at 1 until the owner resolved it.
// Data of the ECC and frame check are not looked at: stubs of secded_enc, secded_dec and
// frame_check below pass the word on, and say of frames whatever they like.
module secded_enc #(parameter integer W = 64, parameter integer R = 7) (
  input logic [W-1:0] data, output logic [R:0] check);
  assign check = '0;
endmodule
module secded_dec #(parameter integer W = 64, parameter integer R = 7) (
  input logic [W-1:0] data, input logic [R:0] check, output logic [W-1:0] data_out,
  output logic corrected, output logic uncorrectable);
  assign data_out = data;
endmodule
module frame_check #(parameter integer DATA_W = 64) (
  input logic clk, input logic rst_n, input logic valid, input logic sof, input logic eof,
  input logic [DATA_W-1:0] data, output logic good_now, output logic good, output logic bad);
endmodule

module mirror_fifo_proof #(
  parameter integer DEPTH = 4
) (
  input  logic                   wr_clk,   // 1 in a step with an edge
  input  logic                   rd_clk,
  input  logic                   rail_n,   // the reset of both sides
  input  logic                   wr_valid,
  input  logic                   wr_data,
  input  logic                   watch,    // take this beat, if none is watched
  input  logic                   wr_resolve,
  input  logic                   rd_restart,
  input  logic                   rd_ready,
  input  logic                   release_valid,
  input  logic [$clog2(DEPTH):0] release_ptr,
  input  logic                   release_lost,
  output logic                   bad_kept,
  output logic                   reach_kept,      // read twice, the FIFO once round
  output logic                   bad_present,
  output logic                   reach_present,   // released, and the flag is 0
  output logic                   bad_lost,
  output logic                   reach_lost       // lost, then resolved
);
  localparam integer PTR_W = $clog2(DEPTH) + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rail_n);

  logic             wr_n, rd_n, wr_ready, rd_valid, present, push, pop;
  logic [127:0]     rd_data;
  logic [PTR_W-1:0] rd_ptr, rel_ptr, wr_level;
  rst_sync u_wr_rst (.clk(wr_clk), .rst_n_in(rail_n), .rst_n_out(wr_n));
  rst_sync u_rd_rst (.clk(rd_clk), .rst_n_in(rail_n), .rst_n_out(rd_n));
  mirror_fifo #(.DATA_W(128), .DEPTH(DEPTH), .R(8)) dut (
    .wr_clk(wr_clk), .wr_rst_n(wr_n), .limit(PTR_W'(DEPTH)), .inject_mask('0),
    .wr_valid(wr_valid), .wr_ready(wr_ready), .wr_sof(1'b0), .wr_eof(1'b0),
    .wr_data(128'(wr_data)), .wr_good(), .wr_bad(), .wr_level(wr_level),
    .wr_resolve(wr_resolve), .wr_forgotten(1'b0), .rd_clk(rd_clk), .rd_rst_n(rd_n),
    .rd_restart(rd_restart),
    .rd_valid(rd_valid), .rd_ready(rd_ready), .rd_sof(), .rd_eof(), .rd_data(rd_data),
    .rd_corrected(), .rd_uncorrectable(), .rd_ptr(rd_ptr), .rd_empty(), .rel_ptr(rel_ptr),
    .release_valid(release_valid), .release_ptr(release_ptr), .release_lost(release_lost),
    .present(present), .holds(), .lost());
  always_comb assume (!release_valid || (release_ptr - rel_ptr) <= (rd_ptr - rel_ptr));
  always_comb assume (!release_valid || !rd_restart);
  assign push = wr_clk && wr_n && wr_valid && wr_ready;
  assign pop  = rd_clk && rd_n && rd_valid && rd_ready && !rd_restart;

  // Beats written and released are counted here; `ahead` are the beats to be released first.
  logic             watched_q, value_q, again_q, round_q, done_q, resolved_q;
  logic [PTR_W-1:0] place_q, written_q, ahead_q, released, owed_q;
  logic [1:0]       reads_q;
  logic             gone, here, loses, resolves;
  assign released = rd_clk && rd_n && release_valid ? release_ptr - rel_ptr : '0;
  assign gone     = watched_q && released > ahead_q;
  assign here     = watched_q && rd_n && rd_valid && rd_ptr - 1'b1 == place_q;
  assign loses    = rd_clk && rd_n && release_valid && release_lost;
  assign resolves = wr_clk && wr_n && wr_resolve;
  always_comb assume (!resolves || owed_q != '0);
  always_comb assume (!loses || owed_q != '1);

  logic [PTR_W-1:0] inside_q;
  initial begin
    watched_q  = 1'b0;
    value_q    = 1'b0;
    place_q    = '0;
    written_q  = '0;
    ahead_q    = '0;
    inside_q   = '0;
    owed_q     = '0;
    reads_q    = 2'd0;
    round_q    = 1'b0;
    done_q     = 1'b0;
    resolved_q = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rail_n) begin
      watched_q  <= 1'b0;
      written_q  <= '0;
      inside_q   <= '0;
      owed_q     <= '0;
      reads_q    <= 2'd0;
      round_q    <= 1'b0;
      done_q     <= 1'b0;
      resolved_q <= 1'b0;
    end else begin
      written_q <= written_q + PTR_W'(push);
      inside_q  <= inside_q + PTR_W'(push) - released;
      round_q   <= round_q || written_q == '1;
      owed_q    <= owed_q + PTR_W'(loses) - PTR_W'(resolves);
      if (resolves) resolved_q <= 1'b1;
      if (gone) begin
        watched_q <= 1'b0;
        done_q    <= 1'b1;
      end else if (watched_q) begin
        ahead_q <= ahead_q - released;
        if (here && pop && reads_q != 2'd2) reads_q <= reads_q + 2'd1;
      end else if (push && watch) begin
        watched_q <= 1'b1;
        value_q   <= wr_data;
        place_q   <= written_q;
        ahead_q   <= inside_q - released;
        reads_q   <= 2'd0;
      end
    end
  end

  assign bad_kept      = rail_n && here && rd_data[0] != value_q;
  assign reach_kept    = here && reads_q == 2'd1 && round_q;
  assign bad_present   = rail_n && watched_q && !present;
  assign reach_present = rail_n && done_q && !watched_q && !present && wr_n && rd_n && round_q;
  assign bad_lost      = rail_n && owed_q != '0 && !present;
  assign reach_lost    = rail_n && resolved_q && owed_q == '0 && !present;
endmodule
