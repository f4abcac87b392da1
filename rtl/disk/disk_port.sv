// SPDX-License-Identifier: Apache-2.0
// disk_port: carries out the firmware's disk queue: DESTAGE streams a slot to the disks, FETCH asks
// for a block, RESERVE passes a reservation on; brings blocks that were read into the cache and
// completions to the firmware.
//
// Commands leave in order; completions come in any order. A block that could not be read back whole
// from the cache is marked with dw_error on its last beat: the disks must not keep it and answer
// with an error. Beats of one block that was read (dr) are all taken before its completion (dd) is
// offered.
// Latency: a DESTAGE's first beat 4 clocks after its dc is taken; a dd is an event 1 clock later.
// Reset and power loss: the queue and the blocks under way are lost; a disk keeps whole blocks
// only.
`include "twk_assert.svh"
module disk_port #(
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
  // cache: a block out, a block in
  output logic              rd_req,
  input  logic              rd_grant,
  output logic [15:0]       rd_slot,
  output logic [15:0]       rd_beat,
  input  logic              rd_valid,
  input  logic [DATA_W-1:0] rd_data,
  input  logic              rd_uncorrectable,
  output logic              fill_valid,
  input  logic              fill_ready,
  output logic [DATA_W-1:0] fill_data,
  output logic [15:0]       fill_slot,
  output logic [15:0]       fill_beat,
  // disks: command, data out, data in, completion
  output logic              dc_valid,
  input  logic              dc_ready,
  output logic [1:0]        dc_op,          // DISK_*
  output logic [15:0]       dc_slot,
  output logic [39:0]       dc_lba,
  output logic              dw_valid,
  input  logic              dw_ready,
  output logic [DATA_W-1:0] dw_data,
  output logic              dw_last,
  output logic              dw_error,
  input  logic              dr_valid,
  output logic              dr_ready,
  input  logic [DATA_W-1:0] dr_data,
  input  logic [15:0]       dr_slot,
  input  logic              dd_valid,
  output logic              dd_ready,
  input  logic [1:0]        dd_op,
  input  logic              dd_error,
  input  logic [15:0]       dd_slot,
  input  logic [39:0]       dd_lba          // RESERVE: TABLE, and from bit 32 the operation
);
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;

  logic        stream_q, start_ready, out_error, streams;
  logic [3:0]  kind;
  logic [15:0] beat_q;

  assign kind     = cmd_rec[twk_pkg::REC_KIND_LSB+:4];
  assign dc_op    = kind == 4'(twk_pkg::CMD_FETCH)   ? 2'(twk_pkg::DISK_FETCH) :
                    kind == 4'(twk_pkg::CMD_RESERVE) ? 2'(twk_pkg::DISK_RESERVE)
                                                     : 2'(twk_pkg::DISK_DESTAGE);
  assign streams  = dc_op == 2'(twk_pkg::DISK_DESTAGE);
  assign dc_slot  = cmd_rec[twk_pkg::REC_SLOT_LSB+:16];
  assign dc_lba   = cmd_rec[twk_pkg::REC_LBA_LSB+:40];
  assign dc_valid = cmd_valid && !stream_q && (!streams || start_ready);
  assign dw_error = dw_last && out_error;

  block_reader #(.DATA_W(DATA_W)) u_reader (
    .clk(clk), .rst_n(rst_n), .start_valid(dc_valid && dc_ready && streams),
    .start_ready(start_ready), .start_slot(dc_slot),
    .rd_req(rd_req), .rd_grant(rd_grant), .rd_slot(rd_slot), .rd_beat(rd_beat),
    .rd_valid(rd_valid), .rd_data(rd_data), .rd_uncorrectable(rd_uncorrectable),
    .out_valid(dw_valid), .out_ready(dw_ready), .out_data(dw_data), .out_last(dw_last),
    .out_error(out_error));

  assign cmd_ready = (dc_valid && dc_ready && !streams) ||
                     (stream_q && dw_valid && dw_ready && dw_last);
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) stream_q <= 1'b0;
    else if (stream_q) stream_q <= !(dw_valid && dw_ready && dw_last);
    else stream_q <= dc_valid && dc_ready && streams;
  end

  // ---- blocks that were read; a queue keeps the disks' ready apart from the cache's write port
  logic [2:0] in_level, done_level;
  sync_fifo #(.W(DATA_W + 16), .DEPTH(4)) u_in (
    .clk(clk), .rst_n(rst_n), .push_valid(dr_valid), .push_ready(dr_ready),
    .push_data({dr_slot, dr_data}), .pop_valid(fill_valid), .pop_ready(fill_ready),
    .pop_data({fill_slot, fill_data}), .count(in_level));
  assign fill_beat = beat_q;
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) beat_q <= '0;
    else if (fill_valid && fill_ready) beat_q <= beat_q == 16'(BEATS - 1) ? 16'd0 : beat_q + 1'b1;
  end

  // ---- completions: one is told when every beat before it is in the cache
  logic        done_head, done_error;
  logic [1:0]  done_op;
  logic [15:0] done_slot;
  logic [39:0] done_lba;
  logic [31:0] table_word;
  logic [7:0]  reserve_op;
  sync_fifo #(.W(59), .DEPTH(4)) u_done (
    .clk(clk), .rst_n(rst_n), .push_valid(dd_valid), .push_ready(dd_ready),
    .push_data({dd_op, dd_error, dd_slot, dd_lba}), .pop_valid(done_head),
    .pop_ready(ev_valid && ev_ready), .pop_data({done_op, done_error, done_slot, done_lba}),
    .count(done_level));
  assign ev_valid   = done_head && !fill_valid;
  assign table_word = done_lba[31:0];
  assign reserve_op = done_lba[39:32];
  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = done_error ? 4'(twk_pkg::FLAG_ERROR) : 4'd0;
    ev_rec[twk_pkg::REC_SLOT_LSB+:16] = done_slot;
    if (done_op == 2'(twk_pkg::DISK_RESERVE)) begin
      ev_rec[twk_pkg::REC_KIND_LSB+:4]   = 4'(twk_pkg::EV_RESERVED);
      ev_rec[twk_pkg::REC_LBA_LSB+:32]   = table_word;
      ev_rec[twk_pkg::REC_COUNT_LSB+:16] = 16'(reserve_op);
    end else begin
      ev_rec[twk_pkg::REC_KIND_LSB+:4] = 4'(twk_pkg::EV_DISK_DONE);
      ev_rec[twk_pkg::REC_LBA_LSB+:40] = done_lba;
      if (done_op == 2'(twk_pkg::DISK_FETCH))
        ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = (done_error ? 4'(twk_pkg::FLAG_ERROR) : 4'd0) |
                                            4'(twk_pkg::FLAG_FETCH);
    end
  end

  `TWK_ASSERT(a_levels, in_level <= 3'd4 && done_level <= 3'd4)
endmodule
