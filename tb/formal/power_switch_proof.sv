// SPDX-License-Identifier: Apache-2.0
// power_switch_proof: power_switch with its uv_detect; unit and battery do whatever they like at
// every tick, so also flap, and come back during a switchover.
//
// both: never both pass transistors on.
// gap: from one source to the other at least max(switch_ticks, 1) ticks with neither.
// unit: while the unit is ok and has uv_mv, every tick of it, the rail is without a source of uv_mv
// for at most max(switch_ticks, 1) + 1 ticks in a row.
// battery: while the battery has uv_mv, every tick of it, and the unit was ok once (a battery does
// not start a machine): at most detect_ticks + 2 * max(switch_ticks, 1) + 1. Twice, since a unit
// that fails in the very tick in which it is connected again costs a second switchover.
// Not shown: a bound when no one source is good all the while. A battery that flaps from tick to
// tick, with a unit that fails in between, makes the rail wait longer.
module power_switch_proof #(
  parameter integer DETECT   = 4,
  parameter integer SWITCH   = 3,
  parameter integer VALIDATE = 6
) (
  input  logic        rst_n,
  input  logic [15:0] unit_mv,
  input  logic [15:0] batt_mv,
  output logic        bad_both,
  output logic        reach_both,     // on the battery, and back on the unit
  output logic        bad_gap,
  output logic        reach_gap,      // exactly as long as promised
  output logic        bad_unit,
  output logic        reach_unit,     // without it for exactly the longest time
  output logic        bad_battery,
  output logic        reach_battery   // the same
);
  localparam logic [15:0] UV_MV = 16'd2900, HYST_MV = 16'd100;
  localparam integer      OPEN  = SWITCH < 1 ? 1 : SWITCH;
  localparam integer      LONGEST = DETECT + 2 * OPEN + 1;
  localparam integer      RETURN  = OPEN + 1;
  localparam integer      C_W   = $clog2(LONGEST + OPEN + 2) + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic unit_uv, unit_ok, unit_en, batt_en;
  uv_detect u_detect (
    .clk(1'b1), .rst_n(rst_n), .uv_mv(UV_MV), .hyst_mv(HYST_MV), .detect_ticks(16'(DETECT)),
    .validate_ticks(32'(VALIDATE)), .mv(unit_mv), .uv(unit_uv), .ok(unit_ok));
  power_switch dut (
    .clk(1'b1), .rst_n(rst_n), .uv_mv(UV_MV), .switch_ticks(16'(SWITCH)), .unit_mv(unit_mv),
    .unit_uv(unit_uv), .unit_ok(unit_ok), .batt_mv(batt_mv), .unit_en(unit_en),
    .batt_en(batt_en));

  logic [C_W-1:0] open_q;        // ticks with neither, so far
  logic           last_batt_q;   // what was connected before
  logic           was_batt_q;    // the battery was on at all
  logic           started_q;     // the unit was ok once
  logic [C_W-1:0] unit_q;        // ticks not fed though the unit was ok and had uv_mv, so far
  logic [C_W-1:0] batt_q;        // ... though the battery had uv_mv
  logic           fed, changed;

  assign fed     = (unit_en && unit_mv >= UV_MV) || (batt_en && batt_mv >= UV_MV);
  assign changed = last_batt_q ? unit_en : batt_en;

  initial begin
    open_q      = '0;
    last_batt_q = 1'b0;
    was_batt_q  = 1'b0;
    started_q   = 1'b0;
    unit_q      = '0;
    batt_q      = '0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      open_q      <= '0;
      last_batt_q <= 1'b0;
      was_batt_q  <= 1'b0;
      started_q   <= 1'b0;
      unit_q      <= '0;
      batt_q      <= '0;
    end else begin
      if (unit_en || batt_en) open_q <= '0;
      else if (open_q != '1)  open_q <= open_q + 1'b1;
      if (unit_en || batt_en) last_batt_q <= batt_en;
      was_batt_q <= was_batt_q || batt_en;
      started_q  <= started_q || unit_ok;
      if (!unit_ok || unit_mv < UV_MV || fed) unit_q <= '0;
      else if (unit_q != '1)                     unit_q <= unit_q + 1'b1;
      if (!started_q || batt_mv < UV_MV || fed) batt_q <= '0;
      else if (batt_q != '1)                    batt_q <= batt_q + 1'b1;
    end
  end

  assign bad_both     = unit_en && batt_en;
  assign reach_both   = unit_en && was_batt_q;
  assign bad_gap      = rst_n && changed && open_q < C_W'(OPEN);
  assign reach_gap    = rst_n && changed && last_batt_q && open_q == C_W'(OPEN);
  assign bad_unit      = rst_n && unit_q > C_W'(RETURN);
  assign reach_unit    = rst_n && unit_q == C_W'(RETURN);
  assign bad_battery   = rst_n && batt_q > C_W'(LONGEST);
  assign reach_battery = rst_n && batt_q == C_W'(LONGEST);
endmodule
