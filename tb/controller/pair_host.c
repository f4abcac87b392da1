/* SPDX-License-Identifier: Apache-2.0 */
/* pair_host.c: the host, and of one side its port, splitter, tracker and read stream. */
#include "pair_internal.h"

static void end(struct pair_side *s, struct pair_command *m, uint8_t status) {
  m->active = false;
  m->status = status;
  s->refused += status == TWK_STATUS_NOT_OWNER;
  s->media += status == TWK_STATUS_MEDIA;
  s->busy += status == TWK_STATUS_BUSY;
  if (status != TWK_STATUS_OK) return;
  if (m->op == TWK_OP_READ) s->reads++;
  if (m->op == TWK_OP_MOVE) s->moves++;
  if (m->op != TWK_OP_WRITE) return;
  s->acks++;
  for (unsigned n = 0; n < m->count; n++) {
    uint64_t *acked = &s->pair->acked[m->lba + n];
    if (*acked < m->version + n) *acked = m->version + n;
  }
}

void pair_abort_all(struct pair_side *s) {
  for (unsigned tag = 0; tag < PAIR_TAGS; tag++) s->command[tag].active = false;
  s->port_count = 0;
}

bool pair_issue(struct pair *p, unsigned side, unsigned op, uint64_t lba, unsigned count) {
  struct pair_side *s = &p->side[side];
  unsigned tag = 0;
  while (tag < PAIR_TAGS && s->command[tag].active) tag++;
  if (!pair_alive(s) || tag == PAIR_TAGS) return false;
  struct pair_command *m = &s->command[tag];
  *m = (struct pair_command){.active = true, .op = op, .lba = lba, .count = count};
  for (unsigned n = 0; op == TWK_OP_READ && n < count; n++) m->floor[n] = p->acked[lba + n];
  s->port[(s->port_head + s->port_count++) % PAIR_TAGS] = (uint8_t)tag;
  return true;
}

/* Blocks of each volume in use under load: few, so that commands meet. */
#define SPAN (PAIR_BLOCKS / 2)

/* Mostly one that this side is home of. */
static unsigned any_volume(struct pair *p, unsigned n) {
  unsigned v = (unsigned)rng_below(&p->rng, TWK_VOLUMES);
  bool ours = pair_home(p, n) >> v & 1;
  return ours || rng_below(&p->rng, 4) == 0 ? v : (v + 1) % TWK_VOLUMES;
}

void pair_issue_any(struct pair *p, unsigned n) {
  unsigned kind = (unsigned)rng_below(&p->rng, 10);
  unsigned volume = any_volume(p, n);
  unsigned count = 1 + (unsigned)rng_below(&p->rng, 4);
  uint64_t lba = volume * PAIR_BLOCKS + rng_below(&p->rng, SPAN - count + 1);
  if (p->moving && kind == 8 && rng_below(&p->rng, 8) == 0) {
    pair_issue(p, n, TWK_OP_MOVE, lba, 0);
  } else if (kind == 9) {
    pair_issue(p, n, TWK_OP_FLUSH, lba, (unsigned)rng_below(&p->rng, 2));
  } else {
    pair_issue(p, n, kind < 6 ? TWK_OP_WRITE : TWK_OP_READ, lba, count);
  }
}

bool pair_port_idle(const struct pair_side *s) {
  return s->port_count == 0 || !s->command[s->port[s->port_head]].started;
}

/* CLEAN and RESEND go before new frames; without a mirror they are dropped. */
static bool clean_step(struct pair_side *s) {
  if (pair_mirrors(s) && !pair_fifo_room(s)) return false;
  struct pair_entry e = pair_take(&s->queue[HW_CLEAN]);
  if (!pair_mirrors(s)) return true;
  if (e.rec.flags & TWK_FLAG_LOST) {
    /* Those of the rail are told apart by number alone and taken first. */
    unsigned *open = s->void_open ? &s->void_open : &s->lost_open;
    pair_check(s->pair, *open > 0, "LOST answers no loss");
    --*open;
  }
  if (e.rec.kind == TWK_CMD_RESEND) {
    const struct pair_slot *c = &s->cache[e.rec.slot];
    pair_check(s->pair, c->seq == e.rec.seq && c->lba == e.rec.lba,
               "RESEND of what the slot no longer holds");
    e.version = c->version;
    e.bad = c->bad;
  }
  pair_into_fifo(s, &e);
  return true;
}

static bool store(struct pair_side *s, uint8_t tag, struct pair_command *m) {
  bool mirrored = pair_mirrors(s);
  bool through = pair_mode(s) == TWK_MODE_THROUGH;
  if (!s->queue[HW_FREE].count || (mirrored && !pair_fifo_room(s))) return false;
  unsigned slot = pair_take(&s->queue[HW_FREE]).rec.slot;
  bool last = m->stored + 1 == m->count;
  m->unmirrored |= through;
  bool owed = last && m->unmirrored;
  struct pair_entry e = {.version = m->version + m->stored, .last = last, .owed = owed};
  e.rec = (struct record){
      .kind = TWK_EV_WRITE_STORED,
      .flags = (uint8_t)((last ? TWK_FLAG_LAST : 0) | (through ? TWK_FLAG_UNMIRRORED : 0) |
                         (owed ? TWK_FLAG_OWED : 0)),
      .tag = tag,
      .slot = (uint16_t)slot,
      .seq = ++s->seq,
      .lba = m->lba + m->stored,
      .count = (uint16_t)m->stored};
  s->cache[slot] = (struct pair_slot){.lba = e.rec.lba, .version = e.version, .seq = e.rec.seq};
  pair_post(s, &e.rec);
  if (mirrored) pair_into_fifo(s, &e);
  m->stored++;
  if (last && !owed && pair_mode(s) != TWK_MODE_SYNC) end(s, m, TWK_STATUS_OK);
  return true;
}

bool pair_port(struct pair *p, unsigned n) {
  struct pair_side *s = &p->side[n];
  if (!pair_alive(s) || s->event_count > 1000) return false;
  if (s->queue[HW_CLEAN].count) return clean_step(s);
  if (!s->port_count || s->stalled) return false;
  uint8_t tag = s->port[s->port_head];
  struct pair_command *m = &s->command[tag];
  if (!m->started) {
    bool served = pair_serves(s, m->lba);
    if (pair_paused(s)) return false;
    if (!served) end(s, m, TWK_STATUS_NOT_OWNER);
    m->started = served;
    /* Only now: what another port takes meanwhile is older, whenever it was issued. */
    m->version = p->next_version + 1;
    if (served && m->op == TWK_OP_WRITE) p->next_version += m->count;
  }
  if (m->started && m->op == TWK_OP_WRITE) {
    bool last = m->stored + 1 == m->count;
    if (!store(s, tag, m)) return false;
    if (!last) return true;
  } else if (m->started) {
    static const uint8_t kind[] = {
        [TWK_OP_READ] = TWK_EV_READ, [TWK_OP_FLUSH] = TWK_EV_FLUSH, [TWK_OP_MOVE] = TWK_EV_MOVE};
    pair_post(s, &(struct record){
                     .kind = kind[m->op], .tag = tag, .lba = m->lba, .count = (uint16_t)m->count});
  }
  s->port_head = (s->port_head + 1) % PAIR_TAGS;
  s->port_count--;
  return true;
}

static struct pair_command *command_of(struct pair_side *s, const struct pair_entry *e) {
  struct pair_command *m = &s->command[e->rec.lba >> 32];
  bool ours = s->pair->mode == TWK_MODE_SYNC && e->rec.kind == TWK_EV_WRITE_STORED && m->active &&
              m->op == TWK_OP_WRITE && m->version + e->rec.count == e->version;
  return ours ? m : NULL;
}

void pair_verdict(struct pair_side *s, const struct pair_entry *e, bool lost) {
  if (!pair_alive(s) || s->life != e->life) return;
  struct record ev = {.kind = TWK_EV_MIRROR_LOST,
                      .tag = (uint8_t)(e->rec.lba >> 32),
                      .slot = e->rec.slot,
                      .seq = e->rec.seq};
  if (lost) ev.flags = e->rec.kind == TWK_CMD_CLEAN ? TWK_FLAG_LOST_CLEAN : TWK_FLAG_LOST;
  struct pair_command *m = command_of(s, e);
  if (m) {
    m->damaged |= lost;
    m->held |= e->last && !e->owed && m->damaged;
    if (m->held) ev.flags |= TWK_FLAG_HELD;
  }
  if (ev.flags) pair_post(s, &ev);
  if (m && e->last && !e->owed && !m->damaged) end(s, m, TWK_STATUS_OK);
}

static void send(struct pair_side *s, struct pair_command *m, const struct record *r) {
  const struct pair_slot *c = &s->cache[pair_cache_index(r->slot)];
  const struct pair *p = s->pair;
  pair_check(p, m->op == TWK_OP_READ && r->count == m->sent, "SEND out of order");
  pair_check(p, c->lba == m->lba + r->count, "SEND of another block");
  pair_check(p, p->lossy || c->bad || c->version >= m->floor[r->count],
             "read is older than what was acknowledged");
  m->failed |= c->bad;
  m->sent++;
  if (r->flags & TWK_FLAG_NOTIFY) {
    pair_post(s, &(struct record){.kind = TWK_EV_READ_SENT, .tag = r->tag, .count = r->count});
  }
  if (r->flags & TWK_FLAG_LAST) end(s, m, m->failed ? TWK_STATUS_MEDIA : TWK_STATUS_OK);
}

/* A mirror that may be believed and lacks this write would undo it at a takeover. */
void pair_check_ack(const struct pair_side *s, const struct record *r) {
  const struct pair *p = s->pair;
  const struct pair_command *m = &s->command[r->tag];
  bool strapped = p->mode == TWK_MODE_EARLY || p->mode == TWK_MODE_SYNC;
  bool write = m->op == TWK_OP_WRITE && r->count == TWK_STATUS_OK;
  bool void_ = p->void_ >> (m->lba / PAIR_BLOCKS) & 1;
  pair_check(p, !write || !strapped || pair_mirrors(s) || void_, "ACK before VOID");
}

void pair_host_command(struct pair *p, struct pair_side *s, const struct record *r) {
  struct pair_command *m = &s->command[r->tag];
  pair_check(p, m->active && m->started, "host command is not under way");
  if (r->kind == TWK_CMD_SEND) {
    send(s, m, r);
    return;
  }
  bool write = m->op == TWK_OP_WRITE && r->count == TWK_STATUS_OK;
  pair_check(p, !write || m->stored == m->count, "ACK of a write that has not been stored");
  for (unsigned n = 0; write && !m->held && n < m->count; n++) {
    pair_check(p, p->disk[m->lba + n] >= m->version + n, "ACK before the disk has it");
  }
  end(s, m, (uint8_t)r->count);
}

bool pair_break(struct pair *p, unsigned side) {
  struct pair_side *s = &p->side[side];
  for (unsigned i = 0; i < PAIR_SLOTS; i++) {
    if (s->c.slot[i].state != SLOT_DIRTY || s->cache[i].bad) continue;
    s->cache[i].bad = true;
    pair_post(s,
              &(struct record){.kind = TWK_EV_ECC, .flags = TWK_FLAG_ERROR, .slot = (uint16_t)i});
    return true;
  }
  return false;
}

uint64_t pair_content(const struct pair *p, uint64_t lba) {
  for (unsigned n = 0; n < 2; n++) {
    const struct pair_side *s = &p->side[n];
    unsigned slot;
    if (pair_serves(s, lba) && controller_find(&s->c, lba, &slot)) {
      return s->cache[pair_cache_index(slot)].version;
    }
  }
  return p->disk[lba];
}

void pair_check_all(const struct pair *p) {
  for (uint64_t lba = 0; lba < PAIR_LBAS; lba++) {
    pair_check(p, pair_content(p, lba) >= p->acked[lba], "an acknowledged block is gone");
  }
}
