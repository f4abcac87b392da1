/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts.h: what several models are made of. Parts know nothing of Gray code, binary pointers or
 * tables of masks: counts go across clocks as numbers, and the ECC is searched by its definition.
 */
#ifndef TWINACK_GOLDEN_PARTS_H
#define TWINACK_GOLDEN_PARTS_H

#include <stdbool.h>
#include <stdint.h>

/* A value on its way into a clock: `out` is what came two edges ago. Reset: both 0. */
struct part_sync {
  uint64_t first, out;
};
static inline void part_sync_edge(struct part_sync *s, uint64_t in) {
  s->out = s->first;
  s->first = in;
}

/* A reset that is pulled at once and let go at the second edge: `edges` since, at most 2. */
struct part_reset {
  unsigned edges;
};
static inline bool part_reset_out(struct part_reset *r, bool in) {
  if (!in) r->edges = 0;
  return r->edges == 2;
}
static inline void part_reset_edge(struct part_reset *r, bool in) {
  if (in && r->edges < 2) r->edges++;
}

/* A queue that does not forget what left it: entries by their number since reset. */
#define PART_QUEUE 1024
struct part_queue {
  uint64_t entry[PART_QUEUE][2];
  uint64_t pushed, popped;
};
static inline uint64_t part_queue_count(const struct part_queue *q) {
  return q->pushed - q->popped;
}
static inline uint64_t *part_queue_at(struct part_queue *q, uint64_t number) {
  return q->entry[number % PART_QUEUE];
}
static inline uint64_t *part_queue_head(struct part_queue *q) {
  return part_queue_at(q, q->popped);
}
static inline void part_queue_push(struct part_queue *q, uint64_t low, uint64_t high) {
  uint64_t *e = part_queue_at(q, q->pushed++);
  e[0] = low;
  e[1] = high;
}

/* A queue between two clocks: each side sees the other's count two of its own edges later. */
struct part_crossing {
  struct part_queue queue; /* pushed: writer's; popped: reader's */
  struct part_sync popped; /* as the writer sees it */
  struct part_sync pushed; /* as the reader sees it */
};
void part_crossing_reset_writer(struct part_crossing *c);
void part_crossing_reset_reader(struct part_crossing *c);
static inline uint64_t part_crossing_count(const struct part_crossing *c) {
  return c->queue.pushed - c->popped.out;
}
static inline bool part_crossing_valid(const struct part_crossing *c) {
  return c->pushed.out != c->queue.popped;
}
/* Edges of both clocks, at once if both are true. A side in reset has no edge. */
void part_crossing_edge(struct part_crossing *c, bool writer, bool push, uint64_t low,
                        uint64_t high, bool reader, bool pop);

/* Watches a stream of 64-bit beats for whole frames; CRC-32 by zlib. */
#define PART_FRAME 80
struct part_frame {
  uint64_t beat[PART_FRAME];
  unsigned count; /* beats since the start, at most PART_FRAME; 0: no start seen */
  bool closed;    /* an end was seen since */
};
/* This beat would end a good frame. */
bool part_frame_good(const struct part_frame *f, bool sof, bool eof, uint64_t beat);
void part_frame_take(struct part_frame *f, bool sof, bool eof, uint64_t beat);

/* Reads one block out of a cache (block_reader). */
struct part_reader {
  bool busy, error;
  unsigned asked, given; /* beats of the block */
  uint64_t slot;
  struct part_queue beats; /* data, uncorrectable */
};
bool part_reader_asks(const struct part_reader *r);
static inline bool part_reader_valid(const struct part_reader *r) {
  return part_queue_count(&r->beats) != 0;
}
bool part_reader_last(const struct part_reader *r);
bool part_reader_error(struct part_reader *r); /* of the block, as known with this beat */
struct part_reader_in {
  bool start;
  uint64_t start_slot;
  bool grant, rd_valid;
  uint64_t rd_data;
  bool rd_uncorrectable, out_ready;
};
void part_reader_edge(struct part_reader *r, struct part_reader_in in);

/* Memory with SECDED and scrubbing (sram_ecc), at most 64 bits wide. */
#define PART_SRAM 256
struct part_sram_in {
  uint64_t inject_data, inject_check;
  bool wr_en;
  uint64_t wr_addr, wr_data;
  bool rd_en;
  uint64_t rd_addr;
};
struct part_sram_read {
  bool valid;
  uint64_t addr, data, at; /* at: the edge that read it */
  unsigned check;
  int decoded; /* as part_secded_decode has it */
};
struct part_sram {
  unsigned width;
  struct {
    uint64_t data, at; /* at: the edge that the user last wrote it */
    unsigned check;
  } word[PART_SRAM];
  struct part_sram_read raw, out; /* one edge after the request, two edges after */
  bool waits;                     /* a scrub, of: */
  uint64_t scrub_addr, scrub_data;
  uint64_t edges;
};
void part_sram_reset(struct part_sram *m);
static inline bool part_sram_scrubs(const struct part_sram *m, bool wr_en) {
  return m->waits && !wr_en;
}
/* in_reset: contents only. */
void part_sram_edge(struct part_sram *m, struct part_sram_in in, bool in_reset);

/* For a stimulus: rising edges of free clocks, in units of no meaning. */
struct part_clocks {
  unsigned count;
  uint64_t period[3], next[3];
};
/* The clocks that rise next, and there goes the time. */
unsigned part_clocks_step(struct part_clocks *c);

/* ... and what a cache answers a reader, two edges or more after each grant. */
struct part_answers {
  struct part_queue due; /* at, data */
  uint64_t now;
};
/* Takes note of a request that was granted in the step before, and says what comes in this one. */
bool part_answers_step(struct part_answers *a, bool granted, unsigned delay, uint64_t data,
                       uint64_t *out);

/* Extended Hamming code of `width` data bits, at most 128, words low first. */
unsigned part_secded_check(const uint64_t data[2], unsigned width);
/* 0 clean; 1 a single flip, undone in data; -1 none of these. */
int part_secded_decode(uint64_t data[2], unsigned check, unsigned width);

#endif
