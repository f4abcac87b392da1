// SPDX-License-Identifier: Apache-2.0
// host_port: takes host commands in order: cuts writes into blocks for the splitter, hands reads,
// flushes and moves to the firmware, refuses what lies beyond a volume before any of its data is
// asked for.
//
// Volume v is the blocks from v * vol_blocks, the last one all LBAs above; a command for one that
// `own` does not name is refused NOT_OWNER. A flush has no range, a move no blocks.
// What becomes of a command is decided once, when it is first looked at; with `pause` none is.
// Queue depth 32. A read is handed on after all earlier writes of the queue were stored, so it
// finds them. Data of a write is pulled: hw_tag and hw_block name the block whose beats are wanted.
// Latency: 1 clock from hc to the head of an empty queue.
// Reset and power loss: commands in the queue are lost; the host retries.
`include "twk_assert.svh"
module host_port (
  input  logic         clk,
  input  logic         rst_n,
  // strap
  input  logic [39:0]  vol_blocks,   // of one volume, at most 2^40 / VOLUMES
  // control word
  input  logic [twk_pkg::VOLUMES-1:0] own,
  input  logic         pause,
  output logic         paused,       // no command is under way here, and none is begun
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
  localparam integer DEPTH  = 32;
  localparam integer EDGE_W = 40 + $clog2(twk_pkg::VOLUMES);   // nothing wraps

  logic [3:0]  op;
  logic [7:0]  tag;
  logic [15:0] count, index_q;
  logic [39:0] lba;
  logic        head, go, pop, is_write, is_read, is_flush, is_move, in_range, served;
  logic [39:0] first;         // within the volume
  logic [40:0] last;          // one bit more: nothing wraps
  logic [1:0]  verdict, verdict_q;
  logic        decided_q;
  logic [5:0]  level;

  sync_fifo #(.W(68), .DEPTH(DEPTH)) u_queue (
    .clk(clk), .rst_n(rst_n), .push_valid(hc_valid), .push_ready(hc_ready),
    .push_data({hc_op, hc_tag, hc_count, hc_lba}), .pop_valid(head), .pop_ready(pop),
    .pop_data({op, tag, count, lba}), .count(level));

  localparam logic [1:0] TAKE = 2'd0, BEYOND = 2'd1, NOT_MINE = 2'd2;

  // Where volume v begins, and of all that begin at or below the LBA the last.
  logic [EDGE_W-1:0]           begins;
  logic [twk_pkg::VOLUMES-1:0] which;
  always_comb begin
    first   = lba;
    which   = twk_pkg::VOLUMES'(1);
    begins  = '0;
    for (integer v = 1; v < twk_pkg::VOLUMES; v = v + 1) begin
      begins = begins + EDGE_W'(vol_blocks);
      if (EDGE_W'(lba) >= begins) begin
        first = 40'(EDGE_W'(lba) - begins);
        which = twk_pkg::VOLUMES'(1) << v;
      end
    end
  end
  assign served = (own & which) != '0;
  assign last   = {1'b0, first} + 41'(count);
  always_comb begin
    case (op)
      4'(twk_pkg::OP_WRITE), 4'(twk_pkg::OP_READ):
        in_range = last <= {1'b0, vol_blocks} && count != 16'd0 &&
                   count <= 16'(twk_pkg::MAX_COUNT);
      4'(twk_pkg::OP_FLUSH): in_range = 1'b1;
      4'(twk_pkg::OP_MOVE):  in_range = first < vol_blocks && count == 16'd0;
      default:               in_range = 1'b0;
    endcase
    verdict = verdict_q;
    if (!decided_q) verdict = !in_range ? BEYOND : served ? TAKE : NOT_MINE;
  end

  assign go       = head && (decided_q || !pause);
  assign paused   = pause && !decided_q;
  assign is_write = go && verdict == TAKE && op == 4'(twk_pkg::OP_WRITE);
  assign is_read  = go && verdict == TAKE && op == 4'(twk_pkg::OP_READ);
  assign is_flush = go && verdict == TAKE && op == 4'(twk_pkg::OP_FLUSH);
  assign is_move  = go && verdict == TAKE && op == 4'(twk_pkg::OP_MOVE);

  assign blk_valid = is_write;
  assign blk_tag   = tag;
  assign blk_count = index_q;
  assign blk_last  = index_q == count - 16'd1;
  assign blk_lba   = lba + 40'(index_q);
  assign hw_tag    = tag;
  assign hw_block  = index_q;

  assign ev_valid  = is_read || is_flush || is_move;
  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]   = is_read ? 4'(twk_pkg::EV_READ) :
                                         is_move ? 4'(twk_pkg::EV_MOVE) : 4'(twk_pkg::EV_FLUSH);
    ev_rec[twk_pkg::REC_TAG_LSB+:8]    = tag;
    ev_rec[twk_pkg::REC_LBA_LSB+:40]   = lba;
    ev_rec[twk_pkg::REC_COUNT_LSB+:16] = count;
  end

  assign ack_valid = go && verdict != TAKE;
  assign ack       = {verdict == BEYOND ? 4'(twk_pkg::STATUS_RANGE)
                                        : 4'(twk_pkg::STATUS_NOT_OWNER), tag};

  assign pop = (is_write && blk_ready && blk_last) || (ev_valid && ev_ready) ||
               (ack_valid && ack_ready);

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      index_q   <= '0;
      decided_q <= 1'b0;
      verdict_q <= TAKE;
    end else begin
      if (is_write && blk_ready) index_q <= blk_last ? 16'd0 : index_q + 1'b1;
      decided_q <= go && !pop;
      verdict_q <= verdict;
    end
  end

  `TWK_ASSERT(a_level, level <= 6'(DEPTH))
endmodule
