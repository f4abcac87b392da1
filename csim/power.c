/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power.c: supplies as the simulation sees them: straps of the power system, clocks that stop with
 * their rail, what memories hold afterwards, and how long blocks had one copy.
 *
 * Memory on a rail that fell below retention is scrambled: every word becomes a function of seed,
 * memory and address, so that the same failure always leaves the same rubbish. A controller that
 * dies while it writes into a mirror FIFO that lives on tears the word it wrote last.
 */
#include <string.h>

#include "csim_internal.h"
#include "power_pins.h"

enum { RAIL_A, RAIL_B, RAIL_AB, RAIL_BA, RAILS };

#define ALL_RAILS ((1U << RAILS) - 1)
#define ALL_CLOCKS ((1U << CLOCKS) - 1)
#define NS_PER_US 1000ULL
#define START_TICKS 16 /* until gauges and detectors have looked at what came up */

void power_straps(struct csim *s) {
  const struct model *m = s->model;
  power_pins_set(m, &s->cfg.power);
  *m->lamp_ticks = power_ticks(s->cfg.lamp_us * NS_PER_US);
  *m->settle_ticks = power_ticks(s->cfg.settle_us * NS_PER_US);
}

void power_start(struct csim *s) {
  power_pins_start(s->model, &s->cfg.power);
  rng_seed(&s->power.rng, s->cfg.seed);
  s->running = ALL_CLOCKS;
}

bool power_is_up(const struct csim *s) {
  return s->power.on == ALL_RAILS && s->power.ticks >= START_TICKS;
}

/* ---- what is left in memory */

static uint64_t rubbish(uint64_t seed, unsigned memory, uint64_t at) {
  uint64_t state = seed ^ (at << 8 | memory);
  return rng_splitmix64(&state);
}

static void scramble(struct csim *s, enum model_memory which) {
  struct model_words w;
  model_memory(s->model, which, &w);
  for (unsigned i = 0; i < w.words; i++) {
    /* Bits of the code word that the array lacks stay 0, as the model keeps them. */
    uint64_t low = rubbish(s->cfg.seed, which, 2ULL * i);
    uint64_t high = rubbish(s->cfg.seed, which, 2ULL * i + 1);
    uint8_t *word = (uint8_t *)w.data + (size_t)i * w.data_bytes;
    memcpy(word, &low, 8);
    if (w.data_bits > 64) {
      uint32_t top = (uint32_t)high & ((1U << (w.data_bits - 64)) - 1);
      memcpy(word + 8, &top, sizeof top);
    }
    w.check[i] = (uint8_t)(high >> 32 & ((1U << w.check_bits) - 1));
  }
}

void power_flip(struct csim *s, enum model_memory which, unsigned word, unsigned bits) {
  struct model_words w;
  model_memory(s->model, which, &w);
  unsigned all = w.data_bits + w.check_bits;
  unsigned first = (unsigned)rng_below(&s->power.rng, all);
  for (unsigned n = 0; n < bits; n++) {
    unsigned bit = (first + n * (1 + (unsigned)rng_below(&s->power.rng, all / bits - 1))) % all;
    if (bit < w.data_bits)
      ((uint8_t *)w.data)[(size_t)word * w.data_bytes + bit / 8] ^= (uint8_t)(1U << bit % 8);
    else
      w.check[word] ^= (uint8_t)(1U << (bit - w.data_bits));
  }
}

/* The owner died in the middle of a frame: its last beat is half written, if the FIFO lives. What
 * was confirmed before it is whole. */
static void tear(struct csim *s, enum csim_side owner) {
  struct model_fifo f;
  model_fifo(s->model, (unsigned)owner, &f);
  if (f.count == 0) return;
  unsigned bits = 1 + (unsigned)rng_below(&s->power.rng, 8);
  power_flip(s, owner == CSIM_A ? MODEL_FIFO_AB : MODEL_FIFO_BA, f.last, bits);
}

static void rails_lost(struct csim *s, unsigned lost) {
  static const struct {
    unsigned rail;
    enum model_memory memory;
  } stands[] = {{RAIL_A, MODEL_CACHE_A_LOCAL}, {RAIL_A, MODEL_CACHE_A_MIRROR},
                {RAIL_B, MODEL_CACHE_B_LOCAL}, {RAIL_B, MODEL_CACHE_B_MIRROR},
                {RAIL_AB, MODEL_FIFO_AB},      {RAIL_BA, MODEL_FIFO_BA}};
  for (unsigned i = 0; i < sizeof stands / sizeof *stands; i++)
    if (lost >> stands[i].rail & 1) scramble(s, stands[i].memory);
}

/* ---- each edge of the standby clock */

void power_before(struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) s->power.writing[i] = model_writing(s->model, i);
}

/* Tells of the FIFOs, bit by owner, of which something changed. */
static void fifos_seen(const struct csim *s, enum csim_seen_kind kind, unsigned was, unsigned is) {
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if ((was ^ is) >> i & 1) side_seen(&s->side[i], kind, is >> i & 1, 0, NULL);
}

void power_step(struct csim *s) {
  struct power *p = &s->power;
  const struct model *m = s->model;
  p->ticks++;
  *m->pw_batt_set = 0; /* a charge is set at one edge, and goes its own way from there */
  if (*m->pw_on_battery & ~p->on_battery) s->watch.switchovers++;
  fifos_seen(s, CSIM_SEEN_BATTERY, p->on_battery, *m->pw_on_battery);
  p->on_battery = *m->pw_on_battery;
  if (*m->pw_rail_on == p->on && *m->pw_rail_kept == p->kept) return;
  unsigned off = p->on & ~*m->pw_rail_on;
  fifos_seen(s, CSIM_SEEN_RAIL, p->on >> RAIL_AB, *m->pw_rail_on >> RAIL_AB);
  rails_lost(s, p->kept & ~*m->pw_rail_kept);
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (off >> (RAIL_A + i) & 1 && p->writing[i] && *m->pw_rail_kept >> (RAIL_AB + i) & 1)
      tear(s, (enum csim_side)i);
  p->on = *m->pw_rail_on;
  p->kept = *m->pw_rail_kept;
  s->running = ALL_CLOCKS & ~((p->on >> RAIL_A & 1 ? 0 : 1U << CLOCK_A) |
                              (p->on >> RAIL_B & 1 ? 0 : 1U << CLOCK_B));
  csim_settle(s);
}

/* ---- how exposed the host's data are */

/* Does the mirror of what this controller serves still stand somewhere? */
static void mirror_step(struct csim *s, unsigned i) {
  struct watch *w = &s->watch;
  int phase = csim_phase(s, (enum csim_side)i);
  if (phase != w->phase[i]) {
    if (phase == TWK_PHASE_PAIRED) w->mirror_lost[i] = false;
    w->phase[i] = phase;
    side_seen(&s->side[i], CSIM_SEEN_PHASE, (uint64_t)phase, 0, NULL);
  }
  if (!s->side[!i].alive || !(s->power.kept >> (RAIL_AB + i) & 1)) w->mirror_lost[i] = true;
}

/* Has this controller, or what it left behind, acknowledged blocks with one copy? */
static bool exposed(const struct csim *s, unsigned i) {
  const struct side *d = &s->side[i], *peer = &s->side[!i];
  if (s->cfg.mode == TWK_MODE_THROUGH) return false;
  if (d->alive) {
    const struct controller *c = &d->firmware.controller;
    bool one = s->watch.mirror_lost[i] || s->cfg.mode == TWK_MODE_LOCAL;
    return one && c->dirty + c->destages != 0 && !controller_settled(c);
  }
  return csim_present(s, (enum csim_side)i) ||
         (peer->alive && controller_mirror_count(&peer->firmware.controller) != 0);
}

static void takeover_step(struct csim *s, unsigned v) {
  struct watch *w = &s->watch;
  bool gone = !s->side[v].alive || s->side[v].firmware.hung;
  if (gone && !w->gone[v]) {
    w->gone_ps[v] = s->now_ps;
    w->taken[v] = false;
  }
  w->gone[v] = gone;
  if (!gone || w->taken[v] || csim_serves(s, (enum csim_side) !v) != CSIM_ALL_VOLUMES) return;
  w->taken[v] = true;
  w->takeovers++;
  side_seen(&s->side[!v], CSIM_SEEN_TAKEOVER, 0, 0, NULL);
  w->takeover_ps[1] = s->now_ps - w->gone_ps[v];
  if (w->takeover_ps[1] > w->takeover_ps[0]) w->takeover_ps[0] = w->takeover_ps[1];
}

void watch_step(struct csim *s) {
  struct watch *w = &s->watch;
  uint64_t passed = s->now_ps - w->since_ps;
  if (w->exposed) w->exposed_ps += passed;
  if (w->unserved) w->unserved_ps += passed;
  w->since_ps = s->now_ps;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    mirror_step(s, i);
    takeover_step(s, i);
  }
  unsigned a = csim_serves(s, CSIM_A), b = csim_serves(s, CSIM_B);
  w->exposed = exposed(s, CSIM_A) || exposed(s, CSIM_B);
  w->unserved = (a | b) != CSIM_ALL_VOLUMES;
  w->both |= (a & b) != 0;
}

/* ---- questions */

bool csim_lamp(const struct csim *s, enum csim_side owner) {
  return owner == CSIM_A ? *s->model->ab_indicator : *s->model->ba_indicator;
}

bool csim_safe_to_remove(const struct csim *s, enum csim_side owner) {
  return owner == CSIM_A ? *s->model->ab_safe_to_remove : *s->model->ba_safe_to_remove;
}

unsigned csim_unit_mv(const struct csim *s, unsigned unit) {
  return *s->model->pw_unit_mv >> 16 * unit & 0xffff;
}

unsigned csim_rail_mv(const struct csim *s, unsigned rail) {
  return *s->model->pw_rail_mv >> 16 * rail & 0xffff;
}

unsigned csim_battery_pct(const struct csim *s, enum csim_side owner) {
  return *s->model->pw_batt_pct >> 7 * owner & 0x7f;
}

bool csim_on_battery(const struct csim *s, enum csim_side owner) {
  return *s->model->pw_on_battery >> owner & 1;
}
