/* SPDX-License-Identifier: Apache-2.0 */
/*
 * models_of_control.h: the models of what control_block is made of, which its own model shares.
 */
#ifndef TWINACK_GOLDEN_MODELS_OF_CONTROL_H
#define TWINACK_GOLDEN_MODELS_OF_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

struct control {
  uint32_t word;
  bool just_cleared;
};
void control_reset(struct control *c);
uint64_t control_field(const struct control *c, unsigned lsb, unsigned width);
void control_edge(struct control *c, bool valid, uint32_t word);

struct heartbeat {
  uint64_t clocks; /* since the last beat, or since the link came up */
  bool beat, seen, silent;
};
void heartbeat_edge(struct heartbeat *h, uint64_t limit, bool link_up, bool beat);

struct status {
  uint64_t now, told; /* STAT as it was, and as the last event had it */
  bool ever, tick;    /* anything was told; a tick waits */
  uint64_t clocks;    /* since the last tick */
  unsigned samples;   /* of STAT since reset */
};
struct status_event {
  bool valid;
  uint64_t rec[2];
};
/* settle: samples until one is believed. */
struct status_event status_event(const struct status *s, bool managed, bool calm, unsigned settle);
void status_edge(struct status *s, bool taken, uint64_t stat, uint64_t tick_cycles);

#endif
