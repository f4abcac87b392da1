// SPDX-License-Identifier: Apache-2.0
// mirror_tracker: the owner's list of frames that the peer has not yet committed, in frame order.
//
// Each verdict from the drain settles the oldest frame. Committed: in mode sync the last frame of a
// command acknowledges it. Not committed (uncorrectable in the FIFO): the firmware hears
// MIRROR_LOST and protects the block otherwise; a command in sync that lost a block is then not
// acknowledged here (HELD). A RESEND is no command's, whatever becomes of it. When the FIFO's rail
// goes down every frame listed is lost, however soon it is back; verdicts wait until those are
// settled. A frame that lost its start with the rail is not listed if it is a host block, which the
// splitter refused, and lost like those before it if it is a CLEAN or RESEND.
// Verdicts of another epoch belong to an earlier life of this controller and are passed over; epoch
// 0 is no life's: the drain could not read it.
// forgotten: the peer has taken a CLEAN that says FORGET, so it holds nothing from before.
// resolve: the firmware's CLEAN or RESEND with LOST says that a lost block is safe, or here again;
// one for each loss that the FIFO counts. One that the splitter dropped half way says nothing. The
// FIFO does not count losses of its rail: their answers are told apart by number alone and taken
// first, so that no resolve comes early. With `off` all is settled: the firmware answers nothing
// from before, and the list runs empty.
// Latency: 1 clock from verdict to ack or event. Reset and power loss: the list is lost.
`include "twk_assert.svh"
module mirror_tracker #(
  parameter integer DEPTH = 128   // frames under way
) (
  input  logic         clk,
  input  logic         rst_n,
  input  logic [7:0]   epoch,
  input  logic         mirror_up,     // the FIFO's rail is good
  input  logic         off,           // control word: the own mirror path is held empty
  // splitter: a frame is in the FIFO
  input  logic         done_valid,
  input  logic         done_clean,
  input  logic         done_resend,
  input  logic         done_mirrored,
  input  logic         done_headless, // the rail was down since its first beat
  input  logic         done_ack_later,
  input  logic [127:0] done_rec,
  output logic         room,
  output logic         empty,
  // verdicts
  input  logic         msg_valid,
  output logic         msg_ready,
  input  logic         msg_ok,
  input  logic [7:0]   msg_epoch,
  // host
  output logic         ack_valid,
  input  logic         ack_ready,
  output logic [11:0]  ack,
  // firmware
  output logic         ev_valid,
  input  logic         ev_ready,
  output logic [127:0] ev_rec,
  // FIFO
  output logic         resolve,
  // status
  output logic         forgotten
);
  localparam integer A = $clog2(DEPTH);

  logic         head, pop, mine, settled, ok, last, clean, resend, forget, ack_later;
  logic         damaged_q, hold, lost;
  logic         push_ready;
  logic [7:0]   tag;
  logic [15:0]  slot;
  logic [31:0]  seq;
  logic [A:0]   count;
  logic [A:0]   stale_q;      // frames listed that the rail took with it
  logic [15:0]  owed_q;       // losses not yet answered that the FIFO counts ...
  logic [15:0]  void_q;       // ... and those it does not
  logic         push, gone, loss, answered;
  logic [3:0]   flags;

  assign flags    = done_rec[twk_pkg::REC_FLAGS_LSB+:4];
  assign empty    = count == '0;
  assign room     = count <= (A+1)'(DEPTH - 2);
  assign push     = done_valid && done_mirrored &&
                    (done_clean || done_resend || !done_headless);
  assign mine     = msg_epoch == 8'd0 ? head : msg_epoch == epoch;
  assign gone     = !mirror_up || stale_q != '0;
  assign settled  = head && ((msg_valid && mine) || gone);
  assign ok       = !gone && msg_ok;
  assign lost     = settled && !ok;
  assign hold     = settled && ack_later && (lost || damaged_q);

  // One settled frame makes at most one ack or one event.
  assign ev_valid  = lost || hold;
  assign ack_valid = settled && ok && ack_later && !damaged_q;
  assign pop       = settled && (!ev_valid || ev_ready) && (!ack_valid || ack_ready);
  assign msg_ready = !mirror_up || !mine || (!gone && pop);
  assign ack       = {4'(twk_pkg::STATUS_OK), tag};
  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]  = 4'(twk_pkg::EV_MIRROR_LOST);
    ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = (hold ? 4'(twk_pkg::FLAG_HELD) : 4'd0) |
        (lost ? (clean ? 4'(twk_pkg::FLAG_LOST_CLEAN) : 4'(twk_pkg::FLAG_LOST)) : 4'd0);
    ev_rec[twk_pkg::REC_TAG_LSB+:8]   = tag;
    ev_rec[twk_pkg::REC_SLOT_LSB+:16] = slot;
    ev_rec[twk_pkg::REC_SEQ_LSB+:32]  = seq;
  end

  sync_fifo #(.W(61), .DEPTH(DEPTH)) u_list (
    .clk(clk), .rst_n(rst_n), .push_valid(push), .push_ready(push_ready),
    .push_data({done_resend,
                done_clean && done_rec[twk_pkg::REC_COUNT_LSB+:16] == 16'(twk_pkg::NOTE_FORGET),
                done_clean, !done_clean && !done_resend && (flags & 4'(twk_pkg::FLAG_LAST)) != 4'd0,
                done_ack_later,
                done_rec[twk_pkg::REC_TAG_LSB+:8], done_rec[twk_pkg::REC_SLOT_LSB+:16],
                done_rec[twk_pkg::REC_SEQ_LSB+:32]}),
    .pop_valid(head), .pop_ready(pop),
    .pop_data({resend, forget, clean, last, ack_later, tag, slot, seq}),
    .count(count));

  assign forgotten = pop && ok && forget;
  assign answered = done_valid && done_mirrored && (done_clean || done_resend) &&
                    (flags & 4'(twk_pkg::FLAG_LOST)) != 4'd0;
  assign resolve  = answered && mirror_up && void_q == '0 && owed_q != '0;
  assign loss     = pop && lost && !clean;
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      damaged_q <= 1'b0;
      stale_q   <= '0;
      owed_q    <= '0;
      void_q    <= '0;
    end else begin
      if (pop && !clean && !resend) damaged_q <= !last && (damaged_q || lost);
      if (!mirror_up || (push && done_headless)) stale_q <= count - (A+1)'(pop) + (A+1)'(push);
      else if (pop && stale_q != '0) stale_q <= stale_q - 1'b1;
      owed_q <= mirror_up ? owed_q + 16'(loss && !gone) - 16'(resolve) : '0;
      void_q <= off ? '0 : void_q + 16'(loss && gone) - 16'(answered && void_q != '0) +
                           (mirror_up ? 16'd0 : owed_q);
    end
  end

  `TWK_ASSERT(a_forgotten, !forgotten || (clean && !gone))
  `TWK_ASSERT(a_resolve_mirrored, !resolve || (done_mirrored && owed_q != '0))
  `TWK_ASSERT(a_room, !push || push_ready)
  `TWK_ASSERT(a_verdict_has_frame, !(msg_valid && mine && !gone) || head)
endmodule
