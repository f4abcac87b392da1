/* SPDX-License-Identifier: Apache-2.0 */
#include "drain_bench.h"

#include <string.h>

#include "twk_layout.h"

enum { PATIENCE = 400000 };

static unsigned whole_beats(unsigned kind) {
  return kind == TWK_FRAME_DATA ? FRAME_DATA_BEATS : FRAME_CLEAN_BEATS;
}

static bool frame_cut(const struct drain_frame *f) {
  return f->beats < whole_beats(f->kind);
}

static bool frame_well(const struct drain_frame *f) {
  return !frame_cut(f) && f->hurt == DRAIN_UNHURT;
}

void drain_start(struct drain_bench *b) {
  *b = (struct drain_bench){.d = dut_start(), .tx_percent = 100, .verdict_after = 20};
  rng_seed(&b->rng, 12);
  *b->d->owner_up = *b->d->link_up = 1;
}

void drain_add(struct drain_bench *b, unsigned kind, unsigned epoch, unsigned beats, int hurt) {
  uint64_t frame[FRAME_DATA_BEATS];
  struct frame_fields f = {.kind = kind, .tag = epoch, .slot = b->frames % 4, .seq = b->frames};
  unsigned whole = frame_make(frame, &f, b->frames);
  if (beats > whole) beats = whole;
  memcpy(b->beat + b->written, frame, beats * sizeof *frame);
  b->written += beats;
  b->frame[b->frames++] =
      (struct drain_frame){kind, epoch, 0, beats, hurt, DRAIN_UNHURT, b->written};
}

void drain_add_headless(struct drain_bench *b, unsigned from) {
  drain_add(b, TWK_FRAME_DATA, 1, FRAME_DATA_BEATS, DRAIN_UNHURT);
  struct drain_frame *f = &b->frame[b->frames - 1];
  uint64_t *first = b->beat + b->written - FRAME_DATA_BEATS;
  memmove(first, first + from, (FRAME_DATA_BEATS - from) * sizeof *first);
  b->written -= from;
  f->end = b->written;
  f->from = from;
  f->beats -= from;
}

void drain_hurt_too(struct drain_bench *b, int beat) {
  b->frame[b->frames - 1].hurt_too = beat;
}

static const struct drain_frame *frame_of(const struct drain_bench *b, unsigned beat,
                                          unsigned *place) {
  const struct drain_frame *f = b->frame;
  while (beat >= f->end) f++;
  *place = f->from + beat - (f->end - f->beats);
  return f;
}

/* A beat that cannot be corrected shows anything, flags too; even what it should, when only its
 * check bits are hurt. */
static void drive_fifo(struct drain_bench *b) {
  struct dut *d = b->d;
  *d->rd_valid = b->valid;
  *d->rd_ptr = b->fetched & DRAIN_PTR_MASK;
  *d->rel_ptr = b->released & DRAIN_PTR_MASK;
  *d->rd_empty = !b->valid && b->fetched == b->written;
  if (!b->valid) return;
  unsigned place, beat = b->fetched - 1;
  const struct drain_frame *f = frame_of(b, beat, &place);
  uint64_t noise = rng_next(&b->rng);
  bool flagged = f->hurt == (int)place || f->hurt_too == (int)place;
  bool hurt = flagged && noise >> 62 != 0;
  *d->rd_uncorrectable = flagged;
  *d->rd_data = hurt ? noise : b->beat[beat];
  *d->rd_sof = hurt ? noise >> 7 & 1 : place == 0;
  *d->rd_eof = hurt ? noise >> 9 & 1 : place == whole_beats(f->kind) - 1;
}

static void fifo_edge(struct drain_bench *b) {
  struct dut *d = b->d;
  bool fetch = (!b->valid || *d->rd_ready) && b->fetched < b->written;
  if (*d->rd_restart) {
    b->fetched = b->released;
    b->valid = false;
  } else {
    if (*d->rd_ready) assert_true(b->valid);
    if (fetch) b->fetched++;
    if (fetch || *d->rd_ready) b->valid = fetch;
  }
}

/* A whole frame is committed if it is the next of the script, or again if it was before. */
static bool judge(struct drain_bench *b) {
  uint64_t whole[FRAME_DATA_BEATS];
  struct frame_fields f;
  if (b->got_bad) return false;
  rec_unpack(&f, b->got);
  unsigned n = frame_make(whole, &f, f.seq);
  assert_int_equal(b->in_got, n); /* what is not marked bad is whole */
  assert_memory_equal(b->got, whole, n * sizeof *whole);
  assert_true(f.seq < b->frames && f.seq <= b->committed);
  if (f.seq == b->committed) b->committed++;
  return true;
}

static void skip_unwell(struct drain_bench *b) {
  while (b->committed < b->frames && !frame_well(&b->frame[b->committed])) b->committed++;
}

static void peer_edge(struct drain_bench *b) {
  struct dut *d = b->d;
  if (!*d->tx_valid || !*d->tx_ready) return;
  if (*d->tx_sof) {
    assert_int_equal(b->in_got, 0); /* the drain closes every frame it starts */
    b->got_bad = false;
  }
  b->got_bad |= *d->tx_bad;
  if (*d->tx_eof) assert_int_equal(*d->tx_bad, b->got_bad); /* the trailer says it again */
  assert_true(b->in_got < 2 * FRAME_DATA_BEATS);
  b->got[b->in_got++] = *d->tx_data;
  if (!*d->tx_eof) return;
  skip_unwell(b);
  b->verdict[b->verdict_end % DRAIN_FRAMES].ok = judge(b);
  b->verdict[b->verdict_end++ % DRAIN_FRAMES].due = b->clock + b->verdict_after;
  b->in_got = 0;
  b->arrived++;
}

/* Each release is one frame of the script; a message goes with it unless the frame was cut. */
static void owner_edge(struct drain_bench *b) {
  struct dut *d = b->d;
  if (!*d->release_valid) {
    assert_int_equal(*d->msg_valid, 0);
    return;
  }
  const struct drain_frame *f = &b->frame[b->settled++];
  assert_true(b->settled <= b->frames);
  b->released = f->end;
  assert_int_equal(*d->release_ptr, f->end & DRAIN_PTR_MASK);
  assert_int_equal(*d->msg_valid, !frame_cut(f));
  bool lost = !frame_cut(f) && f->hurt != DRAIN_UNHURT && f->kind == TWK_FRAME_DATA;
  assert_int_equal(*d->release_lost, lost);
  b->lost += lost;
  b->messages += *d->msg_valid;
  if (!*d->msg_valid) return;
  assert_int_equal(*d->msg_ok, frame_well(f));
  if (f->hurt != 0) assert_int_equal(*d->msg_epoch, f->epoch);
}

void drain_step(struct drain_bench *b) {
  struct dut *d = b->d;
  bool due = b->verdict_first != b->verdict_end &&
             b->verdict[b->verdict_first % DRAIN_FRAMES].due <= b->clock;
  drive_fifo(b);
  *d->tx_ready = rng_below(&b->rng, 100) < b->tx_percent;
  *d->res_valid = due && *d->link_up;
  *d->res_ok = due && b->verdict[b->verdict_first % DRAIN_FRAMES].ok;
  dut_eval(d);
  peer_edge(b);
  if (*d->res_valid) b->verdict_first++;
  fifo_edge(b);
  owner_edge(b);
  assert_true(b->fetched - b->released <= DRAIN_WINDOW + 1); /* one waits at the FIFO's output */
  assert_true(b->verdict_end - b->verdict_first <= DRAIN_OUT);
  dut_tick(d);
  b->clock++;
}

void drain_steps(struct drain_bench *b, unsigned clocks) {
  for (unsigned i = 0; i < clocks; i++) drain_step(b);
}

void drain_link(struct drain_bench *b, bool up) {
  *b->d->link_up = up;
  b->verdict_first = b->verdict_end;
  b->in_got = b->arrived = 0;
}

void drain_finish(struct drain_bench *b) {
  unsigned lost = 0, messages = 0;
  for (unsigned i = 0; b->released != b->written; i++) {
    assert_true(i < PATIENCE);
    drain_step(b);
  }
  drain_steps(b, 2 * b->verdict_after + 10);
  skip_unwell(b);
  for (unsigned i = 0; i < b->frames; i++) {
    messages += !frame_cut(&b->frame[i]);
    lost += !frame_cut(&b->frame[i]) && b->frame[i].hurt != DRAIN_UNHURT &&
            b->frame[i].kind == TWK_FRAME_DATA;
  }
  assert_int_equal(b->settled, b->frames);
  assert_int_equal(b->committed, b->frames);
  assert_int_equal(b->messages, messages);
  assert_int_equal(b->lost, lost);
  dut_stop(b->d);
}
