// SPDX-License-Identifier: Apache-2.0
// event_queue_proof: event_queue with a splitter that keeps to `room` and other sources that do
// what they like.
//
// lost: an event of the splitter always finds an entry, though it does not wait; an event that was
// taken, any, comes out behind exactly those that were inside before it, as it went in.
// A frame's event comes any number of clocks after its start; the next frame may start in the clock
// of the event. Records are told apart by one bit: the queue does not look at them.
module event_queue_proof #(
  parameter integer DEPTH = 8
) (
  input  logic       rst_n,
  input  logic       starts,      // the splitter begins a frame
  input  logic       ends,        // ... and reports it
  input  logic [2:0] valid,       // [0] is not used
  input  logic [2:0] bits,
  input  logic       ev_ready,
  input  logic       watch,       // take this event, if none is watched
  output logic       bad_lost,
  output logic       reach_lost   // one of the splitter's into the last entry
);
  localparam integer C_W = $clog2(DEPTH) + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic         room, dropped, ev_valid, under_way_q, done, push, pop, in_bit, out;
  logic [2:0]   src_valid, src_ready, in;
  logic [127:0] ev_rec;
  assign done      = under_way_q && ends;
  assign src_valid = {valid[2:1], done};
  event_queue #(.SOURCES(3), .DEPTH(DEPTH)) dut (
    .clk(1'b1), .rst_n(rst_n), .src_valid(src_valid), .src_ready(src_ready),
    .src_rec({127'd0, bits[2], 127'd0, bits[1], 127'd0, bits[0]}), .room(room),
    .ev_valid(ev_valid), .ev_ready(ev_ready), .ev_rec(ev_rec), .dropped(dropped));

  logic           watched_q, value_q;
  logic [C_W-1:0] inside_q, ahead_q;
  assign in     = src_valid & src_ready;
  assign push   = in != 3'd0;
  assign in_bit = (in & bits) != 3'd0;
  assign pop    = ev_valid && ev_ready;
  assign out    = watched_q && pop && ahead_q == '0;
  initial begin
    under_way_q = 1'b0;
    watched_q   = 1'b0;
    inside_q    = '0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      under_way_q <= 1'b0;
      watched_q   <= 1'b0;
      inside_q    <= '0;
    end else begin
      if (starts && room) under_way_q <= 1'b1;
      else if (done)      under_way_q <= 1'b0;
      inside_q <= inside_q + C_W'(push) - C_W'(pop);
      if (watched_q) begin
        watched_q <= !out;
        ahead_q   <= ahead_q - C_W'(pop);
      end else if (push && watch) begin
        watched_q <= 1'b1;
        value_q   <= in_bit;
        ahead_q   <= inside_q - C_W'(pop);
      end
    end
  end

  assign bad_lost   = rst_n && (dropped || (in & (in - 3'd1)) != 3'd0 || (pop && inside_q == '0) ||
                                (push && inside_q == C_W'(DEPTH)) ||
                                (out && ev_rec[0] != value_q));
  assign reach_lost = rst_n && done && inside_q == C_W'(DEPTH - 1) && watched_q;
endmodule
