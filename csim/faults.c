/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faults.c: applies faults: to the straps of the power system, links, firmware, memories and disks.
 *
 * What a fault does to rails, clocks and contents follows from the RTL and power.c. A reset is held
 * for RESET_CLOCKS of the slower controller, longer than the synchronisers need.
 */
#include "csim_internal.h"

#define RESET_CLOCKS 16U

static void set_bit(uint8_t *port, unsigned bit, bool on) {
  *port = (uint8_t)(on ? *port | 1U << bit : *port & ~(1U << bit));
}

static void set_sag(struct csim *s, unsigned unit, unsigned mv) {
  uint64_t *sag = s->model->pw_sag_mv;
  *sag = (*sag & ~(0xffffULL << 16 * unit)) | (uint64_t)mv << 16 * unit;
}

static void unit_good(struct csim *s, unsigned unit) {
  set_bit(s->model->pw_mains, unit, true);
  set_bit(s->model->pw_fail, unit, false);
}

static void battery_good(struct csim *s, unsigned owner) {
  set_bit(s->model->pw_batt_missing, owner, false);
  set_bit(s->model->pw_batt_failed, owner, false);
  set_bit(s->model->pw_batt_set, owner, false);
}

static void cut(struct csim *s, unsigned unit, bool cut) {
  if (unit != FAULT_BA) *s->model->ab_link_cut = cut;
  if (unit != FAULT_AB) *s->model->ba_link_cut = cut;
}

static void restore(struct csim *s, unsigned unit) {
  switch (unit) {
    case FAULT_LINK:
      cut(s, FAULT_LINK, false);
      break;
    case FAULT_FIFO_BATTERY:
      battery_good(s, CSIM_A);
      battery_good(s, CSIM_B);
      break;
    default:
      unit_good(s, unit);
      set_sag(s, unit, 0);
  }
}

static void reset(struct csim *s, unsigned side) {
  *(side == CSIM_A ? s->model->a_rst_n : s->model->b_rst_n) = 0;
  unsigned slowest =
      s->cfg.period_a_ps > s->cfg.period_b_ps ? s->cfg.period_a_ps : s->cfg.period_b_ps;
  s->faults.release_ps[side] = s->now_ps + (uint64_t)RESET_CLOCKS * slowest;
}

/* ---- flips: of a word that somebody will want to read, if there is one */

static bool holds(const struct controller *c, unsigned i) {
  return c->slot[i].state == SLOT_DIRTY || c->slot[i].state == SLOT_DESTAGING;
}

static unsigned pick_slot(struct csim *s, const struct fault *f) {
  const struct controller *c = &s->side[f->unit].firmware.controller;
  unsigned slots = csim_slots(), found = 0, pick = (unsigned)rng_below(&s->power.rng, slots);
  for (unsigned i = 0; s->side[f->unit].alive && i < slots; i++) {
    struct record held;
    bool used = f->memory == FAULT_MIRROR ? controller_mirror_lookup(c, i, &held) : holds(c, i);
    if (used && rng_below(&s->power.rng, ++found) == 0) pick = i;
  }
  return pick;
}

static void flip(struct csim *s, const struct fault *f) {
  static const enum model_memory memory[CSIM_SIDES][FAULT_MEMORIES] = {
      {MODEL_CACHE_A_LOCAL, MODEL_CACHE_A_MIRROR, MODEL_FIFO_AB},
      {MODEL_CACHE_B_LOCAL, MODEL_CACHE_B_MIRROR, MODEL_FIFO_BA}};
  struct rng *r = &s->power.rng;
  unsigned word;
  if (f->memory == FAULT_FIFO) {
    struct model_fifo used;
    model_fifo(s->model, f->unit, &used);
    word = used.count == 0 ? (unsigned)rng_below(r, csim_fifo_depth())
                           : (used.first + (unsigned)rng_below(r, used.count)) % csim_fifo_depth();
  } else {
    word = pick_slot(s, f) * BLOCK_BEATS + (unsigned)rng_below(r, BLOCK_BEATS);
  }
  power_flip(s, memory[f->unit][f->memory], word, f->value);
}

static void fault_disk(struct csim *s, const struct fault *f) {
  struct disk *d = s->disk;
  if (f->kind == FAULT_DISK_FAIL) disk_fail(d, f->disk);
  if (f->kind == FAULT_DISK_SLOW) disk_slow(d, f->disk, f->value);
  if (f->kind == FAULT_DISK_ERRORS) disk_errors(d, f->disk, f->value);
  if (f->kind == FAULT_BAD_BLOCK) disk_spoil(d, f->disk, f->lba, f->blocks);
  if (f->kind == FAULT_DISK_REPLACE) disk_replace(d, f->disk, s->now_ps);
  s->disk_next_ps = disk_next_ps(d);
}

void csim_fault(struct csim *s, const struct fault *f) {
  const struct model *m = s->model;
  fault_seen(s, f);
  if (f->kind == FAULT_MOVE) {
    multipath_move(s, f->value);
    return;
  }
  if (csim_present(s, CSIM_A) || csim_present(s, CSIM_B)) s->watch.present_faults++;
  switch ((enum fault_kind)f->kind) {
    case FAULT_PSU:
    case FAULT_FLAP:
      set_bit(m->pw_mains, f->unit, false);
      break;
    case FAULT_PSU_HARD:
      set_bit(m->pw_fail, f->unit, true);
      break;
    case FAULT_BROWNOUT:
      set_sag(s, f->unit, f->value);
      break;
    case FAULT_RAMP:
      unit_good(s, f->unit);
      set_sag(s, f->unit, s->cfg.power.nominal_mv * f->value / 1000);
      break;
    case FAULT_RESTORE:
      restore(s, f->unit);
      break;
    case FAULT_LINK_CUT:
      cut(s, f->unit, true);
      break;
    case FAULT_LINK_RESTORE:
      cut(s, f->unit, false);
      break;
    case FAULT_HANG:
      s->side[f->unit].firmware.hung = true;
      break;
    case FAULT_RESET:
      reset(s, f->unit);
      break;
    case FAULT_BATTERY_LOW:
      *m->pw_batt_set_pct = (uint8_t)f->value;
      set_bit(m->pw_batt_set, f->unit, true);
      break;
    case FAULT_BATTERY_MISSING:
      set_bit(m->pw_batt_missing, f->unit, true);
      break;
    case FAULT_BATTERY_FAILED:
      set_bit(m->pw_batt_failed, f->unit, true);
      break;
    case FAULT_BATTERY_OK:
      battery_good(s, f->unit);
      break;
    case FAULT_FLIP:
      flip(s, f);
      break;
    case FAULT_DISK_FAIL:
    case FAULT_DISK_SLOW:
    case FAULT_DISK_ERRORS:
    case FAULT_BAD_BLOCK:
    case FAULT_DISK_REPLACE:
      fault_disk(s, f);
      break;
    case FAULT_MOVE:
    case FAULT_KINDS:
      break;
  }
  csim_settle(s);
}

/* ---- schedule */

void faults_start(struct csim *s) {
  s->faults.starts = 0;
  fault_schedule_init(&s->faults.schedule, &s->cfg.faults, s->now_ps);
}

static void release(struct csim *s, unsigned side) {
  s->faults.release_ps[side] = 0;
  csim_reset(s, side == CSIM_A ? CSIM_RAIL_A : CSIM_RAIL_B, false);
}

void faults_step(struct csim *s) {
  struct faults *f = &s->faults;
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (f->release_ps[i] != 0 && f->release_ps[i] <= s->now_ps) release(s, i);
  if (!fault_pending(&f->schedule, s->now_ps)) return;
  struct fault due;
  f->counts.count[FAULT_AT_CYCLE] = s->side[CSIM_A].cycle;
  f->counts.count[FAULT_AT_TAKEOVER] = s->fences;
  f->counts.count[FAULT_AT_JOIN] = f->starts;
  while (fault_due(&f->schedule, s->now_ps, &f->counts, &due)) csim_fault(s, &due);
}

bool csim_fault_begin(struct csim *s, const struct fault *f) {
  if (!fault_schedule_add(&s->faults.schedule, f, s->now_ps)) return false;
  faults_step(s);
  return true;
}

unsigned csim_faults_open(const struct csim *s) {
  return s->faults.schedule.open;
}
