/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_tracker: a list of frames, each of which knows whether the rail took it. */
#include "golden.h"
#include "frame.h"
#include "twk_layout.h"

enum { DEPTH = 8 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, epoch, 8) PIN(in, mirror_up, 1) PIN(in, off, 1) \
  PIN(in, done_valid, 1) PIN(in, done_clean, 1) PIN(in, done_resend, 1) PIN(in, done_mirrored, 1) \
  PIN(in, done_headless, 1) PIN(in, done_ack_later, 1) WIDE(in, done_rec, 128) \
  PIN(in, msg_valid, 1) PIN(in, msg_ok, 1) PIN(in, msg_epoch, 8) PIN(in, ack_ready, 1) \
  PIN(in, ev_ready, 1) \
  PIN(out, room, 1) PIN(out, empty, 1) PIN(out, msg_ready, 1) PIN(out, ack_valid, 1) \
  PIN(out, ack, 12) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, resolve, 1) \
  PIN(out, forgotten, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct entry {
  bool clean, resend, forget, last, ack_later;
  bool taken; /* by the rail: lost, whatever a verdict says */
  unsigned tag, slot;
  uint32_t seq;
};
struct state {
  struct entry list[DEPTH];
  unsigned count;     /* list[0] is the oldest */
  bool damaged;       /* the command under way lost a block */
  unsigned counted;   /* losses not yet answered: those that the FIFO counts ... */
  unsigned uncounted; /* ... and those that it does not */
};

/* What becomes of the oldest frame with these inputs. */
struct outcome {
  bool settled, lost, held, acked;
};
static struct outcome outcome(const struct state *s, const struct pins *p) {
  const struct entry *e = &s->list[0];
  struct outcome o = {0};
  if (s->count == 0) return o;
  bool gone = !p->mirror_up || e->taken;
  bool judged = p->msg_valid && (p->msg_epoch == 0 || p->msg_epoch == p->epoch);
  o.settled = gone || judged;
  o.lost = o.settled && (gone || !p->msg_ok);
  o.held = o.settled && e->ack_later && (o.lost || s->damaged);
  o.acked = o.settled && e->ack_later && !o.held;
  return o;
}
static bool leaves(const struct state *s, const struct pins *p) {
  struct outcome o = outcome(s, p);
  return o.settled && (p->ev_ready || !(o.lost || o.held)) && (p->ack_ready || !o.acked);
}

/* The firmware's answer to a loss is in the FIFO. */
static bool answers(const struct pins *p) {
  struct frame_fields r;
  rec_unpack(&r, p->done_rec);
  return p->done_valid && p->done_mirrored && (p->done_clean || p->done_resend) &&
         (r.flags & TWK_FLAG_LOST);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.count = 0};
  const struct entry *e = &s->list[0];
  struct outcome o = outcome(s, p);
  p->room = DEPTH - s->count >= 2;
  p->empty = s->count == 0;
  p->ack_valid = o.acked;
  p->ack = TWK_STATUS_OK << 8 | e->tag;
  if (!p->ack_valid) golden_unknown(g, &p->ack);
  p->ev_valid = o.lost || o.held;
  rec_pack(p->ev_rec, &(struct frame_fields){
                          .kind = TWK_EV_MIRROR_LOST,
                          .flags = (o.held ? TWK_FLAG_HELD : 0) |
                                   (o.lost ? (e->clean ? TWK_FLAG_LOST_CLEAN : TWK_FLAG_LOST) : 0U),
                          .tag = e->tag,
                          .slot = e->slot,
                          .seq = e->seq});
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
  /* Verdicts wait for the frames that the rail took; those of another life are passed over. */
  bool mine = p->msg_epoch == 0 ? s->count != 0 : p->msg_epoch == p->epoch;
  bool waits = s->count != 0 && e->taken;
  p->msg_ready = !p->mirror_up || !mine || (!waits && leaves(s, p));
  p->resolve = answers(p) && p->mirror_up && s->uncounted == 0 && s->counted != 0;
  p->forgotten = leaves(s, p) && !o.lost && e->forget;
}

static void list(struct state *s, const struct pins *p) {
  struct frame_fields r;
  if (!p->done_valid || !p->done_mirrored) return;
  if (!p->done_clean && !p->done_resend && p->done_headless) return;
  rec_unpack(&r, p->done_rec);
  s->list[s->count++] =
      (struct entry){.clean = p->done_clean,
                     .resend = p->done_resend,
                     .forget = p->done_clean && r.count == TWK_NOTE_FORGET,
                     .last = !p->done_clean && !p->done_resend && (r.flags & TWK_FLAG_LAST),
                     .ack_later = p->done_ack_later,
                     .tag = r.tag,
                     .slot = r.slot,
                     .seq = r.seq};
  for (unsigned i = 0; p->done_headless && i < s->count; i++) s->list[i].taken = true;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  struct outcome o = outcome(s, p);
  bool answered = answers(p), off = p->off;
  struct entry e = s->list[0];
  bool pops = leaves(s, p), by_rail = !p->mirror_up || e.taken;

  if (answered && s->uncounted != 0)
    s->uncounted--;
  else
    s->counted -= p->resolve;
  if (pops) {
    for (unsigned i = 1; i < s->count; i++) s->list[i - 1] = s->list[i];
    s->count--;
    if (!e.clean && !e.resend) s->damaged = !e.last && (s->damaged || o.lost);
    if (o.lost && !e.clean) *(by_rail ? &s->uncounted : &s->counted) += 1;
  }
  list(s, p);
  if (!p->mirror_up) { /* the FIFO forgot its count, and all that it held */
    s->uncounted += s->counted;
    s->counted = 0;
    for (unsigned i = 0; i < s->count; i++) s->list[i].taken = true;
  }
  if (off) s->uncounted = 0;
}

static void done(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  p->done_valid = s->count < DEPTH && golden_chance(g, 25);
  if (!p->done_valid) return;
  unsigned kind = (unsigned)golden_below(g, 10);
  p->done_clean = kind < 2;
  p->done_resend = kind == 2 || kind == 3;
  p->done_mirrored = golden_chance(g, 95);
  p->done_headless = golden_chance(g, 3);
  bool last = kind > 3 && golden_chance(g, 60);
  p->done_ack_later = last && p->done_mirrored && golden_chance(g, 70);
  struct frame_fields r = {.kind = 0};
  r.kind = p->done_clean ? TWK_FRAME_CLEAN : TWK_FRAME_DATA;
  r.flags = last ? TWK_FLAG_LAST : kind <= 3 ? (unsigned)golden_bits(g, 1) * TWK_FLAG_LOST : 0;
  r.tag = (unsigned)golden_bits(g, 8);
  r.slot = (unsigned)golden_bits(g, 16);
  r.seq = (uint32_t)golden_bits(g, 32);
  r.count = (unsigned)golden_below(g, 3);
  rec_pack(p->done_rec, &r);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned i = 0; i < 3000; i++) {
    bool calm = i % 1000 < 500;
    p->rst_n = i > 1 && i % 1000 != 0;
    if (i % 1000 == 0) p->epoch = 1 + golden_below(g, 255);
    if (p->off ? golden_chance(g, 20) : rng_below(&g->rng, 300) == 0) p->off = !p->off;
    if (p->mirror_up ? rng_below(&g->rng, calm ? 1000 : 100) == 0 : golden_chance(g, 25))
      p->mirror_up = !p->mirror_up;
    if (p->off) p->mirror_up = 0;
    done(g);
    if (!p->msg_valid || p->msg_ready) {
      p->msg_valid = golden_chance(g, 30);
      p->msg_ok = golden_chance(g, calm ? 95 : 60);
      p->msg_epoch = golden_chance(g, 85) ? p->epoch : golden_chance(g, 50) ? 0 : golden_bits(g, 8);
    }
    /* No verdict without a frame. */
    if (p->msg_epoch == p->epoch && s->count == 0) p->msg_valid = 0;
    p->ack_ready = golden_chance(g, 60);
    p->ev_ready = golden_chance(g, 60);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(mirror_tracker, .parameters = "DEPTH=8", .clocks = "clk", .version = 1, .seed = 53,
             .state_size = sizeof(struct state), .edge = edge);
