/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drain_bench.h: what stands around a drain: a mirror FIFO holding a script of frames, a link that
 * may go down, and a peer that judges what arrives.
 *
 * The script says what each frame is; from it alone follow the verdicts, the messages to the owner,
 * the losses and what the peer must have committed when all is over.
 */
#ifndef TWINACK_DRAIN_BENCH_H
#define TWINACK_DRAIN_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ports_drain.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"

enum {
  DRAIN_FRAMES = 256, /* in a script */
  DRAIN_BEATS = DRAIN_FRAMES * FRAME_DATA_BEATS,
  DRAIN_PTR_MASK = 0xff,
  DRAIN_WINDOW = 100,
  DRAIN_OUT = 8, /* frames out without a verdict */
  DRAIN_MESSAGES = 16,
  DRAIN_WHOLE = FRAME_DATA_BEATS,
  DRAIN_UNHURT = -1
};

struct drain_frame {
  unsigned kind, epoch;
  unsigned from;  /* first beat there is; not 0: its start is gone */
  unsigned beats; /* fewer than the kind's: cut, or without its start */
  int hurt;       /* beat that cannot be corrected, or DRAIN_UNHURT */
  int hurt_too;   /* a second one, or DRAIN_UNHURT */
  unsigned end;   /* beats of the script up to here */
};

struct drain_bench {
  struct dut *d;
  struct rng rng;
  unsigned tx_percent;    /* chance that the link takes a beat */
  unsigned verdict_after; /* clocks from a trailer to its verdict */
  struct drain_frame frame[DRAIN_FRAMES];
  unsigned frames, written; /* frames and beats in the script */
  uint64_t beat[DRAIN_BEATS];
  /* FIFO side */
  unsigned fetched, released;
  bool valid;
  /* peer: the frame that arrives, verdicts on their way */
  uint64_t got[2 * FRAME_DATA_BEATS];
  unsigned in_got;
  bool got_bad;
  struct {
    uint64_t due;
    bool ok;
  } verdict[DRAIN_FRAMES];
  unsigned verdict_first, verdict_end;
  unsigned committed; /* frames of the script, in order, that the peer has or had */
  unsigned arrived;   /* frames closed at the peer since the link came up */
  /* owner */
  unsigned settled, lost, messages;
  uint64_t clock;
};

void drain_start(struct drain_bench *b);
void drain_add(struct drain_bench *b, unsigned kind, unsigned epoch, unsigned beats, int hurt);
/* A whole DATA frame but for the beats before `from`. */
void drain_add_headless(struct drain_bench *b, unsigned from);
/* A second beat of the frame added last cannot be corrected either. */
void drain_hurt_too(struct drain_bench *b, int beat);
void drain_step(struct drain_bench *b);
void drain_steps(struct drain_bench *b, unsigned clocks);
/* The cable: going down drops what is on the way. */
void drain_link(struct drain_bench *b, bool up);
/* Until everything is released; then checks commits, messages and losses against the script. */
void drain_finish(struct drain_bench *b);

#endif
