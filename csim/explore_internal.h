/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_internal.h: what the files of crash exploration share: a machine under test, its host,
 * and its judge.
 */
#ifndef TWINACK_EXPLORE_INTERNAL_H
#define TWINACK_EXPLORE_INTERNAL_H

#include "explore.h"
#include "oracle.h"

#define EXPLORE_VOLUMES 2   /* of the machine's that the host uses: one of each controller */
#define EXPLORE_COMMANDS 14 /* of each volume's workload */
#define EXPLORE_BLOCKS 2    /* of a command, at most */
#define EXPLORE_SPAN 3      /* blocks of each volume in use */
#define EXPLORE_DEPTH 2     /* commands outstanding per volume */

struct explore_command {
  uint8_t op, lba, blocks;
};

struct explore_script {
  struct explore_command command[EXPLORE_VOLUMES][EXPLORE_COMMANDS];
};

struct explore_request {
  bool busy;
  uint8_t op, blocks;
  uint64_t lba, id; /* lba over all volumes; id: the oracle's */
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
  struct explore_damage damage;
  unsigned mode, topology;
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
/* A command of the script has ended. */
void explore_host_end(struct explore_machine *m, const struct csim_completion *e);
/* Nothing is outstanding on the volume, and nothing will be posted. */
bool explore_host_done(const struct explore_machine *m, unsigned volume);

/* explore_where.c: what stands between the explorer and whoever recovers. */
#define EXPLORE_ALL ((1U << TWK_VOLUMES) - 1) /* masks of volumes: used or not */
/* Bit v: volume v is served, by a controller whose firmware runs. */
unsigned explore_served(const struct explore_machine *m);
/* Would this fault change anything now? */
bool explore_acts(struct explore_machine *m, enum explore_fault f);
/* Applies it. */
void explore_break(struct explore_machine *m, enum explore_fault f);
/* Undoes one thing that is broken; false when nothing is. */
bool explore_mend(struct explore_machine *m);
/* Every failure has been noticed and answered, and nothing more happens unless the host asks. */
bool explore_settled(const struct explore_machine *m);
/* Both controllers are PAIRED. */
bool explore_paired(const struct explore_machine *m);
/* Nobody will ever serve some volume, as things are. */
bool explore_stuck(const struct explore_machine *m);
/* An RTL assertion has failed, or two controllers have served one volume at once. */
bool explore_broke_rules(const struct explore_machine *m);
/* Since the creation, in ps. */
struct explore_times {
  uint64_t takeovers, takeover, exposed;
};
struct explore_times explore_times(const struct explore_machine *m);
/* What a host would read, without time; -1: not readable. Only for a volume that is served. */
int explore_read(struct explore_machine *m, uint64_t lba, void *block);
/* The same through the host's port; takes time. */
int explore_read_slow(struct explore_machine *m, uint64_t lba, void *block);

/* explore_place.c: a copy of all of it, to be put back into the same machine as often as wanted.
 * The copy belongs to its place. */
struct explore_place {
  struct csim_snapshot *sim;
  struct oracle *oracle;
  struct explore_host host;
  struct explore_damage damage;
  unsigned cycle;
};
/* -1: no memory; close it all the same. */
int explore_place_open(struct explore_place *p, struct explore_machine *m);
void explore_place_close(struct explore_place *p);
void explore_place_save(struct explore_place *p, struct explore_machine *m);
void explore_place_restore(const struct explore_place *p, struct explore_machine *m);

/* explore_judge.c */
/* settled: as its recovery says. lba may be NULL. */
enum explore_outcome explore_judge(struct explore_machine *m, bool settled, uint64_t *lba);
/* All that is broken comes back first. */
enum explore_outcome explore_judge_return(struct explore_machine *m, unsigned limit, uint64_t *lba);
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
struct explore_recovery {
  unsigned cycles, takeover, exposed; /* takeover: 0 when nobody took over */
  unsigned unserved; /* cycles in a row until now in which a volume was not served */
  bool settled;
  struct explore_times before;
};
void explore_recovery_begin(const struct explore_machine *m, struct explore_recovery *r);
/* One cycle of it; true when it is over: settled, or too long. */
bool explore_recovery_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit);
/* All that is broken comes back: now, and the workload ends soon after. */
void explore_return_begin(struct explore_machine *m, struct explore_recovery *r);
/* One cycle of what follows; true when it is over: settled, which here means paired again, too, or
 * too long. */
bool explore_return_step(struct explore_machine *m, struct explore_recovery *r, unsigned limit);
/* All of it. False: they are not paired again. */
bool explore_return(struct explore_machine *m, unsigned limit);

#endif
