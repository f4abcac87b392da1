/* SPDX-License-Identifier: Apache-2.0 */
/*
 * degrade.c: from two copies to one.
 *
 * Until VOID the mirror has all that was acknowledged: no ack is given, and no CLEAN is sent (the
 * hardware drops them). After it the disks have, and each ack waits for its own disk write.
 */
#include "controller_internal.h"

bool ctl_degrade_due(const struct controller *c) {
  if (!ctl_mirrors(c)) return false;
  return !ROLE_STAT(c, MIRROR_UP) || !ROLE_STAT(c, SAFE) || c->role.link_down >= c->cfg.link_grace;
}

static void hurry_all(struct controller *c) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    if (ctl_slot_dirty(&c->slot[i])) ctl_flush_urgent(c, i);
  }
}

void ctl_degrade(struct controller *c) {
  struct role *r = &c->role;
  c->count.degrades++;
  r->phase = TWK_PHASE_ALONE;
  r->step = ROLE_STEADY;
  r->voided = 0;
  r->back = 0;
  ctl_rescue_abort(c);
  if (ctl_mirrors(c)) {
    r->mode = TWK_MODE_THROUGH;
    hurry_all(c);
  }
  ctl_control(c);
  /* Blocks that hardware acknowledged before may not have been heard of. */
  ctl_barrier(c);
}

/* Something acknowledged is in the mirror and not on disk; what the disk refused for good is not
 * waited for. */
static bool mirror_needed(const struct controller *c) {
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    const struct slot *s = &c->slot[i];
    if (ctl_slot_dirty(s) && s->covered) return true;
  }
  return false;
}

void ctl_degrade_step(struct controller *c) {
  struct role *r = &c->role;
  bool alone = r->phase == TWK_PHASE_ALONE && ctl_mirrors(c);
  bool may = r->step == ROLE_STEADY || r->step == ROLE_DRAINING;
  if (!alone || !may || !(r->own & ~r->voided)) return;
  if (r->barrier || r->waiting || r->wanted || mirror_needed(c)) return;
  ctl_reserve(c, TWK_RESERVE_VOID, r->own);
}

void ctl_degrade_voided(struct controller *c, unsigned mask) {
  struct role *r = &c->role;
  if (r->phase != TWK_PHASE_ALONE) return;
  r->voided |= (uint8_t)mask;
  if (r->voided) r->off = true;
  ctl_control(c);
  ctl_commands_release(c);
}
