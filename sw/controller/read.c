/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read.c: read commands, served in order of arrival, CONTROLLER_READS at once.
 *
 * Why reads and writes cannot deadlock on slots. Offers leave `reserve` slots outside the write
 * path, and only offers take slots out of that pool; so a slot of it is free, evictable, being
 * fetched, owed a CLEAN frame or pinned by a read. All of these end without a further slot being
 * needed: a fetch ends, a CLEAN frame leaves, and every pin of a read is dropped even if the read
 * gets no other slot, because a SEND carries NOTIFY whenever the block after it cannot follow at
 * once. The oldest read is served first, so it takes the next slot and advances. Writes wait for
 * destages, which need no slot, and for reads, of which the host port lets no later one pass.
 */
#include "controller_internal.h"

#define NOTIFY_EVERY 8

void ctl_reads_init(struct controller *c) {
  c->first_read = CONTROLLER_READS;
}

void ctl_read_start(struct controller *c, const struct record *ev) {
  if (!ctl_serves(c, ev->lba)) {
    ctl_ack(c, ev->tag, TWK_STATUS_NOT_OWNER);
    return;
  }
  if (ev->count == 0) {
    ctl_ack(c, ev->tag, TWK_STATUS_OK);
    return;
  }
  if (c->waiting_count == CONTROLLER_MAX_TAGS) {
    c->count.ignored++;
    return;
  }
  unsigned at = (c->waiting_head + c->waiting_count++) % CONTROLLER_MAX_TAGS;
  c->waiting[at] = (struct read_request){.lba = ev->lba, .count = ev->count, .tag = ev->tag};
}

/* The link that ends the list of active reads, or that names the first one of `tag`. */
static uint8_t *find_link(struct controller *c, int tag) {
  uint8_t *link = &c->first_read;
  while (*link != CONTROLLER_READS && c->read[*link].tag != tag) link = &c->read[*link].next;
  return link;
}

void ctl_read_passed(struct controller *c, const struct record *ev) {
  uint8_t n = *find_link(c, ev->tag);
  if (n == CONTROLLER_READS || ev->count >= c->read[n].sent) {
    c->count.ignored++;
    return;
  }
  struct read *r = &c->read[n];
  for (; r->passed <= ev->count; r->passed++) {
    ctl_slot_unpin(c, r->slot[r->passed % CONTROLLER_READ_HELD]);
  }
}

static void activate(struct controller *c) {
  for (unsigned n = 0; n < CONTROLLER_READS && c->waiting_count; n++) {
    struct read *r = &c->read[n];
    if (r->active) continue;
    const struct read_request *q = &c->waiting[c->waiting_head];
    r->lba = q->lba;
    r->count = q->count;
    r->tag = q->tag;
    r->held = r->sent = r->passed = 0;
    r->active = true;
    r->failed = false;
    r->next = CONTROLLER_READS;
    *find_link(c, -1) = (uint8_t)n;
    c->waiting_head = (c->waiting_head + 1) % CONTROLLER_MAX_TAGS;
    c->waiting_count--;
  }
}

static unsigned start_fetch(struct controller *c, uint64_t lba) {
  unsigned i = ctl_slot_take(c);
  if (i == SLOT_NONE) return i;
  struct slot *s = &c->slot[i];
  s->lba = lba;
  s->seq = 0; /* the block of no frame: theirs start at 1 */
  s->state = SLOT_FETCHING;
  s->superseded = s->stuck = s->failed = s->urgent = s->broken = s->covered = false;
  ctl_directory_insert(c, i);
  ctl_list_append(c, &c->fetches, i);
  return i;
}

/* Pin the read's next blocks, as far as it may look ahead and there are slots. */
static void gather(struct controller *c, struct read *r) {
  while (r->held < r->count && (unsigned)(r->held - r->sent) <= c->window &&
         r->held - r->passed < CONTROLLER_READ_HELD) {
    unsigned i = ctl_directory_find(c, r->lba + r->held);
    if (i != SLOT_NONE) {
      c->count.read_hits++;
    } else {
      i = start_fetch(c, r->lba + r->held);
      if (i == SLOT_NONE) return;
      c->count.read_misses++;
    }
    ctl_slot_pin(c, i);
    r->slot[r->held++ % CONTROLLER_READ_HELD] = (uint16_t)i;
  }
}

/* The slot of block n when it can be sent now. */
static unsigned sendable(const struct controller *c, const struct read *r, unsigned n) {
  if (n >= r->held) return SLOT_NONE;
  unsigned i = r->slot[n % CONTROLLER_READ_HELD];
  const struct slot *s = &c->slot[i];
  bool waits = s->state == SLOT_FETCHING || s->state == SLOT_SAVING;
  return waits || s->failed ? SLOT_NONE : i;
}

static bool send_next(struct controller *c, struct read *r) {
  unsigned n = r->sent;
  unsigned i = sendable(c, r, n);
  if (i == SLOT_NONE || !ctl_space(c, HW_HOST)) return false;
  struct record out = {
      .kind = TWK_CMD_SEND, .tag = r->tag, .slot = ctl_slot_name(c, i), .count = (uint16_t)n};
  if (n + 1 == r->count) {
    out.flags = TWK_FLAG_LAST | TWK_FLAG_NOTIFY;
  } else if (n % NOTIFY_EVERY == NOTIFY_EVERY - 1 || sendable(c, r, n + 1) == SLOT_NONE) {
    out.flags = TWK_FLAG_NOTIFY;
  }
  ctl_push(c, HW_HOST, &out);
  r->sent++;
  return true;
}

/* A block could not be fetched: send nothing more, keep only what is on its way out. */
static void give_up(struct controller *c, struct read *r, uint8_t status) {
  r->failed = true;
  r->status = status;
  while (r->held > r->sent) ctl_slot_unpin(c, r->slot[--r->held % CONTROLLER_READ_HELD]);
}

/* True when it gave slots back, which an older read may be waiting for. */
static bool step(struct controller *c, struct read *r) {
  if (r->failed) return false;
  do {
    gather(c, r);
  } while (send_next(c, r));
  if (r->sent == r->held || !c->slot[r->slot[r->sent % CONTROLLER_READ_HELD]].failed) return false;
  give_up(c, r, TWK_STATUS_MEDIA);
  return true;
}

/* Drop reads that are over; true when there were any. */
static bool reap(struct controller *c) {
  bool any = false;
  for (uint8_t *link = &c->first_read; *link != CONTROLLER_READS;) {
    struct read *r = &c->read[*link];
    if (r->passed < (r->failed ? r->sent : r->count)) {
      link = &r->next;
      continue;
    }
    if (r->failed) ctl_ack(c, r->tag, r->status);
    r->active = false;
    *link = r->next;
    any = true;
  }
  return any;
}

void ctl_reads_step(struct controller *c) {
  bool again;
  do {
    again = false;
    activate(c);
    for (unsigned n = c->first_read; n != CONTROLLER_READS; n = c->read[n].next) {
      again |= step(c, &c->read[n]);
    }
    again |= reap(c);
  } while (again);
}

void ctl_reads_drop(struct controller *c) {
  for (; c->waiting_count; c->waiting_count--) {
    ctl_ack(c, c->waiting[c->waiting_head].tag, TWK_STATUS_NOT_OWNER);
    c->waiting_head = (c->waiting_head + 1) % CONTROLLER_MAX_TAGS;
  }
  for (unsigned n = c->first_read; n != CONTROLLER_READS; n = c->read[n].next) {
    struct read *r = &c->read[n];
    /* One whose last block is on its way has its answer with that. */
    if (!r->failed && r->sent != r->count) give_up(c, r, TWK_STATUS_NOT_OWNER);
  }
}
