// SPDX-License-Identifier: Apache-2.0
// secded_enc: check bits of a word, single-error correcting, double-error detecting.
//
// Combinational. R Hamming bits and one overall parity bit: check[R] ^ all other bits == 0.
// R is the least number with 2**R >= W + R + 1: 6 for 32 bits, 7 for 64 and 66, 8 for 128 and 130.
// Reset and power loss: no state.
`include "twk_assert.svh"
module secded_enc #(
  parameter integer W = 64,  // data bits
  parameter integer R = 7    // Hamming bits
) (
  input  logic [W-1:0] data,
  output logic [R:0]   check
);
`include "secded_mask.svh"

  `TWK_REQUIRE(g_r, (1 << R) >= W + R + 1, "secded_enc: 2**R must be at least W + R + 1")

  logic [R-1:0] hamming;

  genvar i;
  generate
    for (i = 0; i < R; i = i + 1) begin : g_check
      localparam logic [W-1:0] MASK = secded_mask(i);
      assign hamming[i] = ^(data & MASK);
    end
  endgenerate
  assign check = {(^data) ^ (^hamming), hamming};
endmodule
