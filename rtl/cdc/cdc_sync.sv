// SPDX-License-Identifier: Apache-2.0
// cdc_sync: brings W independent level bits, or one Gray-coded number, into a clock domain.
//
// Latency: 2 edges of clk; in simulation with +twk_cdc_seed=N (N not 0) a changing bit may take one
// edge more, at random for each bit: what a flip-flop that went metastable does. When several bits
// changed since the last edge, as those of a faster clock's Gray number do, all but the last had
// time to settle; which one was last is not seen here, so none is late. The generator is this
// instance's own, so the same seed gives the same cycles whatever else runs.
// Timing: set_max_delay from the source register to stage one, at most one period of the faster
// clock.
// Reset: stages go to RESET. Power loss: state of the receiving domain, lost with it.
module cdc_sync #(
  parameter integer       W     = 1,
  parameter logic [W-1:0] RESET = '0,
  parameter integer       SALT  = 1   // tells the random delays of two instances apart
) (
  input  logic         clk,
  input  logic         rst_n,
  input  logic [W-1:0] d,    // from another domain
  output logic [W-1:0] q
);
  logic [W-1:0] meta_q;
  logic [W-1:0] late;  // bits that keep their old value for one more edge

`ifdef SYNTHESIS
  assign late = '0;
`else
  integer       seed;
  logic [31:0]  rand_q;
  logic [W-1:0] held_q, moved;
  initial begin
    seed = 0;
    if (!$value$plusargs("twk_cdc_seed=%d", seed)) seed = 0;
    rand_q = (seed * 32'h9E3779B1) ^ (SALT * 32'h85EBCA6B) ^ 32'h1;
    held_q = '0;
  end
  // A bit that was late once settles at the next edge. One that was late and went back meanwhile,
  // as a faster clock's may, leaves no other bit a delay.
  assign moved = (d ^ meta_q) & ~held_q;
  assign late  = (seed == 0 || (moved & (moved - 1'b1)) != '0 || (held_q & ~(d ^ meta_q)) != '0)
                 ? '0 : moved & W'(rand_q);
  always_ff @(posedge clk) begin
    if (seed != 0) begin
      rand_q <= (rand_q >> 1) ^ (rand_q[0] ? 32'hA3000000 : 32'h0) ^ {31'h0, rand_q == 32'h0};
      held_q <= late;
    end
  end
`endif

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      meta_q <= RESET;
      q      <= RESET;
    end else begin
      meta_q <= (d & ~late) | (meta_q & late);
      q      <= meta_q;
    end
  end
endmodule
