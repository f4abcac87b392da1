/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_blocks.h: what is known of each block: a hash table by lba, and the lbas in order.
 */
#ifndef TWINACK_ORACLE_BLOCKS_H
#define TWINACK_ORACLE_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/* What a read issued now must respect. Times start at 1; all zero: anything goes. */
struct bound {
  uint64_t floor;   /* latest issue of an acknowledged version: what ended before it is too old */
  uint64_t seen;    /* version returned by the read of rule 2 ... */
  uint64_t seen_at; /* ... which was issued then */
};

struct block {
  uint64_t lba; /* UINT64_MAX: this entry is free */
  struct bound bound;
};

struct blocks {
  struct block *table;
  size_t count, capacity;
  uint64_t *order; /* every lba; the first `sorted` in increasing order */
  size_t sorted, order_capacity;
};

void oracle_blocks_init(struct blocks *b);
void oracle_blocks_free(struct blocks *b);
void oracle_blocks_copy(struct blocks *to, const struct blocks *from);

/* The block, or NULL if none was issued at lba. */
struct block *oracle_blocks_find(const struct blocks *b, uint64_t lba);
/* The block, made if needed; pointers to others become invalid. */
struct block *oracle_blocks_add(struct blocks *b, uint64_t lba);
/* Smallest lba >= from, or UINT64_MAX. */
uint64_t oracle_blocks_next(struct blocks *b, uint64_t from);

#endif
