/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.h: somebody who is told of every ack, committed frame and disk write of a system, and of
 * what befalls it, in the order of simulated time. Nothing in the system depends on it.
 */
#ifndef TWINACK_OBSERVE_H
#define TWINACK_OBSERVE_H

#include "csim.h"

enum csim_seen_kind {
  CSIM_SEEN_ACK,   /* word: tag, status. The host takes it. */
  CSIM_SEEN_FRAME, /* word: its MIRROR_FRAME record. The peer's firmware takes it. */
  CSIM_SEEN_WRITE, /* word: slot, LBA; block: what is written. The disks take it. */
  /* What befalls it, of no cycle; fences, takeovers and phases of managed systems alone: */
  CSIM_SEEN_FAULT,    /* of cfg.faults or csim_fault(), stroke by stroke; side says nothing */
  CSIM_SEEN_DAMAGE,   /* word: an ECC record with ERROR, or MIRROR_LOST. Firmware takes it. */
  CSIM_SEEN_FENCE,    /* side has fenced its peer at the disks */
  CSIM_SEEN_TAKEOVER, /* side has come to serve all volumes, its peer being gone */
  CSIM_SEEN_PHASE,    /* word: TWK_PHASE_*, or all ones: side is down */
  CSIM_SEEN_BATTERY,  /* word: is the FIFO that side writes on its battery? */
  CSIM_SEEN_RAIL      /* word: is the rail of the FIFO that side writes on? */
};

struct csim_seen {
  enum csim_seen_kind kind;
  enum csim_side side; /* the controller it happens at */
  uint64_t cycle;      /* of its clock */
  uint64_t word[2];
  const void *block;         /* 512 bytes, or NULL; valid during the call */
  const struct fault *fault; /* or NULL; valid during the call */
};

typedef void csim_observer(void *user, const struct csim_seen *seen);

/* From now on, for the life of the system; before any snapshot is made. NULL: nobody. */
void csim_observe(struct csim *s, csim_observer *observer, void *user);

#endif
