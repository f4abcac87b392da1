// SPDX-License-Identifier: Apache-2.0
// isolate: keeps W outputs of a domain at 0 while it is not on, so that a dead one says nothing.
//
// Latency: 0, combinational. Stands on the rail of the domain that receives. Timing: en is a level
// of the standby clock; what it clamps is sampled through the receiver's own crossing.
module isolate #(
  parameter integer W = 1
) (
  input  logic         en,  // `on` of the domain that drives d
  input  logic [W-1:0] d,
  output logic [W-1:0] q
);
  assign q = en ? d : '0;
endmodule
