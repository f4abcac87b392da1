/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.c: the disks as the controllers see them: commands in, completions out.
 */
#include "disk.h"

#include <string.h>

#include "disk_internal.h"

static uint64_t max64(uint64_t a, uint64_t b) {
  return a > b ? a : b;
}

/* ---- commands in */

static uint64_t serve_read(struct disk *d, unsigned spindle, uint64_t lba, uint64_t now_ps) {
  const uint64_t block = disk_layout_place(&d->layout, lba).block;
  d->asked |= (uint64_t)1 << spindle;
  return disk_timing_serve(&d->timing, spindle, DISK_READ, block, 1, now_ps,
                           disk_queue_after(&d->queue, lba), &d->counters);
}

/* When the last copy is written. */
static uint64_t serve_write(struct disk *d, const struct disk_place *at, uint64_t after_ps,
                            uint64_t now_ps) {
  uint64_t time_ps = 0;
  for (unsigned n = at->spindle; n < at->spindle + d->layout.copies; n++) {
    if (!disk_health_works(&d->health[n])) continue;
    d->asked |= (uint64_t)1 << n;
    time_ps = max64(time_ps, disk_timing_serve(&d->timing, n, DISK_WRITE, at->block, 1, now_ps,
                                               after_ps, &d->counters));
  }
  return time_ps;
}

static struct disk_command *enter(struct disk *d, enum disk_op op, uint64_t lba, uint64_t cookie,
                                  uint64_t time_ps) {
  struct disk_command *c = disk_queue_push(&d->queue, lba, time_ps);
  c->op = op;
  c->part = DISK_HOST;
  c->cookie = cookie;
  c->fails = false;
  c->spindle = c->tries = 0;
  return c;
}

uint64_t disk_submit(struct disk *d, enum disk_op op, uint64_t lba, const void *data,
                     uint64_t cookie, uint64_t now_ps) {
  const struct disk_place at = disk_layout_place(&d->layout, lba);
  const int spindle = lba < d->blocks ? disk_copies_choose(d, &at) : -1;
  uint64_t time_ps = now_ps;
  if (spindle >= 0 && op == DISK_READ)
    time_ps = serve_read(d, (unsigned)spindle, lba, now_ps);
  else if (spindle >= 0)
    time_ps = serve_write(d, &at, disk_queue_after(&d->queue, lba), now_ps);
  else if (lba < d->blocks)
    time_ps = max64(now_ps, disk_queue_after(&d->queue, lba));
  struct disk_command *c = enter(d, op, lba, cookie, time_ps);
  c->fails = spindle < 0;
  c->spindle = spindle < 0 ? 0 : (uint8_t)spindle;
  if (op == DISK_WRITE) memcpy(c->data, data, DISK_BLOCK);
  return time_ps;
}

void disk_drop(struct disk *d, bool (*mine)(void *ctx, uint64_t cookie), void *ctx) {
  for (uint32_t i = 0; i < d->queue.count; i++) {
    struct disk_command *c = &d->queue.slot[d->queue.heap[i]];
    if (c->op == DISK_WRITE && mine(ctx, c->cookie)) c->fails = true;
  }
}

/* ---- completions out */

uint64_t disk_next_ps(const struct disk *d) {
  const struct disk_command *c = disk_queue_first(&d->queue);
  return c && c->time_ps < d->rebuild_next_ps ? c->time_ps : d->rebuild_next_ps;
}

static void end_mend(struct disk *d, const struct disk_command *c) {
  const uint64_t lba = c->lba, time_ps = c->time_ps;
  const unsigned spindle = c->spindle, tries = c->tries;
  disk_queue_pop(&d->queue);
  disk_copies_mended(d, lba, spindle, tries, time_ps);
}

/* The read was refused by one copy: the other one is asked, if there is one and it was not. */
static bool ask_other(struct disk *d, const struct disk_done *failed, unsigned spindle,
                      unsigned tries) {
  const int other = tries ? -1 : disk_copies_other(d, spindle);
  if (other < 0) return false;
  disk_queue_pop(&d->queue);
  uint64_t time_ps = serve_read(d, (unsigned)other, failed->lba, failed->time_ps);
  struct disk_command *c = enter(d, DISK_READ, failed->lba, failed->cookie, time_ps);
  c->spindle = (uint8_t)other;
  c->tries = 1;
  d->counters.other_copy++;
  return true;
}

/* False when it goes on elsewhere. */
static bool end_command(struct disk *d, const struct disk_command *c, struct disk_done *out) {
  const unsigned spindle = c->spindle, tries = c->tries;
  const bool fails = c->fails;
  *out = (struct disk_done){.op = c->op, .lba = c->lba, .cookie = c->cookie, .time_ps = c->time_ps};
  if (fails) {
    out->error = true;
  } else if (c->op == DISK_WRITE) {
    out->error = disk_copies_write(d, c->lba, c->data, c->time_ps) != 0;
  } else {
    const uint64_t block = disk_layout_place(&d->layout, c->lba).block;
    out->error = disk_copies_read(d, spindle, block, out->data) != 0;
    if (out->error && ask_other(d, out, spindle, tries)) return false;
    if (!out->error && tries) disk_copies_mend(d, out->lba, spindle ^ 1, 0, out->time_ps);
  }
  disk_queue_pop(&d->queue); /* still the first: what was entered comes later */
  return true;
}

bool disk_poll(struct disk *d, uint64_t now_ps, struct disk_done *out) {
  for (;;) {
    const uint64_t next_ps = disk_next_ps(d);
    if (next_ps == UINT64_MAX || next_ps > now_ps) return false;
    const struct disk_command *c = disk_queue_first(&d->queue);
    if (d->rebuild_next_ps == next_ps)
      disk_rebuild_step(d);
    else if (c->part == DISK_MEND)
      end_mend(d, c);
    else if (end_command(d, c, out))
      break;
  }
  if (!disk_recorded(d)) out->error = true;
  if (out->error) {
    memset(out->data, 0, DISK_BLOCK);
    d->counters.errors++;
  } else {
    *(out->op == DISK_WRITE ? &d->counters.writes : &d->counters.reads) += 1;
  }
  return true;
}

/* ---- queries */

int disk_peek(struct disk *d, uint64_t lba, void *out) {
  const struct disk_place at = disk_layout_place(&d->layout, lba);
  return lba < d->blocks ? disk_copies_peek(d, &at, out) : -1;
}

const struct disk_counters *disk_counters(const struct disk *d) {
  return &d->counters;
}
