/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rescue.c: blocks with two flipped bits in a cache.
 *
 * A clean block is fetched again when it is next read. For a dirty one the peer is asked to put its
 * copy on disk (SAVE); its answer, SAVED or UNSAVED, comes through its own mirror FIFO. Meanwhile
 * the block counts as one with a disk command on it: newer versions and reads wait. The SAVE
 * travels behind the block's own frame and before its CLEAN, so the peer has it or never had.
 */
#include "controller_internal.h"

bool ctl_rescue_possible(const struct controller *c, const struct slot *s) {
  return c->cfg.managed && s->broken && s->mirrored && !s->superseded &&
         c->role.phase == TWK_PHASE_PAIRED && ROLE_STAT(c, PEER_PHASE) == TWK_PHASE_PAIRED;
}

static void send_note(struct controller *c, uint8_t note, unsigned slot, uint32_t seq,
                      uint64_t lba) {
  ctl_answer(
      c, &(struct answer){
             .kind = TWK_CMD_CLEAN, .note = note, .slot = (uint16_t)slot, .seq = seq, .lba = lba});
}

void ctl_rescue_start(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  s->state = SLOT_SAVING;
  c->dirty--;
  c->saving++;
  send_note(c, TWK_NOTE_SAVE, i, s->seq, s->lba);
}

static void give_up(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  c->saving--;
  c->count.rescue_failed++;
  if (s->superseded) {
    ctl_flush_merge(c, i, s->newer);
    ctl_version_unblock(c, i);
    ctl_slot_retire(c, i);
    return;
  }
  ctl_slot_settle(c, i, TWK_STATUS_MEDIA);
  ctl_slot_stick(c, i);
}

void ctl_rescue_abort(struct controller *c) {
  for (unsigned i = 0; c->saving && i < c->cfg.slots; i++) {
    if (c->slot[i].state == SLOT_SAVING) give_up(c, i);
  }
}

static void saved(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  c->saving--;
  c->count.rescued++;
  ctl_slot_settle(c, i, TWK_STATUS_OK);
  s->broken = s->urgent = false;
  if (s->superseded) {
    ctl_version_unblock(c, i);
    ctl_slot_retire(c, i);
    return;
  }
  s->state = SLOT_FETCHING;
  ctl_list_append(c, &c->fetches, i);
}

static void answer_save(struct controller *c, unsigned n) {
  const struct mirror_entry *m = &c->mirror[n];
  uint8_t note = m->save == SAVE_DONE ? TWK_NOTE_SAVED : TWK_NOTE_UNSAVED;
  send_note(c, note, n, m->seq, m->lba);
}

static void save(struct controller *c, unsigned n, const struct record *ev) {
  struct mirror_entry *m = &c->mirror[n];
  if (!m->valid || m->seq != ev->seq || m->epoch != ev->tag) {
    send_note(c, TWK_NOTE_UNSAVED, n, ev->seq, ev->lba);
  } else if (m->save == SAVE_NONE) {
    m->save = SAVE_WANTED;
    c->saves++;
  }
}

void ctl_rescue_note(struct controller *c, const struct record *ev) {
  unsigned n = ev->slot & ~(unsigned)TWK_SLOT_MIRROR;
  if (ev->count == TWK_NOTE_SAVE) {
    save(c, n, ev);
    return;
  }
  const struct slot *s = &c->slot[n];
  if (s->state != SLOT_SAVING || s->seq != ev->seq) {
    c->count.mirror_mismatched++;
  } else if (ev->count == TWK_NOTE_SAVED) {
    saved(c, n);
  } else {
    give_up(c, n);
  }
}

bool ctl_rescue_lost(struct controller *c, const struct record *ev) {
  const struct slot *s = &c->slot[ev->slot];
  const struct mirror_entry *m = &c->mirror[ev->slot];
  bool asked = s->state == SLOT_SAVING && s->seq == ev->seq;
  bool answered = m->valid && m->seq == ev->seq && (m->save == SAVE_DONE || m->save == SAVE_FAILED);
  if (asked) send_note(c, TWK_NOTE_SAVE, ev->slot, s->seq, s->lba);
  if (answered) answer_save(c, ev->slot);
  return asked || answered;
}

void ctl_saves_issue(struct controller *c) {
  for (unsigned n = 0; c->saves && n < c->cfg.slots && c->in_flight < c->cfg.disk_depth; n++) {
    struct mirror_entry *m = &c->mirror[n];
    if (m->save != SAVE_WANTED) continue;
    if (!m->valid) { /* forgotten since */
      m->save = SAVE_NONE;
      c->saves--;
      continue;
    }
    if (!ctl_space(c, HW_DISK)) return;
    m->save = SAVE_RUNNING;
    c->in_flight++;
    ctl_push(c, HW_DISK,
             &(struct record){
                 .kind = TWK_CMD_DESTAGE, .slot = (uint16_t)(n | TWK_SLOT_MIRROR), .lba = m->lba});
  }
}

void ctl_save_done(struct controller *c, unsigned entry, bool error) {
  struct mirror_entry *m = &c->mirror[entry];
  c->saves--;
  m->save = error ? SAVE_FAILED : SAVE_DONE;
  if (m->valid) answer_save(c, entry);
}

void ctl_ecc(struct controller *c, const struct record *ev) {
  if (!(ev->flags & TWK_FLAG_ERROR)) {
    c->count.ecc_corrected++;
    return;
  }
  c->count.ecc_uncorrectable++;
  unsigned i = ctl_slot_number(c, ev->slot);
  if (!c->cfg.managed || i == SLOT_NONE) return;
  struct slot *s = &c->slot[i];
  if (s->state == SLOT_CLEAN) {
    ctl_slot_forget(c, i);
  } else if (s->state == SLOT_DESTAGING || (s->state == SLOT_DIRTY && !s->stuck)) {
    s->broken = true;
    if (!ctl_rescue_possible(c, s) || !ctl_ready_has(c, i)) return;
    ctl_ready_remove(c, i);
    ctl_rescue_start(c, i);
  }
}
