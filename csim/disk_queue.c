/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_queue.c: commands waiting for their completion time.
 */
#include "disk_queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NIL UINT32_MAX
#define FIRST_CAPACITY 64U

static void *grow(void *old, size_t count, size_t size) {
  void *p = reallocarray(old, count, size);
  if (!p) {
    perror("disk");
    abort();
  }
  return p;
}

static uint32_t bucket_of(const struct disk_queue *q, uint64_t lba) {
  return (uint32_t)(lba * 0x9E3779B97F4A7C15ULL >> 32) & (q->capacity - 1);
}

/* The link that holds the newest command on lba, or the NIL where it would be. */
static uint32_t *find(const struct disk_queue *q, uint64_t lba) {
  uint32_t *link = &q->bucket[bucket_of(q, lba)];
  while (*link != NIL && q->slot[*link].lba != lba) link = &q->slot[*link].next;
  return link;
}

static void index_newest(struct disk_queue *q, uint32_t n) {
  uint32_t *link = find(q, q->slot[n].lba);
  q->slot[n].next = *link == NIL ? NIL : q->slot[*link].next;
  *link = n;
}

/* Slots from `first` on are the free list. */
static void free_from(struct disk_queue *q, uint32_t first) {
  for (uint32_t i = first; i < q->capacity; i++)
    q->slot[i].next = i + 1 < q->capacity ? i + 1 : NIL;
  q->free = first < q->capacity ? first : NIL;
}

static void resize(struct disk_queue *q, uint32_t capacity) {
  uint32_t old = q->capacity;
  q->slot = grow(q->slot, capacity, sizeof *q->slot);
  q->heap = grow(q->heap, capacity, sizeof *q->heap);
  q->bucket = grow(q->bucket, capacity, sizeof *q->bucket);
  q->capacity = capacity;
  free_from(q, old);
}

/* Called when every slot is taken. */
static void double_capacity(struct disk_queue *q) {
  uint32_t old = q->capacity;
  uint32_t *newest = grow(NULL, old, sizeof *newest);
  uint32_t found = 0;
  for (uint32_t b = 0; b < old; b++)
    for (uint32_t n = q->bucket[b]; n != NIL; n = q->slot[n].next) newest[found++] = n;
  resize(q, 2 * old);
  memset(q->bucket, 0xFF, q->capacity * sizeof *q->bucket);
  for (uint32_t i = 0; i < found; i++) index_newest(q, newest[i]);
  free(newest);
}

void disk_queue_init(struct disk_queue *q) {
  memset(q, 0, sizeof *q);
  resize(q, FIRST_CAPACITY);
  memset(q->bucket, 0xFF, q->capacity * sizeof *q->bucket);
}

void disk_queue_free(struct disk_queue *q) {
  free(q->slot);
  free(q->heap);
  free(q->bucket);
}

uint64_t disk_queue_after(const struct disk_queue *q, uint64_t lba) {
  uint32_t n = *find(q, lba);
  return n == NIL ? 0 : q->slot[n].time_ps;
}

static bool earlier(const struct disk_queue *q, uint32_t a, uint32_t b) {
  const struct disk_command *x = &q->slot[a], *y = &q->slot[b];
  return x->time_ps != y->time_ps ? x->time_ps < y->time_ps : x->number < y->number;
}

static void sift_up(struct disk_queue *q, uint32_t at, uint32_t n) {
  while (at && earlier(q, n, q->heap[(at - 1) / 2])) {
    q->heap[at] = q->heap[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  q->heap[at] = n;
}

static void sift_down(struct disk_queue *q, uint32_t at, uint32_t n) {
  for (;;) {
    uint32_t child = 2 * at + 1;
    if (child + 1 < q->count && earlier(q, q->heap[child + 1], q->heap[child])) child++;
    if (child >= q->count || !earlier(q, q->heap[child], n)) break;
    q->heap[at] = q->heap[child];
    at = child;
  }
  q->heap[at] = n;
}

struct disk_command *disk_queue_push(struct disk_queue *q, uint64_t lba, uint64_t time_ps) {
  if (q->free == NIL) double_capacity(q);
  uint32_t n = q->free;
  struct disk_command *c = &q->slot[n];
  q->free = c->next;
  c->lba = lba;
  c->time_ps = time_ps;
  c->number = q->submitted++;
  index_newest(q, n);
  sift_up(q, q->count++, n);
  return c;
}

const struct disk_command *disk_queue_first(const struct disk_queue *q) {
  return q->count ? &q->slot[q->heap[0]] : NULL;
}

void disk_queue_pop(struct disk_queue *q) {
  uint32_t n = q->heap[0];
  uint32_t *link = find(q, q->slot[n].lba);
  /* An older command of the same block is no longer in the index. */
  if (*link == n) *link = q->slot[n].next;
  q->slot[n].next = q->free;
  q->free = n;
  if (--q->count) sift_down(q, 0, q->heap[q->count]);
}

void disk_queue_copy(struct disk_queue *to, const struct disk_queue *from) {
  if (to->capacity < from->count) resize(to, from->capacity);
  memset(to->bucket, 0xFF, to->capacity * sizeof *to->bucket);
  for (uint32_t i = 0; i < from->count; i++) {
    to->slot[i] = from->slot[from->heap[i]];
    to->heap[i] = i; /* the same heap, its slots numbered anew */
    uint32_t other = *find(to, to->slot[i].lba);
    if (other == NIL || to->slot[other].number < to->slot[i].number) index_newest(to, i);
  }
  to->count = from->count;
  to->submitted = from->submitted;
  free_from(to, to->count);
}
