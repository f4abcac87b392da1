/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.h: one system in one ack mode, driven by one source of requests, judged by the oracle.
 *
 * A request of more than TWK_MAX_COUNT blocks becomes several commands; its latency runs from when
 * it was due (closed pace: from when it was posted) to the answer of its last command. While the
 * volume's 32 places are taken it waits in the host, and that counts. At the end everything is
 * waited for, flushed to the disks, and every block ever written is compared on the disks.
 *
 * With faults it goes on after the last answer until all of them have come, what they cause is over
 * (hold-up, validated return, silence), and the controllers have settled. A volume that no
 * controller serves then is blocked: its commands may stay open, and its blocks are not judged. A
 * disk that is being rebuilt is waited for, too.
 */
#ifndef TWINACK_REPLAY_H
#define TWINACK_REPLAY_H

#include "config.h"
#include "moments.h"
#include "oracle.h"
#include "samples.h"
#include "source.h"

enum replay_outcome {
  REPLAY_GOOD,
  REPLAY_WRONG,     /* ran to the end; `finding` says what is wrong */
  REPLAY_STUCK,     /* no end to the run: `finding` says where; figures are those until then */
  REPLAY_BAD_CONFIG /* nothing simulated; `finding` is the reason */
};

struct replay_latency {
  uint64_t count;
  uint64_t ps[PERCENTILES];
  uint64_t cycles[PERCENTILES]; /* of the owner's clock */
};

enum replay_finding {
  FINDING_OTHER,
  FINDING_LOST,       /* a block is an older version than it must be */
  FINDING_BLOCKED,    /* no controller serves a volume at the end */
  FINDING_MEDIA,      /* a command was answered with an error of the disks */
  FINDING_UNREADABLE, /* no copy of a block can be read from the disks at the end */
  FINDING_KINDS
};

/* Holds no pointers: it travels through a pipe. */
struct replay_result {
  enum replay_outcome outcome;
  char finding[240]; /* the first */
  uint64_t found[FINDING_KINDS];
  char first_found[FINDING_KINDS][240];
  char first_refused[200]; /* "": none */
  uint64_t requests, commands;
  uint64_t refused, failed; /* requests: beyond the volume; answered with another error */
  uint64_t bytes_written, bytes_read;
  struct replay_latency latency[3]; /* by enum request_op; refused and failed ones left out */
  uint64_t simulated_ps;            /* the end; until then the time of the last look */
  uint64_t found_ps;          /* when the first thing that is wrong was found; 0: nothing was */
  uint64_t final_flush_ps;    /* from the last answer until nothing is dirty any more */
  unsigned fifo_limit;        /* beats */
  uint64_t faults;            /* that came */
  uint64_t blocked;           /* volumes */
  uint64_t unreadable;        /* blocks, on the disks at the end */
  unsigned state[CSIM_SIDES]; /* at the end, enum expect_state */
  struct csim_counters counters;
  struct oracle_counters oracle;
  struct moments moments;
};

struct replay_options {
  const struct config *cfg;
  unsigned mode;
  const struct trace *trace; /* NULL: the workload of cfg */
  /* Called for each request answered; NULL: not. */
  void (*progress)(void *user, uint64_t done, uint64_t total);
  void *user;
};

void replay_run(const struct replay_options *o, struct replay_result *out);

/* What is recorded of a run. */
struct replay_window {
  uint64_t from_ps; /* simulated time; the first command when that is later */
  uint64_t cycles;  /* periods of clock A from then on; 0: to the end of the run */
};

/* Runs only to record the waveform into `path`. 0; or -1 with the reason in err. */
int replay_wave(const struct replay_options *o, const char *path, const struct replay_window *w,
                char *err, size_t err_size);

#endif
