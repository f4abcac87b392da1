// SPDX-License-Identifier: Apache-2.0
// async_fifo_proof: async_fifo between two free clocks, each side with a reset of its own; its
// Gray pointers cross as late as they like, each at a pace of its own.
//
// order: a word, any, comes out unchanged behind exactly the words that went in before it and were
// inside: so none is lost, doubled or overtaken. The FIFO does not look at its data: one bit is
// enough.
// flags: it never says it has room, or a word, when it has not: words inside are 0 to DEPTH, and
// wr_count is never less.
// Both start again with every reset of either side.
// Lemmas, proved along: the six copies of the pointers follow each other round, none overtakes;
// parity and the next address are right; a word inside stands where it was put.
//
// The late crossing: each edge takes a pointer as far on its way to the new one as it likes, which
// includes any number of edges of delay and every value that a bit late makes of a Gray number.
module cdc_sync #(parameter integer W = 1, parameter logic [W-1:0] RESET = '0,
                  parameter integer SALT = 1) (
  input logic clk, input logic rst_n, input logic [W-1:0] d, output logic [W-1:0] q);
  localparam integer PTR_W = W;
`include "gray.svh"
  logic [W-1:0] meta_q, meta_bin_q, bin_q, way, far;   // _bin: the same numbers
  (* anyseq *) logic [W-1:0] any;
  assign way = gray2bin(d) - meta_bin_q;
  assign far = meta_bin_q + (any > way ? way : any);
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      meta_q     <= RESET;
      q          <= RESET;
      meta_bin_q <= RESET;
      bin_q      <= RESET;
    end else begin
      meta_q     <= bin2gray(far);
      q          <= meta_q;
      meta_bin_q <= far;
      bin_q      <= meta_bin_q;
    end
  end
endmodule

module async_fifo_proof #(
  parameter integer DEPTH = 8
) (
  // one step each: 1 where that clock has an edge
  input  logic wr_clk,
  input  logic rd_clk,
  // from outside, any time
  input  logic wr_side_n,
  input  logic rd_side_n,
  input  logic wr_valid,
  input  logic wr_data,
  input  logic watch,         // take this word, if none is watched
  input  logic rd_ready,
  output logic bad_order,
  output logic lemma_order,
  output logic reach_order,   // a word came out behind seven others, after a late reset
  output logic bad_flags,
  output logic lemma_flags,
  output logic reach_flags    // eight inside, then empty
);
  localparam integer PTR_W = $clog2(DEPTH) + 1;
  localparam integer C_W   = PTR_W + 1;
`include "gray.svh"

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;

  logic             rst_n, wr_rst_n, rd_rst_n, wr_ready, rd_valid, rd_data, push, pop;
  logic [PTR_W-1:0] wr_count;

  assign rst_n = wr_side_n && rd_side_n;
  always_comb assume (!first || !rst_n);
  rst_sync u_wr_rst (.clk(wr_clk), .rst_n_in(rst_n), .rst_n_out(wr_rst_n));
  rst_sync u_rd_rst (.clk(rd_clk), .rst_n_in(rst_n), .rst_n_out(rd_rst_n));
  async_fifo #(.W(1), .DEPTH(DEPTH)) dut (
    .wr_clk(wr_clk), .wr_rst_n(wr_rst_n), .wr_valid(wr_valid), .wr_ready(wr_ready),
    .wr_data(wr_data), .wr_count(wr_count), .rd_clk(rd_clk), .rd_rst_n(rd_rst_n),
    .rd_valid(rd_valid), .rd_ready(rd_ready), .rd_data(rd_data));
  // A port that is in reset moves nothing.
  assign push = wr_clk && wr_rst_n && wr_valid && wr_ready;
  assign pop  = rd_clk && rd_rst_n && rd_valid && rd_ready;

  logic [C_W-1:0]   inside_q;   // words inside
  logic             watched_q, value_q;
  logic [C_W-1:0]   ahead_q;    // words that must come out before it
  logic [PTR_W-1:0] place_q;    // its number
  logic             eight_q;    // there were eight inside since the reset
  logic             again_q;    // a reset threw words away
  logic             behind_q;   // a word came out that was put in behind seven others
  logic             deep_q;     // ... and so was this one
  logic             out;
  assign out = watched_q && pop && ahead_q == '0;
  initial begin
    inside_q  = '0;
    watched_q = 1'b0;
    eight_q   = 1'b0;
    again_q   = 1'b0;
    behind_q  = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rst_n && inside_q != '0) again_q <= 1'b1;
    if (!rst_n) begin
      inside_q  <= '0;
      watched_q <= 1'b0;
      eight_q   <= 1'b0;
      behind_q  <= 1'b0;
    end else begin
      inside_q <= inside_q + C_W'(push) - C_W'(pop);
      if (inside_q == C_W'(8)) eight_q <= 1'b1;
      if (out && deep_q) behind_q <= 1'b1;
      if (watched_q) begin
        watched_q <= !out;
        ahead_q   <= ahead_q - C_W'(pop);
      end else if (push && watch) begin
        watched_q <= 1'b1;
        value_q   <= wr_data;
        ahead_q   <= inside_q - C_W'(pop);
        deep_q    <= inside_q == C_W'(7) && !pop;
        place_q   <= pushed_q;
      end
    end
  end

  assign bad_order   = out && rd_data != value_q;
  assign reach_order = behind_q && again_q;
  assign bad_flags   = (push && inside_q >= C_W'(DEPTH)) || (pop && inside_q == '0) ||
                       (wr_rst_n && C_W'(wr_count) < inside_q);
  assign reach_flags = eight_q && inside_q == '0 && !rd_valid && rd_rst_n;

  // ---- lemmas
  (* hierconn *) logic [PTR_W-1:0] \dut.wr_gray_q , \dut.rd_gray_q , \dut.rd_next_q ,
    \dut.wr_gray_r , \dut.rd_gray_w , \dut.u_wr2rd.meta_q , \dut.u_rd2wr.meta_q ,
    \dut.u_wr2rd.bin_q , \dut.u_rd2wr.bin_q , \dut.u_wr2rd.meta_bin_q , \dut.u_rd2wr.meta_bin_q ;
  (* hierconn *) logic \dut.wr_odd_q , \dut.rd_odd_q , \u_wr_rst.meta_q , \u_rd_rst.meta_q ;
  localparam integer WORD = 1;
  logic [DEPTH*WORD-1:0] words;
`include "words.dut.mem.svh"
  // Distances from the pointer that is behind all others, the writer's of what was read.
  logic [PTR_W-1:0] pushed_q, popped_q, f1, f2, f3, f4, f5, next, place_gray, to_place, held;
  logic             gray, follow, stands;
  initial begin
    pushed_q = '0;
    popped_q = '0;
  end
  always_ff @(posedge step) begin
    pushed_q <= rst_n ? pushed_q + PTR_W'(push) : '0;
    popped_q <= rst_n ? popped_q + PTR_W'(pop) : '0;
  end
  assign f1   = \dut.u_rd2wr.meta_bin_q - \dut.u_rd2wr.bin_q ;
  assign f2   = popped_q - \dut.u_rd2wr.bin_q ;
  assign f3   = \dut.u_wr2rd.bin_q - \dut.u_rd2wr.bin_q ;
  assign f4   = \dut.u_wr2rd.meta_bin_q - \dut.u_rd2wr.bin_q ;
  assign f5   = pushed_q - \dut.u_rd2wr.bin_q ;
  assign held = pushed_q - popped_q;
  assign next = popped_q + 1'b1;
  assign gray = \dut.wr_gray_q == bin2gray(pushed_q) && \dut.rd_gray_q == bin2gray(popped_q) &&
                \dut.rd_next_q == bin2gray(next) &&
                \dut.wr_gray_r == bin2gray(\dut.u_wr2rd.bin_q ) &&
                \dut.rd_gray_w == bin2gray(\dut.u_rd2wr.bin_q ) &&
                \dut.u_wr2rd.meta_q == bin2gray(\dut.u_wr2rd.meta_bin_q ) &&
                \dut.u_rd2wr.meta_q == bin2gray(\dut.u_rd2wr.meta_bin_q ) &&
                \dut.wr_odd_q == pushed_q[0] && \dut.rd_odd_q == popped_q[0];
  assign follow = f1 <= f2 && f2 <= f3 && f3 <= f4 && f4 <= f5 && f5 <= PTR_W'(DEPTH) &&
                  inside_q == {1'b0, held} &&
                  (!wr_rst_n || \u_wr_rst.meta_q ) && (!rd_rst_n || \u_rd_rst.meta_q );
  assign place_gray = bin2gray(place_q);
  assign to_place   = place_q - popped_q;
  assign stands = !watched_q ||
                  (ahead_q < inside_q && ahead_q == {1'b0, to_place} &&
                   words[{place_gray[PTR_W-1] ^ place_gray[PTR_W-2], place_gray[PTR_W-3:0]}] ==
                   value_q && (!rd_valid || ahead_q != '0 || rd_data == value_q));
  assign lemma_flags = bad_flags || (rst_n && !(gray && follow));
  assign lemma_order = bad_order || (rst_n && !(gray && follow && stands));
endmodule
