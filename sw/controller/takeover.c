/* SPDX-License-Identifier: Apache-2.0 */
/*
 * takeover.c: the peer's volumes become ours, or ours the peer's.
 *
 * The disks let one of two win. The winner holds the loser in reset, so that nothing more enters
 * the loser's mirror FIFO, and waits until the FIFO is empty or without power: then our mirror half
 * has all that the loser acknowledged and had not put on disk.
 */
#include "controller_internal.h"

void ctl_takeover_start(struct controller *c) {
  if (c->role.phase == TWK_PHASE_PAIRED) ctl_degrade(c);
  c->role.step = ROLE_FENCING;
  ctl_reserve(c, TWK_RESERVE_FENCE, 0);
}

void ctl_takeover_fenced(struct controller *c) {
  struct role *r = &c->role;
  r->step = ROLE_DRAINING;
  r->believed = ctl_mirrors(c) ? (uint8_t)(ctl_away(c) & ~ROLE_TABLE(c, VOID)) : 0;
  r->hold = true;
  ctl_control(c);
  ctl_barrier(c); /* a present flag seen before the peer was held says nothing */
}

/* True when entry m may become a slot: the newest of its block so far. */
static bool wins(struct controller *c, const struct mirror_entry *m) {
  unsigned other = ctl_directory_find(c, m->lba);
  if (other == SLOT_NONE) return true;
  struct slot *o = &c->slot[other];
  if (!o->adopted || (int32_t)(m->seq - o->seq) < 0) return false;
  ctl_ready_remove(c, other);
  ctl_directory_remove(c, other);
  c->dirty--;
  c->count.adopted--;
  ctl_slot_retire(c, other);
  return true;
}

static void adopt(struct controller *c) {
  for (unsigned n = 0; n < c->cfg.slots; n++) {
    const struct mirror_entry *m = &c->mirror[n];
    unsigned i = c->cfg.slots + n;
    bool believed = m->valid && c->role.believed & ctl_volume(c, m->lba);
    if (!believed || !wins(c, m)) continue;
    c->slot[i] = (struct slot){.lba = m->lba,
                               .since = ++c->order,
                               .seq = m->seq,
                               .chain = SLOT_NONE,
                               .older = SLOT_NONE,
                               .newer = SLOT_NONE,
                               .state = SLOT_DIRTY,
                               .urgent = true,
                               .covered = true,
                               .adopted = true};
    c->dirty++;
    c->count.adopted++;
    ctl_directory_insert(c, i);
    ctl_ready_insert(c, i);
  }
}

static void forget_mirror(struct controller *c) {
  for (unsigned n = 0; n < c->cfg.slots; n++) c->mirror[n].valid = false;
  c->mirror_valid = 0;
}

void ctl_takeover_status(struct controller *c) {
  struct role *r = &c->role;
  bool drained = !r->believed || !ROLE_STAT(c, PEER_FIFO) || !ROLE_STAT(c, PEER_PRESENT);
  if (r->barrier || c->saves || !drained) return;
  c->count.takeovers++;
  if (r->believed) adopt(c);
  forget_mirror(c);
  if (r->phase == TWK_PHASE_JOINING) r->voided = 0;
  r->phase = TWK_PHASE_ALONE;
  r->own = ROLE_ALL;
  r->hold = false;
  r->peer_up = r->guards = false;
  r->step = ROLE_STEADY;
  ctl_control(c);
}

/* A disk command on i may still end; then it retires. */
static void drop_busy(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  if (!s->superseded) ctl_directory_remove(c, i);
  s->superseded = true;
  s->newer = SLOT_NONE;
}

static void drop_dirty(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  if (s->state == SLOT_SAVING) {
    c->saving--;
  } else if (s->stuck) {
    c->stuck--;
  } else {
    c->dirty--;
    if (ctl_ready_has(c, i)) ctl_ready_remove(c, i);
  }
  if (!s->superseded) ctl_directory_remove(c, i);
  s->superseded = true;
  s->older = s->newer = SLOT_NONE;
  ctl_slot_retire(c, i);
}

static void drop_slots(struct controller *c) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    c->slot[i].covered = false;
    switch (c->slot[i].state) {
      case SLOT_DIRTY:
      case SLOT_SAVING:
        drop_dirty(c, i);
        break;
      case SLOT_DESTAGING:
      case SLOT_FETCHING:
        drop_busy(c, i);
        break;
      case SLOT_CLEAN:
        ctl_slot_forget(c, i);
        break;
      default:
        break;
    }
  }
}

void ctl_takeover_lost(struct controller *c) {
  struct role *r = &c->role;
  bool nothing = r->phase == TWK_PHASE_JOINING && r->own == 0 && r->step < ROLE_DRAINING;
  r->step = ROLE_LISTENING;
  r->dead = r->apart = 0;
  r->wanted = false;
  if (nothing) return;
  r->phase = TWK_PHASE_JOINING;
  if (ctl_mirrors(c)) r->mode = TWK_MODE_THROUGH;
  if (r->moving) ctl_ack(c, r->move_tag, TWK_STATUS_NOT_OWNER);
  r->own = r->moving = 0;
  r->hold = r->pause = false;
  ctl_control(c);
  ctl_commands_drop(c);
  ctl_flush_drop(c);
  ctl_reads_drop(c);
  drop_slots(c);
  forget_mirror(c);
}
