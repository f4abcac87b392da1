// SPDX-License-Identifier: Apache-2.0
// power_unit: one power unit: output voltage over time, from mains and faults.
// Supply model: not to be synthesized into the product.
//
// Without mains the output stands for holdup_ticks (its bulk capacitor, full as soon as mains is
// good), then falls by fall_mv a tick. A brown-out (sag_mv not 0) pulls it at the same rate to at
// most sag_mv; a hard failure makes it 0 at the next tick, whatever mains does. With mains, and
// nothing wrong, it rises by rise_mv a tick: a small rise_mv is a slow ramp.
// Defaults come from the caller: 3300 mV; hold-up 200000 ticks = 20 ms, as power supplies for racks
// promise; fall 50 mV a tick = 6.6 us to nothing, a loaded output with small capacitors; rise 100.
// Latency: 1 tick from mains or faults to mv. Reset: 0 mV, no hold-up.
module power_unit #(
  parameter integer TICK_W = 32   // bits of a time in ticks
) (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [15:0] nominal_mv,
  input  logic [TICK_W-1:0] holdup_ticks,
  input  logic [15:0] rise_mv,
  input  logic [15:0] fall_mv,
  // the world
  input  logic        mains,   // input is good
  input  logic        fail,    // hard failure
  input  logic [15:0] sag_mv,  // 0: none
  output logic [15:0] mv
);
  logic [TICK_W-1:0] hold_q;
  logic [15:0] limit_mv, target_mv;

  assign limit_mv  = sag_mv != '0 && sag_mv < nominal_mv ? sag_mv : nominal_mv;
  assign target_mv = mains || hold_q != '0 ? limit_mv : '0;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n)              hold_q <= '0;
    else if (mains)          hold_q <= holdup_ticks;
    else if (hold_q != '0)   hold_q <= hold_q - 1'b1;
  end

  ramp u_output (
    .clk, .rst_n, .rise_mv, .fall_mv, .target_mv, .collapse(fail), .mv);
endmodule
