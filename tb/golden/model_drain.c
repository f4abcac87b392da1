/* SPDX-License-Identifier: Apache-2.0 */
/* drain: the frame that goes out, and those that await their verdict. */
#include "golden.h"
#include "model_drain.h"
#include "stimulus.h"
#include "twk_layout.h"

enum { WINDOW = 100, FRAMES = 8, MESSAGES = 16, TRAILER = FRAME_HEADER + FRAME_PAYLOAD };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, link_up, 1) PIN(in, owner_up, 1) PIN(in, rd_valid, 1) \
  PIN(in, rd_sof, 1) PIN(in, rd_eof, 1) PIN(in, rd_data, 64) PIN(in, rd_uncorrectable, 1) \
  PIN(in, rd_ptr, 8) PIN(in, rd_empty, 1) PIN(in, rel_ptr, 8) PIN(in, tx_ready, 1) \
  PIN(in, res_valid, 1) PIN(in, res_ok, 1) PIN(in, msg_count, 5) \
  PIN(out, rd_restart, 1) PIN(out, rd_ready, 1) PIN(out, release_valid, 1) \
  PIN(out, release_ptr, 8) PIN(out, release_lost, 1) PIN(out, tx_valid, 1) PIN(out, tx_sof, 1) \
  PIN(out, tx_eof, 1) PIN(out, tx_bad, 1) PIN(out, tx_data, 64) PIN(out, msg_valid, 1) \
  PIN(out, msg_ok, 1) PIN(out, msg_epoch, 8) PIN(out, flying, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

enum { DATA_FLAG = 256, CUT_FLAG = 512 };

static bool rests(const struct drain_in *in) {
  return !in->fifo.rd_valid && in->fifo.rd_empty;
}
static bool next_starts(const struct drain_in *in) {
  return in->fifo.rd_valid && in->fifo.rd_sof && !in->fifo.rd_uncorrectable;
}
/* A frame that nothing more will come of: the next one is here, or its owner is gone. */
static bool cut_off(const struct drain *d, const struct drain_in *in) {
  if (!d->frame.begun) return false;
  return next_starts(in) || (rests(in) && (d->orphan || !in->owner_up));
}
/* This beat is the frame's last; of one that cannot be read only the length tells. */
static bool ends(const struct drain *d, const struct drain_in *in) {
  if (d->frame.beats == TRAILER) return true;
  if (!in->fifo.rd_uncorrectable) return in->fifo.rd_eof;
  return d->frame.readable && !d->frame.data && d->frame.beats == FRAME_HEADER;
}
static bool without_start(const struct drain *d, const struct drain_in *in) {
  if (d->frame.begun) return d->frame.headless;
  return !in->fifo.rd_sof && !in->fifo.rd_uncorrectable;
}

struct drain_out drain_out(struct drain *d, const struct drain_in *in, bool rst_n) {
  const struct mirror_fifo_out *f = &in->fifo;
  if (!rst_n) {
    d->runs = d->orphan = false;
    d->epoch = 0;
    d->frame.begun = d->frame.readable = d->frame.data = d->frame.spoilt = false;
    d->frame.headless = false;
    d->frame.beats = d->check.count = 0;
  }
  if (!rst_n || !d->runs) d->out.pushed = d->out.popped = 0;
  uint64_t out = part_queue_count(&d->out);
  bool live = d->runs && in->link_up;
  bool room = out < d->frames && in->msg_count + out < d->messages - 1;
  bool within = (f->rd_ptr - f->rel_ptr) % d->pointers < d->window;

  struct drain_out o = {.restart = !d->runs, .close = cut_off(d, in)};
  bool sends = live && f->rd_valid && !o.close && (d->frame.begun || room) && within;
  bool end = ends(d, in);
  bool good = part_frame_good(&d->check, f->rd_sof, f->rd_eof, f->rd_data);
  o.takes = sends && in->tx_ready;
  o.tx_valid = sends || (live && o.close);
  o.tx = (struct link_beat){.sof = !d->frame.begun,
                            .eof = o.close || end,
                            .bad = o.close || d->frame.spoilt || f->rd_uncorrectable ||
                                   (!d->frame.begun && !f->rd_sof) || (end && !good),
                            .data = f->rd_data};
  uint64_t *head = part_queue_head(&d->out);
  o.release_valid = d->runs && in->res_valid && out != 0;
  o.release_ptr = head[0];
  o.release_lost = !in->res_ok && (head[1] & DATA_FLAG) && !(head[1] & CUT_FLAG);
  o.msg_valid = o.release_valid && !(head[1] & CUT_FLAG);
  o.msg_ok = in->res_ok;
  o.msg_epoch = head[1] & 255;
  o.flying = d->frame.begun || out != 0;
  return o;
}

static void forget(struct drain *d) {
  d->frame.begun = d->frame.spoilt = false;
  d->frame.beats = 0;
}

/* The frame is out: what its verdict will mean. Its epoch is the last that was read before. */
static void list(struct drain *d, const struct drain_in *in, const struct drain_out *now) {
  unsigned sure = now->close ? FRAME_HEADER + 1 : FRAME_HEADER;
  bool data = d->frame.readable ? d->frame.data : d->frame.beats > sure;
  bool cut = (now->close && d->frame.readable) || without_start(d, in);
  uint64_t end = in->fifo.rd_ptr;
  if (now->close && in->fifo.rd_valid) end = (end - 1) % d->pointers;
  part_queue_push(&d->out, end, d->epoch | data * DATA_FLAG | cut * CUT_FLAG);
}

void drain_edge(struct drain *d, const struct drain_in *in, const struct drain_out *now) {
  const struct mirror_fifo_out *f = &in->fifo;
  bool was_idle = rests(in) && !d->frame.begun, runs = d->runs;
  bool starts = now->takes && !d->frame.begun;
  bool readable = f->rd_sof && !f->rd_uncorrectable;
  bool new_life = starts && readable && (f->rd_data >> TWK_REC_TAG_LSB & 255) != d->epoch;

  if (now->tx_valid && in->tx_ready && now->tx.eof) list(d, in, now);
  if (now->release_valid) d->out.popped++;
  if (now->takes) part_frame_take(&d->check, f->rd_sof, f->rd_eof, f->rd_data);
  if (!in->owner_up)
    d->orphan = true;
  else if (new_life || was_idle)
    d->orphan = false;

  if (!runs || (now->close && now->tx_valid && in->tx_ready)) {
    forget(d);
  } else if (now->takes) {
    d->frame.headless = without_start(d, in);
    d->frame.spoilt = now->tx.bad;
    d->frame.beats++;
    d->frame.begun = true;
    if (starts) d->frame.readable = readable;
    if (starts && readable) {
      d->frame.data = (f->rd_data >> TWK_REC_KIND_LSB & 15) == TWK_FRAME_DATA;
      d->epoch = f->rd_data >> TWK_REC_TAG_LSB & 255;
    }
    if (now->tx.eof) forget(d);
  }
  d->runs = in->link_up;
}

static struct drain_in inputs(const struct pins *p) {
  return (struct drain_in){.link_up = p->link_up,
                           .owner_up = p->owner_up,
                           .fifo = {.rd_valid = p->rd_valid,
                                    .rd_sof = p->rd_sof,
                                    .rd_eof = p->rd_eof,
                                    .rd_uncorrectable = p->rd_uncorrectable,
                                    .rd_empty = p->rd_empty,
                                    .rd_data = p->rd_data,
                                    .rd_ptr = p->rd_ptr,
                                    .rel_ptr = p->rel_ptr},
                           .tx_ready = p->tx_ready,
                           .res_valid = p->res_valid,
                           .res_ok = p->res_ok,
                           .msg_count = p->msg_count};
}

static struct drain_out now_of(struct golden *g) {
  struct drain_in in = inputs(g->pins);
  return drain_out(g->state, &in, ((struct pins *)g->pins)->rst_n);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct drain *s = g->state;
  s->window = WINDOW;
  s->frames = FRAMES;
  s->messages = MESSAGES;
  s->pointers = 2 * MIRROR_FIFO_DEPTH;
  struct drain_out o = now_of(g);
  p->rd_restart = o.restart;
  p->rd_ready = o.takes;
  p->release_valid = o.release_valid;
  p->release_ptr = o.release_ptr;
  p->release_lost = o.release_lost;
  p->tx_valid = o.tx_valid;
  p->tx_sof = o.tx.sof;
  p->tx_eof = o.tx.eof;
  p->tx_bad = o.tx.bad;
  p->tx_data = o.tx.data;
  p->msg_valid = o.msg_valid;
  p->msg_ok = o.msg_ok;
  p->msg_epoch = o.msg_epoch;
  p->flying = o.flying;
  uint64_t *const of_release[] = {&p->release_ptr, &p->release_lost};
  uint64_t *const of_message[] = {&p->msg_ok, &p->msg_epoch};
  uint64_t *const of_beat[] = {&p->tx_sof, &p->tx_eof, &p->tx_bad, &p->tx_data};
  for (unsigned i = 0; i < 2 && !o.release_valid; i++) golden_unknown(g, of_release[i]);
  for (unsigned i = 0; i < 2 && !o.msg_valid; i++) golden_unknown(g, of_message[i]);
  for (unsigned i = 0; i < 4 && !(o.tx_valid && p->tx_ready); i++) golden_unknown(g, of_beat[i]);
  if (o.close) golden_unknown(g, &p->tx_data);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct drain_in in = inputs(p);
  struct drain_out now = now_of(g);
  if (p->rst_n) drain_edge(g->state, &in, &now);
}

/* The machine around it, in its own clock: a FIFO, an owner that comes and goes, and a peer that
 * answers each frame some clocks later. */
struct around {
  struct mirror_fifo fifo;
  struct stimulus_frame frame;
  struct part_queue verdicts; /* due, ok */
  uint64_t now, inject[2];
  bool writes;
};

static void before(struct golden *g, struct around *a, struct mirror_fifo_out *f) {
  struct pins *p = g->pins;
  *f = mirror_fifo_out(&a->fifo, p->rst_n, p->rst_n, MIRROR_FIFO_DEPTH);
  p->rd_valid = f->rd_valid;
  p->rd_sof = f->rd_sof;
  p->rd_eof = f->rd_eof;
  p->rd_data = f->rd_data;
  p->rd_uncorrectable = f->rd_uncorrectable;
  p->rd_ptr = f->rd_ptr;
  p->rd_empty = f->rd_empty;
  p->rel_ptr = f->rel_ptr;
  if (!p->link_up || !p->rst_n) a->verdicts.popped = a->verdicts.pushed;
  uint64_t *head = part_queue_head(&a->verdicts);
  p->res_valid = part_queue_count(&a->verdicts) != 0 && head[0] <= a->now;
  p->res_ok = p->res_valid && head[1];
  if (stimulus_ends(&a->frame)) stimulus_frame(g, &a->frame, 4, 40);
  if (!p->owner_up) a->frame.count = a->frame.next = 0; /* cut */
  a->writes = p->owner_up && !stimulus_ends(&a->frame) && golden_chance(g, 85);
  a->inject[0] = a->inject[1] = 0;
  if (golden_chance(g, stimulus_sof(&a->frame)   ? 30
                       : stimulus_eof(&a->frame) ? 15
                                                 : 1)) /* two flips in one beat */
    a->inject[0] = UINT64_C(3) << golden_below(g, 63);
}

static void after(struct golden *g, struct around *a, const struct mirror_fifo_out *f) {
  struct pins *p = g->pins;
  struct stimulus_frame *frame = &a->frame;
  struct mirror_fifo_in in = {.inject = {a->inject[0], a->inject[1]},
                              .rd_restart = p->rd_restart,
                              .rd_ready = p->rd_ready,
                              .release_valid = p->release_valid,
                              .release_lost = p->release_lost,
                              .release_ptr = p->release_ptr,
                              .wr_valid = a->writes};
  if (a->writes) {
    in.wr_sof = stimulus_sof(frame);
    in.wr_eof = stimulus_eof(frame);
    in.wr_data = stimulus_beat(frame);
  }
  mirror_fifo_edge(&a->fifo, f, &in, p->rst_n, p->rst_n);
  frame->next += a->writes && f->wr_ready;
  a->verdicts.popped += p->res_valid;
  if (p->tx_valid && p->tx_ready && p->tx_eof) {
    uint64_t due = a->now + 4 + golden_below(g, 30);
    part_queue_push(&a->verdicts, due, !p->tx_bad && golden_chance(g, 95));
  }
  a->now++;
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  static struct around around; /* large */
  struct around *a = &around;
  struct mirror_fifo_out f;
  *a = (struct around){.fifo.depth = MIRROR_FIFO_DEPTH};
  for (unsigned i = 0; i < 8 * 1200; i++) {
    unsigned phase = i / 1200;
    p->rst_n = i > 1 && i % 1200 > 1;
    if (!p->rst_n) p->link_up = p->owner_up = 0;
    if (p->link_up ? rng_below(&g->rng, 300) == 0 : golden_chance(g, 15)) p->link_up = !p->link_up;
    if (p->owner_up ? rng_below(&g->rng, 250) == 0 : golden_chance(g, 10))
      p->owner_up = !p->owner_up;
    p->tx_ready = golden_chance(g, phase % 2 == 0 ? 100 : 60);
    p->msg_count = phase % 4 < 2 ? 0 : golden_below(g, MESSAGES - 1);
    before(g, a, &f);
    golden_step(g, 1);
    after(g, a, &f);
  }
}

GOLDEN_MODEL(drain, .parameters = "DATA_W=64 PTR_W=8 WINDOW=100 FRAMES=8 MESSAGES=16",
             .clocks = "clk", .version = 4, .seed = 62, .state_size = sizeof(struct drain),
             .edge = edge);
