// SPDX-License-Identifier: Apache-2.0
// rail: voltage of a rail: its capacitor, and two sources behind ideal diodes.
// Supply model: not to be synthesized into the product.
//
// Each tick the load takes fall_mv from the capacitor, unless a connected source is at least as
// high as that would leave it: then that source feeds, and the rail has its voltage. A source that
// is lower gets nothing: nothing flows back. Both are never connected: the power switch sees to it.
// Default: 5 mV a tick = 50 V/ms: 10 uF at 0.5 A.
// Latency: 1 tick. Reset: 0 mV, discharged.
`include "twk_assert.svh"
module rail (
  input  logic        clk,
  input  logic        rst_n,
  input  logic [15:0] fall_mv,
  input  logic        a_en,
  input  logic [15:0] a_mv,
  input  logic        b_en,
  input  logic [15:0] b_mv,
  output logic        a_feeds,  // carries the load in this tick
  output logic        b_feeds,
  output logic [15:0] mv
);
  logic [15:0] sagged_mv;

  assign sagged_mv = mv > fall_mv ? mv - fall_mv : '0;
  assign a_feeds   = a_en && a_mv >= sagged_mv;
  assign b_feeds   = b_en && b_mv >= sagged_mv;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n)       mv <= '0;
    else if (b_feeds) mv <= b_mv;
    else if (a_feeds) mv <= a_mv;
    else              mv <= sagged_mv;
  end

  `TWK_ASSERT(a_never_both, !(a_en && b_en))
endmodule
