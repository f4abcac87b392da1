/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim.h: one simulated Twinack system, cycle by cycle: RTL of both controllers and mirror paths,
 * their C controllers, the disks, and the host's end of the queues.
 *
 * Use: csim_config_defaults, change, csim_create; csim_post commands; csim_run until completions
 * come; csim_poll them; csim_destroy. One thread per system; systems share nothing but the trace
 * limits of Verilator. Same configuration, seed and calls: same cycles, always.
 * Time is in ps since creation; cycles are rising edges of the owner's clock since creation.
 */
#ifndef TWINACK_CSIM_H
#define TWINACK_CSIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "controller.h"
#include "disk.h"
#include "fault.h"
#include "power_config.h"

enum csim_side { CSIM_A, CSIM_B, CSIM_SIDES };

/* What can be reset on its own; see rtl/top/twinack.sv. */
enum csim_rail {
  CSIM_RAIL_A,
  CSIM_RAIL_B,
  CSIM_RAIL_AB,
  CSIM_RAIL_BA,
  CSIM_DRAIN_AB,
  CSIM_DRAIN_BA,
  CSIM_RAILS
};

/* Where code words can be flipped as they are written. */
enum csim_memory { CSIM_LOCAL, CSIM_MIRROR, CSIM_FIFO };

#define CSIM_QUEUE_DEPTH 32                    /* commands outstanding per controller */
#define CSIM_STATUS_ABORTED TWK_STATUS_ABORTED /* the controller was reset before it answered */

struct csim_config {
  unsigned mode;          /* TWK_MODE_* */
  uint64_t seed;          /* everything random: phases, jitter, crossing delays, seeks */
  uint64_t volume_blocks; /* each of the csim_volumes() volumes */
  unsigned period_a_ps, period_b_ps, period_m_ps; /* 200 .. 1000000, even */
  unsigned period_p_ps;    /* of the standby clock: POWER_TICK_NS of the power figures */
  bool managed;            /* controllers fail over; else straps alone decide */
  unsigned tick_cycles;    /* of the firmware's timer and heartbeat, managed */
  unsigned silence_cycles; /* without a heartbeat until the peer counts as silent */
  struct power_config power;
  unsigned lamp_us;   /* shortest time that the data-remaining lamp is on */
  unsigned settle_us; /* without data until a mirror FIFO is safe to remove */
  struct fault_list faults;
  unsigned jitter_ps;       /* each rising edge moves by up to this, below a quarter period */
  bool random_phase;        /* phases drawn from seed; else all rise together at 0 */
  bool random_crossing;     /* clock-crossing cells delay bits at random */
  unsigned fifo_limit;      /* beats, one frame .. FIFO depth */
  unsigned link_latency_ns; /* one way, of the wire */
  unsigned link_rate;       /* beats per 256 clocks of clk_m, 1 .. 256 */
  bool host_switch;         /* one port for the host, at the switch; else one at each controller */
  bool multipath;           /* the host tries the other controller when one cannot (multipath.h) */
  unsigned retry_pause_ns;  /* ... after so long, 1 .. 10^9 */
  unsigned retry_limit_us;  /* ... until so long after csim_post(); 0: for ever */
  struct controller_config controller; /* slots and mode are filled in by csim_create */
  struct disk_config disk;             /* blocks and seed are filled in by csim_create */
};

struct csim_command {
  uint8_t op;      /* TWK_OP_* */
  uint8_t volume;  /* below csim_volumes(); at first A owns the even, B the odd ones */
  uint64_t lba;    /* within the volume */
  uint32_t blocks; /* 1 .. TWK_MAX_COUNT; TWK_OP_FLUSH 0, or 1: to disk; TWK_OP_MOVE 0 */
  void *data;      /* blocks * 512 bytes, the caller's, untouched elsewhere until completion */
  uint64_t user;   /* comes back */
};

struct csim_completion {
  struct csim_command command;
  uint8_t status; /* TWK_STATUS_* or CSIM_STATUS_ABORTED */
  uint64_t posted_ps, done_ps;
  /* Of the clock of A for an even, B for an odd volume. first_beat: writes, else 0; 0 when the
   * other controller has done it. */
  uint64_t posted_cycle, first_beat_cycle, done_cycle;
};

struct csim_counters {
  uint64_t cycles[CSIM_SIDES];   /* rising edges of clk_a, clk_b */
  uint64_t evals;                /* of the model */
  unsigned fifo_max[CSIM_SIDES]; /* beats; index: the owner */
  uint64_t fifo_sum[CSIM_SIDES]; /* beats, summed over cycles */
  uint64_t stall_fifo[CSIM_SIDES], stall_slot[CSIM_SIDES], stall_room[CSIM_SIDES]; /* cycles */
  unsigned cache_corrected[CSIM_SIDES], cache_uncorrectable[CSIM_SIDES], scrubbed[CSIM_SIDES];
  unsigned fifo_corrected[CSIM_SIDES], fifo_uncorrectable[CSIM_SIDES];
  uint64_t firmware_busy[CSIM_SIDES]; /* cycles */
  uint64_t retries, failovers; /* multipath: posted again; carried out by what is not its home */
  unsigned assertions_failed;  /* in RTL; any is a defect */
  unsigned takeovers;          /* a controller came to serve its peer's volumes */
  uint64_t takeover_ps[2];     /* from the peer's end until then: longest, last */
  uint64_t drain_ps;           /* from a controller's end until its present flag is 0: longest */
  uint64_t exposed_ps;         /* an acknowledged block had one copy */
  uint64_t unserved_ps;        /* a volume had no controller */
  /* Over all lives of both controllers: */
  unsigned degrades, resyncs, failbacks, adopted, moves;
  bool both_served;        /* two controllers served one volume at once: a defect */
  unsigned switchovers;    /* a mirror FIFO's rail went to its battery */
  unsigned present_faults; /* faults that came while a present flag was 1 */
  struct controller_counters controller[CSIM_SIDES];
  struct disk_counters disk;
};

struct csim;

void csim_config_defaults(struct csim_config *cfg);
/* What the build's RTL parameters are. */
unsigned csim_slots(void);
unsigned csim_volumes(void);
unsigned csim_fifo_depth(void);
bool csim_can_trace(void);

/* NULL with one line in err on a bad configuration: "key: reason, expected ...". */
struct csim *csim_create(const struct csim_config *cfg, char *err, size_t err_size);
void csim_destroy(struct csim *s);

/* 0; or -1 when the controller that first owns the volume has CSIM_QUEUE_DEPTH commands outstanding
 * or is in reset. With multipath or a host switch only when the volume has so many outstanding,
 * whatever is alive.
 * TWK_OP_MOVE ends OK when the volume is the peer's, BUSY when nothing was done, and ABORTED,
 * whether it was or not, when its owner died. */
int csim_post(struct csim *s, const struct csim_command *c);
unsigned csim_outstanding(const struct csim *s, unsigned volume);
/* Runs until csim_now_ps() is until_ps, or to the edge at which a completion comes, if that is
 * first. */
void csim_run(struct csim *s, uint64_t until_ps);
/* Oldest completion not yet taken; false when there is none. */
bool csim_poll(struct csim *s, struct csim_completion *out);
uint64_t csim_now_ps(const struct csim *s);
/* When the next clock edge comes: nothing but commands happens before. */
uint64_t csim_next_ps(const struct csim *s);
/* Nothing outstanding, controllers idle, mirror FIFOs empty. */
bool csim_idle(const struct csim *s);

void csim_counters(const struct csim *s, struct csim_counters *out);
/* In RTL, so far; of the counters the one that is cheap to ask for. */
unsigned csim_assertions_failed(const struct csim *s);
const struct controller *csim_controller(const struct csim *s, enum csim_side side);
struct disk *csim_disk(struct csim *s);
/* Volumes that a controller serves, bit v; 0 when it is down. */
unsigned csim_serves(const struct csim *s, enum csim_side side);
/* Whose a volume is while both controllers are well: the last MOVE's, at first A for the even. */
enum csim_side csim_home(const struct csim *s, unsigned volume);
/* TWK_PHASE_*; -1 when it is down. */
int csim_phase(const struct csim *s, enum csim_side side);
/* Managed: no controller alive is between two phases, and every volume is served that can be. */
bool csim_settled(const struct csim *s);
/* A disk of a mirror has been replaced and is not whole yet. */
bool csim_rebuilding(const struct csim *s);
/* Faults of cfg.faults that have not come, or not wholly. */
unsigned csim_faults_open(const struct csim *s);
/* The present flag of the FIFO that `owner` writes. */
bool csim_present(const struct csim *s, enum csim_side owner);
/* Its lamp, with a shortest time on, and the maintenance lock: nothing in it, and at rest. */
bool csim_lamp(const struct csim *s, enum csim_side owner);
bool csim_safe_to_remove(const struct csim *s, enum csim_side owner);
/* mV now: power units A, B and the third; rails A, B, FIFO A->B, FIFO B->A. */
unsigned csim_unit_mv(const struct csim *s, unsigned unit);
unsigned csim_rail_mv(const struct csim *s, unsigned rail);
/* Of the mirror FIFO that `owner` writes, now: beats in it (its owner
 * dead: that its drain has not read); charge of its battery in percent; does
 * the battery carry it? */
unsigned csim_fifo_level(const struct csim *s, enum csim_side owner);
unsigned csim_battery_pct(const struct csim *s, enum csim_side owner);
bool csim_on_battery(const struct csim *s, enum csim_side owner);

/* Hold or release a reset. A controller that comes back is a new life: empty, next epoch. */
void csim_reset(struct csim *s, enum csim_rail rail, bool hold);
/* What breaks or comes back now; cfg.faults does it by itself. Times and events are not looked at;
 * it must fit (fault_check()). */
void csim_fault(struct csim *s, const struct fault *f);
/* ... with all that it does in time, from now, as one of cfg.faults. False while FAULT_MAX are not
 * done yet. */
bool csim_fault_begin(struct csim *s, const struct fault *f);
void csim_cut_link(struct csim *s, enum csim_side owner, bool cut);
/* Flip these bits {check, data} of every word written to that memory until set to NULL. FIFO: of
 * the FIFO that `side` writes. mask: 3 words of 32 bits, lowest first. */
void csim_inject(struct csim *s, enum csim_side side, enum csim_memory memory,
                 const uint32_t mask[3]);
/* Read a slot (TWK_SLOT_MIRROR set: of the mirror half) through the host read path, as a takeover
 * would; advances time. 0, or -1 when it could not be read back whole. */
int csim_read_slot(struct csim *s, enum csim_side side, unsigned slot, void *out);

/* ... straight from the memory, its ECC decoded here and not by the RTL, in no time. 0; 1 when bits
 * had to be corrected; -1 when a word could not be. */
int csim_peek_slot(struct csim *s, enum csim_side side, unsigned slot, void *block);

/* Snapshots within the process: the whole system, its disks included, out of and back into its
 * place. A snapshot belongs to the system it was made for, is freed before it, and can be saved to
 * again and again; steady use allocates nothing. NULL when out of memory, with a disk image or a
 * waveform open; save, restore and hash are not to be called with a waveform open either. */
struct csim_snapshot;
struct csim_snapshot *csim_snapshot_new(struct csim *s);
void csim_snapshot_free(struct csim_snapshot *p);
void csim_save(struct csim *s, struct csim_snapshot *to);
void csim_restore(struct csim *s, const struct csim_snapshot *from);
/* Of all that decides what the system will do, with times taken from now; equal states of one
 * system have equal hashes, whenever they are reached. Statistics of the RTL count as state. */
uint64_t csim_hash(const struct csim *s);
/* Bytes that a save copies, but for the disks' contents. */
size_t csim_state_size(const struct csim *s);

/* A snapshot: the process forks, and both go on from this very cycle. Returns 0 in the child, its
 * pid here; -1 while a waveform is open, whose writer does not survive it, or with a disk image,
 * which both would write. */
pid_t csim_fork(struct csim *s);

/* Waveform (builds that can): FST from now until csim_trace_close or destruction. 0 or -1. */
int csim_trace_open(struct csim *s, const char *path);
void csim_trace_close(struct csim *s);

#endif
