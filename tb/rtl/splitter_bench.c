/* SPDX-License-Identifier: Apache-2.0 */
#include "splitter_bench.h"

#include "twk_layout.h"

void splitter_start(struct splitter_bench *b, unsigned mode) {
  *b = (struct splitter_bench){.d = dut_start(),
                               .data_percent = 100,
                               .fifo_percent = 100,
                               .confirm = SPLITTER_CONFIRM,
                               .reader_percent = 100};
  rng_seed(&b->rng, 4);
  *b->d->mode = mode;
  *b->d->epoch = SPLITTER_EPOCH;
  *b->d->event_room = *b->d->ack_room = *b->d->track_room = 1;
}

/* A beat is what both memories see: a frame starts in each with sof and a wrong place shows at
 * once. */
static void collect(struct splitter_bench *b) {
  struct dut *d = b->d;
  bool to_fifo = *d->st_fifo && *d->fifo_ready;
  if (*d->st_fifo && !*d->fifo_ready) b->fifo_waits++;
  if (!*d->st_cache && !to_fifo) return;
  if (*d->st_sof) b->in_cache = b->in_fifo = 0;
  if (*d->st_cache) {
    if (*d->st_payload) assert_int_equal(*d->st_beat + FRAME_HEADER, b->in_cache);
    assert_int_equal(*d->st_slot, *d->free_slot);
    if (*d->st_payload && *d->st_beat == 0) b->first_payload_clock = b->clock;
    assert_true(b->in_cache < 2 * FRAME_DATA_BEATS);
    b->cache[b->in_cache++] = *d->st_data;
  }
  if (to_fifo) {
    assert_true(b->in_fifo < 2 * FRAME_DATA_BEATS);
    b->fifo[b->in_fifo++] = *d->st_data;
  }
  b->cache_next = *d->st_cache && *d->st_eof && (b->confirm & 1);
  b->fifo_next = to_fifo && *d->st_eof && (b->confirm & 2);
}

static void note_outcome(struct splitter_bench *b) {
  struct dut *d = b->d;
  if (!*d->done_valid) {
    assert_int_equal(*d->done_ack | *d->done_ack_later, 0);
    return;
  }
  b->outcomes++;
  b->outcome_clock = b->clock;
  b->outcome = (struct outcome){.clean = *d->done_clean,
                                .resend = *d->done_resend,
                                .good = *d->done_good,
                                .mirrored = *d->done_mirrored,
                                .ack = *d->done_ack,
                                .ack_later = *d->done_ack_later,
                                .status = *d->done_status};
  rec_from_port(&b->outcome.rec, d->done_rec);
  assert_int_equal(d->done_rec[3] >> 24, 0);
}

static void drive_reader(struct splitter_bench *b) {
  struct dut *d = b->d;
  *d->rs_idle = !b->reading;
  *d->rs_valid = b->reading && rng_below(&b->rng, 100) < b->reader_percent;
  *d->rs_data = frame_payload_beat(b->read_block, b->read_beat);
  *d->rs_error = b->unreadable && b->read_beat == FRAME_PAYLOAD - 1;
}

/* Before the edge: what it will have taken, and what it will start. */
static void sample_reader(struct splitter_bench *b) {
  struct dut *d = b->d;
  if (*d->rs_valid && *d->rs_ready && ++b->read_beat == FRAME_PAYLOAD) b->reading = false;
  if (!*d->rs_start) return;
  assert_true(*d->rs_idle);
  b->reading = true;
  b->read_beat = 0;
  b->read_block = *d->rs_slot;
  b->starts++;
}

void splitter_step(struct splitter_bench *b) {
  struct dut *d = b->d;
  *d->cache_good = b->cache_next;
  *d->fifo_good = b->fifo_next;
  b->cache_next = b->fifo_next = false;
  *d->data_valid = rng_below(&b->rng, 100) < b->data_percent;
  *d->data = frame_payload_beat(b->block, b->beat);
  *d->fifo_ready = rng_below(&b->rng, 100) < b->fifo_percent;
  drive_reader(b);
  dut_eval(d);
  collect(b);
  note_outcome(b);
  sample_reader(b);
  if (*d->data_valid && *d->data_ready) b->beat++;
  bool blk = *d->blk_valid && *d->blk_ready, slot = *d->free_valid && *d->free_ready;
  bool clean = *d->clean_valid && *d->clean_ready;
  dut_tick(d);
  if (blk) *d->blk_valid = 0;
  if (slot) *d->free_valid = 0;
  if (clean) *d->clean_valid = 0;
  b->clock++;
}

void splitter_wait(struct splitter_bench *b) {
  unsigned before = b->outcomes;
  for (unsigned i = 0; b->outcomes == before; i++) {
    assert_true(i < SPLITTER_PATIENCE);
    splitter_step(b);
  }
}

void splitter_offer(struct splitter_bench *b, const struct frame_fields *f, uint64_t block,
                    bool last) {
  struct dut *d = b->d;
  b->block = block;
  b->beat = 0;
  *d->blk_valid = *d->free_valid = 1;
  *d->blk_tag = f->tag;
  *d->blk_count = f->count;
  *d->blk_lba = f->lba;
  *d->blk_last = last;
  *d->free_slot = f->slot;
}

void splitter_write(struct splitter_bench *b, const struct frame_fields *f, uint64_t block,
                    bool last) {
  splitter_offer(b, f, block, last);
  splitter_wait(b);
}
