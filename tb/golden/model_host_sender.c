/* SPDX-License-Identifier: Apache-2.0 */
/* host_sender: one command at a time, step by step. */
#include "golden.h"
#include "frame.h"
#include "parts.h"
#include "twk_layout.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, cmd_valid, 1) WIDE(in, cmd_rec, 128) PIN(in, ev_ready, 1) \
  PIN(in, rd_grant, 1) PIN(in, rd_valid, 1) PIN(in, rd_data, 64) PIN(in, rd_uncorrectable, 1) \
  PIN(in, hr_ready, 1) PIN(in, ack_ready, 1) \
  PIN(out, cmd_ready, 1) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, rd_req, 1) \
  PIN(out, rd_slot, 16) PIN(out, rd_beat, 16) PIN(out, hr_valid, 1) PIN(out, hr_data, 64) \
  PIN(out, hr_tag, 8) PIN(out, hr_block, 16) PIN(out, hr_last, 1) PIN(out, hr_error, 1) \
  PIN(out, ack_valid, 1) PIN(out, ack, 12)
/* clang-format on */
GOLDEN_PINS(PORTS)

enum step { RESTS, SENDS, ACKS, TELLS };

struct state {
  struct part_reader reader;
  enum step step;
};

/* What follows once `step` of this command is done. */
static enum step after(enum step step, const struct frame_fields *cmd) {
  if (cmd->kind != TWK_CMD_SEND) return RESTS;
  if (step == SENDS && (cmd->flags & TWK_FLAG_LAST)) return ACKS;
  if (step != TELLS && (cmd->flags & TWK_FLAG_NOTIFY)) return TELLS;
  return RESTS;
}

static bool step_done(const struct state *s, const struct pins *p) {
  if (s->step == SENDS) return p->hr_valid && p->hr_ready && p->hr_last;
  return (s->step == ACKS && p->ack_ready) || (s->step == TELLS && p->ev_ready);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  struct frame_fields cmd;
  if (!p->rst_n) *s = (struct state){0};
  rec_unpack(&cmd, p->cmd_rec);
  p->rd_req = part_reader_asks(&s->reader);
  p->rd_slot = s->reader.slot;
  p->rd_beat = s->reader.asked;
  if (!p->rd_req) golden_unknown(g, &p->rd_slot);
  if (!p->rd_req) golden_unknown(g, &p->rd_beat);

  p->hr_valid = part_reader_valid(&s->reader);
  p->hr_data = part_queue_head(&s->reader.beats)[0];
  p->hr_tag = cmd.tag;
  p->hr_block = cmd.count;
  p->hr_last = part_reader_last(&s->reader);
  p->hr_error = p->hr_last && part_reader_error(&s->reader);
  uint64_t *const of_beat[] = {&p->hr_data, &p->hr_tag, &p->hr_block, &p->hr_last, &p->hr_error};
  for (unsigned i = 0; i < 5 && !p->hr_valid; i++) golden_unknown(g, of_beat[i]);

  p->ack_valid = s->step == ACKS;
  p->ack = (cmd.kind == TWK_CMD_SEND ? TWK_STATUS_OK : cmd.count & 15) << 8 | cmd.tag;
  if (!p->ack_valid) golden_unknown(g, &p->ack);
  p->ev_valid = s->step == TELLS;
  cmd.kind = TWK_EV_READ_SENT;
  rec_pack(p->ev_rec, &cmd);
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
  rec_unpack(&cmd, p->cmd_rec);
  p->cmd_ready = step_done(s, p) && after(s->step, &cmd) == RESTS;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  struct frame_fields cmd;
  if (!p->rst_n) return;
  rec_unpack(&cmd, p->cmd_rec);
  bool starts = s->step == RESTS && p->cmd_valid && cmd.kind == TWK_CMD_SEND && !s->reader.busy;
  part_reader_edge(&s->reader,
                   (struct part_reader_in){starts, cmd.slot, p->rd_grant, p->rd_valid, p->rd_data,
                                           p->rd_uncorrectable, p->hr_ready});
  if (starts)
    s->step = SENDS;
  else if (s->step == RESTS && p->cmd_valid && cmd.kind != TWK_CMD_SEND)
    s->step = ACKS;
  else if (step_done(s, p))
    s->step = after(s->step, &cmd);
}

static void command(struct golden *g) {
  struct pins *p = g->pins;
  struct frame_fields r = {.kind = 0};
  r.kind = golden_chance(g, 60) ? TWK_CMD_SEND : TWK_CMD_ACK;
  r.flags = (unsigned)golden_bits(g, 2);
  r.tag = (unsigned)golden_bits(g, 8);
  r.slot = (unsigned)golden_bits(g, 16);
  r.count = (unsigned)golden_bits(g, 16);
  rec_pack(p->cmd_rec, &r);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct part_answers cache = {.now = 0};
  bool granted = false;
  uint64_t data = 0;
  for (unsigned i = 0; i < 3000; i++) {
    unsigned phase = i / 1000;
    p->rst_n = i > 1 && i % 1300 != 1299;
    if (!p->rst_n) cache = (struct part_answers){.now = 0};
    if (!p->rst_n || (p->cmd_valid && p->cmd_ready)) p->cmd_valid = 0;
    if (!p->cmd_valid && golden_chance(g, 30)) {
      p->cmd_valid = 1;
      command(g);
    }
    if (golden_chance(g, 25)) data = golden_bits(g, 64); /* lines stay short */
    p->rd_valid = part_answers_step(&cache, granted && p->rst_n, 2, data, &p->rd_data);
    p->rd_uncorrectable = p->rd_valid && golden_chance(g, 1);
    p->rd_grant = golden_chance(g, phase == 0 ? 100 : 70);
    p->hr_ready = golden_chance(g, phase == 0 ? 100 : 75);
    p->ack_ready = golden_chance(g, 40);
    p->ev_ready = golden_chance(g, 40);
    golden_step(g, 1);
    granted = p->rst_n && p->rd_req && p->rd_grant;
  }
}

GOLDEN_MODEL(host_sender, .parameters = "DATA_W=64", .clocks = "clk", .version = 1, .seed = 21,
             .state_size = sizeof(struct state), .edge = edge);
