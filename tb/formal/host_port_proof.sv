// SPDX-License-Identifier: Apache-2.0
// host_port_proof: host_port under any control word.
//
// pause: while `paused` is told no block, event or answer leaves; none begins until pause ends.
// own: nothing is stored, read or flushed for a volume that the control word did not name when the
// command was first looked at. With no volume named, every command ends NOT_OWNER or RANGE.
module host_port_proof (
  input  logic         rst_n,
  input  logic [twk_pkg::VOLUMES-1:0] own,
  input  logic         pause,
  input  logic         hc_valid,
  input  logic [3:0]   hc_op,
  input  logic [15:0]  hc_count,
  input  logic [39:0]  hc_lba,
  input  logic         blk_ready,
  input  logic         ev_ready,
  input  logic         ack_ready,
  output logic         bad_pause,
  output logic         reach_pause,   // paused with a command waiting, after one was served
  output logic         bad_own,
  output logic         reach_own      // refused
);
  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic        paused, hc_ready, blk_valid, blk_last, ev_valid, ack_valid;
  logic [11:0] ack;
  host_port dut (
    .clk(1'b1), .rst_n(rst_n), .vol_blocks(40'd16), .own(own),
    .pause(pause), .paused(paused), .hc_valid(hc_valid), .hc_ready(hc_ready), .hc_op(hc_op),
    .hc_tag(8'd0), .hc_count(hc_count), .hc_lba(hc_lba), .hw_tag(), .hw_block(),
    .blk_valid(blk_valid), .blk_ready(blk_ready), .blk_tag(), .blk_count(), .blk_last(blk_last),
    .blk_lba(), .ev_valid(ev_valid), .ev_ready(ev_ready), .ev_rec(), .ack_valid(ack_valid),
    .ack_ready(ack_ready), .ack(ack));

  logic acts, ends, under_way_q, fenced_q, served_q;   // fenced: no volume since it was looked at
  assign acts = blk_valid || ev_valid || ack_valid;
  assign ends = (blk_valid && blk_ready && blk_last) || (ev_valid && ev_ready) ||
                (ack_valid && ack_ready);
  initial begin
    under_way_q = 1'b0;
    fenced_q    = 1'b0;
    served_q    = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      under_way_q <= 1'b0;
      fenced_q    <= 1'b0;
      served_q    <= 1'b0;
    end else begin
      under_way_q <= acts && !ends;
      if (!under_way_q) fenced_q <= own == '0;
      served_q <= served_q || (blk_valid && ends);
    end
  end

  assign bad_pause   = acts && (paused || (pause && !under_way_q));
  assign reach_pause = rst_n && paused && served_q && !hc_ready;
  assign bad_own     = (blk_valid || ev_valid) && (under_way_q ? fenced_q : own == '0);
  assign reach_own   = ack_valid && ack[11:8] == 4'(twk_pkg::STATUS_NOT_OWNER) && served_q;
endmodule
