/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.c: the rules of oracle.h.
 *
 * No lists of live versions are kept. A version's number names its write command and the block in
 * it, so its end time is one array access away; and rule 1 needs, of all acknowledged versions of a
 * block, only the latest issue time: some acknowledged w was issued after v's end exactly when the
 * one issued last was. A version that can never be legal again is so by arithmetic.
 */
#include "oracle.h"

#include "oracle_blocks.h"
#include "oracle_content.h"
#include "oracle_memory.h"

#include <assert.h>
#include <string.h>

#define INDEX_BITS                                                              \
  8 /* of a version: block within its command; above it the number of the write \
     */
#define OUTSTANDING UINT64_MAX

_Static_assert(ORACLE_MAX_BLOCKS == 1 << INDEX_BITS, "a version must hold the block's index");

struct write {
  uint64_t lba, issued, end;
  unsigned blocks;
  int acked;
};

struct ticket {
  uint64_t lba, issued;
  uint32_t serial; /* 0: not in use */
  unsigned blocks;
  struct bound *bound; /* one a block; room for ORACLE_MAX_BLOCKS, kept for the next user */
};

struct oracle {
  uint64_t seed, clock;
  struct write *write; /* by id; entry 0 stands for version 0 */
  uint64_t writes, write_capacity;
  struct ticket *ticket;
  uint32_t *free_ticket; /* stack of ticket numbers not in use */
  uint32_t tickets, free_tickets, serial;
  struct blocks *blocks; /* by pointer: sorting in oracle_next_lba() changes nothing visible */
  struct oracle_counters counters;
};

struct oracle *oracle_new(uint64_t seed) {
  struct oracle *o = oracle_resize(NULL, 1, sizeof *o);
  memset(o, 0, sizeof *o);
  o->seed = seed;
  o->blocks = oracle_resize(NULL, 1, sizeof *o->blocks);
  oracle_blocks_init(o->blocks);
  o->write_capacity = 1024;
  o->write = oracle_resize(NULL, o->write_capacity, sizeof *o->write);
  o->write[0] = (struct write){.acked = 1};
  o->writes = 1;
  return o;
}

void oracle_free(struct oracle *o) {
  if (!o) return;
  for (uint32_t i = 0; i < o->tickets; i++) free(o->ticket[i].bound);
  free(o->ticket);
  free(o->free_ticket);
  free(o->write);
  oracle_blocks_free(o->blocks);
  free(o->blocks);
  free(o);
}

/* Also keeps lba + blocks from wrapping and the last lba apart from UINT64_MAX. */
static int extent_ok(uint64_t lba, unsigned blocks) {
  return blocks >= 1 && blocks <= ORACLE_MAX_BLOCKS && lba < UINT64_MAX - ORACLE_MAX_BLOCKS;
}

uint64_t oracle_write_issued(struct oracle *o, uint64_t lba, unsigned blocks, void *data) {
  assert(extent_ok(lba, blocks));
  uint64_t id = o->writes++;
  if (id == o->write_capacity) {
    o->write_capacity *= 2;
    o->write = oracle_resize(o->write, o->write_capacity, sizeof *o->write);
  }
  o->write[id] =
      (struct write){.lba = lba, .issued = ++o->clock, .end = OUTSTANDING, .blocks = blocks};
  for (unsigned i = 0; i < blocks; i++) {
    struct content c;
    oracle_blocks_add(o->blocks, lba + i);
    oracle_content_fill(&c, oracle_content_key(o->seed, lba + i), id << INDEX_BITS | i);
    memcpy((uint8_t *)data + (size_t)i * ORACLE_BLOCK, &c, sizeof c);
  }
  o->counters.writes_issued++;
  o->counters.blocks_issued += blocks;
  return id;
}

static struct write *end_write(struct oracle *o, uint64_t id) {
  assert(id < o->writes && o->write[id].end == OUTSTANDING);
  o->write[id].end = ++o->clock;
  return &o->write[id];
}

void oracle_write_acked(struct oracle *o, uint64_t write_id) {
  struct write *w = end_write(o, write_id);
  w->acked = 1;
  o->counters.writes_acked++;
  for (unsigned i = 0; i < w->blocks; i++) {
    struct bound *b = &oracle_blocks_find(o->blocks, w->lba + i)->bound;
    if (b->floor < w->issued) b->floor = w->issued;
  }
}

void oracle_write_failed(struct oracle *o, uint64_t write_id) {
  end_write(o, write_id);
}

static struct bound bound_now(const struct oracle *o, uint64_t lba) {
  const struct block *b = oracle_blocks_find(o->blocks, lba);
  return b ? b->bound : (struct bound){0};
}

static uint32_t take_ticket(struct oracle *o) {
  if (o->free_tickets) return o->free_ticket[--o->free_tickets];
  uint32_t n = o->tickets++;
  o->ticket = oracle_resize(o->ticket, o->tickets, sizeof *o->ticket);
  o->free_ticket = oracle_resize(o->free_ticket, o->tickets, sizeof *o->free_ticket);
  o->ticket[n].bound = oracle_resize(NULL, ORACLE_MAX_BLOCKS, sizeof(struct bound));
  return n;
}

/* Tickets keep their room for ORACLE_MAX_BLOCKS, so only what is in use is copied. */
static void copy_tickets(struct oracle *to, const struct oracle *from) {
  if (to->tickets < from->tickets) {
    to->ticket = oracle_resize(to->ticket, from->tickets, sizeof *to->ticket);
    to->free_ticket = oracle_resize(to->free_ticket, from->tickets, sizeof *to->free_ticket);
  }
  for (; to->tickets < from->tickets; to->tickets++)
    to->ticket[to->tickets].bound = oracle_resize(NULL, ORACLE_MAX_BLOCKS, sizeof(struct bound));
  to->free_tickets = 0;
  for (uint32_t i = 0; i < to->tickets; i++) {
    struct ticket *t = &to->ticket[i];
    t->serial = 0;
    if (i >= from->tickets) to->free_ticket[to->free_tickets++] = i;
    if (i >= from->tickets || from->ticket[i].serial == 0) continue;
    struct bound *bound = t->bound;
    *t = from->ticket[i];
    t->bound = bound;
    memcpy(bound, from->ticket[i].bound, t->blocks * sizeof *bound);
  }
  for (uint32_t i = 0; i < from->free_tickets; i++)
    to->free_ticket[to->free_tickets++] = from->free_ticket[i];
}

void oracle_copy(struct oracle *to, const struct oracle *from) {
  if (to->write_capacity < from->writes) {
    to->write = oracle_resize(to->write, from->write_capacity, sizeof *to->write);
    to->write_capacity = from->write_capacity;
  }
  memcpy(to->write, from->write, from->writes * sizeof *from->write);
  to->writes = from->writes;
  copy_tickets(to, from);
  oracle_blocks_copy(to->blocks, from->blocks);
  to->seed = from->seed;
  to->clock = from->clock;
  to->serial = from->serial;
  to->counters = from->counters;
}

uint64_t oracle_read_issued(struct oracle *o, uint64_t lba, unsigned blocks) {
  assert(extent_ok(lba, blocks));
  uint32_t n = take_ticket(o);
  struct ticket *t = &o->ticket[n];
  if (!++o->serial) o->serial = 1;
  t->lba = lba;
  t->blocks = blocks;
  t->serial = o->serial;
  t->issued = ++o->clock;
  for (unsigned i = 0; i < blocks; i++) t->bound[i] = bound_now(o, lba + i);
  return (uint64_t)t->serial << 32 | n;
}

static struct ticket *find_ticket(const struct oracle *o, uint64_t id) {
  uint32_t n = (uint32_t)id;
  assert(id >> 32 && n < o->tickets && o->ticket[n].serial == id >> 32);
  return &o->ticket[n];
}

void oracle_read_done(struct oracle *o, uint64_t ticket) {
  struct ticket *t = find_ticket(o, ticket);
  t->serial = 0;
  o->free_ticket[o->free_tickets++] = (uint32_t)(t - o->ticket);
}

/* The lba that got this version, or UINT64_MAX if none did (or if it is version 0). */
static uint64_t home(const struct oracle *o, uint64_t version) {
  uint64_t id = version >> INDEX_BITS, index = version & (ORACLE_MAX_BLOCKS - 1);
  return id && id < o->writes && index < o->write[id].blocks ? o->write[id].lba + index
                                                             : UINT64_MAX;
}

static int known(const struct oracle *o, uint64_t lba, uint64_t version) {
  return !version || home(o, version) == lba;
}

/* Content that is not one whole version of this block. */
static enum oracle_result name_damage(const struct oracle *o, uint64_t lba, uint64_t key,
                                      const struct content *c) {
  unsigned own = 0;
  while (own < CONTENT_WORDS && known(o, lba, oracle_content_version(c, own, key))) own++;
  if (own == CONTENT_WORDS) return ORACLE_TORN;
  uint64_t other_key, version;
  oracle_content_solve(c, &other_key, &version);
  uint64_t other = home(o, version);
  if (other != UINT64_MAX && oracle_content_key(o->seed, other) == other_key &&
      oracle_content_is(c, other_key, version))
    return ORACLE_MISPLACED;
  return ORACLE_ALIEN;
}

static int too_old(const struct oracle *o, uint64_t version, const struct bound *b) {
  const struct write *w = &o->write[version >> INDEX_BITS];
  return w->end < b->floor || (w->acked && w->end < b->seen_at && version != b->seen);
}

/* *version is set for OK and LOST. */
static enum oracle_result judge(const struct oracle *o, uint64_t lba, const struct bound *b,
                                const void *data, uint64_t *version) {
  struct content c;
  memcpy(&c, data, sizeof c);
  uint64_t key = oracle_content_key(o->seed, lba);
  *version = oracle_content_version(&c, 0, key);
  if (!known(o, lba, *version) || !oracle_content_is(&c, key, *version))
    return name_damage(o, lba, key, &c);
  return too_old(o, *version, b) ? ORACLE_LOST : ORACLE_OK;
}

static enum oracle_result count(struct oracle *o, enum oracle_result r) {
  struct oracle_counters *c = &o->counters;
  uint64_t *const counter[] = {&c->ok, &c->lost, &c->torn, &c->misplaced, &c->alien};
  c->blocks_judged++;
  ++*counter[r];
  return r;
}

enum oracle_result oracle_read_block(struct oracle *o, uint64_t ticket, unsigned index,
                                     const void *data) {
  const struct ticket *t = find_ticket(o, ticket);
  assert(index < t->blocks);
  uint64_t lba = t->lba + index, version;
  enum oracle_result r = judge(o, lba, &t->bound[index], data, &version);
  struct block *b = oracle_blocks_find(o->blocks, lba);
  if (r == ORACLE_OK && b && o->write[version >> INDEX_BITS].acked &&
      t->issued > b->bound.seen_at) {
    b->bound.seen = version;
    b->bound.seen_at = t->issued;
  }
  return count(o, r);
}

enum oracle_result oracle_check(struct oracle *o, uint64_t lba, const void *data) {
  assert(extent_ok(lba, 1));
  struct bound b = bound_now(o, lba);
  uint64_t version;
  return count(o, judge(o, lba, &b, data, &version));
}

uint64_t oracle_next_lba(const struct oracle *o, uint64_t from) {
  return oracle_blocks_next(o->blocks, from);
}

const struct oracle_counters *oracle_counters(const struct oracle *o) {
  return &o->counters;
}

const char *oracle_result_name(enum oracle_result r) {
  static const char *const name[] = {"ok", "lost", "torn", "misplaced", "alien"};
  assert((unsigned)r < sizeof name / sizeof *name);
  return name[r];
}
