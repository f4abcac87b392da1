// SPDX-License-Identifier: Apache-2.0
// sram_ecc: memory with SECDED and scrubbing: a word that a read had to correct is written back.
//
// Read latency: 2 edges. A write always proceeds at once; a scrub waits for an edge without one and
// is given up when its address is written meanwhile, so it never brings back old data. One scrub is
// kept at a time; a correction that finds it taken is counted, corrected again at the next read.
// inject_mask: flips of the code word {check, data} as it is written, for ECC self-test; 0 in use.
// Reset: drops reads and scrubs under way; contents stay. Power loss: contents are lost.
`include "twk_assert.svh"
module sram_ecc #(
  parameter integer W     = 64,
  parameter integer R     = 7,     // Hamming bits for W, see secded_enc
  parameter integer DEPTH = 1024
) (
  input  logic                     clk,
  input  logic                     rst_n,
  input  logic [W+R:0]             inject_mask,
  input  logic                     wr_en,
  input  logic [$clog2(DEPTH)-1:0] wr_addr,
  input  logic [W-1:0]             wr_data,
  input  logic                     rd_en,
  input  logic [$clog2(DEPTH)-1:0] rd_addr,
  output logic                     rd_valid,          // rd_en, 2 edges later, with:
  output logic [W-1:0]             rd_data,
  output logic                     rd_corrected,
  output logic                     rd_uncorrectable,
  output logic                     scrubbed           // a corrected word was written back
);
  localparam integer A = $clog2(DEPTH);

  // read pipeline: stage 1 is the RAM's output, stage 2 the decoded word
  logic         s1_valid_q, s1_stale_q, s2_stale_q;
  logic [A-1:0] s1_addr_q, s2_addr_q;
  logic [W-1:0] raw_data, fixed_data;
  logic [R:0]   raw_check;
  logic         fixed, broken;

  // the scrub that waits for the write port
  logic         scrub_q;
  logic [A-1:0] scrub_addr_q;
  logic [W-1:0] scrub_data_q;

  logic         mem_en;
  logic [A-1:0] mem_addr;
  logic [W-1:0] mem_data;
  logic [R:0]   mem_check;
  logic [W+R:0] flips;

  assign scrubbed = scrub_q && !wr_en;
  assign mem_en   = wr_en || scrub_q;
  assign mem_addr = wr_en ? wr_addr : scrub_addr_q;
  assign mem_data = wr_en ? wr_data : scrub_data_q;
  assign flips    = wr_en ? inject_mask : '0;

  secded_enc #(.W(W), .R(R)) u_enc (.data(mem_data), .check(mem_check));
  sram_1r1w #(.W(W), .C(R + 1), .DEPTH(DEPTH)) u_ram (
    .wr_clk(clk), .wr_en(mem_en), .wr_addr(mem_addr),
    .wr_data(mem_data ^ flips[W-1:0]), .wr_check(mem_check ^ flips[W+R:W]),
    .rd_clk(clk), .rd_en(rd_en), .rd_addr(rd_addr), .rd_data(raw_data), .rd_check(raw_check));
  secded_dec #(.W(W), .R(R)) u_dec (
    .data(raw_data), .check(raw_check), .data_out(fixed_data), .corrected(fixed),
    .uncorrectable(broken));

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      s1_valid_q       <= 1'b0;
      s1_stale_q       <= 1'b0;
      s2_stale_q       <= 1'b0;
      rd_valid         <= 1'b0;
      rd_corrected     <= 1'b0;
      rd_uncorrectable <= 1'b0;
      scrub_q          <= 1'b0;
    end else begin
      s1_valid_q       <= rd_en;
      s1_stale_q       <= wr_en && wr_addr == rd_addr;
      rd_valid         <= s1_valid_q;
      rd_corrected     <= s1_valid_q && fixed;
      rd_uncorrectable <= s1_valid_q && broken;
      s2_stale_q       <= s1_stale_q || (wr_en && wr_addr == s1_addr_q);
      if (rd_corrected && !s2_stale_q && !(wr_en && wr_addr == s2_addr_q) &&
          (!scrub_q || scrubbed))
        scrub_q <= 1'b1;
      else if (!wr_en || wr_addr == scrub_addr_q)
        scrub_q <= 1'b0;
    end
  end
  always_ff @(posedge clk) begin
    s1_addr_q <= rd_addr;
    if (s1_valid_q) begin
      s2_addr_q <= s1_addr_q;
      rd_data   <= fixed_data;
    end
    if (rd_corrected && (!scrub_q || scrubbed)) begin
      scrub_addr_q <= s2_addr_q;
      scrub_data_q <= rd_data;
    end
  end

  `TWK_ASSERT(a_one_verdict, !(rd_corrected && rd_uncorrectable))
endmodule
