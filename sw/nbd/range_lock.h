/* SPDX-License-Identifier: Apache-2.0 */
/*
 * range_lock.h: ranges of blocks that are being written, one writer at a time.
 *
 * A range may go when no earlier one that overlaps it is left: first come, first served, so nobody
 * waits for ever. Not thread-safe: the caller's lock protects the list and all its ranges.
 */
#ifndef TWINACK_NBD_RANGE_LOCK_H
#define TWINACK_NBD_RANGE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct range {
  uint64_t first, end; /* blocks [first, end) */
  unsigned holders;    /* it is freed with the last one */
  bool stuck;          /* its writer was told of an error, yet its write may still come */
  struct range *earlier, *later;
};

struct range_list {
  struct range *first, *last;
};

/* One holder, the caller. NULL when out of memory. */
struct range *range_add(struct range_list *l, uint64_t first, uint64_t blocks);
void range_hold(struct range *r);
/* True when that was the last holder: *r is gone, and others may go now. */
bool range_drop(struct range_list *l, struct range *r);
/* The earlier range that *r has to wait for; NULL: it may go. */
const struct range *range_blocker(const struct range *r);

#endif
