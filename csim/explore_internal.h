/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_internal.h: what the files of crash exploration share: a machine under test, its host,
 * and its judge.
 */
#ifndef TWINACK_EXPLORE_INTERNAL_H
#define TWINACK_EXPLORE_INTERNAL_H

#include "explore.h"
#include "oracle.h"

#define EXPLORE_VOLUMES 2
#define EXPLORE_COMMANDS 14     /* of each volume's workload */
#define EXPLORE_BLOCKS 2    /* of a command, at most */
#define EXPLORE_SPAN 4      /* blocks of each volume in use */
#define EXPLORE_DEPTH 2         /* commands outstanding per volume */
#define EXPLORE_PATIENCE 20000U /* cycles for one read through the RTL */

struct explore_command {
  uint8_t op, lba, blocks;
};

struct explore_script {
  struct explore_command command[EXPLORE_VOLUMES][EXPLORE_COMMANDS];
};

struct explore_request {
  bool busy;
  uint8_t op, blocks;
  uint64_t lba, id; /* lba over both volumes; id: the oracle's */
  uint8_t data[EXPLORE_BLOCKS * ORACLE_BLOCK];
};

/* Its own state in one place, but for what the oracle knows; `request` must not move. */
struct explore_host {
  unsigned next[EXPLORE_VOLUMES]; /* command of the script */
  unsigned quota;                 /* commands that may still be posted */
  uint64_t history;               /* a hash of all that the host saw */
  uint8_t worst;                  /* enum explore_outcome, of what reads brought */
  uint64_t worst_lba;
  struct explore_request request[EXPLORE_VOLUMES][EXPLORE_DEPTH];
};

struct explore_machine {
  struct csim *sim;
  struct oracle *oracle;
  struct explore_script script;
  struct explore_host host;
  struct explore_power power;
  uint64_t volume_blocks, start_ps, period_ps;
  unsigned cycle;
};

/* explore_config.c */
void explore_config(const struct explore_plan *plan, struct csim_config *cfg);
void explore_script_make(uint64_t seed, struct explore_script *script);

/* explore_host.c */
void explore_host_init(struct explore_host *h);
void explore_host_post(struct explore_machine *m);
void explore_host_take(struct explore_machine *m);
/* Nothing is outstanding on the volume, and nothing will be posted. */
bool explore_host_done(const struct explore_machine *m, unsigned volume);

/* explore_where.c: what stands between the explorer and whoever recovers. */
/* Bit v: volume v is served. */
unsigned explore_served(const struct explore_machine *m);
/* Nothing more will happen unless the host asks for it. */
bool explore_settled(const struct explore_machine *m);
/* What a host would read, without time; -1: not readable. Only for a volume that is served. */
int explore_read(struct explore_machine *m, uint64_t lba, void *block);
/* The same through the RTL's read path; takes time. */
int explore_read_slow(struct explore_machine *m, uint64_t lba, void *block);

/* explore_judge.c */
enum explore_outcome explore_judge(struct explore_machine *m, uint64_t *lba);
/* ... of a recovery that is over; goes on with it when a volume is not served. */
struct explore_recovery;
enum explore_outcome explore_verdict(struct explore_machine *m, struct explore_recovery *r,
                                     unsigned limit, bool single, uint64_t *lba);
/* Do all blocks read through the RTL as they do without time? Spoils the machine. */
bool explore_reads_back(struct explore_machine *m);
void explore_sample(struct explore_samples *s, unsigned cycles);

/* explore_run.c: a machine in time. */
int explore_machine_open(struct explore_machine *m, const struct explore_plan *plan, char *err,
                         size_t err_size);
void explore_machine_close(struct explore_machine *m);
void explore_cycle(struct explore_machine *m);
/* Apply a fault now; the workload ends soon after. */
void explore_strike(struct explore_machine *m, enum explore_fault f);
/* Everything that failed is back; what hangs is started again. */
void explore_repair(struct explore_machine *m);
struct explore_recovery {
  unsigned cycles, takeovers;
  uint64_t exposed_ps; /* both: of the machine when it began */
  bool settled;
};
void explore_recovery_begin(const struct explore_machine *m, struct explore_recovery *r);
/* Did the peer take over since, and after how many cycles; for how many one copy was left. */
bool explore_took_over(const struct explore_machine *m, const struct explore_recovery *r,
                       unsigned *cycles);
unsigned explore_exposed(const struct explore_machine *m, const struct explore_recovery *r);
/* One cycle of it; true when it is over: settled, or `limit` cycles long. */
bool explore_recovery_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit);

#endif
