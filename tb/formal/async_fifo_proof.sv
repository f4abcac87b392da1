// SPDX-License-Identifier: Apache-2.0
// async_fifo_proof: async_fifo between two free clocks, each side with a reset of its own.
//
// order: what goes in as 0*110* comes out so. The FIFO does not look at its data, so a word lost,
// doubled or overtaken would in some run be one of the two 1s: one bit is enough.
// flags: it never says it has room, or a word, when it has not: words inside are 0 to DEPTH, and
// wr_count is never less.
// Both start again with every reset of either side.
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
  input  logic rd_ready,
  output logic bad_order,
  output logic reach_order,   // both 1s came through a FIFO that was full, after a late reset
  output logic bad_flags,
  output logic reach_flags    // full as the writer sees it, then empty
);
  localparam integer C_W = $clog2(DEPTH) + 2;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;

  logic                   rst_n, wr_rst_n, rd_rst_n, wr_ready, rd_valid, rd_data, push, pop;
  logic [$clog2(DEPTH):0] wr_count;

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

  // 1s seen so far, and whether the second followed the first
  logic [1:0] in_q, out_q;   // 0 none, 1 the last word was the first 1, 2 both
  logic       full_q;        // it was full since the reset
  logic       again_q;       // a reset threw words away
  always_comb assume (!push || wr_data == (in_q == 2'd1) || (in_q == 2'd0 && wr_data));
  assign bad_order = pop && rd_data != (out_q == 2'd1) && !(out_q == 2'd0 && rd_data);

  // words inside
  logic [C_W-1:0] inside_q;
  assign bad_flags = (push && inside_q >= C_W'(DEPTH)) || (pop && inside_q == '0) ||
                     (wr_rst_n && C_W'(wr_count) < inside_q);

  initial begin
    in_q     = 2'd0;
    out_q    = 2'd0;
    full_q   = 1'b0;
    again_q  = 1'b0;
    inside_q = '0;
  end
  always_ff @(posedge step) begin
    if (!rst_n && inside_q != '0) again_q <= 1'b1;
    if (!rst_n) begin
      in_q     <= 2'd0;
      out_q    <= 2'd0;
      full_q   <= 1'b0;
      inside_q <= '0;
    end else begin
      if (push && (wr_data || in_q == 2'd1)) in_q <= in_q == 2'd0 ? 2'd1 : 2'd2;
      if (pop && (rd_data || out_q == 2'd1)) out_q <= out_q == 2'd0 ? 2'd1 : 2'd2;
      if (wr_rst_n && !wr_ready) full_q <= 1'b1;
      inside_q <= inside_q + C_W'(push) - C_W'(pop);
    end
  end
  assign reach_order = out_q == 2'd2 && full_q && again_q;
  assign reach_flags = full_q && inside_q == '0 && !rd_valid && rd_rst_n;
endmodule
