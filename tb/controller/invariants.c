/* SPDX-License-Identifier: Apache-2.0 */
/* invariants.c: recounts from the slots what the controller keeps in lists and counters. */
#include "invariants.h"

#include <string.h>

struct recount {
  unsigned state[SLOT_STATES], dirty, stuck, ready, urgent, evictable, cleans, pins;
};

/* Marks list members; false when a link or the count is wrong. */
static bool walk(const struct controller *c, const struct slot_list *l, uint8_t *mark) {
  unsigned prev = SLOT_NONE;
  unsigned n = 0;
  for (unsigned i = l->head; i != SLOT_NONE; prev = i, i = c->slot[i].next, n++) {
    if (n == c->cfg.slots || c->slot[i].prev != prev || mark[i]++) return false;
  }
  return n == l->count && l->tail == prev;
}

static bool may_be_destaged(const struct slot *s) {
  return s->state == SLOT_DIRTY && s->older == SLOT_NONE && !s->stuck;
}

static const char *count_slot(const struct controller *c, unsigned i, struct recount *n) {
  const struct slot *s = &c->slot[i];
  if (s->state >= SLOT_STATES) return "slot: unknown state";
  if (i >= c->cfg.slots && !s->adopted) return s->state == SLOT_FREE ? NULL : "slot: not ours";
  n->state[s->state]++;
  n->dirty += s->state == SLOT_DIRTY && !s->stuck;
  n->stuck += s->state == SLOT_DIRTY && s->stuck;
  n->ready += may_be_destaged(s);
  n->urgent += may_be_destaged(s) && s->urgent;
  n->evictable += s->state == SLOT_CLEAN && s->pins == 0 && !s->mirrored && !s->adopted;
  n->cleans += s->clean_queued;
  n->pins += s->pins;
  if (s->clean_queued && !s->mirrored) return "slot: CLEAN queued but not owed";
  if (s->state == SLOT_FREE && (s->pins || s->mirrored)) return "slot: FREE but in use";
  if (s->state == SLOT_RETIRED && s->pins == 0 && !s->mirrored) return "slot: RETIRED for nothing";
  if (s->newer != SLOT_NONE && c->slot[s->newer].older != i) return "slot: newer without older";
  if (s->older != SLOT_NONE && c->slot[s->older].newer != i) return "slot: older without newer";
  if (s->older != SLOT_NONE && c->slot[s->older].lba != s->lba) return "slot: older of another";
  return NULL;
}

static bool listed(const struct slot *s) {
  return s->state == SLOT_DIRTY || s->state == SLOT_DESTAGING || s->state == SLOT_CLEAN ||
         s->state == SLOT_FETCHING || s->state == SLOT_SAVING;
}

static const char *check_directory(const struct controller *c) {
  uint8_t found[2 * CONTROLLER_MAX_SLOTS] = {0};
  for (unsigned b = 0; b < CONTROLLER_MAX_SLOTS; b++) {
    for (unsigned i = c->bucket[b]; i != SLOT_NONE; i = c->slot[i].chain) {
      if (found[i]++) return "directory: a slot twice";
      for (unsigned j = c->slot[i].chain; j != SLOT_NONE; j = c->slot[j].chain) {
        if (c->slot[j].lba == c->slot[i].lba) return "directory: a block twice";
      }
    }
  }
  for (unsigned i = 0; i < 2 * c->cfg.slots; i++) {
    const struct slot *s = &c->slot[i];
    if (found[i] != (listed(s) && !s->superseded)) return "directory: not the newest slots";
  }
  return NULL;
}

static const char *check_lists(const struct controller *c, const struct recount *n) {
  uint8_t mark[CONTROLLER_MAX_SLOTS] = {0};
  if (!walk(c, &c->free, mark)) return "free list: broken";
  if (!walk(c, &c->lru, mark)) return "lru list: broken";
  if (!walk(c, &c->cleans, mark)) return "list of CLEAN frames: broken";
  if (!walk(c, &c->fetches, mark)) return "list of fetches: broken";
  if (c->free.count != n->state[SLOT_FREE]) return "free list: not the FREE slots";
  if (c->lru.count != n->evictable) return "lru list: not the evictable slots";
  if (c->cleans.count != n->cleans) return "list of CLEAN frames: not the slots that owe one";
  return NULL;
}

static const char *check_ready(const struct controller *c, const struct recount *n) {
  if (c->ready_count != n->ready || c->ready_urgent != n->urgent) return "elevator: count";
  for (unsigned p = 0; p < c->ready_count; p++) {
    if (!may_be_destaged(&c->slot[c->ready[p]])) return "elevator: a slot that must wait";
    if (p && c->slot[c->ready[p - 1]].lba >= c->slot[c->ready[p]].lba) return "elevator: order";
  }
  return NULL;
}

static const char *check_counts(const struct controller *c, const struct recount *n) {
  unsigned held = 0;
  for (unsigned r = 0; r < CONTROLLER_READS; r++) {
    if (c->read[r].active) held += (unsigned)(c->read[r].held - c->read[r].passed);
  }
  if (held != n->pins) return "pins: not those of the reads";
  if (c->offered != n->state[SLOT_OFFERED]) return "offered: count";
  if (c->dirty != n->dirty || c->stuck != n->stuck) return "dirty: count";
  if (c->destages != n->state[SLOT_DESTAGING]) return "destages: count";
  unsigned saves = 0;
  for (unsigned i = 0; i < c->cfg.slots; i++) saves += c->mirror[i].save == SAVE_RUNNING;
  if (c->saving != n->state[SLOT_SAVING]) return "saving: count";
  if (c->in_flight + c->fetches.count !=
      n->state[SLOT_DESTAGING] + n->state[SLOT_FETCHING] + saves) {
    return "disk commands: count";
  }
  return NULL;
}

static bool flush_waits_for(const struct flush *f, const struct slot *s) {
  bool dirty = (s->state == SLOT_DIRTY && !s->stuck) || s->state == SLOT_DESTAGING ||
               s->state == SLOT_SAVING;
  return dirty && s->since <= f->order && (!f->lost_only || s->urgent);
}

static const char *check_waiters(const struct controller *c) {
  unsigned flushes = 0;
  unsigned to_disk = 0;
  unsigned lossy = 0;
  unsigned owing = 0;
  for (unsigned tag = 0; tag < CONTROLLER_MAX_TAGS; tag++) {
    const struct flush *f = &c->flush[tag];
    const struct write *w = &c->write[tag];
    unsigned left = 0;
    for (unsigned i = 0; f->active && i < 2 * c->cfg.slots; i++) {
      left += flush_waits_for(f, &c->slot[i]);
    }
    if (f->active && (left == 0 || left != f->left)) return "flush: blocks it waits for";
    flushes += f->active;
    to_disk += f->active && !f->lost_only;
    unsigned bits = 0;
    for (unsigned n = 0; n < TWK_MAX_COUNT / 64; n++) {
      bits += (unsigned)__builtin_popcountll(w->lost[n]);
    }
    if (c->cfg.mode == TWK_MODE_SYNC && bits != w->left) return "sync: lost blocks of a write";
    lossy += bits > 0;
    unsigned pending = 0;
    for (unsigned n = 0; n < TWK_MAX_COUNT / 64; n++) {
      pending += (unsigned)__builtin_popcountll(w->pending[n]);
    }
    if (pending != w->waits) return "write: pending blocks";
    owing += pending > 0;
  }
  if (flushes != c->flushes || to_disk != c->disk_flushes) return "flushes: count";
  if (owing != c->owing) return "writes with pending blocks: count";
  return lossy == c->lossy ? NULL : "lossy writes: count";
}

const char *invariants(const struct controller *c) {
  struct recount n;
  memset(&n, 0, sizeof n);
  const char *broken = NULL;
  for (unsigned i = 0; i < 2 * c->cfg.slots && !broken; i++) broken = count_slot(c, i, &n);
  if (!broken) broken = check_lists(c, &n);
  if (!broken) broken = check_ready(c, &n);
  if (!broken) broken = check_counts(c, &n);
  /* These walk large tables: now and then. */
  if (!broken && c->count.events % 16 == 0) broken = check_waiters(c);
  if (!broken && c->count.events % 32 == 0) broken = check_directory(c);
  return broken;
}
