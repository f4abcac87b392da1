// SPDX-License-Identifier: Apache-2.0
// mirror_tracker_proof: mirror_tracker, which acknowledges in mode sync, whatever frames it is told
// of, verdicts of any epoch come, and the FIFO's rail does. The splitter keeps to `room`.
//
// commit: an ack is given only for a command's last frame, in the clock in which the peer's verdict
// on that frame is there and says committed, with the rail good.
// lost: a command of which a block was lost is not acknowledged here.
// Any one frame is watched; a frame is known by how many were listed before it.
module mirror_tracker_proof #(
  parameter integer DEPTH = 4
) (
  input  logic       rst_n,
  input  logic       mirror_up,
  input  logic       off,
  input  logic       starts,        // the splitter begins a frame
  input  logic       ends,          // ... and ends it
  input  logic       clean,
  input  logic       resend,
  input  logic       mirrored,
  input  logic       headless,
  input  logic       last,
  input  logic       sync,          // the tracker acknowledges it
  input  logic       msg_valid,
  input  logic       msg_ok,
  input  logic [7:0] msg_epoch,
  input  logic       ack_ready,
  input  logic       ev_ready,
  input  logic       watch,         // take this frame, if none is watched
  output logic       bad_commit,
  output logic       reach_commit,  // an ack, after the rail was down
  output logic       bad_lost,
  output logic       reach_lost     // the last frame of such a command is there, and committed
);
  localparam logic [7:0] EPOCH = 8'd1;
  localparam integer     C_W   = $clog2(DEPTH) + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  // ---- the splitter: a frame begins when there is room, and is told of later, once
  logic         under_way_q, done, room, push;
  logic         ack_later;
  logic [127:0] rec;
  assign done      = under_way_q && ends;
  assign ack_later = sync && last && !clean && !resend;
  always_comb assume (!clean || !resend);
  always_comb begin
    rec = '0;
    if (!clean && !resend) rec[twk_pkg::REC_FLAGS_LSB+:4] = last ? 4'(twk_pkg::FLAG_LAST) : 4'd0;
  end
  initial under_way_q = 1'b0;
  always_ff @(posedge step) begin
    if (!rst_n)               under_way_q <= 1'b0;
    else if (starts && room)  under_way_q <= 1'b1;   // also in the clock of the one before
    else if (done)            under_way_q <= 1'b0;
  end

  // A verdict waits until it is taken; one on a frame of this life has a frame.
  logic       waits_q, ok_q, msg_ready;
  logic [7:0] epoch_q;
  always_comb assume (!waits_q || (msg_valid && msg_ok == ok_q && msg_epoch == epoch_q));
  initial waits_q = 1'b0;
  always_ff @(posedge step) begin
    waits_q <= rst_n && msg_valid && !msg_ready;
    ok_q    <= msg_ok;
    epoch_q <= msg_epoch;
  end

  logic        ack_valid, ev_valid;
  mirror_tracker #(.DEPTH(DEPTH)) dut (
    .clk(1'b1), .rst_n(rst_n), .epoch(EPOCH), .mirror_up(mirror_up), .off(off),
    .done_valid(done), .done_clean(clean), .done_resend(resend), .done_mirrored(mirrored),
    .done_headless(headless), .done_ack_later(ack_later), .done_rec(rec), .room(room), .empty(),
    .msg_valid(msg_valid), .msg_ready(msg_ready), .msg_ok(msg_ok), .msg_epoch(msg_epoch),
    .ack_valid(ack_valid), .ack_ready(ack_ready), .ack(), .ev_valid(ev_valid),
    .ev_ready(ev_ready), .ev_rec(), .resolve(), .forgotten());

  // ---- what is listed, and what is settled: by a verdict of this life, or lost with the rail
  logic [C_W-1:0] inside_q;
  logic           verdict, settles, down_q;
  assign push    = done && mirrored && (clean || resend || !headless);
  assign verdict = msg_valid && (msg_epoch == EPOCH || msg_epoch == 8'd0) && mirror_up &&
                   inside_q != '0;
  assign settles = (ev_valid && ev_ready) || (ack_valid && ack_ready) || (verdict && msg_ready);

  // ---- the watched frame, a block of a host's command, and the last block of that command
  logic [C_W-1:0] before_q, end_before_q;   // listed before it, not yet settled
  logic           watched_q, later_q;
  logic           settled_q, lost_q;        // what became of the watched one
  logic           ended_q;                  // the command's last block is listed
  logic           at_head, end_at_head, ours;
  assign ours        = push && !clean && !resend;
  assign at_head     = watched_q && !settled_q && before_q == '0;
  assign end_at_head = watched_q && ended_q && end_before_q == '0;
  initial begin
    inside_q  = '0;
    watched_q = 1'b0;
    down_q    = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      inside_q  <= '0;
      watched_q <= 1'b0;
      down_q    <= 1'b0;
    end else begin
      inside_q <= inside_q + C_W'(push) - C_W'(settles);
      down_q   <= down_q || (!mirror_up && inside_q != '0);
      if (!watched_q) begin
        if (ours && watch) begin
          watched_q    <= 1'b1;
          before_q     <= inside_q - C_W'(settles);
          end_before_q <= inside_q - C_W'(settles);
          ended_q      <= last;
          later_q      <= ack_later;
          settled_q    <= 1'b0;
          lost_q       <= 1'b0;
        end
      end else begin
        if (settles && !settled_q) begin
          if (before_q == '0) begin
            settled_q <= 1'b1;
            lost_q    <= !(verdict && msg_ok);
          end else begin
            before_q <= before_q - 1'b1;
          end
        end
        if (ended_q) begin
          if (settles && end_before_q == '0) watched_q <= 1'b0;
          else if (settles) end_before_q <= end_before_q - 1'b1;
        end else if (ours && last) begin
          ended_q      <= 1'b1;
          end_before_q <= inside_q - C_W'(settles);
        end
      end
    end
  end

  assign bad_commit   = rst_n && ack_valid &&
                        (!(verdict && msg_ok) || (at_head && !later_q));
  assign reach_commit = rst_n && ack_valid && down_q;
  assign bad_lost     = rst_n && end_at_head && ack_valid && settled_q && lost_q;
  assign reach_lost   = rst_n && end_at_head && verdict && msg_ok && settled_q && lost_q;
endmodule
