// SPDX-License-Identifier: Apache-2.0
// write_splitter_proof: write_splitter in any mode but local, whatever host, firmware, FIFO and
// memories do; the mode changes at any time.
//
// ack: an ack with status OK is given only for a command of which every block went whole to the
// cache and whole to the FIFO, and both said good in the clock after its trailer.
// once: a command gets at most one answer from here, ack or ack_later.
// slot: a DATA frame of the host uses the slot taken for it, and each slot taken makes one frame.
module write_splitter_proof #(
  parameter integer DATA_W = 128
) (
  input  logic              rst_n,
  input  logic [1:0]        mode,
  input  logic              blk_valid,
  input  logic              blk_last,
  input  logic              data_valid,
  input  logic              free_valid,
  input  logic [15:0]       free_slot,
  input  logic              clean_valid,
  input  logic [127:0]      clean_rec,
  input  logic              rs_idle,
  input  logic              rs_valid,
  input  logic              rs_error,
  input  logic              event_room,
  input  logic              ack_room,
  input  logic              track_room,
  input  logic              fifo_ready,
  input  logic              cache_good,
  input  logic              fifo_good,
  output logic              bad_ack,
  output logic              lemma_ack,     // for a header of one beat
  output logic              reach_ack,     // a command of two blocks
  output logic              bad_once,
  output logic              reach_once,    // a second answer, to a second command
  output logic              bad_slot,
  output logic              reach_slot     // a frame's last beat in a slot that is not the first
);
  localparam integer FRAME = 128 / DATA_W + twk_pkg::BLOCK_BITS / DATA_W + 1;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);
  always_comb assume (mode != 2'(twk_pkg::MODE_LOCAL));

  logic        blk_ready, free_ready, st_cache, st_fifo, st_sof, st_eof, done_valid, done_clean;
  logic        done_resend, done_ack, done_ack_later;
  logic [3:0]  done_status;
  logic [15:0] st_slot;
  write_splitter #(.DATA_W(DATA_W)) dut (
    .clk(1'b1), .rst_n(rst_n), .mode(mode), .epoch(8'd1), .blk_valid(blk_valid),
    .blk_ready(blk_ready), .blk_tag(8'd0), .blk_count(16'd0), .blk_last(blk_last),
    .blk_lba(40'd0), .data_valid(data_valid), .data_ready(), .data('0), .free_valid(free_valid),
    .free_ready(free_ready), .free_slot(free_slot), .clean_valid(clean_valid), .clean_ready(),
    .clean_rec(clean_rec), .rs_start(), .rs_idle(rs_idle), .rs_slot(), .rs_valid(rs_valid),
    .rs_ready(), .rs_data('0), .rs_error(rs_error), .event_room(event_room),
    .ack_room(ack_room), .track_room(track_room), .st_cache(st_cache), .st_fifo(st_fifo),
    .st_sof(st_sof), .st_eof(st_eof), .st_payload(), .st_data(), .st_slot(st_slot), .st_beat(),
    .fifo_ready(fifo_ready), .cache_good(cache_good), .fifo_good(fifo_good),
    .done_valid(done_valid), .done_clean(done_clean), .done_resend(done_resend), .done_good(),
    .done_mirrored(), .done_ack(done_ack), .done_status(done_status),
    .done_ack_later(done_ack_later), .done_rec(), .stall_fifo(), .stall_slot(), .stall_room());

  // The host port offers one block until it is taken.
  logic offered_q, last_q;
  always_comb assume (!offered_q || (blk_valid && blk_last == last_q));

  // Beats of this frame that each memory took; what both said of the command's blocks so far.
  logic [7:0]  cache_q, fifo_q;
  logic        whole_q;       // the last frame went whole to both
  logic        all_q;         // so did the command's blocks before it, and both confirmed
  logic        two_q;         // there were some
  logic        answered_q, begun_q;
  logic        block, confirmed, to_fifo;
  logic [15:0] slot_q;
  logic        taken_q;       // and not yet made a frame

  assign to_fifo   = st_fifo && fifo_ready;
  assign block     = done_valid && !done_clean && !done_resend;
  assign confirmed = all_q && whole_q && cache_good && fifo_good;
  initial begin
    offered_q  = 1'b0;
    last_q     = 1'b0;
    cache_q    = '0;
    fifo_q     = '0;
    whole_q    = 1'b0;
    all_q      = 1'b1;
    two_q      = 1'b0;
    answered_q = 1'b0;
    begun_q    = 1'b1;
    slot_q     = '0;
    taken_q    = 1'b0;
  end
  // The block just reported ends its command when the host port said so as it gave it.
  logic ended_q;
  initial ended_q = 1'b0;
  always_ff @(posedge step) begin
    if (!rst_n) begin
      offered_q  <= 1'b0;
      cache_q    <= '0;
      fifo_q     <= '0;
      whole_q    <= 1'b0;
      all_q      <= 1'b1;
      two_q      <= 1'b0;
      taken_q    <= 1'b0;
      begun_q    <= 1'b1;
      answered_q <= 1'b0;
      ended_q    <= 1'b0;
    end else begin
      offered_q <= blk_valid && !blk_ready;
      last_q    <= blk_last;
      ended_q   <= blk_valid && blk_ready && blk_last;
      begun_q   <= begun_q && !blk_ready;
      if (st_cache) cache_q <= (st_sof ? 8'd0 : cache_q) + 8'd1;
      if (to_fifo)  fifo_q  <= (st_sof ? 8'd0 : fifo_q) + 8'd1;
      whole_q <= st_eof && st_cache && to_fifo && cache_q == 8'(FRAME - 1) &&
                 fifo_q == 8'(FRAME - 1);
      if (block) begin
        all_q <= ended_q || confirmed;
        two_q <= !ended_q;
      end
      if (block && ended_q && done_ack) answered_q <= 1'b1;
      if (free_valid && free_ready) begin
        slot_q  <= free_slot;
        taken_q <= 1'b1;
      end else if (st_cache && st_eof) begin
        taken_q <= 1'b0;
      end
    end
  end

  assign bad_ack    = done_ack && done_status == 4'd0 && !(block && ended_q && confirmed);
  assign reach_ack  = done_ack && done_status == 4'd0 && two_q;
  assign bad_once   = (done_ack && done_ack_later) ||
                      ((done_ack || done_ack_later) && !(block && ended_q));
  assign reach_once = answered_q && done_ack_later && mode == 2'(twk_pkg::MODE_SYNC);
  assign bad_slot   = (st_cache && !(taken_q && st_slot == slot_q)) ||
                      (free_valid && free_ready && taken_q && rst_n);
  assign reach_slot = st_cache && st_eof && st_slot == 16'd5 && !begun_q;

  // ---- lemmas, for ack: both memories have as much of a frame as the splitter has made
  (* hierconn *) logic [1:0]  \dut.state_q , \dut.mode_q , \dut.done_mode ;
  (* hierconn *) logic [15:0] \dut.beat_q ;
  (* hierconn *) logic \dut.mirrored_q , \dut.clean_q , \dut.resend_q , \dut.last_q ,
                       \dut.done_last , \dut.failed_q , \dut.owed_q , \dut.done_mirrored ;
  logic [7:0] made;
  logic       frame, modes, reported;
  assign made     = \dut.state_q == 2'd3 ? 8'(FRAME - 1) : 8'd1 + \dut.beat_q [7:0];
  assign frame    = \dut.state_q == 2'd0 || \dut.clean_q || \dut.resend_q ||
                    (offered_q && \dut.last_q == last_q &&
                     (\dut.state_q == 2'd3 ||
                      \dut.beat_q < (\dut.state_q == 2'd2 ? 16'(FRAME - 2) : 16'd1)) &&
                     (\dut.state_q == 2'd1 ||
                      (cache_q == made && (!\dut.mirrored_q || fifo_q == made))));
  assign modes    = \dut.state_q == 2'd0 ||
                    (\dut.mirrored_q ? \dut.mode_q < 2'(twk_pkg::MODE_THROUGH)
                                     : \dut.mode_q == 2'(twk_pkg::MODE_THROUGH));
  assign reported = !block || (\dut.done_last == ended_q &&
                    (\dut.done_mode < 2'(twk_pkg::MODE_THROUGH)
                       ? whole_q && \dut.done_mirrored
                       : \dut.done_mode == 2'(twk_pkg::MODE_THROUGH)));
  assign lemma_ack = bad_ack || (rst_n && !(frame && modes && reported &&
                                            (\dut.failed_q || \dut.owed_q || all_q)));
endmodule
