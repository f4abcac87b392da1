// SPDX-License-Identifier: Apache-2.0
// async_fifo: a small queue between two clock domains that may be reset, or lose power, separately.
//
// wr_rst_n and rd_rst_n are one reset, the AND of both sides', brought into each clock by rst_sync:
// so either side's reset empties both at once, and each comes back on its own clock. Gray pointers;
// rate = min(1, DEPTH / (forward + return + 1)) with both latencies in periods of the slower clock.
// Forward latency: 2 edges of rd_clk. Return latency: 2 edges of wr_clk. (+1 with random delay.)
// Power loss: of either side empties it: contents are not believed afterwards.
`include "twk_assert.svh"
module async_fifo #(
  parameter integer W     = 8,
  parameter integer DEPTH = 8,  // a power of two, at least 8: 2 + 2 edges + 1, and the random ones
  parameter integer SALT  = 1
) (
  // write domain
  input  logic                   wr_clk,
  input  logic                   wr_rst_n,
  input  logic                   wr_valid,
  output logic                   wr_ready,
  input  logic [W-1:0]           wr_data,
  output logic [$clog2(DEPTH):0] wr_count,   // never less than what is inside
  // read domain
  input  logic                   rd_clk,
  input  logic                   rd_rst_n,
  output logic                   rd_valid,
  input  logic                   rd_ready,
  output logic [W-1:0]           rd_data
);
  localparam integer A     = $clog2(DEPTH);
  localparam integer PTR_W = A + 1;
`include "gray.svh"

  `TWK_REQUIRE(g_depth, DEPTH >= 8 && (DEPTH & (DEPTH - 1)) == 0,
               "async_fifo: DEPTH must be a power of two, at least 8")

  logic [W-1:0]     mem [DEPTH];
  logic [PTR_W-1:0] wr_q, wr_gray_q, rd_q, rd_gray_q;
  logic [PTR_W-1:0] rd_gray_w, wr_gray_r;

  cdc_sync #(.W(PTR_W), .SALT(SALT)) u_rd2wr (
    .clk(wr_clk), .rst_n(wr_rst_n), .d(rd_gray_q), .q(rd_gray_w));
  cdc_sync #(.W(PTR_W), .SALT(SALT + 1)) u_wr2rd (
    .clk(rd_clk), .rst_n(rd_rst_n), .d(wr_gray_q), .q(wr_gray_r));

  assign wr_count = wr_q - gray2bin(rd_gray_w);
  assign wr_ready = wr_count != PTR_W'(DEPTH);
  assign rd_valid = wr_gray_r != rd_gray_q;
  assign rd_data  = mem[rd_q[A-1:0]];

  always_ff @(posedge wr_clk) begin
    if (wr_valid && wr_ready) mem[wr_q[A-1:0]] <= wr_data;
  end
  always_ff @(posedge wr_clk or negedge wr_rst_n) begin
    if (!wr_rst_n) begin
      wr_q      <= '0;
      wr_gray_q <= '0;
    end else if (wr_valid && wr_ready) begin
      wr_q      <= wr_q + 1'b1;
      wr_gray_q <= bin2gray(wr_q + 1'b1);
    end
  end
  always_ff @(posedge rd_clk or negedge rd_rst_n) begin
    if (!rd_rst_n) begin
      rd_q      <= '0;
      rd_gray_q <= '0;
    end else if (rd_valid && rd_ready) begin
      rd_q      <= rd_q + 1'b1;
      rd_gray_q <= bin2gray(rd_q + 1'b1);
    end
  end

  `TWK_ASSERT_ON(a_no_overflow, wr_clk, wr_rst_n, wr_count <= PTR_W'(DEPTH))
endmodule
