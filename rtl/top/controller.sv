// SPDX-License-Identifier: Apache-2.0
// controller: the data path of one controller: all of it in its own clock and on its own rail.
//
//   host port -> write splitter -> cache (local half) and, outside, the mirror FIFO
//   peer's link -> mirror_commit -> cache (mirror half)
//   cache -> host_sender -> host;  cache <-> disk_port <-> disks
// Decisions are the firmware's: queues ev (to it), fs, cl, hq, dq and the control word ct (from
// it), see twinack.layout; control_block has its view of the other rails.
// Records cross as two 64-bit words, low word first.
// Early ack: ha_valid is up beats + 1 edges after the one that took the first data beat (trailer,
// confirm).
// Reset: queues, streams and lists are forgotten, memory stays. Power loss: everything is lost.
module controller #(
  parameter integer DATA_W = 64,
  parameter integer SLOTS  = 1024,
  parameter integer R      = 7,     // Hamming bits for DATA_W
  parameter integer SALT   = 1
) (
  input  logic              clk,
  input  logic              rst_n,          // synchronised to clk
  input  logic              mirror_up,      // the mirror FIFO's rail is good, synchronised
  // straps
  input  logic              managed,
  input  logic [1:0]        mode_strap,
  input  logic [7:0]        epoch_strap,
  input  logic [31:0]       tick_cycles,
  input  logic [31:0]       silence_cycles,
  input  logic [twk_pkg::VOLUMES-1:0] own_strap,
  input  logic [39:0]       vol_blocks,
  input  logic [DATA_W+R:0] inject_local,
  input  logic [DATA_W+R:0] inject_mirror,
  // host: commands, write data, acks, read data
  input  logic              hc_valid,
  output logic              hc_ready,
  input  logic [3:0]        hc_op,
  input  logic [7:0]        hc_tag,
  input  logic [15:0]       hc_count,
  input  logic [39:0]       hc_lba,
  input  logic              hw_valid,
  output logic              hw_ready,
  input  logic [DATA_W-1:0] hw_data,
  output logic [7:0]        hw_tag,
  output logic [15:0]       hw_block,
  output logic              ha_valid,
  input  logic              ha_ready,
  output logic [7:0]        ha_tag,
  output logic [3:0]        ha_status,
  output logic              hr_valid,
  input  logic              hr_ready,
  output logic [DATA_W-1:0] hr_data,
  output logic [7:0]        hr_tag,
  output logic [15:0]       hr_block,
  output logic              hr_last,
  output logic              hr_error,
  // firmware
  output logic              ev_valid,
  input  logic              ev_ready,
  output logic [127:0]      ev_rec,
  input  logic              fs_valid,
  output logic              fs_ready,
  input  logic [15:0]       fs_slot,
  input  logic              cl_valid,
  output logic              cl_ready,
  input  logic              hq_valid,
  output logic              hq_ready,
  input  logic              dq_valid,
  output logic              dq_ready,
  input  logic [127:0]      cmd_rec,        // for whichever of cl, hq, dq is valid
  input  logic              ct_valid,
  input  logic [31:0]       ct_word,
  // disks
  output logic              dc_valid,
  input  logic              dc_ready,
  output logic [1:0]        dc_op,
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
  input  logic [39:0]       dd_lba,
  // mirror path of this owner
  output logic              mw_valid,
  input  logic              mw_ready,
  output logic              mw_sof,
  output logic              mw_eof,
  output logic [DATA_W-1:0] mw_data,
  input  logic              mw_good,
  output logic              mw_resolve,
  output logic              mw_forgotten,
  input  logic              msg_valid,
  output logic              msg_ready,
  input  logic              msg_ok,
  input  logic [7:0]        msg_epoch,
  // the peer's mirror path ends here
  input  logic              rx_valid,
  output logic              rx_ready,
  input  logic              rx_sof,
  input  logic              rx_eof,
  input  logic              rx_bad,
  input  logic [DATA_W-1:0] rx_data,
  output logic              ver_valid,
  input  logic              ver_ready,
  output logic              ver_ok,
  input  logic              link_in,
  input  logic [twk_pkg::VOLUMES+2:0] peer_bits,
  // lines from and to other rails: levels
  input  logic              mirror_rail,
  input  logic              present,
  input  logic              link_out,
  input  logic              safe,
  input  logic              warn,
  input  logic              peer_power,
  input  logic              peer_rail,
  input  logic              peer_present,
  input  logic              peer_lost,
  output logic              hold,
  output logic              off,
  output logic [twk_pkg::VOLUMES+2:0] own_bits,
  // counters
  output logic [31:0]       stall_fifo,
  output logic [31:0]       stall_slot,
  output logic [31:0]       stall_room,
  output logic [15:0]       ecc_corrected,
  output logic [15:0]       ecc_uncorrectable,
  output logic [15:0]       ecc_scrubbed
);
  // ---- firmware queues
  logic         fs_head, fs_pop, cl_head, cl_pop, hq_head, hq_pop, dq_head, dq_pop;
  logic [15:0]  fs_out;
  logic [127:0] cl_out, hq_out, dq_out;
  logic [6:0]   fs_level;
  logic [4:0]   cl_level, hq_level, dq_level;

  sync_fifo #(.W(16), .DEPTH(64)) u_fs (
    .clk(clk), .rst_n(rst_n), .push_valid(fs_valid), .push_ready(fs_ready), .push_data(fs_slot),
    .pop_valid(fs_head), .pop_ready(fs_pop), .pop_data(fs_out), .count(fs_level));
  sync_fifo #(.W(128), .DEPTH(16)) u_cl (
    .clk(clk), .rst_n(rst_n), .push_valid(cl_valid), .push_ready(cl_ready), .push_data(cmd_rec),
    .pop_valid(cl_head), .pop_ready(cl_pop), .pop_data(cl_out), .count(cl_level));
  sync_fifo #(.W(128), .DEPTH(16)) u_hq (
    .clk(clk), .rst_n(rst_n), .push_valid(hq_valid), .push_ready(hq_ready), .push_data(cmd_rec),
    .pop_valid(hq_head), .pop_ready(hq_pop), .pop_data(hq_out), .count(hq_level));
  sync_fifo #(.W(128), .DEPTH(16)) u_dq (
    .clk(clk), .rst_n(rst_n), .push_valid(dq_valid), .push_ready(dq_ready), .push_data(cmd_rec),
    .pop_valid(dq_head), .pop_ready(dq_pop), .pop_data(dq_out), .count(dq_level));

  // ---- host port and splitter
  logic         blk_valid, blk_ready, blk_last;
  logic [7:0]   blk_tag;
  logic [15:0]  blk_count;
  logic [39:0]  blk_lba;
  logic         event_room, ack_room, track_room;
  logic         rs_start, rs_idle, rs_valid, rs_ready, rs_last, rs_broken, rs_error;
  logic [DATA_W-1:0] rs_data;
  logic [15:0]  rs_slot;
  logic         st_cache, st_payload, cache_good, cache_bad;
  logic [15:0]  st_slot, st_beat;
  logic         done_valid, done_clean, done_resend, done_good, done_mirrored, done_ack;
  logic         done_ack_later;
  logic [3:0]   done_status;
  logic [127:0] done_rec, done_ev;

  // event sources: 0 splitter, 1 tracker, 2 sender, 3 disks, 4 peer's frames, 5 host port, 6 ECC,
  // 7 status
  logic [7:0]   src_valid, src_ready;
  logic [127:0] host_ev, sent_ev, disk_ev, frame_ev, lost_ev, ecc_ev, status_ev;
  logic         ev_dropped;
  // ack sources: 0 splitter, 1 tracker, 2 sender, 3 refusals
  logic [3:0]   as_valid, as_ready;
  logic [11:0]  track_ack, send_ack, refuse_ack;

  // ---- control
  logic [1:0] mode;
  logic [twk_pkg::VOLUMES-1:0] own;
  logic [7:0] epoch;
  logic       pause, paused, port_idle, list_empty;
  assign paused = port_idle && (!off || list_empty);
  control_block #(.SALT(SALT)) u_control (
    .clk(clk), .rst_n(rst_n), .managed(managed), .mode_strap(mode_strap),
    .epoch_strap(epoch_strap), .own_strap(own_strap), .tick_cycles(tick_cycles),
    .silence_cycles(silence_cycles), .ct_valid(ct_valid), .ct_word(ct_word),
    .ev_valid(src_valid[7]), .ev_ready(src_ready[7]), .ev_rec(status_ev),
    .mirror_rail(mirror_rail), .present(present), .link_out(link_out),
    .safe(safe), .warn(warn), .peer_power(peer_power), .peer_rail(peer_rail),
    .peer_present(peer_present), .peer_lost(peer_lost), .link_in(link_in), .peer_bits(peer_bits),
    .paused(paused), .forgotten(mw_forgotten), .mode(mode), .epoch(epoch), .own(own), .hold(hold),
    .off(off), .pause(pause), .own_bits(own_bits));

  // ---- from host to cache and mirror
  host_port u_host (
    .clk(clk), .rst_n(rst_n), .vol_blocks(vol_blocks), .own(own), .pause(pause),
    .paused(port_idle), .hc_valid(hc_valid), .hc_ready(hc_ready),
    .hc_op(hc_op), .hc_tag(hc_tag), .hc_count(hc_count), .hc_lba(hc_lba),
    .hw_tag(hw_tag), .hw_block(hw_block), .blk_valid(blk_valid), .blk_ready(blk_ready),
    .blk_tag(blk_tag), .blk_count(blk_count), .blk_last(blk_last), .blk_lba(blk_lba),
    .ev_valid(src_valid[5]), .ev_ready(src_ready[5]), .ev_rec(host_ev), .ack_valid(as_valid[3]),
    .ack_ready(as_ready[3]), .ack(refuse_ack));

  write_splitter #(.DATA_W(DATA_W)) u_splitter (
    .clk(clk), .rst_n(rst_n), .mode(mode), .epoch(epoch), .blk_valid(blk_valid),
    .blk_ready(blk_ready), .blk_tag(blk_tag), .blk_count(blk_count), .blk_last(blk_last),
    .blk_lba(blk_lba), .data_valid(hw_valid), .data_ready(hw_ready), .data(hw_data),
    .free_valid(fs_head), .free_ready(fs_pop), .free_slot(fs_out), .clean_valid(cl_head),
    .clean_ready(cl_pop), .clean_rec(cl_out), .rs_start(rs_start), .rs_idle(rs_idle),
    .rs_slot(rs_slot), .rs_valid(rs_valid), .rs_ready(rs_ready), .rs_data(rs_data),
    .rs_error(rs_error), .event_room(event_room), .ack_room(ack_room),
    .track_room(track_room), .st_cache(st_cache), .st_fifo(mw_valid), .st_sof(mw_sof),
    .st_eof(mw_eof), .st_payload(st_payload), .st_data(mw_data), .st_slot(st_slot),
    .st_beat(st_beat), .fifo_ready(mw_ready), .cache_good(cache_good), .fifo_good(mw_good),
    .done_valid(done_valid), .done_clean(done_clean), .done_resend(done_resend),
    .done_good(done_good), .done_mirrored(done_mirrored), .done_ack(done_ack),
    .done_status(done_status),
    .done_ack_later(done_ack_later), .done_rec(done_rec), .stall_fifo(stall_fifo),
    .stall_slot(stall_slot), .stall_room(stall_room));

  // Since the start of this frame the FIFO's rail was down: no verdict will come on it.
  logic headless_q;
  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) headless_q <= 1'b0;
    else if (!mirror_up) headless_q <= 1'b1;
    else if (mw_valid && mw_ready && mw_sof) headless_q <= 1'b0;
  end

  mirror_tracker u_tracker (
    .clk(clk), .rst_n(rst_n), .epoch(epoch), .mirror_up(mirror_up), .off(off), .empty(list_empty),
    .done_valid(done_valid),
    .done_clean(done_clean), .done_resend(done_resend), .done_mirrored(done_mirrored),
    .done_headless(headless_q || !mirror_up), .done_ack_later(done_ack_later),
    .done_rec(done_rec), .room(track_room), .msg_valid(msg_valid), .msg_ready(msg_ready),
    .msg_ok(msg_ok), .msg_epoch(msg_epoch), .ack_valid(as_valid[1]), .ack_ready(as_ready[1]),
    .ack(track_ack), .ev_valid(src_valid[1]), .ev_ready(src_ready[1]), .ev_rec(lost_ev),
    .resolve(mw_resolve), .forgotten(mw_forgotten));

  assign src_valid[0] = done_valid && !done_clean && !done_resend;
  assign as_valid[0]  = done_ack;
  always_comb begin
    done_ev = done_rec;
    done_ev[twk_pkg::REC_KIND_LSB+:4] = done_good ? 4'(twk_pkg::EV_WRITE_STORED)
                                                  : 4'(twk_pkg::EV_WRITE_FAILED);
  end

  ack_queue u_acks (
    .clk(clk), .rst_n(rst_n), .src_valid(as_valid), .src_ready(as_ready),
    .src_ack({refuse_ack, send_ack, track_ack, {done_status, done_rec[twk_pkg::REC_TAG_LSB+:8]}}),
    .room(ack_room), .ack_valid(ha_valid), .ack_ready(ha_ready), .ack_tag(ha_tag),
    .ack_status(ha_status));

  event_queue #(.SOURCES(8), .DEPTH(64)) u_events (
    .clk(clk), .rst_n(rst_n), .src_valid(src_valid), .src_ready(src_ready),
    .src_rec({status_ev, ecc_ev, host_ev, frame_ev, disk_ev, sent_ev, lost_ev, done_ev}),
    .room(event_room),
    .ev_valid(ev_valid), .ev_ready(ev_ready), .ev_rec(ev_rec), .dropped(ev_dropped));

  // ---- cache and its users
  logic [2:0]        rd_req, rd_grant, rd_valid;
  logic [47:0]       rd_slot, rd_beat;
  logic [DATA_W-1:0] rd_data, fill_data, mirror_data;
  logic              rd_broken, fill_valid, fill_ready, mirror_valid;
  logic [15:0]       fill_slot, fill_beat, mirror_slot, mirror_beat, ecc_slot;
  logic              fixed, broken, scrubbed;

  cache #(.DATA_W(DATA_W), .R(R), .SLOTS(SLOTS)) u_cache (
    .clk(clk), .rst_n(rst_n), .inject_local(inject_local), .inject_mirror(inject_mirror),
    .host_valid(st_cache), .host_sof(mw_sof), .host_eof(mw_eof), .host_payload(st_payload),
    .host_data(mw_data), .host_slot(st_slot), .host_beat(st_beat), .host_good(cache_good),
    .host_bad(cache_bad), .disk_valid(fill_valid), .disk_ready(fill_ready),
    .disk_data(fill_data), .disk_slot(fill_slot), .disk_beat(fill_beat),
    .mirror_valid(mirror_valid), .mirror_data(mirror_data), .mirror_slot(mirror_slot),
    .mirror_beat(mirror_beat), .rd_req(rd_req), .rd_grant(rd_grant), .rd_slot(rd_slot),
    .rd_beat(rd_beat), .rd_valid(rd_valid), .rd_data(rd_data), .rd_uncorrectable(rd_broken),
    .ecc_corrected(fixed), .ecc_uncorrectable(broken), .ecc_slot(ecc_slot),
    .ecc_scrubbed(scrubbed));

  host_sender #(.DATA_W(DATA_W)) u_sender (
    .clk(clk), .rst_n(rst_n), .cmd_valid(hq_head), .cmd_ready(hq_pop), .cmd_rec(hq_out),
    .ev_valid(src_valid[2]), .ev_ready(src_ready[2]), .ev_rec(sent_ev), .rd_req(rd_req[0]),
    .rd_grant(rd_grant[0]), .rd_slot(rd_slot[15:0]), .rd_beat(rd_beat[15:0]),
    .rd_valid(rd_valid[0]), .rd_data(rd_data), .rd_uncorrectable(rd_broken), .hr_valid(hr_valid),
    .hr_ready(hr_ready), .hr_data(hr_data), .hr_tag(hr_tag), .hr_block(hr_block),
    .hr_last(hr_last), .hr_error(hr_error), .ack_valid(as_valid[2]), .ack_ready(as_ready[2]),
    .ack(send_ack));

  block_reader #(.DATA_W(DATA_W)) u_resend (
    .clk(clk), .rst_n(rst_n), .start_valid(rs_start), .start_ready(rs_idle), .start_slot(rs_slot),
    .rd_req(rd_req[2]), .rd_grant(rd_grant[2]), .rd_slot(rd_slot[47:32]),
    .rd_beat(rd_beat[47:32]), .rd_valid(rd_valid[2]), .rd_data(rd_data),
    .rd_uncorrectable(rd_broken), .out_valid(rs_valid), .out_ready(rs_ready), .out_data(rs_data),
    .out_last(rs_last), .out_error(rs_broken));
  assign rs_error = rs_last && rs_broken;

  disk_port #(.DATA_W(DATA_W)) u_disk (
    .clk(clk), .rst_n(rst_n), .cmd_valid(dq_head), .cmd_ready(dq_pop), .cmd_rec(dq_out),
    .ev_valid(src_valid[3]), .ev_ready(src_ready[3]), .ev_rec(disk_ev), .rd_req(rd_req[1]),
    .rd_grant(rd_grant[1]), .rd_slot(rd_slot[31:16]), .rd_beat(rd_beat[31:16]),
    .rd_valid(rd_valid[1]), .rd_data(rd_data), .rd_uncorrectable(rd_broken),
    .fill_valid(fill_valid), .fill_ready(fill_ready), .fill_data(fill_data),
    .fill_slot(fill_slot), .fill_beat(fill_beat), .dc_valid(dc_valid), .dc_ready(dc_ready),
    .dc_op(dc_op), .dc_slot(dc_slot), .dc_lba(dc_lba), .dw_valid(dw_valid),
    .dw_ready(dw_ready), .dw_data(dw_data), .dw_last(dw_last), .dw_error(dw_error),
    .dr_valid(dr_valid), .dr_ready(dr_ready), .dr_data(dr_data), .dr_slot(dr_slot),
    .dd_valid(dd_valid), .dd_ready(dd_ready), .dd_op(dd_op), .dd_error(dd_error),
    .dd_slot(dd_slot), .dd_lba(dd_lba));

  mirror_commit #(.DATA_W(DATA_W), .SLOTS(SLOTS)) u_commit (
    .clk(clk), .rst_n(rst_n), .rx_valid(rx_valid), .rx_ready(rx_ready), .rx_sof(rx_sof),
    .rx_eof(rx_eof), .rx_bad(rx_bad), .rx_data(rx_data), .ver_valid(ver_valid),
    .ver_ready(ver_ready), .ver_ok(ver_ok), .wr_valid(mirror_valid), .wr_slot(mirror_slot),
    .wr_beat(mirror_beat), .wr_data(mirror_data), .ev_valid(src_valid[4]),
    .ev_ready(src_ready[4]), .ev_rec(frame_ev));

  ecc_monitor u_ecc (
    .clk(clk), .rst_n(rst_n), .fixed(fixed), .broken(broken), .scrubbed(scrubbed),
    .slot(ecc_slot), .ev_valid(src_valid[6]), .ev_ready(src_ready[6]), .ev_rec(ecc_ev),
    .corrected(ecc_corrected), .uncorrectable(ecc_uncorrectable), .scrubs(ecc_scrubbed));

  logic unused;
  assign unused = &{1'b0, cache_bad, ev_dropped, src_ready[0], as_ready[0], fs_level, cl_level,
                    hq_level, dq_level};
endmodule
