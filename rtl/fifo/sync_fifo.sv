// SPDX-License-Identifier: Apache-2.0
// sync_fifo: a first-word-fall-through queue in one clock.
//
// Latency: a word pushed at an edge is at the output after that edge; one push and one pop a clock.
// Reset: empty. Power loss: contents are lost with the domain.
`include "twk_assert.svh"
module sync_fifo #(
  parameter integer W     = 8,
  parameter integer DEPTH = 4   // a power of two
) (
  input  logic                   clk,
  input  logic                   rst_n,
  input  logic                   push_valid,
  output logic                   push_ready,
  input  logic [W-1:0]           push_data,
  output logic                   pop_valid,
  input  logic                   pop_ready,
  output logic [W-1:0]           pop_data,
  output logic [$clog2(DEPTH):0] count
);
  localparam integer A = $clog2(DEPTH);

  `TWK_REQUIRE(g_depth, DEPTH >= 2 && (DEPTH & (DEPTH - 1)) == 0,
               "sync_fifo: DEPTH must be a power of two, at least 2")

  logic [W-1:0] mem [DEPTH];
  logic [A:0]   wr_q, rd_q;

  assign count      = wr_q - rd_q;
  assign push_ready = count != (A+1)'(DEPTH);
  assign pop_valid  = count != '0;
  assign pop_data   = mem[rd_q[A-1:0]];

  always_ff @(posedge clk) begin
    if (push_valid && push_ready) mem[wr_q[A-1:0]] <= push_data;
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      wr_q <= '0;
      rd_q <= '0;
    end else begin
      if (push_valid && push_ready) wr_q <= wr_q + 1'b1;
      if (pop_valid && pop_ready) rd_q <= rd_q + 1'b1;
    end
  end

  `TWK_ASSERT(a_level, count <= (A+1)'(DEPTH))
endmodule
