/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jobs.h: runs each simulation in a child process of its own, some at once.
 */
#ifndef TWINACK_JOBS_H
#define TWINACK_JOBS_H

#include <sys/types.h>

#include "replay.h"

#define JOBS_MAX (CONFIG_MODES + 1)

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE };

struct job {
  unsigned mode;
  /* Only a waveform: what the child does instead of a replay; its exit status is the result. */
  int (*wave)(void *user, unsigned mode);
  void *user;
  /* Filled in: */
  enum job_state state;
  pid_t pid;
  int fd;
  unsigned permille; /* done */
  int exit_status;   /* of the child; 128 + signal */
  bool has_result;
  struct replay_result result;
  struct replay_result *shared; /* while it runs */
  double wall_s;
};

/* Runs them all, at most `limit` at once; progress goes to stderr when that is a terminal. 0; or -1
 * when no child could be made, with all others ended. */
int jobs_run(struct job *jobs, unsigned count, unsigned limit, const struct config *cfg,
             const struct trace *trace);

#endif
