/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_fault.c: what breaks and is replaced, and how each spindle is.
 */
#include <assert.h>
#include <stdlib.h>

#include "disk_internal.h"

void disk_fail(struct disk *d, unsigned n) {
  assert(n < d->spindles);
  disk_rebuild_stop(d, n);
  disk_health_renew(&d->health[n], DISK_FAILED);
  d->unsaved = true;
}

void disk_slow(struct disk *d, unsigned n, unsigned factor) {
  assert(n < d->spindles);
  d->timing.spindle[n].slow = factor;
}

void disk_errors(struct disk *d, unsigned n, unsigned permille) {
  assert(n < d->spindles);
  d->health[n].errors_permille = permille;
}

void disk_spoil(struct disk *d, unsigned n, uint64_t lba, uint64_t count) {
  assert(n < d->spindles);
  if (!disk_health_works(&d->health[n])) return;
  for (uint64_t i = 0; i < count && lba + i < d->blocks; i++)
    if (disk_layout_on(&d->layout, lba + i, n))
      disk_health_lose(&d->health[n], disk_layout_place(&d->layout, lba + i).block);
}

void disk_replace(struct disk *d, unsigned n, uint64_t now_ps) {
  disk_fail(d, n);
  /* Before it is empty, or a crash now would have the pair made equal to nothing. */
  if (!disk_recorded(d) || disk_store_clear(&d->store[n], d->span)) return;
  disk_health_renew(&d->health[n], DISK_INCOMPLETE);
  d->timing.spindle[n].slow = 1;
  disk_rebuild_start(d, n, now_ps);
  d->unsaved = true;
  disk_recorded(d); /* or with the next answer */
}

/* ---- how it is */

void disk_status(const struct disk *d, unsigned n, struct disk_status *out) {
  assert(n < d->spindles);
  const struct disk_health *h = &d->health[n];
  *out = (struct disk_status){
      .state = h->state, .slow = d->timing.spindle[n].slow, .permille = h->errors_permille};
  if (disk_health_works(h)) {
    size_t count;
    const uint64_t valid = h->valid < d->span ? h->valid : d->span;
    free(disk_marks_within(&h->marks, 0, valid, &count));
    out->percent = (unsigned)((double)valid / (double)d->span * 100);
    out->unreadable = count;
  }
}

const char *disk_state_name(enum disk_state state) {
  static const char *const names[] = {"good", "failed", "rebuilding", "incomplete"};
  return names[state];
}

unsigned disk_spindles(const struct disk *d) {
  return d->spindles;
}
