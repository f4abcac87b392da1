// SPDX-License-Identifier: Apache-2.0
// uv_detect: under-voltage comparator of one supply, with hysteresis and a validated return.
//
// `uv` rises when mv was below uv_mv for detect_ticks ticks in a row, and `ok` falls with it. `uv`
// falls at the first tick with mv at least uv_mv + hyst_mv; `ok` rises only when that has held for
// validate_ticks ticks in a row. So a supply that flaps returns at most once in validate_ticks, and
// one that hovers between the two thresholds neither fails nor returns.
// Defaults come from the caller: 2900 mV, 88 % of 3300, and 100 mV above the noise of a loaded
// rail; 35 ticks = 3.5 us, typical for supervisors (2 to 7); 160000 ticks = 16 ms, the shortest
// return that hot-swap controllers offer (to 256 ms), longer than a relay bounces.
// Latency: the last of those ticks; 0 counts as 1. Reset: uv 1 and ok 0, so also a cold start is
// validated. Power loss: stands on the standby supply.
`include "twk_assert.svh"
module uv_detect #(
  parameter integer TICK_W = 32   // bits of validate_ticks
) (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [15:0] uv_mv,
  input  logic [15:0] hyst_mv,
  input  logic [15:0] detect_ticks,
  input  logic [TICK_W-1:0] validate_ticks,
  // the supply
  input  logic [15:0] mv,
  output logic        uv,  // warning: it is failing
  output logic        ok
);
  logic [15:0] low_q;   // ticks below uv_mv
  logic [TICK_W-1:0] high_q;  // ticks at or above the upper threshold
  logic        low, high, detected, validated;

  assign low       = mv < uv_mv;
  assign high      = {1'b0, mv} >= {1'b0, uv_mv} + {1'b0, hyst_mv};
  assign detected  = low  && {1'b0, low_q}  + 17'd1 >= {1'b0, detect_ticks};
  assign validated = high && {1'b0, high_q} + (TICK_W+1)'(1) >= {1'b0, validate_ticks};

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      low_q  <= '0;
      high_q <= '0;
      uv     <= 1'b1;
      ok     <= 1'b0;
    end else begin
      low_q  <= !low  ? '0 : detected  ? low_q  : low_q + 1'b1;
      high_q <= !high ? '0 : validated ? high_q : high_q + 1'b1;
      uv     <= detected || (uv && !high);
      ok     <= !detected && (ok || validated);
    end
  end

  `TWK_ASSERT(a_ok_is_not_uv, !(ok && uv))
endmodule
