/* SPDX-License-Identifier: Apache-2.0 */
#include "storm.h"

#include "twk_layout.h"

#define PS_PER_US UINT64_C(1000000)
#define NOTICE UINT64_C(4) /* silences: until then a fault may be there and nobody has seen it */

struct kind {
  struct fault begin;
  int undo; /* enum fault_kind; -1: it passes by itself */
};

static const struct kind kinds[] = {
    {{.kind = FAULT_PSU}, FAULT_RESTORE},
    {{.kind = FAULT_PSU_HARD}, FAULT_RESTORE},
    {{.kind = FAULT_BROWNOUT, .value = 2600}, FAULT_RESTORE}, /* below under-voltage */
    {{.kind = FAULT_RESET}, -1},
    {{.kind = FAULT_HANG}, -1}, /* its peer fences it, by a reset */
    {{.kind = FAULT_LINK_CUT, .unit = FAULT_LINK}, FAULT_LINK_RESTORE},
    {{.kind = FAULT_FLIP, .memory = FAULT_CACHE, .value = 1}, -1},
    {{.kind = FAULT_FLIP, .memory = FAULT_FIFO, .value = 1}, -1},
    /* From here on where there are batteries. A low one would charge for minutes. */
    {{.kind = FAULT_BATTERY_MISSING}, FAULT_BATTERY_OK},
    {{.kind = FAULT_BATTERY_FAILED}, FAULT_BATTERY_OK},
};
#define KINDS (sizeof kinds / sizeof *kinds)
#define BATTERY_KINDS 2U

void storm_start(struct storm *s, const struct csim_config *cfg, uint64_t pause_us) {
  *s = (struct storm){.topology = cfg->power.topology,
                      .pause_ps = pause_us * PS_PER_US,
                      .notice_ps = NOTICE * cfg->silence_cycles * cfg->period_a_ps};
  rng_seed(&s->rng, cfg->seed);
}

static bool is_well(const struct csim *c) {
  return csim_settled(c) && csim_phase(c, CSIM_A) == TWK_PHASE_PAIRED &&
         csim_phase(c, CSIM_B) == TWK_PHASE_PAIRED;
}

static void pause(struct storm *s, const struct csim *c, enum storm_state state) {
  s->state = state;
  s->next_ps = csim_now_ps(c) + 1 + rng_below(&s->rng, s->pause_ps);
  if (state == STORM_RECOVERS) s->next_ps += s->notice_ps;
}

static void strike(struct storm *s, struct csim *c) {
  size_t count = s->topology == TWK_TOPOLOGY_BATTERY ? KINDS : KINDS - BATTERY_KINDS;
  const struct kind *k = &kinds[rng_below(&s->rng, count)];
  struct fault f = k->begin;
  bool power = f.kind == FAULT_PSU || f.kind == FAULT_PSU_HARD || f.kind == FAULT_BROWNOUT;
  if (f.kind != FAULT_LINK_CUT)
    f.unit = (uint8_t)rng_below(&s->rng, power && s->topology == TWK_TOPOLOGY_THIRD ? 3 : 2);
  s->restore = (struct fault){.kind = (uint8_t)k->undo, .unit = f.unit};
  s->faults++;
  csim_fault(c, &f);
  pause(s, c, k->undo < 0 ? STORM_RECOVERS : STORM_BROKEN);
}

void storm_step(struct storm *s, struct csim *c) {
  if (s->pause_ps == 0 || csim_now_ps(c) < s->next_ps) return;
  switch (s->state) {
    case STORM_CALM:
      strike(s, c);
      break;
    case STORM_BROKEN:
      csim_fault(c, &s->restore);
      pause(s, c, STORM_RECOVERS);
      break;
    case STORM_RECOVERS:
      if (is_well(c)) pause(s, c, STORM_CALM);
      break;
  }
}
