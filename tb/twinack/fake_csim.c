/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_csim.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe.h"
#include "twk_layout.h"

#define PENDING (2 * CSIM_QUEUE_DEPTH)
#define BLOCK 512

struct pending {
  struct csim_completion completion;
  unsigned number;
  bool used;
};

struct csim {
  struct csim_config cfg;
  uint64_t now_ps;
  struct disk *disk;
  struct pending pending[PENDING];
  unsigned outstanding[TWK_VOLUMES];
  struct csim_completion done[PENDING]; /* oldest first */
  unsigned done_count;
};

static struct fake_csim plan;

struct fake_csim *fake_csim(void) {
  plan = (struct fake_csim){.serves = {5, 10}, .phase = {TWK_PHASE_PAIRED, TWK_PHASE_PAIRED}};
  return &plan;
}

unsigned csim_slots(void) {
  return 1024;
}

unsigned csim_fifo_depth(void) {
  return 4096;
}

bool csim_can_trace(void) {
  return false;
}

struct csim *csim_create(const struct csim_config *cfg, char *err, size_t err_size) {
  struct csim *s = calloc(1, sizeof *s);

  assert(s);
  s->cfg = *cfg;
  s->cfg.disk.kind = DISK_FLASH;
  s->cfg.disk.blocks = TWK_VOLUMES * cfg->volume_blocks;
  s->disk = disk_open(&s->cfg.disk, err, err_size);
  if (s->disk) return s;
  free(s);
  return NULL;
}

void csim_destroy(struct csim *s) {
  if (!s) return;
  disk_close(s->disk);
  free(s);
}

unsigned csim_outstanding(const struct csim *s, unsigned volume) {
  return s->outstanding[volume];
}

uint64_t csim_now_ps(const struct csim *s) {
  return s->now_ps;
}

static uint64_t cycle(const struct csim *s, unsigned volume) {
  return s->now_ps / (volume % 2 ? s->cfg.period_b_ps : s->cfg.period_a_ps);
}

int csim_post(struct csim *s, const struct csim_command *c) {
  unsigned v = c->volume, i = 0;

  if (s->outstanding[v] == CSIM_QUEUE_DEPTH) return -1;
  while (s->pending[i].used) i++;
  s->pending[i] = (struct pending){.used = true, .number = ++plan.posts};
  if (plan.posts == plan.crash) raise(SIGTERM);
  s->pending[i].completion =
      (struct csim_completion){.command = *c, .posted_ps = s->now_ps, .posted_cycle = cycle(s, v)};
  s->pending[i].completion.done_ps =
      plan.posts == plan.silence ? FAKE_NEVER : s->now_ps + plan.latency_ps;
  s->outstanding[v]++;
  if (s->outstanding[v] > plan.most_outstanding[v]) plan.most_outstanding[v] = s->outstanding[v];
  assert(plan.posts <= FAKE_POSTS);
  plan.post[plan.posts - 1] = (struct fake_post){*c, s->now_ps};
  return 0;
}

static void store(struct csim *s, uint64_t lba, const void *data) {
  struct disk_done done;

  disk_submit(s->disk, DISK_WRITE, lba, data, 0, 0);
  assert(disk_poll(s->disk, UINT64_MAX, &done) && !done.error);
}

static void carry_out_write(struct csim *s, const struct csim_command *c, unsigned number) {
  uint64_t lba = c->volume * s->cfg.volume_blocks + c->lba + (number == plan.stray);
  uint8_t block[BLOCK];

  if (number == plan.lose) return;
  for (unsigned i = 0; i < c->blocks; i++) {
    memcpy(block, (const uint8_t *)c->data + i * BLOCK, BLOCK);
    if (number == plan.tear && i == 0) memset(block, 0, BLOCK / 2);
    store(s, lba + i, block);
  }
}

static void carry_out_read(struct csim *s, const struct csim_command *c, unsigned number) {
  uint8_t *data = c->data;

  for (unsigned i = 0; i < c->blocks; i++)
    assert(disk_peek(s->disk, c->volume * s->cfg.volume_blocks + c->lba + i, data + i * BLOCK) ==
           0);
  if (number == plan.spoil) data[17] ^= 4;
}

static void carry_out(struct csim *s, struct pending *p) {
  struct csim_command *c = &p->completion.command;
  bool beyond = c->op != TWK_OP_FLUSH &&
                (c->lba >= s->cfg.volume_blocks || c->blocks > s->cfg.volume_blocks - c->lba);

  p->completion.done_cycle = cycle(s, c->volume);
  if (beyond)
    p->completion.status = plan.accept_beyond ? TWK_STATUS_OK : TWK_STATUS_RANGE;
  else if (p->number == plan.fail)
    p->completion.status = TWK_STATUS_UNCONFIRMED;
  else if (c->op == TWK_OP_WRITE)
    carry_out_write(s, c, p->number);
  else if (c->op == TWK_OP_READ)
    carry_out_read(s, c, p->number);
  s->done[s->done_count++] = p->completion;
  s->outstanding[c->volume]--;
  p->used = false;
}

/* Ties by order of posting. */
static struct pending *earliest(struct csim *s) {
  struct pending *first = NULL;

  for (unsigned i = 0; i < PENDING; i++) {
    struct pending *p = &s->pending[i];
    if (!p->used || p->completion.done_ps == FAKE_NEVER) continue;
    if (!first || p->completion.done_ps < first->completion.done_ps ||
        (p->completion.done_ps == first->completion.done_ps && p->number < first->number))
      first = p;
  }
  return first;
}

void csim_run(struct csim *s, uint64_t until_ps) {
  struct pending *p = earliest(s);

  if (s->done_count) return;
  if (p && p->completion.done_ps <= until_ps) {
    s->now_ps = p->completion.done_ps;
    for (; p && p->completion.done_ps == s->now_ps; p = earliest(s)) carry_out(s, p);
  } else {
    assert(until_ps != UINT64_MAX); /* nothing would ever end it */
    if (until_ps > s->now_ps) s->now_ps = until_ps;
  }
}

bool csim_poll(struct csim *s, struct csim_completion *out) {
  if (s->done_count == 0) return false;
  *out = s->done[0];
  memmove(s->done, s->done + 1, --s->done_count * sizeof *s->done);
  return true;
}

unsigned csim_serves(const struct csim *s, enum csim_side side) {
  (void)s;
  return plan.serves[side];
}

int csim_phase(const struct csim *s, enum csim_side side) {
  (void)s;
  return plan.phase[side];
}

bool csim_settled(const struct csim *s) {
  return s->now_ps >= plan.settled_ps;
}

unsigned csim_faults_open(const struct csim *s) {
  return s->now_ps < plan.faults_ps ? s->cfg.faults.count : plan.faults_left;
}

bool csim_idle(const struct csim *s) {
  return !plan.never_idle && s->outstanding[0] + s->outstanding[1] == 0;
}

void csim_counters(const struct csim *s, struct csim_counters *out) {
  *out = (struct csim_counters){.cycles = {cycle(s, 0), cycle(s, 1)},
                                .assertions_failed = plan.assertions_failed,
                                .both_served = plan.both_served,
                                .disk = *disk_counters(s->disk)};
}

unsigned csim_assertions_failed(const struct csim *s) {
  (void)s;
  return plan.assertions_failed;
}

void csim_observe(struct csim *s, csim_observer *observer, void *user) {
  (void)s;
  (void)observer;
  (void)user;
}

bool csim_rebuilding(const struct csim *s) {
  return disk_rebuilding(s->disk);
}

struct disk *csim_disk(struct csim *s) {
  return s->disk;
}

int csim_trace_open(struct csim *s, const char *path) {
  (void)s;
  (void)path;
  return -1;
}

void csim_trace_close(struct csim *s) {
  (void)s;
}
