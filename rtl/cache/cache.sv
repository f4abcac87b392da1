// SPDX-License-Identifier: Apache-2.0
// cache: one controller's cache SRAM: a local half (first memory of its own writes) and a mirror
// half (third memory: its peer's writes), SLOTS blocks each, ECC and scrubbing in both.
//
// Local half, writes: the splitter's frame stream, which never waits and whose payload is checked
// against its CRC trailer (host_good or host_bad one clock after the trailer); then beats from
// disk, which wait for a clock without a splitter beat. Mirror half, writes: beats of the peer's
// frames.
// Reads: three ports, `resend` before `send` before `destage`, since a block to be sent again has
// one copy and the splitter waits for it; either half by the slot's top bit; a beat is answered 2
// edges after its request is taken, in order.
// Reset: forgets streams and reads under way; contents stay. Power loss: contents are lost (rail of
// this controller).
`include "twk_assert.svh"
module cache #(
  parameter integer DATA_W = 64,
  parameter integer R      = 7,     // Hamming bits for DATA_W
  parameter integer SLOTS  = 1024   // in each half, a power of two
) (
  input  logic                clk,
  input  logic                rst_n,
  input  logic [DATA_W+R:0]   inject_local,   // ECC self-test, see sram_ecc
  input  logic [DATA_W+R:0]   inject_mirror,
  // splitter: a frame for the slot in host_slot
  input  logic                host_valid,
  input  logic                host_sof,
  input  logic                host_eof,
  input  logic                host_payload,   // store this beat at host_beat
  input  logic [DATA_W-1:0]   host_data,
  input  logic [15:0]         host_slot,
  input  logic [15:0]         host_beat,
  output logic                host_good,
  output logic                host_bad,
  // beats read from disk
  input  logic                disk_valid,
  output logic                disk_ready,
  input  logic [DATA_W-1:0]   disk_data,
  input  logic [15:0]         disk_slot,
  input  logic [15:0]         disk_beat,
  // the peer's frames
  input  logic                mirror_valid,
  input  logic [DATA_W-1:0]   mirror_data,
  input  logic [15:0]         mirror_slot,
  input  logic [15:0]         mirror_beat,
  // readers: 0 send, 1 destage, 2 resend
  input  logic [2:0]          rd_req,
  output logic [2:0]          rd_grant,
  input  logic [47:0]         rd_slot,        // three of 16 bits
  input  logic [47:0]         rd_beat,
  output logic [2:0]          rd_valid,
  output logic [DATA_W-1:0]   rd_data,
  output logic                rd_uncorrectable,
  // ECC, for the event and the counters
  output logic                ecc_corrected,
  output logic                ecc_uncorrectable,
  output logic [15:0]         ecc_slot,
  output logic                ecc_scrubbed
);
  localparam integer BEATS = twk_pkg::BLOCK_BITS / DATA_W;
  localparam integer B     = $clog2(BEATS);
  localparam integer S     = $clog2(SLOTS);

  `TWK_REQUIRE(g_slots, SLOTS >= 2 && SLOTS <= 32768 && (SLOTS & (SLOTS - 1)) == 0,
               "cache: SLOTS must be a power of two, 2 to 32768")

  // ---- local half
  logic           store, local_en;
  logic [S+B-1:0] local_addr;
  logic           local_rd, mirror_rd, local_valid, mirror_rd_valid;
  logic [DATA_W-1:0] local_q, mirror_q;
  logic [1:0]     fixed, broken, scrubbed;

  assign store      = host_valid && host_payload;
  assign disk_ready = !store;
  assign local_en   = store || disk_valid;
  assign local_addr = store ? {host_slot[S-1:0], host_beat[B-1:0]}
                            : {disk_slot[S-1:0], disk_beat[B-1:0]};

  frame_check #(.DATA_W(DATA_W)) u_arrived (
    .clk(clk), .rst_n(rst_n), .valid(host_valid), .sof(host_sof), .eof(host_eof), .data(host_data),
    .good_now(), .good(host_good), .bad(host_bad));

  // ---- who reads
  logic [15:0]    slot, slot_1_q, slot_2_q;
  logic [S+B-1:0] rd_addr;
  logic [B-1:0]   beat;
  logic [2:0]     who_1_q, who_2_q;

  assign rd_grant  = {rd_req[2], rd_req[2:1] == 2'b01 && !rd_req[0], !rd_req[2] && rd_req[0]};
  assign slot      = rd_req[2] ? rd_slot[47:32] : rd_req[0] ? rd_slot[15:0] : rd_slot[31:16];
  assign beat      = rd_req[2] ? rd_beat[32+:B] : rd_req[0] ? rd_beat[B-1:0] : rd_beat[16+:B];
  assign rd_addr   = {slot[S-1:0], beat};
  assign local_rd  = rd_req != 3'b000 && !slot[15];
  assign mirror_rd = rd_req != 3'b000 && slot[15];

  sram_ecc #(.W(DATA_W), .R(R), .DEPTH(SLOTS * BEATS)) u_local (
    .clk(clk), .rst_n(rst_n), .inject_mask(inject_local), .wr_en(local_en), .wr_addr(local_addr),
    .wr_data(store ? host_data : disk_data), .rd_en(local_rd), .rd_addr(rd_addr),
    .rd_valid(local_valid), .rd_data(local_q), .rd_corrected(fixed[0]),
    .rd_uncorrectable(broken[0]), .scrubbed(scrubbed[0]));

  sram_ecc #(.W(DATA_W), .R(R), .DEPTH(SLOTS * BEATS)) u_mirror (
    .clk(clk), .rst_n(rst_n), .inject_mask(inject_mirror), .wr_en(mirror_valid),
    .wr_addr({mirror_slot[S-1:0], mirror_beat[B-1:0]}), .wr_data(mirror_data), .rd_en(mirror_rd),
    .rd_addr(rd_addr), .rd_valid(mirror_rd_valid), .rd_data(mirror_q), .rd_corrected(fixed[1]),
    .rd_uncorrectable(broken[1]), .scrubbed(scrubbed[1]));

  always_ff @(posedge clk) begin
    who_1_q  <= rd_grant;
    who_2_q  <= who_1_q;
    slot_1_q <= slot;
    slot_2_q <= slot_1_q;
  end

  assign rd_data           = slot_2_q[15] ? mirror_q : local_q;
  assign rd_valid          = (local_valid || mirror_rd_valid) ? who_2_q : 3'b000;
  assign rd_uncorrectable  = |broken;
  assign ecc_corrected     = |fixed;
  assign ecc_uncorrectable = |broken;
  assign ecc_slot          = slot_2_q;
  assign ecc_scrubbed      = |scrubbed;

  logic unused;
  assign unused = &{1'b0, host_slot, host_beat, disk_slot, disk_beat, mirror_slot, mirror_beat,
                    rd_slot, rd_beat};

  `TWK_ASSERT(a_one_bank_answers, !(local_valid && mirror_rd_valid))
  `TWK_ASSERT(a_one_reader, (rd_grant & (rd_grant - 3'd1)) == 3'd0 && (rd_grant & ~rd_req) == 3'd0)
  `TWK_ASSERT(a_host_slot_local, !store || !host_slot[15])
endmodule
