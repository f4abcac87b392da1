// SPDX-License-Identifier: Apache-2.0
// async_fifo: a small queue between two clock domains that may be reset, or lose power, separately.
//
// wr_rst_n and rd_rst_n are one reset, the AND of both sides', brought into each clock by rst_sync:
// so either side's reset empties both at once, and each comes back on its own clock. Pointers count
// in Gray code, which is the address, too; the storage is a RAM with a registered output.
// Rate = min(1, DEPTH / (forward + return + 1)) with both latencies in periods of the slower clock.
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
  output logic [W-1:0]           rd_data     // undefined while rd_valid is low
);
  localparam integer A     = $clog2(DEPTH);
  localparam integer PTR_W = A + 1;
`include "gray.svh"

  `TWK_REQUIRE(g_depth, DEPTH >= 8 && (DEPTH & (DEPTH - 1)) == 0,
               "async_fifo: DEPTH must be a power of two, at least 8")

  logic [W-1:0]     mem [DEPTH];
  logic [PTR_W-1:0] wr_gray_q, rd_gray_q, rd_next_q;   // rd_next_q: the one after rd_gray_q
  logic [PTR_W-1:0] rd_gray_w, wr_gray_r, rd_addr_gray;
  logic             wr_odd_q, rd_odd_q;                // parity of the Gray pointers
  logic             push, pop;
  logic [A-1:0]     wr_addr, rd_addr;

  cdc_sync #(.W(PTR_W), .SALT(SALT)) u_rd2wr (
    .clk(wr_clk), .rst_n(wr_rst_n), .d(rd_gray_q), .q(rd_gray_w));
  cdc_sync #(.W(PTR_W), .SALT(SALT + 1)) u_wr2rd (
    .clk(rd_clk), .rst_n(rd_rst_n), .d(wr_gray_q), .q(wr_gray_r));

  assign wr_count = gray2bin(wr_gray_q) - gray2bin(rd_gray_w);
  assign wr_ready = wr_gray_q != (rd_gray_w ^ {2'b11, {A-1{1'b0}}});
  assign rd_valid = wr_gray_r != rd_gray_q;
  assign push     = wr_valid && wr_ready;
  assign pop      = rd_valid && rd_ready;

  // Addresses are in Gray order, too: the low bits, and the two top ones folded into one. The RAM
  // is read one word ahead while a word stands at the output, so it needs to know of no pop.
  assign rd_addr_gray = rd_valid ? rd_next_q : rd_gray_q;
  assign wr_addr = {wr_gray_q[A] ^ wr_gray_q[A-1], wr_gray_q[A-2:0]};
  assign rd_addr = {rd_addr_gray[A] ^ rd_addr_gray[A-1], rd_addr_gray[A-2:0]};

  always_ff @(posedge wr_clk) begin
    if (push) mem[wr_addr] <= wr_data;
  end
  always_ff @(posedge rd_clk) begin
    if (!rd_valid || rd_ready) rd_data <= mem[rd_addr];
  end
  always_ff @(posedge wr_clk or negedge wr_rst_n) begin
    if (!wr_rst_n) begin
      wr_gray_q <= '0;
      wr_odd_q  <= 1'b0;
    end else if (push) begin
      wr_gray_q <= gray_next(wr_gray_q, wr_odd_q);
      wr_odd_q  <= !wr_odd_q;
    end
  end
  always_ff @(posedge rd_clk or negedge rd_rst_n) begin
    if (!rd_rst_n) begin
      rd_gray_q <= '0;
      rd_next_q <= PTR_W'(1);
      rd_odd_q  <= 1'b0;
    end else begin
      if (rd_ready) rd_gray_q <= rd_addr_gray;
      if (pop) begin
        rd_next_q <= gray_next(rd_next_q, !rd_odd_q);
        rd_odd_q  <= !rd_odd_q;
      end
    end
  end

  `TWK_ASSERT_ON(a_no_overflow, wr_clk, wr_rst_n, wr_count <= PTR_W'(DEPTH))
endmodule
