/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firmware.c: runs a controller model on its hardware: one event at a time, each for its cost in
 * cycles, and its four queues one entry a clock.
 */
#include "csim_internal.h"

static unsigned queue_space(void *ctx, enum hw_queue q) {
  const struct side *s = ctx;
  return RING_DEPTH - s->firmware.queue[q].count;
}

static void queue_push(void *ctx, enum hw_queue q, const struct record *r) {
  struct side *s = ctx;
  struct firmware *f = &s->firmware;
  struct ring *ring = &f->queue[q];
  struct ring_entry *e = &ring->entry[(ring->head + ring->count) % RING_DEPTH];
  if (q == HW_CLEAN) f->cleans_pushed++;
  e->record = *r;
  e->after_clean = f->cleans_pushed;
  ring->count++;
}

static void write_control(void *ctx, uint32_t word) {
  struct side *s = ctx;
  struct firmware *f = &s->firmware;
  const uint32_t once = 1U << TWK_CTL_CLEAR_LSB;
  f->control = word | (f->has_control ? f->control & once : 0);
  f->has_control = true;
}

static void queue_pop(struct side *s, enum hw_queue q) {
  struct ring *ring = &s->firmware.queue[q];
  ring->head = (ring->head + 1) % RING_DEPTH;
  ring->count--;
  s->firmware.drained = true;
  s->active_cycle = s->cycle;
}

void firmware_start(struct side *s) {
  struct firmware *f = &s->firmware;
  struct hw hw = {.ctx = s, .space = queue_space, .push = queue_push, .control = write_control};
  struct controller_config cfg = s->system->cfg.controller;
  cfg.side = s->id;
  for (unsigned q = 0; q < HW_QUEUES; q++) f->queue[q] = (struct ring){.count = 0};
  f->cleans_pushed = f->cleans_taken = 0;
  f->busy = false;
  f->drained = f->hung = f->has_control = false;
  controller_init(&f->controller, &cfg, &hw); /* checked by csim_create */
}

static void decide(struct side *s) {
  struct firmware *f = &s->firmware;
  if (f->busy && s->cycle >= f->busy_until) {
    controller_event(&f->controller, &f->event);
    f->busy = false;
    f->drained = false;
  } else if (!f->busy && f->drained) {
    f->drained = false;
    if (controller_blocked(&f->controller)) controller_pump(&f->controller);
  }
}

static void take_event(struct side *s) {
  struct firmware *f = &s->firmware;
  const struct model_side *p = s->port;
  bool take = !f->busy && *p->ev_valid;
  *p->ev_ready = take;
  if (!take) return;
  record_unpack((const uint64_t[2]){*p->ev_lo, *p->ev_hi}, &f->event);
  unsigned cost = controller_cost(&f->controller, &f->event);
  f->busy = true;
  f->busy_until = s->cycle + 1 + cost;
  f->busy_cycles += cost;
  if (f->event.kind == TWK_EV_MIRROR_FRAME)
    side_seen(s, CSIM_SEEN_FRAME, *p->ev_lo, *p->ev_hi, NULL);
  if (f->event.kind == TWK_EV_MIRROR_LOST ||
      (f->event.kind == TWK_EV_ECC && f->event.flags & TWK_FLAG_ERROR))
    side_seen(s, CSIM_SEEN_DAMAGE, *p->ev_lo, *p->ev_hi, NULL);
  /* The firmware's own clock is no sign of work. */
  if (f->event.kind != TWK_EV_STATUS) s->active_cycle = s->cycle;
  if (f->event.kind == TWK_EV_WRITE_STORED && !(f->event.flags & TWK_FLAG_UNMIRRORED))
    s->system->faults.counts.count[FAULT_AT_FRAME]++;
}

/* The three command queues share one word: one of them moves in a clock. */
static void give_command(struct side *s) {
  static const enum hw_queue order[] = {HW_CLEAN, HW_HOST, HW_DISK};
  const struct model_side *p = s->port;
  uint8_t *const valid[] = {p->cl_valid, p->hq_valid, p->dq_valid};
  const uint8_t *const ready[] = {p->cl_ready, p->hq_ready, p->dq_ready};
  bool given = false;
  for (unsigned i = 0; i < 3; i++) {
    struct ring *ring = &s->firmware.queue[order[i]];
    *valid[i] = !given && ring->count != 0 && *ready[i];
    if (!*valid[i]) continue;
    uint64_t w[2];
    record_pack(&ring->entry[ring->head].record, w);
    *p->cmd_lo = w[0];
    *p->cmd_hi = w[1];
    if (order[i] == HW_CLEAN) s->firmware.cleans_taken++;
    queue_pop(s, order[i]);
    given = true;
  }
}

static void give_slot(struct side *s) {
  const struct model_side *p = s->port;
  struct ring *ring = &s->firmware.queue[HW_FREE];
  const struct ring_entry *e = &ring->entry[ring->head];
  *p->fs_valid = ring->count != 0 && *p->fs_ready && e->after_clean <= s->firmware.cleans_taken;
  if (!*p->fs_valid) return;
  *p->fs_slot = e->record.slot;
  queue_pop(s, HW_FREE);
}

static void give_control(struct side *s) {
  struct firmware *f = &s->firmware;
  const struct model_side *p = s->port;
  *p->ct_valid = f->has_control;
  *p->ct_word = f->control;
  f->has_control = false;
}

void firmware_step(struct side *s) {
  const struct model_side *p = s->port;
  if (s->firmware.hung) {
    *p->ev_ready = *p->fs_valid = *p->cl_valid = *p->hq_valid = *p->dq_valid = *p->ct_valid = 0;
    return;
  }
  decide(s);
  take_event(s);
  give_control(s);
  give_command(s);
  give_slot(s);
}

bool firmware_quiet(const struct side *s) {
  const struct firmware *f = &s->firmware;
  return !f->busy && controller_idle(&f->controller) && f->queue[HW_CLEAN].count == 0 &&
         f->queue[HW_HOST].count == 0 && f->queue[HW_DISK].count == 0;
}
