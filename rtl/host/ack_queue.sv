// SPDX-License-Identifier: Apache-2.0
// ack_queue: acks and refusals on their way to the host, from four sources into one port.
//
// Source 0 (splitter) cannot wait: `room` tells it whether a further frame may start. 1 is the
// tracker, 2 the host sender, 3 the host port's refusals; lower numbers first.
// Latency: 1 clock when empty. Reset and power loss: acks not yet taken are lost; the host retries.
`include "twk_assert.svh"
module ack_queue (
  input  logic        clk,
  input  logic        rst_n,
  input  logic [3:0]  src_valid,
  output logic [3:0]  src_ready,
  input  logic [47:0] src_ack,      // four of {status, tag}
  output logic        room,
  output logic        ack_valid,
  input  logic        ack_ready,
  output logic [7:0]  ack_tag,
  output logic [3:0]  ack_status
);
  localparam integer DEPTH = 8;
  logic [3:0]  count;
  logic        free, push_ready;
  logic [11:0] ack;

  assign room = count <= 4'(DEPTH - 2);
  assign free = count < 4'(DEPTH - 2);
  assign src_ready[0] = 1'b1;
  assign src_ready[1] = free && !src_valid[0];
  assign src_ready[2] = free && src_valid[1:0] == 2'b00;
  assign src_ready[3] = free && src_valid[2:0] == 3'b000;
  assign ack = src_valid[0] ? src_ack[11:0]  :
               src_valid[1] ? src_ack[23:12] :
               src_valid[2] ? src_ack[35:24] : src_ack[47:36];

  sync_fifo #(.W(12), .DEPTH(DEPTH)) u_queue (
    .clk(clk), .rst_n(rst_n), .push_valid((src_valid & src_ready) != 4'd0), .push_ready(push_ready),
    .push_data(ack), .pop_valid(ack_valid), .pop_ready(ack_ready),
    .pop_data({ack_status, ack_tag}), .count(count));

  `TWK_ASSERT(a_splitter_served, !src_valid[0] || push_ready)
endmodule
