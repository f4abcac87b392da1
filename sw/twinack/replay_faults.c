/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_faults.h"

#include "replay_host.h"
#include "twk_layout.h"

#define VOLUMES TWK_VOLUMES
#define PS_PER_US UINT64_C(1000000)
/* Silence, the link's grace and a start count in heartbeats: each is a few silences at most. */
#define SILENCES 4

/* From its moment until it is wholly done. */
static uint64_t duration(const struct fault *f) {
  return f->delay_ps + (f->kind == FAULT_FLAP ? f->value * f->time_ps : f->time_ps);
}

void replay_faults_init(struct replay_faults *f, const struct csim_config *cfg, uint64_t start_ps,
                        uint64_t settle_ps) {
  const struct power_config *p = &cfg->power;
  uint64_t silence_ps = (uint64_t)cfg->silence_cycles * cfg->period_a_ps;
  uint64_t longest = 0;

  *f = (struct replay_faults){.count = cfg->faults.count,
                              .open = cfg->faults.count,
                              .last_ps = start_ps,
                              .changed_ps = start_ps,
                              .settle_ps = settle_ps};
  for (unsigned i = 0; i < cfg->faults.count; i++) {
    const struct fault *one = &cfg->faults.fault[i];
    uint64_t end = duration(one);
    if (one->event == FAULT_AT_TIME && start_ps + end > f->last_ps) f->last_ps = start_ps + end;
    if (one->event != FAULT_AT_TIME && end > longest) longest = end;
  }
  f->calm_ps =
      ((uint64_t)p->holdup_us + p->validate_us) * PS_PER_US + SILENCES * silence_ps + longest;
}

void replay_faults_look(struct replay_faults *f, const struct csim *csim, uint64_t now_ps) {
  unsigned open = f->count ? csim_faults_open(csim) : 0;

  if (open == f->open) return;
  f->open = open;
  f->changed_ps = now_ps;
}

bool replay_faults_pending(const struct replay_faults *f, const struct csim *csim,
                           uint64_t now_ps) {
  if (f->count == 0) return false;
  if (f->open && now_ps < f->last_ps) return true;
  if (csim_rebuilding(csim)) return true;
  if (now_ps < f->changed_ps + f->calm_ps) return true;
  return !csim_settled(csim) && now_ps < f->changed_ps + f->calm_ps + f->settle_ps;
}

unsigned replay_faults_blocked(const struct replay_faults *f, const struct csim *csim) {
  unsigned all = (1U << VOLUMES) - 1;

  if (f->count == 0) return 0;
  return all & ~(csim_serves(csim, CSIM_A) | csim_serves(csim, CSIM_B));
}

static unsigned state_of(int phase) {
  switch (phase) {
    case TWK_PHASE_JOINING:
      return EXPECT_JOINING;
    case TWK_PHASE_PAIRED:
      return EXPECT_PAIRED;
    case TWK_PHASE_ALONE:
      return EXPECT_ALONE;
    default:
      return EXPECT_DOWN;
  }
}

void replay_faults_finish(const struct replay_faults *f, const struct csim *csim,
                          struct replay_result *out) {
  unsigned blocked = replay_faults_blocked(f, csim);

  out->faults = f->count - f->open;
  if (f->open)
    replay_found(out, FINDING_OTHER, "%u of %u faults had not come by the end of the run", f->open,
                 f->count);
  for (unsigned v = 0; v < VOLUMES; v++) {
    if (!(blocked >> v & 1)) continue;
    out->blocked++;
    replay_found(out, FINDING_BLOCKED, "volume %u is served by no controller at the end", v);
  }
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    out->state[i] = state_of(csim_phase(csim, (enum csim_side)i));
}
