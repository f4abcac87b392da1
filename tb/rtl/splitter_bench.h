/* SPDX-License-Identifier: Apache-2.0 */
/*
 * splitter_bench.h: what stands around write_splitter: a host with one block, a slot, two memories
 * that confirm; collects the frame that each memory saw and the outcome.
 */
#ifndef TWINACK_SPLITTER_BENCH_H
#define TWINACK_SPLITTER_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ports_write_splitter.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"

enum { SPLITTER_EPOCH = 0x5a, SPLITTER_CONFIRM = 3, SPLITTER_PATIENCE = 20000 };

struct outcome {
  bool clean, resend, good, mirrored, ack, ack_later;
  unsigned status;
  struct frame_fields rec;
};

struct splitter_bench {
  struct dut *d;
  struct rng rng;
  unsigned data_percent, fifo_percent; /* chance of data at the port, of a ready FIFO */
  unsigned confirm;                    /* bit 0: the cache confirms, bit 1: the FIFO does */
  uint64_t block;                      /* payload number at the port */
  unsigned beat;                       /* next beat of it */
  uint64_t cache[2 * FRAME_DATA_BEATS], fifo[2 * FRAME_DATA_BEATS];
  unsigned in_cache, in_fifo; /* beats of the frame under way */
  unsigned outcomes, clock, first_payload_clock, outcome_clock, fifo_waits;
  struct outcome outcome;     /* the last one */
  bool cache_next, fifo_next; /* confirmations due in the next clock */
  /* the block reader of a RESEND: started for one slot, gives its number as payload */
  unsigned reader_percent; /* chance of a beat */
  bool unreadable;         /* a beat of it: its last one says so */
  bool reading;
  unsigned read_beat, starts;
  uint64_t read_block;
};

void splitter_start(struct splitter_bench *b, unsigned mode);
void splitter_step(struct splitter_bench *b);
/* A block at the host port and a slot for it. */
void splitter_offer(struct splitter_bench *b, const struct frame_fields *f, uint64_t block,
                    bool last);
/* The same, and its outcome is waited for. */
void splitter_write(struct splitter_bench *b, const struct frame_fields *f, uint64_t block,
                    bool last);
void splitter_wait(struct splitter_bench *b);

#endif
