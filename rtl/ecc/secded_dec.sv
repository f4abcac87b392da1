// SPDX-License-Identifier: Apache-2.0
// secded_dec: corrects one flipped bit of a code word, in data or check bits; detects two.
//
// Combinational. corrected and uncorrectable are never both set; data_out is not to be used when
// uncorrectable is set. Code as in secded_enc. Reset and power loss: no state.
module secded_dec #(
  parameter integer W = 64,  // data bits
  parameter integer R = 7    // Hamming bits, as in secded_enc
) (
  input  logic [W-1:0] data,
  input  logic [R:0]   check,
  output logic [W-1:0] data_out,
  output logic         corrected,
  output logic         uncorrectable
);
`include "secded_mask.svh"

  logic [R-1:0] syndrome;  // code position of a single flip, 0 when it is the parity bit
  logic         odd;       // an odd number of bits flipped

  genvar i;
  generate
    for (i = 0; i < R; i = i + 1) begin : g_syndrome
      localparam logic [W-1:0] MASK = secded_mask(i);
      assign syndrome[i] = (^(data & MASK)) ^ check[i];
    end
  endgenerate
  assign odd = (^data) ^ (^check);

  // The data bit at a code position, none if that is a check bit's or unused.
  function automatic [W-1:0] flip_at(input [R-1:0] position);
    integer j;
    begin
      flip_at = {W{1'b0}};
      for (j = 0; j < W; j = j + 1) flip_at[j] = position == R'(secded_position(j));
    end
  endfunction

  // A branch, so that a simulator pays for the correction only when there is something to correct.
  logic [W-1:0] flip;
  always_comb begin
    flip = '0;
    if (odd) flip = flip_at(syndrome);
  end
  assign data_out      = data ^ flip;
  // A check bit's position is a power of two, the parity bit's is 0; other positions without a data
  // bit take three flips.
  assign corrected     = odd && (flip != '0 || (syndrome & (syndrome - 1'b1)) == '0);
  assign uncorrectable = odd ? !corrected : syndrome != '0;
endmodule
