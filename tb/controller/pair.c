/* SPDX-License-Identifier: Apache-2.0 */
/* pair.c: the pair of controllers: queues, mirror FIFOs, links, disks, what each side sees. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "invariants.h"
#include "pair_internal.h"

#define CTL(s, NAME) ((s)->ctl >> TWK_CTL_##NAME##_LSB & ((1U << TWK_CTL_##NAME##_W) - 1))
#define BIT(NAME, value) ((uint32_t)(value) << TWK_STAT_##NAME##_LSB)
#define PAIR_FIFO 40

void pair_check(const struct pair *p, bool cond, const char *message) {
  if (!cond) {
    fail_msg("%s, seed %llu, step %llu: %s", p->name, (unsigned long long)p->seed,
             (unsigned long long)p->steps, message);
  }
}

static void append(struct pair_queue *q, const struct pair_entry *e) {
  q->entry[(q->head + q->count++) % PAIR_QUEUE] = *e;
}

struct pair_entry pair_take(struct pair_queue *q) {
  struct pair_entry e = q->entry[q->head];
  q->head = (q->head + 1) % PAIR_QUEUE;
  q->count--;
  return e;
}

void pair_post(struct pair_side *s, const struct record *ev) {
  if (pair_alive(s)) s->event[(s->event_head + s->event_count++) % PAIR_EVENTS] = *ev;
}

/* ---- what the controller does to its hardware */

static unsigned space(void *ctx, enum hw_queue q) {
  const struct pair_side *s = ctx;
  return PAIR_QUEUE - s->queue[q].count;
}

static void push(void *ctx, enum hw_queue q, const struct record *r) {
  struct pair_side *s = ctx;
  if (q == HW_HOST && r->kind == TWK_CMD_ACK) pair_check_ack(s, r);
  append(&s->queue[q], &(struct pair_entry){.rec = *r});
}

/* Frames that nobody will judge any more. */
static void empty_fifo(struct pair_side *s) {
  while (s->fifo.count) {
    struct pair_entry e = pair_take(&s->fifo);
    s->void_open += e.rec.kind != TWK_CMD_CLEAN && s->life == e.life;
    pair_verdict(s, &e, true);
  }
  s->void_open += s->lost_open;
  s->lost_open = 0;
}

/* A volume that moved here when the path was already given up has no frame in it. */
static void check_off(const struct pair_side *s) {
  const struct pair *p = s->pair;
  unsigned n = (unsigned)(s - p->side), missing = pair_home(p, n) & ~p->void_;
  for (unsigned i = 0; i < s->fifo.count && p->moved; i++) {
    const struct pair_entry *e = &s->fifo.entry[(s->fifo.head + i) % PAIR_QUEUE];
    unsigned volume = 1U << (uint32_t)e->rec.lba / PAIR_BLOCKS;
    pair_check(p, e->rec.kind == TWK_CMD_CLEAN || !(missing & volume), "OFF before VOID");
  }
  pair_check(p, p->moved || missing == 0, "OFF before VOID");
}

static void control(void *ctx, uint32_t word) {
  struct pair_side *s = ctx;
  if (word >> TWK_CTL_OFF_LSB & 1 && !CTL(s, OFF)) check_off(s);
  if (word >> TWK_CTL_CLEAR_LSB & 1) s->peer_died = false;
  s->beats += (s->ctl ^ word) >> TWK_CTL_BEAT_LSB & 1;
  s->ctl = word & ~(1U << TWK_CTL_CLEAR_LSB);
}

bool pair_alive(const struct pair_side *s) {
  return s->power && !s->held;
}

unsigned pair_mode(const struct pair_side *s) {
  return CTL(s, MODE);
}

bool pair_mirrors(const struct pair_side *s) {
  return pair_mode(s) == TWK_MODE_EARLY || pair_mode(s) == TWK_MODE_SYNC;
}

bool pair_serves(const struct pair_side *s, uint64_t lba) {
  return pair_alive(s) && CTL(s, OWN) >> (lba / PAIR_BLOCKS) & 1;
}

bool pair_paused(const struct pair_side *s) {
  return CTL(s, PAUSE);
}

unsigned pair_fifo_room(const struct pair_side *s) {
  return s->fifo_power && !CTL(s, OFF) ? PAIR_FIFO - s->fifo.count : 0;
}

void pair_into_fifo(struct pair_side *s, const struct pair_entry *e) {
  struct pair_entry f = *e;
  f.rec.tag = (uint8_t)CTL(s, EPOCH);
  f.rec.lba |= (uint64_t)e->rec.tag << 32; /* the model's tracker remembers the host's tag */
  f.life = s->life;
  append(&s->fifo, &f);
}

/* ---- lives */

static void start(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  struct controller_config cfg = {.slots = PAIR_SLOTS,
                                  .mode = p->mode,
                                  .destage_start = 20,
                                  .destage_stop = 10,
                                  .disk_depth = 8,
                                  .cost_decision = 200,
                                  .cost_entry = 8,
                                  .managed = true,
                                  .side = n,
                                  .volume_blocks = PAIR_BLOCKS,
                                  .link_grace = 2,
                                  .boot_ticks = 8};
  struct hw hw = {.ctx = s, .space = space, .push = push, .control = control};
  for (unsigned q = 0; q < HW_QUEUES; q++) s->queue[q].count = 0;
  memset(s->cache, 0, sizeof s->cache);
  s->event_count = s->lost_open = s->void_open = s->forgotten = s->quiet = 0;
  s->posted = s->heard = s->seq = 0;
  s->hung = s->seen = s->lose_frame = s->lose_clean = false;
  s->peer_died = true;
  assert_null(controller_init(&s->c, &cfg, &hw));
}

static void stop(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  s->life++;
  pair_disk_cut(p, n);
  s->ctl = (uint32_t)(p->mode == TWK_MODE_LOCAL ? TWK_MODE_LOCAL : TWK_MODE_THROUGH);
  pair_abort_all(s);
}

struct pair *pair_new(unsigned mode, const char *name, uint64_t seed) {
  struct pair *p = calloc(1, sizeof *p);
  assert_non_null(p);
  p->mode = mode;
  p->name = name;
  p->seed = seed;
  p->owner = p->home = PAIR_ODD;
  rng_seed(&p->rng, seed);
  for (unsigned n = 0; n < 2; n++) {
    struct pair_side *s = &p->side[n];
    s->pair = p;
    s->power = s->fifo_power = s->fifo_safe = s->link = true;
    s->ctl = TWK_MODE_THROUGH;
    start(p, n);
  }
  return p;
}

void pair_free(struct pair *p) {
  free(p);
}

void pair_kill(struct pair *p, unsigned side) {
  struct pair_side *s = &p->side[side];
  p->side[!side].peer_died = true;
  s->power = false;
  stop(p, side);
}

void pair_start(struct pair *p, unsigned side) {
  p->side[side].power = true;
  if (pair_alive(&p->side[side])) start(p, side);
}

void pair_fifo(struct pair *p, unsigned side, bool power) {
  struct pair_side *s = &p->side[side];
  s->fifo_power = power;
  if (!power) empty_fifo(s);
}

void pair_link(struct pair *p, unsigned side, bool up) {
  p->side[side].link = up;
}

/* A reset line that follows the peer's control word. */
static void hold(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  const struct pair_side *o = &p->side[!n];
  bool want = pair_alive(o) && CTL(o, HOLD);
  if (want == s->held) return;
  s->held = want;
  if (want) {
    p->side[!n].peer_died = true;
    stop(p, n);
  } else if (s->power) {
    start(p, n);
  }
}

/* ---- what a side sees */

static uint32_t stat_of(const struct pair *p, unsigned n) {
  const struct pair_side *s = &p->side[n];
  const struct pair_side *o = &p->side[!n];
  bool in = o->link && o->fifo_power;
  return BIT(MIRROR_UP, s->fifo_power) | BIT(PRESENT, s->fifo.count || s->lost_open) |
         BIT(LINK_OUT, s->link && s->fifo_power && pair_alive(o)) | BIT(SAFE, s->fifo_safe) |
         BIT(PEER_POWER, pair_alive(o)) | BIT(PEER_DIED, s->peer_died || !pair_alive(o)) |
         BIT(PEER_FIFO, o->fifo_power) | BIT(PEER_PRESENT, o->fifo.count || o->lost_open) |
         BIT(LINK_IN, in) | BIT(PEER_SEEN, in && s->seen) |
         BIT(PEER_SILENT, in && s->quiet > PAIR_SILENT) |
         BIT(PEER_PHASE, s->heard >> TWK_CTL_PHASE_LSB & 3) |
         BIT(PEER_OWN, s->heard >> TWK_CTL_OWN_LSB & PAIR_ALL) |
         BIT(PAUSED, CTL(s, PAUSE) && pair_port_idle(s)) | BIT(FORGOTTEN, s->forgotten % 16);
}

static void see(struct pair *p, unsigned n, bool tick) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s)) return;
  if (!(p->side[!n].link && p->side[!n].fifo_power)) {
    s->seen = false;
    s->quiet = 0;
  }
  uint32_t stat = stat_of(p, n);
  if (!tick && ((stat ^ s->posted) & ~(BIT(PRESENT, 1) | BIT(PEER_PRESENT, 1))) == 0) return;
  s->posted = stat;
  pair_post(
      s, &(struct record){.kind = TWK_EV_STATUS, .flags = tick ? TWK_FLAG_TICK : 0, .seq = stat});
}

static void look(struct pair *p) {
  for (unsigned n = 0; n < 2; n++) {
    hold(p, n);
    if (!pair_alive(&p->side[n]) || !CTL(&p->side[n], OFF)) continue;
    empty_fifo(&p->side[n]);
    p->side[n].void_open = 0;
  }
  for (unsigned n = 0; n < 2; n++) see(p, n, false);
  bool both = pair_alive(&p->side[0]) && pair_alive(&p->side[1]);
  pair_check(p, !both || !(CTL(&p->side[0], OWN) & CTL(&p->side[1], OWN)),
             "a volume has two servers");
}

/* The word beside the frames arrives. */
static bool hear(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  const struct pair_side *o = &p->side[!n];
  if (!pair_alive(s) || !pair_alive(o) || !o->link || !o->fifo_power) return false;
  bool news = s->heard != o->ctl;
  if (s->heard_beats != o->beats) {
    s->heard_beats = o->beats;
    s->seen = true;
    s->quiet = 0;
  }
  s->heard = o->ctl;
  return news;
}

static void tick(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s)) return;
  s->quiet++;
  see(p, n, true);
}

/* ---- steps of one side */

static bool drain(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  struct pair_side *o = &p->side[!n];
  if (!s->fifo.count || !s->link || !s->fifo_power || !pair_alive(o) || o->event_count > 1000) {
    return false;
  }
  struct pair_entry e = pair_take(&s->fifo);
  bool clean = e.rec.kind == TWK_CMD_CLEAN;
  bool *lose = clean ? &s->lose_clean : &s->lose_frame;
  bool lost = *lose;
  *lose = false;
  if (!lost) {
    struct record ev = e.rec;
    ev.kind = TWK_EV_MIRROR_FRAME;
    ev.flags = clean ? TWK_FLAG_CLEAN : 0;
    ev.slot |= TWK_SLOT_MIRROR;
    ev.lba &= UINT32_MAX;
    if (!clean) ev.count = 0;
    if (!clean) {
      o->cache[PAIR_SLOTS + e.rec.slot] =
          (struct pair_slot){.lba = ev.lba, .version = e.version, .seq = ev.seq, .bad = e.bad};
    }
    pair_post(o, &ev);
    if (clean && ev.count == TWK_NOTE_FORGET && pair_alive(s) && s->life == e.life) {
      s->forgotten++;
    }
  } else if (!clean && pair_alive(s) && s->life == e.life) {
    s->lost_open++;
  }
  pair_verdict(s, &e, lost);
  return true;
}

static bool deliver(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s) || s->hung || !s->event_count) return false;
  struct record ev = s->event[s->event_head];
  s->event_head = (s->event_head + 1) % PAIR_EVENTS;
  s->event_count--;
  controller_event(&s->c, &ev);
  const char *broken = invariants(&s->c);
  pair_check(p, !broken, broken ? broken : "");
  return true;
}

static bool disk_take(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s) || !s->queue[HW_DISK].count || p->disks.count == PAIR_QUEUE) return false;
  struct pair_entry e = pair_take(&s->queue[HW_DISK]);
  e.rec.tag = (uint8_t)n;
  if (e.rec.kind == TWK_CMD_DESTAGE) {
    const struct pair_slot *c = &s->cache[pair_cache_index(e.rec.slot)];
    e.version = c->version;
    e.bad = c->bad;
  }
  append(&p->disks, &e);
  return true;
}

static bool stream(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s) || !s->queue[HW_HOST].count) return false;
  struct pair_entry e = pair_take(&s->queue[HW_HOST]);
  pair_host_command(p, s, &e.rec);
  return true;
}

typedef bool pair_step(struct pair *p, unsigned n);

static bool disk_end(struct pair *p, unsigned n) {
  (void)n;
  return !p->slow && pair_disk_end(p);
}

static pair_step *const steps[] = {pair_port, pair_port, drain,  drain,     deliver, deliver,
                                   deliver,   hear,      stream, disk_take, disk_end};
#define STEPS (sizeof steps / sizeof steps[0])

static void go_on(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (pair_alive(s) && !s->hung && controller_blocked(&s->c)) controller_pump(&s->c);
  look(p);
}

void pair_run(struct pair *p, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    unsigned n = (unsigned)rng_below(&p->rng, 2);
    unsigned k = (unsigned)rng_below(&p->rng, 120);
    p->steps++;
    if (p->steps % 120 == 0) { /* regular: a time to react is one of ticks */
      tick(p, 0);
      tick(p, 1);
    } else if (k < 8) {
      if (p->load) pair_issue_any(p, n);
    } else {
      steps[k % STEPS](p, n);
    }
    go_on(p, n);
  }
}

static bool all_steps(struct pair *p) {
  bool moved = false;
  for (unsigned n = 0; n < 2; n++) {
    for (unsigned k = 0; k < STEPS; k++) {
      p->steps++;
      moved |= steps[k](p, n);
      go_on(p, n);
    }
  }
  return moved;
}

void pair_tick(struct pair *p) {
  tick(p, 0);
  tick(p, 1);
  while (all_steps(p)) continue;
}

static bool side_done(const struct pair_side *s) {
  return !pair_alive(s) || (controller_settled(&s->c) && controller_idle(&s->c));
}

void pair_settle(struct pair *p, unsigned ticks) {
  unsigned quiet = 0;
  p->load = false;
  for (unsigned t = 0; t < ticks && quiet < 3; t++) {
    pair_tick(p);
    quiet = side_done(&p->side[0]) && side_done(&p->side[1]) ? quiet + 1 : 0;
  }
}

unsigned pair_home(const struct pair *p, unsigned side) {
  return side ? p->home : PAIR_ALL & ~p->home;
}

bool pair_mirror_holds(const struct pair *p, unsigned side, unsigned mask) {
  const struct pair_side *s = &p->side[side], *o = &p->side[!side];
  for (unsigned i = 0; i < s->fifo.count; i++) {
    const struct pair_entry *e = &s->fifo.entry[(s->fifo.head + i) % PAIR_QUEUE];
    bool data = e->rec.kind != TWK_CMD_CLEAN;
    if (data && mask >> ((uint32_t)e->rec.lba / PAIR_BLOCKS) & 1) return true;
  }
  for (unsigned i = 0; i < o->event_count; i++) {
    /* Behind FORGET nothing came, before it is forgotten. */
    const struct record *ev = &o->event[(o->event_head + o->event_count - 1 - i) % PAIR_EVENTS];
    if (ev->kind != TWK_EV_MIRROR_FRAME) continue;
    if (ev->flags & TWK_FLAG_CLEAN && ev->count == TWK_NOTE_FORGET) return false;
    if (!(ev->flags & TWK_FLAG_CLEAN) && mask >> (ev->lba / PAIR_BLOCKS) & 1) return true;
  }
  for (unsigned i = 0; i < PAIR_SLOTS; i++) {
    struct record r;
    bool held = pair_alive(o) && controller_mirror_lookup(&o->c, i, &r);
    if (held && mask >> (r.lba / PAIR_BLOCKS) & 1) return true;
  }
  return false;
}

bool pair_is_paired(const struct pair *p) {
  for (unsigned n = 0; n < 2; n++) {
    const struct pair_side *s = &p->side[n];
    if (!pair_alive(s) || controller_phase(&s->c) != TWK_PHASE_PAIRED) return false;
    if (controller_serves(&s->c) != pair_home(p, n) || !controller_settled(&s->c)) return false;
  }
  return true;
}
