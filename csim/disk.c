/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.c: the disks as the controllers see them: commands in, completions out.
 */
#include "disk.h"

#include "disk_config.h"
#include "disk_queue.h"
#include "disk_store.h"
#include "disk_timing.h"
#include "hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct disk {
  uint64_t blocks;
  struct disk_timing timing;
  struct disk_queue queue;
  struct disk_store store;
  struct disk_counters counters;
};

struct disk *disk_open(const struct disk_config *cfg, char *err, size_t err_size) {
  if (!disk_config_check(cfg, err, err_size)) return NULL;
  struct disk *d = calloc(1, sizeof *d);
  if (!d) {
    snprintf(err, err_size, "memory: %zu bytes are not to be had, expected a larger limit",
             sizeof *d);
    return NULL;
  }
  if (disk_store_open(&d->store, cfg->image, cfg->blocks, err, err_size)) {
    free(d);
    return NULL;
  }
  d->blocks = cfg->blocks;
  disk_timing_init(&d->timing, cfg);
  disk_queue_init(&d->queue);
  return d;
}

void disk_close(struct disk *d) {
  if (!d) return;
  disk_queue_free(&d->queue);
  disk_store_close(&d->store);
  free(d);
}

uint64_t disk_submit(struct disk *d, enum disk_op op, uint64_t lba, const void *data,
                     uint64_t cookie, uint64_t now_ps) {
  bool beyond = lba >= d->blocks;
  uint64_t time_ps = now_ps;
  if (!beyond)
    time_ps = disk_timing_serve(&d->timing, op, lba, now_ps, disk_queue_after(&d->queue, lba),
                                &d->counters);
  struct disk_command *c = disk_queue_push(&d->queue, lba, time_ps);
  c->op = op;
  c->cookie = cookie;
  c->fails = beyond;
  if (op == DISK_WRITE) memcpy(c->data, data, DISK_BLOCK);
  return time_ps;
}

uint64_t disk_next_ps(const struct disk *d) {
  const struct disk_command *c = disk_queue_first(&d->queue);
  return c ? c->time_ps : UINT64_MAX;
}

static int perform(struct disk *d, const struct disk_command *c, struct disk_done *out) {
  if (c->fails) return -1;
  return c->op == DISK_WRITE ? disk_store_write(&d->store, c->lba, c->data)
                             : disk_store_read(&d->store, c->lba, out->data);
}

bool disk_poll(struct disk *d, uint64_t now_ps, struct disk_done *out) {
  const struct disk_command *c = disk_queue_first(&d->queue);
  if (!c || c->time_ps > now_ps) return false;
  *out = (struct disk_done){.op = c->op, .lba = c->lba, .cookie = c->cookie, .time_ps = c->time_ps};
  out->error = perform(d, c, out) != 0;
  if (out->error)
    memset(out->data, 0, DISK_BLOCK);
  else
    *(c->op == DISK_WRITE ? &d->counters.writes : &d->counters.reads) += 1;
  disk_queue_pop(&d->queue);
  return true;
}

void disk_drop(struct disk *d, bool (*mine)(void *ctx, uint64_t cookie), void *ctx) {
  for (uint32_t i = 0; i < d->queue.count; i++) {
    struct disk_command *c = &d->queue.slot[d->queue.heap[i]];
    if (c->op == DISK_WRITE && mine(ctx, c->cookie)) c->fails = true;
  }
}

int disk_peek(struct disk *d, uint64_t lba, void *out) {
  return lba < d->blocks ? disk_store_read(&d->store, lba, out) : -1;
}

const struct disk_counters *disk_counters(const struct disk *d) {
  return &d->counters;
}

void disk_copy(struct disk *to, const struct disk *from) {
  disk_timing_copy(&to->timing, &from->timing);
  disk_queue_copy(&to->queue, &from->queue);
  disk_store_copy(&to->store, &from->store);
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
    h = hash_word(hash_word(h, q->submitted - c->number), (uint64_t)c->op << 1 | c->fails);
    if (c->op == DISK_WRITE) h = hash_bytes(h, c->data, DISK_BLOCK);
    sum += h;
  }
  return sum;
}

uint64_t disk_hash(const struct disk *d, uint64_t now_ps) {
  const struct disk_timing *t = &d->timing;
  uint64_t h = hash_word(HASH_START, disk_store_hash(&d->store));
  h = hash_word(hash_word(h, hash_queue(&d->queue, now_ps)), t->random);
  for (unsigned i = 0; i < t->spindles; i++) {
    h = hash_word(h, t->spindle[i].head);
    for (unsigned k = 0; k < t->channels; k++)
      h = hash_word(h, ahead(t->spindle[i].free_ps[k], now_ps));
  }
  return h;
}
