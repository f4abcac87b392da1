// SPDX-License-Identifier: Apache-2.0
// host_switch: sends each host command to the controller that serves its volume, and merges what
// the two paths want from the host and have for it.
//
// Volume v is the blocks from v * vol_blocks. A command goes to A when A serves its volume and A's
// path is usable, else to B likewise, else it is refused NOT_OWNER. One that begins beyond all
// volumes is refused RANGE, but a flush: that one is for the last volume then, as host_port has it.
// All else about a command is for the controller to judge. Unmanaged, A serves the even volumes
// and B the odd ones.
// A block's beats stay together at the host, both of read data and of write data; paths take turns
// by block. Acks pass beside them, and keep behind their own path's data.
// Latency: 0 for commands, acks and read data; 1 edge from wq_valid to hw_ready. What a controller
// serves is seen 2 edges after it changed (+1 with random delay).
// Reset and power loss: with the host's supply; blocks under way are cut with those of the paths.
`include "twk_assert.svh"
module host_switch #(
  parameter integer DATA_W  = 64,
  parameter integer VOLUMES = 4,
  parameter integer SALT    = 1
) (
  input  logic                  clk,      // fabric
  input  logic                  rst_n,    // synchronised
  // straps
  input  logic                  managed,
  input  logic [39:0]           vol_blocks,   // of one volume
  // controllers: levels of their own clocks, isolated
  input  logic [VOLUMES-1:0]    serves_a,
  input  logic [VOLUMES-1:0]    serves_b,
  // interface
  input  logic                  cmd_valid,
  output logic                  cmd_ready,
  input  logic [3:0]            cmd_op,
  input  logic [39:0]           cmd_lba,
  output logic                  cmd_path,     // 0 A, 1 B
  output logic                  cmd_refused,
  output logic [3:0]            cmd_status,
  input  logic [1:0]            usable,
  output logic                  ack_valid,
  input  logic                  ack_ready,
  output logic                  ack_path,
  output logic [11:0]           ack,          // {status, tag}
  output logic                  rd_valid,
  input  logic                  rd_ready,
  output logic [DATA_W+25:0]    rd,           // {error, last, block, tag, data}
  // host
  input  logic                  hw_valid,
  output logic                  hw_ready,
  output logic [7:0]            hw_tag,
  output logic [15:0]           hw_block,
  // paths: bit 0 and the low word A's, see host_path; cmd and hw_data go to both
  output logic [1:0]            p_cmd_valid,
  input  logic [1:0]            p_cmd_ready,
  input  logic [1:0]            p_wq_valid,
  input  logic [47:0]           p_wq,
  output logic [1:0]            p_wd_valid,
  input  logic [1:0]            p_wd_ready,
  input  logic [1:0]            p_wd_last,
  input  logic [1:0]            p_rs_valid,
  output logic [1:0]            p_rs_ready,
  input  logic [2*DATA_W+53:0]  p_rs
);
  localparam integer RS_W  = DATA_W + 27;
  localparam integer LBA_W = 40 + $clog2(VOLUMES + 1);

  // ---- commands
  logic [VOLUMES-1:0] synced_a, synced_b, of_a, of_b, volume;
  logic [VOLUMES:0]   from;      // bit v: not below volume v
  logic               to_a, to_b, beyond;
  cdc_sync #(.W(VOLUMES), .SALT(SALT)) u_serves_a (
    .clk(clk), .rst_n(rst_n), .d(serves_a), .q(synced_a));
  cdc_sync #(.W(VOLUMES), .SALT(SALT + 1)) u_serves_b (
    .clk(clk), .rst_n(rst_n), .d(serves_b), .q(synced_b));
  assign from[0] = 1'b1;
  genvar v;
  generate
    for (v = 1; v <= VOLUMES; v = v + 1) begin : g_from
      assign from[v] = LBA_W'(cmd_lba) >= LBA_W'(vol_blocks) * LBA_W'(v);
    end
    for (v = 0; v < VOLUMES; v = v + 1) begin : g_volume
      assign volume[v] = from[v] && (v == VOLUMES - 1 || !from[v+1]);
      assign of_a[v]   = managed ? synced_a[v] : v % 2 == 0;
      assign of_b[v]   = managed ? synced_b[v] : v % 2 == 1;
    end
  endgenerate
  assign beyond      = from[VOLUMES] && cmd_op != 4'(twk_pkg::OP_FLUSH);
  assign to_a        = (volume & of_a) != '0 && usable[0] && !beyond;
  assign to_b        = (volume & of_b) != '0 && usable[1] && !beyond && !to_a;
  assign cmd_path    = to_b;
  assign cmd_refused = !to_a && !to_b;
  assign cmd_status  = beyond ? 4'(twk_pkg::STATUS_RANGE) : 4'(twk_pkg::STATUS_NOT_OWNER);
  assign p_cmd_valid = {2{cmd_valid}} & {to_b, to_a};
  assign cmd_ready   = (to_a && p_cmd_ready[0]) || (to_b && p_cmd_ready[1]);

  // ---- responses: read data by block, acks beside it
  logic [RS_W-1:0] rs_a, rs_b;
  logic [1:0]      is_ack, beats;
  logic            rd_path, rd_lock_q, rd_path_q, ack_turn_q;   // rd_path_q: of the last beat
  assign {rs_b, rs_a} = p_rs;
  assign is_ack    = p_rs_valid & {rs_b[RS_W-1], rs_a[RS_W-1]};
  assign beats     = p_rs_valid & ~{rs_b[RS_W-1], rs_a[RS_W-1]};
  assign ack_path  = is_ack == 2'b11 ? ack_turn_q : is_ack[1];
  assign ack_valid = is_ack != 2'b00;
  assign ack       = ack_path ? {rs_b[3:0], rs_b[DATA_W+:8]} : {rs_a[3:0], rs_a[DATA_W+:8]};
  assign rd_path   = rd_lock_q ? rd_path_q : (beats == 2'b11 ? !rd_path_q : beats[1]);
  assign rd_valid  = rd_path ? beats[1] : beats[0];
  assign rd        = rd_path ? rs_b[DATA_W+25:0] : rs_a[DATA_W+25:0];
  assign p_rs_ready[0] = is_ack[0] ? ack_ready && !ack_path : rd_ready && !rd_path;
  assign p_rs_ready[1] = is_ack[1] ? ack_ready && ack_path  : rd_ready && rd_path;

  // ---- write data: one block at a time
  logic hw_lock_q, hw_path_q;
  assign {hw_tag, hw_block} = hw_path_q ? p_wq[47:24] : p_wq[23:0];
  assign hw_ready   = hw_lock_q && (hw_path_q ? p_wd_ready[1] : p_wd_ready[0]);
  assign p_wd_valid = {2{hw_valid && hw_lock_q}} & {hw_path_q, !hw_path_q};

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      rd_lock_q  <= 1'b0;
      rd_path_q  <= 1'b0;
      ack_turn_q <= 1'b0;
      hw_lock_q  <= 1'b0;
      hw_path_q  <= 1'b0;
    end else begin
      if (rd_valid && rd_ready) begin
        rd_lock_q <= !rd[DATA_W+24];
        rd_path_q <= rd_path;
      end
      if (ack_valid && ack_ready) ack_turn_q <= !ack_path;
      if (!hw_lock_q) begin
        hw_lock_q <= p_wq_valid != 2'b00;
        if (p_wq_valid != 2'b00) hw_path_q <= p_wq_valid == 2'b11 ? !hw_path_q : p_wq_valid[1];
      end else if (hw_valid && hw_ready) begin
        hw_lock_q <= !(hw_path_q ? p_wd_last[1] : p_wd_last[0]);
      end
    end
  end

  `TWK_ASSERT(a_one_owner, !managed || (synced_a & synced_b) == '0)
  `TWK_ASSERT(a_one_path, !(to_a && to_b))
  `TWK_ASSERT(a_block_is_wanted, !hw_lock_q || (hw_path_q ? p_wq_valid[1] : p_wq_valid[0]))
endmodule
