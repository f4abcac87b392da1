// SPDX-License-Identifier: Apache-2.0
// mirror_fifo: the mirror FIFO: second memory of an acknowledged write, on a power rail of its own.
//
// Write side in the owner's clock, read side in the drain's clock, both and the storage on the FIFO
// rail. Beats stay until the drain releases them, which it does when the peer has committed their
// frame: reading is speculative, and rd_restart goes back to the first beat not released.
// The write port checks what arrived (frame_check) and confirms each frame.
//
// Forward latency: 3 edges of rd_clk (2 of the pointer, 1 of the RAM). Return latency: 2 edges of
// wr_clk. (+1 each with random delay, +1 in all while edges of the two clocks coincide.) Rate, when
// every beat is released as it is read: min(1, limit / (forward + return + 1)), latencies in
// periods of the slower clock. When a frame is released after a round trip:
// min(1, limit / (frame + round trip + forward + return + 1)).
// wr_forgotten comes behind a round trip of the link, so that the count of losses has long crossed.
// present: 0 promises that every confirmed frame is committed in the peer's cache. It is
// compared across clocks: glitches while it changes, so synchronise it before use.
// Reset: wr_rst_n and rd_rst_n are the rail's own reset in either clock and empty it; resets of
// owner and drain do not touch it: a cut frame stays a cut frame, and a drain that was reset starts
// again with rd_restart. Power loss: all is lost.
`include "twk_assert.svh"
module mirror_fifo #(
  parameter integer DATA_W = 64,
  parameter integer DEPTH  = 4096,  // beats, a power of two that holds a frame
  parameter integer R      = 7,     // Hamming bits for DATA_W + 2
  parameter integer SALT   = 1
) (
  // owner's clock
  input  logic                     wr_clk,
  input  logic                     wr_rst_n,
  input  logic [$clog2(DEPTH):0]   limit,        // strap: beats that may be used, 1 .. DEPTH
  input  logic [DATA_W+2+R:0]      inject_mask,  // self-test: flips {check, sof, eof, data}
  input  logic                     wr_valid,
  output logic                     wr_ready,
  input  logic                     wr_sof,
  input  logic                     wr_eof,
  input  logic [DATA_W-1:0]        wr_data,
  output logic                     wr_good,      // one clock after a frame's last beat
  output logic                     wr_bad,
  output logic [$clog2(DEPTH):0]   wr_level,     // beats not yet released, as the owner sees it
  input  logic                     wr_resolve,   // a lost frame's block is safe elsewhere
  input  logic                     wr_forgotten, // losses of an earlier life are nobody's
  // drain's clock
  input  logic                     rd_clk,
  input  logic                     rd_rst_n,
  input  logic                     rd_restart,   // not in a clock with release_valid
  output logic                     rd_valid,
  input  logic                     rd_ready,
  output logic                     rd_sof,
  output logic                     rd_eof,
  output logic [DATA_W-1:0]        rd_data,
  output logic                     rd_corrected,
  output logic                     rd_uncorrectable,
  output logic [$clog2(DEPTH):0]   rd_ptr,       // names the beat after this one
  output logic                     rd_empty,     // nothing written is unread
  output logic [$clog2(DEPTH):0]   rel_ptr,      // everything before it is released
  input  logic                     release_valid,
  input  logic [$clog2(DEPTH):0]   release_ptr,  // everything before it is released
  input  logic                     release_lost, // a DATA frame is released without a commit
  // either
  output logic                     present,
  output logic                     holds,        // frames not released
  output logic                     lost          // ... or released without a commit, not resolved
);
  localparam integer A      = $clog2(DEPTH);
  localparam integer PTR_W  = A + 1;
  localparam integer W      = DATA_W + 2;
  localparam integer FRAME  = (twk_pkg::REC_WIDTH + twk_pkg::BLOCK_BITS) / DATA_W + 1;
`include "gray.svh"

  `TWK_REQUIRE(g_depth, DEPTH >= FRAME && (DEPTH & (DEPTH - 1)) == 0,
               "mirror_fifo: DEPTH must be a power of two that holds a frame")

  // ---- write side, owner's clock
  logic [PTR_W-1:0]  wr_q, wr_gray_q, rel_gray_w, lost_gray_w;
  logic [PTR_W-1:0]  resolved_q;     // lost frames whose block is safe again
  logic              push;
  logic [W-1:0]      wr_word;
  logic [R:0]        wr_check;

  assign wr_level = wr_q - gray2bin(rel_gray_w);
  assign wr_ready = wr_rst_n && wr_level < limit;
  assign push     = wr_valid && wr_ready;
  assign wr_word  = {wr_sof, wr_eof, wr_data};

  frame_check #(.DATA_W(DATA_W)) u_arrived (
    .clk(wr_clk), .rst_n(wr_rst_n), .valid(push), .sof(wr_sof), .eof(wr_eof), .data(wr_data),
    .good_now(), .good(wr_good), .bad(wr_bad));
  secded_enc #(.W(W), .R(R)) u_enc (.data(wr_word), .check(wr_check));

  always_ff @(posedge wr_clk or negedge wr_rst_n) begin
    if (!wr_rst_n) begin
      wr_q       <= '0;
      wr_gray_q  <= '0;
      resolved_q <= '0;
    end else begin
      if (push) begin
        wr_q      <= wr_q + 1'b1;
        wr_gray_q <= bin2gray(wr_q + 1'b1);
      end
      if (wr_forgotten)    resolved_q <= gray2bin(lost_gray_w);
      else if (wr_resolve) resolved_q <= resolved_q + 1'b1;
    end
  end

  // ---- read side, drain's clock
  logic [PTR_W-1:0]  rd_q, rel_q, walk_q, rel_gray_q, wr_gray_r, target;
  logic [PTR_W-1:0]  lost_q, lost_gray_q;   // DATA frames released without a commit
  logic              fetch;
  logic [W-1:0]      raw_word, word;
  logic [R:0]        raw_check;

  assign rd_empty = !rd_valid && wr_gray_r == bin2gray(rd_q);
  assign fetch    = (!rd_valid || rd_ready) && wr_gray_r != bin2gray(rd_q) && !rd_restart;
  assign rd_ptr   = rd_q;
  assign rel_ptr  = rel_q;
  assign target   = release_valid ? release_ptr : rel_q;
  assign {rd_sof, rd_eof, rd_data} = word;

  secded_dec #(.W(W), .R(R)) u_dec (
    .data(raw_word), .check(raw_check), .data_out(word), .corrected(rd_corrected),
    .uncorrectable(rd_uncorrectable));

  always_ff @(posedge rd_clk or negedge rd_rst_n) begin
    if (!rd_rst_n) begin
      rd_q        <= '0;
      rel_q       <= '0;
      walk_q      <= '0;
      rel_gray_q  <= '0;
      rd_valid    <= 1'b0;
      lost_q      <= '0;
      lost_gray_q <= '0;
    end else begin
      rel_q <= target;
      if (release_valid && release_lost) begin
        lost_q      <= lost_q + 1'b1;
        lost_gray_q <= bin2gray(lost_q + 1'b1);
      end
      // A whole frame is released at once, but a Gray pointer may only take single steps.
      if (walk_q != target) begin
        walk_q     <= walk_q + 1'b1;
        rel_gray_q <= bin2gray(walk_q + 1'b1);
      end
      if (rd_restart) begin
        rd_q     <= rel_q;
        rd_valid <= 1'b0;
      end else begin
        if (fetch) rd_q <= rd_q + 1'b1;
        if (fetch || rd_ready) rd_valid <= fetch;
      end
    end
  end

  sram_1r1w #(.W(W), .C(R + 1), .DEPTH(DEPTH)) u_ram (
    .wr_clk(wr_clk), .wr_en(push), .wr_addr(wr_q[A-1:0]), .wr_data(wr_word ^ inject_mask[W-1:0]),
    .wr_check(wr_check ^ inject_mask[W+R:W]),
    .rd_clk(rd_clk), .rd_en(fetch), .rd_addr(rd_q[A-1:0]), .rd_data(raw_word),
    .rd_check(raw_check));

  cdc_sync #(.W(PTR_W), .SALT(SALT)) u_rel2wr (
    .clk(wr_clk), .rst_n(wr_rst_n), .d(rel_gray_q), .q(rel_gray_w));
  cdc_sync #(.W(PTR_W), .SALT(SALT + 1)) u_wr2rd (
    .clk(rd_clk), .rst_n(rd_rst_n), .d(wr_gray_q), .q(wr_gray_r));
  cdc_sync #(.W(PTR_W), .SALT(SALT + 2)) u_lost2wr (
    .clk(wr_clk), .rst_n(wr_rst_n), .d(lost_gray_q), .q(lost_gray_w));

  assign holds   = wr_gray_q != rel_gray_q;
  assign lost    = lost_gray_q != bin2gray(resolved_q);
  assign present = holds || lost;

  `TWK_ASSERT_ON(a_no_overflow, wr_clk, wr_rst_n, wr_level <= PTR_W'(DEPTH))
  `TWK_ASSERT_ON(a_release_order, rd_clk, rd_rst_n,
                 !release_valid || (release_ptr - rel_q) <= (rd_q - rel_q))
endmodule
