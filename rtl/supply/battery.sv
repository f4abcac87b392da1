// SPDX-License-Identifier: Apache-2.0
// battery: what a battery and its converter give, and how full it is, in ticks of load.
// Supply model: not to be synthesized into the product.
//
// A new one carries the load capacity_ticks, an aged one capacity_ticks * age_pct / 100. Loading
// takes one a tick; charging gives one every charge_ticks; a loaded battery is not charged. The
// output rises to nominal_mv while there is charge and falls by fall_mv a tick when there is none;
// missing or failed it is 0 at the next tick, and charge stands still.
// `pct` counts in capacity of a new one, since that is what tells how long the load is carried: an
// aged one never shows 100. It is rounded down, and 0 while missing.
// Latency: 1 tick to charge, 1 more to mv and pct. Reset: full, at the first tick after it.
module battery #(
  parameter integer TICK_W = 32   // bits of capacity_ticks
) (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [15:0] nominal_mv,
  input  logic [15:0] rise_mv,
  input  logic [15:0] fall_mv,
  input  logic [TICK_W-1:0] capacity_ticks,  // 0: has none
  input  logic [6:0]  age_pct,         // 100: new
  input  logic [15:0] charge_ticks,    // 0 is taken as 1
  // the world
  input  logic        missing,
  input  logic        failed,
  input  logic        charge_en,
  input  logic        load_en,
  input  logic        set_en,          // forces the charge to set_pct of a new one's, or to full
  input  logic [6:0]  set_pct,
  output logic [15:0] mv,
  output logic [6:0]  pct
);
  localparam integer PCT_W = TICK_W + 7;   // a charge in percent

  logic [TICK_W-1:0] charge_q, full, set;
  logic [15:0] pause_q;   // ticks since the last one charged
  logic        filled_q;  // no longer as reset left it
  logic        works;

  assign works = !missing && !failed;
  assign full  = age_pct >= 7'd100 ? capacity_ticks : TICK_W'(
                   PCT_W'(capacity_ticks) * PCT_W'(age_pct) / PCT_W'(100));
  assign set   = set_pct >= 7'd100 ? capacity_ticks : TICK_W'(
                   PCT_W'(capacity_ticks) * PCT_W'(set_pct) / PCT_W'(100));

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      filled_q <= 1'b0;
      charge_q <= '0;
      pause_q  <= '0;
      pct      <= '0;
    end else begin
      filled_q <= 1'b1;
      pause_q  <= '0;
      if (!filled_q) begin
        charge_q <= full;
      end else if (set_en) begin
        charge_q <= set < full ? set : full;
      end else if (charge_q > full) begin
        charge_q <= full;
      end else if (works && load_en) begin
        if (charge_q != '0) charge_q <= charge_q - 1'b1;
      end else if (works && charge_en && charge_q != full) begin
        if ({1'b0, pause_q} + 17'd1 >= {1'b0, charge_ticks}) charge_q <= charge_q + 1'b1;
        else                                                 pause_q  <= pause_q + 1'b1;
      end
      pct <= missing || capacity_ticks == '0 ? '0
             : 7'(PCT_W'(charge_q) * PCT_W'(100) / PCT_W'(capacity_ticks));
    end
  end

  ramp u_output (
    .clk, .rst_n, .rise_mv, .fall_mv, .target_mv(charge_q != '0 ? nominal_mv : '0),
    .collapse(!works), .mv);
endmodule
