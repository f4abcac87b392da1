// SPDX-License-Identifier: Apache-2.0
// host_sender: carries out the firmware's host queue in order: SEND a block of a read, ACK a
// command.
//
// A SEND with LAST is followed by an ack, one with NOTIFY by READ_SENT, both after its last beat
// was taken. An uncorrectable beat marks the block with hr_error: its data must not be used.
// Latency: 5 clocks from a SEND at the head to its first beat, then 64 beats.
// Reset and power loss: queue and block under way are lost; the host retries.
module host_sender #(
  parameter integer DATA_W = 64
) (
  input  logic              clk,
  input  logic              rst_n,
  // firmware
  input  logic              cmd_valid,
  output logic              cmd_ready,
  input  logic [127:0]      cmd_rec,
  output logic              ev_valid,
  input  logic              ev_ready,
  output logic [127:0]      ev_rec,
  // cache
  output logic              rd_req,
  input  logic              rd_grant,
  output logic [15:0]       rd_slot,
  output logic [15:0]       rd_beat,
  input  logic              rd_valid,
  input  logic [DATA_W-1:0] rd_data,
  input  logic              rd_uncorrectable,
  // host
  output logic              hr_valid,
  input  logic              hr_ready,
  output logic [DATA_W-1:0] hr_data,
  output logic [7:0]        hr_tag,
  output logic [15:0]       hr_block,
  output logic              hr_last,
  output logic              hr_error,
  output logic              ack_valid,
  input  logic              ack_ready,
  output logic [11:0]       ack
);
  localparam logic [1:0] IDLE = 2'd0, STREAM = 2'd1, ACK = 2'd2, NOTIFY = 2'd3;

  logic [1:0] state_q;
  logic       is_send, is_last, is_notify, start_ready, out_last, out_error;
  logic [3:0] flags, status;

  assign flags     = cmd_rec[twk_pkg::REC_FLAGS_LSB+:4];
  assign is_send   = cmd_rec[twk_pkg::REC_KIND_LSB+:4] == 4'(twk_pkg::CMD_SEND);
  assign is_last   = (flags & 4'(twk_pkg::FLAG_LAST)) != 4'd0;
  assign is_notify = (flags & 4'(twk_pkg::FLAG_NOTIFY)) != 4'd0;

  block_reader #(.DATA_W(DATA_W)) u_reader (
    .clk(clk), .rst_n(rst_n), .start_valid(state_q == IDLE && cmd_valid && is_send),
    .start_ready(start_ready), .start_slot(cmd_rec[twk_pkg::REC_SLOT_LSB+:16]),
    .rd_req(rd_req), .rd_grant(rd_grant), .rd_slot(rd_slot), .rd_beat(rd_beat),
    .rd_valid(rd_valid), .rd_data(rd_data), .rd_uncorrectable(rd_uncorrectable),
    .out_valid(hr_valid), .out_ready(hr_ready), .out_data(hr_data), .out_last(out_last),
    .out_error(out_error));

  assign hr_tag    = cmd_rec[twk_pkg::REC_TAG_LSB+:8];
  assign hr_block  = cmd_rec[twk_pkg::REC_COUNT_LSB+:16];
  assign hr_last   = out_last;
  assign hr_error  = out_last && out_error;
  assign ack_valid = state_q == ACK;
  assign status    = is_send ? 4'(twk_pkg::STATUS_OK) : cmd_rec[twk_pkg::REC_COUNT_LSB+:4];
  assign ack       = {status, hr_tag};
  assign ev_valid  = state_q == NOTIFY;
  always_comb begin
    ev_rec = cmd_rec;
    ev_rec[twk_pkg::REC_KIND_LSB+:4] = 4'(twk_pkg::EV_READ_SENT);
  end

  // The command leaves the queue at the end of its last step.
  assign cmd_ready = (state_q == STREAM && hr_valid && hr_ready && out_last && !is_last && !is_notify) ||
                     (state_q == ACK && ack_ready && !(is_send && is_notify)) ||
                     (state_q == NOTIFY && ev_ready);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) state_q <= IDLE;
    else case (state_q)
      IDLE:   if (cmd_valid && (!is_send || start_ready)) state_q <= is_send ? STREAM : ACK;
      STREAM: if (hr_valid && hr_ready && out_last)
                state_q <= is_last ? ACK : (is_notify ? NOTIFY : IDLE);
      ACK:    if (ack_ready) state_q <= (is_send && is_notify) ? NOTIFY : IDLE;
      NOTIFY: if (ev_ready) state_q <= IDLE;
    endcase
  end
endmodule
