// SPDX-License-Identifier: Apache-2.0
// sync_fifo_proof: the queue of every stream in one clock, among them the free slots.
//
// order: what goes in as 0*110* comes out so (see async_fifo_proof).
// flags: words inside are 0 to DEPTH and `count` says how many.
module sync_fifo_proof #(
  parameter integer DEPTH = 4
) (
  input  logic rst_n,
  input  logic push_valid,
  input  logic push_data,
  input  logic pop_ready,
  output logic bad_order,
  output logic reach_order,   // both 1s came through a queue that was full
  output logic bad_flags,
  output logic reach_flags    // full
);
  localparam integer C_W = $clog2(DEPTH) + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic           push_ready, pop_valid, pop_data, push, pop, full_q;
  logic [C_W-1:0] count, inside_q;
  logic [1:0]     in_q, out_q;   // 0 none, 1 the last word was the first 1, 2 both
  sync_fifo #(.W(1), .DEPTH(DEPTH)) dut (
    .clk(1'b1), .rst_n(rst_n), .push_valid(push_valid), .push_ready(push_ready),
    .push_data(push_data), .pop_valid(pop_valid), .pop_ready(pop_ready), .pop_data(pop_data),
    .count(count));
  assign push = rst_n && push_valid && push_ready;
  assign pop  = rst_n && pop_valid && pop_ready;

  always_comb assume (!push || push_data == (in_q == 2'd1) || (in_q == 2'd0 && push_data));
  initial begin
    in_q     = 2'd0;
    out_q    = 2'd0;
    full_q   = 1'b0;
    inside_q = '0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      in_q     <= 2'd0;
      out_q    <= 2'd0;
      full_q   <= 1'b0;
      inside_q <= '0;
    end else begin
      if (push && (push_data || in_q == 2'd1)) in_q <= in_q == 2'd0 ? 2'd1 : 2'd2;
      if (pop && (pop_data || out_q == 2'd1)) out_q <= out_q == 2'd0 ? 2'd1 : 2'd2;
      full_q   <= full_q || !push_ready;
      inside_q <= inside_q + C_W'(push) - C_W'(pop);
    end
  end

  assign bad_order   = pop && pop_data != (out_q == 2'd1) && !(out_q == 2'd0 && pop_data);
  assign reach_order = out_q == 2'd2 && full_q;
  assign bad_flags   = rst_n && ((push && inside_q == C_W'(DEPTH)) || (pop && inside_q == '0) ||
                                 count != inside_q);
  assign reach_flags = inside_q == C_W'(DEPTH);
endmodule
