// SPDX-License-Identifier: Apache-2.0
// write_splitter: makes frames of host blocks and of the firmware's CLEAN and RESEND commands, and
// gives every beat of a host block to the owner's cache and the mirror FIFO in the same clock.
//
// A DATA frame starts when the host port offers a block, a slot is free, no CLEAN waits, and there
// is room for what must follow: an event, an ack, a tracker entry. CLEAN and RESEND go first: that
// is what keeps them ahead of any frame that reuses their slot. A RESEND's payload comes out of the
// cache; if that cannot be read, its trailer is made wrong, so that nobody takes the frame.
// Both memories check what arrived and confirm one clock after the trailer; in that clock the block
// is reported (WRITE_STORED or WRITE_FAILED) and, on a command's last block in modes early and
// local, acknowledged.
// Ack latency from the first payload beat, nothing waiting: beats + 2 clocks (trailer, confirm).
// Mode is taken at the first beat of a frame; through and local send nothing to the FIFO, and drop
// CLEANs and RESENDs. When the mode stops mirroring while a frame is under way, it goes on without
// the FIFO: the block has one copy (UNMIRRORED), and the ack of its command is the firmware's (OWED
// with the last block), as it always is in mode through.
// Reset: the frame under way is cut; seq starts again, which a new epoch must cover. Power loss:
// the same.
`include "twk_assert.svh"
module write_splitter #(
  parameter integer DATA_W  = 64,
  parameter integer STALL_W = 32    // bits of the counters of stalls, which wrap
) (
  input  logic              clk,
  input  logic              rst_n,
  input  logic [1:0]        mode,           // MODE_*
  input  logic [7:0]        epoch,
  // host port: the next block to write, and its data
  input  logic              blk_valid,
  output logic              blk_ready,      // taken with its last beat
  input  logic [7:0]        blk_tag,
  input  logic [15:0]       blk_count,      // index in its command
  input  logic              blk_last,
  input  logic [39:0]       blk_lba,
  input  logic              data_valid,
  output logic              data_ready,
  input  logic [DATA_W-1:0] data,
  // queues from the controller
  input  logic              free_valid,
  output logic              free_ready,
  input  logic [15:0]       free_slot,
  input  logic              clean_valid,
  output logic              clean_ready,
  input  logic [127:0]      clean_rec,      // CLEAN or RESEND
  // the block of a RESEND, out of the cache
  output logic              rs_start,
  input  logic              rs_idle,
  output logic [15:0]       rs_slot,
  input  logic              rs_valid,
  output logic              rs_ready,
  input  logic [DATA_W-1:0] rs_data,
  input  logic              rs_error,       // with the last beat
  // room downstream
  input  logic              event_room,
  input  logic              ack_room,
  input  logic              track_room,
  // the stream that both memories see
  output logic              st_cache,       // beat for the cache
  output logic              st_fifo,        // beat for the mirror FIFO, moves when fifo_ready
  output logic              st_sof,
  output logic              st_eof,
  output logic              st_payload,
  output logic [DATA_W-1:0] st_data,
  output logic [15:0]       st_slot,
  output logic [15:0]       st_beat,
  input  logic              fifo_ready,
  // confirmations
  input  logic              cache_good,
  input  logic              fifo_good,
  // outcome of a frame, one clock after its trailer
  output logic              done_valid,
  output logic              done_clean,
  output logic              done_resend,
  output logic              done_good,
  output logic              done_mirrored,
  output logic              done_ack,       // answer the host now, with done_status
  output logic [3:0]        done_status,
  output logic              done_ack_later, // the tracker answers when the peer has committed
  output logic [127:0]      done_rec,       // kind is the frame's
  // cycles waited, by cause
  output logic [STALL_W-1:0] stall_fifo,
  output logic [STALL_W-1:0] stall_slot,
  output logic [STALL_W-1:0] stall_room
);
`include "crc32_next.svh"
`include "rec_check.svh"
  localparam integer HDR   = twk_pkg::REC_WIDTH / DATA_W;
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;

  localparam logic [1:0] IDLE = 2'd0, HEADER = 2'd1, PAYLOAD = 2'd2, TRAILER = 2'd3;

  logic [1:0]   state_q;
  logic [15:0]  beat_q;
  logic [127:0] rec_q;       // header of the frame under way
  logic         last_q, clean_q, resend_q, mirrored_q;
  logic         spoiled_q;   // the cache could not read what is to be sent again
  logic [1:0]   mode_q;
  logic [31:0]  crc_q, crc_sent, seq_q;
  logic         failed_q;    // a block of this command was not confirmed
  logic         room, is_resend, start_clean, start_resend, start_data, mirrors, fire, st_valid;
  logic         payload_valid;
  logic [119:0] start_rec, clean_body;   // all but the check

  assign mirrors     = mode == 2'(twk_pkg::MODE_EARLY) || mode == 2'(twk_pkg::MODE_SYNC);
  assign room        = event_room && ack_room && track_room;
  assign is_resend   = clean_rec[twk_pkg::REC_KIND_LSB+:4] == 4'(twk_pkg::CMD_RESEND);
  assign start_clean  = state_q == IDLE && clean_valid && mirrors && track_room && !is_resend;
  assign start_resend = state_q == IDLE && clean_valid && mirrors && track_room && is_resend &&
                        rs_idle;
  assign start_data   = state_q == IDLE && !clean_valid && blk_valid && free_valid && room;
  assign clean_ready = start_clean || start_resend || (state_q == IDLE && !mirrors);
  assign rs_start    = start_resend;
  assign rs_slot     = clean_rec[twk_pkg::REC_SLOT_LSB+:16];
  assign free_ready  = start_data;

  assign clean_body = clean_rec[119:0];
  always_comb begin
    start_rec = '0;
    if (start_clean || start_resend) begin
      start_rec = clean_body;
      start_rec[twk_pkg::REC_KIND_LSB+:4] = is_resend ? 4'(twk_pkg::FRAME_DATA)
                                                      : 4'(twk_pkg::FRAME_CLEAN);
    end else begin
      start_rec[twk_pkg::REC_KIND_LSB+:4]   = 4'(twk_pkg::FRAME_DATA);
      start_rec[twk_pkg::REC_SLOT_LSB+:16]  = free_slot;
      start_rec[twk_pkg::REC_SEQ_LSB+:32]   = seq_q;
      start_rec[twk_pkg::REC_LBA_LSB+:40]   = blk_lba;
      start_rec[twk_pkg::REC_COUNT_LSB+:16] = blk_count;
    end
    start_rec[twk_pkg::REC_TAG_LSB+:8] = epoch;
  end

  // ---- the stream
  assign payload_valid = resend_q ? rs_valid : data_valid;
  assign st_valid   = state_q == HEADER || state_q == TRAILER ||
                      (state_q == PAYLOAD && payload_valid);
  assign fire       = st_valid && (!mirrored_q || fifo_ready);
  assign st_cache   = fire && !clean_q && !resend_q;
  assign st_fifo    = st_valid && mirrored_q;
  assign st_sof     = state_q == HEADER && beat_q == 16'd0;
  assign st_eof     = state_q == TRAILER;
  assign st_payload = state_q == PAYLOAD;
  assign st_slot    = rec_q[twk_pkg::REC_SLOT_LSB+:16];
  assign st_beat    = beat_q;
  assign crc_sent   = spoiled_q ? crc_q : ~crc_q;
  assign data_ready = state_q == PAYLOAD && !resend_q && (!mirrored_q || fifo_ready);
  assign rs_ready   = state_q == PAYLOAD && resend_q && (!mirrored_q || fifo_ready);
  assign blk_ready  = state_q == TRAILER && fire && !clean_q && !resend_q;
  always_comb begin
    if (state_q == PAYLOAD)      st_data = resend_q ? rs_data : data;
    else if (state_q == TRAILER) st_data = DATA_W'(crc_sent);
    else                         st_data = DATA_W'(rec_q >> (beat_q * 16'(DATA_W)));
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      state_q    <= IDLE;
      beat_q     <= '0;
      rec_q      <= '0;
      last_q     <= 1'b0;
      clean_q    <= 1'b0;
      resend_q   <= 1'b0;
      spoiled_q  <= 1'b0;
      mirrored_q <= 1'b0;
      mode_q     <= '0;
      crc_q      <= '1;
      seq_q      <= 32'd1;
    end else if (state_q == IDLE) begin
      beat_q <= '0;
      crc_q  <= '1;
      if (start_clean || start_resend || start_data) begin
        state_q    <= HEADER;
        clean_q    <= start_clean;
        resend_q   <= start_resend;
        spoiled_q  <= 1'b0;
        mirrored_q <= mirrors;
        mode_q     <= mode;
        last_q     <= blk_last;
        rec_q      <= {rec_check(start_rec), start_rec};
        if (start_data) seq_q <= seq_q + 1'b1;
      end
    end else begin
      if (!mirrors && mirrored_q) begin   // on without the FIFO
        mirrored_q <= 1'b0;
        mode_q     <= 2'(twk_pkg::MODE_THROUGH);
      end
      if (fire) begin
        beat_q <= beat_q + 1'b1;
        crc_q  <= crc32_next(crc_q, st_data);
        if (rs_ready && rs_valid && rs_error) spoiled_q <= 1'b1;
        if (state_q == HEADER && beat_q == 16'(HDR - 1)) begin
          state_q <= clean_q ? TRAILER : PAYLOAD;
          beat_q  <= '0;
        end else if (state_q == PAYLOAD && beat_q == 16'(BEATS - 1)) begin
          state_q <= TRAILER;
        end else if (state_q == TRAILER) begin
          state_q <= IDLE;
        end
      end
    end
  end

  // ---- what became of it
  logic [7:0] tag_q;
  logic       done_last, done_block, unmirrored, owed;
  logic [127:0] rec_done_q;
  logic       owed_q;        // an earlier block of this command has one copy
  logic [1:0] done_mode;

  assign done_block     = done_valid && !done_clean && !done_resend;
  assign unmirrored     = done_mode == 2'(twk_pkg::MODE_THROUGH);
  assign owed           = owed_q || unmirrored;
  assign done_good      = (done_clean || done_resend || cache_good) &&
                          (!done_mirrored || fifo_good);
  assign done_ack       = done_block && done_last &&
                          (failed_q || !done_good ||
                           (!owed && (done_mode == 2'(twk_pkg::MODE_EARLY) ||
                                      done_mode == 2'(twk_pkg::MODE_LOCAL))));
  assign done_status    = (failed_q || !done_good) ? 4'(twk_pkg::STATUS_UNCONFIRMED)
                                                   : 4'(twk_pkg::STATUS_OK);
  assign done_ack_later = done_block && done_last && !done_ack && !owed &&
                          done_mode == 2'(twk_pkg::MODE_SYNC);
  always_comb begin
    done_rec = rec_done_q;
    if (done_block)
      done_rec[twk_pkg::REC_FLAGS_LSB+:4] =
          (done_last ? 4'(twk_pkg::FLAG_LAST) : 4'd0) |
          (unmirrored ? 4'(twk_pkg::FLAG_UNMIRRORED) : 4'd0) |
          (done_last && owed && !done_ack ? 4'(twk_pkg::FLAG_OWED) : 4'd0);
  end
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      done_valid    <= 1'b0;
      done_clean    <= 1'b0;
      done_resend   <= 1'b0;
      done_mirrored <= 1'b0;
      done_last     <= 1'b0;
      done_mode     <= '0;
      rec_done_q    <= '0;
      tag_q         <= '0;
      failed_q      <= 1'b0;
      owed_q        <= 1'b0;
    end else begin
      done_valid <= fire && state_q == TRAILER;
      if (start_data) tag_q <= blk_tag;
      if (fire && state_q == TRAILER) begin
        done_clean    <= clean_q;
        done_resend   <= resend_q;
        done_mirrored <= mirrored_q;
        done_last     <= last_q && !clean_q && !resend_q;
        done_mode     <= mode_q;
        rec_done_q    <= rec_q;
        rec_done_q[twk_pkg::REC_CHECK_LSB+:8] <= 8'd0;
        if (!clean_q && !resend_q) rec_done_q[twk_pkg::REC_TAG_LSB+:8] <= tag_q;
      end
      if (done_block) begin
        failed_q <= !done_last && (failed_q || !done_good);
        owed_q   <= !done_last && owed;
      end
    end
  end

  // ---- why it waited
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      stall_fifo <= '0;
      stall_slot <= '0;
      stall_room <= '0;
    end else begin
      if (state_q != IDLE && mirrored_q && !fifo_ready) stall_fifo <= stall_fifo + 1'b1;
      if (state_q == IDLE && blk_valid && !clean_valid) begin
        if (!free_valid) stall_slot <= stall_slot + 1'b1;
        else if (!room) stall_room <= stall_room + 1'b1;
      end
    end
  end

  `TWK_ASSERT(a_same_clock, !(mirrored_q && st_payload && !clean_q && !resend_q) ||
                            st_cache == (st_fifo && fifo_ready))
  `TWK_ASSERT(a_one_copy_never_acked, !(done_block && unmirrored) ||
                                      (!done_ack_later && !(done_ack && done_status == 4'd0)))
  `TWK_ASSERT(a_commands_answer_no_host, !(done_clean || done_resend) ||
                                         (!done_ack && !done_ack_later))
  `TWK_ASSERT(a_ack_confirmed, !(done_ack && done_status == 4'd0) || (cache_good &&
              (done_mode == 2'(twk_pkg::MODE_LOCAL) || (done_mirrored && fifo_good))))
endmodule
