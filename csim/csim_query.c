/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim_query.c: what a system says of itself; nothing here changes it.
 */
#include "csim_internal.h"

#ifndef TWINACK_SLOTS
#error "TWINACK_SLOTS and TWINACK_FIFO_DEPTH must be given as to the RTL"
#endif

unsigned csim_slots(void) {
  return TWINACK_SLOTS;
}

unsigned csim_volumes(void) {
  return TWK_VOLUMES;
}

unsigned csim_fifo_depth(void) {
  return TWINACK_FIFO_DEPTH;
}

bool csim_can_trace(void) {
  return model_can_trace();
}

uint64_t csim_now_ps(const struct csim *s) {
  return s->now_ps;
}

uint64_t csim_next_ps(const struct csim *s) {
  return clocks_next_ps(&s->clocks);
}

static unsigned of_volume(const struct host_end *h, unsigned volume) {
  unsigned count = 0;
  for (unsigned tag = 0; tag < h->depth; tag++)
    count += h->command[tag].used && h->command[tag].command.volume == volume;
  return count;
}

unsigned csim_outstanding(const struct csim *s, unsigned volume) {
  if (s->cfg.multipath) return s->multipath.outstanding[volume];
  return s->cfg.host_switch ? of_volume(&s->host.end, volume)
                            : s->side[csim_clock_of(volume)].host.outstanding;
}

bool csim_idle(const struct csim *s) {
  for (unsigned v = 0; v < TWK_VOLUMES; v++)
    if (csim_outstanding(s, v) != 0) return false;
  if (multipath_moving(s)) return false;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    /* Longer than anything rests between two queues of the RTL. */
    bool settled = d->cycle - d->active_cycle > 64;
    if (s->cfg.managed && !d->alive) { /* what it had is its peer's now, or nobody's yet */
      if (csim_serves(s, (enum csim_side) !i) != CSIM_ALL_VOLUMES) return false;
      continue;
    }
    /* A frame that was lost with its owner keeps the flag at 1, and nothing more will come of it.
     */
    if (s->cfg.managed ? *d->port->fifo_level != 0 : csim_present(s, (enum csim_side)i))
      return false;
    if (!firmware_quiet(d) || !settled) return false;
  }
  return true;
}

unsigned csim_serves(const struct csim *s, enum csim_side side) {
  const struct side *d = &s->side[side];
  if (!d->alive) return 0;
  return s->cfg.managed ? controller_serves(&d->firmware.controller) : csim_strapped(side);
}

enum csim_side csim_home(const struct csim *s, unsigned volume) {
  return s->reserve.home >> volume & 1 ? CSIM_B : CSIM_A;
}

enum csim_side csim_server(const struct csim *s, unsigned volume, enum csim_side otherwise) {
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (csim_serves(s, (enum csim_side)i) >> volume & 1) return (enum csim_side)i;
  return otherwise;
}

int csim_phase(const struct csim *s, enum csim_side side) {
  const struct side *d = &s->side[side];
  if (!d->alive) return -1;
  return s->cfg.managed ? (int)controller_phase(&d->firmware.controller) : TWK_PHASE_PAIRED;
}

bool csim_settled(const struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    if (*d->up && !d->alive) return false;
    if (d->alive && s->cfg.managed && !controller_settled(&d->firmware.controller)) return false;
  }
  return true;
}

bool csim_present(const struct csim *s, enum csim_side owner) {
  return owner == CSIM_A ? *s->model->ab_present : *s->model->ba_present;
}

unsigned csim_fifo_level(const struct csim *s, enum csim_side owner) {
  struct model_fifo f;
  if (s->side[owner].alive) return *s->side[owner].port->fifo_level;
  model_fifo(s->model, (unsigned)owner, &f); /* the write side stands still */
  return f.count;
}

const struct controller *csim_controller(const struct csim *s, enum csim_side side) {
  return &s->side[side].firmware.controller;
}

bool csim_rebuilding(const struct csim *s) {
  return disk_rebuilding(s->disk);
}

struct disk *csim_disk(struct csim *s) {
  return s->disk;
}

/* ---- counters */

void csim_counters_add(struct controller_counters *to, const struct controller_counters *from) {
  const uint64_t *f = (const uint64_t *)from;
  uint64_t *t = (uint64_t *)to;
  for (size_t i = 0; i < sizeof *to / sizeof *t; i++) t[i] += f[i];
}

unsigned csim_assertions_failed(const struct csim *s) {
  return model_assertions_failed(s->model);
}

void csim_counters(const struct csim *s, struct csim_counters *out) {
  const struct model *m = s->model;
  *out = (struct csim_counters){
      .evals = s->evals,
      .fifo_corrected = {*m->ab_ecc_corrected, *m->ba_ecc_corrected},
      .fifo_uncorrectable = {*m->ab_ecc_uncorrectable, *m->ba_ecc_uncorrectable},
      .retries = s->multipath.retries,
      .failovers = s->multipath.failovers,
      .assertions_failed = model_assertions_failed(m),
      .disk = *disk_counters(s->disk)};
  const struct watch *w = &s->watch;
  struct controller_counters all = w->past;
  out->takeovers = w->takeovers;
  out->takeover_ps[0] = w->takeover_ps[0];
  out->takeover_ps[1] = w->takeover_ps[1];
  out->drain_ps = w->drain_ps;
  out->exposed_ps = w->exposed_ps;
  out->unserved_ps = w->unserved_ps;
  out->switchovers = w->switchovers;
  out->present_faults = w->present_faults;
  out->both_served = w->both;
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (s->side[i].alive) csim_counters_add(&all, &s->side[i].firmware.controller.count);
  out->degrades = (unsigned)all.degrades;
  out->resyncs = (unsigned)all.resyncs;
  out->failbacks = (unsigned)all.failbacks;
  out->adopted = (unsigned)all.adopted;
  out->moves = (unsigned)all.moves;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    out->cycles[i] = d->cycle;
    out->fifo_max[i] = s->fifo_max[i];
    out->fifo_sum[i] = s->fifo_sum[i];
    out->stall_fifo[i] = *d->port->stall_fifo;
    out->stall_slot[i] = *d->port->stall_slot;
    out->stall_room[i] = *d->port->stall_room;
    out->cache_corrected[i] = *d->port->ecc_corrected;
    out->cache_uncorrectable[i] = *d->port->ecc_uncorrectable;
    out->scrubbed[i] = *d->port->ecc_scrubbed;
    out->firmware_busy[i] = d->firmware.busy_cycles;
    out->controller[i] = d->firmware.controller.count;
  }
}
