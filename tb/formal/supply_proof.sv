// SPDX-License-Identifier: Apache-2.0
// supply_proof: what power_switch_proof says in ticks, in millivolts: uv_detect, power_switch, rail
// and domain_ctl together, as fifo_supply has them; unit and battery give any voltage at any tick.
//
// kept: while the battery has uv_mv, every tick since the rail last had it, the rail does not fall
// below retention_mv, and the domain stays kept; the capacitor is the smallest that fifo_supply
// allows. The same while the unit is ok and has uv_mv.
// Voltages are small numbers, 0 to 31: only their order and steps of FALL matter.
module supply_proof #(
  parameter integer DETECT = 2,
  parameter integer SWITCH = 1,
  parameter integer FALL   = 1
) (
  input  logic       rst_n,
  input  logic [4:0] unit_mv,
  input  logic [4:0] batt_mv,
  output logic       bad_kept,
  output logic       reach_kept   // at retention_mv exactly
);
  localparam integer OPEN = SWITCH < 1 ? 1 : SWITCH;
  localparam integer RETENTION_MV = 3;
  localparam integer UV_MV = RETENTION_MV + (DETECT + 2 * OPEN + 1) * FALL;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic        unit_uv, unit_ok, unit_en, batt_en, on, kept;
  logic [15:0] rail_mv;
  uv_detect u_detect (
    .clk(1'b1), .rst_n(rst_n), .uv_mv(16'(UV_MV)), .hyst_mv(16'd1), .detect_ticks(16'(DETECT)),
    .validate_ticks(32'd3), .mv({11'd0, unit_mv}), .uv(unit_uv), .ok(unit_ok));
  power_switch u_switch (
    .clk(1'b1), .rst_n(rst_n), .uv_mv(16'(UV_MV)), .switch_ticks(16'(SWITCH)),
    .unit_mv({11'd0, unit_mv}), .unit_uv(unit_uv), .unit_ok(unit_ok),
    .batt_mv({11'd0, batt_mv}), .unit_en(unit_en), .batt_en(batt_en));
  rail u_rail (
    .clk(1'b1), .rst_n(rst_n), .fall_mv(16'(FALL)), .a_en(unit_en), .a_mv({11'd0, unit_mv}),
    .b_en(batt_en), .b_mv({11'd0, batt_mv}), .a_feeds(), .b_feeds(), .mv(rail_mv));
  domain_ctl u_domain (
    .clk(1'b1), .rst_n(rst_n), .logic_mv(16'(RETENTION_MV + 1)),
    .retention_mv(16'(RETENTION_MV)), .supply_ok((unit_ok && unit_en) || batt_en),
    .mv(rail_mv), .on(on), .kept(kept));

  // One source was good all the while since the rail had uv_mv: _q up to the tick before.
  logic batt_good_q, unit_good_q, kept_q, batt, unit, was_q;
  assign batt = batt_good_q && batt_mv >= 5'(UV_MV);
  assign unit = unit_good_q && unit_ok && unit_mv >= 5'(UV_MV);
  initial begin
    batt_good_q = 1'b0;
    unit_good_q = 1'b0;
    kept_q      = 1'b0;
    was_q       = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      batt_good_q <= 1'b0;
      unit_good_q <= 1'b0;
      kept_q      <= 1'b0;
      was_q       <= 1'b0;
    end else begin
      batt_good_q <= batt || (batt_mv >= 5'(UV_MV) && rail_mv >= 16'(UV_MV) && kept);
      unit_good_q <= unit || (unit_ok && unit_mv >= 5'(UV_MV) && rail_mv >= 16'(UV_MV) && kept);
      kept_q      <= kept;
      was_q       <= was_q || (kept && batt_en);
    end
  end
  assign bad_kept   = rst_n && (batt || unit) && (rail_mv < 16'(RETENTION_MV) || !kept);
  assign reach_kept = rst_n && batt && rail_mv == 16'(RETENTION_MV) && was_q;
endmodule
