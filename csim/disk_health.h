/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_health.h: what a spindle can be asked for: whether it works, and which of its blocks have
 * their content. One of them a spindle.
 *
 * Blocks below `valid` can be read but for those marked; of the others only those marked can. So a
 * spindle that is being rebuilt, one that lost blocks, and one that was only ever written to are
 * the same thing.
 */
#ifndef TWINACK_DISK_HEALTH_H
#define TWINACK_DISK_HEALTH_H

#include "disk.h"
#include "disk_marks.h"

#define DISK_VALID_ALL ((uint64_t)1 << 62) /* above any block */

struct disk_health {
  enum disk_state state;
  unsigned errors_permille;
  uint64_t valid;
  struct disk_marks marks;
};

static inline bool disk_health_works(const struct disk_health *h) {
  return h->state != DISK_FAILED;
}

/* Has it the block's last content? A bad one is only found by asking. */
static inline bool disk_health_holds(const struct disk_health *h, uint64_t block) {
  return (block < h->valid) != disk_marks_has(&h->marks, block);
}

/* Now it has, or no longer has, the block's last content. */
void disk_health_gain(struct disk_health *h, uint64_t block);
void disk_health_lose(struct disk_health *h, uint64_t block);

/* A new and empty one: it holds nothing. */
void disk_health_renew(struct disk_health *h, enum disk_state state);

/* `valid` moves on to `to`: in between it holds what it held, and of the rest what `source` does:
 * for blocks that read alike on both, or have been copied. */
void disk_health_extend(struct disk_health *h, const struct disk_health *source, uint64_t to);

void disk_health_copy(struct disk_health *to, const struct disk_health *from);
uint64_t disk_health_hash(const struct disk_health *h);

#endif
