// SPDX-License-Identifier: Apache-2.0
// mirror_commit_proof: mirror_commit under any stream of beats, of frames whole and cut.
//
// whole: the verdict is OK only of a DATA frame of which every payload beat was written, in order,
// each at its place in the slot that the header names, and whose event the firmware has taken; or
// of a CLEAN frame, of which nothing was written.
// one: each frame that ended gets one verdict, and no other comes.
// Lemmas, proved along: what the module and its frame_check have seen of a frame is what came.
module mirror_commit_proof #(
  parameter integer DATA_W = 64
) (
  input  logic              rst_n,
  input  logic              rx_valid,
  input  logic              rx_sof,
  input  logic              rx_eof,
  input  logic              rx_bad,
  input  logic [DATA_W-1:0] rx_data,
  input  logic              ver_ready,
  input  logic              ev_ready,
  output logic              bad_whole,
  output logic              lemma_whole,
  output logic              reach_whole,  // a DATA frame committed, after one that was cut
  output logic              bad_one,
  output logic              lemma_one,
  output logic              reach_one     // a second verdict, not OK
);
  localparam integer HDR   = 128 / DATA_W;
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (!first || !rst_n);

  logic              rx_ready, ver_valid, ver_ok, wr_valid, ev_valid, take;
  logic [15:0]       wr_slot, wr_beat;
  logic [DATA_W-1:0] wr_data;
  logic [127:0]      ev_rec;
  mirror_commit #(.DATA_W(DATA_W), .SLOTS(8)) dut (
    .clk(1'b1), .rst_n(rst_n), .rx_valid(rx_valid), .rx_ready(rx_ready), .rx_sof(rx_sof),
    .rx_eof(rx_eof), .rx_bad(rx_bad), .rx_data(rx_data), .ver_valid(ver_valid),
    .ver_ready(ver_ready), .ver_ok(ver_ok), .wr_valid(wr_valid), .wr_slot(wr_slot),
    .wr_beat(wr_beat), .wr_data(wr_data), .ev_valid(ev_valid), .ev_ready(ev_ready),
    .ev_rec(ev_rec));
  assign take = rx_valid && rx_ready;

  // What came since the frame's first beat, and what was written of it.
  logic [3:0]  beats_q, written_q, kind_q;
  logic [15:0] slot_q;
  logic        in_q;        // in a frame
  logic        wrong_q;     // a beat was written elsewhere, or not as it came
  logic        owed_q;      // a verdict is
  logic        told_q;      // the firmware has the event
  logic        cut_q, again_q;
  logic        wrong;
  assign wrong = wr_valid && !(take && wr_data == rx_data && wr_slot == slot_q &&
                               beats_q == written_q + 4'(HDR) && wr_beat == 16'(written_q));
  initial begin
    in_q    = 1'b0;
    owed_q  = 1'b0;
    cut_q   = 1'b0;
    again_q = 1'b0;
    told_q  = 1'b0;
    wrong_q = 1'b0;
    beats_q = '0;
    written_q = '0;
  end
  always_ff @(posedge step) begin
    if (!rst_n) begin
      in_q    <= 1'b0;
      owed_q  <= 1'b0;
      told_q  <= 1'b0;
    end else begin
      if (take) begin
        in_q      <= (rx_sof || in_q) && !rx_eof;
        beats_q   <= rx_sof ? 4'd1 : beats_q == '1 ? beats_q : beats_q + 1'b1;
        written_q <= rx_sof ? 4'd0 : written_q + 4'(wr_valid);
        wrong_q   <= !rx_sof && (wrong_q || wrong);
        told_q    <= 1'b0;
        if (rx_sof) kind_q <= rx_data[3:0];
        if (rx_sof) slot_q <= rx_data[twk_pkg::REC_SLOT_LSB+:16];
        if (rx_sof && in_q) cut_q <= 1'b1;
        if (rx_eof && (rx_sof || in_q)) owed_q <= 1'b1;
      end
      if (ev_valid && ev_ready) told_q <= ev_rec[twk_pkg::REC_SLOT_LSB+:16] == slot_q;
      if (ver_valid && ver_ready) owed_q <= 1'b0;
      if (ver_valid && ver_ready) again_q <= 1'b1;
    end
  end

  assign bad_whole   = rst_n && ver_valid && ver_ok &&
                       !(told_q && !wrong_q &&
                         written_q == (kind_q == 4'(twk_pkg::FRAME_DATA) ? 4'(BEATS) : 4'd0));
  assign reach_whole = ver_valid && ver_ok && kind_q == 4'(twk_pkg::FRAME_DATA) && cut_q;
  assign bad_one     = rst_n && ver_valid && !owed_q;
  assign reach_one   = ver_valid && !ver_ok && again_q;

  // ---- lemmas
  localparam integer IN_HEADER = HDR == 1 ? 0 : DATA_W;   // where the first beat is, after one
  (* hierconn *) logic [1:0]   \dut.state_q ;
  (* hierconn *) logic [$clog2(HDR+BEATS+1)-1:0] \dut.index_q ;
  (* hierconn *) logic [127:0] \dut.rec_q ;
  (* hierconn *) logic [3:0]   \dut.u_check.type_q ;
  (* hierconn *) logic [$clog2(HDR+BEATS+2)-1:0] \dut.u_check.index_q ;
  (* hierconn *) logic \dut.in_frame_q , \dut.poison_q , \dut.trusted_q , \dut.ok_q ;
  logic [3:0]   all, payload;
  logic [127:0] header;
  logic         is_data, same, seen, stored;
  assign all     = kind_q == 4'(twk_pkg::FRAME_DATA) ? 4'(BEATS) : 4'd0;
  assign payload = beats_q < 4'(HDR) ? 4'd0 : beats_q - 4'(HDR);
  assign header  = beats_q < 4'(HDR) ? \dut.rec_q >> IN_HEADER : \dut.rec_q ;
  assign same    = header[3:0] == kind_q && header[twk_pkg::REC_SLOT_LSB+:16] == slot_q;
  assign is_data = kind_q == 4'(twk_pkg::FRAME_DATA);
  assign seen    = !in_q ||
                   (beats_q != 4'd0 && \dut.u_check.type_q == kind_q && (beats_q == '1 ||
                    (same && 4'(\dut.index_q ) ==
                             (beats_q > 4'(HDR + BEATS) ? 4'(HDR + BEATS) : beats_q))) &&
                    4'(\dut.u_check.index_q ) ==
                    (beats_q > 4'(HDR + BEATS + 1) ? 4'(HDR + BEATS + 1) : beats_q));
  assign stored  = !in_q || beats_q > 4'(HDR + BEATS) ||
                   (!wrong_q && (is_data || written_q == 4'd0) &&
                    (beats_q >= 4'(HDR) || written_q == 4'd0) &&
                    (!\dut.trusted_q || \dut.poison_q || beats_q < 4'(HDR) || !is_data ||
                     written_q == payload));
  assign lemma_one   = bad_one ||
                       (rst_n && !(\dut.in_frame_q == in_q && owed_q == (\dut.state_q != 2'd0) &&
                                   \dut.state_q != 2'd3 && !(in_q && owed_q)));
  assign lemma_whole = bad_whole || lemma_one ||
                       (rst_n && !(seen && stored && (\dut.state_q != 2'd1 ||
                        (\dut.ok_q && same && beats_q >= 4'(HDR) && written_q == all &&
                         !wrong_q))));
endmodule
