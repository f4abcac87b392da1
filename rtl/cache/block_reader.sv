// SPDX-License-Identifier: Apache-2.0
// block_reader: streams one block out of the cache, as fast as the cache grants and the taker
// takes.
//
// Latency: 3 clocks from start to the first beat, then one beat a clock when not held up.
// out_error, with the last beat: a beat of this block could not be corrected.
// Reset and power loss: the block under way is dropped.
`include "twk_assert.svh"
module block_reader #(
  parameter integer DATA_W = 64
) (
  input  logic              clk,
  input  logic              rst_n,
  input  logic              start_valid,
  output logic              start_ready,
  input  logic [15:0]       start_slot,
  // cache
  output logic              rd_req,
  input  logic              rd_grant,
  output logic [15:0]       rd_slot,
  output logic [15:0]       rd_beat,
  input  logic              rd_valid,
  input  logic [DATA_W-1:0] rd_data,
  input  logic              rd_uncorrectable,
  // stream
  output logic              out_valid,
  input  logic              out_ready,
  output logic [DATA_W-1:0] out_data,
  output logic              out_last,
  output logic              out_error
);
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;
  localparam integer DEPTH = 8;   // covers the cache's 2 clocks and a taker that pauses

  logic        busy_q, error_q;
  logic [15:0] ask_q, out_q;      // beats asked for, beats given
  logic [3:0]  credit_q;          // asked for and not yet given
  logic        bad;
  logic [3:0]  level;
  logic        push_ready;

  assign start_ready = !busy_q;
  assign rd_req      = busy_q && ask_q != 16'(BEATS) && credit_q != 4'(DEPTH);
  assign rd_beat     = ask_q;
  assign out_last    = out_q == 16'(BEATS - 1);
  assign out_error   = error_q || bad;

  sync_fifo #(.W(DATA_W + 1), .DEPTH(DEPTH)) u_beats (
    .clk(clk), .rst_n(rst_n), .push_valid(rd_valid), .push_ready(push_ready),
    .push_data({rd_uncorrectable, rd_data}), .pop_valid(out_valid), .pop_ready(out_ready),
    .pop_data({bad, out_data}), .count(level));

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      busy_q   <= 1'b0;
      error_q  <= 1'b0;
      ask_q    <= '0;
      out_q    <= '0;
      credit_q <= '0;
      rd_slot  <= '0;
    end else if (!busy_q) begin
      if (start_valid) begin
        busy_q  <= 1'b1;
        error_q <= 1'b0;
        ask_q   <= '0;
        out_q   <= '0;
        rd_slot <= start_slot;
      end
    end else begin
      if (rd_req && rd_grant) ask_q <= ask_q + 1'b1;
      credit_q <= credit_q + 4'(rd_req && rd_grant) - 4'(out_valid && out_ready);
      if (out_valid && out_ready) begin
        out_q   <= out_q + 1'b1;
        error_q <= out_error;
        if (out_last) busy_q <= 1'b0;
      end
    end
  end

  `TWK_ASSERT(a_credit, !rd_valid || push_ready)
  `TWK_ASSERT(a_level, level <= credit_q)
endmodule
