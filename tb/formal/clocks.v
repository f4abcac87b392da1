// SPDX-License-Identifier: Apache-2.0
// clocks: how a proof sees flip-flops: a technology map for Yosys, before everything becomes gates.
//
// Time is a row of steps. A clock of the RTL is an input of the proof that is 1 in the steps in
// which it has a rising edge, so any number of clocks run free of each other, also in the same
// step. A flip-flop takes what was at its input in such a step, for the next one. An asynchronous
// reset acts in the step in which it is there, and in as many as it is.

module \$dff (CLK, D, Q);
  parameter WIDTH = 1;
  parameter CLK_POLARITY = 1'b1;
  input CLK;
  input [WIDTH-1:0] D;
  output [WIDTH-1:0] Q;
  wire _TECHMAP_FAIL_ = !CLK_POLARITY;
  \$ff #(.WIDTH(WIDTH)) keep (.D(CLK ? D : Q), .Q(Q));
endmodule

module \$dffe (CLK, EN, D, Q);
  parameter WIDTH = 1;
  parameter CLK_POLARITY = 1'b1;
  parameter EN_POLARITY = 1'b1;
  input CLK, EN;
  input [WIDTH-1:0] D;
  output [WIDTH-1:0] Q;
  wire _TECHMAP_FAIL_ = !CLK_POLARITY;
  \$ff #(.WIDTH(WIDTH)) keep (.D(CLK && EN == EN_POLARITY ? D : Q), .Q(Q));
endmodule

module \$adff (CLK, ARST, D, Q);
  parameter WIDTH = 1;
  parameter CLK_POLARITY = 1'b1;
  parameter ARST_POLARITY = 1'b1;
  parameter ARST_VALUE = 0;
  input CLK, ARST;
  input [WIDTH-1:0] D;
  output [WIDTH-1:0] Q;
  wire _TECHMAP_FAIL_ = !CLK_POLARITY;
  wire [WIDTH-1:0] kept;
  wire held = ARST == ARST_POLARITY;
  assign Q = held ? ARST_VALUE : kept;
  \$ff #(.WIDTH(WIDTH)) keep (.D(CLK && !held ? D : Q), .Q(kept));
endmodule
