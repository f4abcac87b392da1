// SPDX-License-Identifier: Apache-2.0
// drain_proof: drain between a FIFO that offers any beats and a link that judges frames in the
// order in which they were sent, when it likes; the link goes down and comes back, the owner too.
// One beat, any, is watched from when it was sent.
//
// judged: a beat is released with the peer's verdict on the frame that it was sent in, not before,
// and none without a verdict.
// lost: a DATA frame that was sent to its end, and that the peer did not commit, is released as
// lost: with mirror_fifo_proof, that keeps the present flag at 1. Of frames whose header is
// readable.
// Lemmas, proved along: the frames that the drain keeps account of are those sent and not judged,
// each with the end of its beats, in order.
// The CRC of frames is not looked at: the stub of frame_check says of them what it likes.
module frame_check #(parameter integer DATA_W = 64) (
  input logic clk, input logic rst_n, input logic valid, input logic sof, input logic eof,
  input logic [DATA_W-1:0] data, output logic good_now, output logic good, output logic bad);
endmodule

module drain_proof #(
  parameter integer DEPTH = 4   // frames out without a verdict
) (
  input  logic         rst_n,
  input  logic         link_up,
  input  logic         owner_up,
  input  logic         fetch,       // the FIFO has a beat
  input  logic         sof,
  input  logic         eof,
  input  logic [11:0]  data,        // type, flags, epoch
  input  logic         broken,
  input  logic         empty,
  input  logic         tx_ready,
  input  logic         judge,
  input  logic         ok,
  input  logic [8:0]   msg_count,
  input  logic         watch,       // take this beat, if none is watched
  output logic         bad_judged,
  output logic         lemma_judged,
  output logic         reach_judged,   // released behind another frame, after the link was down
  output logic         bad_lost,
  output logic         lemma_lost,
  output logic         reach_lost      // one was lost
);
  localparam integer PTR_W = 4, BEATS = 8;   // of the FIFO

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic             restart, rd_ready, release_valid, release_lost, tx_valid, tx_sof, tx_eof;
  logic             res_valid, pop, sent, msg_valid;
  logic [PTR_W-1:0] release_ptr;

  // ---- the FIFO: a beat stays at the output until it is taken; no frame is one beat
  always_comb assume (!(sof && eof) || broken);
  logic             valid_q, sof_q, eof_q, broken_q;
  logic [11:0]      data_q;
  logic [PTR_W-1:0] rd_q, rel_q, room;
  assign room = rd_q - rel_q;
  always_ff @(posedge step) begin
    if (!rst_n) begin
      valid_q <= 1'b0;
      rd_q    <= '0;
      rel_q   <= '0;
    end else begin
      if (release_valid) rel_q <= release_ptr;
      if (restart) begin
        rd_q    <= rel_q;
        valid_q <= 1'b0;
      end else if ((!valid_q || rd_ready) && fetch && room < PTR_W'(BEATS)) begin
        rd_q     <= rd_q + 1'b1;
        valid_q  <= 1'b1;
        sof_q    <= sof;
        eof_q    <= eof;
        broken_q <= broken;
        data_q   <= data;
      end else if (rd_ready) begin
        valid_q <= 1'b0;
      end
    end
  end

  drain #(.DATA_W(128), .PTR_W(PTR_W), .WINDOW(BEATS), .FRAMES(DEPTH)) dut (
    .clk(1'b1), .rst_n(rst_n), .link_up(link_up), .owner_up(owner_up), .rd_restart(restart),
    .rd_valid(valid_q), .rd_ready(rd_ready), .rd_sof(sof_q), .rd_eof(eof_q),
    .rd_data({116'd0, data_q}), .rd_uncorrectable(broken_q), .rd_ptr(rd_q),
    .rd_empty(empty && !valid_q), .rel_ptr(rel_q), .release_valid(release_valid),
    .release_ptr(release_ptr), .release_lost(release_lost), .tx_valid(tx_valid),
    .tx_ready(tx_ready), .tx_sof(tx_sof), .tx_eof(tx_eof), .tx_bad(), .tx_data(),
    .res_valid(res_valid), .res_ok(ok), .msg_valid(msg_valid), .msg_ok(), .msg_epoch(),
    .msg_count(msg_count), .flying());
  assign pop  = valid_q && rd_ready;
  assign sent = tx_valid && tx_ready && tx_eof;

  // ---- the link: frames sent and not judged; going down forgets them
  logic [3:0] out_q;
  assign res_valid = judge && link_up && out_q != '0;

  // ---- the watched beat: verdicts that must come before its frame's
  logic       watched_q, whole_q, data_frame_q, ended_q, down_q, behind_q, done_q;
  logic [3:0] before_q;
  logic [PTR_W-1:0] place_q, to_end, to_place;
  logic       covers, due;
  assign to_end   = release_ptr - rel_q;
  assign to_place = place_q - rel_q;
  assign covers   = watched_q && release_valid && to_end > to_place;
  assign due      = watched_q && res_valid && before_q == '0 && ended_q;
  initial begin
    watched_q = 1'b0;
    out_q     = '0;
    down_q    = 1'b0;
    done_q    = 1'b0;
  end
  always_ff @(posedge step) begin
    if (!rst_n || !link_up) begin
      out_q     <= '0;
      watched_q <= 1'b0;
      done_q    <= 1'b0;
      down_q    <= rst_n;
    end else begin
      out_q <= out_q + 4'(sent) - 4'(res_valid);
      if (watched_q) begin
        if (res_valid && before_q != '0) before_q <= before_q - 1'b1;
        if (sent && !ended_q) begin
          ended_q <= 1'b1;
          whole_q <= pop;
        end
        if (due || covers) watched_q <= 1'b0;
        if (due && behind_q && down_q) done_q <= 1'b1;
      end else if (pop && watch) begin
        watched_q    <= 1'b1;
        before_q     <= out_q - 4'(res_valid);
        behind_q     <= out_q != '0 && !res_valid;
        place_q      <= rd_q - 1'b1;
        ended_q      <= sent;
        whole_q      <= sent;
        data_frame_q <= sof_q && tx_sof && !broken_q &&
                        data_q[3:0] == 4'(twk_pkg::FRAME_DATA);
      end
    end
  end

  assign bad_judged   = rst_n && ((covers && !due) || (release_valid && !res_valid));
  assign reach_judged = done_q;
  assign bad_lost     = rst_n && due && data_frame_q && whole_q && !ok && !release_lost;
  assign reach_lost   = due && data_frame_q && whole_q && !ok && behind_q;

  // ---- lemmas. All places count from the first beat not released.
  localparam integer WORD = PTR_W + 10;
  (* hierconn *) logic \dut.run_q , \dut.in_frame_q , \dut.known_q , \dut.data_q , \dut.headless_q ;
  (* hierconn *) logic [$clog2(twk_pkg::BLOCK_BITS/128+2)-1:0] \dut.index_q ;
  (* hierconn *) logic [$clog2(DEPTH):0] \dut.u_out.wr_q , \dut.u_out.rd_q ;
  logic [DEPTH*WORD-1:0] words;
`include "words.dut.u_out.mem.svh"
  logic [$clog2(DEPTH):0] out;
  logic [WORD-1:0]  entry [DEPTH+1];   // oldest first
  logic [PTR_W-1:0] ends [DEPTH+1];    // where its beats end; [0] is before the oldest: 0
  logic [DEPTH-1:0] fits;
  logic [PTR_W-1:0] unread, sent_to;
  logic             follow, watches, known;
  assign out    = \dut.u_out.wr_q - \dut.u_out.rd_q ;
  assign unread = rd_q - rel_q - PTR_W'(valid_q);
  genvar i;
  generate
    for (i = 0; i < DEPTH; i = i + 1) begin : g_entry
      logic [$clog2(DEPTH):0]   at;
      logic [$clog2(DEPTH)-1:0] low;
      assign at  = \dut.u_out.rd_q + ($clog2(DEPTH)+1)'(i);
      assign low = at[$clog2(DEPTH)-1:0];
      assign entry[i]  = words[low*WORD+:WORD];
      assign ends[i+1] = i < out ? entry[i][PTR_W-1:0] - rel_q : ends[i];
      assign fits[i]   = ends[i] <= ends[i+1];
    end
  endgenerate
  assign entry[DEPTH] = '0;
  assign ends[0] = '0;
  assign sent_to = ends[DEPTH];
  assign follow  = room <= PTR_W'(BEATS) && (!valid_q || room != '0) && 4'(out) == out_q &&
                   (\dut.run_q ? fits == '1 && sent_to <= unread &&
                                 out_q + 4'(\dut.in_frame_q ) <= 4'(DEPTH) &&
                                 \dut.in_frame_q == (sent_to != unread) &&
                                 (\dut.in_frame_q || \dut.index_q == '0) &&
                                 !(valid_q && sof_q && eof_q && !broken_q)
                               : out == '0 && !watched_q);
  assign known   = !data_frame_q || !whole_q ||
                   entry[before_q[$clog2(DEPTH)-1:0]][WORD-1-:2] == 2'b10;
  assign watches = !watched_q ||
                   (to_place < unread &&
                    (ended_q ? before_q < out_q && ends[before_q[2:0]] <= to_place &&
                               to_place < ends[before_q[2:0] + 3'd1] && known
                             : before_q == out_q && sent_to <= to_place && \dut.in_frame_q &&
                               (!data_frame_q ||
                                (\dut.known_q && \dut.data_q && !\dut.headless_q ))));
  assign lemma_judged = bad_judged || (rst_n && !(follow && watches));
  assign lemma_lost   = bad_lost || lemma_judged;
endmodule
