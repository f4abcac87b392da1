/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_faults.h: how long a replay waits for faults and for what they cause, and who is blocked.
 */
#ifndef TWINACK_REPLAY_FAULTS_H
#define TWINACK_REPLAY_FAULTS_H

#include "replay.h"

struct replay_faults {
  unsigned count, open; /* of the configuration; that have not wholly come, when last looked at */
  uint64_t last_ps;     /* when the last of those with a time has come */
  uint64_t changed_ps;  /* when one came last; at first the start */
  uint64_t calm_ps;     /* so long after a fault its consequences may still begin */
  uint64_t settle_ps;   /* ... and so long after that the controllers may not have settled */
};

/* settle_ps: longest time without any sign of life. */
void replay_faults_init(struct replay_faults *f, const struct csim_config *cfg, uint64_t start_ps,
                        uint64_t settle_ps);
/* Notices which have come; to be called whenever time has passed. */
void replay_faults_look(struct replay_faults *f, const struct csim *csim, uint64_t now_ps);
/* Is there still something to wait for? Without faults never. */
bool replay_faults_pending(const struct replay_faults *f, const struct csim *csim, uint64_t now_ps);
/* Volumes that no controller serves, bit v. Without faults 0. */
unsigned replay_faults_blocked(const struct replay_faults *f, const struct csim *csim);
/* Faults that came, volumes blocked and controllers' states, into the result; finds fault with what
 * did not come and what is blocked. */
void replay_faults_finish(const struct replay_faults *f, const struct csim *csim,
                          struct replay_result *out);

#endif
