/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_commit: a frame is stored as it comes, judged as a whole, told, and answered. */
#include "golden.h"
#include "parts.h"
#include "stimulus.h"
#include "twk_layout.h"

enum { SLOTS = 4 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, rx_valid, 1) PIN(in, rx_sof, 1) PIN(in, rx_eof, 1) PIN(in, rx_bad, 1) \
  PIN(in, rx_data, 64) PIN(in, ver_ready, 1) PIN(in, ev_ready, 1) \
  PIN(out, rx_ready, 1) PIN(out, ver_valid, 1) PIN(out, ver_ok, 1) PIN(out, wr_valid, 1) \
  PIN(out, wr_slot, 16) PIN(out, wr_beat, 16) PIN(out, wr_data, 64) PIN(out, ev_valid, 1) \
  WIDE(out, ev_rec, 128)
/* clang-format on */
GOLDEN_PINS(PORTS)

enum step { RECEIVES, TELLS, ANSWERS };

struct state {
  struct part_frame frame;
  bool under_way, poisoned, ok;
  enum step step;
};

static struct frame_fields header(const struct state *s) {
  struct frame_fields h;
  rec_unpack(&h, s->frame.beat);
  return h;
}

/* Its header is all there and may be believed. */
static bool trusted(const struct state *s) {
  return s->frame.count >= FRAME_HEADER &&
         rec_check_byte(s->frame.beat) == s->frame.beat[1] >> (TWK_REC_CHECK_LSB - 64) &&
         header(s).slot < SLOTS;
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){0};
  p->rx_ready = s->step == RECEIVES;
  p->wr_valid = p->rx_valid && p->rx_ready && s->under_way && !p->rx_sof && !p->rx_eof &&
                !p->rx_bad && !s->poisoned && trusted(s) && header(s).kind == TWK_FRAME_DATA &&
                s->frame.count < FRAME_HEADER + FRAME_PAYLOAD;
  p->wr_slot = header(s).slot;
  p->wr_beat = s->frame.count - FRAME_HEADER;
  p->wr_data = p->rx_data;
  if (!p->wr_valid) {
    golden_unknown(g, &p->wr_slot);
    golden_unknown(g, &p->wr_beat);
    golden_unknown(g, &p->wr_data);
    p->wr_beat = 0;
  }
  p->ver_valid = s->step == ANSWERS;
  p->ver_ok = s->ok;
  if (!p->ver_valid) golden_unknown(g, &p->ver_ok);
  p->ev_valid = s->step == TELLS;
  struct frame_fields event = header(s);
  event.flags = event.kind == TWK_FRAME_DATA ? 0 : TWK_FLAG_CLEAN;
  event.kind = TWK_EV_MIRROR_FRAME;
  rec_pack(p->ev_rec, &event);
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  if (p->ev_valid && p->ev_ready) {
    s->step = ANSWERS;
  } else if (p->ver_valid && p->ver_ready) {
    s->step = RECEIVES;
  } else if (p->rx_valid && p->rx_ready) {
    bool whole = part_frame_good(&s->frame, p->rx_sof, p->rx_eof, p->rx_data) && trusted(s);
    part_frame_take(&s->frame, p->rx_sof, p->rx_eof, p->rx_data);
    s->poisoned = p->rx_bad || (s->poisoned && !p->rx_sof);
    s->under_way |= p->rx_sof;
    if (s->under_way && p->rx_eof) {
      s->under_way = false;
      s->ok = whole && !s->poisoned;
      s->step = s->ok ? TELLS : ANSWERS;
    }
  }
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct stimulus_frame f = {.count = 0};
  for (unsigned i = 0; i < 4000; i++) {
    p->rst_n = i > 1 && i % 1300 != 1299;
    if (stimulus_ends(&f)) stimulus_frame(g, &f, SLOTS + 1, i < 700 ? 0 : 60);
    p->rx_valid = golden_chance(g, i < 2000 ? 100 : 70);
    p->rx_sof = stimulus_sof(&f);
    p->rx_eof = stimulus_eof(&f);
    p->rx_bad = stimulus_bad(&f);
    p->rx_data = stimulus_beat(&f);
    p->ev_ready = golden_chance(g, 60);
    p->ver_ready = golden_chance(g, 60);
    golden_step(g, 1);
    f.next += p->rx_valid && p->rx_ready;
  }
}

GOLDEN_MODEL(mirror_commit, .parameters = "DATA_W=64 SLOTS=4", .clocks = "clk", .version = 2,
             .seed = 18, .state_size = sizeof(struct state), .edge = edge);
