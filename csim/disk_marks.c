/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_marks.c: a set of block numbers. Open addressing; a removal moves those behind it forward.
 */
#include "disk_marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"

#define FIRST_CAPACITY 64U

static void *zeroed(size_t count, size_t size) {
  void *p = calloc(count, size);
  if (!p) {
    perror("disk");
    abort();
  }
  return p;
}

static size_t home_of(const struct disk_marks *m, uint64_t block) {
  return (size_t)(block * HASH_PRIME >> 32) & (m->capacity - 1);
}

/* Where it is, or the free slot where it would be. */
static size_t find(const struct disk_marks *m, uint64_t block) {
  size_t at = home_of(m, block);
  while (m->slot[at] && m->slot[at] != block + 1) at = (at + 1) & (m->capacity - 1);
  return at;
}

static void grow(struct disk_marks *m) {
  struct disk_marks old = *m;
  m->capacity = old.capacity ? 2 * old.capacity : FIRST_CAPACITY;
  m->slot = zeroed(m->capacity, sizeof *m->slot);
  for (size_t i = 0; i < old.capacity; i++)
    if (old.slot[i]) m->slot[find(m, old.slot[i] - 1)] = old.slot[i];
  free(old.slot);
}

bool disk_marks_has(const struct disk_marks *m, uint64_t block) {
  return m->count && m->slot[find(m, block)];
}

void disk_marks_add(struct disk_marks *m, uint64_t block) {
  if (disk_marks_has(m, block)) return;
  if (2 * (m->count + 1) > m->capacity) grow(m);
  m->slot[find(m, block)] = block + 1;
  m->count++;
}

void disk_marks_remove(struct disk_marks *m, uint64_t block) {
  if (!disk_marks_has(m, block)) return;
  const size_t mask = m->capacity - 1;
  size_t hole = find(m, block);
  for (size_t at = (hole + 1) & mask; m->slot[at]; at = (at + 1) & mask) {
    size_t home = home_of(m, m->slot[at] - 1);
    if (((at - home) & mask) < ((at - hole) & mask)) continue; /* it may not move before home */
    m->slot[hole] = m->slot[at];
    hole = at;
  }
  m->slot[hole] = 0;
  m->count--;
}

void disk_marks_clear(struct disk_marks *m) {
  free(m->slot);
  *m = (struct disk_marks){.slot = NULL};
}

void disk_marks_copy(struct disk_marks *to, const struct disk_marks *from) {
  if (to->count == 0 && from->count == 0) return;
  if (to->capacity != from->capacity) {
    disk_marks_clear(to);
    if (from->capacity == 0) return;
    to->slot = zeroed(from->capacity, sizeof *to->slot);
    to->capacity = from->capacity;
  }
  memcpy(to->slot, from->slot, from->capacity * sizeof *to->slot);
  to->count = from->count;
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

uint64_t *disk_marks_within(const struct disk_marks *m, uint64_t from, uint64_t to, size_t *count) {
  *count = 0;
  if (m->count == 0 || from >= to) return NULL;
  uint64_t *found = zeroed(m->count, sizeof *found);
  if (to - from <= m->count) {
    for (uint64_t b = from; b < to; b++)
      if (disk_marks_has(m, b)) found[(*count)++] = b;
    return found;
  }
  for (size_t i = 0; i < m->capacity; i++)
    if (m->slot[i] && m->slot[i] - 1 >= from && m->slot[i] - 1 < to)
      found[(*count)++] = m->slot[i] - 1;
  qsort(found, *count, sizeof *found, ascending);
  return found;
}

uint64_t disk_marks_hash(const struct disk_marks *m) {
  uint64_t sum = 0; /* slots have one order of many */
  for (size_t i = 0; m->count && i < m->capacity; i++)
    if (m->slot[i]) sum += hash_word(HASH_START, m->slot[i]);
  return sum;
}
