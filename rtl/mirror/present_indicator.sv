// SPDX-License-Identifier: Apache-2.0
// present_indicator: the data-remaining lamp of one mirror FIFO, and "safe to remove" for
// maintenance.
//
// Errs on the side of data. The lamp is lit by one sample of `present`, and goes dark only when
// `present` was 0 for min_on_ticks in a row, so no glitch hides data and every blink is seen. While
// the rail is off the flag is isolated and says nothing: the lamp holds what it showed, and
// safe_to_remove is 0. The same until the first believable sample after the rail came on.
// safe_to_remove: the lamp is dark and nothing was present nor busy for settle_ticks in a row; it
// falls with the first sign of either.
// Latency: 2 edges of the synchroniser (3 with random delay) and 1 tick.
// Timing: `present` and `busy` are levels of the FIFO's clocks. Reset: lamp lit until the first
// min_on_ticks without data; not safe. Power loss: stands on the standby supply.
`include "twk_assert.svh"
module present_indicator #(
  parameter integer TICK_W = 32,   // bits of a time in ticks
  parameter integer SALT   = 1
) (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [TICK_W-1:0] min_on_ticks,
  input  logic [TICK_W-1:0] settle_ticks,
  input  logic        rail_on,        // the FIFO's, in clk
  // from the FIFO, isolated while its rail is off
  input  logic        present,
  input  logic        busy,           // a frame is being written or drained
  output logic        indicator,
  output logic        safe_to_remove
);
  localparam integer SYNC_TICKS = 3;  // after these the synchroniser has nothing isolated any more

  logic                  present_s, busy_s, believed, clear, still, dark, settled;
  logic [SYNC_TICKS-1:0] on_q;
  logic [TICK_W-1:0]     clear_q;  // ticks without data, at most all ones
  logic [TICK_W-1:0]     still_q;  // ticks without data or movement

  cdc_sync #(.W(2), .SALT(SALT)) u_sync (
    .clk, .rst_n, .d({present, busy}), .q({present_s, busy_s}));

  assign believed = rail_on && on_q == '1;
  assign clear    = believed && !present_s;
  assign still    = clear && !busy_s;
  assign dark     = {1'b0, clear_q} + (TICK_W+1)'(1) >= {1'b0, min_on_ticks};
  assign settled  = {1'b0, still_q} + (TICK_W+1)'(1) >= {1'b0, settle_ticks};

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      on_q           <= '0;
      clear_q        <= '0;
      still_q        <= '0;
      indicator      <= 1'b1;
      safe_to_remove <= 1'b0;
    end else begin
      on_q    <= {on_q[SYNC_TICKS-2:0], rail_on};
      clear_q <= !clear ? '0 : clear_q + TICK_W'(clear_q != '1);
      still_q <= !still ? '0 : still_q + TICK_W'(still_q != '1);
      if (present_s)           indicator <= 1'b1;
      else if (clear && dark)  indicator <= 1'b0;
      safe_to_remove <= still && !indicator && settled;
    end
  end

  `TWK_ASSERT(a_safe_is_dark, !(safe_to_remove && indicator))
endmodule
