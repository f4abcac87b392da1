// SPDX-License-Identifier: Apache-2.0
// domain_ctl: what a rail's voltage means for the domain on it.
//
// `on`: logic may run. Rises when a source is good and the rail has logic_mv; falls as soon as it
// has less. While it is 0 the domain's outputs are isolated.
// `kept`: memories still hold what was in them. Falls when the rail has less than retention_mv;
// rises again only with `on`, when new contents may be written.
// Defaults come from the caller: 2400 mV, where 3.3 V logic still meets its timing; 2000 mV, data
// retention of 3.3 V SRAM.
// Latency: 1 tick. Reset: off, nothing kept. Power loss: stands on the standby supply.
`include "twk_assert.svh"
module domain_ctl (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic [15:0] logic_mv,
  input  logic [15:0] retention_mv,
  // rail
  input  logic        supply_ok,  // a validated unit, or the battery, is connected
  input  logic [15:0] mv,
  output logic        on,
  output logic        kept
);
  logic runs, retains;

  // A retention_mv above logic_mv rules both: on without kept would be a lie.
  assign retains = mv >= retention_mv;
  assign runs    = (on || supply_ok) && mv >= logic_mv && retains;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      on   <= 1'b0;
      kept <= 1'b0;
    end else begin
      on   <= runs;
      kept <= runs || (kept && retains);
    end
  end

  `TWK_ASSERT(a_on_is_kept, !on || kept)
endmodule
