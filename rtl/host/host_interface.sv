// SPDX-License-Identifier: Apache-2.0
// host_interface: the host's end of the host fabric. Keeps a table of the tags in flight, each with
// the path it went to, and answers every command once, whatever becomes of the controllers.
//
// The host sees the protocol of a controller's own host port. A command is answered by its
// controller's ack; refused NOT_OWNER or RANGE when the switch knows no path for it; and ABORTED
// when its path goes down: each fall of `up` starts a walk over the table. A path is not used again
// before the walk is over. A command whose tag is in flight waits, and those behind it; an ack of a
// tag that is not in flight on the path it comes from is dropped. Read data is not filtered.
// No answer reaches the host before the read data that came ahead of it has been taken.
// Latency, none waiting: command 1 edge; ack and read data 1 edge; refusal 2 edges; ABORTED of tag
// t 3 + t edges, the one that sees `up` low included, when no other walk is under way (TAGS + 1).
// Answers: walk, then acks, then refusals. The walk has TAGS at most, and while a refusal waits no
// command goes out, so with a host that takes answers each of them waits a bounded time.
// Reset and power loss: the table is forgotten with the host's supply; so are the commands.
`include "twk_assert.svh"
module host_interface #(
  parameter integer DATA_W  = 64,
  parameter integer TAGS    = 256,  // the host's tags: 0 to TAGS - 1; a power of two, at most 256
  parameter integer ABORTED = 15    // the STATUS of a command whose path went down
) (
  input  logic               clk,   // fabric
  input  logic               rst_n, // synchronised
  // host
  input  logic               hc_valid,
  output logic               hc_ready,
  input  logic [3:0]         hc_op,
  input  logic [7:0]         hc_tag,
  input  logic [15:0]        hc_count,
  input  logic [39:0]        hc_lba,
  output logic               ha_valid,
  input  logic               ha_ready,
  output logic [7:0]         ha_tag,
  output logic [3:0]         ha_status,
  output logic               hr_valid,
  input  logic               hr_ready,
  output logic [DATA_W-1:0]  hr_data,
  output logic [7:0]         hr_tag,
  output logic [15:0]        hr_block,
  output logic               hr_last,
  output logic               hr_error,
  // switch: where the command goes is told in the same clock
  output logic               cmd_valid,
  input  logic               cmd_ready,     // taken by cmd_path
  output logic [67:0]        cmd,           // {op, tag, count, lba}
  input  logic               cmd_path,      // 0 A, 1 B
  input  logic               cmd_refused,   // by nobody: cmd_status
  input  logic [3:0]         cmd_status,
  input  logic               ack_valid,
  output logic               ack_ready,
  input  logic               ack_path,
  input  logic [11:0]        ack,           // {status, tag}
  input  logic               rd_valid,
  output logic               rd_ready,
  input  logic [DATA_W+25:0] rd,            // {error, last, block, tag, data}
  // paths: bit 0 A, bit 1 B
  input  logic [1:0]         up,
  output logic [1:0]         usable
);
  localparam integer T_W = $clog2(TAGS);

  `TWK_REQUIRE(g_tags, TAGS >= 2 && TAGS <= 256 && (TAGS & (TAGS - 1)) == 0,
               "host_interface: TAGS must be a power of two from 2 to 256")

  logic [TAGS-1:0] busy_q, path_q;   // tags in flight, and where

  // ---- the command at the head
  logic           head, sent, take_refusal;
  logic [7:0]     head_tag;
  logic [T_W-1:0] head_index, ack_index;
  logic [2:0]     level;
  logic           awake_q, queue_ready;
  assign hc_ready = queue_ready && awake_q;   // the host's clock runs while this is in reset
  sync_fifo #(.W(68), .DEPTH(4)) u_queue (
    .clk(clk), .rst_n(rst_n), .push_valid(hc_valid && awake_q), .push_ready(queue_ready),
    .push_data({hc_op, hc_tag, hc_count, hc_lba}), .pop_valid(head),
    .pop_ready(sent || take_refusal), .pop_data(cmd), .count(level));
  assign head_tag   = cmd[63:56];
  assign head_index = head_tag[T_W-1:0];
  assign ack_index  = ack[T_W-1:0];
  assign cmd_valid  = head && !busy_q[head_index];
  assign sent       = cmd_valid && !cmd_refused && cmd_ready;

  // ---- the walk over the table
  logic [1:0]     was_up_q, lost_q, walk_q;   // lost_q: owed a walk; walk_q: those it is for
  logic [T_W-1:0] at_q;
  logic           abort;
  assign usable = up & ~lost_q;
  assign abort  = busy_q[at_q] && (path_q[at_q] ? walk_q[1] : walk_q[0]);

  // ---- answers
  logic room, known, take_abort, take_ack;
  assign rd_ready     = !hr_valid || hr_ready;
  assign room         = (!ha_valid || ha_ready) && rd_ready;
  assign ack_ready    = room && !abort;
  assign known        = busy_q[ack_index] && path_q[ack_index] == ack_path &&
                        !(ack_path ? lost_q[1] : lost_q[0]);
  assign take_abort   = room && abort;
  assign take_ack     = ack_ready && ack_valid && known;
  assign take_refusal = room && !abort && !ack_valid && cmd_valid && cmd_refused;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      awake_q  <= 1'b0;
      busy_q   <= '0;
      path_q   <= '0;
      was_up_q <= '0;
      lost_q   <= '0;
      walk_q   <= '0;
      at_q     <= '0;
    end else begin
      awake_q <= 1'b1;
      if (sent) begin
        busy_q[head_index] <= 1'b1;
        path_q[head_index] <= cmd_path;
      end
      if (take_ack) busy_q[ack_index] <= 1'b0;
      if (take_abort) busy_q[at_q] <= 1'b0;

      was_up_q <= up;
      lost_q   <= lost_q | (was_up_q & ~up);
      if (walk_q == 2'd0) begin
        walk_q <= lost_q;
      end else if (!abort || take_abort) begin
        at_q <= at_q + 1'b1;
        if (at_q == T_W'(TAGS - 1)) begin
          lost_q <= (lost_q & ~walk_q) | (was_up_q & ~up & ~walk_q);
          walk_q <= '0;
        end
      end
    end
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      ha_valid <= 1'b0;
      {ha_status, ha_tag} <= '0;
      hr_valid <= 1'b0;
      {hr_error, hr_last, hr_block, hr_tag, hr_data} <= '0;
    end else begin
      if (take_abort || take_ack || take_refusal) begin
        ha_valid <= 1'b1;
        {ha_status, ha_tag} <= take_abort ? {4'(ABORTED), 8'(at_q)} :
                               take_ack   ? ack : {cmd_status, head_tag};
      end else if (ha_ready) begin
        ha_valid <= 1'b0;
      end
      if (rd_ready) begin
        hr_valid <= rd_valid;
        {hr_error, hr_last, hr_block, hr_tag, hr_data} <= rd;
      end
    end
  end

  `TWK_ASSERT(a_level, level <= 3'd4)
  `TWK_ASSERT(a_tag_in_range, !hc_valid || 9'(hc_tag) < 9'(TAGS))
  `TWK_ASSERT(a_sent_to_usable, !sent || (cmd_path ? usable[1] : usable[0]))
endmodule
