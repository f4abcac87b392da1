/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_where.c: who serves a volume, where a block is, and when all is quiet: the one file that
 * knows how recovery is seen from outside.
 */
#include <string.h>

#include "csim_internal.h"
#include "explore_internal.h"

/* A hung controller serves nobody, whatever its hardware still acknowledges. */
static unsigned serves(const struct explore_machine *m, unsigned c) {
  return m->sim->side[c].firmware.hung ? 0 : csim_serves(m->sim, (enum csim_side)c);
}

unsigned explore_served(const struct explore_machine *m) {
  return serves(m, CSIM_A) | serves(m, CSIM_B);
}

static bool mirrors(const struct explore_machine *m) {
  return m->power.mode == TWK_MODE_EARLY || m->power.mode == TWK_MODE_SYNC;
}

/* Rails are where the supplies will leave them. */
static bool rails_settled(const struct explore_machine *m) {
  unsigned on = 0;
  for (unsigned c = 0; c < CSIM_SIDES; c++) {
    on |= (unsigned)!(m->power.down >> c & 1) << c;
    on |= (unsigned)!explore_fifo_down(&m->power, (enum csim_side)c) << (2 + c);
  }
  return m->sim->power.on == on && m->sim->power.kept == (on | (m->sim->power.kept & ~on));
}

/* A takeover waits for frames behind a cut link, and will until that is mended. */
static bool waits_for_link(const struct explore_machine *m, unsigned c) {
  const struct controller *k = &m->sim->side[c].firmware.controller;
  return k->role.step == ROLE_DRAINING && m->power.cut >> (1 - c) & 1 &&
         csim_present(m->sim, (enum csim_side)(1 - c));
}

/* A hung controller stays as it is when nobody can tell that it hangs, or nobody minds. */
static bool hung_for_good(const struct explore_machine *m, unsigned c) {
  const struct side *peer = &m->sim->side[1 - c];
  const struct reserve *r = &m->sim->reserve;
  bool barred = r->fenced >> (1 - c) & 1 && !(r->reborn >> (1 - c) & 1);
  return csim_serves(m->sim, (enum csim_side)c) == 0 || !peer->alive || peer->firmware.hung ||
         barred || m->power.cut >> c & 1 || explore_fifo_down(&m->power, (enum csim_side)c);
}

/* Something that its controller is to notice makes its mirror worthless. */
static bool must_be_alone(const struct explore_machine *m, unsigned c) {
  return mirrors(m) &&
         (m->power.down >> (1 - c) & 1 || m->power.cut >> c & 1 || m->power.failed >> c & 1 ||
          explore_fifo_down(&m->power, (enum csim_side)c) ||
          !(*m->sim->model->pw_fifo_safe >> c & 1));
}

static bool side_settled(const struct explore_machine *m, unsigned c) {
  const struct side *d = &m->sim->side[c];
  /* Without power; or held by its peer, which waits, or hangs itself. */
  if (!d->alive)
    return m->power.down >> c & 1 ||
           (!*d->up && m->sim->faults.release_ps[c] == 0 && m->sim->side[1 - c].alive &&
            (m->sim->side[1 - c].firmware.hung || waits_for_link(m, 1 - c)));
  if (d->firmware.hung) return hung_for_good(m, c);
  if (d->firmware.busy && d->firmware.event.kind != TWK_EV_STATUS) return false;
  const struct controller *k = &d->firmware.controller;
  unsigned phase = controller_phase(k);
  if (waits_for_link(m, c)) return true;
  if (!controller_settled(k)) return false;
  if (phase == TWK_PHASE_PAIRED) return !must_be_alone(m, c);
  /* Two copies again, if nothing stands against it. */
  return m->power.down != 0 || m->power.cut != 0 || must_be_alone(m, c) ||
         m->sim->side[1 - c].firmware.hung;
}

/* What is in its mirror FIFO has arrived, if it can. */
static bool drained(const struct explore_machine *m, unsigned owner) {
  return !csim_present(m->sim, (enum csim_side)owner) ||
         explore_fifo_down(&m->power, (enum csim_side)owner) || m->power.cut >> owner & 1 ||
         !m->sim->side[0].alive || !m->sim->side[1].alive || m->sim->side[1 - owner].firmware.hung;
}

bool explore_settled(const struct explore_machine *m) {
  if (m->sim->disk_next_ps != UINT64_MAX || !rails_settled(m)) return false;
  const unsigned served = explore_served(m);
  for (unsigned c = 0; c < CSIM_SIDES; c++) {
    if (!side_settled(m, c) || !drained(m, c)) return false;
    if (served >> c & 1 && !explore_host_done(m, c)) return false;
  }
  return true;
}

/* ---- where a block is */

static bool serving_side(const struct explore_machine *m, uint64_t lba, enum csim_side *side) {
  const unsigned volume = lba >= m->volume_blocks;
  for (unsigned c = 0; c < CSIM_SIDES; c++) {
    *side = (enum csim_side)c;
    if (serves(m, c) >> volume & 1) return true;
  }
  return false;
}

int explore_read(struct explore_machine *m, uint64_t lba, void *block) {
  enum csim_side side;
  unsigned slot;
  if (!serving_side(m, lba, &side)) return -1;
  if (controller_find(csim_controller(m->sim, side), lba, &slot))
    return csim_peek_slot(m->sim, side, slot, block) < 0 ? -1 : 0;
  return disk_peek(m->sim->disk, lba, block);
}

int explore_read_slow(struct explore_machine *m, uint64_t lba, void *block) {
  struct csim_command c = {.op = TWK_OP_READ,
                           .volume = lba >= m->volume_blocks,
                           .lba = lba % m->volume_blocks,
                           .blocks = 1,
                           .data = block};
  struct csim_completion e;
  const uint64_t end = csim_now_ps(m->sim) + EXPLORE_PATIENCE * m->period_ps;
  if (csim_post(m->sim, &c) != 0) return -1;
  do {
    csim_run(m->sim, end);
    if (csim_poll(m->sim, &e)) return e.status == TWK_STATUS_OK ? 0 : -1;
  } while (csim_now_ps(m->sim) < end);
  return -1;
}
