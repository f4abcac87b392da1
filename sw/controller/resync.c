/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resync.c: from one copy to two: a session.
 *
 * Host ports pause and everything dirty goes to disk, so the peer starts with an empty mirror: the
 * path comes up with a new epoch and carries FORGET, and once the peer has taken that, mirrors may
 * be believed again. If anything fails on the way, one copy it stays.
 */
#include "controller_internal.h"

#define BACK_TICKS 2 /* that all must be good before a session starts: no flapping */

static bool away(const struct controller *c, const struct slot *s) {
  return s->adopted || ctl_volume(c, s->lba) & ctl_away(c);
}

/* A block of a volume of the peer that only we have: given back, it would read old content. */
static bool holds_away(const struct controller *c) {
  for (unsigned i = 0; c->stuck && i < 2 * c->cfg.slots; i++) {
    const struct slot *s = &c->slot[i];
    if (s->state == SLOT_DIRTY && s->stuck && away(c, s)) return true;
  }
  return false;
}

static bool peer_back(const struct controller *c) {
  if (!ctl_link_good(c) || holds_away(c)) return false;
  bool joining = ROLE_STAT(c, PEER_PHASE) == TWK_PHASE_JOINING;
  if (ctl_peer_fenced(c)) return joining;
  return !joining && (c->role.own | ROLE_STAT(c, PEER_OWN)) == ROLE_ALL;
}

void ctl_resync_status(struct controller *c, bool tick) {
  struct role *r = &c->role;
  r->back = peer_back(c) && ctl_acks_open(c) ? r->back + tick : 0;
  if (r->back < BACK_TICKS) return;
  r->step = ROLE_QUIESCING;
  r->pause = true;
  r->again = true;
  r->peer_up = false;
  ctl_control_clear(c);
}

void ctl_volumes_forget(struct controller *c, unsigned mask) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    const struct slot *s = &c->slot[i];
    bool named = s->state == SLOT_CLEAN && (s->adopted || ctl_volume(c, s->lba) & mask);
    if (named) ctl_slot_forget(c, i);
  }
}

/* Blocks that the disk refused were mirrored once. */
static void forget_mirrors(struct controller *c) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    struct slot *s = &c->slot[i];
    if (s->state == SLOT_DIRTY) s->mirrored = s->lost = false;
  }
}

static void release(struct controller *c) {
  struct role *r = &c->role;
  unsigned away = r->own & ctl_away(c);
  if (!ctl_peer_fenced(c)) {
    ctl_session_paired(c);
    return;
  }
  r->own &= r->home;
  r->step = ROLE_RELEASING;
  ctl_control(c); /* before the peer can be given them */
  ctl_reserve(c, TWK_RESERVE_RELEASE, away);
}

void ctl_session_step(struct controller *c) {
  struct role *r = &c->role;
  bool quiet = r->step == ROLE_QUIESCING && ROLE_STAT(c, PAUSED) && ctl_quiet(c);
  if (!quiet || r->barrier) return;
  if (r->moving) {
    ctl_move_quiet(c);
    return;
  }
  /* What will be the peer's, and what the peer's next frames will overwrite. */
  ctl_volumes_forget(c, ctl_away(c));
  forget_mirrors(c);
  if (ctl_mirrors(c)) {
    r->step = ROLE_NUMBERING;
    ctl_reserve(c, TWK_RESERVE_INQUIRE, 0);
  } else {
    release(c);
  }
}

void ctl_session_open(struct controller *c) {
  struct role *r = &c->role;
  r->step = ROLE_OPENING; /* one that joins stays JOINING, so that its peer sees it start */
  r->mode = (uint8_t)c->cfg.mode;
  r->epoch = (uint8_t)ROLE_TABLE(c, EPOCH);
  r->off = false;
  r->pause = true;
  ctl_control(c);
}

void ctl_session_paired(struct controller *c) {
  struct role *r = &c->role;
  if (r->again) c->count.resyncs++;
  if (r->again && r->step == ROLE_RELEASING) c->count.failbacks++;
  r->phase = TWK_PHASE_PAIRED;
  r->step = ROLE_STEADY;
  r->pause = false;
  r->back = 0;
  ctl_control(c);
  ctl_commands_release(c);
}

/* No barrier: while the host ports paused hardware had nothing to acknowledge. */
void ctl_session_abort(struct controller *c) {
  struct role *r = &c->role;
  if (r->moving) {
    ctl_move_abort(c);
    return;
  }
  r->phase = TWK_PHASE_ALONE;
  r->step = ROLE_STEADY;
  r->back = 0;
  r->pause = false;
  if (ctl_mirrors(c)) r->mode = TWK_MODE_THROUGH;
  r->off = r->voided != 0;
  ctl_control(c);
}

void ctl_forget_push(struct controller *c) {
  c->role.step = ROLE_FORGETTING;
  c->role.forgotten = (uint8_t)ROLE_STAT(c, FORGOTTEN);
  ctl_answer(c, &(struct answer){.kind = TWK_CMD_CLEAN, .note = TWK_NOTE_FORGET});
}

void ctl_session_status(struct controller *c) {
  struct role *r = &c->role;
  /* While the peer is given volumes nothing can be taken back: PAIRED first. */
  if (r->step < ROLE_QUIESCING || r->step >= ROLE_RELEASING) return;
  bool stuck = r->moving ? c->stuck != 0 : holds_away(c);
  if (ctl_peer_gone(c) || !ctl_link_good(c) || stuck) {
    ctl_session_abort(c);
  } else if (r->step == ROLE_OPENING) {
    ctl_forget_push(c); /* the control word is in force by now, else hardware would drop it */
  } else if (r->step == ROLE_FORGETTING && ROLE_STAT(c, FORGOTTEN) != r->forgotten) {
    if (r->moving) {
      ctl_move_give(c);
      return;
    }
    r->step = ROLE_RESTORING;
    r->voided = 0;
    ctl_reserve(c, TWK_RESERVE_RESTORE, r->own & r->home);
  }
}

void ctl_session_reserved(struct controller *c, unsigned op) {
  unsigned step = c->role.step;
  if (step == ROLE_NUMBERING && op == TWK_RESERVE_INQUIRE) ctl_session_open(c);
  if (step == ROLE_RESTORING && op == TWK_RESERVE_RESTORE) release(c);
  if (step == ROLE_RELEASING && op == TWK_RESERVE_RELEASE) ctl_session_paired(c);
  if (step == ROLE_MOVING && op == TWK_RESERVE_MOVE) ctl_move_done(c);
}
