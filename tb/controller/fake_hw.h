/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_hw.h: a model of the hardware around one controller, at the level of events and commands.
 *
 * Contents are version numbers: every block of every write gets the next one, so newer is larger.
 * Nothing moves by itself: the functions below are the steps of host port, drain, event queue,
 * disks and read stream, and a test takes them in the order it likes. Every step checks the
 * contract of hw.h and what the host was promised; a breach fails the running test and prints
 * `name` (of the test, with its seed).
 */
#ifndef TWINACK_FAKE_HW_H
#define TWINACK_FAKE_HW_H

#include "controller.h"

#define FAKE_LBAS 600
#define FAKE_QUEUE 64
#define FAKE_EVENTS 4096
#define FAKE_EPOCH 7
#define FAKE_HISTORY 65536
#define FAKE_ATTEMPTS 4 /* of a destage, before the controller gives a block up */

struct fake_config {
  struct controller_config controller;
  unsigned depth[HW_QUEUES]; /* of each queue, 1 .. FAKE_QUEUE */
  unsigned fifo_frames;      /* 1 .. FAKE_QUEUE */
};

/* What goes wrong at the next step that can: one shot each, cleared when used. */
struct fake_faults {
  bool destage, fetch;    /* the disk answers with ERROR */
  bool frame;             /* the frame at the head of the FIFO is lost */
  bool store, store_fifo; /* the next block is not confirmed: by the cache, by the FIFO */
};

struct fake_slot {
  uint64_t lba, version, previous; /* previous: version of lba stored before this one */
  uint32_t seq;
  unsigned sends, errors;
  bool offered, valid, stored, seen, failed, mirrored, on_disk_queue;
};

struct fake_frame {
  struct record rec;
  uint64_t version;
  bool clean, last, failed; /* failed: WRITE_FAILED was reported; no ack depends on it */
};

struct fake_mirror {
  uint64_t lba, version;
  uint32_t seq;
  bool valid, clean_lost;
};

struct fake_command {
  uint64_t lba, version;     /* of its first block */
  uint64_t heard;            /* when the controller was told of it */
  uint64_t floor[FAKE_LBAS]; /* acknowledged when it was issued: the least that it may see */
  uint8_t lost[256];         /* sync: frames lost */
  unsigned op, count, stored, sent, streamed;
  bool active, failed, damaged, held, fetch_failed, ending;
  uint8_t status;
};

struct fake_queue {
  struct record rec[FAKE_QUEUE];
  unsigned head, count;
};

struct fake {
  struct controller controller;
  struct fake_config cfg;
  struct fake_faults faults;
  const char *name;
  uint64_t next_version;
  uint32_t seq;
  uint64_t acked[FAKE_LBAS], seen[FAKE_LBAS], stored[FAKE_LBAS], disk[FAKE_LBAS];
  uint64_t exposed[FAKE_LBAS]; /* newest version whose frame was lost */
  uint64_t given_up[FAKE_LBAS];
  uint64_t heard[FAKE_LBAS];     /* when the controller was told of the newest loss; 0: not yet */
  uint32_t lost_seq[FAKE_LBAS];  /* of the newest loss */
  uint16_t lba_of[FAKE_HISTORY]; /* by sequence number */
  bool disk_busy[FAKE_LBAS];
  struct fake_slot slot[CONTROLLER_MAX_SLOTS];
  struct fake_mirror mirror[CONTROLLER_MAX_SLOTS];
  struct fake_queue queue[HW_QUEUES], flying; /* flying: disk commands at the disks */
  struct fake_frame fifo[FAKE_QUEUE];
  unsigned fifo_head, fifo_count;
  struct record event[FAKE_EVENTS];
  unsigned event_head, event_count;
  uint8_t port[256];
  unsigned port_head, port_count;
  struct fake_command command[256];
  unsigned active, disk_commands, lost_open, clean_lost_open;
  uint64_t delivered; /* events */
  uint64_t pushes[HW_QUEUES];
  struct record last[HW_QUEUES]; /* newest push to each queue */
};

/* Depths left 0 become 16. Fails the test when controller_init refuses. */
struct fake *fake_new(const struct fake_config *cfg, const char *name);
/* 64 slots, disk depth 8, no destage before 60 blocks are dirty, queues of 64. */
struct fake *fake_quiet(unsigned mode);
void fake_free(struct fake *f);

/* The host issues a command; the tag must be idle. */
void fake_issue(struct fake *f, unsigned op, uint8_t tag, uint64_t lba, unsigned count);

/* Steps: false when there was nothing to do. */
bool fake_port(struct fake *f);      /* one CLEAN frame, block or command of the host port */
bool fake_drain(struct fake *f);     /* one frame of the mirror FIFO */
bool fake_deliver(struct fake *f);   /* one event to the controller */
bool fake_disk_take(struct fake *f); /* one command from the disk queue to the disks */
bool fake_disk_end(struct fake *f, unsigned n); /* the n-th (modulo) command at the disks ends */
bool fake_stream(struct fake *f);               /* one entry of the host queue */
/* Pump the controller if it says that it waits for a queue. */
void fake_go_on(struct fake *f);

/* All steps in turn until nothing moves. */
void fake_settle(struct fake *f);
/* The same, but disk commands stay where they are. */
void fake_settle_but_disk(struct fake *f);

/* The host issues a command and all settles but the disks. */
void fake_do(struct fake *f, unsigned op, uint8_t tag, uint64_t lba, unsigned count);
/* The next so many disk commands end with ERROR, one after the other, oldest first. */
void fake_disks_fail(struct fake *f, unsigned commands);
/* The n-th oldest command at the disks. */
const struct record *fake_flying(const struct fake *f, unsigned n);
/* The slot that holds the newest version of lba. */
unsigned fake_slot_of(const struct fake *f, uint64_t lba);

/* An event that no model here makes. */
void fake_event(struct fake *f, const struct record *ev);

/* Fail the test with a message when cond is false. */
void fake_check(const struct fake *f, bool cond, const char *message);

#endif
