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
#ifndef CONTROLLER_ANSWERS
#define CONTROLLER_ANSWERS 512 /* frames beyond the CLEANs of slots; the tracker lists fewer */
#endif

enum slot_state {
  SLOT_FREE,
  SLOT_OFFERED,
  SLOT_DIRTY,
  SLOT_DESTAGING,
  SLOT_CLEAN,
  SLOT_FETCHING,
  SLOT_SAVING,  /* dirty and broken: the peer puts its copy on disk, then it is fetched */
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
  bool broken;         /* an uncorrectable error was found in it */
  bool covered;        /* dirty, and what only its destage replaces is in the mirror */
  bool adopted;        /* of the mirror half, taken over: never offered or fetched into */
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
  uint8_t status; /* of the ack if it failed */
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
  uint64_t lost[TWK_MAX_COUNT / 64];    /* sync: lost blocks of which no copy this new is on disk */
  uint16_t left;                        /* sync: bits in lost; through: blocks not on disk */
  uint64_t pending[TWK_MAX_COUNT / 64]; /* managed: blocks of which no copy this new is on disk */
  uint16_t waits;                       /* bits in pending */
  uint8_t status;
  bool due;      /* the ack is ours when nothing is left */
  bool owed;     /* managed: ... when nothing is pending */
  bool answered; /* by hardware, or already by us */
};

/* A CLEAN or RESEND that is not the CLEAN a slot owes; the slot may have been filled again since.
 */
struct answer {
  uint64_t lba;
  uint32_t seq;
  uint16_t slot;
  uint8_t kind, note; /* TWK_CMD_*, TWK_NOTE_* */
  uint8_t flags;
};

/* What the owner of a mirrored block asked by NOTE SAVE. */
enum save { SAVE_NONE, SAVE_WANTED, SAVE_RUNNING, SAVE_DONE, SAVE_FAILED };

struct mirror_entry {
  uint64_t lba;
  uint32_t seq;
  uint8_t epoch;
  uint8_t save; /* enum save */
  bool valid;
};

/* What the controller is about; role.c says how one leads to another. */
enum role_step {
  ROLE_LISTENING,  /* JOINING */
  ROLE_ASKING,     /* JOINING: what does the table give me? */
  ROLE_STEADY,     /* PAIRED or ALONE */
  ROLE_FENCING,    /* takeover: the disks decide */
  ROLE_DRAINING,   /* ... the peer is held, its FIFO drains */
  ROLE_QUIESCING,  /* session: no further commands, destage */
  ROLE_NUMBERING,  /* ... a new epoch */
  ROLE_OPENING,    /* ... the path comes out of reset */
  ROLE_FORGETTING, /* ... FORGET is on its way */
  ROLE_RESTORING,  /* ... mirrors may be believed again */
  ROLE_RELEASING,  /* ... the peer gets its volumes */
  ROLE_MOVING      /* move: the peer gets one for good */
};

struct role {
  uint32_t status; /* STAT, newest */
  uint32_t table;  /* TABLE, newest */
  uint8_t step;    /* enum role_step */
  uint8_t phase, mode, own, epoch;
  uint8_t home; /* volumes to be served here when both are well, by the newest table */
  bool beat, hold, off, pause;
  uint8_t voided;  /* served volumes whose mirror the disks know to be void */
  uint8_t want;    /* RESERVE op | mask << TWK_RESERVE_BITS, to be pushed if `wanted` */
  uint8_t asked;   /* the one that is under way if `waiting` */
  uint8_t barrier; /* answers to come before all that preceded ctl_barrier() has been heard */
  bool wanted, waiting;
  bool clearing;     /* PEER_DIED is old news until the barrier has passed */
  bool peer_up;      /* the peer was PAIRED or ALONE since the last session began */
  bool peer_joining; /* the peer was JOINING in this life of ours */
  uint8_t believed;  /* takeover: volumes of the peer whose mirror counts */
  bool guards;       /* JOINING: the peer began a session with us, so we may have its mirror */
  bool again;        /* the session follows ALONE, not JOINING */
  uint8_t moving;    /* the volume that this session gives away; 0: none */
  uint8_t move_tag;  /* of the host's command */
  uint8_t forgotten; /* STAT.FORGOTTEN when FORGET was pushed */
  unsigned link_down, met, dead, apart, unjoined, back; /* ticks in a row that something held */
  unsigned asking, slowest; /* ... that the disks owe an answer; the most of any answer */
};

struct controller {
  struct controller_config cfg;
  struct hw hw;
  struct controller_counters count;
  unsigned reserve; /* slots never offered to writes */
  unsigned window;  /* blocks a read looks ahead beyond its first unsent one */
  uint64_t order;   /* writes seen */
  unsigned blocked; /* one bit for each queue that stopped the last pump */

  struct slot slot[2 * CONTROLLER_MAX_SLOTS]; /* [cfg.slots, 2 * cfg.slots): the mirror half */
  uint16_t bucket[CONTROLLER_MAX_SLOTS];
  struct slot_list free, lru, cleans, fetches;
  unsigned offered;

  unsigned dirty, stuck;                    /* slots in state DIRTY, without and with `stuck` */
  uint16_t ready[2 * CONTROLLER_MAX_SLOTS]; /* DIRTY slots that may be destaged, by rising LBA */
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
  unsigned lossy, owing; /* of these with bits in lost, in pending */
  uint8_t ack_tag[CONTROLLER_MAX_TAGS], ack_status[CONTROLLER_MAX_TAGS];
  unsigned ack_head, ack_count;

  struct answer answer[CONTROLLER_ANSWERS];
  unsigned answer_head, answer_count;
  struct mirror_entry mirror[CONTROLLER_MAX_SLOTS];
  unsigned mirror_valid;

  unsigned saving; /* slots in state SAVING */
  unsigned saves;  /* blocks of the peer being saved for it */
  struct role role;
};

#endif
