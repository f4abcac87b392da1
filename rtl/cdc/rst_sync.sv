// SPDX-License-Identifier: Apache-2.0
// rst_sync: a reset that asserts at once and is released on an edge of clk.
//
// Release latency: 2 edges. Timing: false path to the asynchronous inputs, recovery and removal on
// rst_n_out. Power loss: the domain's own, lost with it; comes up asserted with rst_n_in low.
module rst_sync (
  input  logic clk,
  input  logic rst_n_in,   // asynchronous
  output logic rst_n_out
);
  logic meta_q;
  always_ff @(posedge clk or negedge rst_n_in) begin
    if (!rst_n_in) {rst_n_out, meta_q} <= 2'b00;
    else           {rst_n_out, meta_q} <= {meta_q, 1'b1};
  end
endmodule
