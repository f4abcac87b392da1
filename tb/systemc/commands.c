/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "rng.h"
#include "workload.h"

#define TRAFFIC                                                                      \
  "pattern=zipf,span=256k,volumes=4,write=60,flush=10,bs=512:5/4k:3/16k:1,burst=12," \
  "arrival=poisson,rate=400000"

static void bad(const char *what) {
  fprintf(stderr, "commands: %s, expected MODE SEED COUNT [FAULT,...]\n", what);
  exit(2);
}

static unsigned mode_of(const char *name) {
  static const char *const names[] = {"early", "sync", "through", "local"};
  unsigned m = 0;
  while (m < 4 && strcmp(names[m], name) != 0) m++;
  if (m == 4) bad("unknown mode");
  return m;
}

static struct csim_command command_of(const struct request *r, uint64_t number, struct rng *rng) {
  static const uint8_t op[] = {
      [REQUEST_WRITE] = TWK_OP_WRITE, [REQUEST_READ] = TWK_OP_READ, [REQUEST_FLUSH] = TWK_OP_FLUSH};
  struct csim_command c = {.op = op[r->op],
                           .volume = (uint8_t)(r->device % csim_volumes()),
                           .lba = r->lba,
                           .blocks = (uint32_t)r->blocks,
                           .user = number};
  uint64_t *words = calloc(r->blocks + 1, DISK_BLOCK);
  if (words == NULL) abort();
  if (c.op == TWK_OP_WRITE)
    for (uint64_t i = 0; i < r->blocks * DISK_BLOCK / 8; i++) words[i] = rng_next(rng);
  c.data = words;
  return c;
}

void commands_make(struct commands *c, int argc, char **argv) {
  char err[256];
  struct workload_config traffic;
  struct request r;
  struct rng rng;
  if (argc < 4 || argc > 5) bad("bad arguments");
  csim_config_defaults(&c->cfg);
  c->cfg.mode = mode_of(argv[1]);
  c->cfg.seed = strtoull(argv[2], NULL, 10);
  c->cfg.volume_blocks = 2048;
  c->cfg.jitter_ps = 300;
  c->cfg.random_crossing = true;
  if (argc == 5 && fault_parse(argv[4], &c->cfg.faults, err, sizeof err) != 0) bad(err);
  workload_defaults(&traffic);
  if (workload_parse(&traffic, TRAFFIC, err, sizeof err) != 0) bad(err);
  traffic.count = strtoull(argv[3], NULL, 10);
  struct workload *w = workload_new(&traffic, c->cfg.seed);
  if (w == NULL) bad("impossible traffic");
  c->list = calloc(traffic.count, sizeof *c->list);
  if (c->list == NULL) abort();
  rng_seed(&rng, c->cfg.seed);
  for (uint64_t last_ps = 0; workload_next(w, &r); c->count++) {
    struct timed_command *t = &c->list[c->count];
    /* Not on a boundary of anything, and never two at once. */
    t->ps = r.time_ns * 1000 + 1 + rng_below(&rng, 999);
    if (t->ps <= last_ps) t->ps = last_ps + 1;
    last_ps = t->ps;
    t->command = command_of(&r, c->count, &rng);
  }
  workload_free(w);
}

int commands_print(const struct commands *c, uint64_t origin_ps) {
  unsigned open = 0;
  puts("number op volume lba blocks status posted_ps done_ps posted first_beat done crc");
  for (unsigned i = 0; i < c->count; i++) {
    const struct csim_command *k = &c->list[i].command;
    const struct csim_completion *e = &c->list[i].end;
    open += !c->list[i].ended;
    printf("%u %u %u %llu %u %u %llu %llu %llu %llu %llu %08lx\n", i, k->op, k->volume,
           (unsigned long long)k->lba, k->blocks, e->status,
           (unsigned long long)(e->posted_ps - origin_ps),
           (unsigned long long)(e->done_ps - origin_ps), (unsigned long long)e->posted_cycle,
           (unsigned long long)e->first_beat_cycle, (unsigned long long)e->done_cycle,
           crc32(0, k->data, k->op == TWK_OP_FLUSH ? 0 : k->blocks * DISK_BLOCK));
  }
  if (open != 0) fprintf(stderr, "commands: %u of %u have not ended\n", open, c->count);
  return open != 0;
}
