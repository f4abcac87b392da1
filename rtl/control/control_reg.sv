// SPDX-License-Identifier: Apache-2.0
// control_reg: the firmware's control word (record CTL of twinack.layout), in force from the edge
// that takes it.
//
// With the strap `managed` low nothing is written here and the straps mode, epoch and own decide;
// every other output rests.
// Latency: 1 clock. Reset and power loss: mode through, no volume served, phase JOINING: a
// controller that starts promises nothing.
`include "twk_assert.svh"
module control_reg (
  input  logic        clk,
  input  logic        rst_n,
  // straps
  input  logic        managed,
  input  logic [1:0]  mode_strap,
  input  logic [7:0]  epoch_strap,
  input  logic [twk_pkg::VOLUMES-1:0] own_strap,
  // firmware
  input  logic        ct_valid,
  input  logic [31:0] ct_word,
  // in force
  output logic [1:0]  mode,
  output logic [7:0]  epoch,
  output logic [twk_pkg::VOLUMES-1:0] own,
  output logic [1:0]  phase,
  output logic        beat,
  output logic        hold,       // peer in reset; a register, so without glitches
  output logic        off,        // own mirror path emptied; a register
  output logic        pause,
  output logic        clear       // one clock: forget PEER_DIED
);
  localparam logic [31:0] AT_RESET = 32'(twk_pkg::MODE_THROUGH) << twk_pkg::CTL_MODE_LSB;

  logic [31:0] word_q;

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      word_q <= AT_RESET;
      clear  <= 1'b0;
    end else begin
      clear <= ct_valid && ct_word[twk_pkg::CTL_CLEAR_LSB];
      if (ct_valid) word_q <= ct_word;
    end
  end

  assign mode  = managed ? word_q[twk_pkg::CTL_MODE_LSB+:2] : mode_strap;
  assign epoch = managed ? word_q[twk_pkg::CTL_EPOCH_LSB+:8] : epoch_strap;
  assign own   = managed ? word_q[twk_pkg::CTL_OWN_LSB+:twk_pkg::VOLUMES] : own_strap;
  assign phase = word_q[twk_pkg::CTL_PHASE_LSB+:2];
  assign beat  = word_q[twk_pkg::CTL_BEAT_LSB];
  assign hold  = word_q[twk_pkg::CTL_HOLD_LSB];
  assign off   = word_q[twk_pkg::CTL_OFF_LSB];
  assign pause = word_q[twk_pkg::CTL_PAUSE_LSB];

  logic unused;
  assign unused = &{1'b0, word_q[twk_pkg::CTL_SPARE2_LSB+:8],
                    word_q[twk_pkg::CTL_SPARE_LSB+:twk_pkg::CTL_SPARE_W],
                    word_q[twk_pkg::CTL_CLEAR_LSB]};

  `TWK_ASSERT(a_rests_unmanaged, managed || word_q == AT_RESET)
endmodule
