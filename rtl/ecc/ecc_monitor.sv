// SPDX-License-Identifier: Apache-2.0
// ecc_monitor: counts what a cache's ECC saw and tells the firmware, one event at a time.
//
// While an event waits, further corrections are only counted; an uncorrectable word takes the
// waiting event over. Latency: 1 clock. Counters wrap at 65536.
// Reset and power loss: counters and the waiting event are lost.
module ecc_monitor (
  input  logic         clk,
  input  logic         rst_n,
  input  logic         fixed,       // with `slot`: a word was corrected ...
  input  logic         broken,      // ... or could not be
  input  logic         scrubbed,
  input  logic [15:0]  slot,
  output logic         ev_valid,
  input  logic         ev_ready,
  output logic [127:0] ev_rec,
  output logic [15:0]  corrected,
  output logic [15:0]  uncorrectable,
  output logic [15:0]  scrubs
);
  logic        error_q;
  logic [15:0] slot_q;

  always_comb begin
    ev_rec = '0;
    ev_rec[twk_pkg::REC_KIND_LSB+:4]  = 4'(twk_pkg::EV_ECC);
    ev_rec[twk_pkg::REC_FLAGS_LSB+:4] = error_q ? 4'(twk_pkg::FLAG_ERROR) : 4'd0;
    ev_rec[twk_pkg::REC_SLOT_LSB+:16] = slot_q;
  end

  always_ff @(posedge clk or negedge rst_n) begin
    if (!rst_n) begin
      ev_valid      <= 1'b0;
      error_q       <= 1'b0;
      slot_q        <= '0;
      corrected     <= '0;
      uncorrectable <= '0;
      scrubs        <= '0;
    end else begin
      if (fixed) corrected <= corrected + 1'b1;
      if (broken) uncorrectable <= uncorrectable + 1'b1;
      if (scrubbed) scrubs <= scrubs + 1'b1;
      if (broken || (fixed && (!ev_valid || ev_ready))) begin
        ev_valid <= 1'b1;
        error_q  <= broken;
        slot_q   <= slot;
      end else if (ev_ready) begin
        ev_valid <= 1'b0;
      end
    end
  end
endmodule
