/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore.h: crash exploration: a workload is stopped at every cycle of a window, each fault is
 * applied there, recovery runs until all is quiet, and every block is judged where it then is.
 *
 * A state is one (cycle, fault) or (cycle, fault, later cycle, second fault). Cycles are of clk_a
 * since the first command. explore_unit() explores one piece of work and prints nothing; the same
 * plan gives the same result, always. Made for a small build of the model (make's `crash`); any
 * build will do, slower.
 */
#ifndef TWINACK_EXPLORE_H
#define TWINACK_EXPLORE_H

#include "csim.h"
#include "explore_fault.h"

enum explore_outcome {
  EXPLORE_SURVIVED, /* every block reads as acknowledged, or later */
  EXPLORE_BLOCKED,  /* ... but a volume was not served before all that had failed was back */
  EXPLORE_LOST,     /* an acknowledged block reads as it was before, or cannot be read */
  EXPLORE_TORN,     /* a block is no whole version of itself */
  EXPLORE_BROKEN,   /* an RTL assertion failed, two controllers served one volume, no rest was
                       found in time, or they were not paired again once all was back */
  EXPLORE_OUTCOMES
};

struct explore_plan {
  unsigned mode, topology; /* TWK_MODE_*, TWK_TOPOLOGY_* */
  bool unequal;            /* three clocks apart, instead of edges that come together */
  uint64_t seed;           /* of workload and system */
  unsigned first, cycles;  /* the window */
  unsigned pair_every;     /* cycles of the window between those with second faults; 0: none */
  unsigned pair_step;      /* cycles of a recovery between two second faults */
  unsigned return_every;   /* states between those in which all that failed comes back; 0: none */
  unsigned readback_every; /* states between those read back through the RTL; 0: none */
  unsigned limit;          /* cycles of a recovery, at most */
  unsigned link_rate;      /* 256ths of a beat that a link carries in a clock */
  unsigned disk_mbs;       /* MB/s of a disk */
  /* May be NULL: called after each cycle of the window, with the states explored since. */
  void (*progress)(void *user, unsigned states);
  void *user;
};
/* Mode, topology and window are the caller's. */
void explore_defaults(struct explore_plan *plan);
/* Cycles until the workload's last command is answered: no window needs to be longer. 0 with one
 * line in err when the plan is not possible. */
unsigned explore_length(const struct explore_plan *plan, char *err, size_t err_size);

/* Samples of cycles: exact ends, a median to EXPLORE_BIN cycles. */
#define EXPLORE_BIN 4U
#define EXPLORE_BINS 1024U
struct explore_samples {
  uint64_t count;
  uint32_t min, max;
  uint32_t bin[EXPLORE_BINS]; /* the last one also holds all that is longer */
};
uint32_t explore_median(const struct explore_samples *s);

struct explore_tally {
  uint64_t explored;                  /* states run to their end */
  uint64_t skipped;                   /* states seen before, by their hash */
  uint64_t outcome[EXPLORE_OUTCOMES]; /* of those explored */
  uint64_t documented;                /* of those LOST */
  uint64_t returned;                  /* of those explored: all came back, and was judged again */
  uint32_t first_cycle, first_second; /* of the first state that counts as a failure, or else of the
                                         first one lost; first_second: the second fault's cycle */
  uint8_t first_outcome;              /* EXPLORE_SURVIVED: there is none */
  uint8_t first_failed;               /* it is a failure */
  uint8_t first_returned;             /* it showed when all was back */
};
/* States that must not be: lost though not documented, torn, broken. */
uint64_t explore_failures(const struct explore_tally *t);

struct explore_result {
  struct explore_tally single[EXPLORE_FIRST_FAULTS];
  struct explore_tally pair[EXPLORE_FIRST_FAULTS][EXPLORE_FAULTS];
  struct explore_samples takeover[EXPLORE_FIRST_FAULTS]; /* single faults: cycles until the peer
                                                            serves */
  struct explore_samples exposed[EXPLORE_FIRST_FAULTS];  /* cycles with one copy of a block */
  uint64_t readback, mismatched; /* states also read through the RTL; of these, read differently */
  uint64_t cycles;               /* simulated */
};
void explore_merge(struct explore_result *into, const struct explore_result *from);

/* 0; or -1 with one line in err. */
int explore_unit(const struct explore_plan *plan, struct explore_result *out, char *err,
                 size_t err_size);

/* One state again, from reset. */
struct explore_state {
  unsigned mode, topology;
  bool unequal;
  enum explore_fault fault, second; /* second may be EXPLORE_NONE */
  unsigned cycle, second_cycle;
  bool returned; /* then all that failed comes back */
};
struct explore_verdict {
  enum explore_outcome outcome;
  uint64_t lba; /* of the first block that made it so; UINT64_MAX: none did */
  const char *documented;
  unsigned served;      /* bit v: volume v, at the end */
  unsigned quiet_cycle; /* when all was quiet */
  unsigned takeover_cycles, exposed_cycles;
};
/* wave: an FST of all of it, or NULL. 0; or -1 with one line in err. */
int explore_replay(const struct explore_plan *plan, const struct explore_state *state,
                   const char *wave, struct explore_verdict *out, char *err, size_t err_size);

const char *explore_outcome_name(enum explore_outcome o);

#endif
