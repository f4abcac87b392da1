/* SPDX-License-Identifier: Apache-2.0 */
/*
 * system.h: a whole simulated Twinack, and a host that knows what it may read back.
 *
 * A test gets a struct system as its state (SYSTEM_TEST), opens it with a configuration, posts
 * commands, and closes it; it may open it again. Write data come from the oracle, which judges
 * every read; a command that ends with a status outside `allowed`, a wrong block, a failed RTL
 * assertion or a command that takes longer than `patience_ps` fails the test. What a failed test
 * left open is reported with its seed, and freed.
 *
 * TWINACK_SEED in the environment replaces every seed that a test gets from system_seed().
 */
#ifndef TWINACK_TB_SYSTEM_H
#define TWINACK_TB_SYSTEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "csim.h"
#include "oracle.h"
#include "rng.h"

#define SYSTEM_US UINT64_C(1000000) /* in ps */
#define SYSTEM_REQUESTS (TWK_VOLUMES * CSIM_QUEUE_DEPTH)
#define FRAME_BEATS 67 /* two of header, 64 of payload, one of trailer */

struct request {
  bool busy;
  struct csim_command command;
  struct csim_completion end; /* once no longer busy, until it is posted again */
  uint64_t id;                /* the oracle's; 0: not known to it */
};

/* A host's habits. */
struct mix {
  uint64_t span;           /* blocks of each volume that commands fall into, from block 0 */
  unsigned max_blocks;     /* of one command; three of four commands are an eighth of it at most */
  unsigned reads, flushes; /* per cent of the commands */
  unsigned depth[TWK_VOLUMES]; /* outstanding on each volume; 0: none is posted */
};

struct system {
  struct csim *sim; /* NULL: not open */
  struct oracle *oracle;
  struct csim_config cfg;
  struct rng rng;
  struct request request[SYSTEM_REQUESTS];
  uint8_t *data; /* TWK_MAX_COUNT blocks for each request */
  uint64_t patience_ps;
  unsigned allowed;        /* bit i: a command may end with status i */
  unsigned ended[16];      /* commands, by status */
  unsigned reads, flushes; /* ended well */
};

#define SYSTEM_TEST(f) cmocka_unit_test_setup_teardown(f, system_setup, system_teardown)
int system_setup(void **state);
int system_teardown(void **state);

uint64_t system_seed(uint64_t usual);
/* csim's defaults, with controllers that stay as strapped and one path, small volumes, quick disks
 * and firmware, and delays in clock crossings. */
void system_config(struct csim_config *cfg, unsigned mode, uint64_t seed);
void system_open(struct system *t, const struct csim_config *cfg);
void system_close(struct system *t);

/* Post one command. NULL: the queue is full. */
struct request *system_post(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                            unsigned blocks);
/* Post one command that the oracle is not to hear of. */
struct request *system_post_unjudged(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                                     unsigned blocks);
/* Run until a command ends, but no further than until_ps; judge what has ended. */
void system_run(struct system *t, uint64_t until_ps);
/* Run for so many ps, whatever ends meanwhile. */
void system_pass(struct system *t, uint64_t ps);
/* Run until the command has ended. */
void system_wait(struct system *t, const struct request *r);
/* Post and wait; the command as it ended. */
struct request *system_do(struct system *t, uint8_t op, unsigned volume, uint64_t lba,
                          unsigned blocks);
/* Run until no command is outstanding on any volume. */
void system_settle(struct system *t);
/* Run until *csim_present(owner)* is 0. */
void system_wait_absent(struct system *t, enum csim_side owner);

/* Post commands at random up to the mix's depths, `most` at most; how many. */
unsigned system_fill(struct system *t, const struct mix *m, unsigned most);
/* Keep the queues as full as the mix says until so many commands have been posted; wait for all. */
void system_traffic(struct system *t, const struct mix *m, unsigned commands);

/* Flush one volume to disk and wait until the system is idle. */
void system_flush(struct system *t, unsigned volume);
void system_wait_idle(struct system *t);
/* Flush all volumes, wait until idle, and check all blocks ever written against the disks. */
void system_drain(struct system *t);
/* ... and one volume alone, as the disks are now. */
void system_check_disk(struct system *t, unsigned volume);

struct csim_counters system_counters(const struct system *t);
/* What the disks hold in this block of a volume now. */
void system_peek(struct system *t, unsigned volume, uint64_t lba, void *out);
/* The newest frame that this side's mirror half holds of a block of the peer's volume. */
bool system_mirrored(const struct system *t, enum csim_side holder, uint64_t lba,
                     struct record *out);

#endif
