/* SPDX-License-Identifier: Apache-2.0 */
/* fake_checks.c: the controller's side of the contract, checked at every push. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_checks.h"

void fake_check(const struct fake *f, bool cond, const char *message) {
  if (!cond) fail_msg("%s: %s", f->name, message);
}

static struct fake_slot *slot_of(struct fake *f, const struct record *r) {
  fake_check(f, r->slot < f->cfg.controller.slots, "a slot that does not exist");
  return &f->slot[r->slot];
}

static bool mirrors(const struct fake *f) {
  return f->cfg.controller.mode == TWK_MODE_EARLY || f->cfg.controller.mode == TWK_MODE_SYNC;
}

/* Nobody needs the copy in this slot: an as new one is on disk, or a newer one was stored. */
static bool dispensable(const struct fake *f, const struct fake_slot *s) {
  if (!s->stored || s->failed || f->disk[s->lba] >= s->version) return true;
  if (f->cfg.controller.mode == TWK_MODE_THROUGH) return f->given_up[s->lba] >= s->version;
  return f->seen[s->lba] > s->version;
}

static void check_reusable(struct fake *f, const struct fake_slot *s) {
  fake_check(f, !s->offered, "slot reused while offered");
  fake_check(f, s->sends == 0, "slot reused while read data leaves it");
  fake_check(f, !s->on_disk_queue, "slot reused under a disk command");
  fake_check(f, !s->mirrored, "slot reused before its CLEAN frame");
  fake_check(f, !s->stored || s->seen || s->failed, "slot reused before its event");
  fake_check(f, dispensable(f, s), "slot reused though it holds the only copy");
}

void fake_check_free(struct fake *f, const struct record *r) {
  struct fake_slot *s = slot_of(f, r);
  check_reusable(f, s);
  s->offered = true;
  s->valid = s->stored = false;
}

void fake_check_clean(struct fake *f, const struct record *r) {
  struct fake_slot *s = slot_of(f, r);
  fake_check(f, r->kind == TWK_CMD_CLEAN && mirrors(f), "CLEAN where nothing is mirrored");
  if (r->flags & TWK_FLAG_LOST) {
    fake_check(f, f->lost_open > 0, "CLEAN with LOST answers no loss");
    f->lost_open--;
  }
  if (s->mirrored && s->seq == r->seq) {
    fake_check(f, s->lba == r->lba, "CLEAN names another block");
    fake_check(f, dispensable(f, s), "CLEAN though the mirror is still needed");
    s->mirrored = false;
  } else if (!(r->flags & TWK_FLAG_LOST)) {
    fake_check(f, f->clean_lost_open > 0, "CLEAN sent twice");
    f->clean_lost_open--;
  }
}

static bool mirrored_at_least(const struct fake *f, uint64_t lba, uint64_t version) {
  for (unsigned n = 0; n < f->fifo_count; n++) {
    const struct fake_frame *m = &f->fifo[(f->fifo_head + n) % FAKE_QUEUE];
    if (!m->clean && !m->failed && m->rec.lba == lba && m->version >= version) return true;
  }
  for (unsigned i = 0; i < f->cfg.controller.slots; i++) {
    const struct fake_mirror *m = &f->mirror[i];
    if (m->valid && m->lba == lba && m->version >= version) return true;
  }
  return false;
}

void fake_check_protected(const struct fake *f, uint64_t lba) {
  uint64_t version = f->acked[lba];
  if (!mirrors(f) || f->disk[lba] >= version || f->exposed[lba] >= version) return;
  fake_check(f, mirrored_at_least(f, lba, version), "an acknowledged block has one copy only");
}

static void check_send(struct fake *f, const struct record *r, struct fake_command *m) {
  struct fake_slot *s = slot_of(f, r);
  bool last = r->count + 1U == m->count;
  fake_check(f, m->op == TWK_OP_READ && r->count == m->sent, "SEND out of order");
  fake_check(f, s->valid && !s->failed, "SEND of a slot without content");
  fake_check(f, s->lba == m->lba + r->count, "SEND of another block");
  fake_check(f, last == !!(r->flags & TWK_FLAG_LAST), "LAST is not on the last SEND");
  fake_check(f, !(last || r->count % 8 == 7) || (r->flags & TWK_FLAG_NOTIFY), "NOTIFY missing");
  s->sends++;
  m->sent++;
}

static void check_write_ack(const struct fake *f, const struct fake_command *m) {
  bool through = f->cfg.controller.mode == TWK_MODE_THROUGH;
  fake_check(f, through ? m->stored == m->count : m->held, "ACK of a write that is not ours");
  for (unsigned n = 0; n < m->count; n++) {
    bool on_disk = f->disk[m->lba + n] >= m->version + n;
    bool gone = m->status == TWK_STATUS_MEDIA && f->given_up[m->lba + n] >= m->version + n;
    if (through || m->lost[n]) fake_check(f, on_disk || gone, "ACK before the disk has it");
  }
}

static void check_flush_ack(const struct fake *f, const struct fake_command *m) {
  bool disk = m->count || f->cfg.controller.flush_to_disk || !mirrors(f);
  for (uint64_t lba = 0; lba < FAKE_LBAS && m->status == TWK_STATUS_OK; lba++) {
    uint64_t version = m->floor[lba];
    bool news = f->exposed[lba] >= version && (!f->heard[lba] || f->heard[lba] > m->heard);
    bool mirrored = !disk && (news || mirrored_at_least(f, lba, version));
    fake_check(f, f->disk[lba] >= version || mirrored, "flush ends before it is safe");
  }
}

static void check_ack(struct fake *f, const struct record *r, struct fake_command *m) {
  m->ending = true;
  m->status = (uint8_t)r->count;
  if (m->op == TWK_OP_READ) {
    fake_check(f, m->fetch_failed && m->status == TWK_STATUS_MEDIA, "ACK of a good read");
    fake_check(f, m->sent == m->streamed, "ACK overtakes read data");
    return;
  }
  bool trouble = false;
  for (uint64_t lba = 0; lba < FAKE_LBAS; lba++) trouble |= f->given_up[lba] > 0;
  fake_check(f, m->status == TWK_STATUS_OK || (m->status == TWK_STATUS_MEDIA && trouble),
             "error without cause");
  if (m->op == TWK_OP_WRITE) check_write_ack(f, m);
  if (m->op == TWK_OP_FLUSH) check_flush_ack(f, m);
}

void fake_check_host(struct fake *f, const struct record *r) {
  struct fake_command *m = &f->command[r->tag];
  fake_check(f, m->active && !m->ending, "host command is not under way");
  if (r->kind == TWK_CMD_SEND) {
    check_send(f, r, m);
  } else {
    fake_check(f, r->kind == TWK_CMD_ACK, "host queue: unknown command");
    check_ack(f, r, m);
  }
}

void fake_check_disk(struct fake *f, const struct record *r) {
  struct fake_slot *s = slot_of(f, r);
  fake_check(f, !f->disk_busy[r->lba], "two disk commands on one block");
  fake_check(f, ++f->disk_commands <= f->cfg.controller.disk_depth, "more than disk_depth");
  if (r->kind == TWK_CMD_FETCH) {
    check_reusable(f, s);
    *s = (struct fake_slot){.lba = r->lba, .seq = 0};
  } else {
    fake_check(f, r->kind == TWK_CMD_DESTAGE, "disk queue: unknown command");
    fake_check(f, s->valid && s->seen && !s->failed && s->lba == r->lba, "DESTAGE of nothing");
    fake_check(f, s->version > f->disk[r->lba], "DESTAGE of old content");
    fake_check(f,
               f->cfg.controller.mode != TWK_MODE_THROUGH || f->disk[r->lba] >= s->previous ||
                   f->given_up[r->lba] >= s->previous,
               "through: versions out of order");
  }
  f->disk_busy[r->lba] = s->on_disk_queue = true;
}
