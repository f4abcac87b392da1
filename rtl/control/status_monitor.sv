// SPDX-License-Identifier: Apache-2.0
// status_monitor: tells the firmware what the controller sees (record STAT): an EV_STATUS when some
// of it changed since the last one, and one with TICK every `tick_cycles`, the firmware's clock.
//
// Changes that come while an event waits are in it; one that came and went meanwhile is not told,
// so what must not be missed is latched before it comes here. While `calm`, the present flags,
// which come and go with every frame, make no event of their own.
// Latency: 1 clock from change to ev_valid.
// Reset: what was told is forgotten, and the first event follows SETTLE clocks later, when `stat`
// was sampled: an event never says what nobody has seen. Power loss: the same.
module status_monitor #(
  parameter integer SETTLE = 1        // clocks after reset until a sample of `stat` is believed
) (
  input  logic         clk,
  input  logic         rst_n,
  input  logic         managed,       // strap: low, nothing is told
  input  logic [31:0]  tick_cycles,   // strap, at least 1
  input  logic         calm,
  input  logic [31:0]  stat,
  output logic         ev_valid,
  input  logic         ev_ready,
  output logic [127:0] ev_rec
);
  logic [31:0] stat_q, told_q, count_q;
  logic [SETTLE-1:0] known_q;         // its last bit: stat_q is what is
  logic        tick_q, due;
  logic [31:0] heard;                 // what counts as a change
  localparam logic [31:0] PRESENT = (32'd1 << twk_pkg::STAT_PRESENT_LSB) |
                                    (32'd1 << twk_pkg::STAT_PEER_PRESENT_LSB);

  assign heard    = calm ? ~PRESENT : '1;
  assign due      = count_q + 32'd1 >= tick_cycles;
  assign ev_valid = managed && known_q[SETTLE-1] && (tick_q || ((stat_q ^ told_q) & heard) != '0);
  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]  = 4'(twk_pkg::EV_STATUS);
    ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = tick_q ? 4'(twk_pkg::FLAG_TICK) : 4'd0;
    ev_rec[twk_pkg::REC_SEQ_LSB+:32]  = stat_q;
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      stat_q  <= '0;
      known_q <= '0;
      told_q  <= '1;   // spare bits are 0, so this was never told
      count_q <= '0;
      tick_q  <= 1'b0;
    end else begin
      stat_q  <= stat;
      known_q <= SETTLE'({known_q, 1'b1});
      count_q <= due ? '0 : count_q + 1'b1;
      if (ev_valid && ev_ready) told_q <= stat_q;
      tick_q <= due || (tick_q && !(ev_valid && ev_ready));
    end
  end
endmodule
