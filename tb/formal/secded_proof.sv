// SPDX-License-Identifier: Apache-2.0
// secded_proof: secded_enc, a code word with up to two bits flipped, secded_dec.
//
// For every word and every pair of places: no flip is told as none, one is corrected and told, two
// are told as uncorrectable. Any bit may be hit, check and parity bits as well.
module secded_proof #(
  parameter integer W = 64,
  parameter integer R = 7
) (
  input  logic [W-1:0] data,
  input  logic [R:0]   place_a,    // of a flip in {check, data}
  input  logic [R:0]   place_b,
  input  logic [1:0]   flip,       // whether there is one there
  output logic         bad_correct,
  output logic         reach_correct,   // one flip in the data
  output logic         bad_detect,
  output logic         reach_detect     // two flips, one of them in the check bits
);
  localparam integer N = W + R + 1;

  logic [R:0]   check;
  logic [N-1:0] flips_a, flips_b, received;
  logic [W-1:0] data_out;
  logic         corrected, uncorrectable, one, two;

  always_comb assume (place_a < (R+1)'(N) && place_b < (R+1)'(N) && place_a != place_b);
  assign flips_a  = N'(flip[0]) << place_a;
  assign flips_b  = N'(flip[1]) << place_b;
  assign received = {check, data} ^ flips_a ^ flips_b;
  assign one      = ^flip;
  assign two      = &flip;

  secded_enc #(.W(W), .R(R)) u_enc (.data(data), .check(check));
  secded_dec #(.W(W), .R(R)) u_dec (
    .data(received[W-1:0]), .check(received[N-1:W]), .data_out(data_out), .corrected(corrected),
    .uncorrectable(uncorrectable));

  assign bad_correct   = !two && (data_out != data || corrected != one || uncorrectable);
  assign reach_correct = one && flips_a[W-1:0] != '0 && corrected;
  assign bad_detect    = two && (corrected || !uncorrectable);
  assign reach_detect  = two && place_a >= (R+1)'(W) && place_b < (R+1)'(W) && uncorrectable;
endmodule
