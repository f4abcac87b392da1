/* SPDX-License-Identifier: Apache-2.0 */
/* mirror.c: frames of ours that were lost, and what the peer keeps in our mirror half. */
#include "controller_internal.h"

static bool is_dirty(const struct slot *s) {
  return s->state == SLOT_DIRTY || s->state == SLOT_DESTAGING;
}

/* The slot whose destage repairs the loss. */
static unsigned repairing_slot(const struct controller *c, const struct record *ev) {
  const struct slot *s = &c->slot[ev->slot];
  if (is_dirty(s) && s->seq == ev->seq) return ev->slot;
  /* Superseded, or on disk. If superseded and not acknowledged (sync), its successor's way to the
   * disk stands for it; else the successor is what was acknowledged last, and in the FIFO itself.
   */
  uint64_t lba;
  if (!ctl_command_block(c, ev, &lba)) return SLOT_NONE;
  unsigned newest = ctl_directory_find(c, lba);
  return newest != SLOT_NONE && is_dirty(&c->slot[newest]) ? newest : SLOT_NONE;
}

static void make_urgent(struct controller *c, unsigned i) {
  bool ready = ctl_ready_has(c, i) && !c->slot[i].urgent;
  ctl_flush_urgent(c, i);
  if (ready) c->ready_urgent++;
}

/* Send a CLEAN frame that is not the one its slot still owes. */
static void answer(struct controller *c, const struct record *ev, uint8_t flags) {
  const struct slot *s = &c->slot[ev->slot];
  if (c->answer_count == CONTROLLER_ANSWERS) {
    c->count.ignored++;
    return;
  }
  unsigned at = (c->answer_head + c->answer_count++) % CONTROLLER_ANSWERS;
  c->answer[at] = (struct answer){
      .lba = s->seq == ev->seq ? s->lba : 0, .seq = ev->seq, .slot = ev->slot, .flags = flags};
}

static void data_lost(struct controller *c, const struct record *ev) {
  c->count.mirror_lost++;
  unsigned i = repairing_slot(c, ev);
  if (i != SLOT_NONE) {
    uint64_t lba;
    make_urgent(c, i);
    if (ctl_command_block(c, ev, &lba)) ctl_command_lost(c, ev, c->slot[i].stuck);
  }
  /* The hardware counts losses: one CLEAN frame with LOST for each, once the block is safe. */
  struct slot *s = &c->slot[ev->slot];
  if (s->mirrored && s->seq == ev->seq) {
    s->lost = true;
  } else {
    answer(c, ev, TWK_FLAG_LOST);
  }
}

void ctl_mirror_lost(struct controller *c, const struct record *ev) {
  if (ev->slot >= c->cfg.slots) {
    c->count.ignored++;
    return;
  }
  if (ev->flags & TWK_FLAG_LOST) data_lost(c, ev);
  /* The peer still believes in that block. If its slot holds another by now, the frame sent again
   * names a sequence number that the peer does not find, and does no harm. */
  if (ev->flags & TWK_FLAG_LOST_CLEAN) answer(c, ev, 0);
  if (ev->flags & TWK_FLAG_HELD) ctl_command_held(c, ev->tag);
}

void ctl_answers_push(struct controller *c) {
  while (c->answer_count && ctl_space(c, HW_CLEAN)) {
    const struct answer *a = &c->answer[c->answer_head];
    struct record r = {
        .kind = TWK_CMD_CLEAN, .flags = a->flags, .slot = a->slot, .seq = a->seq, .lba = a->lba};
    ctl_push(c, HW_CLEAN, &r);
    c->count.cleans++;
    c->answer_head = (c->answer_head + 1) % CONTROLLER_ANSWERS;
    c->answer_count--;
  }
}

void ctl_mirror_frame(struct controller *c, const struct record *ev) {
  unsigned i = ev->slot & ~(unsigned)TWK_SLOT_MIRROR;
  c->count.mirror_frames++;
  if (i >= c->cfg.slots) {
    c->count.ignored++;
    return;
  }
  struct mirror_entry *m = &c->mirror[i];
  if (!(ev->flags & TWK_FLAG_CLEAN)) {
    if (!m->valid) c->mirror_valid++;
    *m = (struct mirror_entry){.lba = ev->lba, .seq = ev->seq, .epoch = ev->tag, .valid = true};
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
