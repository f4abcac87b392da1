/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine.c: life of an engine, and its thread.
 */
#include "engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine_internal.h"

/* Longest time that goes on unasked: new requests and calls wait so long. */
#define SLICE_PS (PS_PER_US / 2)
#define MARGIN_US 10000U /* of patience, beyond what supplies need */

static uint64_t supplies_us(const struct csim_config *cfg) {
  return (uint64_t)cfg->power.holdup_us + cfg->power.validate_us;
}

static struct engine *allocate(const struct engine_config *cfg) {
  struct engine *e = calloc(1, sizeof *e);
  if (e == NULL) return NULL;
  e->cfg = *cfg;
  e->volume_blocks = cfg->csim.volume_blocks;
  e->cfg.csim.disk.blocks = engine_volumes(e) * e->volume_blocks; /* for fault_check() */
  e->patience_ps =
      (cfg->patience_us ? cfg->patience_us : 2 * supplies_us(&cfg->csim) + MARGIN_US) * PS_PER_US;
  if (e->cfg.csim.retry_limit_us == 0)
    e->cfg.csim.retry_limit_us = (unsigned)(e->patience_ps / PS_PER_US);
  pthread_mutex_init(&e->lock, NULL);
  pthread_cond_init(&e->work, NULL);
  pthread_cond_init(&e->moved, NULL);
  return e;
}

/* What the images hold, set against what was acknowledged in an earlier life. */
static void take_over_images(struct engine *e, enum journal_state state,
                             struct engine_report *report) {
  report->disks = *disk_opened(csim_disk(e->csim));
  if (state == JOURNAL_OPEN) {
    report->unclean = true;
    engine_image_judge(e, true, report);
    e->opened_lost = report->lost;
  }
  if (state == JOURNAL_NEW && report->disks.used) engine_image_adopt(e);
  journal_mark(e->journal, JOURNAL_OPEN);
  journal_sync(e->journal);
}

struct engine *engine_open(const struct engine_config *cfg, struct engine_report *report, char *err,
                           size_t err_size) {
  enum journal_state state;
  struct engine *e = allocate(cfg);
  *report = (struct engine_report){0};
  if (e == NULL) {
    snprintf(err, err_size, "out of memory");
    return NULL;
  }
  e->journal =
      journal_open(cfg->journal, engine_volumes(e) * e->volume_blocks, &state, err, err_size);
  if (e->journal != NULL) e->csim = csim_create(&e->cfg.csim, err, err_size);
  if (e->csim == NULL) {
    engine_close(e);
    return NULL;
  }
  take_over_images(e, state, report);
  e->now_ps = csim_now_ps(e->csim);
  storm_start(&e->storm, &e->cfg.csim, cfg->storm_us);
  return e;
}

void engine_close(struct engine *e) {
  if (e == NULL) return;
  csim_destroy(e->csim);
  journal_close(e->journal);
  pthread_cond_destroy(&e->moved);
  pthread_cond_destroy(&e->work);
  pthread_mutex_destroy(&e->lock);
  free(e);
}

/* ---- the thread */

static bool has_work(const struct engine *e) {
  return e->newest != NULL || e->now_ps < e->run_until_ps || csim_rebuilding(e->csim);
}

static void take_calls(struct engine *e) {
  while (e->calls != NULL) {
    struct call *c = e->calls;
    e->calls = c->next;
    if (e->calls == NULL) e->last_call = NULL;
    c->fn(e, c->user);
    c->done = true;
    pthread_cond_broadcast(&e->moved);
  }
}

static void let_time_go_on(struct engine *e) {
  uint64_t until = e->now_ps + SLICE_PS;
  pthread_mutex_unlock(&e->lock);
  csim_run(e->csim, until);
  storm_step(&e->storm, e->csim);
  pthread_mutex_lock(&e->lock);
  e->now_ps = csim_now_ps(e->csim);
}

static void *serve(void *arg) {
  struct engine *e = arg;
  pthread_mutex_lock(&e->lock);
  while (!e->quit) {
    take_calls(e);
    engine_post(e);
    if (!has_work(e)) {
      pthread_cond_wait(&e->work, &e->lock);
      continue;
    }
    let_time_go_on(e);
    engine_collect(e);
    engine_lose_patience(e);
    if (e->watchers != 0) pthread_cond_broadcast(&e->moved);
  }
  pthread_mutex_unlock(&e->lock);
  return NULL;
}

int engine_start(struct engine *e) {
  int error = pthread_create(&e->thread, NULL, serve, e);
  e->running = error == 0;
  return error;
}

/* ---- calls */

int engine_call(struct engine *e, void (*fn)(struct engine *e, void *user), void *user) {
  struct call c = {.fn = fn, .user = user};
  pthread_mutex_lock(&e->lock);
  if (e->quit || !e->running) {
    pthread_mutex_unlock(&e->lock);
    return ESHUTDOWN;
  }
  if (e->last_call != NULL) {
    e->last_call->next = &c;
  } else {
    e->calls = &c;
  }
  e->last_call = &c;
  pthread_cond_signal(&e->work);
  while (!c.done) pthread_cond_wait(&e->moved, &e->lock);
  pthread_mutex_unlock(&e->lock);
  return 0;
}

void engine_want(struct engine *e, uint64_t ps) {
  if (e->now_ps + ps > e->run_until_ps) e->run_until_ps = e->now_ps + ps;
  pthread_cond_signal(&e->work);
}

int engine_run(struct engine *e, uint64_t ps) {
  pthread_mutex_lock(&e->lock);
  uint64_t until = e->now_ps + ps;
  engine_want(e, ps);
  e->watchers++;
  while (e->running && !e->stopping && e->now_ps < until) pthread_cond_wait(&e->moved, &e->lock);
  e->watchers--;
  int error = e->now_ps < until ? ESHUTDOWN : 0;
  pthread_mutex_unlock(&e->lock);
  return error;
}

struct look {
  void (*fn)(const struct engine_view *view, void *user);
  void *user;
};

static void show(struct engine *e, void *user) {
  const struct look *l = user;
  const struct engine_view view = {.csim = e->csim,
                                   .config = &e->cfg.csim,
                                   .volumes = engine_volumes(e),
                                   .read = &e->read,
                                   .write = &e->write,
                                   .flush = &e->flush,
                                   .failed = e->failed,
                                   .wrong = e->wrong,
                                   .opened_lost = e->opened_lost,
                                   .storms = e->storm.faults,
                                   .clients = e->clients};
  l->fn(&view, l->user);
}

int engine_look(struct engine *e, void (*fn)(const struct engine_view *view, void *user),
                void *user) {
  struct look l = {fn, user};
  return engine_call(e, show, &l);
}

void engine_client(struct engine *e, int change) {
  pthread_mutex_lock(&e->lock);
  e->clients += (unsigned)change;
  pthread_mutex_unlock(&e->lock);
}

unsigned engine_volumes(const struct engine *e) {
  (void)e;
  return csim_volumes();
}

struct home {
  unsigned volume;
  int side;
};

static void look_home(const struct engine_view *v, void *user) {
  struct home *h = user;
  h->side = (int)csim_home(v->csim, h->volume);
}

int engine_home(struct engine *e, unsigned volume) {
  struct home h = {volume, -1};
  return engine_look(e, look_home, &h) == 0 ? h.side : -1;
}

uint64_t engine_volume_bytes(const struct engine *e) {
  return e->volume_blocks * ENGINE_BLOCK;
}

/* ---- the end */

static void judge_end(struct engine *e, void *user) {
  engine_image_judge(e, false, user);
}

static bool flush_all(struct engine *e) {
  bool good = true, whole;
  for (unsigned v = 0; v < engine_volumes(e); v++) {
    struct request *r = request_new(TWK_OP_FLUSH, v, 0, 1, NULL, NULL);
    if (r == NULL) return false;
    r->to_disk = true;
    good = engine_carry_out(e, r, &whole) == 0 && good;
    if (whole) request_free(r);
  }
  return good;
}

static void join(struct engine *e) {
  pthread_mutex_lock(&e->lock);
  e->quit = true;
  pthread_cond_signal(&e->work);
  pthread_mutex_unlock(&e->lock);
  pthread_join(e->thread, NULL);
  e->running = false;
}

void engine_stop(struct engine *e, struct engine_report *report) {
  *report = (struct engine_report){0};
  if (!e->running) return;
  pthread_mutex_lock(&e->lock);
  e->stopping = true;
  pthread_cond_broadcast(&e->moved);
  pthread_mutex_unlock(&e->lock);
  bool flushed = flush_all(e);
  engine_call(e, judge_end, report);
  join(e);
  report->unclean = !flushed || report->lost != 0;
  if (report->unclean) return;
  if (disk_sync(csim_disk(e->csim)) == 0 && journal_sync(e->journal) == 0)
    journal_mark(e->journal, JOURNAL_CLEAN);
  report->unclean = journal_sync(e->journal) != 0;
}
