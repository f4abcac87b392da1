// SPDX-License-Identifier: Apache-2.0
// sram_1r1w: memory with one write and one read port, each with its own clock; the data and the
// check bits of a word are two arrays, as two macros would be.
//
// Read latency: 1 edge of rd_clk; the output holds while rd_en is low. Reading an address in the
// edge that writes it gives the old word when the clocks are one, and must be avoided when not.
// Reset: none; contents are undefined until written. Power loss: this is the memory-retention
// model's place; contents are lost with the rail.
module sram_1r1w #(
  parameter integer W     = 64,  // data bits
  parameter integer C     = 8,   // check bits
  parameter integer DEPTH = 1024
) (
  input  logic                     wr_clk,
  input  logic                     wr_en,
  input  logic [$clog2(DEPTH)-1:0] wr_addr,
  input  logic [W-1:0]             wr_data,
  input  logic [C-1:0]             wr_check,
  input  logic                     rd_clk,
  input  logic                     rd_en,
  input  logic [$clog2(DEPTH)-1:0] rd_addr,
  output logic [W-1:0]             rd_data,
  output logic [C-1:0]             rd_check
);
  logic [W-1:0] data_mem  [DEPTH];
  logic [C-1:0] check_mem [DEPTH];

  always_ff @(posedge wr_clk) begin
    if (wr_en) begin
      data_mem[wr_addr]  <= wr_data;
      check_mem[wr_addr] <= wr_check;
    end
  end
  always_ff @(posedge rd_clk) begin
    if (rd_en) begin
      rd_data  <= data_mem[rd_addr];
      rd_check <= check_mem[rd_addr];
    end
  end
endmodule
