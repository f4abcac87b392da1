/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot.c: a system's state copied out of and back into its place, and hashed.
 *
 * A save copies, one after the other: the model, the disks, and struct csim, of which only the disk
 * completions that wait are taken from the long ring that may hold them, and the host's end of the
 * switch only if there is one.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "csim_internal.h"
#include "hash.h"

struct csim_snapshot {
  struct csim system;
  struct disk *disk;
  void *model;
};

#define RING_BYTES sizeof(((struct disk_link *)NULL)->done)
#define RING_AT offsetof(struct side, disk.done)

/* The bytes before and after a member. */
static void copy_around(void *to, const void *from, size_t at, size_t bytes, size_t whole) {
  memcpy(to, from, at);
  memcpy((char *)to + at + bytes, (const char *)from + at + bytes, whole - at - bytes);
}

static void copy_side(struct side *to, const struct side *from) {
  const struct disk_link *d = &from->disk;
  copy_around(to, from, RING_AT, RING_BYTES, sizeof *to);
  for (unsigned i = 0; i < d->count; i++) {
    unsigned at = (d->head + i) % DONE_DEPTH;
    to->disk.done[at] = d->done[at];
  }
}

static size_t system_size(const struct csim *s) {
  return s->cfg.host_switch ? sizeof *s : offsetof(struct csim, host);
}

static void copy_system(struct csim *to, const struct csim *from) {
  copy_around(to, from, offsetof(struct csim, side), sizeof to->side, system_size(from));
  for (unsigned i = 0; i < CSIM_SIDES; i++) copy_side(&to->side[i], &from->side[i]);
}

struct csim_snapshot *csim_snapshot_new(struct csim *s) {
  char err[128];
  if (s->tracing || s->cfg.disk.image != NULL) return NULL;
  struct csim_snapshot *p = calloc(1, sizeof *p);
  if (p == NULL) return NULL;
  p->disk = disk_open(&s->cfg.disk, err, sizeof err);
  p->model = malloc(model_state_size(s->model));
  if (p->disk != NULL && p->model != NULL) return p;
  csim_snapshot_free(p);
  return NULL;
}

void csim_snapshot_free(struct csim_snapshot *p) {
  if (p == NULL) return;
  disk_close(p->disk);
  free(p->model);
  free(p);
}

void csim_save(struct csim *s, struct csim_snapshot *to) {
  assert(!s->tracing);
  copy_system(&to->system, s);
  model_save(s->model, to->model);
  disk_copy(to->disk, s->disk);
}

void csim_restore(struct csim *s, const struct csim_snapshot *from) {
  assert(!s->tracing && from->system.model == s->model);
  copy_system(s, &from->system);
  model_restore(s->model, from->model);
  disk_copy(s->disk, from->disk);
}

size_t csim_state_size(const struct csim *s) {
  return model_state_size(s->model) + system_size(s) - CSIM_SIDES * RING_BYTES;
}

/* ---- hash */

/* A time still to come, from now; all that is past is alike. */
static uint64_t ahead(uint64_t then, uint64_t now) {
  return then > now ? then - now : 0;
}

static uint64_t hash_ring(uint64_t h, const struct ring *r, uint64_t cleans_taken) {
  h = hash_word(h, r->count);
  for (unsigned i = 0; i < r->count; i++) {
    const struct ring_entry *e = &r->entry[(r->head + i) % RING_DEPTH];
    uint64_t w[2];
    record_pack(&e->record, w);
    h = hash_word(hash_word(hash_word(h, w[0]), w[1]), ahead(e->after_clean, cleans_taken));
  }
  return h;
}

/* Its statistics, between the hardware interface's constant pointers and the rest, decide nothing.
 */
static uint64_t hash_controller(uint64_t h, const struct controller *c) {
  const size_t from = offsetof(struct controller, count) + sizeof c->count;
  return hash_bytes(h, (const char *)c + from, sizeof *c - from);
}

static uint64_t hash_firmware(uint64_t h, const struct side *s) {
  const struct firmware *f = &s->firmware;
  uint64_t w[2];
  record_pack(&f->event, w);
  h = hash_controller(h, &f->controller);
  for (unsigned q = 0; q < HW_QUEUES; q++) h = hash_ring(h, &f->queue[q], f->cleans_taken);
  h = hash_word(h, ahead(f->cleans_pushed, f->cleans_taken) << 1 | f->drained);
  h = hash_word(h, (uint64_t)f->control << 2 | (unsigned)f->has_control << 1 | f->hung);
  if (!f->busy) return hash_word(h, 0);
  h = hash_word(hash_word(h, w[0]), w[1]);
  return hash_word(h, ahead(f->busy_until, s->cycle) + 1);
}

static uint64_t hash_command(uint64_t h, const struct host_command *c) {
  const struct csim_command *k = &c->command;
  h = hash_word(h, (uint64_t)k->op << 16 | (uint64_t)k->volume << 8 | c->damaged);
  return hash_word(hash_word(hash_word(h, k->lba), k->blocks), k->user);
}

static uint64_t hash_host(uint64_t h, const struct host_end *l) {
  h = hash_word(h, (uint64_t)l->waiting_count << 32 | l->outstanding);
  for (unsigned i = 0; i < l->waiting_count; i++)
    h = hash_word(h, l->waiting[(l->waiting_head + i) % l->depth]);
  for (unsigned tag = 0; tag < l->depth; tag++)
    if (l->command[tag].used) h = hash_command(hash_word(h, tag), &l->command[tag]);
  return hash_word(h, (uint64_t)l->write_beat << 32 | l->read_beat);
}

static uint64_t hash_disk_link(uint64_t h, const struct disk_link *d) {
  h = hash_word(h, (uint64_t)d->count << 32 | d->in_beat);
  for (unsigned i = 0; i < d->count; i++) {
    const struct disk_done *e = &d->done[(d->head + i) % DONE_DEPTH];
    h = hash_word(hash_word(h, e->lba), e->cookie);
    h = hash_word(h, (uint64_t)e->op << 1 | e->error);
    if (e->op == DISK_READ) h = hash_bytes(h, e->data, sizeof e->data);
  }
  h = hash_word(hash_word(h, (uint64_t)d->out_slot << 32 | d->out_beat), d->out_lba);
  return hash_bytes(h, d->out, sizeof d->out);
}

static uint64_t hash_side(uint64_t h, const struct side *s) {
  uint64_t idle = s->cycle - s->active_cycle;
  h = hash_word(h, (uint64_t)s->life << 1 | s->alive);
  h = hash_word(h, ahead(s->alive_from, s->cycle) << 32 | (idle < 256 ? idle : 256));
  h = hash_firmware(h, s);
  return hash_disk_link(hash_host(h, &s->host), &s->disk);
}

static uint64_t hash_clocks(uint64_t h, const struct clocks *c, uint64_t now_ps) {
  for (unsigned i = 0; i < CLOCKS; i++) {
    const struct clock *k = &c->clock[i];
    h = hash_word(hash_word(h, k->ideal_ps - now_ps), k->next_ps - now_ps);
    h = hash_word(h, k->high);
  }
  return hash_bytes(h, &c->rng, sizeof c->rng);
}

static uint64_t hash_power(uint64_t h, const struct power *p, unsigned running) {
  h = hash_word(h, (uint64_t)p->on << 16 | (uint64_t)p->kept << 8 | p->on_battery);
  h = hash_word(h, (uint64_t)running << 2 | (unsigned)p->writing[1] << 1 | p->writing[0]);
  return hash_bytes(h, &p->rng, sizeof p->rng);
}

static uint64_t hash_reserve(uint64_t h, const struct reserve *r) {
  h = hash_word(h, (uint64_t)r->home << 32 | (uint64_t)r->owner << 24 | (uint64_t)r->void_ << 16 |
                       (uint64_t)r->fenced << 8 | r->reborn);
  return hash_word(h, (uint64_t)r->epoch[0] << 8 | r->epoch[1]);
}

/* Counts of events decide nothing while no fault waits for one. */
static uint64_t hash_faults(uint64_t h, const struct faults *f, uint64_t now_ps) {
  const struct fault_schedule *s = &f->schedule;
  for (unsigned i = 0; i < CSIM_SIDES; i++) h = hash_word(h, ahead(f->release_ps[i], now_ps));
  for (unsigned i = 0; s->open != 0 && i < s->list.count; i++) {
    if (s->item[i].due_ps == UINT64_MAX && !s->item[i].waiting) continue;
    h = hash_bytes(h, &s->list.fault[i], sizeof s->list.fault[i]);
    h = hash_word(hash_word(h, ahead(s->item[i].due_ps, now_ps)), s->item[i].step);
  }
  return s->waiting == 0 ? h : hash_bytes(h, &f->counts, sizeof f->counts);
}

/* How old a command is decides something only where that is limited. */
static uint64_t hash_paths(uint64_t h, const struct csim *s) {
  const struct multipath *m = &s->multipath;
  const uint64_t now_ps = s->now_ps;
  for (unsigned v = 0; v < TWK_VOLUMES; v++) h = hash_word(h, m->path[v]);
  for (unsigned i = 0; i < MULTIPATH_COMMANDS; i++) {
    const struct multipath_command *c = &m->command[i];
    if (!c->used) continue;
    h = hash_word(h, (uint64_t)i << 40 | (uint64_t)c->waiting << 32 | (uint64_t)c->posted << 24 |
                         (uint64_t)c->path << 16 | (uint64_t)c->status << 8 | c->media);
    h = hash_word(
        h, (uint64_t)c->command.op << 32 | (uint64_t)c->command.volume << 24 | c->command.blocks);
    h = hash_word(hash_word(h, c->command.lba), c->command.user);
    h = hash_word(h, m->posts - c->number);
    if (s->cfg.retry_limit_us != 0) h = hash_word(h, now_ps - c->posted_ps);
    if (c->waiting) h = hash_word(h, ahead(c->due_ps, now_ps));
  }
  return h;
}

uint64_t csim_hash(const struct csim *s) {
  uint64_t h = hash_word(model_hash(s->model), disk_hash(s->disk, s->now_ps));
  h = hash_word(hash_clocks(h, &s->clocks, s->now_ps), s->pins_high);
  for (unsigned i = 0; i < CSIM_SIDES; i++) h = hash_side(h, &s->side[i]);
  if (s->cfg.host_switch) h = hash_host(h, &s->host.end);
  h = hash_reserve(hash_power(h, &s->power, s->running), &s->reserve);
  h = hash_paths(hash_faults(h, &s->faults, s->now_ps), s);
  h = hash_word(h, (uint64_t)s->watch.both << 32 | s->completions.count);
  for (size_t i = 0; i < s->completions.count; i++) {
    const struct csim_completion *c =
        &s->completions.entry[(s->completions.head + i) % COMPLETIONS];
    h = hash_word(hash_word(h, c->command.user), c->status);
  }
  return h;
}
