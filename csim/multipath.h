/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipath.h: the host's two paths: a command that its controller could not carry out is posted
 * again, on the other one. For the files of csim/ alone.
 *
 * A volume's commands go to the path that answered last, at first its home's, and where a MOVE
 * answered OK took it. One that ends NOT_OWNER, UNCONFIRMED, MEDIA or ABORTED, or whose controller
 * is in reset, is posted on the other path `retry_pause_ns` later, and so on in turn. It ends with
 * any other status, with MEDIA when it was posted again for that MULTIPATH_MEDIA times, and with
 * whatever it was last answered when `retry_limit_us` (0: none) have passed since the caller posted
 * it. A full queue is waited for on the same path.
 *
 * With a host switch there is one port, and the switch chooses: a command is posted again there,
 * and its path is said to be the controller that served the volume when it was answered.
 *
 * A MOVE is posted again after NOT_OWNER alone: carried out twice it would undo itself.
 *
 * Order between commands that are outstanding together is not kept, no more than a host promises
 * it. A command may be carried out twice, the second time with the same data.
 *
 * Plain data, no pointers but the callers' own: a copy is a snapshot.
 */
#ifndef TWINACK_MULTIPATH_H
#define TWINACK_MULTIPATH_H

#include "csim.h"

#define MULTIPATH_CALLERS (TWK_VOLUMES * CSIM_QUEUE_DEPTH)
#define MULTIPATH_COMMANDS (MULTIPATH_CALLERS + TWK_VOLUMES) /* a MOVE of each is ours */
#define MULTIPATH_MEDIA 8

struct multipath_command {
  struct csim_command command; /* as the caller gave it */
  bool used, waiting;          /* waiting: to be posted at due_ps; else a controller has it */
  uint8_t path;                /* enum csim_side: that has it, or is to have it */
  uint8_t status;              /* last answer; ABORTED before the first */
  uint8_t media;               /* times posted again because of MEDIA */
  bool posted;                 /* at least once */
  uint64_t number;             /* in order of csim_post() */
  uint64_t due_ps, posted_ps, posted_cycle;
};

struct multipath {
  struct multipath_command command[MULTIPATH_COMMANDS];
  unsigned outstanding[TWK_VOLUMES];
  uint8_t path[TWK_VOLUMES]; /* where the next new command goes */
  uint64_t posts;            /* by the caller */
  uint64_t next_ps;          /* earliest due_ps, or UINT64_MAX: one comparison when idle */
  uint64_t retries;          /* posts to a controller after a command's first */
  uint64_t failovers;        /* commands carried out by the one that is not their home */
};

struct csim;

/* Once the disks' table stands: paths begin at the homes. */
void multipath_init(struct csim *s);
/* csim_post() with cfg.multipath: 0; or -1 when the volume has CSIM_QUEUE_DEPTH outstanding. */
int multipath_post(struct csim *s, const struct csim_command *c);
/* A MOVE of which the caller hears nothing; while one of that volume is under way: nothing. */
void multipath_move(struct csim *s, unsigned volume);
bool multipath_moving(const struct csim *s);
/* Posts what is due; to be called when next_ps has come. */
void multipath_step(struct csim *s);
/* A controller's answer. True: it is the command's end, and *c what the caller shall see, its
 * cycles as csim.h has them. */
bool multipath_end(struct csim *s, struct csim_completion *c);

#endif
