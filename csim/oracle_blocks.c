/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_blocks.c: what is known of each block.
 */
#include "oracle_blocks.h"

#include "oracle_memory.h"

#include <string.h>

#define FREE UINT64_MAX
#define FIRST_CAPACITY 1024U
#define RUN \
  8U /* neighbours in lba stay neighbours in the table: commands are longer than a block */

static struct block *entry(const struct blocks *b, uint64_t lba) {
  size_t mask = b->capacity - 1;
  size_t at = (size_t)((lba / RUN * 0x9E3779B97F4A7C15ULL >> 32) * RUN + lba % RUN) & mask;
  while (b->table[at].lba != lba && b->table[at].lba != FREE) at = (at + 1) & mask;
  return &b->table[at];
}

static void new_table(struct blocks *b, size_t capacity) {
  b->capacity = capacity;
  b->table = oracle_resize(NULL, capacity, sizeof *b->table);
  memset(b->table, 0, capacity * sizeof *b->table);
  for (size_t i = 0; i < capacity; i++) b->table[i].lba = FREE;
}

static void double_table(struct blocks *b) {
  struct block *old = b->table;
  size_t old_capacity = b->capacity;
  new_table(b, 2 * old_capacity);
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].lba != FREE) *entry(b, old[i].lba) = old[i];
  free(old);
}

void oracle_blocks_init(struct blocks *b) {
  memset(b, 0, sizeof *b);
  new_table(b, FIRST_CAPACITY);
}

void oracle_blocks_free(struct blocks *b) {
  free(b->table);
  free(b->order);
}

void oracle_blocks_copy(struct blocks *to, const struct blocks *from) {
  if (to->capacity != from->capacity) {
    to->table = oracle_resize(to->table, from->capacity, sizeof *to->table);
    to->capacity = from->capacity;
  }
  if (to->order_capacity < from->count) {
    to->order = oracle_resize(to->order, from->order_capacity, sizeof *to->order);
    to->order_capacity = from->order_capacity;
  }
  memcpy(to->table, from->table, from->capacity * sizeof *from->table);
  if (from->count) memcpy(to->order, from->order, from->count * sizeof *from->order);
  to->count = from->count;
  to->sorted = from->sorted;
}

struct block *oracle_blocks_find(const struct blocks *b, uint64_t lba) {
  struct block *e = entry(b, lba);
  return e->lba == lba ? e : NULL;
}

struct block *oracle_blocks_add(struct blocks *b, uint64_t lba) {
  struct block *e = entry(b, lba);
  if (e->lba == lba) return e;
  if (2 * (b->count + 1) > b->capacity) {
    double_table(b);
    e = entry(b, lba);
  }
  if (b->count == b->order_capacity) {
    b->order_capacity = b->order_capacity ? 2 * b->order_capacity : FIRST_CAPACITY;
    b->order = oracle_resize(b->order, b->order_capacity, sizeof *b->order);
  }
  b->order[b->count++] = lba;
  e->lba = lba;
  return e;
}

static int by_value(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

uint64_t oracle_blocks_next(struct blocks *b, uint64_t from) {
  if (b->sorted != b->count) qsort(b->order, b->count, sizeof *b->order, by_value);
  b->sorted = b->count;
  size_t low = 0, high = b->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (b->order[middle] < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low < b->count ? b->order[low] : UINT64_MAX;
}
