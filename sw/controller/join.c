/* SPDX-License-Identifier: Apache-2.0 */
/*
 * join.c: a controller that has just started, or lost its volumes.
 *
 * It owns nothing until the disks say so, and then still waits while its peer may hold mirrors of
 * its last life: a peer that is up and whose table entry is not void is about to take over. A peer
 * that is JOINING as well may hold them, too, and then takes over at once; boot_ticks heartbeats
 * of it without a fence say that it does not.
 */
#include "controller_internal.h"

/* Times boot_ticks: a powered peer that is not heard may be serving, or about to take over, and its
 * fence may wait behind many destages at the disks. */
#define APART_FACTOR 64

/* It has not taken over what is ours, as far as can be told before the disks are asked. One that is
 * PAIRED and serves all has been given all for good. */
static bool peer_leaves_ours(const struct controller *c) {
  if (!ROLE_STAT(c, LINK_IN) || !ROLE_STAT(c, PEER_SEEN)) return false;
  return ROLE_STAT(c, PEER_PHASE) != TWK_PHASE_ALONE || ROLE_STAT(c, PEER_OWN) != ROLE_ALL;
}

static bool peer_unheard(const struct controller *c) {
  return c->role.apart >= APART_FACTOR * c->cfg.boot_ticks;
}

void ctl_join_guard(struct controller *c) {
  if (c->role.phase != TWK_PHASE_JOINING || c->role.step > ROLE_ASKING) return;
  c->role.guards = true;
  c->role.peer_up = false;
  ctl_control_clear(c);
}

bool ctl_join_orphan(const struct controller *c) {
  return c->role.step == ROLE_LISTENING && c->role.guards && ctl_peer_gone(c);
}

void ctl_join_status(struct controller *c) {
  bool met = c->role.met >= c->cfg.boot_ticks;
  if (c->role.dead >= c->cfg.boot_ticks) {
    ctl_takeover_start(c);
  } else if ((met && peer_leaves_ours(c)) || peer_unheard(c)) {
    c->role.step = ROLE_ASKING;
    if (c->role.guards) {
      ctl_barrier(c); /* PEER_DIED is still to be heard of */
    } else {
      c->role.peer_up = false;
      ctl_control_clear(c);
    }
  }
}

/* Could the peer hold what an earlier life of ours acknowledged? Not one that has itself started
 * after us, nor when the disks know its mirror to be void. */
static bool mirror_may_count(const struct controller *c) {
  return ctl_mirrors(c) && !c->role.peer_joining && c->role.home & ~ROLE_TABLE(c, VOID);
}

static void serve_alone(struct controller *c) {
  c->role.phase = TWK_PHASE_ALONE;
  c->role.step = ROLE_STEADY;
  ctl_control(c);
}

void ctl_join_answered(struct controller *c) {
  struct role *r = &c->role;
  unsigned mine = ctl_table_mine(c);
  bool heard = peer_leaves_ours(c);
  bool wait = heard ? mirror_may_count(c) : !peer_unheard(c);
  r->step = ROLE_LISTENING;
  if (r->home & ~mine || wait) return;
  r->own = (uint8_t)mine;
  r->voided = 0;
  r->again = false;
  if (ctl_peer_fenced(c) || !heard || !ctl_link_good(c)) {
    serve_alone(c);
  } else if (ctl_mirrors(c)) {
    ctl_session_open(c);
  } else {
    ctl_session_paired(c);
  }
}
