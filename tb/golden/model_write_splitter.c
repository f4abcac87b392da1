/* SPDX-License-Identifier: Apache-2.0 */
/* write_splitter: the frame under way as its beats, and what the command before it came to. */
#include "golden.h"
#include "frame.h"
#include "twk_layout.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, mode, 2) PIN(in, epoch, 8) PIN(in, blk_valid, 1) PIN(in, blk_tag, 8) \
  PIN(in, blk_count, 16) PIN(in, blk_last, 1) PIN(in, blk_lba, 40) PIN(in, data_valid, 1) \
  PIN(in, data, 64) PIN(in, free_valid, 1) PIN(in, free_slot, 16) PIN(in, clean_valid, 1) \
  WIDE(in, clean_rec, 128) PIN(in, rs_idle, 1) PIN(in, rs_valid, 1) PIN(in, rs_data, 64) \
  PIN(in, rs_error, 1) PIN(in, event_room, 1) PIN(in, ack_room, 1) PIN(in, track_room, 1) \
  PIN(in, fifo_ready, 1) PIN(in, cache_good, 1) PIN(in, fifo_good, 1) \
  PIN(out, blk_ready, 1) PIN(out, data_ready, 1) PIN(out, free_ready, 1) PIN(out, clean_ready, 1) \
  PIN(out, rs_start, 1) PIN(out, rs_slot, 16) PIN(out, rs_ready, 1) PIN(out, st_cache, 1) \
  PIN(out, st_fifo, 1) PIN(out, st_sof, 1) PIN(out, st_eof, 1) PIN(out, st_payload, 1) \
  PIN(out, st_data, 64) PIN(out, st_slot, 16) PIN(out, st_beat, 16) PIN(out, done_valid, 1) \
  PIN(out, done_clean, 1) PIN(out, done_resend, 1) PIN(out, done_good, 1) \
  PIN(out, done_mirrored, 1) PIN(out, done_ack, 1) PIN(out, done_status, 4) \
  PIN(out, done_ack_later, 1) WIDE(out, done_rec, 128) PIN(out, stall_fifo, 8) \
  PIN(out, stall_slot, 8) PIN(out, stall_room, 8)
/* clang-format on */
GOLDEN_PINS(PORTS)

enum what { NOTHING, BLOCK, CLEAN, RESEND };

struct frame {
  enum what what;
  struct frame_fields head; /* tag: epoch */
  unsigned host_tag;
  bool last, mirrored, spoilt;
  unsigned mode;
  uint64_t beat[FRAME_DATA_BEATS]; /* those sent */
  unsigned sent;
};
struct state {
  struct frame now, done; /* done: its trailer went in the clock before, or NOTHING */
  bool failed, owed;      /* by earlier blocks of the command */
  uint32_t seq;           /* of the last block */
  uint64_t stall_fifo, stall_slot, stall_room;
};

static bool mirrors(uint64_t mode) {
  return mode == TWK_MODE_EARLY || mode == TWK_MODE_SYNC;
}
static unsigned length(const struct frame *f) {
  return f->what == CLEAN ? FRAME_CLEAN_BEATS : FRAME_DATA_BEATS;
}
static bool at_trailer(const struct frame *f) {
  return f->what != NOTHING && f->sent == length(f) - 1;
}
static bool at_payload(const struct frame *f) {
  return f->what != NOTHING && f->sent >= FRAME_HEADER && !at_trailer(f);
}
static bool room(const struct pins *p) {
  return p->event_room && p->ack_room && p->track_room;
}

/* What starts with these inputs. */
static enum what starts(const struct state *s, const struct pins *p) {
  struct frame_fields cmd;
  if (s->now.what != NOTHING) return NOTHING;
  if (!p->clean_valid) return p->blk_valid && p->free_valid && room(p) ? BLOCK : NOTHING;
  rec_unpack(&cmd, p->clean_rec);
  if (!mirrors(p->mode) || !p->track_room) return NOTHING;
  if (cmd.kind != TWK_CMD_RESEND) return CLEAN;
  return p->rs_idle ? RESEND : NOTHING;
}

/* The beat that is next, if it is there. */
static bool next_beat(const struct state *s, const struct pins *p, uint64_t *beat) {
  const struct frame *f = &s->now;
  uint64_t head[2];
  if (f->what == NOTHING) return false;
  if (at_payload(f)) {
    *beat = f->what == RESEND ? p->rs_data : p->data;
    return f->what == RESEND ? p->rs_valid : p->data_valid;
  }
  rec_pack(head, &f->head);
  head[1] |= (uint64_t)rec_check_byte(head) << (TWK_REC_CHECK_LSB - 64);
  *beat = head[f->sent % 2];
  if (at_trailer(f)) {
    uint32_t crc = frame_crc(f->beat, f->sent);
    *beat = f->spoilt ? (uint32_t)~crc : crc;
  }
  return true;
}

static void stream(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct frame *f = &s->now;
  bool there = next_beat(s, p, &p->st_data), moves = !f->mirrored || p->fifo_ready;
  p->st_fifo = there && f->mirrored;
  p->st_cache = there && moves && f->what == BLOCK;
  p->st_sof = f->what != NOTHING && f->sent == 0;
  p->st_eof = at_trailer(f);
  p->st_payload = at_payload(f);
  p->st_slot = f->head.slot;
  p->st_beat = f->sent - FRAME_HEADER;
  uint64_t *const of_beat[] = {&p->st_sof, &p->st_eof, &p->st_payload, &p->st_data};
  for (unsigned i = 0; i < 4 && !p->st_cache && !p->st_fifo; i++) golden_unknown(g, of_beat[i]);
  if (!p->st_cache) golden_unknown(g, &p->st_slot);
  if (!p->st_cache || !p->st_payload) {
    golden_unknown(g, &p->st_beat);
    p->st_beat = 0;
  }
  p->data_ready = at_payload(f) && f->what == BLOCK && moves;
  p->rs_ready = at_payload(f) && f->what == RESEND && moves;
  p->blk_ready = at_trailer(f) && f->what == BLOCK && moves;
}

/* Its outcome: the memories' word is in. */
static void outcome(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct frame *d = &s->done;
  bool block = d->what == BLOCK, alone = d->mode == TWK_MODE_THROUGH, owed = s->owed || alone;
  p->done_valid = d->what != NOTHING;
  p->done_clean = d->what == CLEAN;
  p->done_resend = d->what == RESEND;
  p->done_mirrored = d->mirrored;
  p->done_good = (!block || p->cache_good) && (!d->mirrored || p->fifo_good);
  bool bad = s->failed || !p->done_good, ends = block && d->last;
  bool at_once = d->mode == TWK_MODE_EARLY || d->mode == TWK_MODE_LOCAL;
  p->done_ack = ends && (bad || (!owed && at_once));
  p->done_status = bad ? TWK_STATUS_UNCONFIRMED : TWK_STATUS_OK;
  p->done_ack_later = ends && !bad && !owed && d->mode == TWK_MODE_SYNC;
  struct frame_fields rec = d->head;
  if (block) {
    rec.tag = d->host_tag;
    rec.flags = (d->last ? TWK_FLAG_LAST : 0) | (alone ? TWK_FLAG_UNMIRRORED : 0U) |
                (ends && owed && !p->done_ack ? TWK_FLAG_OWED : 0U);
  }
  rec_pack(p->done_rec, &rec);
  uint64_t *const of_frame[] = {&p->done_clean, &p->done_resend, &p->done_good, &p->done_mirrored,
                                p->done_rec};
  for (unsigned i = 0; i < 5 && !p->done_valid; i++) golden_unknown(g, of_frame[i]);
  if (!p->done_ack) golden_unknown(g, &p->done_status);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.seq = 0};
  struct frame_fields cmd;
  rec_unpack(&cmd, p->clean_rec);
  enum what start = starts(s, p);
  p->free_ready = start == BLOCK;
  p->clean_ready =
      start == CLEAN || start == RESEND || (s->now.what == NOTHING && !mirrors(p->mode));
  p->rs_start = start == RESEND;
  p->rs_slot = cmd.slot;
  if (!p->rs_start) golden_unknown(g, &p->rs_slot);
  /* Nothing to take: what a drop would be is not told apart. */
  if (!p->clean_valid) golden_unknown(g, &p->clean_ready);
  stream(g);
  outcome(g);
  p->stall_fifo = s->stall_fifo % 256;
  p->stall_slot = s->stall_slot % 256;
  p->stall_room = s->stall_room % 256;
}

static void begin(struct state *s, const struct pins *p, enum what what) {
  s->now = (struct frame){.what = what, .mirrored = mirrors(p->mode), .mode = (unsigned)p->mode};
  if (what == BLOCK) {
    s->now.head = (struct frame_fields){.slot = (unsigned)p->free_slot,
                                        .seq = ++s->seq,
                                        .lba = p->blk_lba,
                                        .count = (unsigned)p->blk_count};
    s->now.host_tag = (unsigned)p->blk_tag;
    s->now.last = p->blk_last;
  } else {
    rec_unpack(&s->now.head, p->clean_rec);
  }
  s->now.head.kind = what == CLEAN ? TWK_FRAME_CLEAN : TWK_FRAME_DATA;
  s->now.head.tag = (unsigned)p->epoch;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  struct frame *f = &s->now;
  uint64_t beat;
  bool under_way = f->what != NOTHING, held = f->mirrored && !p->fifo_ready;
  bool fires = next_beat(s, p, &beat) && !held;
  enum what start = starts(s, p);

  s->stall_fifo += under_way && held;
  if (!under_way && p->blk_valid && !p->clean_valid) {
    s->stall_slot += !p->free_valid;
    s->stall_room += p->free_valid && !room(p);
  }
  if (s->done.what == BLOCK) {
    bool last = s->done.last;
    s->failed = !last && (s->failed || !p->done_good);
    s->owed = !last && (s->owed || s->done.mode == TWK_MODE_THROUGH);
  }
  s->done.what = NOTHING;
  if (start != NOTHING) begin(s, p, start);
  if (!under_way) return;
  if (fires) {
    if (at_payload(f) && f->what == RESEND && p->rs_error) f->spoilt = true;
    if (at_trailer(f)) {
      s->done = *f;
      f->what = NOTHING;
      return;
    }
    f->beat[f->sent++] = beat;
  }
  if (mirrors(p->mode) || !f->mirrored) return;
  f->mirrored = false; /* on without the FIFO */
  f->mode = TWK_MODE_THROUGH;
}

static void offers(struct golden *g, bool calm) {
  struct pins *p = g->pins;
  if (!p->blk_valid || p->blk_ready) {
    bool same = p->blk_valid && !p->blk_last; /* the command goes on */
    p->blk_count = same ? p->blk_count + 1 : 0;
    if (!same) p->blk_tag = golden_bits(g, 8);
    p->blk_valid = same || golden_chance(g, 40);
    p->blk_last = golden_chance(g, 35);
    p->blk_lba = golden_bits(g, 40);
  }
  if (!p->data_valid || p->data_ready) {
    p->data_valid = golden_chance(g, calm ? 100 : 93);
    if (golden_chance(g, 30)) p->data = golden_bits(g, 64);
  }
  if (!p->free_valid || p->free_ready) {
    p->free_valid = golden_chance(g, 50);
    p->free_slot = golden_below(g, 1024);
  }
  if (!p->clean_valid || p->clean_ready) {
    p->clean_valid = rng_below(&g->rng, 150) == 0;
    if (!p->clean_valid) return;
    struct frame_fields r = {.kind = 0};
    r.kind = golden_chance(g, 60) ? TWK_CMD_CLEAN : TWK_CMD_RESEND;
    r.flags = (unsigned)golden_bits(g, 1) * TWK_FLAG_LOST;
    r.slot = (unsigned)golden_below(g, 1024);
    r.seq = (uint32_t)golden_bits(g, 32);
    r.lba = golden_bits(g, 40);
    r.count = (unsigned)golden_below(g, 3);
    rec_pack(p->clean_rec, &r);
  }
}

/* The reader of a RESEND's block: its error is with the last beat. */
static void resends(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  bool under_way = s->now.what == RESEND, ends = s->now.sent == FRAME_DATA_BEATS - 2;
  p->rs_idle = !under_way && golden_chance(g, 80);
  p->rs_valid = under_way && at_payload(&s->now) && golden_chance(g, 90);
  if (p->rs_valid && golden_chance(g, 30)) p->rs_data = golden_bits(g, 64);
  p->rs_error = p->rs_valid && ends && golden_chance(g, 35);
}

static void drive(struct golden *g) {
  static const unsigned mode[] = {TWK_MODE_EARLY, TWK_MODE_SYNC, TWK_MODE_THROUGH, TWK_MODE_LOCAL};
  struct pins *p = g->pins;
  bool cache_has = false, fifo_has = false; /* a trailer, since the last clock */
  for (unsigned i = 0; i < 3600; i++) {
    bool calm = i % 900 < 300;
    p->rst_n = i > 1 && i % 900 != 0;
    if (i % 900 == 0) p->epoch = 1 + golden_below(g, 255);
    if (i % 900 == 0) p->mode = mode[i / 900 % 2];
    if (rng_below(&g->rng, calm ? 100000 : 150) == 0)
      p->mode = mode[golden_chance(g, 70) ? golden_below(g, 2) : golden_below(g, 4)];
    offers(g, calm);
    resends(g);
    p->event_room = golden_chance(g, 80);
    p->ack_room = golden_chance(g, 80);
    p->track_room = golden_chance(g, 80);
    p->fifo_ready = golden_chance(g, calm ? 100 : 93);
    p->cache_good = cache_has && golden_chance(g, 80);
    p->fifo_good = fifo_has && golden_chance(g, 80);
    golden_step(g, 1);
    cache_has = p->rst_n && p->st_cache && p->st_eof;
    fifo_has = p->rst_n && p->st_fifo && p->fifo_ready && p->st_eof;
  }
}

GOLDEN_MODEL(write_splitter, .parameters = "DATA_W=64 STALL_W=8", .clocks = "clk", .version = 2,
             .seed = 64, .state_size = sizeof(struct state), .edge = edge);
