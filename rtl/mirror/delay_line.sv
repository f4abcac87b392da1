// SPDX-License-Identifier: Apache-2.0
// delay_line: a wire that is `latency` clocks long: words come out in order, each that much later.
//
// Latency: max(latency, 1) clocks. At most DEPTH words are in it; a word sent beyond that is an
// error.
// Reset: empties the wire. Power loss: what was on the wire is lost.
`include "twk_assert.svh"
module delay_line #(
  parameter integer W     = 8,
  parameter integer DEPTH = 512
) (
  input  logic         clk,
  input  logic         rst_n,
  input  logic [15:0]  latency,     // strap, clocks, below 32768
  input  logic         in_valid,
  input  logic [W-1:0] in_data,
  output logic         out_valid,
  input  logic         out_ready,   // held low, words queue up at the far end
  output logic [W-1:0] out_data
);
  logic [15:0]            now_q, due, late;
  logic                   head, push_ready;
  logic [$clog2(DEPTH):0] count;

  assign late      = now_q - due;
  assign out_valid = head && late < 16'h8000;

  sync_fifo #(.W(W + 16), .DEPTH(DEPTH)) u_wire (
    .clk(clk), .rst_n(rst_n), .push_valid(in_valid), .push_ready(push_ready),
    .push_data({now_q + latency, in_data}), .pop_valid(head), .pop_ready(out_valid && out_ready),
    .pop_data({due, out_data}), .count(count));

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) now_q <= '0;
    else        now_q <= now_q + 1'b1;
  end

  `TWK_ASSERT(a_fits, !in_valid || push_ready)
  `TWK_ASSERT(a_count, count <= ($clog2(DEPTH)+1)'(DEPTH))
endmodule
