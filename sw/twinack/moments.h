/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moments.h: when something happened in a run that a reader of its waveform wants to find: the
 * first ack, faults, damage, fences and takeovers, phases of the controllers, rails and batteries
 * of the FIFOs.
 */
#ifndef TWINACK_MOMENTS_H
#define TWINACK_MOMENTS_H

#include "csim.h"

#define MOMENTS_MAX 28
#define MOMENT_TEXT 24

struct moment {
  uint64_t at_ps;
  char what[MOMENT_TEXT];
};

/* No pointers. In the order of time; `more` came when it was full, and `fault` is whether the first
 * fault came, at fault_ps. */
struct moments {
  unsigned count, more;
  bool acked, fault, lost[CSIM_SIDES], broken[CSIM_SIDES];
  uint64_t fault_ps;
  struct moment moment[MOMENTS_MAX];
};

struct moments_watch {
  struct csim *csim;
  struct moments *to;
};

/* From now on; `w` and what it names must outlive the system's last step. Nobody else observes it.
 */
void moments_watch(struct moments_watch *w, struct csim *csim, struct moments *to);

#endif
