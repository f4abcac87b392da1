/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim_internal.h: the parts of a simulated system, for the files of csim/ alone.
 *
 * A part is stepped once after each rising edge of its controller's clock: it reads outputs as they
 * are after that edge and sets inputs for the next. No output of the RTL depends on an input
 * within a clock, so "valid and ready" seen now is a transfer at the next edge, and may be
 * booked at once.
 */
#ifndef TWINACK_CSIM_INTERNAL_H
#define TWINACK_CSIM_INTERNAL_H

#include "clocks.h"
#include "csim.h"
#include "model.h"
#include "multipath.h"
#include "observe.h"
#include "reserve.h"

#define BLOCK_BYTES 512
#define BLOCK_BEATS (BLOCK_BYTES / 8)
#define RING_DEPTH 64U  /* entries of each firmware queue ahead of the RTL's own */
#define DONE_DEPTH 128U /* disk completions waiting: more than a controller may have in flight */
#define RESET_CYCLES 8U /* held at the start, and waited after a release for the synchronisers */
#define PROBE_TAG 255   /* of csim_read_slot; host tags are below MULTIPATH_COMMANDS */
#define CSIM_ALL_VOLUMES ((1U << TWK_VOLUMES) - 1)

/* First home of a volume, whose clock its times are given in. */
static inline enum csim_side csim_clock_of(unsigned volume) {
  return (enum csim_side)(volume % CSIM_SIDES);
}
/* Volumes that a controller serves when straps decide: those whose first home it is. */
static inline unsigned csim_strapped(enum csim_side side) {
  unsigned mask = 0;
  for (unsigned v = side; v < TWK_VOLUMES; v += CSIM_SIDES) mask |= 1U << v;
  return mask;
}

struct ring_entry {
  struct record record;
  uint64_t after_clean; /* HW_FREE: CLEANs that must be in the hardware first */
};

struct ring {
  struct ring_entry entry[RING_DEPTH];
  unsigned head, count;
};

struct firmware {
  struct controller controller;
  struct ring queue[HW_QUEUES];
  uint64_t cleans_pushed, cleans_taken;
  struct record event; /* being decided on */
  bool busy;           /* ... until: */
  uint64_t busy_until, busy_cycles;
  bool drained; /* a queue entry was taken since the controller last ran */
  bool hung;    /* a fault: it runs no more in this life */
  bool has_control;
  uint32_t control; /* word for the next edge */
};

struct host_command {
  struct csim_command command;
  bool used, damaged; /* damaged: a block of a read came with an error */
  uint64_t posted_ps, posted_cycle, first_beat_cycle;
};

/* The host's end of a port. */
struct host_end {
  struct csim *system;
  struct side *side; /* whose port it is; NULL: the host switch's */
  const struct model_host *port;
  unsigned depth;               /* tags */
  struct host_command *command; /* by tag */
  uint8_t *waiting;             /* `depth` places: tags not yet taken by the port, in order */
  unsigned waiting_head, waiting_count, outstanding;
  unsigned write_beat, read_beat;
  uint8_t *probe; /* csim_read_slot's block, or NULL */
  bool probe_done, probe_damaged;
};

struct disk_link {
  struct disk_done done[DONE_DEPTH];
  unsigned head, count;
  unsigned in_beat;  /* beats of done[head] already given */
  uint16_t out_slot; /* the DESTAGE under way */
  uint64_t out_lba;
  unsigned out_beat;
  uint64_t out[BLOCK_BEATS];
};

struct side {
  enum csim_side id;
  struct csim *system;
  const struct model_side *port;
  const uint8_t *up; /* out of reset, in the model */
  bool was_up, alive;
  uint64_t alive_from; /* cycle at which a released reset has passed its synchroniser */
  uint8_t life;        /* epoch */
  uint64_t cycle, active_cycle;
  struct firmware firmware;
  struct host_end host; /* idle with a host switch */
  struct host_command command[CSIM_QUEUE_DEPTH];
  uint8_t waiting[CSIM_QUEUE_DEPTH];
  struct disk_link disk;
};

#define COMPLETIONS ((size_t)TWK_VOLUMES * CSIM_QUEUE_DEPTH * 2)

struct completions {
  struct csim_completion entry[COMPLETIONS];
  size_t head, count;
};

/* Supplies, as they were at the last edge of the standby clock. */
struct power {
  uint8_t on, kept, on_battery; /* as pw_rail_on, pw_rail_kept and pw_on_battery have them */
  bool writing[CSIM_SIDES];     /* in the middle of a mirrored frame just before it */
  uint64_t ticks;
  struct rng rng; /* torn words, and which bits flip */
};

/* What only somebody who sees everything can measure. */
struct watch {
  uint64_t since_ps;
  bool exposed, unserved; /* since then */
  bool both;              /* two controllers served one volume: must never be */
  bool mirror_lost[CSIM_SIDES];
  int phase[CSIM_SIDES]; /* csim_phase(), when last looked at */
  bool gone[CSIM_SIDES], taken[CSIM_SIDES];
  uint64_t gone_ps[CSIM_SIDES];
  unsigned takeovers, switchovers, present_faults;
  uint64_t takeover_ps[2], exposed_ps, unserved_ps;
  struct controller_counters past; /* of lives that have ended */
};

/* Faults of the configuration and the counters that their events go by. */
struct faults {
  struct fault_schedule schedule;
  struct fault_counts counts;
  uint64_t release_ps[CSIM_SIDES]; /* end of a controller's reset; 0: none */
  unsigned starts;
};

struct switched_host {
  struct host_end end;
  struct host_command command[MULTIPATH_COMMANDS];
  uint8_t waiting[MULTIPATH_COMMANDS];
};

/* Plain data but for pointers that never change during the life of a system, so that a snapshot is
 * a copy put back in place: what a part allocates must be copied by snapshot.c. */
struct csim {
  struct csim_config cfg;
  struct model *model;
  struct clocks clocks;
  uint64_t now_ps, evals, disk_next_ps;
  struct disk *disk;
  struct reserve reserve;
  uint64_t fences; /* won at the disks */
  struct side side[CSIM_SIDES];
  struct multipath multipath; /* unused without cfg.multipath */
  struct completions completions;
  unsigned pins_high; /* bit i: clock i is high in the model */
  unsigned running;   /* bit i: clock i has power */
  struct power power;
  struct watch watch;
  struct faults faults;
  unsigned fifo_max[CSIM_SIDES];
  uint64_t fifo_sum[CSIM_SIDES];
  bool tracing;
  uint64_t dumped_ps; /* of the waveform's last values */
  csim_observer *observer;
  void *observer_user;
  struct switched_host host; /* unused without cfg.host_switch: last, for snapshots to leave out */
};

/* Tells the observer, if there is one (observe.c). */
void side_seen(const struct side *s, enum csim_seen_kind kind, uint64_t first, uint64_t second,
               const void *block);
void fault_seen(const struct csim *y, const struct fault *f);

/* power.c: supplies come up; straps as configured; before and after an edge of clk_p. */
void power_start(struct csim *s);
bool power_is_up(const struct csim *s);
void power_straps(struct csim *s);
void power_before(struct csim *s);
void power_step(struct csim *s);
/* Flip so many bits of a stored code word. */
void power_flip(struct csim *s, enum model_memory which, unsigned word, unsigned bits);
/* After each edge of a controller's clock. */
void watch_step(struct csim *s);
/* faults.c: the run begins; what is due by now is done. */
void faults_start(struct csim *s);
void faults_step(struct csim *s);
/* csim_step.c: to the next edge of any clock; evaluate after inputs moved between edges; what all
 * signals of the waveform are now. */
void csim_step(struct csim *s);
void csim_settle(struct csim *s);
void csim_dump(struct csim *s);

void csim_counters_add(struct controller_counters *to, const struct controller_counters *from);

const char *csim_config_check(const struct csim_config *cfg);

void firmware_start(struct side *s);
void firmware_step(struct side *s);
bool firmware_quiet(const struct side *s);
void firmware_trace(const struct side *s, struct model_firmware *out);

/* side NULL: of the host switch; command and waiting: places for `depth` tags. */
void host_init(struct host_end *h, struct csim *s, struct side *side, unsigned depth,
               struct host_command *command, uint8_t *waiting);
/* 0; or -1 when all tags are outstanding or the port's controller is in reset. */
int host_post(struct host_end *h, const struct csim_command *c);
/* After each rising edge of the port's clock. */
void host_step(struct host_end *h);
/* A rail or a path that goes down takes ready away between edges: the beat booked does not move. */
void host_ready_gone(struct host_end *h);
/* The controller is gone: every command outstanding ends as aborted. Never of the switch, which
 * answers each by itself. */
void host_abort(struct host_end *h);
/* The controller that serves a volume now; while there is none, `otherwise`. */
enum csim_side csim_server(const struct csim *s, unsigned volume, enum csim_side otherwise);

/* A new life: what the last one still had at the disks is dropped. */
void disk_link_start(struct side *s);
void disk_link_step(struct side *s);
void disk_link_done(struct side *s, const struct disk_done *done);
uint8_t disk_link_side(uint64_t cookie);

/* A controller has answered, or is gone. */
void csim_complete(struct csim *s, const struct csim_completion *c);
/* The caller's command has ended. */
void csim_finish(struct csim *s, const struct csim_completion *c);

#endif
