// SPDX-License-Identifier: Apache-2.0
// host_path: one controller's end of the host fabric: carries commands and write data to its host
// port, and read data and acks back, between the fabric's clock and the controller's.
//
// Read beats and acks come back in one queue, so no ack overtakes its data. A block of write data
// is asked for when the controller first wants a beat of it: one at a time, all beats of it.
// The fabric sees whole blocks only. When the controller goes down, whatever is in the path is
// dropped on both sides at once, but a block that has begun at the host is finished first: the host
// is asked for the rest of what it gives, which goes nowhere, and gets zeros, the last marked
// rs_error, for the rest of what it takes. Then `up` falls; nothing comes out later, and what was
// sent meanwhile was dropped. `up` is low for 2 edges at least, and rises with an empty path.
// Latency, none waiting: command 2 edges of clk_c; response 2 edges of clk_m; write data 3 edges of
// clk_m from the edge of clk_c that saw hw_ready to wq_valid, 2 of clk_c back to c_hw_valid. (+1
// for each crossing with random delay.) `up` rises at the fourth edge of clk_m after the resets.
// Rate: one beat a clock of the slower side. Queue of commands: TAGS, so one controller that hangs
// never makes the other's commands wait.
// Reset: ctl_rst_n is the controller's own, and comes as its rail goes. h_rst_n empties the path,
// too, but a controller knows nothing of it: who pulls it resets the controller as well.
// Power loss: of the host's supply, h_rst_n. The controller's outputs are isolated outside.
`include "twk_assert.svh"
module host_path #(
  parameter integer DATA_W = 64,
  parameter integer TAGS   = 256,  // in flight: a power of two, at least 8
  parameter integer SALT   = 1
) (
  // resets, asynchronous
  input  logic              h_rst_n,
  input  logic              ctl_rst_n,
  // fabric clock, host's supply
  input  logic              clk_m,
  output logic              up,
  input  logic              cmd_valid,    // only while up
  output logic              cmd_ready,
  input  logic [67:0]       cmd,          // {op, tag, count, lba}
  output logic              wq_valid,     // a block is wanted, until its last beat was taken
  output logic [23:0]       wq,           // {tag, block}
  input  logic              wd_valid,     // only while wq_valid
  output logic              wd_ready,
  output logic              wd_last,      // the beat wanted is the block's last
  input  logic [DATA_W-1:0] wd_data,
  output logic              rs_valid,
  input  logic              rs_ready,
  output logic [DATA_W+26:0] rs,          // {ack, error, last, block, tag, data}; ack: data=status
  // controller's clock: its host port
  input  logic              clk_c,
  output logic              c_hc_valid,
  input  logic              c_hc_ready,
  output logic [3:0]        c_hc_op,
  output logic [7:0]        c_hc_tag,
  output logic [15:0]       c_hc_count,
  output logic [39:0]       c_hc_lba,
  output logic              c_hw_valid,
  input  logic              c_hw_ready,
  output logic [DATA_W-1:0] c_hw_data,
  input  logic [7:0]        c_hw_tag,
  input  logic [15:0]       c_hw_block,
  input  logic              c_ha_valid,
  output logic              c_ha_ready,
  input  logic [7:0]        c_ha_tag,
  input  logic [3:0]        c_ha_status,
  input  logic              c_hr_valid,
  output logic              c_hr_ready,
  input  logic [DATA_W-1:0] c_hr_data,
  input  logic [7:0]        c_hr_tag,
  input  logic [15:0]       c_hr_block,
  input  logic              c_hr_last,
  input  logic              c_hr_error
);
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;
  localparam integer B_W   = $clog2(BEATS);
  localparam integer RS_W  = DATA_W + 27;
  localparam integer DEPTH = 16;   // of beats: 2 + 2 edges + 1, and the random ones

  logic path_n, h_n, m_n, c_n;
  assign path_n = h_rst_n && ctl_rst_n;
  rst_sync u_rst_h (.clk(clk_m), .rst_n_in(h_rst_n), .rst_n_out(h_n));
  rst_sync u_rst_m (.clk(clk_m), .rst_n_in(path_n), .rst_n_out(m_n));
  rst_sync u_rst_c (.clk(clk_c), .rst_n_in(path_n), .rst_n_out(c_n));

  // ---- up or not
  logic lost_q;       // the controller went down, and the fabric was not told for long enough
  logic reading_q;    // a block of read data has begun, and its last beat has not come
  logic wanting_q;    // a block of write data is asked for
  always_ff @(posedge clk_m or negedge h_n) begin
    if (!h_n) begin
      lost_q <= 1'b1;
      up     <= 1'b0;
    end else begin
      if (!m_n)     lost_q <= 1'b1;
      else if (!up) lost_q <= 1'b0;
      up <= (lost_q || !m_n) ? up && (reading_q || wanting_q) : 1'b1;
    end
  end

  // ---- commands
  logic                  hc_push_ready;
  logic [$clog2(TAGS):0] hc_count;
  assign cmd_ready = lost_q || hc_push_ready;
  async_fifo #(.W(68), .DEPTH(TAGS), .SALT(SALT)) u_commands (
    .wr_clk(clk_m), .wr_rst_n(m_n), .wr_valid(cmd_valid && !lost_q), .wr_ready(hc_push_ready),
    .wr_data(cmd), .wr_count(hc_count), .rd_clk(clk_c), .rd_rst_n(c_n), .rd_valid(c_hc_valid),
    .rd_ready(c_hc_ready), .rd_data({c_hc_op, c_hc_tag, c_hc_count, c_hc_lba}));

  // ---- write data: the block that the controller wants, then its beats
  logic           ask, ask_ready, asked_q, fed, want_valid, beat_ready;
  logic [B_W-1:0] fed_q, given_q;
  logic [23:0]    want;
  logic [3:0]     ask_count;
  logic [$clog2(DEPTH):0] wd_count;
  assign ask = c_hw_ready && !asked_q;
  assign fed = c_hw_valid && c_hw_ready;
  always_ff @(posedge clk_c or negedge c_n) begin
    if (!c_n) begin
      asked_q <= 1'b0;
      fed_q   <= '0;
    end else begin
      if (ask && ask_ready) asked_q <= 1'b1;
      if (fed) begin
        fed_q <= fed_q + 1'b1;
        if (fed_q == B_W'(BEATS - 1)) asked_q <= 1'b0;
      end
    end
  end
  async_fifo #(.W(24), .DEPTH(8), .SALT(SALT + 2)) u_asks (
    .wr_clk(clk_c), .wr_rst_n(c_n), .wr_valid(ask), .wr_ready(ask_ready),
    .wr_data({c_hw_tag, c_hw_block}), .wr_count(ask_count), .rd_clk(clk_m), .rd_rst_n(m_n),
    .rd_valid(want_valid), .rd_ready(!wanting_q), .rd_data(want));
  async_fifo #(.W(DATA_W), .DEPTH(DEPTH), .SALT(SALT + 4)) u_beats (
    .wr_clk(clk_m), .wr_rst_n(m_n), .wr_valid(wd_valid && !lost_q), .wr_ready(beat_ready),
    .wr_data(wd_data), .wr_count(wd_count), .rd_clk(clk_c), .rd_rst_n(c_n),
    .rd_valid(c_hw_valid), .rd_ready(c_hw_ready), .rd_data(c_hw_data));
  assign wq_valid = wanting_q;
  assign wd_ready = wanting_q && (lost_q || beat_ready);
  assign wd_last  = given_q == B_W'(BEATS - 1);
  always_ff @(posedge clk_m or negedge h_n) begin
    if (!h_n) begin
      wanting_q <= 1'b0;
      given_q   <= '0;
      wq        <= '0;
    end else if (!wanting_q) begin
      wanting_q <= want_valid && !lost_q;
      wq        <= want;
    end else if (wd_valid && wd_ready) begin
      given_q   <= given_q + 1'b1;
      wanting_q <= !wd_last;
    end
  end

  // ---- responses
  logic            push, push_ready, word_valid, pad_last;
  logic [RS_W-1:0] word;
  logic [23:0]     block_q;       // {block, tag} under way
  logic [B_W-1:0]  beat_q;
  logic [$clog2(DEPTH):0] rs_count;
  assign c_ha_ready = push_ready;
  assign c_hr_ready = push_ready && !c_ha_valid;
  assign push       = c_ha_valid || c_hr_valid;
  async_fifo #(.W(RS_W), .DEPTH(DEPTH), .SALT(SALT + 6)) u_responses (
    .wr_clk(clk_c), .wr_rst_n(c_n), .wr_valid(push), .wr_ready(push_ready),
    .wr_data(c_ha_valid ? {1'b1, 18'd0, c_ha_tag, DATA_W'(c_ha_status)}
                        : {1'b0, c_hr_error, c_hr_last, c_hr_block, c_hr_tag, c_hr_data}),
    .wr_count(rs_count), .rd_clk(clk_m), .rd_rst_n(m_n), .rd_valid(word_valid),
    .rd_ready(rs_ready && !lost_q), .rd_data(word));
  assign pad_last = beat_q == B_W'(BEATS - 1);
  assign rs_valid = lost_q ? reading_q : word_valid;
  assign rs       = lost_q ? {1'b0, pad_last, pad_last, block_q, DATA_W'(0)} : word;
  always_ff @(posedge clk_m or negedge h_n) begin
    if (!h_n) begin
      reading_q <= 1'b0;
      beat_q    <= '0;
      block_q   <= '0;
    end else if (rs_valid && rs_ready && !rs[RS_W-1]) begin
      reading_q <= !rs[RS_W-3];
      beat_q    <= rs[RS_W-3] ? '0 : beat_q + 1'b1;
      block_q   <= rs[DATA_W+:24];
    end
  end

  logic unused;
  assign unused = &{1'b0, hc_count, ask_count, wd_count, rs_count};

  // A controller's blocks have all their beats, its asks have room, and no data comes unasked.
  `TWK_ASSERT_ON(a_whole_block, clk_m, m_n, !word_valid || lost_q || word[RS_W-1] ||
                 word[RS_W-3] == pad_last)
  `TWK_ASSERT_ON(a_ask_room, clk_c, c_n, !ask || ask_ready)
  `TWK_ASSERT_ON(a_asked, clk_m, h_n, !wd_valid || wq_valid)
  `TWK_ASSERT_ON(a_told, clk_m, h_n, up || !(rs_valid && reading_q))
endmodule
