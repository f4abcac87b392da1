/* SPDX-License-Identifier: Apache-2.0 */
/* disk_port: one command at a time, and two short queues of what comes back. */
#include "golden.h"
#include "frame.h"
#include "parts.h"
#include "twk_layout.h"

enum { DEPTH = 4 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, cmd_valid, 1) WIDE(in, cmd_rec, 128) PIN(in, ev_ready, 1) \
  PIN(in, rd_grant, 1) PIN(in, rd_valid, 1) PIN(in, rd_data, 64) PIN(in, rd_uncorrectable, 1) \
  PIN(in, fill_ready, 1) PIN(in, dc_ready, 1) PIN(in, dw_ready, 1) PIN(in, dr_valid, 1) \
  PIN(in, dr_data, 64) PIN(in, dr_slot, 16) PIN(in, dd_valid, 1) PIN(in, dd_op, 2) \
  PIN(in, dd_error, 1) PIN(in, dd_slot, 16) PIN(in, dd_lba, 40) \
  PIN(out, cmd_ready, 1) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, rd_req, 1) \
  PIN(out, rd_slot, 16) PIN(out, rd_beat, 16) PIN(out, fill_valid, 1) PIN(out, fill_data, 64) \
  PIN(out, fill_slot, 16) PIN(out, fill_beat, 16) PIN(out, dc_valid, 1) PIN(out, dc_op, 2) \
  PIN(out, dc_slot, 16) PIN(out, dc_lba, 40) PIN(out, dw_valid, 1) PIN(out, dw_data, 64) \
  PIN(out, dw_last, 1) PIN(out, dw_error, 1) PIN(out, dr_ready, 1) PIN(out, dd_ready, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_reader reader;
  bool streams;           /* a DESTAGE's block is under way */
  struct part_queue in;   /* data, slot */
  struct part_queue done; /* lba | op and error above it, slot */
};

static unsigned operation(unsigned kind) {
  if (kind == TWK_CMD_FETCH) return TWK_DISK_FETCH;
  return kind == TWK_CMD_RESERVE ? TWK_DISK_RESERVE : TWK_DISK_DESTAGE;
}

static void event(uint64_t rec[2], const uint64_t done[2]) {
  uint64_t lba = done[0] & ((UINT64_C(1) << 40) - 1);
  unsigned op = done[0] >> 40 & 3;
  bool error = done[0] >> 42 & 1;
  struct frame_fields e = {.kind = TWK_EV_DISK_DONE,
                           .flags = error ? TWK_FLAG_ERROR : 0,
                           .slot = (unsigned)done[1],
                           .lba = lba};
  if (op == TWK_DISK_FETCH) e.flags |= TWK_FLAG_FETCH;
  if (op == TWK_DISK_RESERVE) {
    e.kind = TWK_EV_RESERVED;
    e.lba = lba & 0xffffffff; /* TABLE */
    e.count = (unsigned)(lba >> 32);
  }
  rec_pack(rec, &e);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  struct frame_fields cmd;
  if (!p->rst_n) *s = (struct state){.streams = false};
  rec_unpack(&cmd, p->cmd_rec);

  p->dc_op = operation(cmd.kind);
  p->dc_slot = cmd.slot;
  p->dc_lba = cmd.lba;
  p->dc_valid = p->cmd_valid && !s->streams && (p->dc_op != TWK_DISK_DESTAGE || !s->reader.busy);
  uint64_t *const of_command[] = {&p->dc_op, &p->dc_slot, &p->dc_lba};
  for (unsigned i = 0; i < 3 && !p->dc_valid; i++) golden_unknown(g, of_command[i]);

  p->rd_req = part_reader_asks(&s->reader);
  p->rd_slot = s->reader.slot;
  p->rd_beat = s->reader.asked;
  if (!p->rd_req) golden_unknown(g, &p->rd_slot);
  if (!p->rd_req) golden_unknown(g, &p->rd_beat);
  p->dw_valid = part_reader_valid(&s->reader);
  p->dw_data = part_queue_head(&s->reader.beats)[0];
  p->dw_last = part_reader_last(&s->reader);
  p->dw_error = p->dw_last && part_reader_error(&s->reader);
  uint64_t *const of_beat[] = {&p->dw_data, &p->dw_last, &p->dw_error};
  for (unsigned i = 0; i < 3 && !p->dw_valid; i++) golden_unknown(g, of_beat[i]);
  p->cmd_ready = s->streams ? p->dw_valid && p->dw_ready && p->dw_last
                            : p->dc_valid && p->dc_ready && p->dc_op != TWK_DISK_DESTAGE;

  p->dr_ready = part_queue_count(&s->in) < DEPTH;
  p->fill_valid = part_queue_count(&s->in) != 0;
  p->fill_data = part_queue_head(&s->in)[0];
  p->fill_slot = part_queue_head(&s->in)[1];
  p->fill_beat = s->in.popped % FRAME_PAYLOAD;
  uint64_t *const of_fill[] = {&p->fill_data, &p->fill_slot, &p->fill_beat};
  for (unsigned i = 0; i < 3 && !p->fill_valid; i++) golden_unknown(g, of_fill[i]);

  p->dd_ready = part_queue_count(&s->done) < DEPTH;
  p->ev_valid = part_queue_count(&s->done) != 0 && !p->fill_valid;
  event(p->ev_rec, part_queue_head(&s->done));
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  bool starts = p->dc_valid && p->dc_ready && p->dc_op == TWK_DISK_DESTAGE;
  part_reader_edge(&s->reader,
                   (struct part_reader_in){starts, p->dc_slot, p->rd_grant, p->rd_valid, p->rd_data,
                                           p->rd_uncorrectable, p->dw_ready});
  s->streams = starts || (s->streams && !p->cmd_ready);
  s->in.popped += p->fill_valid && p->fill_ready;
  s->done.popped += p->ev_valid && p->ev_ready;
  if (p->dr_valid && p->dr_ready) part_queue_push(&s->in, p->dr_data, p->dr_slot);
  if (p->dd_valid && p->dd_ready)
    part_queue_push(&s->done, p->dd_lba | p->dd_op << 40 | p->dd_error << 42, p->dd_slot);
}

static void commands(struct golden *g) {
  static const unsigned kinds[] = {TWK_CMD_DESTAGE, TWK_CMD_FETCH, TWK_CMD_RESERVE};
  struct pins *p = g->pins;
  if (!p->rst_n || (p->cmd_valid && p->cmd_ready)) p->cmd_valid = 0;
  if (p->cmd_valid || !golden_chance(g, 30)) return;
  p->cmd_valid = 1;
  struct frame_fields r = {.kind = 0};
  r.kind = kinds[golden_below(g, 3)];
  r.slot = (unsigned)golden_bits(g, 16);
  r.lba = golden_bits(g, 40);
  rec_pack(p->cmd_rec, &r);
}

static void disks(struct golden *g) {
  struct pins *p = g->pins;
  if (!p->dr_valid || p->dr_ready) {
    p->dr_valid = golden_chance(g, 40);
    if (p->dr_valid && golden_chance(g, 30)) p->dr_data = golden_bits(g, 64);
    if (p->dr_valid && golden_chance(g, 10)) p->dr_slot = golden_bits(g, 16);
  }
  if (!p->dd_valid || p->dd_ready) {
    p->dd_valid = golden_chance(g, 10);
    if (!p->dd_valid) return;
    p->dd_op = golden_below(g, 3);
    p->dd_error = golden_chance(g, 20);
    p->dd_slot = golden_bits(g, 16);
    p->dd_lba = golden_bits(g, 40);
  }
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct part_answers cache = {.now = 0};
  bool granted = false;
  uint64_t data = 0;
  for (unsigned i = 0; i < 2400; i++) {
    p->rst_n = i > 1 && i % 600 != 599;
    if (!p->rst_n) cache = (struct part_answers){.now = 0};
    commands(g);
    disks(g);
    if (golden_chance(g, 25)) data = golden_bits(g, 64); /* lines stay short */
    p->rd_valid = part_answers_step(&cache, granted && p->rst_n, 2, data, &p->rd_data);
    p->rd_uncorrectable = p->rd_valid && golden_chance(g, 1);
    p->rd_grant = golden_chance(g, 80);
    p->dc_ready = golden_chance(g, 50);
    p->dw_ready = golden_chance(g, 85);
    p->fill_ready = golden_chance(g, i % 600 < 300 ? 90 : 40);
    p->ev_ready = golden_chance(g, 50);
    golden_step(g, 1);
    granted = p->rst_n && p->rd_req && p->rd_grant;
  }
}

GOLDEN_MODEL(disk_port, .parameters = "DATA_W=64", .clocks = "clk", .version = 1, .seed = 51,
             .state_size = sizeof(struct state), .edge = edge);
