/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_marks.h: a set of block numbers, below 2^63: a hash table that costs nothing while empty.
 * One of zeros is empty. Operations O(1) unless said otherwise.
 */
#ifndef TWINACK_DISK_MARKS_H
#define TWINACK_DISK_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct disk_marks {
  uint64_t *slot; /* block + 1, or 0 */
  size_t count, capacity;
};

bool disk_marks_has(const struct disk_marks *m, uint64_t block);
void disk_marks_add(struct disk_marks *m, uint64_t block);
void disk_marks_remove(struct disk_marks *m, uint64_t block);
/* Empty again, and without memory. */
void disk_marks_clear(struct disk_marks *m);
void disk_marks_copy(struct disk_marks *to, const struct disk_marks *from);
/* Those in from..to-1, ascending, in memory that the caller frees; *count of them. NULL: none.
 * O(the smaller of the range and the set), and sorted. */
uint64_t *disk_marks_within(const struct disk_marks *m, uint64_t from, uint64_t to, size_t *count);
/* Equal sets have equal hashes. O(capacity). */
uint64_t disk_marks_hash(const struct disk_marks *m);

#endif
