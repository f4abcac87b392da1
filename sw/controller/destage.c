/* SPDX-License-Identifier: Apache-2.0 */
/*
 * destage.c: disk commands, and how they end.
 *
 * At most one disk command is on a block at any time: a block being fetched or destaged is in the
 * directory or has its newer version linked behind it, and that one waits for the command to end.
 */
#include "controller_internal.h"

#define RETRIES 3   /* of a destage that failed */
#define FETCH_RUN 8 /* fetches in a row that may pass a waiting destage */

static bool is_urgent(const struct controller *c, const struct slot *s) {
  (void)c;
  return s->urgent;
}

/* The host would have to wait for slots; offers the hardware still holds count. */
static bool short_of_slots(const struct controller *c) {
  return c->offered < c->reserve && ctl_slots_available(c) <= c->reserve;
}

static unsigned next_destage(struct controller *c) {
  if (c->dirty <= c->cfg.destage_stop) c->draining = false;
  if (c->dirty >= c->cfg.destage_start) c->draining = true;
  if (c->ready_count == 0) return SLOT_NONE;
  if (c->ready_urgent) return ctl_ready_next(c, is_urgent);
  if (c->disk_flushes) {
    /* Before others: a hand that follows a sequential writer would never come back to these. */
    unsigned i = ctl_ready_next(c, ctl_flush_owed);
    if (i != SLOT_NONE) return i;
  }
  bool all = c->cfg.mode == TWK_MODE_THROUGH || c->role.step == ROLE_QUIESCING;
  if (all || c->draining || short_of_slots(c)) {
    return ctl_ready_next(c, NULL);
  }
  return SLOT_NONE;
}

static void issue(struct controller *c, unsigned i, uint8_t kind) {
  struct record r = {.kind = kind, .slot = ctl_slot_name(c, i), .lba = c->slot[i].lba};
  ctl_push(c, HW_DISK, &r);
  c->in_flight++;
}

static void issue_destage(struct controller *c, unsigned i) {
  ctl_ready_remove(c, i);
  c->slot[i].state = SLOT_DESTAGING;
  c->dirty--;
  c->destages++;
  c->hand = c->slot[i].lba + 1;
  c->fetch_run = 0;
  issue(c, i, TWK_CMD_DESTAGE);
}

void ctl_disk_issue(struct controller *c) {
  /* A quarter of the depth is for fetches alone, so that a read never waits for a full queue. */
  unsigned destage_depth = c->cfg.disk_depth - c->cfg.disk_depth / 4;
  ctl_saves_issue(c);
  while (c->in_flight < c->cfg.disk_depth) {
    unsigned fetch = c->fetches.head;
    unsigned destage = c->destages < destage_depth ? next_destage(c) : SLOT_NONE;
    if (fetch == SLOT_NONE && destage == SLOT_NONE) return;
    if (!ctl_space(c, HW_DISK)) return;
    if (fetch != SLOT_NONE && (destage == SLOT_NONE || c->fetch_run < FETCH_RUN)) {
      c->fetch_run = destage == SLOT_NONE ? 0 : c->fetch_run + 1;
      ctl_list_remove(c, &c->fetches, fetch);
      issue(c, fetch, TWK_CMD_FETCH);
    } else {
      issue_destage(c, destage);
    }
  }
}

static void fetch_done(struct controller *c, unsigned i, bool error) {
  struct slot *s = &c->slot[i];
  ctl_version_unblock(c, i);
  if (error) {
    c->count.disk_errors++;
    s->failed = true;
    if (!s->superseded) ctl_directory_remove(c, i);
  } else {
    c->count.fetched++;
  }
  if (error || s->superseded) {
    ctl_slot_retire(c, i);
  } else {
    ctl_slot_clean(c, i);
  }
}

void ctl_slot_settle(struct controller *c, unsigned i, uint8_t status) {
  ctl_flush_settle(c, i, status);
  ctl_command_settle(c, i, status);
  c->slot[i].covered = false;
}

void ctl_slot_stick(struct controller *c, unsigned i) {
  c->slot[i].state = SLOT_DIRTY;
  c->slot[i].stuck = true;
  c->stuck++;
}

static void destage_failed(struct controller *c, unsigned i) {
  struct slot *s = &c->slot[i];
  c->count.disk_errors++;
  if (s->superseded && (c->cfg.managed || c->cfg.mode != TWK_MODE_THROUGH)) {
    /* What was dropped when the peer took over has no newer version. */
    if (s->newer != SLOT_NONE) ctl_flush_merge(c, i, s->newer);
    ctl_version_unblock(c, i);
    ctl_slot_retire(c, i);
    return;
  }
  if (s->errors++ < RETRIES) {
    s->state = SLOT_DIRTY;
    c->dirty++;
    ctl_version_ready(c, i);
    return;
  }
  ctl_slot_settle(c, i, TWK_STATUS_MEDIA);
  if (s->superseded) {
    ctl_version_unblock(c, i);
    ctl_slot_retire(c, i);
  } else {
    ctl_slot_stick(c, i);
  }
}

static void destage_done(struct controller *c, unsigned i, bool error) {
  struct slot *s = &c->slot[i];
  c->destages--;
  if (error) {
    destage_failed(c, i);
    return;
  }
  c->count.destaged++;
  ctl_slot_settle(c, i, TWK_STATUS_OK);
  s->urgent = false;
  ctl_version_unblock(c, i);
  if (s->superseded) {
    ctl_slot_retire(c, i);
  } else if (s->broken) {
    ctl_slot_forget(c, i);
  } else {
    ctl_slot_clean(c, i);
  }
}

void ctl_disk_done(struct controller *c, const struct record *ev) {
  bool fetch = ev->flags & TWK_FLAG_FETCH;
  bool error = ev->flags & TWK_FLAG_ERROR;
  unsigned expected = fetch ? SLOT_FETCHING : SLOT_DESTAGING;
  unsigned i = ctl_slot_number(c, ev->slot);
  bool save = i != SLOT_NONE && i >= c->cfg.slots && !c->slot[i].adopted &&
              c->mirror[i - c->cfg.slots].save == SAVE_RUNNING;
  if (!save && (i == SLOT_NONE || c->slot[i].state != expected || c->slot[i].lba != ev->lba)) {
    c->count.ignored++;
    return;
  }
  c->in_flight--;
  if (save) {
    ctl_save_done(c, i - c->cfg.slots, error);
  } else if (fetch) {
    fetch_done(c, i, error);
  } else {
    destage_done(c, i, error);
  }
}
