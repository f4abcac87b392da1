/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_link.c: one controller's cable to the disks: commands and blocks out, blocks and completions
 * in.
 */
#include <string.h>

#include "csim_internal.h"

/* A completion finds its way back by slot, side and life; one of an earlier life is nobody's. A
 * reservation travels as a read of block 0 and carries its operation and mask instead of a slot. */
#define RESERVATION (1U << 24)

static uint64_t cookie_of(const struct side *s, unsigned low) {
  return (uint64_t)s->life << 32 | (uint64_t)s->id << 16 | low;
}

uint8_t disk_link_side(uint64_t cookie) {
  return cookie >> 16 & 1;
}

static bool is_from(void *side, uint64_t cookie) {
  const enum csim_side *from = side;
  return disk_link_side(cookie) == *from;
}

/* The disks decide on a reservation when its turn comes, and drop at once what a fence forbids. */
static void reserve(struct side *s, struct disk_done *done) {
  struct csim *y = s->system;
  unsigned op = done->cookie & 15, mask = done->cookie >> 4 & 15;
  uint32_t table;
  done->error |= !reserve_command(&y->reserve, s->id, op, mask, &table);
  done->lba = table | (uint64_t)op << 32;
  if (op == TWK_RESERVE_MOVE && !done->error) disk_note(y->disk, y->reserve.home);
  if (op != TWK_RESERVE_FENCE || done->error) return;
  enum csim_side peer = (enum csim_side) !s->id;
  disk_drop(y->disk, is_from, &peer);
  y->fences++;
  side_seen(s, CSIM_SEEN_FENCE, 0, 0, NULL);
}

void disk_link_done(struct side *s, const struct disk_done *done) {
  struct disk_link *d = &s->disk;
  if (!s->alive || (uint8_t)(done->cookie >> 32) != s->life) return;
  struct disk_done *mine = &d->done[(d->head + d->count++) % DONE_DEPTH];
  *mine = *done;
  if (mine->cookie & RESERVATION) reserve(s, mine);
}

void disk_link_start(struct side *s) {
  if (!s->system->cfg.managed) return;
  disk_drop(s->system->disk, is_from, &s->id);
  reserve_joined(&s->system->reserve, s->id);
}

static void submit(struct side *s, enum disk_op op, uint64_t lba, const void *data, unsigned low) {
  struct csim *y = s->system;
  if (!(low & RESERVATION) && reserve_fenced(&y->reserve, s->id)) {
    struct disk_done refused = {
        .op = op, .lba = lba, .cookie = cookie_of(s, low), .time_ps = y->now_ps, .error = true};
    disk_link_done(s, &refused);
    return;
  }
  if (op == DISK_WRITE) side_seen(s, CSIM_SEEN_WRITE, low, lba, data);
  disk_submit(y->disk, op, lba, data, cookie_of(s, low), y->now_ps);
  y->disk_next_ps = disk_next_ps(y->disk);
}

static void take_command(struct side *s) {
  const struct model_side *p = s->port;
  struct disk_link *d = &s->disk;
  *p->dc_ready = 1;
  if (!*p->dc_valid) return;
  s->active_cycle = s->cycle;
  if (*p->dc_op == TWK_DISK_RESERVE) {
    submit(s, DISK_READ, 0, NULL, RESERVATION | (*p->dc_lba & 255));
  } else if (*p->dc_op == TWK_DISK_FETCH) {
    submit(s, DISK_READ, *p->dc_lba, NULL, *p->dc_slot);
  } else {
    d->out_slot = *p->dc_slot;
    d->out_lba = *p->dc_lba;
    d->out_beat = 0;
  }
}

static void take_data(struct side *s) {
  const struct model_side *p = s->port;
  struct disk_link *d = &s->disk;
  *p->dw_ready = 1;
  if (!*p->dw_valid) return;
  s->active_cycle = s->cycle;
  d->out[d->out_beat++ % BLOCK_BEATS] = *p->dw_data;
  if (!*p->dw_last) return;
  if (*p->dw_error) {
    struct disk_done failed = {.op = DISK_WRITE,
                               .lba = d->out_lba,
                               .cookie = cookie_of(s, d->out_slot),
                               .time_ps = s->system->now_ps,
                               .error = true};
    disk_link_done(s, &failed);
  } else {
    submit(s, DISK_WRITE, d->out_lba, d->out, d->out_slot);
  }
}

static void give_done(struct side *s) {
  const struct model_side *p = s->port;
  struct disk_link *d = &s->disk;
  *p->dr_valid = *p->dd_valid = 0;
  if (d->count == 0) return;
  const struct disk_done *done = &d->done[d->head];
  s->active_cycle = s->cycle;
  bool reservation = done->cookie & RESERVATION;
  if (done->op == DISK_READ && !reservation && !done->error && d->in_beat < BLOCK_BEATS) {
    if (!*p->dr_ready) return;
    memcpy(p->dr_data, done->data + (size_t)d->in_beat * 8, 8);
    *p->dr_slot = (uint16_t)done->cookie;
    *p->dr_valid = 1;
    d->in_beat++;
  } else if (*p->dd_ready) {
    *p->dd_op = reservation             ? TWK_DISK_RESERVE
                : done->op == DISK_READ ? TWK_DISK_FETCH
                                        : TWK_DISK_DESTAGE;
    *p->dd_error = done->error;
    *p->dd_slot = (uint16_t)done->cookie;
    *p->dd_lba = done->lba;
    *p->dd_valid = 1;
    d->head = (d->head + 1) % DONE_DEPTH;
    d->count--;
    d->in_beat = 0;
  }
}

void disk_link_step(struct side *s) {
  take_command(s);
  take_data(s);
  give_done(s);
}
