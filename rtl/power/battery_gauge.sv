// SPDX-License-Identifier: Apache-2.0
// battery_gauge: says whether a battery may be relied on.
//
// It may while it is present, not failed, and holds at least low_pct; once it held less it must
// come to low_pct + HYST_PCT (at most 100) first, so that charging and measuring do not make the
// answer flicker. Not ok tells the firmware to write through; it does not disconnect the battery,
// which still carries the load as long as it can.
// Default: 50, below which arrays in the field go over to write-through.
// Latency: 1 tick. Reset: not ok. Power loss: stands on the standby supply.
`include "twk_assert.svh"
module battery_gauge #(
  parameter integer HYST_PCT = 3  // more than the gauge's own error of 1 to 2 %
) (
  input  logic       clk,
  input  logic       rst_n,
  input  logic [6:0] low_pct,
  input  logic       present,
  input  logic       failed,
  input  logic [6:0] pct,
  output logic       ok
);
  logic [7:0] again_pct, need_pct;

  assign again_pct = {1'b0, low_pct} + 8'(HYST_PCT);
  assign need_pct  = ok || low_pct >= 7'd100 ? {1'b0, low_pct}
                     : again_pct > 8'd100    ? 8'd100 : again_pct;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) ok <= 1'b0;
    else        ok <= present && !failed && {1'b0, pct} >= need_pct;
  end

  `TWK_REQUIRE(g_hyst, HYST_PCT >= 0 && HYST_PCT <= 100,
               "battery_gauge: HYST_PCT must be 0 to 100")
endmodule
