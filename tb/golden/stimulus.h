/* SPDX-License-Identifier: Apache-2.0 */
/* stimulus.h: frames, whole and broken, for the drive() of models that see them. */
#ifndef TWINACK_GOLDEN_STIMULUS_H
#define TWINACK_GOLDEN_STIMULUS_H

#include "frame.h"
#include "golden.h"

/* Beats on their way into a module, with their marks. */
struct stimulus_frame {
  uint64_t beat[FRAME_DATA_BEATS + 2];
  unsigned count, next;
  unsigned broken_at, broken_to; /* beats that are marked bad: from, and the first after them */
  unsigned end_at;               /* a beat that is marked as the last, or count */
  bool no_sof, no_eof;
};

/* A frame for one of `slots`, DATA or CLEAN, of one of three epochs that between them have each bit
 * both ways. Its payload changes at one beat in three, so that lines stay short. spoil: with so
 * many percent it has one of the faults that a frame may have. */
void stimulus_frame(struct golden *g, struct stimulus_frame *f, unsigned slots, unsigned spoil);
static inline bool stimulus_ends(const struct stimulus_frame *f) {
  return f->next == f->count;
}
static inline uint64_t stimulus_beat(const struct stimulus_frame *f) {
  return f->beat[f->next];
}
static inline bool stimulus_sof(const struct stimulus_frame *f) {
  return f->next == 0 && !f->no_sof;
}
static inline bool stimulus_eof(const struct stimulus_frame *f) {
  return (f->next + 1 == f->count && !f->no_eof) || f->next == f->end_at;
}
static inline bool stimulus_bad(const struct stimulus_frame *f) {
  return f->next >= f->broken_at && f->next < f->broken_to;
}

#endif
