/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slots.c: who may use which slot when.
 *
 * A slot enters `free` or `lru` only when no read pins it and no CLEAN frame is owed for it, so
 * whatever is taken from there may be offered or fetched into at once. Adopted slots enter neither:
 * the mirror half belongs to the peer's hardware.
 */
#include "controller_internal.h"

void ctl_list_append(struct controller *c, struct slot_list *l, unsigned i) {
  c->slot[i].prev = l->tail;
  c->slot[i].next = SLOT_NONE;
  if (l->tail == SLOT_NONE) {
    l->head = (uint16_t)i;
  } else {
    c->slot[l->tail].next = (uint16_t)i;
  }
  l->tail = (uint16_t)i;
  l->count++;
}

void ctl_list_remove(struct controller *c, struct slot_list *l, unsigned i) {
  const struct slot *s = &c->slot[i];
  if (s->prev == SLOT_NONE) {
    l->head = s->next;
  } else {
    c->slot[s->prev].next = s->next;
  }
  if (s->next == SLOT_NONE) {
    l->tail = s->prev;
  } else {
    c->slot[s->next].prev = s->prev;
  }
  l->count--;
}

static void list_init(struct slot_list *l) {
  l->head = l->tail = SLOT_NONE;
  l->count = 0;
}

void ctl_slots_init(struct controller *c) {
  list_init(&c->free);
  list_init(&c->lru);
  list_init(&c->cleans);
  list_init(&c->fetches);
  for (unsigned i = 0; i < c->cfg.slots; i++) {
    c->slot[i].older = c->slot[i].newer = c->slot[i].chain = SLOT_NONE;
    ctl_list_append(c, &c->free, i);
  }
  for (unsigned i = c->cfg.slots; i < 2 * c->cfg.slots; i++) {
    c->slot[i].older = c->slot[i].newer = c->slot[i].chain = SLOT_NONE;
  }
}

static bool in_lru(const struct slot *s) {
  return s->state == SLOT_CLEAN && s->pins == 0 && !s->mirrored && !s->adopted;
}

/* Put a slot that nothing holds any more where it belongs. */
static void settle(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  if (s->state == SLOT_RETIRED && s->pins == 0 && !s->mirrored) {
    s->state = SLOT_FREE;
    if (!s->adopted) ctl_list_append(c, &c->free, i);
    s->adopted = false;
  } else if (in_lru(s)) {
    ctl_list_append(c, &c->lru, i);
  }
}

static void queue_clean(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  if (!s->mirrored || s->clean_queued) return;
  s->clean_queued = true;
  ctl_list_append(c, &c->cleans, i);
}

void ctl_slot_pin(struct controller *c, unsigned i) {
  if (in_lru(&c->slot[i])) ctl_list_remove(c, &c->lru, i);
  c->slot[i].pins++;
}

void ctl_slot_unpin(struct controller *c, unsigned i) {
  c->slot[i].pins--;
  settle(c, i);
}

void ctl_slot_clean(struct controller *c, unsigned i) {
  c->slot[i].state = SLOT_CLEAN;
  queue_clean(c, i);
  settle(c, i);
}

void ctl_slot_retire(struct controller *c, unsigned i) {
  if (in_lru(&c->slot[i])) ctl_list_remove(c, &c->lru, i);
  c->slot[i].state = SLOT_RETIRED;
  queue_clean(c, i);
  settle(c, i);
}

void ctl_slot_forget(struct controller *c, unsigned i) {
  ctl_directory_remove(c, i);
  ctl_slot_retire(c, i);
  c->slot[i].superseded = true;
}

unsigned ctl_slots_available(const struct controller *c) {
  return c->free.count + c->lru.count;
}

unsigned ctl_slot_take(struct controller *c) {
  unsigned i = c->free.head;
  if (i != SLOT_NONE) {
    ctl_list_remove(c, &c->free, i);
    return i;
  }
  i = c->lru.head;
  if (i != SLOT_NONE) {
    ctl_list_remove(c, &c->lru, i);
    ctl_directory_remove(c, i);
    c->count.evictions++;
  }
  return i;
}

void ctl_cleans_push(struct controller *c) {
  while (c->cleans.count && ctl_space(c, HW_CLEAN)) {
    unsigned i = c->cleans.head;
    struct slot *s = &c->slot[i];
    struct record r = {.kind = TWK_CMD_CLEAN, .slot = (uint16_t)i, .seq = s->seq, .lba = s->lba};
    r.flags = s->lost ? TWK_FLAG_LOST : 0;
    ctl_push(c, HW_CLEAN, &r);
    c->count.cleans++;
    ctl_list_remove(c, &c->cleans, i);
    s->mirrored = s->clean_queued = false;
    settle(c, i);
  }
}

void ctl_slots_offer(struct controller *c) {
  /* A CLEAN frame sent again must still come before what refills its slot. */
  if (c->answer_count) return;
  /* A full queue of offers is no work left undone: the hardware has what it can use. */
  while (ctl_slots_available(c) > c->reserve && c->hw.space(c->hw.ctx, HW_FREE)) {
    unsigned i = ctl_slot_take(c);
    struct record r = {.slot = (uint16_t)i};
    c->slot[i].state = SLOT_OFFERED;
    c->offered++;
    ctl_push(c, HW_FREE, &r);
  }
}
