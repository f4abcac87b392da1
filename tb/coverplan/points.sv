// SPDX-License-Identifier: Apache-2.0
// Functional points of the RTL, each a cover property that tb/coverplan/plan names: every event and
// command of the queues with its flags, host commands and acks, full and empty queues, ECC, the
// host switch, and the ends of the mirror FIFO. Bound into the coverage build of the model; no
// other tool reads this.
//
// Ports are named as in the module looked at, whole, though a point reads some bits of them.
// verilator lint_off DECLFILENAME
// verilator lint_off UNUSEDSIGNAL
`define POINT(name, expr) \
  name: cover property (@(posedge clk) disable iff (!rst_n) (expr));

// One controller. Records and flags as rtl/twinack.layout has them.
module cover_controller (
  input logic         clk,
  input logic         rst_n,
  input logic         ev_valid,
  input logic         ev_ready,
  input logic [127:0] ev_rec,
  input logic         cl_valid,
  input logic         cl_ready,
  input logic         hq_valid,
  input logic         hq_ready,
  input logic         dq_valid,
  input logic         dq_ready,
  input logic [127:0] cmd_rec,
  input logic         fs_valid,
  input logic         fs_ready,
  input logic         fs_head,
  input logic         event_room,
  input logic         ack_room,
  input logic         track_room,
  input logic         hc_valid,
  input logic         hc_ready,
  input logic [3:0]   hc_op,
  input logic [1:0]   mode,
  input logic         ha_valid,
  input logic         ha_ready,
  input logic [3:0]   ha_status,
  input logic         fixed,
  input logic         broken,
  input logic         scrubbed,
  input logic [15:0]  ecc_slot,
  input logic         hold,
  input logic         off,
  input logic         paused
);
  wire       ev = ev_valid && ev_ready;
  wire       cl = cl_valid && cl_ready;
  wire       hq = hq_valid && hq_ready;
  wire       dq = dq_valid && dq_ready;
  wire       host = hc_valid && hc_ready;
  wire       write = host && hc_op == 4'(twk_pkg::OP_WRITE);
  wire       acks = ha_valid && ha_ready;
  wire [3:0] kind  = ev_rec[twk_pkg::REC_KIND_LSB+:4];
  wire [3:0] flags = ev_rec[twk_pkg::REC_FLAGS_LSB+:4];
  wire [3:0] op    = ev_rec[twk_pkg::REC_COUNT_LSB+:4];
  wire [3:0] cmd   = cmd_rec[twk_pkg::REC_KIND_LSB+:4];
  wire [3:0] cmdf  = cmd_rec[twk_pkg::REC_FLAGS_LSB+:4];
  wire [3:0] what  = cmd_rec[twk_pkg::REC_LBA_LSB+:4];
  wire [3:0] count = cmd_rec[twk_pkg::REC_COUNT_LSB+:4];
  wire       slot_mirror = ecc_slot[15];

`define EVENT(name, k, expr) `POINT(name, ev && kind == 4'(twk_pkg::k) && (expr))
`define HAS(flag) ((flags & 4'(twk_pkg::flag)) != 0)
`define HASC(flag) ((cmdf & 4'(twk_pkg::flag)) != 0)
  `EVENT(event_write_stored,            EV_WRITE_STORED, flags == 0)
  `EVENT(event_write_stored_last,       EV_WRITE_STORED, `HAS(FLAG_LAST))
  `EVENT(event_write_stored_unmirrored, EV_WRITE_STORED, `HAS(FLAG_UNMIRRORED))
  `EVENT(event_write_stored_owed,       EV_WRITE_STORED, `HAS(FLAG_OWED))
  `EVENT(event_read,                    EV_READ, 1'b1)
  `EVENT(event_flush_safe,              EV_FLUSH, op == 0)
  `EVENT(event_flush_disk,              EV_FLUSH, op == 1)
  `EVENT(event_move,                    EV_MOVE, 1'b1)
  `EVENT(event_read_sent,               EV_READ_SENT, 1'b1)
  `EVENT(event_mirror_frame_data,       EV_MIRROR_FRAME, !`HAS(FLAG_CLEAN))
  `EVENT(event_mirror_frame_clean, EV_MIRROR_FRAME,
         `HAS(FLAG_CLEAN) && op == 4'(twk_pkg::NOTE_CLEAN))
  `EVENT(event_mirror_frame_forget, EV_MIRROR_FRAME,
         `HAS(FLAG_CLEAN) && op == 4'(twk_pkg::NOTE_FORGET))
  `EVENT(event_mirror_frame_save, EV_MIRROR_FRAME,
         `HAS(FLAG_CLEAN) && op == 4'(twk_pkg::NOTE_SAVE))
  `EVENT(event_mirror_frame_saved, EV_MIRROR_FRAME,
         `HAS(FLAG_CLEAN) && op == 4'(twk_pkg::NOTE_SAVED))
  `EVENT(event_mirror_frame_unsaved, EV_MIRROR_FRAME,
         `HAS(FLAG_CLEAN) && op == 4'(twk_pkg::NOTE_UNSAVED))
  `EVENT(event_disk_done_destage,       EV_DISK_DONE, flags == 0)
  `EVENT(event_disk_done_fetch,         EV_DISK_DONE, flags == 4'(twk_pkg::FLAG_FETCH))
  `EVENT(event_disk_done_destage_error, EV_DISK_DONE, flags == 4'(twk_pkg::FLAG_ERROR))
  `EVENT(event_disk_done_fetch_error,   EV_DISK_DONE,
         flags == 4'(twk_pkg::FLAG_ERROR | twk_pkg::FLAG_FETCH))
  `EVENT(event_mirror_lost,             EV_MIRROR_LOST, `HAS(FLAG_LOST) && !`HAS(FLAG_HELD))
  `EVENT(event_mirror_lost_held,        EV_MIRROR_LOST, `HAS(FLAG_HELD))
  `EVENT(event_mirror_lost_clean,       EV_MIRROR_LOST, `HAS(FLAG_LOST_CLEAN))
  `EVENT(event_write_failed,            EV_WRITE_FAILED, 1'b1)
  `EVENT(event_ecc_corrected,           EV_ECC, !`HAS(FLAG_ERROR))
  `EVENT(event_ecc_uncorrectable,       EV_ECC, `HAS(FLAG_ERROR))
  `EVENT(event_status_tick,             EV_STATUS, `HAS(FLAG_TICK))
  `EVENT(event_status_change,           EV_STATUS, !`HAS(FLAG_TICK))
  `EVENT(event_reserved_inquire,        EV_RESERVED, op == 4'(twk_pkg::RESERVE_INQUIRE))
  `EVENT(event_reserved_fence,          EV_RESERVED, op == 4'(twk_pkg::RESERVE_FENCE))
  `EVENT(event_reserved_void,           EV_RESERVED, op == 4'(twk_pkg::RESERVE_VOID))
  `EVENT(event_reserved_restore,        EV_RESERVED, op == 4'(twk_pkg::RESERVE_RESTORE))
  `EVENT(event_reserved_release,        EV_RESERVED, op == 4'(twk_pkg::RESERVE_RELEASE))
  `EVENT(event_reserved_move,           EV_RESERVED, op == 4'(twk_pkg::RESERVE_MOVE))
  `EVENT(event_reserved_refused,        EV_RESERVED, `HAS(FLAG_ERROR))

`define COMMAND(name, queue, k, expr) `POINT(name, queue && cmd == 4'(twk_pkg::k) && (expr))
  `COMMAND(command_send,            hq, CMD_SEND, cmdf == 0)
  `COMMAND(command_send_last,       hq, CMD_SEND, `HASC(FLAG_LAST))
  `COMMAND(command_send_notify,     hq, CMD_SEND, `HASC(FLAG_NOTIFY))
  `COMMAND(command_ack_ok,          hq, CMD_ACK, count == 4'(twk_pkg::STATUS_OK))
  `COMMAND(command_ack_media,       hq, CMD_ACK, count == 4'(twk_pkg::STATUS_MEDIA))
  `COMMAND(command_ack_busy,        hq, CMD_ACK, count == 4'(twk_pkg::STATUS_BUSY))
  `COMMAND(command_destage,         dq, CMD_DESTAGE, 1'b1)
  `COMMAND(command_fetch,           dq, CMD_FETCH, 1'b1)
  `COMMAND(command_reserve_inquire, dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_INQUIRE))
  `COMMAND(command_reserve_fence,   dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_FENCE))
  `COMMAND(command_reserve_void,    dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_VOID))
  `COMMAND(command_reserve_restore, dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_RESTORE))
  `COMMAND(command_reserve_release, dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_RELEASE))
  `COMMAND(command_reserve_move,    dq, CMD_RESERVE, what == 4'(twk_pkg::RESERVE_MOVE))
  `COMMAND(command_clean,           cl, CMD_CLEAN, count == 4'(twk_pkg::NOTE_CLEAN))
  `COMMAND(command_clean_forget,    cl, CMD_CLEAN, count == 4'(twk_pkg::NOTE_FORGET))
  `COMMAND(command_clean_save,      cl, CMD_CLEAN, count == 4'(twk_pkg::NOTE_SAVE))
  `COMMAND(command_clean_saved,     cl, CMD_CLEAN, count == 4'(twk_pkg::NOTE_SAVED))
  `COMMAND(command_clean_unsaved,   cl, CMD_CLEAN, count == 4'(twk_pkg::NOTE_UNSAVED))
  `COMMAND(command_clean_lost,      cl, CMD_CLEAN, `HASC(FLAG_LOST))
  `COMMAND(command_resend,          cl, CMD_RESEND, !`HASC(FLAG_LOST))
  `COMMAND(command_resend_lost,     cl, CMD_RESEND, `HASC(FLAG_LOST))

  `POINT(host_write_early, write && mode == 2'(twk_pkg::MODE_EARLY))
  `POINT(host_write_sync, write && mode == 2'(twk_pkg::MODE_SYNC))
  `POINT(host_write_through, write && mode == 2'(twk_pkg::MODE_THROUGH))
  `POINT(host_write_local, write && mode == 2'(twk_pkg::MODE_LOCAL))
  `POINT(host_read,          host && hc_op == 4'(twk_pkg::OP_READ))
  `POINT(host_flush,         host && hc_op == 4'(twk_pkg::OP_FLUSH))
  `POINT(host_move,          host && hc_op == 4'(twk_pkg::OP_MOVE))
  `POINT(ack_ok,             acks && ha_status == 4'(twk_pkg::STATUS_OK))
  `POINT(ack_range,          acks && ha_status == 4'(twk_pkg::STATUS_RANGE))
  `POINT(ack_media,          acks && ha_status == 4'(twk_pkg::STATUS_MEDIA))
  `POINT(ack_unconfirmed,    acks && ha_status == 4'(twk_pkg::STATUS_UNCONFIRMED))
  `POINT(ack_not_owner,      acks && ha_status == 4'(twk_pkg::STATUS_NOT_OWNER))
  `POINT(ack_busy,           acks && ha_status == 4'(twk_pkg::STATUS_BUSY))

  `POINT(queue_ev_empty,  !ev_valid)
  `POINT(queue_ev_full,   !event_room)
  `POINT(queue_ack_full,  !ack_room)
  `POINT(queue_list_full, !track_room)
  `POINT(queue_hq_full,   !hq_ready)
  `POINT(queue_dq_full,   !dq_ready)
  `POINT(queue_cl_full,   !cl_ready)
  `POINT(queue_fs_full,   !fs_ready)
  `POINT(queue_fs_empty,  !fs_head)
  `POINT(queue_fs_push,   fs_valid && fs_ready)

  `POINT(ecc_local_corrected,      fixed && !slot_mirror)
  `POINT(ecc_mirror_corrected,     fixed && slot_mirror)
  `POINT(ecc_local_uncorrectable,  broken && !slot_mirror)
  `POINT(ecc_mirror_uncorrectable, broken && slot_mirror)
  `POINT(ecc_scrubbed,             scrubbed)

  `POINT(takeover_hold,    hold)
  `POINT(takeover_off,     off)
  `POINT(takeover_paused,  paused)
endmodule

// The mirror FIFO: wr is its owner's side, rd the drain's.
module cover_fifo #(
  parameter integer PTR_W = 13
) (
  input logic             wr_clk,
  input logic             wr_rst_n,
  input logic [PTR_W-1:0] limit,
  input logic [PTR_W-1:0] wr_level,
  input logic [PTR_W-1:0] wr_q,
  input logic             wr_valid,
  input logic             push,
  input logic             wr_good,
  input logic             wr_bad,
  input logic             wr_resolve,
  input logic             wr_forgotten,
  input logic             rd_clk,
  input logic             rd_rst_n,
  input logic [PTR_W-1:0] rd_q,
  input logic             rd_restart,
  input logic             rd_valid,
  input logic             rd_ready,
  input logic             rd_corrected,
  input logic             rd_uncorrectable,
  input logic             rd_empty,
  input logic             release_valid,
  input logic             release_lost,
  input logic             fetch
);
  localparam integer A = PTR_W - 1;
  logic clk, rst_n;
  assign clk   = wr_clk;
  assign rst_n = wr_rst_n;
  `POINT(fifo_full,       wr_level >= limit)
  `POINT(fifo_full_waits, wr_valid && wr_level >= limit)
  `POINT(fifo_empty,      wr_level == 0)
  `POINT(fifo_wraps,      push && (&wr_q[A-1:0]))
  `POINT(fifo_good,       wr_good)
  `POINT(fifo_bad,        wr_bad)
  `POINT(fifo_resolve,    wr_resolve)
  `POINT(fifo_forgotten,  wr_forgotten)
  cover_drain #(.A(A)) u_rd (
    .clk(rd_clk), .rst_n(rd_rst_n), .at(rd_q[A-1:0]), .restart(rd_restart), .valid(rd_valid),
    .ready(rd_ready), .corrected(rd_corrected), .uncorrectable(rd_uncorrectable),
    .empty(rd_empty), .release_valid(release_valid), .release_lost(release_lost), .fetch(fetch));
endmodule

module cover_drain #(
  parameter integer A = 12
) (
  input logic         clk,
  input logic         rst_n,
  input logic [A-1:0] at,
  input logic         restart,
  input logic         valid,
  input logic         ready,
  input logic         corrected,
  input logic         uncorrectable,
  input logic         empty,
  input logic         release_valid,
  input logic         release_lost,
  input logic         fetch
);
  `POINT(drain_wraps,            fetch && (&at))
  `POINT(drain_empty,            empty)
  `POINT(drain_restart,          restart)
  `POINT(drain_waits,            valid && !ready)
  `POINT(drain_release,          release_valid && !release_lost)
  `POINT(drain_release_lost,     release_valid && release_lost)
  `POINT(ecc_fifo_corrected,     valid && ready && corrected)
  `POINT(ecc_fifo_uncorrectable, valid && ready && uncorrectable)
endmodule

// The host fabric, and a path of it.
module cover_fabric (
  input logic       clk,
  input logic       rst_n,
  input logic       cmd_valid,
  input logic       cmd_ready,
  input logic       cmd_path,
  input logic       cmd_refused,
  input logic [3:0] cmd_status,
  input logic       hc_ready,
  input logic [1:0] p_rs_valid,
  input logic       ack_a,
  input logic       ack_b,
  input logic [1:0] p_wq_valid,
  input logic       ha_valid,
  input logic       ha_ready,
  input logic [3:0] ha_status
);
  wire sent    = cmd_valid && cmd_ready && !cmd_refused;
  wire refused = cmd_valid && cmd_refused;
  `POINT(switch_to_a,       sent && !cmd_path)
  `POINT(switch_to_b,       sent && cmd_path)
  `POINT(switch_not_owner,  refused && cmd_status == 4'(twk_pkg::STATUS_NOT_OWNER))
  `POINT(switch_range,      refused && cmd_status == 4'(twk_pkg::STATUS_RANGE))
  `POINT(switch_queue_full, !hc_ready)
  `POINT(switch_both_read,  p_rs_valid == 2'b11 && !ack_a && !ack_b)
  `POINT(switch_both_write, p_wq_valid == 2'b11)
  `POINT(switch_aborted,    ha_valid && ha_ready && ha_status == 4'(twk_pkg::STATUS_ABORTED))
endmodule

module cover_path (
  input logic clk,
  input logic rst_n,
  input logic up,
  input logic lost,
  input logic reading,
  input logic wanting
);
  logic was_q;
  always_ff @(posedge clk) was_q <= up;
  `POINT(path_down,      was_q && !up)
  `POINT(path_up,        !was_q && up)
  `POINT(path_cut_write, up && lost && wanting)
  `POINT(path_cut_read,  up && lost && reading)
endmodule

bind host_fabric cover_fabric u_cover (
  .clk(clk_m), .rst_n(h_n), .cmd_valid(cmd_valid), .cmd_ready(cmd_ready), .cmd_path(cmd_path),
  .cmd_refused(cmd_refused), .cmd_status(cmd_status), .hc_ready(hc_ready),
  .p_rs_valid(p_rs_valid), .ack_a(rs_a[DATA_W+26]), .ack_b(rs_b[DATA_W+26]),
  .p_wq_valid(p_wq_valid), .ha_valid(ha_valid), .ha_ready(ha_ready), .ha_status(ha_status));
bind host_path cover_path u_cover (
  .clk(clk_m), .rst_n(h_n), .up(up), .lost(lost_q), .reading(reading_q), .wanting(wanting_q));
bind controller cover_controller u_cover (
  .clk(clk), .rst_n(rst_n), .ev_valid(ev_valid), .ev_ready(ev_ready), .ev_rec(ev_rec),
  .cl_valid(cl_valid), .cl_ready(cl_ready), .hq_valid(hq_valid), .hq_ready(hq_ready),
  .dq_valid(dq_valid), .dq_ready(dq_ready), .cmd_rec(cmd_rec), .fs_valid(fs_valid),
  .fs_ready(fs_ready), .fs_head(fs_head), .event_room(event_room), .ack_room(ack_room),
  .track_room(track_room), .hc_valid(hc_valid), .hc_ready(hc_ready), .hc_op(hc_op), .mode(mode),
  .ha_valid(ha_valid), .ha_ready(ha_ready), .ha_status(ha_status), .fixed(fixed),
  .broken(broken), .scrubbed(scrubbed), .ecc_slot(ecc_slot), .hold(hold), .off(off),
  .paused(paused));
bind mirror_fifo cover_fifo #(.PTR_W(PTR_W)) u_cover (
  .wr_clk(wr_clk), .wr_rst_n(wr_rst_n), .limit(limit), .wr_level(wr_level), .wr_q(wr_q),
  .wr_valid(wr_valid), .push(push), .wr_good(wr_good), .wr_bad(wr_bad), .wr_resolve(wr_resolve),
  .wr_forgotten(wr_forgotten), .rd_clk(rd_clk), .rd_rst_n(rd_rst_n), .rd_q(rd_q),
  .rd_restart(rd_restart), .rd_valid(rd_valid), .rd_ready(rd_ready),
  .rd_corrected(rd_corrected), .rd_uncorrectable(rd_uncorrectable), .rd_empty(rd_empty),
  .release_valid(release_valid), .release_lost(release_lost), .fetch(fetch));
