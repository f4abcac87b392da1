/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_fifo: beats by their number since reset. */
#include "golden.h"
#include "model_mirror_fifo.h"
#include "stimulus.h"

enum { WRITE = 1, READ = 2, WORD = 66 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, wr_rst_n, 1) PIN(in, limit, 8) WIDE(in, inject_mask, MIRROR_FIFO_MASK) \
  PIN(in, wr_valid, 1) PIN(in, wr_sof, 1) PIN(in, wr_eof, 1) PIN(in, wr_data, 64) \
  PIN(in, wr_resolve, 1) PIN(in, wr_forgotten, 1) PIN(in, rd_rst_n, 1) PIN(in, rd_restart, 1) PIN(in, rd_ready, 1) \
  PIN(in, release_valid, 1) PIN(in, release_ptr, 8) PIN(in, release_lost, 1) \
  PIN(out, wr_ready, 1) PIN(out, wr_good, 1) PIN(out, wr_bad, 1) PIN(out, wr_level, 8) \
  PIN(out, rd_valid, 1) PIN(out, rd_sof, 1) PIN(out, rd_eof, 1) PIN(out, rd_data, 64) \
  PIN(out, rd_corrected, 1) PIN(out, rd_uncorrectable, 1) PIN(out, rd_ptr, 8) \
  PIN(out, rd_empty, 1) PIN(out, rel_ptr, 8) PIN(out, present, 1) PIN(out, holds, 1) \
  PIN(out, lost, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct mirror_fifo_out mirror_fifo_out(struct mirror_fifo *f, bool wr_rst_n, bool rd_rst_n,
                                       uint64_t limit) {
  if (!wr_rst_n) {
    f->pushed = f->resolved = 0;
    f->freed_seen = f->lost_seen = (struct part_sync){0};
    f->frame.count = 0;
    f->good = f->bad = false;
  }
  if (!rd_rst_n) {
    f->read = f->released = f->freed = f->lost = 0;
    f->pushed_seen = (struct part_sync){0};
    f->out = false;
  }
  uint64_t level = f->pushed - f->freed_seen.out;
  uint64_t data[2] = {f->beat.data[0], f->beat.data[1]};
  int decoded = f->out ? part_secded_decode(data, f->beat.check, WORD) : 0;
  struct mirror_fifo_out o = {.wr_ready = wr_rst_n && level < limit,
                              .wr_good = f->good,
                              .wr_bad = f->bad,
                              .wr_level = level,
                              .rd_valid = f->out,
                              .rd_sof = data[1] >> 1 & 1,
                              .rd_eof = data[1] & 1,
                              .rd_corrected = decoded == 1,
                              .rd_uncorrectable = decoded == -1,
                              .rd_empty = !f->out && f->pushed_seen.out == f->read,
                              .rd_data = data[0],
                              .rd_ptr = f->read % mirror_fifo_pointers(f),
                              .rel_ptr = f->released % mirror_fifo_pointers(f),
                              .holds = f->pushed != f->freed,
                              .lost = f->lost != f->resolved};
  o.present = o.holds || o.lost;
  return o;
}

static void push(struct mirror_fifo *f, const struct mirror_fifo_in *in) {
  struct mirror_fifo_word *w = &f->word[f->pushed++ % f->depth];
  w->data[0] = in->wr_data;
  w->data[1] = (uint64_t)in->wr_sof << 1 | in->wr_eof;
  w->check = part_secded_check(w->data, WORD) ^ (unsigned)(in->inject[1] >> 2);
  w->data[0] ^= in->inject[0];
  w->data[1] ^= in->inject[1] & 3;
}

void mirror_fifo_edge(struct mirror_fifo *f, const struct mirror_fifo_out *now,
                      const struct mirror_fifo_in *in, bool writer, bool reader) {
  const uint64_t pushed = f->pushed, freed = f->freed, released = f->released, lost = f->lost;
  if (writer) {
    bool takes = in->wr_valid && now->wr_ready;
    part_sync_edge(&f->freed_seen, freed);
    f->good = takes && part_frame_good(&f->frame, in->wr_sof, in->wr_eof, in->wr_data);
    f->bad = takes && in->wr_eof && !f->good;
    if (takes) part_frame_take(&f->frame, in->wr_sof, in->wr_eof, in->wr_data);
    if (takes) push(f, in);
    f->resolved = in->wr_forgotten ? f->lost_seen.out : f->resolved + in->wr_resolve;
    part_sync_edge(&f->lost_seen, lost);
  }
  if (!reader) return;
  bool room = !f->out || in->rd_ready, more = f->pushed_seen.out != f->read;
  if (in->release_valid) {
    f->released += (in->release_ptr - f->released) % mirror_fifo_pointers(f);
    f->lost += in->release_lost;
  }
  f->freed += freed != f->released; /* one at a time */
  if (in->rd_restart) {
    f->read = released;
    f->out = false;
  } else if (room) {
    f->out = more;
    if (more) f->beat = f->word[f->read++ % f->depth];
  }
  part_sync_edge(&f->pushed_seen, pushed);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct mirror_fifo *s = g->state;
  s->depth = MIRROR_FIFO_DEPTH;
  struct mirror_fifo_out o = mirror_fifo_out(s, p->wr_rst_n, p->rd_rst_n, p->limit);
  p->wr_ready = o.wr_ready;
  p->wr_good = o.wr_good;
  p->wr_bad = o.wr_bad;
  p->wr_level = o.wr_level;
  p->rd_valid = o.rd_valid;
  p->rd_sof = o.rd_sof;
  p->rd_eof = o.rd_eof;
  p->rd_data = o.rd_data;
  p->rd_corrected = o.rd_corrected;
  p->rd_uncorrectable = o.rd_uncorrectable;
  p->rd_ptr = o.rd_ptr;
  p->rd_empty = o.rd_empty;
  p->rel_ptr = o.rel_ptr;
  p->present = o.present;
  p->holds = o.holds;
  p->lost = o.lost;
  uint64_t *const of_beat[] = {&p->rd_sof, &p->rd_eof, &p->rd_data};
  for (unsigned i = 0; i < 3 && (!o.rd_valid || o.rd_uncorrectable); i++)
    golden_unknown(g, of_beat[i]);
  if (o.rd_valid) return;
  golden_unknown(g, &p->rd_corrected);
  golden_unknown(g, &p->rd_uncorrectable);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct mirror_fifo_out now = {.wr_ready = p->wr_ready};
  struct mirror_fifo_in in = {.inject = {p->inject_mask[0], p->inject_mask[1]},
                              .wr_valid = p->wr_valid,
                              .wr_sof = p->wr_sof,
                              .wr_eof = p->wr_eof,
                              .wr_data = p->wr_data,
                              .wr_resolve = p->wr_resolve,
                              .wr_forgotten = p->wr_forgotten,
                              .rd_restart = p->rd_restart,
                              .rd_ready = p->rd_ready,
                              .release_valid = p->release_valid,
                              .release_lost = p->release_lost,
                              .release_ptr = p->release_ptr};
  mirror_fifo_edge(g->state, &now, &in, (g->clocks & WRITE) && p->wr_rst_n,
                   (g->clocks & READ) && p->rd_rst_n);
}

static void flips(struct golden *g, uint64_t mask[2], unsigned percent) {
  mask[0] = mask[1] = 0;
  if (!golden_chance(g, percent)) return;
  for (unsigned n = 1 + golden_chance(g, 20); n > 0; n--) {
    unsigned bit = (unsigned)golden_below(g, MIRROR_FIFO_MASK);
    mask[bit / 64] ^= UINT64_C(1) << bit % 64;
  }
}

static void drive(struct golden *g) {
  static const struct {
    unsigned wr_period, rd_period, wr, rd, limit;
  } phase[] = {{10, 10, 100, 100, 128}, {10, 23, 100, 90, 128}, {23, 10, 80, 100, 128},
               {10, 13, 60, 60, 70},    {10, 11, 100, 40, 128}, {17, 10, 90, 95, 3}};
  struct pins *p = g->pins;
  struct mirror_fifo *s = g->state;
  struct part_reset wr = {0}, rd = {0};
  struct stimulus_frame f = {.count = 0};
  for (unsigned i = 0; i < 6; i++) {
    struct part_clocks clocks = {2, {phase[i].wr_period, phase[i].rd_period}, {0, 3 * i}};
    for (unsigned n = 0; n < 500; n++) {
      unsigned rising = part_clocks_step(&clocks);
      bool rail = n > 2;
      p->wr_rst_n = part_reset_out(&wr, rail);
      p->rd_rst_n = part_reset_out(&rd, rail);
      p->limit = phase[i].limit;
      if (!rail) f.count = f.next = 0;
      if (rising & WRITE) {
        if (stimulus_ends(&f)) stimulus_frame(g, &f, 4, 20);
        p->wr_valid = golden_chance(g, phase[i].wr);
        p->wr_sof = stimulus_sof(&f);
        p->wr_eof = stimulus_eof(&f);
        p->wr_data = stimulus_beat(&f);
        flips(g, p->inject_mask, 5);
        p->wr_resolve = s->lost != s->resolved && golden_chance(g, 5);
        p->wr_forgotten = golden_chance(g, 1);
      }
      if (rising & READ) {
        /* What was read and taken may be released, any part of it. */
        uint64_t taken = s->read - s->out;
        p->rd_restart = golden_chance(g, 1);
        p->rd_ready = golden_chance(g, phase[i].rd);
        p->release_valid = p->rd_rst_n && taken > s->released && golden_chance(g, 12);
        p->release_ptr =
            p->release_valid
                ? (s->released + 1 + golden_below(g, taken - s->released)) % mirror_fifo_pointers(s)
                : 0;
        p->release_lost = p->release_valid && golden_chance(g, 15);
        /* A restart in the clock of a release would read the released beats again. */
        if (p->release_valid) p->rd_restart = 0;
      }
      golden_step(g, rising);
      if (rising & WRITE) part_reset_edge(&wr, rail);
      if (rising & READ) part_reset_edge(&rd, rail);
      if (rising & WRITE) f.next += p->wr_valid && p->wr_ready;
    }
  }
}

GOLDEN_MODEL(mirror_fifo, .parameters = "DATA_W=64 DEPTH=128 R=7", .clocks = "wr_clk rd_clk",
             .version = 3, .seed = 60, .state_size = sizeof(struct mirror_fifo), .edge = edge);
