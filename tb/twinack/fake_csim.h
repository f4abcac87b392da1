/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_csim.h: a system behind csim.h that is so simple that every answer follows by arithmetic:
 * each command is carried out whole, `latency_ps` after it was posted, any number at once. It can
 * also be told to misbehave.
 */
#ifndef FAKE_CSIM_H
#define FAKE_CSIM_H

#include "csim.h"

#define FAKE_POSTS 4096
#define FAKE_NEVER UINT64_MAX

struct fake_post {
  struct csim_command command; /* data is not kept */
  uint64_t at_ps;
};

/* Numbers count posted commands from 1; 0: none. */
struct fake_csim {
  uint64_t latency_ps;
  unsigned lose;    /* this write is acknowledged and not stored */
  unsigned tear;    /* of this write's first block only half is stored */
  unsigned stray;   /* this write lands one block further */
  unsigned spoil;   /* this read returns a flipped bit */
  unsigned silence; /* this command is never answered */
  unsigned fail;    /* this command is answered UNCONFIRMED */
  unsigned crash;   /* the process ends by SIGTERM at this command */
  bool never_idle, accept_beyond;
  unsigned assertions_failed;
  bool both_served;
  unsigned serves[2];  /* what controllers serve; at first each its own volume */
  int phase[2];        /* at first paired */
  uint64_t settled_ps; /* controllers settle at this time */
  uint64_t faults_ps;  /* all faults but `faults_left` come at this time */
  unsigned faults_left;
  /* What happened: */
  struct fake_post post[FAKE_POSTS];
  unsigned posts;
  unsigned most_outstanding[TWK_VOLUMES];
};

/* Forgets everything, and returns what the next system goes by and reports to. */
struct fake_csim *fake_csim(void);

#endif
