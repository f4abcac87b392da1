/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fabric_bench.h: module host_fabric between a host and two controllers, in three free clocks.
 *
 * Host and controllers are C models that check each other: what a controller hears is what the host
 * said, every block of data is that of its tag, block and beat, and every command is answered once,
 * as the controller that had it did, or ABORTED after that one died. Checks are cmocka's.
 */
#ifndef TWINACK_FABRIC_BENCH_H
#define TWINACK_FABRIC_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "ports_host_fabric.h"
#include "dut.h"
#include "rng.h"

enum {
  FABRIC_TAGS = 16, /* as the module is built */
  FABRIC_VOLUMES = 4,
  FABRIC_VOLUME_BLOCKS = 1000,
  FABRIC_MAX_BLOCKS = 4,
  FABRIC_QUEUE = 32,
  FABRIC_ABORTED = 15
};
enum { FABRIC_CLK_M, FABRIC_CLK_A, FABRIC_CLK_B, FABRIC_CLOCKS };

/* A controller's host port, as it stands on the module. */
struct fabric_port {
  uint8_t *rst_n, *serves, *hc_valid, *hc_ready, *hc_op, *hc_tag, *hw_valid, *hw_ready, *hw_tag;
  uint8_t *ha_valid, *ha_ready, *ha_tag, *ha_status, *hr_valid, *hr_ready, *hr_tag, *hr_last;
  uint8_t *hr_error;
  uint16_t *hc_count, *hw_block, *hr_block;
  uint64_t *hc_lba, *hw_data, *hr_data;
};

struct fabric_command {
  bool used;     /* in flight, as the host sees it */
  bool received; /* by controller `side`, which had died `deaths` times */
  bool acked;    /* ... and answered so: */
  unsigned ack_status, side;
  uint64_t serial, lba, posted_ps, deaths[2], falls;
  unsigned op, count, blocks_good; /* good: of read data, a bit each */
};

/* What a controller has taken and not answered. */
struct fabric_job {
  unsigned op, tag, count, block;
  uint64_t lba, serial;
  bool done;
};

struct fabric_controller {
  struct fabric_port p;
  bool alive;
  uint64_t deaths;
  struct fabric_job queue[FABRIC_QUEUE]; /* not begun, in order */
  unsigned head, queued;
  struct fabric_job pool[FABRIC_TAGS]; /* reads, and what is to be answered */
  unsigned pooled;
  struct fabric_job write; /* under way: count 0 when none */
  unsigned write_beat, read_at, read_beat, ack_at;
  bool acking, beating; /* an ack, a beat of read data is offered */
  bool hung;            /* takes nothing, begins nothing */
};

struct fabric_bench {
  /* Of assertions, before the resets reached every clock: a reset behind a synchroniser whose
   * random state was low has no edge of its own. */
  unsigned random_failures;
  struct dut *d;
  struct rng rng;
  uint64_t now_ps, period_ps[FABRIC_CLOCKS], next_ps[FABRIC_CLOCKS], edges[FABRIC_CLOCKS];
  struct fabric_controller controller[2];
  /* knobs: percent of edges */
  unsigned post, host_ready, give, controller_ready;
  /* host */
  struct fabric_command command[FABRIC_TAGS];
  uint64_t serials, answers[16], shared_blocks;
  unsigned outstanding, write_beat, write_tag, write_block, read_beat, read_tag, read_block;
  bool offering, read_spoilt;
  /* paths: as last seen, and how often each went down */
  unsigned up;
  uint64_t falls[2];
  /* routes */
  unsigned serves[2];
  uint64_t sure_edges[FABRIC_VOLUMES];   /* served, over a path that is up, for so long */
  uint64_t unsure_ps[FABRIC_VOLUMES];    /* last time that it was not for long enough */
  uint64_t served_ps[2][FABRIC_VOLUMES]; /* last time that controller served it */
};

/* Both controllers alive, A serving the even volumes; crossing_seed as in dut_new. All knobs 100
 * but post, 0. */
void fabric_start(struct fabric_bench *b, unsigned seed, unsigned crossing_seed,
                  const unsigned period_ps[FABRIC_CLOCKS], const unsigned phase_ps[FABRIC_CLOCKS]);
/* To the next edge, or edges, of any clock. Gives the set of those that rose. */
unsigned fabric_step(struct fabric_bench *b);
void fabric_edges(struct fabric_bench *b, unsigned clock, uint64_t n);
/* Between two steps. A dead controller serves nothing and has forgotten everything. */
void fabric_kill(struct fabric_bench *b, unsigned side);
void fabric_revive(struct fabric_bench *b, unsigned side);
/* Which volumes each controller serves: never one both, as seen through 3 edges of clk_m. */
void fabric_serve(struct fabric_bench *b, unsigned a, unsigned of_b);
/* The host offers this command; its tag is not in flight. */
void fabric_post(struct fabric_bench *b, unsigned op, unsigned tag, unsigned count, uint64_t lba);
/* Steps until nothing is in flight, at most so many edges of clk_m. */
void fabric_quiet(struct fabric_bench *b, uint64_t edges);
void fabric_stop(struct fabric_bench *b);

#endif
