/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ack.c: the acks that hardware leaves to the controller, and which disk writes they wait for.
 *
 * Managed, every block of a command is pending until a version that is not older is on disk, since
 * only the event of its last block says whose the ack is. Unmanaged, the mode says it.
 */
#include "controller_internal.h"

void ctl_ack(struct controller *c, uint8_t tag, uint8_t status) {
  if (c->ack_count == CONTROLLER_MAX_TAGS) {
    c->count.ignored++;
    return;
  }
  unsigned at = (c->ack_head + c->ack_count++) % CONTROLLER_MAX_TAGS;
  c->ack_tag[at] = tag;
  c->ack_status[at] = status;
}

void ctl_acks_push(struct controller *c) {
  while (c->ack_count && ctl_space(c, HW_HOST)) {
    struct record r = {
        .kind = TWK_CMD_ACK, .tag = c->ack_tag[c->ack_head], .count = c->ack_status[c->ack_head]};
    ctl_push(c, HW_HOST, &r);
    c->ack_head = (c->ack_head + 1) % CONTROLLER_MAX_TAGS;
    c->ack_count--;
  }
}

/* The command that a stored or failed block belongs to. A tag is used again as soon as the host has
 * its answer, though blocks of the command before may still be on their way to the disk. */
static struct write *command_of(struct controller *c, const struct record *ev) {
  struct write *w = &c->write[ev->tag];
  uint32_t first = ev->seq - ev->count;
  if (w->first_seq == first) return w;
  if (c->cfg.mode == TWK_MODE_SYNC && w->left) c->lossy--;
  if (w->waits) c->owing--;
  *w = (struct write){.base = ev->lba - ev->count, .first_seq = first};
  return w;
}

static void end_if_done(struct controller *c, uint8_t tag) {
  struct write *w = &c->write[tag];
  if (!w->due || (w->owed ? w->waits : w->left) || w->answered || !ctl_acks_open(c)) return;
  w->answered = true;
  ctl_ack(c, tag, w->status);
}

static void nothing_pending(struct controller *c, struct write *w) {
  if (w->waits) c->owing--;
  w->waits = 0;
  for (unsigned n = 0; n < TWK_MAX_COUNT / 64; n++) w->pending[n] = 0;
}

static void stored_managed(struct controller *c, struct write *w, const struct record *ev) {
  unsigned n = ev->count % TWK_MAX_COUNT;
  w->pending[n / 64] |= 1ULL << n % 64;
  if (w->waits++ == 0) c->owing++;
  if (!(ev->flags & TWK_FLAG_LAST)) return;
  if (ev->flags & TWK_FLAG_OWED) {
    w->due = w->owed = true;
  } else if (c->cfg.mode != TWK_MODE_SYNC) {
    nothing_pending(c, w); /* hardware has acknowledged; in sync it may still leave it to us */
  }
}

void ctl_command_stored(struct controller *c, const struct record *ev) {
  struct write *w = command_of(c, ev);
  if (c->cfg.managed) {
    stored_managed(c, w, ev);
    return;
  }
  if (c->cfg.mode != TWK_MODE_THROUGH) return;
  w->left++;
  if (ev->flags & TWK_FLAG_LAST) w->due = true;
}

void ctl_command_failed(struct controller *c, const struct record *ev) {
  struct write *w = command_of(c, ev);
  w->answered = true;
  nothing_pending(c, w);
}

bool ctl_command_block(const struct controller *c, const struct record *ev, uint64_t *lba) {
  const struct write *w = &c->write[ev->tag];
  uint32_t n = ev->seq - w->first_seq;
  *lba = w->base + n;
  return c->cfg.mode == TWK_MODE_SYNC && n < TWK_MAX_COUNT;
}

void ctl_command_lost(struct controller *c, const struct record *ev, bool stuck) {
  struct write *w = &c->write[ev->tag];
  uint32_t n = ev->seq - w->first_seq;
  uint64_t bit = 1ULL << n % 64;
  if (stuck) {
    w->status = TWK_STATUS_MEDIA;
  } else if (!(w->lost[n / 64] & bit)) {
    w->lost[n / 64] |= bit;
    if (w->left++ == 0) c->lossy++;
  }
}

void ctl_command_held(struct controller *c, uint8_t tag) {
  c->write[tag].due = true;
  end_if_done(c, tag);
}

static void settle_through(struct controller *c, const struct slot *s, uint8_t status) {
  struct write *w = &c->write[s->tag];
  if ((int32_t)(s->seq - w->first_seq) < 0) return;
  w->left--;
  if (status != TWK_STATUS_OK) w->status = status;
  end_if_done(c, s->tag);
}

static void settle_lost(struct controller *c, const struct slot *s, uint8_t tag, uint8_t status) {
  struct write *w = &c->write[tag];
  uint64_t n = s->lba - w->base;
  /* A command writes a block once: what is as new as its first block is as new as this one. */
  if (n >= TWK_MAX_COUNT || (int32_t)(s->seq - w->first_seq) < 0) return;
  if (!(w->lost[n / 64] >> n % 64 & 1)) return;
  w->lost[n / 64] &= ~(1ULL << n % 64);
  if (--w->left == 0) c->lossy--;
  if (status != TWK_STATUS_OK) w->status = status;
  end_if_done(c, tag);
}

static void settle_pending(struct controller *c, const struct slot *s, uint8_t tag,
                           uint8_t status) {
  struct write *w = &c->write[tag];
  uint64_t n = s->lba - w->base;
  if (n >= TWK_MAX_COUNT || (int32_t)(s->seq - w->first_seq) < 0) return;
  if (!(w->pending[n / 64] >> n % 64 & 1)) return;
  w->pending[n / 64] &= ~(1ULL << n % 64);
  if (--w->waits == 0) c->owing--;
  if (status != TWK_STATUS_OK) w->status = status;
  end_if_done(c, tag);
}

void ctl_commands_release(struct controller *c) {
  for (unsigned tag = 0; tag < CONTROLLER_MAX_TAGS; tag++) end_if_done(c, (uint8_t)tag);
}

void ctl_commands_drop(struct controller *c) {
  for (unsigned tag = 0; tag < CONTROLLER_MAX_TAGS; tag++) {
    struct write *w = &c->write[tag];
    if (w->due && !w->answered) ctl_ack(c, (uint8_t)tag, TWK_STATUS_NOT_OWNER);
    *w = (struct write){.answered = true};
  }
  c->lossy = c->owing = 0;
}

void ctl_command_settle(struct controller *c, unsigned i, uint8_t status) {
  const struct slot *s = &c->slot[i];
  if (s->adopted) return; /* its sequence number is the peer's */
  for (unsigned tag = 0; c->owing && tag < CONTROLLER_MAX_TAGS; tag++) {
    settle_pending(c, s, (uint8_t)tag, status);
  }
  if (c->cfg.mode == TWK_MODE_THROUGH && !c->cfg.managed) settle_through(c, s, status);
  for (unsigned tag = 0; c->lossy && tag < CONTROLLER_MAX_TAGS; tag++) {
    settle_lost(c, s, (uint8_t)tag, status);
  }
}
