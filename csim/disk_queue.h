/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_queue.h: commands waiting for their completion time: a heap by time, then submission, and an
 * index of the newest command on each block. Push and pop O(log n), first and index O(1).
 */
#ifndef TWINACK_DISK_QUEUE_H
#define TWINACK_DISK_QUEUE_H

#include "disk.h"

enum disk_part {
  DISK_HOST, /* a command as it was submitted */
  DISK_MEND  /* of the shelf itself: the block goes from the other copy to `spindle` */
};

struct disk_command {
  uint64_t time_ps, lba, cookie;
  uint64_t number; /* of submission: breaks ties */
  enum disk_op op;
  enum disk_part part;
  bool fails;      /* answered with an error, without effect */
  uint8_t spindle; /* DISK_READ: that is asked */
  uint8_t tries;   /* that went before */
  uint32_t next;   /* in its bucket of the index, or in the free list */
  uint8_t data[DISK_BLOCK];
};

struct disk_queue {
  struct disk_command *slot;
  uint32_t *heap;   /* slot numbers; the first `count` are in use */
  uint32_t *bucket; /* heads of index chains; as many as slots */
  uint32_t count, capacity, free;
  uint64_t submitted;
};

void disk_queue_init(struct disk_queue *q);
void disk_queue_free(struct disk_queue *q);

/* Completion time of the newest command pending on lba, or 0. */
uint64_t disk_queue_after(const struct disk_queue *q, uint64_t lba);
/* Enter a command; the caller fills op, part, cookie, fails,
 * spindle, tries and data before any other call. */
struct disk_command *disk_queue_push(struct disk_queue *q, uint64_t lba, uint64_t time_ps);
/* The earliest command, or NULL; valid until the next push or pop. */
const struct disk_command *disk_queue_first(const struct disk_queue *q);
/* Only while disk_queue_first() is not NULL. */
void disk_queue_pop(struct disk_queue *q);
/* Makes `to` hold the same commands as `from`, in the same order. */
void disk_queue_copy(struct disk_queue *to, const struct disk_queue *from);

#endif
