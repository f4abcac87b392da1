/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_internal.h: the parts of an engine, for engine*.c alone.
 *
 * `lock` protects everything that is not marked otherwise. The thread holds it while it gives and
 * takes commands, and not while time runs.
 */
#ifndef TWINACK_NBD_ENGINE_INTERNAL_H
#define TWINACK_NBD_ENGINE_INTERNAL_H

#include <pthread.h>

#include "engine.h"
#include "journal.h"
#include "range_lock.h"
#include "storm.h"

#define ENGINE_BLOCK 512U
#define ENGINE_MAX_VOLUMES 8
#define AFTERMATH_US 1000U /* of a fault, beyond what supplies need: takeover, resync */
#define PS_PER_US UINT64_C(1000000)

/* Whole blocks for the array. It lives until its client has its answer and the array has none of
 * its commands; only then may its data go. */
struct request {
  struct request *next;          /* in its volume's queue */
  struct request *newer, *older; /* among all that are not answered */
  uint8_t op;                    /* TWK_OP_* */
  uint8_t volume;
  uint64_t lba;
  uint32_t blocks, posted; /* flush, move: one command counts as a block */
  bool to_disk;            /* flush */
  unsigned pending;        /* commands in the array */
  uint8_t *data;           /* owned; NULL: flush, move */
  struct range *range;     /* write: held until the array has none of it; read: the caller's own */
  bool raced;              /* read: a write of these blocks was under way meanwhile */
  int error;
  uint8_t status; /* of the command that ended last */
  bool queued;
  bool done; /* answered */
  bool left; /* ... and its client has gone: it is freed with its last command */
  pthread_cond_t answered;
};

/* Something to do in the engine's thread. */
struct call {
  struct call *next;
  void (*fn)(struct engine *e, void *user);
  void *user;
  bool done;
};

struct queue {
  struct request *first, *last;
};

struct engine {
  pthread_mutex_t lock;
  pthread_cond_t work;  /* for the thread: there is something to do */
  pthread_cond_t moved; /* for the others: a range was dropped, a call done, time gone by */
  pthread_t thread;
  bool running, stopping, quit;

  struct csim *csim; /* the thread's; nobody else's between engine_start() and the end of it */
  struct engine_config cfg;
  uint64_t volume_blocks;
  struct journal *journal;   /* the thread's, but for journal_is_zero() */
  struct storm storm;        /* the thread's */
  struct fault_list lasting; /* faults not undone yet; the thread's */

  struct queue queue[ENGINE_MAX_VOLUMES]; /* requests with commands still to be posted */
  struct request *newest;                 /* requests not answered */
  struct range_list writes;               /* blocks numbered over all volumes */
  struct call *calls, *last_call;
  uint64_t now_ps;       /* as last seen */
  uint64_t run_until_ps; /* time is wanted up to here without a request */
  uint64_t progress_ps;  /* when a command ended or a disk did something last */
  uint64_t disk_done;    /* disk commands ended then */
  uint64_t patience_ps;
  struct latency read, write, flush;
  uint64_t failed, wrong, opened_lost;
  unsigned clients, watchers; /* watchers: threads in engine_run() */
};

/* engine_request.c, by clients: a request for whole blocks, data NULL unless the op is a write,
 * whose data it then owns; range: see above. NULL when out of memory. */
struct request *request_new(uint8_t op, unsigned volume, uint64_t lba, uint32_t blocks,
                            uint8_t *data, struct range *range);
void request_free(struct request *r);
/* Hands it over and waits for the answer, 0 or errno. True in *whole when *r is the caller's again,
 * to read its data and free it; else it frees itself. */
int engine_carry_out(struct engine *e, struct request *r, bool *whole);
/* ... by the thread, with the lock held: posts what there is room for; books what has ended; gives
 * up what the array has not moved for too long. */
void engine_post(struct engine *e);
void engine_collect(struct engine *e);
void engine_lose_patience(struct engine *e);
/* A write is about to be begun or waits: reads of these blocks cannot be judged. Lock held. */
void engine_race(struct engine *e, const struct range *r);

/* engine_bytes.c, by clients: no request may be begun any more. */
bool engine_is_stopping(struct engine *e);

/* engine_image.c: what lies below the array. By clients: what came to the disks is durable. 0 or
 * errno. */
int engine_image_sync(struct engine *e);
/* By the thread, or when it does not run: */
/* Compares all that was written with what the disks hold; settle: what they hold counts as what was
 * acknowledged from now on. */
void engine_image_judge(struct engine *e, bool settle, struct engine_report *report);
/* What the disks hold without our knowing. */
void engine_image_adopt(struct engine *e);

/* engine.c: runs fn in the thread, lock held, and waits for it. 0 or errno. */
int engine_call(struct engine *e, void (*fn)(struct engine *e, void *user), void *user);
/* Time is wanted until so long after now. Lock held. */
void engine_want(struct engine *e, uint64_t ps);

#endif
