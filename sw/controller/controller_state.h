/* SPDX-License-Identifier: Apache-2.0 */
/*
 * controller_state.h: everything a controller knows, in one block; included by controller.h.
 *
 * Links are slot numbers, never pointers (the hardware interface apart), so a copy of the struct is
 * a snapshot. Only sw/controller/ writes these fields; tests may read them.
 */
#ifndef TWINACK_CONTROLLER_STATE_H
#define TWINACK_CONTROLLER_STATE_H

#define SLOT_NONE 0xFFFFU

#define CONTROLLER_READS 8      /* reads served at once; the others wait in order of arrival */
#define CONTROLLER_READ_HELD 64 /* slots that one read pins at most */
#define CONTROLLER_ANSWERS 512  /* CLEAN frames beyond those of slots; the tracker lists fewer */

enum slot_state {
  SLOT_FREE,
  SLOT_OFFERED,
  SLOT_DIRTY,
  SLOT_DESTAGING,
  SLOT_CLEAN,
  SLOT_FETCHING,
  SLOT_RETIRED, /* given up: becomes FREE when no read pins it and its CLEAN frame has gone */
  SLOT_STATES
};

struct slot {
  uint64_t lba;
  uint64_t since; /* write order of the oldest content that only this slot's destage replaces */
  uint32_t seq;
  uint16_t chain;      /* next slot of the same directory bucket */
  uint16_t prev, next; /* in the one list the slot is in: free, lru, cleans or fetches */
  uint16_t older;      /* version of the block whose disk command must end first */
  uint16_t newer;      /* version that waits for ours */
  uint16_t pins;       /* reads that hold it */
  uint8_t state;       /* enum slot_state */
  uint8_t tag;         /* of the write, for through mode */
  uint8_t errors;      /* destages that failed */
  bool mirrored;       /* a CLEAN frame is owed */
  bool clean_queued;   /* ... and waits in `cleans` */
  bool superseded;     /* no longer in the directory */
  bool urgent;         /* its frame was lost: one copy only */
  bool lost;           /* ... and its CLEAN frame is to say so */
  bool stuck;          /* DIRTY for good: the disk refused it too often */
  bool failed;         /* the fetch failed: no content */
};

struct slot_list {
  uint16_t head, tail;
  unsigned count;
};

struct read {
  uint64_t lba;
  uint16_t count;              /* blocks of the command */
  uint16_t held, sent, passed; /* blocks [passed, held) are pinned, [passed, sent) given to RTL */
  uint16_t slot[CONTROLLER_READ_HELD]; /* of block i: slot[i % CONTROLLER_READ_HELD] */
  uint8_t tag, next;
  bool active, failed;
};

struct read_request {
  uint64_t lba;
  uint16_t count;
  uint8_t tag;
};

struct flush {
  uint64_t order; /* waits for blocks written up to here */
  unsigned left;  /* ... that are not on disk yet */
  uint8_t status;
  bool active, lost_only; /* lost_only: waits only for blocks that have one copy */
};

/* Modes through and sync: a write command whose ack may be ours. */
struct write {
  uint64_t base;      /* LBA of its block 0 */
  uint32_t first_seq; /* of its block 0: tells it from an earlier command with this tag */
  uint64_t lost[TWK_MAX_COUNT / 64]; /* sync: lost blocks of which no copy this new is on disk */
  uint16_t left;                     /* sync: bits in lost; through: blocks not on disk */
  uint8_t status;
  bool due;      /* the ack is ours when nothing is left */
  bool answered; /* by hardware, or already by us */
};

/* A CLEAN frame for a slot that may have been filled again since. */
struct answer {
  uint64_t lba;
  uint32_t seq;
  uint16_t slot;
  uint8_t flags;
};

struct mirror_entry {
  uint64_t lba;
  uint32_t seq;
  uint8_t epoch;
  bool valid;
};

struct controller {
  struct controller_config cfg;
  struct hw hw;
  struct controller_counters count;
  unsigned reserve; /* slots never offered to writes */
  unsigned window;  /* blocks a read looks ahead beyond its first unsent one */
  uint64_t order;   /* writes seen */
  unsigned blocked; /* one bit for each queue that stopped the last pump */

  struct slot slot[CONTROLLER_MAX_SLOTS];
  uint16_t bucket[CONTROLLER_MAX_SLOTS];
  struct slot_list free, lru, cleans, fetches;
  unsigned offered;

  unsigned dirty, stuck;                /* slots in state DIRTY, without and with `stuck` */
  uint16_t ready[CONTROLLER_MAX_SLOTS]; /* DIRTY slots that may be destaged, by rising LBA */
  unsigned ready_count, ready_urgent;
  uint64_t hand; /* elevator: next LBA */
  bool draining; /* between the two watermarks, on the way down */
  unsigned in_flight, destages, fetch_run;

  struct read read[CONTROLLER_READS];
  uint8_t first_read; /* oldest active read, or CONTROLLER_READS */
  struct read_request waiting[CONTROLLER_MAX_TAGS];
  unsigned waiting_head, waiting_count;

  struct flush flush[CONTROLLER_MAX_TAGS];
  unsigned flushes, disk_flushes; /* pending; of these, without lost_only */
  uint64_t flush_order;           /* of the newest disk flush */
  struct write write[CONTROLLER_MAX_TAGS];
  unsigned lossy; /* of these with bits in lost */
  uint8_t ack_tag[CONTROLLER_MAX_TAGS], ack_status[CONTROLLER_MAX_TAGS];
  unsigned ack_head, ack_count;

  struct answer answer[CONTROLLER_ANSWERS];
  unsigned answer_head, answer_count;
  struct mirror_entry mirror[CONTROLLER_MAX_SLOTS];
  unsigned mirror_valid;
};

#endif
