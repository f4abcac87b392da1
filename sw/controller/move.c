/* SPDX-License-Identifier: Apache-2.0 */
/*
 * move.c: a volume becomes the peer's for good, and one that became ours is served.
 *
 * As a session does, the owner pauses and destages until nothing is dirty, forgets what it caches
 * of the volume, and sends FORGET through its mirror path, which stays as it is: behind FORGET no
 * frame of the volume comes. Only then the disks give it to the peer, so no copy of it is left that
 * could be believed after a later takeover. Until the disks are asked all may end as if nothing had
 * been: PAIRED goes on. From then on the volume is the peer's, whoever dies.
 *
 * Nobody tells the peer. It sees that a volume is served by nobody and asks the disks; if it does
 * not hear us it asks now and then.
 */
#include "controller_internal.h"

#define DEAF_TICKS 8 /* after so many, and after each doubling: the peer gives nothing unheard */

static bool may_move(const struct controller *c) {
  const struct role *r = &c->role;
  return c->cfg.managed && r->phase == TWK_PHASE_PAIRED && r->step == ROLE_STEADY &&
         ctl_link_good(c) && !ctl_peer_gone(c) && c->stuck == 0 &&
         ROLE_STAT(c, PEER_PHASE) == TWK_PHASE_PAIRED;
}

void ctl_move_start(struct controller *c, const struct record *ev) {
  struct role *r = &c->role;
  if (!ctl_serves(c, ev->lba)) {
    ctl_ack(c, ev->tag, TWK_STATUS_NOT_OWNER);
    return;
  }
  if (!may_move(c)) {
    ctl_ack(c, ev->tag, TWK_STATUS_BUSY);
    return;
  }
  r->moving = (uint8_t)ctl_volume(c, ev->lba);
  r->move_tag = ev->tag;
  r->step = ROLE_QUIESCING;
  r->pause = true;
  ctl_control(c);
  ctl_barrier(c);
}

void ctl_move_quiet(struct controller *c) {
  ctl_volumes_forget(c, c->role.moving);
  if (ctl_mirrors(c)) {
    ctl_forget_push(c);
  } else {
    ctl_move_give(c);
  }
}

void ctl_move_give(struct controller *c) {
  struct role *r = &c->role;
  r->step = ROLE_MOVING;
  r->own &= (uint8_t)~r->moving;
  ctl_control(c); /* before the peer can be given it */
  ctl_reserve(c, TWK_RESERVE_MOVE, r->moving);
}

static void end(struct controller *c, uint8_t status) {
  struct role *r = &c->role;
  ctl_ack(c, r->move_tag, status);
  r->moving = 0;
  r->step = ROLE_STEADY;
  r->pause = false;
  ctl_control(c);
}

void ctl_move_done(struct controller *c) {
  c->count.moves++;
  end(c, TWK_STATUS_OK);
}

void ctl_move_abort(struct controller *c) {
  end(c, TWK_STATUS_BUSY);
}

void ctl_orphans_ask(struct controller *c, bool tick) {
  const struct role *r = &c->role;
  bool asks = r->waiting || r->wanted || r->barrier;
  if (!tick || r->step != ROLE_STEADY || asks || r->own == ROLE_ALL) return;
  bool heard = ROLE_STAT(c, LINK_IN) && ROLE_STAT(c, PEER_SEEN);
  bool nobody = heard && ROLE_STAT(c, PEER_PHASE) != TWK_PHASE_JOINING &&
                (r->own | ROLE_STAT(c, PEER_OWN)) != ROLE_ALL;
  bool deaf = r->apart >= DEAF_TICKS && (r->apart & (r->apart - 1)) == 0;
  if (nobody || deaf) ctl_reserve(c, TWK_RESERVE_INQUIRE, 0);
}

void ctl_orphans_take(struct controller *c) {
  struct role *r = &c->role;
  unsigned orphans = ctl_table_mine(c) & ~r->own;
  if (orphans == 0) return;
  r->own |= (uint8_t)orphans;
  ctl_control(c);
}
