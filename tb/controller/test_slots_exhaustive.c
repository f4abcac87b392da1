/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_slots_exhaustive.c: every state that slots.c can be in with SLOTS slots of at most PINS
 * readers each, found breadth first from the first state by every step that its callers may take;
 * so what holds here holds after any number of steps. Who holds a slot is kept beside, by this test
 * alone: a slot is handed out only when nobody does, so never twice.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "controller_internal.h"

enum { SLOTS = 3, PINS = 2, TABLE = 1 << 20 };

/* One slot: OUT: in the hands of hardware; NEEDED: the only place of a block; CACHED: may be read;
 * OWED: a CLEAN frame must go before it is filled again. */
enum { OUT = 1, NEEDED = 2, CACHED = 4, OWED = 8 };

/* Slots in the order of each list, 0xff at its end: with it the lists can be made again. */
struct picture {
  uint8_t holds[SLOTS], pins[SLOTS], state[SLOTS], flags[SLOTS];
  uint8_t list[3][SLOTS];
};

struct search {
  struct picture *queue;
  uint32_t *table; /* index + 1 into queue */
  unsigned count, handed_out, clean_room;
  struct controller c;
  struct picture now; /* holds and pins of this test, the rest of the controller */
};

static unsigned space(void *ctx, enum hw_queue q) {
  const struct search *x = ctx;
  return q == HW_CLEAN ? x->clean_room : 0;
}

static void push(void *ctx, enum hw_queue q, const struct record *r) {
  struct search *x = ctx;
  assert_int_equal(q, HW_CLEAN);
  assert_true(r->slot < SLOTS && x->now.holds[r->slot] & OWED);
  x->now.holds[r->slot] &= (uint8_t)~OWED;
  x->clean_room--;
}

static struct slot_list *list_of(struct controller *c, unsigned n) {
  struct slot_list *all[] = {&c->free, &c->lru, &c->cleans};
  return all[n];
}

/* A controller has 16 slots at least; those that are in no list take no part. */
static void begin(struct search *x) {
  static const struct controller_config cfg = {.slots = 16, .destage_start = 2, .disk_depth = 1};
  const struct hw hw = {.ctx = x, .space = space, .push = push};
  assert_null(controller_init(&x->c, &cfg, &hw));
}

static void load(struct search *x, const struct picture *p) {
  x->now = *p;
  x->clean_room = 0;
  ctl_directory_init(&x->c);
  for (unsigned i = 0; i < SLOTS; i++) {
    struct slot *s = &x->c.slot[i];
    *s = (struct slot){.lba = i, .chain = SLOT_NONE, .older = SLOT_NONE, .newer = SLOT_NONE};
    s->state = p->state[i];
    s->pins = p->pins[i];
    s->mirrored = p->flags[i] & 1;
    s->clean_queued = p->flags[i] >> 1;
    if (p->holds[i] & (CACHED | NEEDED)) ctl_directory_insert(&x->c, i);
  }
  for (unsigned n = 0; n < 3; n++) {
    *list_of(&x->c, n) = (struct slot_list){.head = SLOT_NONE, .tail = SLOT_NONE};
    for (unsigned k = 0; k < SLOTS && p->list[n][k] != 0xff; k++)
      ctl_list_append(&x->c, list_of(&x->c, n), p->list[n][k]);
  }
}

static struct picture picture_of(struct search *x) {
  struct picture p = x->now;
  memset(p.list, 0xff, sizeof p.list);
  for (unsigned n = 0; n < 3; n++) {
    unsigned k = 0;
    for (unsigned i = list_of(&x->c, n)->head; i != SLOT_NONE; i = x->c.slot[i].next) {
      assert_true(k < SLOTS);
      p.list[n][k++] = (uint8_t)i;
    }
    assert_int_equal(list_of(&x->c, n)->count, k);
  }
  for (unsigned i = 0; i < SLOTS; i++) {
    p.state[i] = x->c.slot[i].state;
    p.flags[i] = (uint8_t)(x->c.slot[i].mirrored | x->c.slot[i].clean_queued << 1);
    assert_int_equal(p.pins[i], x->c.slot[i].pins);
    assert_int_equal(!!(p.holds[i] & OWED), x->c.slot[i].mirrored);
  }
  return p;
}

static void keep(struct search *x) {
  const struct picture p = picture_of(x);
  uint64_t h = 1469598103934665603ULL;
  for (size_t i = 0; i < sizeof p; i++) h = (h ^ ((const uint8_t *)&p)[i]) * 1099511628211ULL;
  for (unsigned at = h % TABLE;; at = (at + 1) % TABLE) {
    if (x->table[at] == 0) {
      assert_true(x->count < TABLE / 2);
      x->queue[x->count++] = p;
      x->table[at] = x->count;
      return;
    }
    if (memcmp(&x->queue[x->table[at] - 1], &p, sizeof p) == 0) return;
  }
}

/* ---- steps; each returns whether its caller may take it here */

static bool take(struct search *x, unsigned i) {
  if (i != 0) return false; /* it chooses itself */
  unsigned free = 0;
  for (unsigned n = 0; n < SLOTS; n++) free += x->now.pins[n] == 0 && !(x->now.holds[n] & ~CACHED);
  assert_int_equal(ctl_slots_available(&x->c), free);
  unsigned got = ctl_slot_take(&x->c);
  assert_int_equal(got != SLOT_NONE, free != 0);
  if (got == SLOT_NONE) return false;
  assert_true(got < SLOTS);
  assert_int_equal(x->now.holds[got] & (OUT | NEEDED | OWED), 0);
  assert_int_equal(x->now.pins[got], 0);
  x->now.holds[got] = OUT;
  x->c.slot[got].state = SLOT_OFFERED;
  x->handed_out++;
  return true;
}

static bool stored(struct search *x, unsigned i, bool mirrored) {
  if (!(x->now.holds[i] & OUT)) return false;
  x->now.holds[i] = (uint8_t)(NEEDED | (mirrored ? OWED : 0));
  x->c.slot[i].state = SLOT_DIRTY;
  x->c.slot[i].mirrored = mirrored;
  ctl_directory_insert(&x->c, i);
  return true;
}
static bool stored_twice(struct search *x, unsigned i) {
  return stored(x, i, true);
}
static bool stored_once(struct search *x, unsigned i) {
  return stored(x, i, false);
}

static bool failed(struct search *x, unsigned i) {
  if (!(x->now.holds[i] & OUT)) return false;
  x->now.holds[i] = OWED;
  x->c.slot[i].mirrored = true;
  ctl_slot_retire(&x->c, i);
  return true;
}

static bool destaged(struct search *x, unsigned i) {
  if (!(x->now.holds[i] & NEEDED)) return false;
  x->now.holds[i] = (uint8_t)((x->now.holds[i] & OWED) | CACHED);
  ctl_slot_clean(&x->c, i);
  return true;
}

static bool superseded(struct search *x, unsigned i) {
  if (!(x->now.holds[i] & NEEDED)) return false;
  x->now.holds[i] &= OWED;
  ctl_directory_remove(&x->c, i);
  ctl_slot_retire(&x->c, i);
  return true;
}

static bool forgotten(struct search *x, unsigned i) {
  if (!(x->now.holds[i] & CACHED)) return false;
  x->now.holds[i] &= OWED;
  ctl_slot_forget(&x->c, i);
  return true;
}

static bool pinned(struct search *x, unsigned i) {
  if (!(x->now.holds[i] & (CACHED | NEEDED)) || x->now.pins[i] == PINS) return false;
  x->now.pins[i]++;
  ctl_slot_pin(&x->c, i);
  return true;
}

static bool unpinned(struct search *x, unsigned i) {
  if (x->now.pins[i] == 0) return false;
  x->now.pins[i]--;
  ctl_slot_unpin(&x->c, i);
  return true;
}

static bool clean_sent(struct search *x, unsigned i) {
  if (i != 0 || x->c.cleans.count == 0) return false; /* in the order of their list */
  x->clean_room = 1;
  ctl_cleans_push(&x->c);
  assert_int_equal(x->clean_room, 0);
  return true;
}

static void test_no_slot_is_handed_out_twice(void **state) {
  static bool (*const step[])(struct search *, unsigned) = {
      take,       stored_twice, stored_once, failed,   destaged,
      superseded, forgotten,    pinned,      unpinned, clean_sent};
  struct search *x = calloc(1, sizeof *x);
  (void)state;
  assert_non_null(x);
  x->queue = calloc(TABLE / 2, sizeof *x->queue);
  x->table = calloc(TABLE, sizeof *x->table);
  assert_true(x->queue != NULL && x->table != NULL);
  struct picture first = {.holds = {0}};
  memset(first.list, 0xff, sizeof first.list);
  for (unsigned i = 0; i < SLOTS; i++) first.list[0][i] = (uint8_t)i;
  begin(x);
  load(x, &first);
  keep(x);
  for (unsigned at = 0; at < x->count; at++) {
    for (unsigned n = 0; n < sizeof step / sizeof *step; n++) {
      for (unsigned i = 0; i < SLOTS; i++) {
        load(x, &x->queue[at]);
        if (step[n](x, i)) keep(x);
      }
    }
  }
  print_message("%u states of %d slots, %u times handed out\n", x->count, SLOTS, x->handed_out);
  assert_true(x->handed_out > 1000);
  free(x->queue);
  free(x->table);
  free(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_slot_is_handed_out_twice)};
  return cmocka_run_group_tests_name("test_slots_exhaustive", tests, NULL, NULL);
}
