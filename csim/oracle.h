/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.h: knows what the host saw, and judges what it reads back.
 *
 * It shares no code with RTL, controller or disks. Every block of every write command gets a
 * version of its own; the content of a block is a pure function of (seed, lba, version) in which
 * every 64-bit word depends on all three, so a block made of two versions is recognised as torn and
 * a block of another lba as misplaced. Never-written blocks read as zeros: version 0.
 *
 * Time is a logical counter that moves when a command begins and when a write ends. A version
 * is issued when the host sends it and ends when the host gets the answer: acknowledged or failed
 * (answered with an error: it may or may not have been done, but nothing is done after the answer).
 * Until its end it may take effect at any moment. v precedes w when v ended before w was issued;
 * versions that overlap may end in either order. Version 0 precedes all.
 *
 * A READ issued at r may return v unless
 *   1. v precedes some w that was acknowledged before r (v is too old), or
 *   2. an earlier read showed that v is not the last one: v is acknowledged and ended before that
 *      read was issued; the read returned another version w, acknowledged by then, and came back
 *      before r. (v took effect before the read began, w was there when it ran, so w came after v,
 *      and w must stay.) Of these reads only the one issued last is remembered for each block.
 * It may return anything issued before it completes. Rule 2 is left out for versions never
 * acknowledged: a linearizable register would need it, but design guarantee 2 allows a fault to
 * take back what was read and not acknowledged, and a failed write to come after all.
 *
 * A command that nobody will answer stays outstanding, and its version legal, for ever: end it with
 * oracle_write_failed() once nothing can carry it out any more.
 *
 * Unknown or ended ids and bad sizes are the caller's errors and stop at an assert(); no content
 * does. Memory: 32 bytes a write command and 32 a block (times 2 to 4 for growth). One thread.
 */
#ifndef TWINACK_ORACLE_H
#define TWINACK_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#define ORACLE_BLOCK 512
#define ORACLE_MAX_BLOCKS 256 /* of one command */

enum oracle_result {
  ORACLE_OK,
  ORACLE_LOST,      /* a whole version of this block, but too old by the rules above */
  ORACLE_TORN,      /* words of more than one version of this block, zeros of version 0 included */
  ORACLE_MISPLACED, /* a whole version of another block */
  ORACLE_ALIEN      /* nothing the host ever issued here */
};

struct oracle;
/* Owned by the caller until oracle_free(). Running out of memory ends the program. */
struct oracle *oracle_new(uint64_t seed);
void oracle_free(struct oracle *o);

/* A snapshot: `to` forgets all it knew and knows what `from` does; ids and tickets of `from` are
 * good for it. Allocates only what `to` never held before. */
void oracle_copy(struct oracle *to, const struct oracle *from);

/* A write command of 1..256 blocks begins: fills blocks*512 bytes at data, returns its id (never
 * 0). A retry of a command keeps its id and data. */
uint64_t oracle_write_issued(struct oracle *o, uint64_t lba, unsigned blocks, void *data);
/* It ends; each id once. */
void oracle_write_acked(struct oracle *o, uint64_t write_id);
void oracle_write_failed(struct oracle *o, uint64_t write_id);

/* A read command of 1..256 blocks begins: returns a ticket that fixes what must be seen (never
 * 0). Good until oracle_read_done(). */
uint64_t oracle_read_issued(struct oracle *o, uint64_t lba, unsigned blocks);
/* The read's block `index` came back. A call later than that weakens rule 2, no more. */
enum oracle_result oracle_read_block(struct oracle *o, uint64_t ticket, unsigned index,
                                     const void *data);
/* The read is answered, or given up. */
void oracle_read_done(struct oracle *o, uint64_t ticket);

/* Judge one block as of now (after a drain or a crash), as a read issued now would be; but it is no
 * host read and establishes nothing for rule 2. */
enum oracle_result oracle_check(struct oracle *o, uint64_t lba, const void *data);

/* Every block ever issued, in increasing order: next lba >= from, or UINT64_MAX. The first call
 * after a new block was issued sorts; the others are a binary search. */
uint64_t oracle_next_lba(const struct oracle *o, uint64_t from);

struct oracle_counters {
  uint64_t writes_issued, writes_acked, blocks_issued, blocks_judged, ok, lost, torn, misplaced,
      alien;
};
/* Counts everything judged by oracle_read_block() and oracle_check(). */
const struct oracle_counters *oracle_counters(const struct oracle *o);
/* "ok", "lost", "torn", "misplaced" or "alien". */
const char *oracle_result_name(enum oracle_result r);

#endif
