/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_snapshot.c: the disks copied and hashed.
 */
#include "disk_internal.h"
#include "hash.h"

void disk_copy(struct disk *to, const struct disk *from) {
  disk_timing_copy(&to->timing, &from->timing);
  disk_queue_copy(&to->queue, &from->queue);
  for (unsigned n = 0; n < from->spindles; n++) {
    disk_store_copy(&to->store[n], &from->store[n]);
    disk_health_copy(&to->health[n], &from->health[n]);
    to->rebuild[n] = from->rebuild[n];
  }
  to->rebuild_next_ps = from->rebuild_next_ps;
  to->asked = from->asked;
  to->random = from->random;
  to->counters = from->counters;
}

static uint64_t ahead(uint64_t time_ps, uint64_t now_ps) {
  return time_ps > now_ps ? time_ps - now_ps : 0;
}

static uint64_t hash_queue(const struct disk_queue *q, uint64_t now_ps) {
  uint64_t sum = 0; /* the heap has one order of many */
  for (uint32_t i = 0; i < q->count; i++) {
    const struct disk_command *c = &q->slot[q->heap[i]];
    uint64_t h = hash_word(HASH_START, ahead(c->time_ps, now_ps));
    h = hash_word(hash_word(h, c->lba), c->cookie);
    h = hash_word(hash_word(h, q->submitted - c->number),
                  (uint64_t)c->spindle << 16 | (uint64_t)c->tries << 8 | (uint64_t)c->part << 2 |
                      (uint64_t)c->op << 1 | c->fails);
    if (c->op == DISK_WRITE) h = hash_bytes(h, c->data, DISK_BLOCK);
    sum += h;
  }
  return sum;
}

static uint64_t hash_spindle(const struct disk *d, unsigned n, uint64_t now_ps) {
  const struct disk_spindle *s = &d->timing.spindle[n];
  uint64_t h = hash_word(disk_store_hash(&d->store[n]), disk_health_hash(&d->health[n]));
  h = hash_word(hash_word(h, s->head), s->slow);
  for (unsigned k = 0; k < d->timing.channels; k++) h = hash_word(h, ahead(s->free_ps[k], now_ps));
  return h;
}

static uint64_t hash_rebuilds(const struct disk *d, uint64_t now_ps) {
  uint64_t h = hash_word(HASH_START, d->asked);
  for (unsigned n = 0; n < d->spindles; n++) {
    const struct disk_rebuild *r = &d->rebuild[n];
    if (r->due_ps == UINT64_MAX) continue;
    h = hash_word(hash_word(h, n), ahead(r->due_ps, now_ps));
    h = hash_word(hash_word(h, now_ps - r->began_ps), r->first);
    h = hash_word(h, r->count << 8 | r->refused);
  }
  return h;
}

uint64_t disk_hash(const struct disk *d, uint64_t now_ps) {
  uint64_t h = hash_word(d->timing.random, hash_queue(&d->queue, now_ps));
  for (unsigned n = 0; n < d->spindles; n++) h = hash_word(h, hash_spindle(d, n, now_ps));
  if (d->rebuild_next_ps != UINT64_MAX) h = hash_word(h, hash_rebuilds(d, now_ps));
  return hash_word(h, d->random);
}
