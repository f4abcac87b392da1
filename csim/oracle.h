/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.h: knows what the host saw, and judges what it reads back.
 *
 * It shares no code with RTL, controller or disks. Every block of every write command gets a version
 * of its own; the content of a block is a pure function of (seed, lba, version) in which every 64-bit word
 * depends on all three, so a block made of two versions is recognised as torn and a block of another
 * lba as misplaced. Rules, per block:
 *   - issued:      the host has sent it; it may be seen from now on
 *   - acknowledged: the host has the ack; no read that is issued after this may see anything older
 *     (a version is older if it was acknowledged before this one was issued; versions whose
 *     lifetimes overlap may end in either order)
 *   - failed:      answered with an error: may or may not be seen
 * A read is judged against what was acknowledged when the READ was issued, and may see anything
 * issued until it completed. Never-written blocks read as zeros.
 */
#ifndef TWINACK_ORACLE_H
#define TWINACK_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#define ORACLE_BLOCK 512

enum oracle_result {
  ORACLE_OK,
  ORACLE_LOST,      /* a whole version, but older than one acknowledged in time */
  ORACLE_TORN,      /* words of more than one version of this block */
  ORACLE_MISPLACED, /* a whole version of another block */
  ORACLE_ALIEN      /* nothing the host ever issued here */
};

struct oracle;
struct oracle *oracle_new(uint64_t seed);
void oracle_free(struct oracle *o);

/* A write command begins: fills blocks*512 bytes at data, returns its id (never 0). */
uint64_t oracle_write_issued(struct oracle *o, uint64_t lba, unsigned blocks, void *data);
void oracle_write_acked(struct oracle *o, uint64_t write_id);
void oracle_write_failed(struct oracle *o, uint64_t write_id);

/* A read command begins: returns a ticket that fixes what must be seen (never 0). */
uint64_t oracle_read_issued(struct oracle *o, uint64_t lba, unsigned blocks);
/* The read's block `index` came back. */
enum oracle_result oracle_read_block(struct oracle *o, uint64_t ticket, unsigned index,
                                     const void *data);
void oracle_read_done(struct oracle *o, uint64_t ticket);

/* Judge one block as of now (after a drain or a crash): must be the last acknowledged or later. */
enum oracle_result oracle_check(const struct oracle *o, uint64_t lba, const void *data);

/* Every block ever issued, in increasing order: next lba >= from, or UINT64_MAX. */
uint64_t oracle_next_lba(const struct oracle *o, uint64_t from);

struct oracle_counters {
  uint64_t writes_issued, writes_acked, blocks_issued, blocks_judged, ok, lost, torn, misplaced,
      alien;
};
/* Counts everything judged by oracle_read_block() and oracle_check(). */
const struct oracle_counters *oracle_counters(const struct oracle *o);
const char *oracle_result_name(enum oracle_result r);

#endif
