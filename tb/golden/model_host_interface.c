/* SPDX-License-Identifier: Apache-2.0 */
/* host_interface: a list of commands that wait, what each tag is at, and walks over the tags. */
#include "golden.h"
#include "twk_layout.h"

enum { TAGS = 8, DEPTH = 4, ABORTED = 15 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, hc_valid, 1) PIN(in, hc_op, 4) PIN(in, hc_tag, 8) \
  PIN(in, hc_count, 16) PIN(in, hc_lba, 40) PIN(in, ha_ready, 1) PIN(in, hr_ready, 1) \
  PIN(in, cmd_ready, 1) PIN(in, cmd_path, 1) PIN(in, cmd_refused, 1) PIN(in, cmd_status, 4) \
  PIN(in, ack_valid, 1) PIN(in, ack_path, 1) PIN(in, ack, 12) PIN(in, rd_valid, 1) \
  PIN(in, rd, 58) PIN(in, up, 2) \
  PIN(out, hc_ready, 1) PIN(out, ha_valid, 1) PIN(out, ha_tag, 8) PIN(out, ha_status, 4) \
  PIN(out, hr_valid, 1) PIN(out, hr_data, 32) PIN(out, hr_tag, 8) PIN(out, hr_block, 16) \
  PIN(out, hr_last, 1) PIN(out, hr_error, 1) PIN(out, cmd_valid, 1) WIDE(out, cmd, 68) \
  PIN(out, ack_ready, 1) PIN(out, rd_ready, 1) PIN(out, usable, 2)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct command {
  uint64_t op, tag, count, lba;
};
enum place { NOWHERE, ON_A, ON_B };

struct state {
  struct command waiting[DEPTH];
  unsigned count;
  bool awake;
  enum place place[TAGS];
  unsigned was_up, owed, walk; /* sets of paths: bit 0 A */
  unsigned at;                 /* of the walk */
  bool answers, reads;         /* offered to the host: */
  uint64_t answer_tag, answer_status, read;
};

static bool on(enum place where, unsigned paths) {
  return (where == ON_A && (paths & 1)) || (where == ON_B && (paths & 2));
}

static bool can_read(const struct state *s, const struct pins *p) {
  return !s->reads || p->hr_ready;
}
/* No answer passes a beat that the host has not taken. */
static bool can_answer(const struct state *s, const struct pins *p) {
  return (!s->answers || p->ha_ready) && can_read(s, p);
}
static bool aborts(const struct state *s) {
  return on(s->place[s->at], s->walk);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){0};
  const struct command *c = &s->waiting[0];
  p->hc_ready = s->awake && s->count < DEPTH;
  p->cmd_valid = s->count != 0 && s->place[c->tag] == NOWHERE;
  p->cmd[0] = c->lba | c->count << 40 | c->tag << 56;
  p->cmd[1] = c->op;
  if (s->count == 0) golden_unknown(g, p->cmd);
  p->usable = p->up & ~s->owed;
  p->ack_ready = can_answer(s, p) && !aborts(s);
  p->rd_ready = can_read(s, p);
  p->ha_valid = s->answers;
  p->ha_tag = s->answer_tag;
  p->ha_status = s->answer_status;
  if (!s->answers) golden_unknown(g, &p->ha_tag);
  if (!s->answers) golden_unknown(g, &p->ha_status);
  p->hr_valid = s->reads;
  p->hr_data = s->read & 0xffffffff;
  p->hr_tag = s->read >> 32 & 0xff;
  p->hr_block = s->read >> 40 & 0xffff;
  p->hr_last = s->read >> 56 & 1;
  p->hr_error = s->read >> 57 & 1;
  uint64_t *const of_read[] = {&p->hr_data, &p->hr_tag, &p->hr_block, &p->hr_last, &p->hr_error};
  for (unsigned i = 0; i < 5 && !s->reads; i++) golden_unknown(g, of_read[i]);
}

static void answer(struct state *s, uint64_t tag, uint64_t status) {
  s->answers = true;
  s->answer_tag = tag;
  s->answer_status = status;
}

static void walk_on(struct state *s, unsigned fell) {
  if (s->walk == 0) {
    s->walk = s->owed;
  } else if (!aborts(s)) { /* nothing is left to do for this tag */
    s->at = (s->at + 1) % TAGS;
    if (s->at == 0) {
      s->owed &= ~s->walk;
      fell &= ~s->walk; /* nothing was sent to it meanwhile */
      s->walk = 0;
    }
  }
  s->owed |= fell;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  const unsigned fell = s->was_up & ~(unsigned)p->up, owed = s->owed;
  const bool room = can_answer(s, p), reads = can_read(s, p);
  const struct command c = s->waiting[0];
  bool goes = p->cmd_valid && p->cmd_ready && !p->cmd_refused;
  if (p->ha_ready) s->answers = false;
  if (reads) s->reads = p->rd_valid;
  if (reads) s->read = p->rd;
  if (room && aborts(s)) {
    answer(s, s->at, ABORTED);
    s->place[s->at] = NOWHERE;
  } else if (room && p->ack_valid) {
    enum place from = p->ack_path ? ON_B : ON_A, *at = &s->place[(p->ack & 0xff) % TAGS];
    if (*at == from && !on(from, owed)) {
      answer(s, p->ack & 0xff, p->ack >> 8);
      *at = NOWHERE;
    }
  } else if (room && p->cmd_valid && p->cmd_refused) {
    answer(s, c.tag, p->cmd_status);
    goes = true; /* out of the queue, and nowhere */
  }
  walk_on(s, fell);
  if (goes) {
    if (!p->cmd_refused) s->place[c.tag] = p->cmd_path ? ON_B : ON_A;
    for (unsigned i = 1; i < s->count; i++) s->waiting[i - 1] = s->waiting[i];
    s->count--;
  }
  if (p->hc_valid && p->hc_ready)
    s->waiting[s->count++] = (struct command){p->hc_op, p->hc_tag, p->hc_count, p->hc_lba};
  s->was_up = (unsigned)p->up;
  s->awake = true;
}

static void route(struct golden *g) {
  struct pins *p = g->pins;
  const struct state *s = g->state;
  unsigned usable = (unsigned)p->up & ~s->owed;
  p->cmd_refused = usable == 0 || golden_chance(g, 15);
  p->cmd_path = usable == 3 ? golden_bits(g, 1) : usable == 2;
  p->cmd_ready = golden_chance(g, 80);
  p->cmd_status = golden_chance(g, 50) ? TWK_STATUS_RANGE : TWK_STATUS_NOT_OWNER;
}

static void acknowledge(struct golden *g) {
  struct pins *p = g->pins;
  const struct state *s = g->state;
  uint64_t tag = golden_below(g, TAGS);
  bool known = golden_chance(g, 80);
  p->ack_path = golden_bits(g, 1);
  if (known && s->place[tag] != NOWHERE) p->ack_path = s->place[tag] == ON_B;
  p->ack = golden_below(g, 5) << 8 | tag;
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4000; i++) {
    unsigned life = i % 1000, busy = i < 2000 ? 90 : 40;
    p->rst_n = life > 2;
    if (!p->hc_valid || p->hc_ready) {
      p->hc_valid = golden_chance(g, 50);
      p->hc_op = golden_bits(g, 4);
      p->hc_tag = golden_below(g, TAGS);
      p->hc_count = golden_bits(g, 4);
      p->hc_lba = golden_bits(g, 8) << golden_below(g, 33);
    }
    for (unsigned path = 0; path < 2; path++)
      if (golden_chance(g, p->up >> path & 1 ? 3 : 15)) p->up ^= 1U << path;
    route(g);
    p->ack_valid = golden_chance(g, 30);
    if (p->ack_valid) acknowledge(g);
    p->rd_valid = golden_chance(g, 40);
    if (p->rd_valid) p->rd = golden_bits(g, 58);
    p->ha_ready = golden_chance(g, busy);
    p->hr_ready = golden_chance(g, busy);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(host_interface, .parameters = "DATA_W=32 TAGS=8", .clocks = "clk", .version = 1,
             .seed = 71, .state_size = sizeof(struct state), .edge = edge);
