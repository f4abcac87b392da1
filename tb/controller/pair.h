/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair.h: two managed controllers with the hardware, links, disks and host around them, at the
 * level of events and commands.
 *
 * Contents are version numbers: every block of every write gets the next one, so newer is larger.
 * One step is one entry of one queue; pair_run() takes them in a random order, pair_settle() until
 * all is quiet. Every step checks what must hold in any order: no volume has two servers, an ack
 * has its copies, VOID loses nothing, a volume moves with nothing left behind, a read is as new as
 * what was acknowledged before it. A breach fails the running test and prints `name` and the seed.
 */
#ifndef TWINACK_PAIR_H
#define TWINACK_PAIR_H

#include "controller.h"
#include "rng.h"

#define PAIR_SLOTS 32
#define PAIR_BLOCKS 24 /* of a volume */
#define PAIR_LBAS (TWK_VOLUMES * PAIR_BLOCKS)
#define PAIR_ALL ((1U << TWK_VOLUMES) - 1) /* masks of volumes */
#define PAIR_ODD (PAIR_ALL & 0xaaU)
#define PAIR_EVEN (PAIR_ALL & 0x55U)
#define PAIR_TAGS 8
#define PAIR_QUEUE 64
#define PAIR_EVENTS 2048
#define PAIR_SILENT 12 /* ticks without a heartbeat */

struct pair_entry {
  struct record rec;
  uint64_t version; /* DESTAGE, DATA */
  unsigned life;    /* of the side that made a frame */
  bool last, owed, bad;
};

struct pair_queue {
  struct pair_entry entry[PAIR_QUEUE];
  unsigned head, count;
};

struct pair_slot {
  uint64_t lba, version;
  uint32_t seq;
  bool bad; /* two flipped bits */
};

struct pair_command {
  uint64_t lba, version;
  uint64_t floor[4]; /* read: what it may not be older than */
  unsigned op, count, stored, sent;
  bool active, started, unmirrored, damaged, held, failed;
  uint8_t status; /* once it ended */
};

struct pair;

struct pair_side {
  struct controller c;
  struct pair *pair;
  unsigned life;
  bool power, held, hung;           /* power: of the controller; held: by the peer */
  bool fifo_power, fifo_safe, link; /* of the path that this side writes */
  uint32_t ctl;
  struct pair_queue queue[HW_QUEUES], fifo;
  struct record event[PAIR_EVENTS];
  unsigned event_head, event_count;
  struct pair_slot cache[2 * PAIR_SLOTS]; /* local half, mirror half */
  uint32_t seq, posted;                   /* posted: newest STAT */
  unsigned lost_open, void_open;          /* losses to be answered: by the drain, by the rail */
  unsigned forgotten;
  unsigned beats, heard_beats;
  bool peer_died, seen;
  unsigned quiet;              /* ticks without a heartbeat while the link was up */
  uint32_t heard;              /* the peer's control word */
  bool lose_frame, lose_clean; /* the next DATA, the next CLEAN: one shot */
  bool stalled;                /* the host sends no data */
  uint8_t port[PAIR_TAGS];
  unsigned port_head, port_count;
  struct pair_command command[PAIR_TAGS];
  unsigned acks, refused, media, reads, moves, busy;
};

struct pair {
  struct pair_side side[2];
  struct pair_queue disks; /* at the disks; rec.tag: side */
  uint64_t disk[PAIR_LBAS], acked[PAIR_LBAS];
  uint8_t owner, home, void_, fenced, epoch; /* the table */
  uint64_t next_version, steps;
  struct rng rng;
  unsigned mode;
  bool lossy;  /* two faults at once: what was acknowledged may be gone, so it is not checked */
  bool load;   /* the host issues commands */
  bool moving; /* ... MOVE among them */
  bool moved;  /* a volume was given for good */
  bool slow;   /* disks do nothing */
  const char *name;
  uint64_t seed;
};

/* Both controllers have just started. */
struct pair *pair_new(unsigned mode, const char *name, uint64_t seed);
void pair_free(struct pair *p);

/* The host issues a command of 1 .. 4 blocks (MOVE: 0) on one side; false when that side has no tag
 * free. */
bool pair_issue(struct pair *p, unsigned side, unsigned op, uint64_t lba, unsigned count);

/* So many steps in random order; a tick of both sides every 120. */
void pair_run(struct pair *p, unsigned steps);
/* Steps without load until both controllers have nothing left to do, at most so many ticks. */
void pair_settle(struct pair *p, unsigned ticks);
/* One tick of both, and everything it leads to that needs no further tick. */
void pair_tick(struct pair *p);

/* A controller and its caches lose power; it comes back empty. */
void pair_kill(struct pair *p, unsigned side);
void pair_start(struct pair *p, unsigned side);
void pair_fifo(struct pair *p, unsigned side, bool power);
void pair_link(struct pair *p, unsigned side, bool up);
/* A dirty block of this side flips two bits; false when there is none. */
bool pair_break(struct pair *p, unsigned side);

/* Volumes that are this side's when both are well. */
unsigned pair_home(const struct pair *p, unsigned side);
/* Both PAIRED, each serves the volumes it is home of, nothing under way. */
bool pair_is_paired(const struct pair *p);
/* The version that a host would read now, from where the owner finds it. */
uint64_t pair_content(const struct pair *p, uint64_t lba);
/* Every block is as new as what was acknowledged. */
void pair_check_all(const struct pair *p);
void pair_check(const struct pair *p, bool cond, const char *message);

#endif
