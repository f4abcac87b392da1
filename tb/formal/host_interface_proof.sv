// SPDX-License-Identifier: Apache-2.0
// host_interface_proof: host_interface under paths that rise and fall, acks of any tag from either
// path, and routes that move. The host does not use a tag that is in flight.
//
// once: no tag is answered that is not in flight: so none is twice.
// truth: an answer OK is an ack that came, for that tag, from the path its command had gone to,
// before that path went down.
// lost: a command whose path went down is answered within two walks, when the host takes answers
// and data: the walk that was under way for the other path, and its own.
module host_interface_proof (
  input  logic       rst_n,
  input  logic       hc_valid,
  input  logic [1:0] hc_tag,
  input  logic       ha_ready,
  input  logic       hr_ready,
  input  logic       cmd_ready,
  input  logic       cmd_path,
  input  logic       cmd_refused,
  input  logic       ack_valid,
  input  logic       ack_path,
  input  logic [1:0] ack_tag,
  input  logic       rd_valid,
  input  logic [1:0] up,
  output logic       bad_once,
  output logic       reach_once,    // all tags in flight, then all answered
  output logic       bad_truth,
  output logic       reach_truth,   // OK, for a tag that once was aborted
  output logic       bad_lost,
  output logic       reach_lost     // both paths' walks in a row, each with an answer
);
  localparam integer TAGS    = 4;
  localparam integer T_W     = 2;
  localparam integer AGE_W   = T_W + 3;
  localparam integer LONGEST = 2 * TAGS + 3;
  localparam logic [3:0] OK = 4'(twk_pkg::STATUS_OK), REFUSED = 4'(twk_pkg::STATUS_NOT_OWNER);
  localparam logic [3:0] ABORTED = 4'd15;

  (* gclk *) logic step;
  logic first;
  initial first = 1'b1;
  always_ff @(posedge step) first <= 1'b0;
  always_comb assume (rst_n == !first);   // one reset, at the start

  logic        hc_ready, ha_valid, cmd_valid, ack_ready;
  logic [7:0]  ha_tag8;
  logic [3:0]  ha_status;
  logic [67:0] cmd;
  logic [1:0]  usable;
  host_interface #(.DATA_W(32), .TAGS(TAGS)) dut (
    .clk(1'b1), .rst_n(rst_n), .hc_valid(hc_valid), .hc_ready(hc_ready), .hc_op(4'd0),
    .hc_tag(8'(hc_tag)), .hc_count(16'd0), .hc_lba(40'd0), .ha_valid(ha_valid),
    .ha_ready(ha_ready), .ha_tag(ha_tag8), .ha_status(ha_status), .hr_valid(), .hr_ready(hr_ready),
    .hr_data(), .hr_tag(), .hr_block(), .hr_last(), .hr_error(), .cmd_valid(cmd_valid),
    .cmd_ready(cmd_ready), .cmd(cmd), .cmd_path(cmd_path), .cmd_refused(cmd_refused),
    .cmd_status(REFUSED), .ack_valid(ack_valid), .ack_ready(ack_ready), .ack_path(ack_path),
    .ack({OK, 8'(ack_tag)}), .rd_valid(rd_valid), .rd_ready(), .rd('0), .up(up), .usable(usable));

  // The switch sends only where it may. Its acks are of any tag, at any time.
  always_comb assume (cmd_refused || (cmd_path ? usable[1] : usable[0]));

  logic            posts, sends, acks, answers;
  logic [T_W-1:0]  ha_tag, cmd_tag;
  logic [TAGS-1:0] flight_q, sent_q, path_q, gone_q, acked_q, aborted_q;
  logic            full_q, walked_a_q, walked_b_q;
  logic [AGE_W-1:0] age_q;   // of the eldest that is gone and not answered
  assign posts   = hc_valid && hc_ready;
  assign sends   = cmd_valid && cmd_ready && !cmd_refused;
  assign acks    = ack_valid && ack_ready;
  assign answers = ha_valid && ha_ready;
  assign ha_tag  = ha_tag8[T_W-1:0];
  assign cmd_tag = cmd[56+:T_W];
  always_comb assume (!hc_valid || !flight_q[hc_tag]);

  logic [TAGS-1:0] went;     // sent, and their path is down in this step
  genvar t;
  generate
    for (t = 0; t < TAGS; t = t + 1) begin : g_tag
      assign went[t] = sent_q[t] && !(path_q[t] ? up[1] : up[0]);
    end
  endgenerate

  // Aged for a watched tag, any one that stays the same.
  logic [T_W-1:0] watched_q;
  initial begin
    flight_q   = '0;
    sent_q     = '0;
    path_q     = '0;
    gone_q     = '0;
    acked_q    = '0;
    aborted_q  = '0;
    full_q     = 1'b0;
    walked_a_q = 1'b0;
    walked_b_q = 1'b0;
    age_q      = '0;
  end
  always_ff @(posedge step) begin
    if (first) watched_q <= hc_tag;
    if (posts) flight_q[hc_tag] <= 1'b1;
    gone_q <= gone_q | went;
    if (sends) begin
      sent_q[cmd_tag] <= 1'b1;
      path_q[cmd_tag] <= cmd_path;
      gone_q[cmd_tag] <= 1'b0;
    end
    if (acks && sent_q[ack_tag] && path_q[ack_tag] == ack_path && !gone_q[ack_tag])
      acked_q[ack_tag] <= 1'b1;
    if (answers) begin
      flight_q[ha_tag] <= 1'b0;
      sent_q[ha_tag]   <= 1'b0;
      gone_q[ha_tag]   <= 1'b0;
      acked_q[ha_tag]  <= 1'b0;
      if (ha_status == ABORTED) aborted_q[ha_tag] <= 1'b1;
      if (ha_status == ABORTED && path_q[ha_tag]) walked_b_q <= 1'b1;
      if (ha_status == ABORTED && !path_q[ha_tag]) walked_a_q <= 1'b1;
    end
    full_q <= full_q || flight_q == '1;
    if (!gone_q[watched_q] || !ha_ready || !hr_ready) age_q <= '0;
    else age_q <= age_q + 1'b1;
  end

  assign bad_once    = answers && !flight_q[ha_tag];
  assign reach_once  = full_q && flight_q == '0;
  assign bad_truth   = answers && ha_status == OK && !acked_q[ha_tag];
  assign reach_truth = answers && ha_status == OK && aborted_q[ha_tag];
  assign bad_lost    = age_q > AGE_W'(LONGEST);
  assign reach_lost  = walked_a_q && walked_b_q && age_q > AGE_W'(TAGS);
endmodule
