// SPDX-License-Identifier: Apache-2.0
// mirror_path: everything of one direction that stands on the FIFO's power rail: mirror FIFO,
// drain, the drain's end of the link, and the queue of verdicts back to the owner; and the owner's
// status bits on their way to the peer.
//
// Clocks: the owner's (FIFO write side), clk_m (drain, link), the peer's (far end of the link).
// Reset: fifo_rst_n empties the path; drain_rst_n alone restarts the drain, which loses nothing;
// owner_rst_n alone cuts at most the frame under way; peer_rst_n alone holds the frames back;
// `off`, the owner's, empties the path like fifo_rst_n.
// Power loss: while rail_on is low nothing moves, and memory and pointers are kept; when they are
// not, fifo_rst_n goes low and what was here is only in the owner's cache.
`include "twk_assert.svh"
module mirror_path #(
  parameter integer DATA_W     = 64,
  parameter integer FIFO_DEPTH = 4096,
  parameter integer R          = 7,     // Hamming bits for DATA_W + 2
  parameter integer SALT       = 1
) (
  // resets, asynchronous
  input  logic                          fifo_rst_n,
  input  logic                          drain_rst_n,
  input  logic                          owner_rst_n,
  input  logic                          peer_rst_n,
  input  logic                          rail_on,            // a level, from the standby clock
  // owner's clock and rail
  input  logic                          off,
  input  logic [twk_pkg::VOLUMES+2:0]   own_bits,           // see link_status
  input  logic                          clk_owner,
  input  logic [$clog2(FIFO_DEPTH):0]   fifo_limit,
  input  logic [DATA_W+2+R:0]           inject_mask,
  input  logic                          wr_valid,
  output logic                          wr_ready,
  input  logic                          wr_sof,
  input  logic                          wr_eof,
  input  logic [DATA_W-1:0]             wr_data,
  output logic                          wr_good,
  output logic [$clog2(FIFO_DEPTH):0]   wr_level,
  output logic                          mirror_up,          // out of reset: what came is there
  input  logic                          wr_resolve,
  input  logic                          wr_forgotten,
  output logic                          msg_valid,
  input  logic                          msg_ready,
  output logic                          msg_ok,
  output logic [7:0]                    msg_epoch,
  // clk_m, FIFO rail
  input  logic                          clk_m,
  input  logic [15:0]                   link_latency,
  input  logic [8:0]                    link_rate,
  input  logic                          link_cut,
  output logic [15:0]                   ecc_corrected,      // FIFO words, counted since fifo_rst_n
  output logic [15:0]                   ecc_uncorrectable,
  output logic                          present,            // see mirror_fifo
  output logic                          holds,              // ... and its two reasons
  output logic                          lost,
  output logic                          busy,               // something written is unread: a level
  output logic                          link_up,            // a level
  // peer's clock and rail
  input  logic                          clk_peer,
  output logic                          rx_valid,
  input  logic                          rx_ready,
  output logic                          rx_sof,
  output logic                          rx_eof,
  output logic                          rx_bad,
  output logic [DATA_W-1:0]             rx_data,
  input  logic                          ver_valid,
  output logic                          ver_ready,
  input  logic                          ver_ok,
  output logic                          link_up_peer,       // in this clock
  output logic [twk_pkg::VOLUMES+2:0]   peer_bits
);
  localparam integer PTR_W    = $clog2(FIFO_DEPTH) + 1;
  localparam integer LINK     = 512;  // beats on the link and in the receive queue
  localparam integer MESSAGES = 256;

  // Each reset once in each clock that needs it: o_ the owner's, m_ clk_m.
  logic o_n, on_n, m_n, l_n, d_n, say_o_n, say_m_n, path_n, link_end_n, drain_end_n, say_ends_n;
  logic owner_up, emptied_q, flying, flying_q;
  logic [3:0] empty_q;
  logic fifo_valid, fifo_ready;
  assign path_n      = fifo_rst_n && !off;
  assign link_end_n  = fifo_rst_n && drain_rst_n && rail_on && (!off || emptied_q || !flying_q);
  assign drain_end_n = link_end_n && !off;
  assign say_ends_n  = path_n && owner_rst_n;
  assign mirror_up   = o_n;
  assign fifo_valid  = wr_valid && on_n;
  assign wr_ready    = fifo_ready && on_n;
  rst_sync u_rst_o (.clk(clk_owner), .rst_n_in(path_n), .rst_n_out(o_n));
  rst_sync u_rst_on (.clk(clk_owner), .rst_n_in(rail_on), .rst_n_out(on_n));
  rst_sync u_rst_say_o (.clk(clk_owner), .rst_n_in(say_ends_n), .rst_n_out(say_o_n));
  rst_sync u_rst_say_m (.clk(clk_m), .rst_n_in(say_ends_n), .rst_n_out(say_m_n));
  rst_sync u_rst_m (.clk(clk_m), .rst_n_in(path_n), .rst_n_out(m_n));
  rst_sync u_rst_l (.clk(clk_m), .rst_n_in(link_end_n), .rst_n_out(l_n));
  rst_sync u_rst_d (.clk(clk_m), .rst_n_in(drain_end_n), .rst_n_out(d_n));

  // With frames out, `off` takes the link down for a moment, so that no verdict on an old frame
  // comes to a new one; then the link is up without frames, since the heartbeat goes over it.
  always_ff @(posedge clk_m or negedge fifo_rst_n) begin
    if (!fifo_rst_n)    flying_q <= 1'b0;
    else if (d_n)       flying_q <= flying;
    else if (emptied_q) flying_q <= 1'b0;
  end
  always_ff @(posedge clk_m or negedge off) begin
    if (!off) begin
      empty_q   <= '0;
      emptied_q <= 1'b0;
    end else begin
      if (empty_q != '1) empty_q <= empty_q + 1'b1;
      emptied_q <= empty_q == '1;
    end
  end
  cdc_sync #(.SALT(SALT + 20)) u_owner_up (.clk(clk_m), .rst_n(m_n), .d(owner_rst_n), .q(owner_up));

  logic              rd_restart, rd_valid, rd_ready, rd_sof, rd_eof, rd_empty;
  logic              rd_corrected, rd_broken;
  logic [DATA_W-1:0] rd_data;
  logic [PTR_W-1:0]  rd_ptr, rel_ptr, release_ptr;
  logic              release_valid, release_lost, wr_bad;
  assign busy = !rd_empty;

  mirror_fifo #(.DATA_W(DATA_W), .DEPTH(FIFO_DEPTH), .R(R), .SALT(SALT)) u_fifo (
    .wr_clk(clk_owner), .wr_rst_n(o_n), .limit(fifo_limit), .inject_mask(inject_mask),
    .wr_valid(fifo_valid), .wr_ready(fifo_ready), .wr_sof(wr_sof), .wr_eof(wr_eof),
    .wr_data(wr_data), .wr_good(wr_good), .wr_bad(wr_bad), .wr_level(wr_level),
    .wr_resolve(wr_resolve), .wr_forgotten(wr_forgotten),
    .rd_clk(clk_m), .rd_rst_n(m_n), .rd_restart(rd_restart), .rd_valid(rd_valid),
    .rd_ready(rd_ready), .rd_sof(rd_sof), .rd_eof(rd_eof), .rd_data(rd_data),
    .rd_corrected(rd_corrected), .rd_uncorrectable(rd_broken), .rd_ptr(rd_ptr),
    .rd_empty(rd_empty), .rel_ptr(rel_ptr),
    .release_valid(release_valid), .release_ptr(release_ptr), .release_lost(release_lost),
    .present(present), .holds(holds), .lost(lost));

  logic              tx_valid, tx_ready, tx_sof, tx_eof, tx_bad, res_valid, res_ok;
  logic [DATA_W-1:0] tx_data;
  logic              say_valid, say_ready, say_ok;
  logic [7:0]        say_epoch;
  logic [$clog2(MESSAGES):0] say_count;

  drain #(.DATA_W(DATA_W), .PTR_W(PTR_W), .WINDOW(LINK - 12), .MESSAGES(MESSAGES)) u_drain (
    .clk(clk_m), .rst_n(d_n), .link_up(link_up), .owner_up(owner_up), .rd_restart(rd_restart),
    .rd_valid(rd_valid), .rd_ready(rd_ready), .rd_sof(rd_sof), .rd_eof(rd_eof), .rd_data(rd_data),
    .rd_uncorrectable(rd_broken), .rd_ptr(rd_ptr), .rd_empty(rd_empty), .rel_ptr(rel_ptr),
    .release_valid(release_valid), .release_ptr(release_ptr), .release_lost(release_lost),
    .tx_valid(tx_valid), .tx_ready(tx_ready), .tx_sof(tx_sof), .tx_eof(tx_eof), .tx_bad(tx_bad),
    .tx_data(tx_data), .res_valid(res_valid), .res_ok(res_ok), .msg_valid(say_valid),
    .msg_ok(say_ok), .msg_epoch(say_epoch), .msg_count(say_count),
    .flying(flying));

  link #(.DATA_W(DATA_W), .DEPTH(LINK), .SALT(SALT + 4)) u_link (
    .clk_m(clk_m), .rst_m_n(l_n), .cut(link_cut), .latency(link_latency), .rate(link_rate),
    .up(link_up), .tx_valid(tx_valid), .tx_ready(tx_ready), .tx_sof(tx_sof), .tx_eof(tx_eof),
    .tx_bad(tx_bad), .tx_data(tx_data), .res_valid(res_valid), .res_ok(res_ok), .clk_p(clk_peer),
    .rst_p_n(peer_rst_n), .rx_valid(rx_valid), .rx_ready(rx_ready), .rx_sof(rx_sof),
    .rx_eof(rx_eof), .rx_bad(rx_bad), .rx_data(rx_data), .ver_valid(ver_valid),
    .ver_ready(ver_ready), .ver_ok(ver_ok), .up_p(link_up_peer));

  link_status #(.W(twk_pkg::VOLUMES + 3), .SALT(SALT + 30)) u_status (
    .owner_bits(own_bits), .clk_m(clk_m), .rst_m_n(link_up), .latency(link_latency),
    .clk_p(clk_peer), .rst_p_n(link_up_peer), .peer_bits(peer_bits));

  async_fifo #(.W(9), .DEPTH(MESSAGES), .SALT(SALT + 10)) u_say (
    .wr_clk(clk_m), .wr_rst_n(say_m_n), .wr_valid(say_valid), .wr_ready(say_ready),
    .wr_data({say_ok, say_epoch}), .wr_count(say_count), .rd_clk(clk_owner),
    .rd_rst_n(say_o_n), .rd_valid(msg_valid), .rd_ready(msg_ready),
    .rd_data({msg_ok, msg_epoch}));

  always_ff @(posedge clk_m or negedge m_n) begin
    if (!m_n) begin
      ecc_corrected     <= '0;
      ecc_uncorrectable <= '0;
    end else if (rd_valid && rd_ready) begin
      if (rd_corrected) ecc_corrected <= ecc_corrected + 1'b1;
      if (rd_broken) ecc_uncorrectable <= ecc_uncorrectable + 1'b1;
    end
  end

  logic unused;
  assign unused = wr_bad;   // the splitter takes the absence of wr_good for a refusal

  `TWK_ASSERT_ON(a_message_room, clk_m, d_n, !say_valid || say_ready)
endmodule
