/* SPDX-License-Identifier: Apache-2.0 */
/* model_mirror_fifo.h: the mirror FIFO, for its own vectors and those of what reads it. */
#ifndef TWINACK_GOLDEN_MODEL_MIRROR_FIFO_H
#define TWINACK_GOLDEN_MODEL_MIRROR_FIFO_H

#include "parts.h"

enum {
  MIRROR_FIFO_DEPTH = 128, /* beats, in its own vectors and the drain's */
  MIRROR_FIFO_MOST = 512,
  MIRROR_FIFO_MASK = 74 /* bits of a code word: data, eof, sof, check */
};

struct mirror_fifo_word {
  uint64_t data[2]; /* the beat; eof, and sof above it */
  unsigned check;
};
struct mirror_fifo {
  unsigned depth; /* parameter of the RTL: beats, at most MIRROR_FIFO_MOST */
  struct mirror_fifo_word word[MIRROR_FIFO_MOST];
  /* All numbers of beats or frames since reset. Owner's clock: */
  uint64_t pushed, resolved;
  struct part_sync freed_seen, lost_seen;
  struct part_frame frame;
  bool good, bad;
  /* drain's clock: */
  uint64_t read, released, freed, lost; /* freed: what the owner may come to hear of */
  struct part_sync pushed_seen;
  bool out; /* the beat before `read` is offered: */
  struct mirror_fifo_word beat;
};

struct mirror_fifo_out {
  bool wr_ready, wr_good, wr_bad;
  uint64_t wr_level;
  bool rd_valid, rd_sof, rd_eof, rd_corrected, rd_uncorrectable, rd_empty;
  uint64_t rd_data, rd_ptr, rel_ptr;
  bool present, holds, lost;
};
struct mirror_fifo_in {
  uint64_t inject[2];
  bool wr_valid, wr_sof, wr_eof;
  uint64_t wr_data;
  bool wr_resolve, wr_forgotten, rd_restart, rd_ready, release_valid, release_lost;
  uint64_t release_ptr;
};

/* Beats are numbered modulo this. */
static inline uint64_t mirror_fifo_pointers(const struct mirror_fifo *f) {
  return 2 * (uint64_t)f->depth;
}

struct mirror_fifo_out mirror_fifo_out(struct mirror_fifo *f, bool wr_rst_n, bool rd_rst_n,
                                       uint64_t limit);
/* writer, reader: an edge of that clock, out of reset. now: outputs before it. */
void mirror_fifo_edge(struct mirror_fifo *f, const struct mirror_fifo_out *now,
                      const struct mirror_fifo_in *in, bool writer, bool reader);

#endif
