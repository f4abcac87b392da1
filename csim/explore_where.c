/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_where.c: who serves a volume, where a block is, and when all is quiet: the one file that
 * knows how recovery is seen from outside.
 *
 * A volume whose controller has been without power is served by the other one, from its mirror half
 * and the disks, once the mirror FIFO has drained or is without power itself. Of several mirrors of
 * a block the highest sequence number counts.
 */
#include <string.h>

#include "csim_internal.h"
#include "explore_internal.h"

#define REST 24U /* cycles: longer than anything rests between two queues of the RTL */

static bool powered(const struct explore_machine *m, unsigned side) {
  return !(m->power.down >> side & 1) && m->sim->side[side].alive;
}

static bool lost_power(const struct explore_machine *m, unsigned side) {
  return m->power.gone >> side & 1;
}

static bool linked(const struct explore_machine *m, unsigned owner) {
  return !(m->power.cut >> owner & 1) && powered(m, 1 - owner);
}

/* Nothing is left in this controller's mirror FIFO. */
static bool drained(const struct explore_machine *m, unsigned owner) {
  return explore_fifo_down(&m->power, (enum csim_side)owner) ||
         !csim_present(m->sim, (enum csim_side)owner);
}

static bool serves(const struct explore_machine *m, unsigned volume) {
  if (!lost_power(m, volume)) return true;
  return !lost_power(m, 1 - volume) && drained(m, volume);
}

unsigned explore_served(const struct explore_machine *m) {
  unsigned served = 0;
  for (unsigned v = 0; v < EXPLORE_VOLUMES; v++) served |= (unsigned)serves(m, v) << v;
  return served;
}

static bool volume_exposed(const struct explore_machine *m, unsigned v) {
  const struct controller *own = csim_controller(m->sim, (enum csim_side)v);
  const struct controller *peer = csim_controller(m->sim, (enum csim_side)(1 - v));
  if (lost_power(m, v))
    return !lost_power(m, 1 - v) && (!drained(m, v) || controller_mirror_count(peer) != 0);
  bool mirrored =
      linked(m, v) && !lost_power(m, 1 - v) && !explore_fifo_down(&m->power, (enum csim_side)v);
  return !mirrored && own->dirty + own->destages != 0;
}

bool explore_exposed(const struct explore_machine *m) {
  return volume_exposed(m, 0) || volume_exposed(m, 1);
}

static bool side_quiet(const struct explore_machine *m, unsigned side) {
  const struct side *d = &m->sim->side[side];
  if (m->power.down >> side & 1) return true;
  return d->alive && !d->firmware.busy && d->cycle - d->active_cycle > REST;
}

/* Its writes wait for a mirror path that is broken. */
static bool stalled(const struct explore_machine *m, unsigned volume) {
  return !linked(m, volume) || explore_fifo_down(&m->power, (enum csim_side)volume);
}

bool explore_settled(const struct explore_machine *m) {
  if (m->sim->disk_next_ps != UINT64_MAX) return false;
  for (unsigned c = 0; c < CSIM_SIDES; c++)
    if (!side_quiet(m, c) || !(explore_host_done(m, c) || stalled(m, c)) ||
        (!drained(m, c) && linked(m, c)))
      return false;
  return true;
}

/* ---- where a block is */

static bool holds(const struct slot *s, uint64_t lba) {
  return s->lba == lba && !s->superseded &&
         (s->state == SLOT_DIRTY || s->state == SLOT_DESTAGING || s->state == SLOT_CLEAN);
}

static bool find_own(const struct controller *c, uint64_t lba, unsigned *slot) {
  for (unsigned i = 0; i < c->cfg.slots; i++) {
    if (!holds(&c->slot[i], lba)) continue;
    *slot = i;
    return true;
  }
  return false;
}

static bool find_mirror(const struct controller *c, uint64_t lba, unsigned *slot) {
  struct record r;
  uint32_t newest = 0;
  bool found = false;
  for (unsigned i = 0; i < c->cfg.slots; i++) {
    if (!controller_mirror_lookup(c, i, &r) || r.lba != lba) continue;
    if (found && r.seq < newest) continue;
    newest = r.seq;
    *slot = r.slot;
    found = true;
  }
  return found;
}

/* True when a cache has it. */
static bool find(const struct explore_machine *m, uint64_t lba, enum csim_side *side,
                 unsigned *slot) {
  unsigned volume = lba >= m->volume_blocks;
  *side = (enum csim_side)(lost_power(m, volume) ? 1 - volume : volume);
  const struct controller *c = csim_controller(m->sim, *side);
  return *side == volume ? find_own(c, lba, slot) : find_mirror(c, lba, slot);
}

int explore_read(struct explore_machine *m, uint64_t lba, void *block) {
  enum csim_side side;
  unsigned slot;
  if (find(m, lba, &side, &slot)) return csim_peek_slot(m->sim, side, slot, block) < 0 ? -1 : 0;
  return disk_peek(m->sim->disk, lba, block);
}

/* Through the host's port, behind nothing else. */
static int read_port(struct explore_machine *m, uint64_t lba, void *block) {
  struct csim_command c = {.op = TWK_OP_READ,
                           .volume = lba >= m->volume_blocks,
                           .lba = lba % m->volume_blocks,
                           .blocks = 1,
                           .data = block};
  struct csim_completion e;
  if (csim_post(m->sim, &c) != 0) return -1;
  csim_run(m->sim, csim_now_ps(m->sim) + 20000 * m->period_ps);
  return csim_poll(m->sim, &e) && e.status == TWK_STATUS_OK ? 0 : -1;
}

int explore_read_slow(struct explore_machine *m, uint64_t lba, void *block) {
  enum csim_side side;
  unsigned slot;
  const unsigned volume = lba >= m->volume_blocks;
  bool cached = find(m, lba, &side, &slot);
  if (side == volume && explore_host_done(m, volume)) return read_port(m, lba, block);
  return cached ? csim_read_slot(m->sim, side, slot, block) : disk_peek(m->sim->disk, lba, block);
}
