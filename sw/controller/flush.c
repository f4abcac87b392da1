/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flush.c: flush commands.
 *
 * A pending flush counts the dirty slots that it waits for. A slot's `since` passes to the version
 * that supersedes it, so that the flush then waits for that one; everything written later is not
 * counted, so a flush ends under any load. One that need not reach the disk waits only for blocks
 * that have one copy, such as those whose frame was lost and all of a controller that is ALONE; in
 * through mode there are none, and what was acknowledged is on disk.
 */
#include "controller_internal.h"

static bool waits_for(const struct flush *f, const struct slot *s) {
  return f->active && s->since <= f->order && (!f->lost_only || s->urgent);
}

static void end_if_done(struct controller *c, unsigned tag) {
  struct flush *f = &c->flush[tag];
  if (!f->active || f->left) return;
  f->active = false;
  c->flushes--;
  if (!f->lost_only) c->disk_flushes--;
  ctl_ack(c, (uint8_t)tag, f->status);
}

static void count_waits(const struct controller *c, struct flush *f) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    const struct slot *s = &c->slot[i];
    if (!ctl_slot_dirty(s) || !waits_for(f, s)) continue;
    if (s->stuck) {
      f->status = TWK_STATUS_MEDIA;
    } else {
      f->left++;
    }
  }
}

void ctl_flush_start(struct controller *c, const struct record *ev) {
  struct flush *f = &c->flush[ev->tag];
  bool to_disk = ev->count || c->cfg.flush_to_disk || c->cfg.mode == TWK_MODE_LOCAL;
  if (c->cfg.managed && c->role.own == 0) {
    ctl_ack(c, ev->tag, TWK_STATUS_NOT_OWNER);
    return;
  }
  if (f->active) {
    c->count.ignored++;
    return;
  }
  c->count.flushes++;
  *f = (struct flush){.order = c->order, .active = true, .lost_only = !to_disk};
  c->flushes++;
  if (to_disk) {
    c->disk_flushes++;
    c->flush_order = c->order;
  }
  count_waits(c, f);
  end_if_done(c, ev->tag);
}

void ctl_flush_settle(struct controller *c, unsigned i, uint8_t status) {
  for (unsigned tag = 0; c->flushes && tag < CONTROLLER_MAX_TAGS; tag++) {
    struct flush *f = &c->flush[tag];
    if (!waits_for(f, &c->slot[i])) continue;
    f->left--;
    if (status != TWK_STATUS_OK) f->status = status;
    end_if_done(c, tag);
  }
}

void ctl_flush_merge(struct controller *c, unsigned older, unsigned newer) {
  const struct slot *o = &c->slot[older];
  struct slot *n = &c->slot[newer];
  struct slot both = *n;
  if (o->since < both.since) both.since = o->since;
  /* Whether the newer version's frame arrives is not known yet. */
  both.urgent = n->urgent || o->urgent;
  for (unsigned tag = 0; c->flushes && tag < CONTROLLER_MAX_TAGS; tag++) {
    struct flush *f = &c->flush[tag];
    f->left += waits_for(f, &both);
    f->left -= (unsigned)waits_for(f, o) + (unsigned)waits_for(f, n);
    end_if_done(c, tag);
  }
  n->since = both.since;
  n->urgent = both.urgent;
  n->covered |= o->covered;
  c->slot[older].covered = false;
}

void ctl_flush_urgent(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  if (s->urgent) return;
  if (ctl_ready_has(c, i)) c->ready_urgent++;
  s->urgent = true;
  for (unsigned tag = 0; c->flushes && tag < CONTROLLER_MAX_TAGS; tag++) {
    struct flush *f = &c->flush[tag];
    if (!f->lost_only || !waits_for(f, s)) continue;
    if (s->stuck) {
      f->status = TWK_STATUS_MEDIA;
    } else {
      f->left++;
    }
  }
}

bool ctl_flush_owed(const struct controller *c, const struct slot *s) {
  return s->since <= c->flush_order;
}

void ctl_flush_drop(struct controller *c) {
  for (unsigned tag = 0; c->flushes && tag < CONTROLLER_MAX_TAGS; tag++) {
    struct flush *f = &c->flush[tag];
    f->left = 0;
    f->status = TWK_STATUS_NOT_OWNER;
    end_if_done(c, tag);
  }
}
