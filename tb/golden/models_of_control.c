/* SPDX-License-Identifier: Apache-2.0 */
#include "models_of_control.h"

#include "frame.h"
#include "twk_layout.h"

void control_reset(struct control *c) {
  *c = (struct control){.word = TWK_MODE_THROUGH << TWK_CTL_MODE_LSB};
}

uint64_t control_field(const struct control *c, unsigned lsb, unsigned width) {
  return c->word >> lsb & ((1U << width) - 1);
}

void control_edge(struct control *c, bool valid, uint32_t word) {
  c->just_cleared = valid && (word >> TWK_CTL_CLEAR_LSB & 1);
  if (valid) c->word = word;
}

void heartbeat_edge(struct heartbeat *h, uint64_t limit, bool link_up, bool beat) {
  bool changed = beat != h->beat;
  h->beat = beat;
  if (!link_up || changed) {
    h->clocks = 0;
    h->silent = false;
    h->seen = link_up;
  } else if (h->clocks >= limit) {
    h->silent = true;
  } else {
    h->clocks++;
  }
}

struct status_event status_event(const struct status *s, bool managed, bool calm, unsigned settle) {
  const uint64_t flags = UINT64_C(1) << TWK_STAT_PRESENT_LSB | UINT64_C(1)
                                                                   << TWK_STAT_PEER_PRESENT_LSB;
  uint64_t differs = s->now ^ s->told;
  struct status_event e = {.valid =
                               managed && s->samples >= settle &&
                               (s->tick || !s->ever || (differs & (calm ? ~flags : ~UINT64_C(0))))};
  rec_pack(e.rec, &(struct frame_fields){.kind = TWK_EV_STATUS,
                                         .flags = s->tick ? TWK_FLAG_TICK : 0,
                                         .seq = (uint32_t)s->now});
  return e;
}

void status_edge(struct status *s, bool taken, uint64_t stat, uint64_t tick_cycles) {
  if (taken) {
    s->told = s->now;
    s->ever = true;
    s->tick = false;
  }
  s->now = stat;
  s->samples++;
  if (++s->clocks < tick_cycles) return;
  s->clocks = 0;
  s->tick = true;
}
