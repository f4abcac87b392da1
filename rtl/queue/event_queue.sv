// SPDX-License-Identifier: Apache-2.0
// event_queue: the one queue of events from RTL to the controller's firmware.
//
// Source 0 is the splitter: it cannot wait, so two entries are kept for it and `room` tells it
// whether a further frame may start. The other sources take turns.
// Latency: 1 clock from a source's valid to the queue's output when empty.
// Reset: empty. Power loss: contents are lost with the controller's rail, as its firmware is.
`include "twk_assert.svh"
module event_queue #(
  parameter integer SOURCES = 7,    // 2 .. 8
  parameter integer DEPTH   = 64
) (
  input  logic                   clk,
  input  logic                   rst_n,
  input  logic [SOURCES-1:0]     src_valid,
  output logic [SOURCES-1:0]     src_ready,   // [0] is constantly high
  input  logic [SOURCES*128-1:0] src_rec,
  output logic                   room,
  output logic                   ev_valid,
  input  logic                   ev_ready,
  output logic [127:0]           ev_rec,
  output logic                   dropped      // must never be: a splitter event found no entry
);
  localparam integer A = $clog2(DEPTH);

  logic [A:0]         count;
  logic [2:0]         turn_q, pick;
  logic               push, push_ready;
  logic [127:0]       rec;
  logic               waiting;
  logic [SOURCES*128-1:0] shifted;

  assign room    = count <= (A+1)'(DEPTH - 2);
  assign dropped = src_valid[0] && !push_ready;

  assign waiting = !src_valid[0] && count < (A+1)'(DEPTH - 2) && (src_valid >> 1) != '0;

  // First waiting source after the one served last.
  function automatic [2:0] next_source(input [SOURCES-1:0] valid, input [2:0] turn);
    integer i;
    begin
      next_source = 3'd0;
      for (i = SOURCES - 1; i >= 1; i = i - 1) if (valid[i]) next_source = 3'(i);
      for (i = SOURCES - 1; i >= 1; i = i - 1) if (valid[i] && 3'(i) > turn) next_source = 3'(i);
    end
  endfunction

  // pick 0 is the splitter, which always may.
  always_comb begin
    pick = 3'd0;
    if (waiting) pick = next_source(src_valid, turn_q);
  end
  genvar g;
  generate
    assign src_ready[0] = 1'b1;
    for (g = 1; g < SOURCES; g = g + 1) begin : g_ready
      assign src_ready[g] = waiting && pick == 3'(g);
    end
  endgenerate
  assign shifted = src_rec >> {pick, 7'd0};
  assign rec     = shifted[127:0];
  assign push = src_valid[0] || waiting;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n)   turn_q <= 3'd0;
    else if (waiting) turn_q <= pick;
  end

  sync_fifo #(.W(128), .DEPTH(DEPTH)) u_queue (
    .clk(clk), .rst_n(rst_n), .push_valid(push), .push_ready(push_ready), .push_data(rec),
    .pop_valid(ev_valid), .pop_ready(ev_ready), .pop_data(ev_rec), .count(count));

  `TWK_ASSERT(a_splitter_served, !dropped)
endmodule
