// SPDX-License-Identifier: Apache-2.0
// link: the way from the drain to the peer's cache and back, with latency and bandwidth straps.
//
// Forward: one beat each 256/rate clocks of clk_m, `latency` clocks of clk_m long, then into the
// peer's clock. Back: a verdict for each frame, the same length.
// The link is up while both ends are out of reset and it is not cut; going down empties all of
// it on both sides, so that neither end believes anything from before. A verdict that comes when no
// frame of this life awaits one was on a frame from before: it is taken and dropped.
// Latency: latency + 2 edges of clk_p forward; latency + 2 edges of clk_m back.
// Power loss: of either end empties it.
`include "twk_assert.svh"
module link #(
  parameter integer DATA_W = 64,
  parameter integer DEPTH  = 512,   // beats under way and in the receive queue
  parameter integer SALT   = 1
) (
  // drain's clock, FIFO rail
  input  logic              clk_m,
  input  logic              rst_m_n,      // asynchronous
  input  logic              cut,          // strap or fault: the cable is out
  input  logic [15:0]       latency,      // strap, clocks of clk_m
  input  logic [8:0]        rate,         // strap, beats in 256 clocks of clk_m, 1 .. 256
  output logic              up,
  input  logic              tx_valid,
  output logic              tx_ready,
  input  logic              tx_sof,
  input  logic              tx_eof,
  input  logic              tx_bad,
  input  logic [DATA_W-1:0] tx_data,
  output logic              res_valid,    // verdict, always taken
  output logic              res_ok,
  // peer's clock and rail
  input  logic              clk_p,
  input  logic              rst_p_n,      // asynchronous
  output logic              rx_valid,
  input  logic              rx_ready,
  output logic              rx_sof,
  output logic              rx_eof,
  output logic              rx_bad,
  output logic [DATA_W-1:0] rx_data,
  input  logic              ver_valid,
  output logic              ver_ready,
  input  logic              ver_ok,
  output logic              up_p          // `up`, in this clock
);
  localparam integer W = DATA_W + 3;

  logic         ends_up, m_n, p_n;        // one reset, in both clocks
  logic         wire_valid, wire_ready, back_valid;
  logic [W-1:0] wire_beat;
  logic         back_ok;
  logic [8:0]   credit_q;
  logic         go;

  // The cable is one thing: whatever takes one end down takes both.
  assign ends_up = rst_m_n && rst_p_n && !cut;
  rst_sync u_rst_m (.clk(clk_m), .rst_n_in(ends_up), .rst_n_out(m_n));
  rst_sync u_rst_p (.clk(clk_p), .rst_n_in(ends_up), .rst_n_out(p_n));

  // ---- bandwidth: credit grows by `rate` each clock, a beat costs 256
  assign go       = credit_q + rate >= 9'd256 || rate == 9'd256;
  assign up       = m_n;
  assign up_p     = p_n;
  assign tx_ready = go;
  always_ff @(posedge clk_m or negedge m_n) begin
    if (!m_n) credit_q <= '0;
    else if (!go) credit_q <= credit_q + rate;
    else if (tx_valid && tx_ready && rate != 9'd256) credit_q <= credit_q + rate - 9'd256;
  end

  // ---- forward
  delay_line #(.W(W), .DEPTH(DEPTH)) u_out (
    .clk(clk_m), .rst_n(m_n), .latency(latency), .in_valid(tx_valid && tx_ready),
    .in_data({tx_sof, tx_eof, tx_bad, tx_data}), .out_valid(wire_valid), .out_ready(wire_ready),
    .out_data(wire_beat));
  logic [$clog2(DEPTH):0] rx_count;
  async_fifo #(.W(W), .DEPTH(DEPTH), .SALT(SALT)) u_rx (
    .wr_clk(clk_m), .wr_rst_n(m_n), .wr_valid(wire_valid), .wr_ready(wire_ready),
    .wr_data(wire_beat), .wr_count(rx_count), .rd_clk(clk_p), .rd_rst_n(p_n), .rd_valid(rx_valid),
    .rd_ready(rx_ready), .rd_data({rx_sof, rx_eof, rx_bad, rx_data}));

  // ---- back
  logic [4:0] ver_count;
  logic       ver_room;
  logic [$clog2(DEPTH):0] owed_q;   // frames that the peer took whole and has not judged
  assign ver_ready = ver_room || owed_q == '0;
  always_ff @(posedge clk_p or negedge p_n) begin
    if (!p_n) owed_q <= '0;
    else owed_q <= owed_q + ($clog2(DEPTH)+1)'(rx_valid && rx_ready && rx_eof) -
                   ($clog2(DEPTH)+1)'(ver_valid && ver_ready && owed_q != '0);
  end
  async_fifo #(.W(1), .DEPTH(16), .SALT(SALT + 2)) u_ver (
    .wr_clk(clk_p), .wr_rst_n(p_n), .wr_valid(ver_valid && owed_q != '0),
    .wr_ready(ver_room),
    .wr_data(ver_ok), .wr_count(ver_count), .rd_clk(clk_m), .rd_rst_n(m_n), .rd_valid(back_valid),
    .rd_ready(1'b1), .rd_data(back_ok));
  delay_line #(.W(1), .DEPTH(DEPTH)) u_back (
    .clk(clk_m), .rst_n(m_n), .latency(latency), .in_valid(back_valid), .in_data(back_ok),
    .out_valid(res_valid), .out_ready(1'b1), .out_data(res_ok));

  `TWK_ASSERT_ON(a_receiver_has_room, clk_m, m_n, !wire_valid || wire_ready)
  `TWK_ASSERT_ON(a_counts, clk_m, m_n, rx_count <= ($clog2(DEPTH)+1)'(DEPTH))
  `TWK_ASSERT_ON(a_ver_counts, clk_p, p_n, ver_count <= 5'd16)
endmodule
