// SPDX-License-Identifier: Apache-2.0
// isolate_proof: with `on` low nothing passes, whatever the dead side drives; with it high, all
// does.
module isolate_proof #(
  parameter integer W = 74   // as in twinack
) (
  input  logic         on,
  input  logic [W-1:0] drives,
  output logic         bad_silent,
  output logic         reach_silent   // it drives something
);
  logic [W-1:0] passes;
  isolate #(.W(W)) dut (.en(on), .d(drives), .q(passes));
  assign bad_silent   = passes != (on ? drives : '0);
  assign reach_silent = !on && drives != '0;
endmodule
