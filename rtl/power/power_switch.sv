// SPDX-License-Identifier: Apache-2.0
// power_switch: connects a rail to its power unit, or to its battery; never to both.
//
//   ON_UNIT --unit under-voltage--> OPEN for switch_ticks --> ON_BATTERY
//   ON_BATTERY --unit validated---> OPEN for switch_ticks --> ON_UNIT
//
// Break before make: what is connected after OPEN is decided at its end, so that a unit that fails
// during a return costs no second OPEN. From a usable battery it returns only to a validated
// unit, so at most once in validate_ticks. It leaves the unit only after that was good once: a
// battery does not start a machine. Without a usable battery the unit stays connected, and an
// exhausted battery is left for any unit with voltage: neither can be worse, since each pass
// transistor is an ideal diode (rail.sv).
// Guarantee: while the battery has uv_mv, the rail is without a source of uv_mv for at most
// detect_ticks + 2 * max(switch_ticks, 1) + 1 ticks: twice, since a unit that fails in the very
// tick in which it is connected again costs a second OPEN.
// Default: 27 ticks = 2.7 us, a fast power multiplexer (1 to 4 us); slower parts have 5 and 100 us.
// Latency: 1 tick to open, switch_ticks (0 counts as 1) to connect. Reset: ON_UNIT. Power loss:
// stands on the standby supply.
`include "twk_assert.svh"
module power_switch (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [15:0] uv_mv,
  input  logic [15:0] switch_ticks,
  // power unit, with its uv_detect
  input  logic [15:0] unit_mv,
  input  logic        unit_uv,
  input  logic        unit_ok,
  // battery
  input  logic [15:0] batt_mv,
  // pass transistors
  output logic        unit_en,
  output logic        batt_en
);
  logic        unit_low, batt_good;    // as the comparators are at this very tick
  logic        leave, pick_unit, pick_batt;
  logic        armed_q;                // the unit was good once
  logic [15:0] left_q;                 // ticks of OPEN left

  assign unit_low  = unit_mv < uv_mv;
  assign batt_good = batt_mv >= uv_mv;

  assign leave = unit_en ? armed_q && unit_uv && batt_good
                         : batt_en && !unit_low && (unit_ok || !batt_good);
  // While unit_ok is not yet taken back a dead unit is not connected: the battery may still come.
  assign pick_batt = batt_good && (unit_low || !unit_ok);
  assign pick_unit = !pick_batt && (!unit_low || !unit_ok);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      unit_en <= 1'b1;
      batt_en <= 1'b0;
      armed_q <= 1'b0;
      left_q  <= '0;
    end else begin
      armed_q <= armed_q || unit_ok;
      if (leave) begin
        unit_en <= 1'b0;
        batt_en <= 1'b0;
        left_q  <= switch_ticks;
      end else if (!unit_en && !batt_en) begin
        if (left_q > 16'd1) begin
          left_q <= left_q - 1'b1;
        end else begin
          unit_en <= pick_unit;
          batt_en <= pick_batt;
        end
      end
    end
  end

  `TWK_ASSERT(a_never_both, !(unit_en && batt_en))
`ifndef SYNTHESIS
  logic unit_was_q, batt_was_q;
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) {unit_was_q, batt_was_q} <= 2'b00;
    else        {unit_was_q, batt_was_q} <= {unit_en, batt_en};
  end
  `TWK_ASSERT(a_break_before_make, !(unit_was_q && batt_en) && !(batt_was_q && unit_en))
`endif
endmodule
