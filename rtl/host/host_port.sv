// SPDX-License-Identifier: Apache-2.0
// host_port: takes host commands in order: cuts writes into blocks for the splitter, hands reads
// and flushes to the firmware, refuses what lies beyond the volume before any of its data is asked
// for.
//
// Queue depth 32. A read is handed on after all earlier writes of the queue were stored, so it
// finds them. Data of a write is pulled: hw_tag and hw_block name the block whose beats are wanted.
// Latency: 1 clock from hc to the head of an empty queue.
// Reset and power loss: commands in the queue are lost; the host retries.
`include "twk_assert.svh"
module host_port (
  input  logic         clk,
  input  logic         rst_n,
  input  logic [39:0]  vol_base,     // straps: the volume this controller owns
  input  logic [39:0]  vol_blocks,
  // host
  input  logic         hc_valid,
  output logic         hc_ready,
  input  logic [3:0]   hc_op,
  input  logic [7:0]   hc_tag,
  input  logic [15:0]  hc_count,
  input  logic [39:0]  hc_lba,
  output logic [7:0]   hw_tag,
  output logic [15:0]  hw_block,
  // splitter
  output logic         blk_valid,
  input  logic         blk_ready,
  output logic [7:0]   blk_tag,
  output logic [15:0]  blk_count,
  output logic         blk_last,
  output logic [39:0]  blk_lba,
  // firmware
  output logic         ev_valid,
  input  logic         ev_ready,
  output logic [127:0] ev_rec,
  // refusals
  output logic         ack_valid,
  input  logic         ack_ready,
  output logic [11:0]  ack
);
  localparam integer DEPTH = 32;

  logic [3:0]  op;
  logic [7:0]  tag;
  logic [15:0] count, index_q;
  logic [39:0] lba;
  logic        head, pop, is_write, is_read, is_flush, in_range;
  logic [40:0] first, last;   // one bit more: nothing wraps
  logic [5:0]  level;

  sync_fifo #(.W(68), .DEPTH(DEPTH)) u_queue (
    .clk(clk), .rst_n(rst_n), .push_valid(hc_valid), .push_ready(hc_ready),
    .push_data({hc_op, hc_tag, hc_count, hc_lba}), .pop_valid(head), .pop_ready(pop),
    .pop_data({op, tag, count, lba}), .count(level));

  assign first    = {1'b0, lba} - {1'b0, vol_base};
  assign last     = first + 41'(count);
  assign in_range = lba >= vol_base && last <= {1'b0, vol_blocks} && count != 16'd0 &&
                    count <= 16'(twk_pkg::MAX_COUNT);
  assign is_write = head && op == 4'(twk_pkg::OP_WRITE) && in_range;
  assign is_read  = head && op == 4'(twk_pkg::OP_READ) && in_range;
  assign is_flush = head && op == 4'(twk_pkg::OP_FLUSH);

  assign blk_valid = is_write;
  assign blk_tag   = tag;
  assign blk_count = index_q;
  assign blk_last  = index_q == count - 16'd1;
  assign blk_lba   = lba + 40'(index_q);
  assign hw_tag    = tag;
  assign hw_block  = index_q;

  assign ev_valid  = is_read || is_flush;
  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]   = is_read ? 4'(twk_pkg::EV_READ) : 4'(twk_pkg::EV_FLUSH);
    ev_rec[twk_pkg::REC_TAG_LSB+:8]    = tag;
    ev_rec[twk_pkg::REC_LBA_LSB+:40]   = lba;
    ev_rec[twk_pkg::REC_COUNT_LSB+:16] = count;
  end

  assign ack_valid = head && !is_write && !ev_valid;
  assign ack       = {4'(twk_pkg::STATUS_RANGE), tag};

  assign pop = (is_write && blk_ready && blk_last) || (ev_valid && ev_ready) ||
               (ack_valid && ack_ready);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) index_q <= '0;
    else if (is_write && blk_ready) index_q <= blk_last ? 16'd0 : index_q + 1'b1;
  end

  `TWK_ASSERT(a_level, level <= 6'(DEPTH))
endmodule
