// SPDX-License-Identifier: Apache-2.0
// fifo_supply: keeps one mirror FIFO alive: power switch, battery, gauge, rail, domain.
// Holds supply models (battery, rail): the product has parts and copper in their place.
//
// Without the strap batt_fitted the battery does not exist, and the switch stays on the unit: one
// structure serves all power topologies. The battery is charged from the unit while that is ok.
// Guarantee: `kept` never falls while the unit is ok and has uv_mv, or while the battery has uv_mv,
// one and the same all the while since the rail had uv_mv, provided
// (detect_ticks + 2 * max(switch_ticks, 1) + 1) * rail_fall_mv <= uv_mv - retention_mv. Of sources
// that take turns in failing from tick to tick nothing is promised.
// Latency: each part's own. Reset: rail at 0 mV, battery full. Power loss: logic stands on standby.
`include "twk_assert.svh"
module fifo_supply (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic        batt_fitted,
  input  logic [15:0] nominal_mv,
  input  logic [15:0] uv_mv,
  input  logic [15:0] logic_mv,
  input  logic [15:0] retention_mv,
  input  logic [15:0] fall_mv,
  input  logic [15:0] rise_mv,
  input  logic [15:0] rail_fall_mv,
  input  logic [15:0] detect_ticks,   // the unit's uv_detect has the same
  input  logic [15:0] switch_ticks,
  input  logic [31:0] battery_ticks,
  input  logic [15:0] charge_ticks,
  input  logic [6:0]  age_pct,
  input  logic [6:0]  low_pct,
  // power unit, with its uv_detect
  input  logic [15:0] unit_mv,
  input  logic        unit_uv,
  input  logic        unit_ok,
  // faults of the battery
  input  logic        batt_missing,
  input  logic        batt_failed,
  input  logic        batt_set,
  input  logic [6:0]  batt_set_pct,
  // state
  output logic [15:0] rail_mv,
  output logic        on,
  output logic        kept,
  output logic        on_battery,
  output logic [6:0]  batt_pct,
  output logic        batt_ok
);
  logic [15:0] batt_mv;
  logic        no_batt, unit_en, batt_feeds;

  assign no_batt = batt_missing || !batt_fitted;

  battery u_battery (
    .clk, .rst_n, .nominal_mv, .rise_mv, .fall_mv, .capacity_ticks(battery_ticks), .age_pct,
    .charge_ticks, .missing(no_batt), .failed(batt_failed), .charge_en(unit_ok && unit_en),
    .load_en(batt_feeds), .set_en(batt_set), .set_pct(batt_set_pct), .mv(batt_mv), .pct(batt_pct));

  battery_gauge u_gauge (
    .clk, .rst_n, .low_pct, .present(!no_batt), .failed(batt_failed), .pct(batt_pct), .ok(batt_ok));

  power_switch u_switch (
    .clk, .rst_n, .uv_mv, .switch_ticks, .unit_mv, .unit_uv, .unit_ok, .batt_mv, .unit_en,
    .batt_en(on_battery));

  rail u_rail (
    .clk, .rst_n, .fall_mv(rail_fall_mv), .a_en(unit_en), .a_mv(unit_mv), .b_en(on_battery),
    .b_mv(batt_mv), .a_feeds(), .b_feeds(batt_feeds), .mv(rail_mv));

  domain_ctl u_domain (
    .clk, .rst_n, .logic_mv, .retention_mv, .supply_ok((unit_ok && unit_en) || on_battery),
    .mv(rail_mv), .on, .kept);

`ifndef SYNTHESIS
  // For the guarantee: good at every tick since the rail had uv_mv.
  logic        unit_good, batt_good, unit_good_q, batt_good_q;
  logic [34:0] worst_mv;  // what the capacitor gives during the longest switchover

  assign unit_good = unit_ok && unit_mv >= uv_mv;
  assign batt_good = batt_mv >= uv_mv;
  assign worst_mv = (35'(detect_ticks) + 35'(switch_ticks) * 35'd2 + 35'(switch_ticks == '0) * 35'd2
                     + 35'd1) * 35'(rail_fall_mv);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      unit_good_q <= 1'b0;
      batt_good_q <= 1'b0;
    end else begin
      unit_good_q <= unit_good && (unit_good_q || (kept && rail_mv >= uv_mv));
      batt_good_q <= batt_good && (batt_good_q || (kept && rail_mv >= uv_mv));
    end
  end

  `TWK_ASSERT(a_good_source_keeps, !kept || rail_mv >= retention_mv
                                   || !((unit_good && unit_good_q) || (batt_good && batt_good_q))
                                   || worst_mv + 35'(retention_mv) > 35'(uv_mv))
`endif
endmodule
