/* SPDX-License-Identifier: Apache-2.0 */
/* fake_hw.c: the steps of the hardware model. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

#include "fake_checks.h"
#include "invariants.h"

static unsigned space(void *ctx, enum hw_queue q) {
  const struct fake *f = ctx;
  return f->cfg.depth[q] - f->queue[q].count;
}

static void append(struct fake_queue *q, const struct record *r) {
  q->rec[(q->head + q->count++) % FAKE_QUEUE] = *r;
}

static struct record take(struct fake_queue *q) {
  struct record r = q->rec[q->head];
  q->head = (q->head + 1) % FAKE_QUEUE;
  q->count--;
  return r;
}

static void push(void *ctx, enum hw_queue q, const struct record *r) {
  static void (*const check[HW_QUEUES])(struct fake *, const struct record *) = {
      fake_check_free, fake_check_clean, fake_check_host, fake_check_disk};
  struct fake *f = ctx;
  fake_check(f, space(f, q) > 0, "push to a full queue");
  check[q](f, r);
  append(&f->queue[q], r);
  f->pushes[q]++;
  f->last[q] = *r;
}

struct fake *fake_new(const struct fake_config *cfg, const char *name) {
  struct fake *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->cfg = *cfg;
  f->name = name;
  for (unsigned q = 0; q < HW_QUEUES; q++) {
    if (f->cfg.depth[q] == 0) f->cfg.depth[q] = 16;
  }
  if (f->cfg.fifo_frames == 0) f->cfg.fifo_frames = 16;
  struct hw hw = {.ctx = f, .space = space, .push = push};
  assert_null(controller_init(&f->controller, &cfg->controller, &hw));
  return f;
}

void fake_free(struct fake *f) {
  free(f);
}

static void post(struct fake *f, const struct record *ev) {
  fake_check(f, f->event_count < FAKE_EVENTS, "model: event queue overflows");
  f->event[(f->event_head + f->event_count++) % FAKE_EVENTS] = *ev;
}

void fake_issue(struct fake *f, unsigned op, uint8_t tag, uint64_t lba, unsigned count) {
  struct fake_command *m = &f->command[tag];
  fake_check(f, !m->active, "model: tag in use");
  *m = (struct fake_command){.active = true, .op = op, .lba = lba, .count = count};
  m->version = f->next_version + 1;
  if (op == TWK_OP_WRITE) f->next_version += count;
  for (unsigned i = 0; i < FAKE_LBAS; i++) m->floor[i] = f->acked[i];
  f->port[(f->port_head + f->port_count++) % 256] = tag;
  f->active++;
}

static void end(struct fake *f, struct fake_command *m) {
  m->active = false;
  f->active--;
  if (m->op != TWK_OP_WRITE || m->failed || m->status != TWK_STATUS_OK) return;
  for (unsigned n = 0; n < m->count; n++) {
    uint64_t *acked = &f->acked[m->lba + n];
    if (*acked < m->version + n) *acked = m->version + n;
    fake_check_protected(f, m->lba + n);
  }
}

static void into_fifo(struct fake *f, const struct fake_frame *frame) {
  f->fifo[(f->fifo_head + f->fifo_count++) % FAKE_QUEUE] = *frame;
}

static bool mirrors(const struct fake *f) {
  return f->cfg.controller.mode == TWK_MODE_EARLY || f->cfg.controller.mode == TWK_MODE_SYNC;
}

static void store(struct fake *f, uint8_t tag, struct fake_command *m) {
  unsigned mode = f->cfg.controller.mode;
  unsigned i = take(&f->queue[HW_FREE]).slot;
  bool last = m->stored + 1 == m->count;
  bool failed = f->faults.store || (f->faults.store_fifo && mirrors(f));
  struct record ev = {.kind = failed ? TWK_EV_WRITE_FAILED : TWK_EV_WRITE_STORED,
                      .flags = last ? TWK_FLAG_LAST : 0,
                      .tag = tag,
                      .slot = (uint16_t)i,
                      .seq = ++f->seq,
                      .lba = m->lba + m->stored,
                      .count = (uint16_t)m->stored};
  uint64_t *stored = &f->stored[ev.lba];
  f->slot[i] = (struct fake_slot){.lba = ev.lba,
                                  .seq = ev.seq,
                                  .version = m->version + m->stored,
                                  .previous = *stored,
                                  .valid = true,
                                  .stored = true,
                                  .failed = failed,
                                  .mirrored = mirrors(f)};
  if (!failed) *stored = f->slot[i].version;
  f->lba_of[ev.seq % FAKE_HISTORY] = (uint16_t)ev.lba;
  m->stored++;
  m->failed |= failed;
  post(f, &ev);
  if (mirrors(f)) {
    into_fifo(f, &(struct fake_frame){
                     .rec = ev, .version = f->slot[i].version, .last = last, .failed = failed});
  }
  f->faults.store = f->faults.store_fifo = false;
  if (last && (m->failed || mode == TWK_MODE_EARLY || mode == TWK_MODE_LOCAL)) end(f, m);
}

static bool clean_step(struct fake *f) {
  struct record r = take(&f->queue[HW_CLEAN]);
  into_fifo(f, &(struct fake_frame){.rec = r, .clean = true});
  return true;
}

bool fake_port(struct fake *f) {
  bool room = f->fifo_count < f->cfg.fifo_frames;
  if (f->queue[HW_CLEAN].count) return room && clean_step(f);
  if (f->port_count == 0 || f->event_count > 64) return false;
  uint8_t tag = f->port[f->port_head];
  struct fake_command *m = &f->command[tag];
  if (m->op == TWK_OP_WRITE) {
    if (f->queue[HW_FREE].count == 0 || (mirrors(f) && !room)) return false;
    bool last = m->stored + 1 == m->count;
    store(f, tag, m);
    if (!last) return true;
  } else {
    post(f, &(struct record){.kind = m->op == TWK_OP_READ ? TWK_EV_READ : TWK_EV_FLUSH,
                             .tag = tag,
                             .lba = m->lba,
                             .count = (uint16_t)m->count});
  }
  f->port_head = (f->port_head + 1) % 256;
  f->port_count--;
  return true;
}

static void drain_clean(struct fake *f, const struct record *r, bool lost) {
  struct fake_mirror *m = &f->mirror[r->slot];
  bool match = m->valid && m->seq == r->seq;
  if (lost) {
    if (match) m->clean_lost = true;
    post(f, &(struct record){.kind = TWK_EV_MIRROR_LOST,
                             .flags = TWK_FLAG_LOST_CLEAN,
                             .tag = FAKE_EPOCH,
                             .slot = r->slot,
                             .seq = r->seq});
    return;
  }
  post(f, &(struct record){.kind = TWK_EV_MIRROR_FRAME,
                           .flags = TWK_FLAG_CLEAN,
                           .tag = FAKE_EPOCH,
                           .slot = r->slot | TWK_SLOT_MIRROR,
                           .seq = r->seq,
                           .lba = r->lba});
  if (!match) return;
  m->valid = false;
  fake_check_protected(f, m->lba);
}

static void commit(struct fake *f, const struct fake_frame *frame) {
  const struct record *r = &frame->rec;
  struct fake_mirror *m = &f->mirror[r->slot];
  fake_check(f, !m->valid || m->clean_lost, "mirror slot overwritten before its CLEAN");
  uint64_t old = m->lba;
  *m = (struct fake_mirror){
      .lba = r->lba, .seq = r->seq, .version = frame->failed ? 0 : frame->version, .valid = true};
  fake_check_protected(f, old);
  post(f, &(struct record){.kind = TWK_EV_MIRROR_FRAME,
                           .tag = FAKE_EPOCH,
                           .slot = r->slot | TWK_SLOT_MIRROR,
                           .seq = r->seq,
                           .lba = r->lba});
}

/* What the tracker does with a verdict on a DATA frame. */
static void verdict(struct fake *f, const struct fake_frame *frame, bool lost) {
  const struct record *r = &frame->rec;
  struct fake_command *m = &f->command[r->tag];
  struct record ev = {.kind = TWK_EV_MIRROR_LOST, .tag = r->tag, .slot = r->slot, .seq = r->seq};
  bool sync = f->cfg.controller.mode == TWK_MODE_SYNC;
  /* The tag may belong to a later command by now. */
  bool ours = sync && m->active && m->op == TWK_OP_WRITE && !m->failed &&
              m->version + r->count == frame->version;
  if (lost) {
    ev.flags |= TWK_FLAG_LOST;
    f->heard[r->lba] = 0;
    f->lost_seq[r->lba] = r->seq;
    if (f->exposed[r->lba] < frame->version) f->exposed[r->lba] = frame->version;
    if (ours) {
      m->damaged = true;
      m->lost[r->count] = 1;
    }
  }
  if (ours && frame->last && m->damaged) ev.flags |= TWK_FLAG_HELD;
  if (ev.flags) post(f, &ev);
  if (ours && frame->last && !m->damaged) end(f, m);
}

bool fake_drain(struct fake *f) {
  if (f->fifo_count == 0 || f->event_count > 64) return false;
  struct fake_frame frame = f->fifo[f->fifo_head];
  f->fifo_head = (f->fifo_head + 1) % FAKE_QUEUE;
  f->fifo_count--;
  bool lost = f->faults.frame;
  f->faults.frame = false;
  if (frame.clean) {
    drain_clean(f, &frame.rec, lost);
  } else {
    if (!lost) commit(f, &frame);
    verdict(f, &frame, lost);
  }
  return true;
}

void fake_event(struct fake *f, const struct record *ev) {
  controller_event(&f->controller, ev);
  const char *broken = invariants(&f->controller);
  fake_check(f, !broken, broken ? broken : "");
  if (controller_blocked(&f->controller)) return;
  uint64_t before = f->pushes[HW_CLEAN] + f->pushes[HW_HOST] + f->pushes[HW_DISK];
  controller_pump(&f->controller);
  fake_check(f, before == f->pushes[HW_CLEAN] + f->pushes[HW_HOST] + f->pushes[HW_DISK],
             "work was left undone though no queue was full");
}

bool fake_deliver(struct fake *f) {
  if (f->event_count == 0) return false;
  struct record ev = f->event[f->event_head];
  f->event_head = (f->event_head + 1) % FAKE_EVENTS;
  f->event_count--;
  f->delivered++;
  if (ev.kind == TWK_EV_FLUSH) f->command[ev.tag].heard = f->delivered;
  if (ev.kind == TWK_EV_WRITE_STORED) {
    f->slot[ev.slot].seen = true;
    f->seen[ev.lba] = f->slot[ev.slot].version;
  }
  if (ev.kind == TWK_EV_MIRROR_LOST) {
    if (ev.flags & TWK_FLAG_LOST) {
      f->lost_open++;
      unsigned lba = f->lba_of[ev.seq % FAKE_HISTORY];
      if (f->lost_seq[lba] == ev.seq) f->heard[lba] = f->delivered;
    }
    if (ev.flags & TWK_FLAG_LOST_CLEAN) f->clean_lost_open++;
    if (ev.flags & TWK_FLAG_HELD) f->command[ev.tag].held = true;
  }
  fake_event(f, &ev);
  return true;
}

void fake_go_on(struct fake *f) {
  if (controller_blocked(&f->controller)) controller_pump(&f->controller);
}

bool fake_disk_take(struct fake *f) {
  if (f->queue[HW_DISK].count == 0 || f->flying.count == FAKE_QUEUE) return false;
  struct record r = take(&f->queue[HW_DISK]);
  append(&f->flying, &r);
  fake_go_on(f);
  return true;
}

static void fetch_failed(struct fake *f, uint64_t lba) {
  for (unsigned tag = 0; tag < 256; tag++) {
    struct fake_command *m = &f->command[tag];
    bool in = m->active && m->op == TWK_OP_READ && lba >= m->lba && lba < m->lba + m->count;
    if (in) m->fetch_failed = true;
  }
}

static bool end_destage(struct fake *f, struct fake_slot *s) {
  bool error = f->faults.destage;
  f->faults.destage = false;
  if (!error) {
    f->disk[s->lba] = s->version;
  } else if (++s->errors == FAKE_ATTEMPTS) {
    f->given_up[s->lba] = s->version;
  }
  return error;
}

static bool end_fetch(struct fake *f, struct fake_slot *s) {
  bool error = f->faults.fetch;
  f->faults.fetch = false;
  s->version = f->disk[s->lba];
  s->valid = !error;
  if (error) fetch_failed(f, s->lba);
  return error;
}

bool fake_disk_end(struct fake *f, unsigned n) {
  struct fake_queue *q = &f->flying;
  if (q->count == 0) return false;
  struct record r = q->rec[(q->head + n % q->count) % FAKE_QUEUE];
  for (unsigned k = n % q->count; k; k--) {
    q->rec[(q->head + k) % FAKE_QUEUE] = q->rec[(q->head + k - 1) % FAKE_QUEUE];
  }
  take(q);
  struct fake_slot *s = &f->slot[r.slot];
  bool fetch = r.kind == TWK_CMD_FETCH;
  bool error = fetch ? end_fetch(f, s) : end_destage(f, s);
  f->disk_busy[r.lba] = s->on_disk_queue = false;
  f->disk_commands--;
  post(f, &(struct record){
              .kind = TWK_EV_DISK_DONE,
              .flags = (uint8_t)((fetch ? TWK_FLAG_FETCH : 0) | (error ? TWK_FLAG_ERROR : 0)),
              .slot = r.slot,
              .lba = r.lba});
  return true;
}

bool fake_stream(struct fake *f) {
  if (f->queue[HW_HOST].count == 0) return false;
  struct record r = take(&f->queue[HW_HOST]);
  struct fake_command *m = &f->command[r.tag];
  if (r.kind == TWK_CMD_SEND) {
    struct fake_slot *s = &f->slot[r.slot];
    fake_check(f, s->version >= m->floor[s->lba], "read is older than what was acknowledged");
    s->sends--;
    m->streamed++;
    if (r.flags & TWK_FLAG_NOTIFY) {
      post(f, &(struct record){.kind = TWK_EV_READ_SENT, .tag = r.tag, .count = r.count});
    }
  }
  if (r.kind == TWK_CMD_ACK || (r.flags & TWK_FLAG_LAST)) end(f, m);
  fake_go_on(f);
  return true;
}
