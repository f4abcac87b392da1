/* SPDX-License-Identifier: Apache-2.0 */
/* mirror.c: frames of ours that were lost, and what the peer keeps in our mirror half. */
#include "controller_internal.h"

/* The slot whose destage repairs the loss. */
static unsigned repairing_slot(const struct controller *c, const struct record *ev) {
  const struct slot *s = &c->slot[ev->slot];
  if (ctl_slot_dirty(s) && s->seq == ev->seq) return ev->slot;
  /* Superseded, or on disk. If superseded and not acknowledged (sync), its successor's way to the
   * disk stands for it; else the successor is what was acknowledged last, and in the FIFO itself.
   */
  uint64_t lba;
  if (!ctl_command_block(c, ev, &lba)) return SLOT_NONE;
  unsigned newest = ctl_directory_find(c, lba);
  return newest != SLOT_NONE && ctl_slot_dirty(&c->slot[newest]) ? newest : SLOT_NONE;
}

void ctl_answer(struct controller *c, const struct answer *a) {
  if (c->answer_count == CONTROLLER_ANSWERS) {
    c->count.ignored++;
    return;
  }
  c->answer[(c->answer_head + c->answer_count++) % CONTROLLER_ANSWERS] = *a;
}

/* Send a frame that is not the CLEAN frame its slot still owes. */
static void answer(struct controller *c, const struct record *ev, uint8_t kind, uint8_t flags) {
  const struct slot *s = &c->slot[ev->slot];
  ctl_answer(c, &(struct answer){.lba = s->seq == ev->seq ? s->lba : 0,
                                 .seq = ev->seq,
                                 .slot = ev->slot,
                                 .kind = kind,
                                 .flags = flags});
}

/* Managed: the frame can go again. The cache holds what it held, and the CLEAN of its slot, which
 * is pushed to the same queue, cannot have been sent yet. */
static bool resendable(const struct controller *c, const struct record *ev) {
  const struct slot *s = &c->slot[ev->slot];
  bool there = s->state == SLOT_DIRTY || s->state == SLOT_DESTAGING;
  return c->cfg.managed && there && s->mirrored && s->seq == ev->seq && !s->broken;
}

static void data_lost(struct controller *c, const struct record *ev) {
  uint64_t block;
  c->count.mirror_lost++;
  if (resendable(c, ev)) {
    c->count.resent++;
    answer(c, ev, TWK_CMD_RESEND, TWK_FLAG_LOST);
    /* Two copies again soon; what waits for a verdict (sync) waits for the disk instead. */
    if (ctl_command_block(c, ev, &block)) {
      ctl_flush_urgent(c, ev->slot);
      ctl_command_lost(c, ev, c->slot[ev->slot].stuck);
    }
    return;
  }
  unsigned i = repairing_slot(c, ev);
  if (i != SLOT_NONE) {
    ctl_flush_urgent(c, i);
    if (ctl_command_block(c, ev, &block)) ctl_command_lost(c, ev, c->slot[i].stuck);
  }
  /* The hardware counts losses: one CLEAN frame with LOST for each, once the block is safe. */
  struct slot *s = &c->slot[ev->slot];
  if (s->mirrored && s->seq == ev->seq) {
    s->lost = true;
  } else {
    answer(c, ev, TWK_CMD_CLEAN, TWK_FLAG_LOST);
  }
}

static void note_lost(struct controller *c, const struct record *ev) {
  const struct slot *s = &c->slot[ev->slot];
  if (c->cfg.managed) {
    if (ctl_rescue_lost(c, ev)) return;
    if (s->mirrored && s->seq == ev->seq) return; /* its CLEAN is still to be sent */
  }
  /* The peer still believes in that block. If its slot holds another by now, the frame sent again
   * names a sequence number that the peer does not find, and does no harm. */
  answer(c, ev, TWK_CMD_CLEAN, 0);
}

/* Nothing goes to the mirror any more; what it lacks is on disk before acks are open again. */
static void lost_alone(struct controller *c, const struct record *ev) {
  c->count.lost_alone++;
  if (ev->flags & TWK_FLAG_HELD) ctl_command_held(c, ev->tag);
}

void ctl_mirror_lost(struct controller *c, const struct record *ev) {
  if (ev->slot >= c->cfg.slots) {
    c->count.ignored++;
    return;
  }
  if (c->cfg.managed && c->role.phase != TWK_PHASE_PAIRED) {
    lost_alone(c, ev);
    if (c->role.step == ROLE_FORGETTING && ev->flags & TWK_FLAG_LOST_CLEAN) ctl_session_abort(c);
    return;
  }
  if (ev->flags & TWK_FLAG_LOST) data_lost(c, ev);
  if (ev->flags & TWK_FLAG_LOST_CLEAN) {
    note_lost(c, ev);
    if (c->role.step == ROLE_FORGETTING) ctl_session_abort(c); /* it may have been FORGET */
  }
  if (ev->flags & TWK_FLAG_HELD) ctl_command_held(c, ev->tag);
}

void ctl_answers_push(struct controller *c) {
  while (c->answer_count && ctl_space(c, HW_CLEAN)) {
    const struct answer *a = &c->answer[c->answer_head];
    struct record r = {.kind = a->kind,
                       .flags = a->flags,
                       .slot = a->slot,
                       .seq = a->seq,
                       .lba = a->lba,
                       .count = a->note};
    ctl_push(c, HW_CLEAN, &r);
    if (a->kind == TWK_CMD_CLEAN) c->count.cleans++;
    c->answer_head = (c->answer_head + 1) % CONTROLLER_ANSWERS;
    c->answer_count--;
  }
}

static void forget_all(struct controller *c) {
  for (unsigned i = 0; i < c->cfg.slots; i++) c->mirror[i].valid = false;
  c->mirror_valid = 0;
}

void ctl_mirror_frame(struct controller *c, const struct record *ev) {
  unsigned i = ev->slot & ~(unsigned)TWK_SLOT_MIRROR;
  c->count.mirror_frames++;
  if (i >= c->cfg.slots) {
    c->count.ignored++;
    return;
  }
  struct mirror_entry *m = &c->mirror[i];
  if (c->cfg.managed && ev->flags & TWK_FLAG_CLEAN && ev->count != TWK_NOTE_CLEAN) {
    if (ev->count == TWK_NOTE_FORGET) {
      forget_all(c);
      ctl_join_guard(c);
    } else {
      ctl_rescue_note(c, ev);
    }
    return;
  }
  if (!(ev->flags & TWK_FLAG_CLEAN)) {
    if (!m->valid) c->mirror_valid++;
    /* A save under way ends with an event of its own. */
    uint8_t save = m->save == SAVE_RUNNING || m->save == SAVE_WANTED ? m->save : SAVE_NONE;
    *m = (struct mirror_entry){
        .lba = ev->lba, .seq = ev->seq, .epoch = ev->tag, .save = save, .valid = true};
  } else if (m->valid && m->seq == ev->seq && m->epoch == ev->tag) {
    m->valid = false;
    c->mirror_valid--;
  } else {
    c->count.mirror_mismatched++;
  }
}

bool controller_mirror_lookup(const struct controller *c, unsigned slot, struct record *out) {
  if (slot >= c->cfg.slots || !c->mirror[slot].valid) return false;
  const struct mirror_entry *m = &c->mirror[slot];
  *out = (struct record){.kind = TWK_FRAME_DATA,
                         .tag = m->epoch,
                         .slot = (uint16_t)(slot | TWK_SLOT_MIRROR),
                         .seq = m->seq,
                         .lba = m->lba};
  return true;
}

unsigned controller_mirror_count(const struct controller *c) {
  return c->mirror_valid;
}
