/* SPDX-License-Identifier: Apache-2.0 */
/*
 * role.c: whom this controller serves: what it sees, the control word, and its talk with the disks.
 *
 *   JOINING: LISTENING <-> ASKING                                                         join.c
 *            -> ALONE, or -> session, or -> FENCING
 *   PAIRED:  STEADY -> ALONE                                                           degrade.c
 *   PAIRED, ALONE: STEADY -> FENCING -> DRAINING -> ALONE; JOINING if the fence is lost takeover.c
 *   ALONE:   STEADY -> session -> PAIRED                                                resync.c
 *   session: QUIESCING -> NUMBERING -> OPENING -> FORGETTING -> RESTORING -> RELEASING
 *   PAIRED:  STEADY -> QUIESCING -> FORGETTING -> MOVING -> STEADY                       move.c
 *
 * A barrier: what hardware did before a control word took effect may still wait in the event queue.
 * The disks' answer to a question asked after that word comes behind all of it, so whatever must
 * not be decided on old news waits for one. At most one question is under way.
 */
#include "controller_internal.h"

bool ctl_mirrors(const struct controller *c) {
  return c->cfg.mode == TWK_MODE_EARLY || c->cfg.mode == TWK_MODE_SYNC;
}

bool ctl_serves(const struct controller *c, uint64_t lba) {
  return !c->cfg.managed || c->role.own & ctl_volume(c, lba);
}

bool ctl_acks_open(const struct controller *c) {
  const struct role *r = &c->role;
  if (!c->cfg.managed || !ctl_mirrors(c) || r->phase == TWK_PHASE_PAIRED) return true;
  return r->phase == TWK_PHASE_ALONE && !(r->own & ~r->voided);
}

unsigned ctl_volume(const struct controller *c, uint64_t lba) {
  unsigned volume = 1;
  while (lba >= c->cfg.volume_blocks && volume <= ROLE_ALL / 2) {
    lba -= c->cfg.volume_blocks;
    volume <<= 1;
  }
  return volume;
}

/* Masks of the table have the volumes of B. */
static unsigned ours(const struct controller *c, unsigned mask) {
  return c->cfg.side ? mask : ROLE_ALL & ~mask;
}

unsigned ctl_table_mine(const struct controller *c) {
  return ours(c, ROLE_TABLE(c, OWNER));
}

static void control(struct controller *c, bool clear) {
  const struct role *r = &c->role;
  c->hw.control(c->hw.ctx,
                (uint32_t)r->mode << TWK_CTL_MODE_LSB | (uint32_t)r->own << TWK_CTL_OWN_LSB |
                    (uint32_t)r->phase << TWK_CTL_PHASE_LSB |
                    (uint32_t)r->beat << TWK_CTL_BEAT_LSB | (uint32_t)r->hold << TWK_CTL_HOLD_LSB |
                    (uint32_t)r->off << TWK_CTL_OFF_LSB | (uint32_t)r->pause << TWK_CTL_PAUSE_LSB |
                    (uint32_t)clear << TWK_CTL_CLEAR_LSB | (uint32_t)r->epoch << TWK_CTL_EPOCH_LSB);
}

void ctl_control(struct controller *c) {
  control(c, false);
}

void ctl_control_clear(struct controller *c) {
  c->role.clearing = true;
  control(c, true);
  ctl_barrier(c);
}

void ctl_barrier(struct controller *c) {
  /* An answer under way may have been given already. */
  c->role.barrier = c->role.waiting ? 2 : 1;
}

void ctl_reserve(struct controller *c, unsigned op, unsigned mask) {
  c->role.want = (uint8_t)(op | mask << TWK_RESERVE_BITS);
  c->role.wanted = true;
}

static void push_reserve(struct controller *c) {
  struct role *r = &c->role;
  if (r->barrier && !r->wanted && !r->waiting) ctl_reserve(c, TWK_RESERVE_INQUIRE, 0);
  if (!r->wanted || r->waiting || !ctl_space(c, HW_DISK)) return;
  r->wanted = false;
  r->waiting = true;
  r->asked = r->want;
  ctl_push(c, HW_DISK, &(struct record){.kind = TWK_CMD_RESERVE, .lba = r->asked});
}

bool ctl_peer_gone(const struct controller *c) {
  const struct role *r = &c->role;
  if (!ROLE_STAT(c, PEER_POWER) || (ROLE_STAT(c, PEER_DIED) && !r->clearing)) return true;
  if (!ROLE_STAT(c, LINK_IN)) return false;
  bool joining = ROLE_STAT(c, PEER_SEEN) && ROLE_STAT(c, PEER_PHASE) == TWK_PHASE_JOINING;
  return ROLE_STAT(c, PEER_SILENT) || (r->peer_up && joining);
}

bool ctl_link_good(const struct controller *c) {
  bool peer = ROLE_STAT(c, PEER_POWER) && ROLE_STAT(c, LINK_IN) && ROLE_STAT(c, PEER_SEEN) &&
              !ROLE_STAT(c, PEER_SILENT);
  /* Without LINK_OUT the peer would not hear that it is given volumes. */
  if (!ctl_mirrors(c)) return peer && ROLE_STAT(c, LINK_OUT);
  return peer && ROLE_STAT(c, LINK_OUT) && ROLE_STAT(c, MIRROR_UP) && ROLE_STAT(c, SAFE) &&
         ROLE_STAT(c, PEER_FIFO);
}

void ctl_role_init(struct controller *c) {
  c->role.step = ROLE_LISTENING;
  c->role.phase = TWK_PHASE_JOINING;
  c->role.mode = ctl_mirrors(c) ? TWK_MODE_THROUGH : (uint8_t)c->cfg.mode;
  control(c, true);
}

/* Counts ticks for which cond held without a break. */
static void lasting(unsigned *ticks, bool cond, bool tick) {
  *ticks = cond ? *ticks + tick : 0;
}

static void watch(struct controller *c, bool tick) {
  struct role *r = &c->role;
  bool power = ROLE_STAT(c, PEER_POWER);
  bool in = ROLE_STAT(c, LINK_IN);
  bool seen = in && ROLE_STAT(c, PEER_SEEN);
  bool joining = seen && ROLE_STAT(c, PEER_PHASE) == TWK_PHASE_JOINING;
  r->peer_up |= seen && !joining;
  r->peer_joining |= joining;
  lasting(&r->link_down, !ROLE_STAT(c, LINK_OUT), tick);
  lasting(&r->met, seen && !ROLE_STAT(c, PEER_SILENT), tick);
  lasting(&r->dead, !power || (in && (!seen || ROLE_STAT(c, PEER_SILENT))), tick);
  lasting(&r->apart, power && !in, tick);
  lasting(&r->asking, r->waiting, tick);
  if (r->asking > r->slowest) r->slowest = r->asking;
  lasting(&r->unjoined, joining && !r->peer_up && r->step == ROLE_STEADY, tick);
  /* Nobody will answer: a peer with one copy sends no frames, a deaf link brings none. */
  bool mute = seen && ROLE_STAT(c, PEER_PHASE) != TWK_PHASE_PAIRED;
  if (c->saving && (mute || r->apart >= c->cfg.link_grace)) ctl_rescue_abort(c);
}

static void steady(struct controller *c, bool tick) {
  /* A peer that could join and does not would leave its volumes without anyone; one that waits for
   * the disks has them as slow as we had. */
  bool overdue = c->role.unjoined > 4 * (c->cfg.boot_ticks + c->role.slowest);
  if (!ctl_peer_fenced(c) && (ctl_peer_gone(c) || overdue)) {
    ctl_takeover_start(c);
  } else if (c->role.phase == TWK_PHASE_ALONE) {
    ctl_resync_status(c, tick);
  } else if (ctl_degrade_due(c)) {
    ctl_degrade(c);
  }
}

void ctl_role_status(struct controller *c, const struct record *ev) {
  bool tick = ev->flags & TWK_FLAG_TICK;
  if (!c->cfg.managed) {
    c->count.ignored++;
    return;
  }
  c->role.status = ev->seq;
  watch(c, tick);
  ctl_session_status(c);
  switch (c->role.step) {
    case ROLE_LISTENING:
      if (ctl_join_orphan(c)) {
        ctl_takeover_start(c);
      } else if (tick) {
        ctl_join_status(c);
      }
      break;
    case ROLE_STEADY:
      steady(c, tick);
      ctl_orphans_ask(c, tick);
      break;
    case ROLE_DRAINING:
      ctl_takeover_status(c);
      break;
    default:
      break;
  }
  if (!tick) return;
  c->role.beat = !c->role.beat;
  ctl_control(c);
}

void ctl_role_reserved(struct controller *c, const struct record *ev) {
  struct role *r = &c->role;
  unsigned op = r->asked & ((1U << TWK_RESERVE_BITS) - 1);
  unsigned mask = r->asked >> TWK_RESERVE_BITS;
  if (!r->waiting || ev->count != op) {
    c->count.ignored++;
    return;
  }
  r->waiting = false;
  r->table = (uint32_t)ev->lba;
  r->home = (uint8_t)ours(c, ROLE_TABLE(c, HOME));
  if (r->barrier && --r->barrier == 0) r->clearing = false;
  if (ev->flags & TWK_FLAG_ERROR || ROLE_TABLE(c, FENCED) >> c->cfg.side & 1) {
    ctl_takeover_lost(c);
    return;
  }
  if (op == TWK_RESERVE_VOID) ctl_degrade_voided(c, mask);
  if (r->step == ROLE_ASKING && r->barrier == 0) {
    ctl_join_answered(c);
  } else if (r->step == ROLE_FENCING && op == TWK_RESERVE_FENCE) {
    ctl_takeover_fenced(c);
  } else {
    ctl_session_reserved(c, op);
  }
  if (r->step == ROLE_STEADY) ctl_orphans_take(c);
}

void ctl_role_pump(struct controller *c) {
  if (!c->cfg.managed) return;
  ctl_degrade_step(c);
  ctl_session_step(c);
  push_reserve(c);
}

unsigned controller_phase(const struct controller *c) {
  return c->role.phase;
}

unsigned controller_serves(const struct controller *c) {
  return c->role.own;
}

bool controller_settled(const struct controller *c) {
  const struct role *r = &c->role;
  if (r->waiting || r->wanted || r->barrier) return false;
  if (r->step == ROLE_LISTENING) {
    bool fenced = ROLE_TABLE(c, FENCED) >> c->cfg.side & 1;
    return fenced || (r->met >= c->cfg.boot_ticks && !r->dead && !r->apart);
  }
  return r->step == ROLE_STEADY && ctl_acks_open(c);
}
