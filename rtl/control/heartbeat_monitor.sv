// SPDX-License-Identifier: Apache-2.0
// heartbeat_monitor: is the peer's firmware alive, as far as the link can tell?
//
// A beat is a change of `beat`. seen: one came since the link came up. silent: none came for
// `limit_cycles` while the link was up; a link that is down says nothing about the peer.
// link_status gives 0 until it hears the peer, so the first change may be no beat but the level at
// which it stands: a peer that hangs with it at 1 is seen when the link comes up, and silent
// limit_cycles later, as it would be if it had hung then. So seen means heard; who asks whether it
// lives asks for silent, too.
// Latency: 1 clock; by then other bits that the link brought with the beat are there, also late
// ones. Reset and power loss: nothing is known.
`include "twk_assert.svh"
module heartbeat_monitor (
  input  logic        clk,
  input  logic        rst_n,
  input  logic [31:0] limit_cycles,   // strap
  input  logic        link_up,
  input  logic        beat,
  output logic        seen,
  output logic        silent
);
  logic        beat_q;
  logic [31:0] count_q;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      beat_q  <= 1'b0;
      count_q <= '0;
      seen    <= 1'b0;
      silent  <= 1'b0;
    end else begin
      beat_q <= beat;
      if (!link_up) begin
        count_q <= '0;
        seen    <= 1'b0;
        silent  <= 1'b0;
      end else if (beat != beat_q) begin
        count_q <= '0;
        seen    <= 1'b1;
        silent  <= 1'b0;
      end else if (count_q >= limit_cycles) begin
        silent <= 1'b1;
      end else begin
        count_q <= count_q + 1'b1;
      end
    end
  end

  `TWK_ASSERT(a_silent_after_limit, !silent || count_q >= limit_cycles || !link_up)
endmodule
