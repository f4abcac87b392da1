// SPDX-License-Identifier: Apache-2.0
// link_status: brings the owner's level bits (heartbeat, phase, volumes served) over the link to
// its peer, beside the frames.
//
// The bits are independent: a reader may see one of them a clock before another. A change is
// taken up, travels for `latency` clocks of clk_m, and only then the next one is looked at; what
// came and went meanwhile is not seen. So a heartbeat must beat slower than the link is long.
// Latency: 2 edges of clk_m, latency + 2 clocks of clk_m, 2 edges of clk_p.
// Reset: of the link, on both sides: bits are 0 until they are heard again. Power loss: the same.
module link_status #(
  parameter integer W    = twk_pkg::VOLUMES + 3,
  parameter integer SALT = 1
) (
  // owner's clock and rail; only registers, isolated when it is off
  input  logic [W-1:0] owner_bits,
  // drain's clock, FIFO rail
  input  logic         clk_m,
  input  logic         rst_m_n,     // the link is up, in clk_m
  input  logic [15:0]  latency,     // strap, clocks of clk_m
  // peer's clock and rail
  input  logic         clk_p,
  input  logic         rst_p_n,     // the link is up, in clk_p
  output logic [W-1:0] peer_bits
);
  logic [W-1:0] here, wire_q, out_q;
  logic [15:0]  left_q;
  logic         busy_q;

  cdc_sync #(.W(W), .SALT(SALT)) u_in (.clk(clk_m), .rst_n(rst_m_n), .d(owner_bits), .q(here));

  always_ff @(posedge clk_m or negedge rst_m_n) begin
    if (!rst_m_n) begin
      wire_q <= '0;
      out_q  <= '0;
      left_q <= '0;
      busy_q <= 1'b0;
    end else if (!busy_q) begin
      busy_q <= here != out_q;
      wire_q <= here;
      left_q <= latency;
    end else if (left_q != '0) begin
      left_q <= left_q - 1'b1;
    end else begin
      out_q  <= wire_q;
      busy_q <= 1'b0;
    end
  end

  cdc_sync #(.W(W), .SALT(SALT + 1)) u_out (.clk(clk_p), .rst_n(rst_p_n), .d(out_q), .q(peer_bits));
endmodule
