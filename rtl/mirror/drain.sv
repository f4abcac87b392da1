// SPDX-License-Identifier: Apache-2.0
// drain: reads frames from the mirror FIFO, checks them, sends them over the link, and releases
// their place in the FIFO when the peer's verdict is back.
//
// Beats go out as they come (cut through); the trailer carries `bad` when the frame was cut or did
// not check, so the peer never commits it. At most WINDOW beats are out without a verdict: the
// peer's receive queue holds that many, so the link needs no other flow control.
// A frame that was cut is closed when the next one starts, or when the FIFO is empty and the owner
// is or was gone. One whose start is gone (the rail was down meanwhile) counts as cut: no verdict,
// no loss.
// The epoch of a frame is in its first beat; if that cannot be read the last one seen is told, or 0
// when there was none.
// Restart: while the link is down everything unreleased is read again from the FIFO.
// Rate: min(link rate, WINDOW / (frame + round trip)) beats a clock. Latency: 0 clocks to the link.
// Reset: the FIFO rail's. A drain that restarts may send committed frames again, in order, which
// changes nothing at the peer. Power loss: FIFO rail; nothing to keep.
`include "twk_assert.svh"
module drain #(
  parameter integer DATA_W   = 64,
  parameter integer PTR_W    = 13,
  parameter integer WINDOW   = 500,  // beats
  parameter integer FRAMES   = 64,   // frames out without a verdict
  parameter integer MESSAGES = 256   // depth of the message queue to the owner
) (
  input  logic                        clk,
  input  logic                        rst_n,
  input  logic                        link_up,
  input  logic                        owner_up,
  // mirror FIFO
  output logic                        rd_restart,
  input  logic                        rd_valid,
  output logic                        rd_ready,
  input  logic                        rd_sof,
  input  logic                        rd_eof,
  input  logic [DATA_W-1:0]           rd_data,
  input  logic                        rd_uncorrectable,
  input  logic [PTR_W-1:0]            rd_ptr,
  input  logic                        rd_empty,
  input  logic [PTR_W-1:0]            rel_ptr,       // everything before it is released
  output logic                        release_valid,
  output logic [PTR_W-1:0]            release_ptr,
  output logic                        release_lost,
  // link
  output logic                        tx_valid,
  input  logic                        tx_ready,
  output logic                        tx_sof,
  output logic                        tx_eof,
  output logic                        tx_bad,
  output logic [DATA_W-1:0]           tx_data,
  input  logic                        res_valid,
  input  logic                        res_ok,
  // owner
  output logic                        msg_valid,
  output logic                        msg_ok,
  output logic [7:0]                  msg_epoch,
  input  logic [$clog2(MESSAGES):0]   msg_count,
  // link
  output logic                        flying         // a frame is out without a verdict
);
  localparam integer HDR   = twk_pkg::REC_WIDTH / DATA_W;
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;
  localparam integer F     = $clog2(FRAMES);
  localparam integer I     = $clog2(HDR + BEATS + 1);

  logic             run_q, in_frame_q, known_q, data_q, bad_q;
  logic [7:0]       epoch_q;
  logic [I-1:0]     index_q;          // beats of this frame already sent
  logic             headless_q;       // this frame began without its first beat
  logic             orphan_q;         // the owner was gone: what is still in the FIFO is its last
  logic             next_sof, idle, new_life, close, at_end, room, send, pop;
  logic             good_now, bad, is_data, headless, cut;
  logic [F:0]       out_count;
  logic             out_head, out_ready, head_data, head_cut;
  logic [PTR_W-1:0] head_end;
  logic [7:0]       head_epoch;

  assign rd_restart = !run_q;
  assign flying     = in_frame_q || out_count != '0;

  // ---- what the next link beat is
  assign next_sof = rd_valid && rd_sof && !rd_uncorrectable;
  assign idle     = !rd_valid && rd_empty;
  assign close    = in_frame_q && (next_sof || (idle && (!owner_up || orphan_q)));
  assign at_end   = index_q == I'(HDR + BEATS) ||
                    (rd_uncorrectable ? known_q && !data_q && index_q == I'(HDR) : rd_eof);
  assign room     = out_count < (F+1)'(FRAMES) &&
                    32'(msg_count) + 32'(out_count) < MESSAGES - 1;
  assign send     = run_q && link_up && rd_valid && !close && (in_frame_q || room) &&
                    (rd_ptr - rel_ptr) < PTR_W'(WINDOW);
  assign pop      = send && tx_ready;
  assign bad      = bad_q || rd_uncorrectable || (!in_frame_q && !rd_sof) || (at_end && !good_now);

  assign new_life = pop && !in_frame_q && next_sof &&
                    rd_data[twk_pkg::REC_TAG_LSB+:8] != epoch_q;

  assign rd_ready = pop;
  assign tx_valid = send || (run_q && link_up && close);
  assign tx_sof   = !in_frame_q;
  assign tx_eof   = close || at_end;
  assign tx_bad   = close || bad;
  assign tx_data  = rd_data;

  frame_check #(.DATA_W(DATA_W)) u_check (
    .clk(clk), .rst_n(rst_n), .valid(pop), .sof(rd_sof), .eof(rd_eof), .data(rd_data),
    .good_now(good_now), .good(), .bad());

  // A header that cannot be read does not say what it was: its length does. Such a frame is taken
  // for one that the owner waits for, not for one that was cut.
  assign headless = in_frame_q ? headless_q : !rd_sof && !rd_uncorrectable;
  assign cut      = (close && known_q) || headless;
  assign is_data  = known_q ? data_q : index_q > (close ? I'(HDR + 1) : I'(HDR));

  // ---- frames out without a verdict
  sync_fifo #(.W(PTR_W + 10), .DEPTH(FRAMES)) u_out (
    .clk(clk), .rst_n(rst_n && run_q), .push_valid(tx_valid && tx_ready && tx_eof),
    .push_ready(out_ready),
    .push_data({is_data, cut, epoch_q, (close && rd_valid) ? rd_ptr - 1'b1 : rd_ptr}),
    .pop_valid(out_head), .pop_ready(res_valid && run_q),
    .pop_data({head_data, head_cut, head_epoch, head_end}), .count(out_count));

  assign release_valid = run_q && res_valid && out_head;
  assign release_ptr   = head_end;
  assign release_lost  = !res_ok && head_data && !head_cut;
  assign msg_valid     = release_valid && !head_cut;
  assign msg_ok        = res_ok;
  assign msg_epoch     = head_epoch;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      run_q      <= 1'b0;
      in_frame_q <= 1'b0;
      known_q    <= 1'b0;
      data_q     <= 1'b0;
      bad_q      <= 1'b0;
      headless_q <= 1'b0;
      orphan_q   <= 1'b0;
      epoch_q    <= '0;
      index_q    <= '0;
    end else begin
      run_q <= link_up;
      if (!owner_up) orphan_q <= 1'b1;
      else if (new_life || (idle && !in_frame_q)) orphan_q <= 1'b0;
      if (!run_q) begin
        in_frame_q <= 1'b0;
        bad_q      <= 1'b0;
        index_q    <= '0;
      end else if (close && tx_ready && link_up) begin
        in_frame_q <= 1'b0;
        bad_q      <= 1'b0;
        index_q    <= '0;
      end else if (pop) begin
        in_frame_q <= !at_end;
        bad_q      <= !at_end && bad;
        headless_q <= headless;
        index_q    <= at_end ? '0 : index_q + 1'b1;
        if (!in_frame_q) begin
          known_q <= rd_sof && !rd_uncorrectable;
          if (rd_sof && !rd_uncorrectable) begin
            data_q  <= rd_data[twk_pkg::REC_KIND_LSB+:4] == 4'(twk_pkg::FRAME_DATA);
            epoch_q <= rd_data[twk_pkg::REC_TAG_LSB+:8];
          end
        end
      end
    end
  end

  `TWK_ASSERT(a_out_room, !(tx_valid && tx_ready && tx_eof) || out_ready)
  `TWK_ASSERT(a_verdict_has_frame, !(run_q && res_valid) || out_head)
endmodule
