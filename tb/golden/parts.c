/* SPDX-License-Identifier: Apache-2.0 */
#include "parts.h"

#include <zlib.h>

#include "frame.h"
#include "twk_layout.h"

void part_crossing_reset_writer(struct part_crossing *c) {
  c->queue.pushed = 0;
  c->popped = (struct part_sync){0};
}

void part_crossing_reset_reader(struct part_crossing *c) {
  c->queue.popped = 0;
  c->pushed = (struct part_sync){0};
}

void part_crossing_edge(struct part_crossing *c, bool writer, bool push, uint64_t low,
                        uint64_t high, bool reader, bool pop) {
  const uint64_t pushed = c->queue.pushed, popped = c->queue.popped;
  if (writer) {
    part_sync_edge(&c->popped, popped);
    if (push) part_queue_push(&c->queue, low, high);
  }
  if (reader) {
    part_sync_edge(&c->pushed, pushed);
    c->queue.popped += pop;
  }
}

bool part_frame_good(const struct part_frame *f, bool sof, bool eof, uint64_t beat) {
  if (!eof || sof || f->closed || f->count == 0) return false;
  unsigned kind = f->beat[0] >> TWK_REC_KIND_LSB & 15, want;
  if (kind == TWK_FRAME_DATA)
    want = FRAME_HEADER + FRAME_PAYLOAD;
  else if (kind == TWK_FRAME_CLEAN)
    want = FRAME_HEADER;
  else
    return false;
  return f->count == want && beat == frame_crc(f->beat, want);
}

void part_frame_take(struct part_frame *f, bool sof, bool eof, uint64_t beat) {
  if (sof) f->count = 0;
  if (sof) f->closed = false;
  if (sof || f->count != 0) {
    f->beat[f->count] = beat;
    if (f->count < PART_FRAME - 1) f->count++;
  }
  if (eof) f->closed = true;
}

static bool power_of_two(unsigned n) {
  return (n & (n - 1)) == 0;
}

unsigned part_secded_check(const uint64_t data[2], unsigned width) {
  unsigned position = 0, hamming = 0, ones = 0;
  for (unsigned bit = 0; bit < width; bit++) {
    do position++;
    while (power_of_two(position));
    if (!(data[bit / 64] >> bit % 64 & 1)) continue;
    hamming ^= position; /* check bit i: data at positions with bit i */
    ones ^= 1;
  }
  unsigned bits = 0;
  while (1U << bits < width + bits + 1) bits++;
  return hamming | (ones ^ ((unsigned)__builtin_popcount(hamming) & 1)) << bits;
}

int part_secded_decode(uint64_t data[2], unsigned check, unsigned width) {
  unsigned wrong = part_secded_check(data, width) ^ check;
  if (wrong == 0) return 0;
  if (power_of_two(wrong)) return 1; /* a check bit */
  for (unsigned bit = 0; bit < width; bit++) {
    data[bit / 64] ^= UINT64_C(1) << bit % 64;
    if (part_secded_check(data, width) == check) return 1;
    data[bit / 64] ^= UINT64_C(1) << bit % 64;
  }
  return -1;
}

/* ---- reader */

enum { BLOCK = FRAME_PAYLOAD, CREDIT = 8 };

bool part_reader_asks(const struct part_reader *r) {
  return r->busy && r->asked < BLOCK && r->asked - r->given < CREDIT;
}

bool part_reader_last(const struct part_reader *r) {
  return r->given == BLOCK - 1;
}

bool part_reader_error(struct part_reader *r) {
  return r->error || part_queue_head(&r->beats)[1];
}

void part_reader_edge(struct part_reader *r, struct part_reader_in in) {
  bool took = part_reader_valid(r) && in.out_ready, asked = part_reader_asks(r) && in.grant;
  bool ends = took && part_reader_last(r);
  if (!r->busy && in.start) {
    r->busy = true;
    r->error = false;
    r->asked = r->given = 0;
    r->slot = in.start_slot;
  }
  if (took) {
    r->error = part_reader_error(r);
    r->given++;
    r->beats.popped++;
  }
  r->asked += asked;
  if (ends) r->busy = false;
  if (in.rd_valid) part_queue_push(&r->beats, in.rd_data, in.rd_uncorrectable);
}

/* ---- memory */

void part_sram_reset(struct part_sram *m) {
  m->raw.valid = m->out.valid = m->waits = false;
}

static void store(struct part_sram *m, uint64_t addr, uint64_t data, uint64_t flip_data,
                  uint64_t flip_check) {
  m->word[addr].check =
      part_secded_check((const uint64_t[2]){data, 0}, m->width) ^ (unsigned)flip_check;
  m->word[addr].data = data ^ flip_data;
}

void part_sram_edge(struct part_sram *m, struct part_sram_in in, bool in_reset) {
  bool scrubs = part_sram_scrubs(m, in.wr_en);
  struct part_sram_read fixed = m->out;
  m->edges++;
  m->out = m->raw;
  uint64_t data[2] = {m->out.data, 0};
  m->out.decoded = part_secded_decode(data, m->out.check, m->width);
  m->out.data = data[0];
  m->raw = (struct part_sram_read){in.rd_en && !in_reset,     in.rd_addr,
                                   m->word[in.rd_addr].data,  m->edges,
                                   m->word[in.rd_addr].check, 0};
  if (in.wr_en) {
    store(m, in.wr_addr, in.wr_data, in.inject_data, in.inject_check);
    m->word[in.wr_addr].at = m->edges;
  } else if (m->waits) {
    store(m, m->scrub_addr, m->scrub_data, 0, 0);
  }
  /* The waiting scrub is done, or not needed any more; then the next may wait. */
  bool room = !m->waits || scrubs;
  if (scrubs || (in.wr_en && in.wr_addr == m->scrub_addr)) m->waits = false;
  if (in_reset || !room || !fixed.valid || fixed.decoded != 1) return;
  if (m->word[fixed.addr].at >= fixed.at) return;
  m->waits = true;
  m->scrub_addr = fixed.addr;
  m->scrub_data = fixed.data;
}

/* ---- for stimuli */

unsigned part_clocks_step(struct part_clocks *c) {
  uint64_t now = UINT64_MAX;
  unsigned rising = 0;
  for (unsigned i = 0; i < c->count; i++)
    if (c->next[i] < now) now = c->next[i];
  for (unsigned i = 0; i < c->count; i++) {
    if (c->next[i] != now) continue;
    c->next[i] += c->period[i];
    rising |= 1U << i;
  }
  return rising;
}

bool part_answers_step(struct part_answers *a, bool granted, unsigned delay, uint64_t data,
                       uint64_t *out) {
  a->now++;
  if (granted) part_queue_push(&a->due, a->now + delay - 1, data);
  if (part_queue_count(&a->due) == 0 || part_queue_head(&a->due)[0] > a->now) return false;
  *out = part_queue_head(&a->due)[1];
  a->due.popped++;
  return true;
}
