/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.h: faults as data: what breaks, what comes back, and when.
 *
 *   KIND[:ARGUMENT...][@WHEN]      several with commas between
 *
 *   psu:A|B|C                      mains fail: the unit holds up, then decays
 *   psu-hard:A|B|C                 the unit itself fails: its output decays at once
 *   brownout:A|B|C:NmV[:TIME]      its output sags to N mV, for a time or until restored
 *   flap:A|B|C:COUNT:TIME          mains fail and return COUNT times, once in each TIME
 *   ramp:A|B|C[:TIME]              restore, but the output rises evenly over TIME (100us)
 *   restore:A|B|C|link|fifo-battery    undoes what was done to it; both directions, both batteries
 *   link-cut[:ab|ba]               one direction of the links, or both
 *   link-restore[:ab|ba]
 *   hang:A|B                       firmware stops, hardware goes on
 *   reset:A|B                      the controller is reset and comes back; ends a hang
 *   battery-low:A|B[:PERCENT]      of the mirror FIFO that A (B) writes: charge falls to (40)
 *   battery-missing:A|B, battery-failed:A|B, battery-ok:A|B
 *   flip:cache|mirror|fifo[:A|B]:BITS    1 or 2 bits of a word stored in A's (B's) memory; fifo:
 *                                  of the one that it writes
 *   move:V                         the host asks that volume V be given to the other controller for
 *                                  good; no fault, and nothing if that one may not have it just now
 *   disk-fail:N                    disk N (from 0) does nothing any more
 *   disk-slow:N:FACTOR             its commands take FACTOR times as long
 *   disk-errors:N:PERMILLE         it refuses so many in a thousand commands
 *   bad-block:N:LBA[:COUNT]        it cannot read what it has of COUNT (1) blocks of the array from
 *                                  LBA on, until they are written again
 *   disk-replace:N                 a new and empty one in its place; mirrored, it is rebuilt
 *
 * WHEN is a time since the start of the run (500ns, 12us, 3ms), or an event, and perhaps a time
 * after it (ack:100+12us):
 *   ack:N        the N-th acknowledged write
 *   frame:N      the N-th frame stored in a mirror FIFO
 *   cycle:N      of clk_a
 *   takeover[:N] a controller has fenced its peer, the N-th time
 *   join[:N]     a controller starts, the first ones of all not counted
 * Without @WHEN: at once.
 *
 * Everything here is plain data without pointers or heap: a copy is a snapshot. One table gives the
 * kinds and what they take (fault_kinds.c); reader, printer and check go by it.
 */
#ifndef TWINACK_FAULT_H
#define TWINACK_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULT_MAX 32                          /* faults of a run */
#define FAULT_TEXT 96                         /* longest text of one, its end included */
#define FAULT_TIME_MAX_PS (UINT64_C(1) << 56) /* 20 hours */

enum fault_kind {
  FAULT_PSU,
  FAULT_PSU_HARD,
  FAULT_BROWNOUT,
  FAULT_FLAP,
  FAULT_RAMP,
  FAULT_RESTORE,
  FAULT_LINK_CUT,
  FAULT_LINK_RESTORE,
  FAULT_HANG,
  FAULT_RESET,
  FAULT_BATTERY_LOW,
  FAULT_BATTERY_MISSING,
  FAULT_BATTERY_FAILED,
  FAULT_BATTERY_OK,
  FAULT_FLIP,
  FAULT_MOVE,
  FAULT_DISK_FAIL,
  FAULT_DISK_SLOW,
  FAULT_DISK_ERRORS,
  FAULT_BAD_BLOCK,
  FAULT_DISK_REPLACE,
  FAULT_KINDS
};

/* The first three in the order of power_system's bits; A and B are controllers, too. */
enum fault_unit {
  FAULT_A,
  FAULT_B,
  FAULT_C,
  FAULT_AB, /* the link from A to B */
  FAULT_BA,
  FAULT_LINK,         /* both */
  FAULT_FIFO_BATTERY, /* both */
  FAULT_UNITS
};

/* In the order of enum csim_memory. */
enum fault_memory { FAULT_CACHE, FAULT_MIRROR, FAULT_FIFO, FAULT_MEMORIES };

enum fault_event {
  FAULT_AT_TIME,
  FAULT_AT_ACK,
  FAULT_AT_FRAME,
  FAULT_AT_CYCLE,
  FAULT_AT_TAKEOVER,
  FAULT_AT_JOIN,
  FAULT_EVENTS
};

struct fault {
  uint8_t kind;      /* enum fault_kind */
  uint8_t unit;      /* enum fault_unit */
  uint8_t memory;    /* enum fault_memory: flip */
  uint8_t event;     /* enum fault_event */
  uint32_t value;    /* brownout: mV; flap: count; battery-low: percent; flip: bits; move: volume;
                        ramp: see fault_due(); disk-slow: factor; disk-errors: permille */
  uint64_t time_ps;  /* brownout: 0 until restored; flap: period; ramp: duration */
  uint64_t number;   /* of the event, from 1; FAULT_AT_TIME: 0 */
  uint64_t delay_ps; /* after the event, or since the start of the run */
  uint32_t disk;     /* those of disks */
  uint32_t blocks;   /* bad-block: how many, from lba on */
  uint64_t lba;
};

struct fault_list {
  struct fault fault[FAULT_MAX];
  unsigned count;
};

/* Appends what `text` says. 0; or -1 with "fault 'TEXT': reason, expected what" in err and the list
 * as it was. */
int fault_parse(const char *text, struct fault_list *out, char *err, size_t err_size);
/* As fault_parse() reads it: gives the same fault again. Length as snprintf counts; FAULT_TEXT is
 * enough. */
int fault_print(const struct fault *f, char *out, size_t size);
const char *fault_kind_name(enum fault_kind kind);

/* What faults must fit to. */
struct disk_config;
struct fault_world {
  unsigned topology; /* TWK_TOPOLOGY_* */
  unsigned mode;     /* TWK_MODE_* */
  bool managed;      /* controllers take over; else the event never comes */
  unsigned nominal_mv;
  uint64_t battery_us; /* how long a full battery carries a FIFO; 0: it has no capacity */
  uint64_t run_ps;     /* how long the run is; 0: as long as it takes */
  const struct disk_config *disk; /* NULL: there are none */
};

/*
 * Contradictions, before anything is simulated: a unit or battery that the topology lacks or whose
 * capacity is 0, a disk that there is not or a block that is not on it, a memory or event that the
 * ack mode never uses, a sag above the nominal voltage, a time beyond the run, a return of what has
 * not failed before, the same lasting fault twice without a return between, an event that nothing
 * can cause. Two faults of which one waits for an event the other does not wait for may come in
 * either order: what is right in one of them passes. 0; or -1 with "fault 'TEXT': reason, expected
 * what" in err.
 */
int fault_check(const struct fault_list *list, const struct fault_world *world, char *err,
                size_t err_size);

/* ---- schedule */

/* How often each event has come; [FAULT_AT_TIME] is not looked at. [FAULT_AT_CYCLE] is the number
 * of the cycle. Counters never decrease. */
struct fault_counts {
  uint64_t count[FAULT_EVENTS];
};

struct fault_schedule {
  struct fault_list list;
  struct {
    uint64_t due_ps; /* of the next step; UINT64_MAX: not known yet, or done */
    uint32_t step;
    bool waiting; /* for its event */
  } item[FAULT_MAX];
  unsigned open;    /* faults not wholly done */
  unsigned waiting; /* ... of these, those that wait for an event */
  uint64_t next_ps; /* earliest due_ps */
};

/* Times of the list count from start_ps. */
void fault_schedule_init(struct fault_schedule *s, const struct fault_list *list,
                         uint64_t start_ps);
/* One more; its time counts from now_ps. It takes the place of one that is wholly done when there
 * are FAULT_MAX already; false when none of them is. */
bool fault_schedule_add(struct fault_schedule *s, const struct fault *f, uint64_t now_ps);

/*
 * The next thing to do at now_ps, which never decreases: call again until false. *out is one of the
 * list, ready to be applied at a stroke, with time_ps 0, event FAULT_AT_TIME and no delay: what
 * takes time has been cut into strokes:
 *   brownout with a time   brownout, and restore of the unit after that time
 *   flap                   psu at the start, restore in the middle of each period
 *   ramp                   64 times ramp with value = per mille of the nominal voltage at which the
 *                          output is held now (mains are back, a hard failure is over), then
 *                          restore
 * Several due at once come by their times, then in the list's order.
 */
bool fault_due(struct fault_schedule *s, uint64_t now_ps, const struct fault_counts *counts,
               struct fault *out);

/* May fault_due() have something to say? To be asked at every edge: cheap. */
static inline bool fault_pending(const struct fault_schedule *s, uint64_t now_ps) {
  return s->waiting != 0 || s->next_ps <= now_ps;
}

#endif
