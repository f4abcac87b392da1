/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.h: somebody who is told of every ack, committed frame and disk write of a system, in the
 * order of simulated time. Nothing in the system depends on it.
 */
#ifndef TWINACK_OBSERVE_H
#define TWINACK_OBSERVE_H

#include "csim.h"

enum csim_seen_kind {
  CSIM_SEEN_ACK,   /* word: tag, status. The host takes it. */
  CSIM_SEEN_FRAME, /* word: its MIRROR_FRAME record. The peer's firmware takes it. */
  CSIM_SEEN_WRITE  /* word: slot, LBA; block: what is written. The disks take it. */
};

struct csim_seen {
  enum csim_seen_kind kind;
  enum csim_side side; /* the controller it happens at */
  uint64_t cycle;      /* of its clock */
  uint64_t word[2];
  const void *block; /* 512 bytes, or NULL; valid during the call */
};

typedef void csim_observer(void *user, const struct csim_seen *seen);

/* From now on, for the life of the system; before any snapshot is made. NULL: nobody. */
void csim_observe(struct csim *s, csim_observer *observer, void *user);

#endif
