/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_request.c: requests of whole blocks on their way through the array.
 *
 * A volume's queue goes round: each request posts one command in turn, so that a long one does not
 * keep short ones waiting.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine_internal.h"

/* ---- clients */

struct request *request_new(uint8_t op, unsigned volume, uint64_t lba, uint32_t blocks,
                            uint8_t *data, struct range *range) {
  struct request *r = calloc(1, sizeof *r);
  if (r == NULL) return NULL;
  r->op = op;
  r->volume = (uint8_t)volume;
  r->lba = lba;
  r->blocks = blocks;
  r->range = range;
  r->data = op == TWK_OP_READ ? malloc((size_t)blocks * ENGINE_BLOCK) : data;
  if (op == TWK_OP_READ && r->data == NULL) {
    free(r);
    return NULL;
  }
  pthread_cond_init(&r->answered, NULL);
  return r;
}

void request_free(struct request *r) {
  pthread_cond_destroy(&r->answered);
  free(r->data);
  free(r);
}

static uint64_t first_block(const struct engine *e, const struct request *r) {
  return r->volume * e->volume_blocks + r->lba;
}

static bool overlap(const struct engine *e, const struct request *r, const struct range *w) {
  uint64_t first = first_block(e, r);
  return first < w->end && w->first < first + r->blocks;
}

static bool is_raced(const struct engine *e, const struct request *r) {
  for (const struct range *w = e->writes.first; w != NULL; w = w->later)
    if (w != r->range && overlap(e, r, w)) return true;
  return false;
}

void engine_race(struct engine *e, const struct range *w) {
  for (struct request *r = e->newest; r != NULL; r = r->older)
    if (r->op == TWK_OP_READ && r->range != w && overlap(e, r, w)) r->raced = true;
}

static void enqueue(struct engine *e, struct request *r) {
  struct queue *q = &e->queue[r->volume];
  r->queued = true;
  r->next = NULL;
  if (q->last != NULL) {
    q->last->next = r;
  } else {
    q->first = r;
  }
  q->last = r;
}

static void dequeue(struct queue *q) {
  struct request *r = q->first;
  q->first = r->next;
  if (q->first == NULL) q->last = NULL;
  r->queued = false;
}

static void enlist(struct engine *e, struct request *r) {
  if (e->newest == NULL) e->progress_ps = e->now_ps;
  r->older = e->newest;
  if (e->newest != NULL) e->newest->newer = r;
  e->newest = r;
}

static void delist(struct engine *e, struct request *r) {
  if (r->newer != NULL) {
    r->newer->older = r->older;
  } else {
    e->newest = r->older;
  }
  if (r->older != NULL) r->older->newer = r->newer;
}

int engine_carry_out(struct engine *e, struct request *r, bool *whole) {
  pthread_mutex_lock(&e->lock);
  if (r->op == TWK_OP_READ) r->raced = is_raced(e, r);
  if (r->op == TWK_OP_WRITE) range_hold(r->range);
  enlist(e, r);
  enqueue(e, r);
  pthread_cond_signal(&e->work);
  while (!r->done) pthread_cond_wait(&r->answered, &e->lock);
  int error = r->error;
  *whole = r->pending == 0 && !r->queued;
  r->left = !*whole;
  pthread_mutex_unlock(&e->lock);
  return error;
}

/* ---- the thread */

static void answer(struct engine *e, struct request *r) {
  delist(e, r);
  r->done = true;
  e->failed += r->error != 0 && r->op != TWK_OP_MOVE;
  pthread_cond_signal(&r->answered);
}

/* The array has none of it and shall get no more. */
static void end(struct engine *e, struct request *r) {
  if (r->op == TWK_OP_WRITE && range_drop(&e->writes, r->range)) pthread_cond_broadcast(&e->moved);
  if (!r->done) {
    answer(e, r);
  } else if (r->left) {
    request_free(r);
  }
}

static void end_if_over(struct engine *e, struct request *r) {
  bool all = r->posted == r->blocks || r->error != 0;
  if (r->pending == 0 && !r->queued && all) end(e, r);
}

static void post_next(struct engine *e, struct request *r) {
  uint32_t blocks = r->blocks - r->posted;
  if (blocks > TWK_MAX_COUNT) blocks = TWK_MAX_COUNT;
  uint8_t *data = r->data == NULL ? NULL : r->data + (size_t)r->posted * ENGINE_BLOCK;
  struct csim_command c = {.op = r->op,
                           .volume = r->volume,
                           .lba = r->lba + r->posted,
                           .blocks = r->data == NULL ? r->to_disk : blocks,
                           .data = data,
                           .user = (uintptr_t)r};
  for (uint32_t i = 0; r->op == TWK_OP_WRITE && i < blocks; i++)
    journal_issue(e->journal, first_block(e, r) + r->posted + i, data + (size_t)i * ENGINE_BLOCK);
  csim_post(e->csim, &c);
  r->posted += blocks;
  r->pending++;
}

static void post_volume(struct engine *e, unsigned volume) {
  struct queue *q = &e->queue[volume];
  while (q->first != NULL && csim_outstanding(e->csim, volume) < CSIM_QUEUE_DEPTH) {
    struct request *r = q->first;
    dequeue(q);
    if (r->error == 0) post_next(e, r);
    if (r->error == 0 && r->posted < r->blocks) enqueue(e, r);
    end_if_over(e, r);
  }
}

void engine_post(struct engine *e) {
  for (unsigned v = 0; v < engine_volumes(e); v++) post_volume(e, v);
}

static void judge(struct engine *e, const struct request *r, uint64_t block, const uint8_t *data,
                  uint32_t blocks) {
  for (uint32_t i = 0; i < blocks; i++) {
    if (journal_judge(e->journal, block + i, data + (size_t)i * ENGINE_BLOCK) == JOURNAL_SAME)
      continue;
    char line[128];
    snprintf(line, sizeof line, "volume %u block %llu is not as it was acknowledged", r->volume,
             (unsigned long long)(block + i - r->volume * e->volume_blocks));
    if (e->wrong++ < 16 && e->cfg.log != NULL) e->cfg.log(line);
  }
}

static void book_write(struct engine *e, uint64_t block, uint32_t blocks, bool ok) {
  for (uint32_t i = 0; i < blocks; i++) (ok ? journal_ack : journal_fail)(e->journal, block + i);
}

static void book(struct engine *e, const struct csim_completion *c) {
  struct request *r = (struct request *)(uintptr_t)c->command.user;
  bool ok = c->status == TWK_STATUS_OK;
  uint64_t block = r->volume * e->volume_blocks + c->command.lba;
  r->pending--;
  r->status = c->status;
  if (ok) e->progress_ps = e->now_ps;
  if (!ok && r->error == 0) r->error = c->status == TWK_STATUS_RANGE ? EINVAL : EIO;
  if (r->op == TWK_OP_WRITE) book_write(e, block, c->command.blocks, ok);
  /* Nobody marks one that was given up. */
  if (r->op == TWK_OP_READ && ok && !r->raced && !r->done)
    judge(e, r, block, c->command.data, c->command.blocks);
  struct latency *l = r->op == TWK_OP_WRITE  ? &e->write
                      : r->op == TWK_OP_READ ? &e->read
                                             : &e->flush;
  if (r->op != TWK_OP_MOVE) latency_add(l, c->done_ps - c->posted_ps);
  end_if_over(e, r);
}

void engine_collect(struct engine *e) {
  struct csim_completion c;
  while (csim_poll(e->csim, &c)) book(e, &c);
}

static void give_up(struct engine *e, struct request *r) {
  r->error = EIO;
  if (r->pending == 0 && !r->queued) {
    end(e, r);
    return;
  }
  if (r->op == TWK_OP_WRITE) r->range->stuck = true;
  answer(e, r);
}

void engine_lose_patience(struct engine *e) {
  const struct disk_counters *d = disk_counters(csim_disk(e->csim));
  if (d->reads + d->writes != e->disk_done) {
    e->disk_done = d->reads + d->writes;
    e->progress_ps = e->now_ps;
  }
  /* Commands that no controller takes end by themselves after patience_ps. */
  if (e->now_ps - e->progress_ps <= 2 * e->patience_ps) return;
  for (struct request *r = e->newest, *older; r != NULL; r = older) {
    older = r->older;
    give_up(e, r);
  }
  pthread_cond_broadcast(&e->moved);
}
