/* SPDX-License-Identifier: Apache-2.0 */
/* write.c: a block the host port has stored, and what becomes of older versions of it. */
#include "controller_internal.h"

static void link_versions(struct controller *c, unsigned older, unsigned newer) {
  c->slot[older].newer = (uint16_t)newer;
  c->slot[newer].older = (uint16_t)older;
}

void ctl_version_unblock(struct controller *c, unsigned i) {
  unsigned newer = c->slot[i].newer;
  if (newer == SLOT_NONE) return;
  c->slot[i].newer = SLOT_NONE;
  c->slot[newer].older = SLOT_NONE;
  if (c->slot[newer].state == SLOT_DIRTY) ctl_version_ready(c, newer);
}

void ctl_version_ready(struct controller *c, unsigned i) {
  if (ctl_rescue_possible(c, &c->slot[i])) {
    ctl_rescue_start(c, i);
  } else {
    ctl_ready_insert(c, i);
  }
}

/* `old` is DIRTY and no disk command is on it: it need not reach the disk any more. */
static void supersede(struct controller *c, unsigned old, unsigned i) {
  struct slot *o = &c->slot[old];
  if (o->older != SLOT_NONE) {
    link_versions(c, o->older, i);
    o->older = SLOT_NONE;
  } else if (!o->stuck) {
    ctl_ready_remove(c, old);
  }
  if (o->stuck) {
    c->stuck--;
  } else {
    c->dirty--;
    ctl_flush_merge(c, old, i);
  }
  o->superseded = true;
  c->count.superseded++;
  ctl_slot_retire(c, old);
}

static void displace(struct controller *c, unsigned old, unsigned i) {
  struct slot *o = &c->slot[old];
  c->count.overwrites++;
  ctl_directory_remove(c, old);
  /* In through mode every version has an ack that waits for its own way to the disk; managed, an
   * ack waits for a version that is not older. */
  bool keep = !c->cfg.managed && c->cfg.mode == TWK_MODE_THROUGH && !o->stuck;
  if (o->state == SLOT_CLEAN) {
    o->superseded = true;
    ctl_slot_retire(c, old);
  } else if (o->state == SLOT_DIRTY && !keep) {
    supersede(c, old, i);
  } else {
    o->superseded = true;
    link_versions(c, old, i);
  }
}

/* The slot of a block that the hardware says it filled; SLOT_NONE when it was never offered. */
static unsigned filled_slot(struct controller *c, const struct record *ev) {
  if (ev->slot >= c->cfg.slots || c->slot[ev->slot].state != SLOT_OFFERED) {
    c->count.ignored++;
    return SLOT_NONE;
  }
  struct slot *s = &c->slot[ev->slot];
  c->offered--;
  s->lba = ev->lba;
  s->seq = ev->seq;
  s->tag = ev->tag;
  s->errors = 0;
  s->superseded = s->stuck = s->failed = s->urgent = s->lost = s->broken = s->covered = false;
  s->mirrored = ctl_mirrors(c);
  return ev->slot;
}

static void find_copies(struct controller *c, struct slot *s, const struct record *ev) {
  if (ev->flags & TWK_FLAG_UNMIRRORED) s->mirrored = false;
  s->covered = s->mirrored;
  /* One copy only, now or soon. */
  bool alone = c->role.phase != TWK_PHASE_PAIRED && ctl_mirrors(c);
  s->urgent = alone || ev->flags & TWK_FLAG_UNMIRRORED;
}

void ctl_write_stored(struct controller *c, const struct record *ev) {
  unsigned i = filled_slot(c, ev);
  if (i == SLOT_NONE) return;
  struct slot *s = &c->slot[i];
  if (c->cfg.managed) find_copies(c, s, ev);
  if (!ctl_serves(c, ev->lba)) {
    ctl_slot_retire(c, i);
    if (ev->flags & TWK_FLAG_OWED) ctl_ack(c, ev->tag, TWK_STATUS_NOT_OWNER);
    return;
  }
  unsigned old = ctl_directory_find(c, s->lba);
  s->state = SLOT_DIRTY;
  s->since = ++c->order;
  c->dirty++;
  if (old != SLOT_NONE) displace(c, old, i);
  ctl_directory_insert(c, i);
  if (s->older == SLOT_NONE) ctl_ready_insert(c, i);
  ctl_command_stored(c, ev);
}

void ctl_write_failed(struct controller *c, const struct record *ev) {
  unsigned i = filled_slot(c, ev);
  if (i == SLOT_NONE) return;
  c->count.write_failed++;
  ctl_slot_retire(c, i);
  ctl_command_failed(c, ev);
}
