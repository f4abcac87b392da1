// SPDX-License-Identifier: Apache-2.0
// host_way: which way a controller's host port is reached: its direct port, or the host fabric's
// path, as the strap says. The way that is not chosen is told nothing and brings nothing.
//
// What goes with a controller's valid and ready (acks, read data, the block it wants) passes beside
// this to both. Of a dead controller the path hears nothing: `on` isolates it, as isolate.sv does.
// Latency: 0, combinational. Reset and power loss: no state.
module host_way #(
  parameter integer DATA_W = 64
) (
  input  logic              switched,   // strap, sampled in the controller's clock: the path
  input  logic              on,         // the controller's rail
  // direct port
  input  logic              d_hc_valid,
  output logic              d_hc_ready,
  input  logic [67:0]       d_hc,       // {op, tag, count, lba}
  input  logic              d_hw_valid,
  output logic              d_hw_ready,
  input  logic [DATA_W-1:0] d_hw_data,
  output logic              d_ha_valid,
  input  logic              d_ha_ready,
  output logic              d_hr_valid,
  input  logic              d_hr_ready,
  // path
  input  logic              p_hc_valid,
  output logic              p_hc_ready,
  input  logic [67:0]       p_hc,
  input  logic              p_hw_valid,
  output logic              p_hw_ready,
  input  logic [DATA_W-1:0] p_hw_data,
  output logic              p_ha_valid,
  input  logic              p_ha_ready,
  output logic              p_hr_valid,
  input  logic              p_hr_ready,
  // controller
  output logic              c_hc_valid,
  input  logic              c_hc_ready,
  output logic [67:0]       c_hc,
  output logic              c_hw_valid,
  input  logic              c_hw_ready,
  output logic [DATA_W-1:0] c_hw_data,
  input  logic              c_ha_valid,
  output logic              c_ha_ready,
  input  logic              c_hr_valid,
  output logic              c_hr_ready
);
  logic path;
  assign path = switched && on;

  assign c_hc_valid = switched ? p_hc_valid : d_hc_valid;
  assign c_hc       = switched ? p_hc       : d_hc;
  assign c_hw_valid = switched ? p_hw_valid : d_hw_valid;
  assign c_hw_data  = switched ? p_hw_data  : d_hw_data;
  assign c_ha_ready = switched ? p_ha_ready : d_ha_ready;
  assign c_hr_ready = switched ? p_hr_ready : d_hr_ready;

  assign d_hc_ready = c_hc_ready && !switched;
  assign d_hw_ready = c_hw_ready && !switched;
  assign d_ha_valid = c_ha_valid && !switched;
  assign d_hr_valid = c_hr_valid && !switched;

  assign p_hc_ready = c_hc_ready && path;
  assign p_hw_ready = c_hw_ready && path;
  assign p_ha_valid = c_ha_valid && path;
  assign p_hr_valid = c_hr_valid && path;
endmodule
