/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_where.c: who serves a volume, where a block is, and when all is quiet: the one file that
 * knows how recovery is seen from outside.
 */
#include <string.h>

#include "csim_internal.h"
#include "explore_internal.h"

#define REST 24U       /* cycles: longer than anything rests between two queues of the RTL */
#define READ_MOST 4000 /* cycles of a read, its retries on both paths included */
#define READ_USER UINT64_MAX

static bool runs(const struct explore_machine *m, unsigned side) {
  return m->sim->side[side].alive && !m->sim->side[side].firmware.hung;
}

static bool hangs(const struct explore_machine *m, unsigned side) {
  return m->sim->side[side].alive && m->sim->side[side].firmware.hung;
}

static bool broken(const struct explore_machine *m, unsigned part) {
  return m->damage.lasting & part;
}

static unsigned served_by(const struct explore_machine *m, unsigned side) {
  return runs(m, side) ? csim_serves(m->sim, (enum csim_side)side) : 0;
}

unsigned explore_served(const struct explore_machine *m) {
  return served_by(m, CSIM_A) | served_by(m, CSIM_B);
}

/* ---- faults */

static bool flip_hits(struct explore_machine *m, const struct fault *f) {
  const struct side *d = &m->sim->side[f->unit];
  struct model_fifo fifo;
  if (f->memory == FAULT_CACHE)
    return d->alive && d->firmware.controller.dirty + d->firmware.controller.destages != 0;
  model_fifo(m->sim->model, f->unit, &fifo);
  return fifo.count != 0;
}

bool explore_acts(struct explore_machine *m, enum explore_fault e) {
  struct fault f;
  if (!explore_fault_acts(e, &m->damage, m->topology)) return false;
  explore_fault_get(e, &f);
  switch (f.kind) {
    case FAULT_FLIP:
      return flip_hits(m, &f);
    case FAULT_HANG:
      return runs(m, f.unit);
    case FAULT_RESET:
      return m->sim->side[f.unit].alive;
    default:
      return true;
  }
}

void explore_break(struct explore_machine *m, enum explore_fault e) {
  struct fault f;
  explore_fault_get(e, &f);
  explore_fault_book(e, &m->damage);
  csim_fault_begin(m->sim, &f);
}

bool explore_mend(struct explore_machine *m) {
  enum explore_fault f = explore_fault_undo(&m->damage);
  if (f == EXPLORE_NONE && hangs(m, CSIM_A)) f = EXPLORE_RESET_A;
  if (f == EXPLORE_NONE && hangs(m, CSIM_B)) f = EXPLORE_RESET_B;
  if (f == EXPLORE_NONE) return false;
  explore_break(m, f);
  return true;
}

/* ---- rest */

/* It waits for what its peer, which serves all, may give it. */
static bool side_waits(const struct explore_machine *m, unsigned side) {
  return served_by(m, side) == 0 && served_by(m, 1 - side) == EXPLORE_ALL;
}

static bool side_quiet(const struct explore_machine *m, unsigned side) {
  const struct side *d = &m->sim->side[side];
  if (!d->alive || side_waits(m, side)) return true;
  return !d->firmware.hung && !d->firmware.busy && d->cycle - d->active_cycle > REST &&
         controller_settled(&d->firmware.controller);
}

/* Is this controller's mirror path, as things are, never whole? */
static bool mirror_broken(const struct explore_machine *m, unsigned side) {
  const bool fifo = m->topology == TWK_TOPOLOGY_THIRD && broken(m, EXPLORE_UNIT(2));
  const bool battery = side == CSIM_A && broken(m, EXPLORE_BATTERY_A | EXPLORE_CHARGE_A);
  return fifo || battery || broken(m, EXPLORE_CUT(side) | EXPLORE_UNIT(1 - side));
}

/* Has it seen what is broken, and what is whole again? */
static bool side_knows(const struct explore_machine *m, unsigned side) {
  const struct csim *s = m->sim;
  const bool mirrors = m->mode == TWK_MODE_EARLY || m->mode == TWK_MODE_SYNC;
  const int phase = csim_phase(s, (enum csim_side)side);
  if (broken(m, EXPLORE_UNIT(side))) return !s->side[side].alive;
  if (!s->side[side].alive || !(*s->model->pw_unit_ok >> side & 1)) return false;
  if (side_waits(m, side)) return true;
  if (broken(m, EXPLORE_UNIT(1 - side))) return phase == TWK_PHASE_ALONE;
  if (mirrors && mirror_broken(m, side)) return phase == TWK_PHASE_ALONE;
  /* Whole again, but for a volume not given back yet: see explore_return(). */
  return m->damage.lasting != 0 || phase == TWK_PHASE_PAIRED || served_by(m, side) == EXPLORE_ALL;
}

/* Two copies of all it has: no frame is under way, or lost and to be sent again. One whose block is
 * given up is never made good. */
static bool mirror_quiet(const struct explore_machine *m, unsigned side) {
  const struct csim *s = m->sim;
  const bool paired = csim_phase(s, (enum csim_side)side) == TWK_PHASE_PAIRED;
  return !paired || !csim_present(s, (enum csim_side)side) ||
         s->side[side].firmware.controller.stuck != 0;
}

static bool faults_over(const struct csim *s) {
  return csim_faults_open(s) == 0 && s->faults.release_ps[CSIM_A] == 0 &&
         s->faults.release_ps[CSIM_B] == 0;
}

bool explore_settled(const struct explore_machine *m) {
  if (m->sim->disk_next_ps != UINT64_MAX || !faults_over(m->sim)) return false;
  for (unsigned c = 0; c < CSIM_SIDES; c++)
    if (!side_quiet(m, c) || !mirror_quiet(m, c) || !side_knows(m, c) || !explore_host_done(m, c))
      return false;
  return explore_served(m) == EXPLORE_ALL;
}

bool explore_paired(const struct explore_machine *m) {
  return csim_phase(m->sim, CSIM_A) == TWK_PHASE_PAIRED &&
         csim_phase(m->sim, CSIM_B) == TWK_PHASE_PAIRED;
}

bool explore_stuck(const struct explore_machine *m) {
  const struct csim *s = m->sim;
  if (!faults_over(s) || s->disk_next_ps != UINT64_MAX) return false;
  for (unsigned c = 0; c < CSIM_SIDES; c++)
    if (runs(m, c) || !(hangs(m, c) || broken(m, EXPLORE_UNIT(c)))) return false;
  return true;
}

bool explore_broke_rules(const struct explore_machine *m) {
  return model_assertions_failed(m->sim->model) != 0 || m->sim->watch.both;
}

struct explore_times explore_times(const struct explore_machine *m) {
  const struct watch *w = &m->sim->watch;
  return (struct explore_times){w->takeovers, w->takeover_ps[1], w->exposed_ps};
}

/* ---- where a block is */

int explore_read(struct explore_machine *m, uint64_t lba, void *block) {
  const unsigned volume = (unsigned)(lba / m->volume_blocks);
  const enum csim_side side = served_by(m, CSIM_A) >> volume & 1 ? CSIM_A : CSIM_B;
  unsigned slot;
  if (controller_find(csim_controller(m->sim, side), lba, &slot))
    return csim_peek_slot(m->sim, side, slot, block) < 0 ? -1 : 0;
  return disk_peek(m->sim->disk, lba, block);
}

int explore_read_slow(struct explore_machine *m, uint64_t lba, void *block) {
  const unsigned volume = (unsigned)(lba / m->volume_blocks);
  struct csim_command c = {.op = TWK_OP_READ,
                           .volume = (uint8_t)volume,
                           .lba = lba - volume * m->volume_blocks,
                           .blocks = 1,
                           .data = block,
                           .user = READ_USER};
  const uint64_t end = csim_now_ps(m->sim) + READ_MOST * m->period_ps;
  struct csim_completion e;
  if (csim_post(m->sim, &c) != 0) return -1;
  while (csim_now_ps(m->sim) < end) {
    csim_run(m->sim, end);
    while (csim_poll(m->sim, &e)) {
      if (e.command.user == READ_USER) return e.status == TWK_STATUS_OK ? 0 : -1;
      explore_host_end(m, &e);
    }
  }
  return -1;
}
