/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_layout.h: which block of which spindles holds a block of the array.
 *
 * Chunk c is on spindle c mod spindles (stripe), or on both spindles of pair c mod (spindles / 2)
 * (mirror; pair k is spindles 2k and 2k + 1). Each spindle holds its chunks one after the other.
 */
#ifndef TWINACK_DISK_LAYOUT_H
#define TWINACK_DISK_LAYOUT_H

#include "disk.h"

struct disk_place {
  unsigned spindle; /* the first that has it; with two copies spindle + 1 as well */
  uint64_t block;   /* of each of them */
};

struct disk_layout {
  unsigned copies; /* 1, or 2: mirror */
  unsigned groups; /* spindles or pairs that chunks go round */
  uint64_t chunk_blocks;
};

/* cfg has been checked. */
void disk_layout_init(struct disk_layout *l, const struct disk_config *cfg);
/* Blocks that one spindle needs; those with less use fewer of them. */
uint64_t disk_layout_span(const struct disk_config *cfg);

struct disk_place disk_layout_place(const struct disk_layout *l, uint64_t lba);
/* Is a copy of the block on this spindle? */
bool disk_layout_on(const struct disk_layout *l, uint64_t lba, unsigned spindle);

#endif
