// SPDX-License-Identifier: Apache-2.0
// ramp: output voltage of a converter, going to a target at a limited rate.
// Supply model: not to be synthesized into the product.
//
// Latency: mv moves by at most one step a tick; from x to the target in ceil(|target - x| / step)
// ticks. With `collapse` it is 0 at the next tick. A step of 0 stands still.
// Reset: mv is 0. Power loss: none, this is the power.
module ramp (
  input  logic        clk,
  input  logic        rst_n,
  input  logic [15:0] rise_mv,    // step up, mV a tick
  input  logic [15:0] fall_mv,    // step down, mV a tick
  input  logic [15:0] target_mv,
  input  logic        collapse,
  output logic [15:0] mv
);
  logic [16:0] up_mv;
  logic [15:0] down_mv;

  assign up_mv   = {1'b0, mv} + {1'b0, rise_mv};
  assign down_mv = mv > fall_mv ? mv - fall_mv : '0;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n)                mv <= '0;
    else if (collapse)         mv <= '0;
    else if (mv < target_mv)   mv <= up_mv > {1'b0, target_mv} ? target_mv : up_mv[15:0];
    else                       mv <= down_mv < target_mv ? target_mv : down_mv;
  end
endmodule
