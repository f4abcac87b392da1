// SPDX-License-Identifier: Apache-2.0
// frame_check: does what arrived here make a whole, unharmed frame?
//
// Watches a beat stream: header (type in its low bits), BEATS payload beats for a DATA frame, none
// for a CLEAN frame, trailer with the CRC of all beats before it. `sof` starts over at any time, so
// a frame that was cut is forgotten.
// Latency: good_now is combinational in the trailer's beat; good and bad are its registered forms,
// one clock later, one of them for each beat with eof.
// Reset: forgets the frame it was in. Power loss: all state is lost, nothing is retained.
`include "twk_assert.svh"
module frame_check #(
  parameter integer DATA_W = 64
) (
  input  logic              clk,
  input  logic              rst_n,
  input  logic              valid,
  input  logic              sof,
  input  logic              eof,
  input  logic [DATA_W-1:0] data,
  output logic              good_now,
  output logic              good,
  output logic              bad
);
`include "crc32_next.svh"

  localparam integer HDR   = twk_pkg::REC_WIDTH / DATA_W;
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;
  localparam integer CNT_W = $clog2(HDR + BEATS + 2);

  `TWK_REQUIRE(g_w, DATA_W == 32 || DATA_W == 64 || DATA_W == 128,
               "frame_check: DATA_W must be 32, 64 or 128")

  logic [31:0]      crc_q;
  logic [CNT_W-1:0] index_q;    // beats seen, saturating one past the longest frame
  logic [3:0]       type_q;
  logic             length_ok;

  assign length_ok = (type_q == 4'(twk_pkg::FRAME_DATA) && index_q == CNT_W'(HDR + BEATS)) ||
                     (type_q == 4'(twk_pkg::FRAME_CLEAN) && index_q == CNT_W'(HDR));
  assign good_now  = valid && eof && !sof && length_ok && data[31:0] == ~crc_q &&
                     (DATA_W == 32 || (data >> 32) == '0);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      crc_q   <= '1;
      index_q <= '0;
      type_q  <= '0;
      good    <= 1'b0;
      bad     <= 1'b0;
    end else begin
      good <= good_now;
      bad  <= valid && eof && !good_now;
      if (valid) begin
        crc_q <= crc32_next(sof ? 32'hFFFFFFFF : crc_q, data);
        if (sof) begin
          type_q  <= data[twk_pkg::REC_KIND_LSB+:4];
          index_q <= CNT_W'(1);
        end else if (index_q <= CNT_W'(HDR + BEATS)) begin
          index_q <= index_q + 1'b1;
        end
        // After a trailer only a new sof can make a frame.
        if (eof) type_q <= '0;
      end
    end
  end

  `TWK_ASSERT(a_exclusive, !(good && bad))
endmodule
