// SPDX-License-Identifier: Apache-2.0
// Assertions that live in every simulation, and parameter checks that stop elaboration.
//
// TWK_ASSERT(name, expr): expr holds at every rising edge of `clk` while `rst_n` is high; the _ON
// form names clock and reset. Icarus 11 has no labelled assertions: there it is a plain check.
// TWK_REQUIRE(name, expr, text): a parameter rule. Icarus 11 has no elaboration-time $error, so
// there it ends the simulation at time 0.
`ifndef TWK_ASSERT_SVH
`define TWK_ASSERT_SVH

`ifdef YOSYS
`define TWK_ASSERT_ON(name, c, r, expr) \
  always @(posedge c) if (r) assert (expr);
`elsif __ICARUS__
`define TWK_ASSERT_ON(name, c, r, expr) \
  always @(posedge c) if (r && !(expr)) $error("assertion name failed in %m");
`else
`define TWK_ASSERT_ON(name, c, r, expr) \
  name: assert property (@(posedge c) disable iff (!(r)) expr) \
    else $error("assertion name failed in %m");
`endif
`define TWK_ASSERT(name, expr) `TWK_ASSERT_ON(name, clk, rst_n, expr)

`ifdef __ICARUS__
`define TWK_REQUIRE(name, expr, text) \
  initial if (!(expr)) begin $display("ERROR: %m: %s", text); $finish(2); end
`else
`define TWK_REQUIRE(name, expr, text) \
  if (!(expr)) begin : name $error(text); end
`endif

`endif
