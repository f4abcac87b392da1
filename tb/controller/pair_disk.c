/* SPDX-License-Identifier: Apache-2.0 */
/* pair_disk.c: the disks of both sides and their table of reservations. */
#include "pair_internal.h"

static unsigned mine(const struct pair *p, unsigned side) {
  return side ? p->owner : PAIR_ALL & ~p->owner;
}

static void check_void(const struct pair *p, unsigned mask) {
  for (uint64_t lba = 0; lba < PAIR_LBAS && !p->lossy; lba++) {
    bool in = mask >> (lba / PAIR_BLOCKS) & 1;
    pair_check(p, !in || p->disk[lba] >= p->acked[lba],
               "VOID while a mirror has what was acknowledged");
  }
}

/* What its next owner may find of it is on the disks, and nothing else is anywhere. */
static void check_move(const struct pair *p, unsigned side, unsigned mask) {
  const struct pair_side *s = &p->side[side];
  for (uint64_t lba = 0; lba < PAIR_LBAS; lba++) {
    unsigned slot;
    if (!(mask >> (lba / PAIR_BLOCKS) & 1)) continue;
    pair_check(p, p->lossy || p->disk[lba] >= p->acked[lba],
               "MOVE while the disks lack what was acknowledged");
    pair_check(p, !pair_alive(s) || !controller_find(&s->c, lba, &slot),
               "MOVE of a volume with blocks still cached");
  }
  pair_check(p, !pair_mirror_holds(p, side, mask), "MOVE of a volume that is still mirrored");
}

static void check_given(const struct pair *p, unsigned side, unsigned mask) {
  pair_check(p, (p->side[side].c.role.own & mask) == 0, "a volume is given that is still served");
  pair_check(p, (p->side[side].ctl >> TWK_CTL_OWN_LSB & mask) == 0,
             "a volume is given before the control word");
}

static bool reserve(struct pair *p, unsigned side, unsigned op, unsigned mask) {
  if (op == TWK_RESERVE_INQUIRE) return true;
  if (p->fenced >> side & 1 || mask & ~mine(p, side)) return false;
  if (op == TWK_RESERVE_FENCE) {
    p->fenced = (uint8_t)(1U << !side);
    p->owner = side ? PAIR_ALL : 0;
  } else if (op == TWK_RESERVE_VOID) {
    check_void(p, mask);
    p->void_ = (uint8_t)(p->void_ | mask);
  } else if (op == TWK_RESERVE_RESTORE) {
    const struct pair_side *s = &p->side[side];
    /* A session given up meanwhile acknowledges nothing before VOID. */
    bool under_way = pair_mirrors(s);
    pair_check(p, !under_way || (pair_paused(s) && pair_port_idle(s)),
               "RESTORE while the host port moves");
    pair_check(p, !under_way || (!s->fifo.count && !s->queue[HW_CLEAN].count),
               "RESTORE before FORGET is taken");
    p->void_ = (uint8_t)(p->void_ & ~mask);
  } else {
    bool moves = op == TWK_RESERVE_MOVE;
    if (moves && p->fenced) return false;
    check_given(p, side, mask);
    if (moves) check_move(p, side, mask);
    p->fenced = 0;
    p->owner = (uint8_t)(side ? p->owner & ~mask : p->owner | mask);
    if (moves) p->home = (uint8_t)(side ? p->home & ~mask : p->home | mask);
    p->moved |= moves;
    pair_check(p, p->owner == p->home, "nobody is fenced, and a volume is not where its home is");
  }
  return true;
}

static void end_reserve(struct pair *p, const struct record *r) {
  unsigned side = r->tag;
  unsigned op = r->lba & 15;
  bool done = reserve(p, side, op, (unsigned)(r->lba >> 4));
  if (++p->epoch == 0) p->epoch = 1;
  pair_post(&p->side[side], &(struct record){.kind = TWK_EV_RESERVED,
                                             .flags = done ? 0 : TWK_FLAG_ERROR,
                                             .count = (uint16_t)op,
                                             .lba = (uint64_t)p->owner << TWK_TABLE_OWNER_LSB |
                                                    (uint64_t)p->home << TWK_TABLE_HOME_LSB |
                                                    (uint64_t)p->void_ << TWK_TABLE_VOID_LSB |
                                                    (uint64_t)p->fenced << TWK_TABLE_FENCED_LSB |
                                                    (uint64_t)p->epoch << TWK_TABLE_EPOCH_LSB});
}

static void end_move(struct pair *p, const struct pair_entry *e) {
  struct pair_side *s = &p->side[e->rec.tag];
  bool fetch = e->rec.kind == TWK_CMD_FETCH;
  bool error = p->fenced >> e->rec.tag & 1 || e->bad;
  if (fetch) {
    s->cache[e->rec.slot] = (struct pair_slot){.lba = e->rec.lba, .version = p->disk[e->rec.lba]};
  } else if (!error) {
    pair_check(p, p->lossy || e->version >= p->disk[e->rec.lba],
               "a destage puts old content on disk");
    p->disk[e->rec.lba] = e->version;
  }
  pair_post(s, &(struct record){
                   .kind = TWK_EV_DISK_DONE,
                   .flags = (uint8_t)((fetch ? TWK_FLAG_FETCH : 0) | (error ? TWK_FLAG_ERROR : 0)),
                   .slot = e->rec.slot,
                   .lba = e->rec.lba});
}

/* The n-th oldest. */
static struct pair_entry take(struct pair_queue *q, unsigned n) {
  struct pair_entry e = q->entry[(q->head + n) % PAIR_QUEUE];
  for (; n; n--) {
    q->entry[(q->head + n) % PAIR_QUEUE] = q->entry[(q->head + n - 1) % PAIR_QUEUE];
  }
  pair_take(q);
  return e;
}

static void finish(struct pair *p, const struct pair_entry *e) {
  if (e->rec.kind == TWK_CMD_RESERVE) {
    end_reserve(p, &e->rec);
  } else {
    end_move(p, e);
  }
}

void pair_disk_cut(struct pair *p, unsigned side) {
  for (unsigned n = 0; n < p->disks.count;) {
    if (p->disks.entry[(p->disks.head + n) % PAIR_QUEUE].rec.tag != side) {
      n++;
      continue;
    }
    struct pair_entry e = take(&p->disks, n);
    if (rng_below(&p->rng, 2)) finish(p, &e);
  }
}

bool pair_disk_end(struct pair *p) {
  struct pair_queue *q = &p->disks;
  if (!q->count) return false;
  struct pair_entry e = take(q, (unsigned)rng_below(&p->rng, q->count));
  finish(p, &e);
  return true;
}
