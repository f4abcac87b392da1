// SPDX-License-Identifier: Apache-2.0
// control_block: one controller's view of the machine around it, and its firmware's grip on it:
// control word, status events, heartbeat, and the latch that remembers that the peer was gone.
//
// Lines from other rails are levels, synchronised here. The present flags are compared across
// clocks (see mirror_fifo): 0 is believed when it was seen twice running.
// PEER_DIED is set by the line itself, without a clock, so that no power failure is too short.
// Latency: 2 edges from a line to STAT (a present flag that falls 3), 1 more to the event.
// Reset and power loss: nothing is known, nothing is promised: the first event comes when every
// line has been through its synchroniser, also a late one.
module control_block #(
  parameter integer SALT = 1
) (
  input  logic         clk,
  input  logic         rst_n,
  // straps
  input  logic         managed,
  input  logic [1:0]   mode_strap,
  input  logic [7:0]   epoch_strap,
  input  logic [twk_pkg::VOLUMES-1:0] own_strap,
  input  logic [31:0]  tick_cycles,
  input  logic [31:0]  silence_cycles,
  // firmware
  input  logic         ct_valid,
  input  logic [31:0]  ct_word,
  output logic         ev_valid,
  input  logic         ev_ready,
  output logic [127:0] ev_rec,
  // lines from other rails and clocks
  input  logic         mirror_rail,
  input  logic         present,
  input  logic         link_out,
  input  logic         safe,
  input  logic         warn,
  input  logic         peer_power,
  input  logic         peer_rail,
  input  logic         peer_present,
  input  logic         peer_lost,
  // from the link that ends here, in this clock: heartbeat, phase, volumes served
  input  logic         link_in,
  input  logic [twk_pkg::VOLUMES+2:0] peer_bits,
  // from the data path, in this clock
  input  logic         paused,
  input  logic         forgotten,    // one clock: the peer took a FORGET
  // in force
  output logic [1:0]   mode,
  output logic [7:0]   epoch,
  output logic [twk_pkg::VOLUMES-1:0] own,
  output logic         hold,
  output logic         off,
  output logic         pause,
  output logic [twk_pkg::VOLUMES+2:0] own_bits   // for the link to the peer
);
  logic [1:0]  phase;
  logic        beat, clear, seen, silent, died;
  logic [8:0]  line;
  logic        present_q, peer_present_q;
  logic [3:0]  forgotten_q;
  logic [31:0] stat;

  control_reg u_reg (
    .clk(clk), .rst_n(rst_n), .managed(managed), .mode_strap(mode_strap),
    .epoch_strap(epoch_strap), .own_strap(own_strap), .ct_valid(ct_valid), .ct_word(ct_word),
    .mode(mode), .epoch(epoch), .own(own), .phase(phase), .beat(beat), .hold(hold), .off(off),
    .pause(pause), .clear(clear));
  assign own_bits = {own, phase, beat};

  cdc_sync #(.W(9), .SALT(SALT)) u_lines (
    .clk(clk), .rst_n(rst_n),
    .d({peer_lost, peer_present, peer_rail, peer_power, warn, safe, link_out, present,
        mirror_rail}),
    .q(line));

  logic died_q;
  always_ff @(posedge clk or negedge peer_power) begin
    if (!peer_power) died_q <= 1'b1;
    else if (clear)  died_q <= 1'b0;
  end
  cdc_sync #(.SALT(SALT + 1)) u_died (.clk(clk), .rst_n(rst_n), .d(died_q), .q(died));

  heartbeat_monitor u_beat (
    .clk(clk), .rst_n(rst_n), .limit_cycles(silence_cycles), .link_up(link_in),
    .beat(peer_bits[0]), .seen(seen), .silent(silent));

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      present_q      <= 1'b1;
      peer_present_q <= 1'b1;
      forgotten_q    <= '0;
    end else begin
      present_q      <= line[1];
      peer_present_q <= line[7];
      if (forgotten) forgotten_q <= forgotten_q + 1'b1;
    end
  end

  assign stat[twk_pkg::STAT_MIRROR_UP_LSB] = line[0];
  assign stat[twk_pkg::STAT_PRESENT_LSB] = line[1] || present_q;
  assign stat[twk_pkg::STAT_LINK_OUT_LSB] = line[2];
  assign stat[twk_pkg::STAT_SAFE_LSB] = line[3];
  assign stat[twk_pkg::STAT_WARN_LSB] = line[4];
  assign stat[twk_pkg::STAT_PEER_POWER_LSB] = line[5];
  assign stat[twk_pkg::STAT_PEER_DIED_LSB] = died;
  assign stat[twk_pkg::STAT_PEER_FIFO_LSB] = line[6];
  assign stat[twk_pkg::STAT_PEER_PRESENT_LSB] = line[7] || peer_present_q;
  assign stat[twk_pkg::STAT_LINK_IN_LSB] = link_in;
  assign stat[twk_pkg::STAT_PEER_SEEN_LSB] = seen;
  assign stat[twk_pkg::STAT_PEER_SILENT_LSB] = silent;
  assign stat[twk_pkg::STAT_PEER_PHASE_LSB+:2] = peer_bits[2:1];
  assign stat[twk_pkg::STAT_PEER_OWN_LSB+:twk_pkg::VOLUMES] = peer_bits[3+:twk_pkg::VOLUMES];
  assign stat[twk_pkg::STAT_PAUSED_LSB] = paused;
  assign stat[twk_pkg::STAT_FORGOTTEN_LSB+:4] = forgotten_q;
  assign stat[twk_pkg::STAT_PEER_LOST_LSB] = line[8];
  assign stat[twk_pkg::STAT_SPARE_LSB+:twk_pkg::STAT_SPARE_W] = '0;

  // The synchroniser's edges, one more if it was metastable, the monitor's.
  localparam integer SETTLE = 2 + 1 + 1;

  status_monitor #(.SETTLE(SETTLE)) u_status (
    .clk(clk), .rst_n(rst_n), .managed(managed), .tick_cycles(tick_cycles),
    .calm(phase == 2'(twk_pkg::PHASE_PAIRED)), .stat(stat),
    .ev_valid(ev_valid), .ev_ready(ev_ready), .ev_rec(ev_rec));
endmodule
