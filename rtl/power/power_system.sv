// SPDX-License-Identifier: Apache-2.0
// power_system: all supplies of the machine: three power units, two controller rails, two FIFO
// rails.
// Holds supply models (power_unit, battery, rail): the product has parts and copper in their place.
//
// Rails A and B hang on units A and B. The rail of the mirror FIFO that a controller writes hangs,
// by topology, on: PEER the other's unit; THIRD the third unit; BATTERY its own unit, with battery
// and power switch; OWN its own unit alone. Voltages are in mV, times in ticks of clk_p (100 ns
// unless the caller says otherwise); the defaults, each with its reason, are in the parts' headers.
//
// Latency: outputs are registers; each part's header has its own. A cold start takes the ramp and
// validate_ticks before anything is on.
// Reset: por_n, the standby supply's own: every voltage is 0, batteries are full. Power loss: the
// standby supply is the one that is not modelled: what stands here outlives both controllers.
`include "twk_assert.svh"
module power_system (
  input  logic        clk_p,
  input  logic        por_n,
  // straps
  input  logic [1:0]  topology,        // twk_pkg::TOPOLOGY_*
  input  logic [15:0] nominal_mv,
  input  logic [15:0] uv_mv,
  input  logic [15:0] hyst_mv,
  input  logic [15:0] logic_mv,
  input  logic [15:0] retention_mv,    // at most logic_mv
  input  logic [15:0] fall_mv,         // units and batteries, a tick
  input  logic [15:0] rise_mv,
  input  logic [15:0] rail_fall_mv,    // a rail without a source, a tick
  input  logic [15:0] detect_ticks,
  input  logic [15:0] switch_ticks,
  input  logic [31:0] validate_ticks,
  input  logic [31:0] holdup_ticks,
  input  logic [31:0] battery_ticks,   // load that a new, full battery carries
  input  logic [15:0] charge_ticks,    // to win back one of these
  input  logic [6:0]  age_pct,
  input  logic [6:0]  low_pct,
  // faults; units: 0 A, 1 B, 2 third; batteries: 0 of FIFO A->B, 1 of FIFO B->A
  input  logic [2:0]  mains,
  input  logic [2:0]  fail,
  input  logic [47:0] sag_mv,          // 16 bits a unit
  input  logic [1:0]  batt_missing,
  input  logic [1:0]  batt_failed,
  input  logic [1:0]  batt_set,        // forces that battery to batt_set_pct
  input  logic [6:0]  batt_set_pct,
  // state; rails: 0 A, 1 B, 2 FIFO A->B, 3 FIFO B->A
  output logic [47:0] unit_mv,
  output logic [2:0]  unit_ok,
  output logic [2:0]  unit_warn,
  output logic [63:0] rail_mv,
  output logic [3:0]  rail_on,
  output logic [3:0]  rail_kept,
  output logic [13:0] batt_pct,
  output logic [1:0]  batt_ok,
  output logic [1:0]  on_battery,
  output logic [1:0]  fifo_safe        // the FIFO outlives its owner's unit, or what feeds it is ok
);
  localparam integer THIRD = 2;

  logic from_peer, from_third, batt_fitted;
  assign from_peer   = topology == 2'(twk_pkg::TOPOLOGY_PEER);
  assign from_third  = topology == 2'(twk_pkg::TOPOLOGY_THIRD);
  assign batt_fitted = topology == 2'(twk_pkg::TOPOLOGY_BATTERY);

  genvar g;
  generate
    for (g = 0; g < 3; g = g + 1) begin : g_unit
      power_unit u_unit (
        .clk(clk_p), .rst_n(por_n), .nominal_mv, .holdup_ticks, .rise_mv, .fall_mv,
        .mains(mains[g]), .fail(fail[g]), .sag_mv(sag_mv[16*g+:16]), .mv(unit_mv[16*g+:16]));
      uv_detect u_detect (
        .clk(clk_p), .rst_n(por_n), .uv_mv, .hyst_mv, .detect_ticks, .validate_ticks,
        .mv(unit_mv[16*g+:16]), .uv(unit_warn[g]), .ok(unit_ok[g]));
    end

    for (g = 0; g < 2; g = g + 1) begin : g_controller
      rail u_rail (
        .clk(clk_p), .rst_n(por_n), .fall_mv(rail_fall_mv), .a_en(1'b1),
        .a_mv(unit_mv[16*g+:16]), .b_en(1'b0), .b_mv(16'd0), .a_feeds(), .b_feeds(),
        .mv(rail_mv[16*g+:16]));
      domain_ctl u_domain (
        .clk(clk_p), .rst_n(por_n), .logic_mv, .retention_mv, .supply_ok(unit_ok[g]),
        .mv(rail_mv[16*g+:16]), .on(rail_on[g]), .kept(rail_kept[g]));
    end

    for (g = 0; g < 2; g = g + 1) begin : g_fifo
      logic [15:0] feed_mv;
      logic        feed_ok;

      assign feed_mv = from_peer  ? unit_mv[16*(1-g)+:16]
                     : from_third ? unit_mv[16*THIRD+:16] : unit_mv[16*g+:16];
      assign feed_ok = from_peer ? unit_ok[1-g] : from_third ? unit_ok[THIRD] : unit_ok[g];

      // Only the power switch asks for unit_uv, and with a battery it is the own unit that feeds.
      fifo_supply u_supply (
        .clk(clk_p), .rst_n(por_n), .batt_fitted, .nominal_mv, .uv_mv, .logic_mv, .retention_mv,
        .fall_mv, .rise_mv, .rail_fall_mv, .detect_ticks, .switch_ticks, .battery_ticks,
        .charge_ticks, .age_pct, .low_pct, .unit_mv(feed_mv), .unit_uv(unit_warn[g]),
        .unit_ok(feed_ok), .batt_missing(batt_missing[g]), .batt_failed(batt_failed[g]),
        .batt_set(batt_set[g]), .batt_set_pct, .rail_mv(rail_mv[16*(2+g)+:16]),
        .on(rail_on[2+g]), .kept(rail_kept[2+g]), .on_battery(on_battery[g]),
        .batt_pct(batt_pct[7*g+:7]), .batt_ok(batt_ok[g]));

      always_ff @(posedge clk_p or negedge por_n) begin
        if (!por_n) fifo_safe[g] <= 1'b0;
        else        fifo_safe[g] <= batt_fitted ? batt_ok[g] : feed_ok;
      end
    end
  endgenerate

  `TWK_ASSERT_ON(a_on_is_kept, clk_p, por_n, (rail_on & ~rail_kept) == '0)
  `TWK_ASSERT_ON(a_ok_is_no_warning, clk_p, por_n, (unit_ok & unit_warn) == '0)
endmodule
