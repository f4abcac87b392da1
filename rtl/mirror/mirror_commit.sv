// SPDX-License-Identifier: Apache-2.0
// mirror_commit: the peer's end of the link: stores the beats of a frame in the mirror half and
// commits the frame only when all of it has arrived and checks.
//
// The header's own CRC-8 is checked before the first beat is stored, and a slot is never one that
// holds a committed block (its CLEAN came first), so an uncommitted frame harms nothing. Commit is
// the MIRROR_FRAME event to this controller's firmware; then the verdict goes back.
// Latency: 1 clock from trailer to event, 1 more to the verdict.
// Reset: the frame under way is forgotten. Power loss: the same; the drain sends it again.
`include "twk_assert.svh"
module mirror_commit #(
  parameter integer DATA_W = 64,
  parameter integer SLOTS  = 1024
) (
  input  logic              clk,
  input  logic              rst_n,
  // link
  input  logic              rx_valid,
  output logic              rx_ready,
  input  logic              rx_sof,
  input  logic              rx_eof,
  input  logic              rx_bad,
  input  logic [DATA_W-1:0] rx_data,
  output logic              ver_valid,
  input  logic              ver_ready,
  output logic              ver_ok,
  // cache, mirror half
  output logic              wr_valid,
  output logic [15:0]       wr_slot,
  output logic [15:0]       wr_beat,
  output logic [DATA_W-1:0] wr_data,
  // firmware
  output logic              ev_valid,
  input  logic              ev_ready,
  output logic [127:0]      ev_rec
);
`include "rec_check.svh"
  localparam integer HDR   = twk_pkg::REC_WIDTH / DATA_W;
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;

  localparam integer     I       = $clog2(HDR + BEATS + 1);
  localparam logic [1:0] RECEIVE = 2'd0, COMMIT = 2'd1, VERDICT = 2'd2;

  logic [1:0]   state_q;
  logic [I-1:0] index_q;      // beats of this frame already seen, at most those of a whole block
  logic [127:0] rec_q, rec;
  logic         in_frame_q, poison_q, trusted_q, good_now, take, ok_q, poisoned, is_data;

  assign rx_ready = state_q == RECEIVE;
  assign take     = rx_valid && rx_ready;
  assign poisoned = rx_bad || (poison_q && !rx_sof);
  assign is_data  = rec_q[twk_pkg::REC_KIND_LSB+:4] == 4'(twk_pkg::FRAME_DATA);

  frame_check #(.DATA_W(DATA_W)) u_check (
    .clk(clk), .rst_n(rst_n), .valid(take), .sof(rx_sof), .eof(rx_eof), .data(rx_data),
    .good_now(good_now), .good(), .bad());

  // Header beats shift in from the top: after HDR of them the first is lowest.
  generate
    if (HDR == 1) begin : g_one
      assign rec = rx_data;
    end else begin : g_more
      assign rec = {rx_data, rec_q[127:DATA_W]};
    end
  endgenerate

  assign wr_valid = take && in_frame_q && !rx_sof && !rx_eof && trusted_q && !poisoned && is_data &&
                    index_q >= I'(HDR) && index_q != I'(HDR + BEATS);
  assign wr_slot  = rec_q[twk_pkg::REC_SLOT_LSB+:16];
  assign wr_beat  = 16'(index_q) - 16'(HDR);
  assign wr_data  = rx_data;

  assign ev_valid  = state_q == COMMIT;
  assign ver_valid = state_q == VERDICT;
  assign ver_ok    = ok_q;
  always_comb begin
    ev_rec = rec_q;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]  = 4'(twk_pkg::EV_MIRROR_FRAME);
    ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = is_data ? 4'd0 : 4'(twk_pkg::FLAG_CLEAN);
    ev_rec[twk_pkg::REC_CHECK_LSB+:8] = 8'd0;
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      state_q    <= RECEIVE;
      index_q    <= '0;
      rec_q      <= '0;
      in_frame_q <= 1'b0;
      poison_q   <= 1'b0;
      trusted_q  <= 1'b0;
      ok_q       <= 1'b0;
    end else begin
      case (state_q)
        RECEIVE: if (take) begin
          index_q    <= rx_sof ? I'(1) : index_q + I'(index_q != I'(HDR + BEATS));
          in_frame_q <= (rx_sof || in_frame_q) && !rx_eof;
          poison_q   <= poisoned;
          if (rx_sof || index_q < I'(HDR)) begin
            rec_q     <= rec;
            // Only the last header beat's verdict stays.
            trusted_q <= rec[127:120] == rec_check(rec[119:0]) &&
                         rec[twk_pkg::REC_SLOT_LSB+:16] < 16'(SLOTS);
          end
          if (rx_eof && (rx_sof || in_frame_q)) begin
            ok_q    <= good_now && trusted_q && !poisoned;
            state_q <= (good_now && trusted_q && !poisoned) ? COMMIT : VERDICT;
          end
        end
        COMMIT:  if (ev_ready) state_q <= VERDICT;
        default: if (ver_ready) state_q <= RECEIVE;
      endcase
    end
  end

  `TWK_ASSERT(a_commit_is_whole, state_q != COMMIT || (trusted_q && !poison_q))
endmodule
