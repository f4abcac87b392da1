/* SPDX-License-Identifier: Apache-2.0 */
/* host_port: a queue of commands, and what became of the first. */
#include "golden.h"
#include "frame.h"
#include "parts.h"
#include "twk_layout.h"

enum { DEPTH = 32 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, vol_blocks, 40) \
  PIN(in, own, 4) PIN(in, pause, 1) PIN(in, hc_valid, 1) PIN(in, hc_op, 4) PIN(in, hc_tag, 8) \
  PIN(in, hc_count, 16) PIN(in, hc_lba, 40) PIN(in, blk_ready, 1) PIN(in, ev_ready, 1) \
  PIN(in, ack_ready, 1) \
  PIN(out, paused, 1) PIN(out, hc_ready, 1) PIN(out, hw_tag, 8) PIN(out, hw_block, 16) \
  PIN(out, blk_valid, 1) PIN(out, blk_tag, 8) PIN(out, blk_count, 16) PIN(out, blk_last, 1) \
  PIN(out, blk_lba, 40) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, ack_valid, 1) \
  PIN(out, ack, 12)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct command {
  uint64_t op, tag, count, lba;
};
enum verdict { UNDECIDED, TAKEN, BEYOND, NOT_MINE };

struct state {
  struct command queue[DEPTH];
  unsigned head, count;
  enum verdict verdict; /* of the head, once it was looked at */
  unsigned block;       /* of a write: handed over */
};

static enum verdict judge(const struct pins *p, const struct command *c) {
  uint64_t volume = c->lba / p->vol_blocks;
  if (volume >= TWK_VOLUMES) volume = TWK_VOLUMES - 1;
  const uint64_t end = (volume + 1) * p->vol_blocks;
  const bool moves_data = c->op == TWK_OP_WRITE || c->op == TWK_OP_READ;
  if (moves_data && (c->count < 1 || c->count > TWK_MAX_COUNT)) return BEYOND;
  if (moves_data && c->lba + c->count > end) return BEYOND;
  if (c->op == TWK_OP_MOVE && (c->count != 0 || c->lba >= end)) return BEYOND;
  if (!moves_data && c->op != TWK_OP_MOVE && c->op != TWK_OP_FLUSH) return BEYOND;
  return p->own >> volume & 1 ? TAKEN : NOT_MINE;
}

/* The head's verdict as it stands with these inputs. */
static enum verdict verdict(const struct state *s, const struct pins *p) {
  if (s->verdict != UNDECIDED) return s->verdict;
  return s->count == 0 || p->pause ? UNDECIDED : judge(p, &s->queue[s->head]);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->head = s->count = s->block = 0;
  if (!p->rst_n) s->verdict = UNDECIDED;
  const struct command *c = &s->queue[s->head];
  enum verdict v = verdict(s, p);
  p->paused = p->pause && s->verdict == UNDECIDED;
  p->hc_ready = s->count < DEPTH;

  p->blk_valid = v == TAKEN && c->op == TWK_OP_WRITE;
  p->hw_tag = p->blk_tag = c->tag;
  p->hw_block = p->blk_count = s->block;
  p->blk_last = s->block + 1 == c->count;
  p->blk_lba = (c->lba + s->block) & ((UINT64_C(1) << 40) - 1);
  uint64_t *const of_block[] = {&p->hw_tag,    &p->hw_block, &p->blk_tag,
                                &p->blk_count, &p->blk_last, &p->blk_lba};
  for (unsigned i = 0; i < 6 && !p->blk_valid; i++) golden_unknown(g, of_block[i]);

  p->ev_valid = v == TAKEN && c->op != TWK_OP_WRITE;
  rec_pack(p->ev_rec, &(struct frame_fields){.kind = c->op == TWK_OP_READ   ? TWK_EV_READ
                                                     : c->op == TWK_OP_MOVE ? TWK_EV_MOVE
                                                                            : TWK_EV_FLUSH,
                                             .tag = (unsigned)c->tag,
                                             .lba = c->lba,
                                             .count = (unsigned)c->count});
  if (!p->ev_valid) golden_unknown(g, p->ev_rec);
  p->ack_valid = v == BEYOND || v == NOT_MINE;
  p->ack = (v == BEYOND ? TWK_STATUS_RANGE : TWK_STATUS_NOT_OWNER) << 8 | c->tag;
  if (!p->ack_valid) golden_unknown(g, &p->ack);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  bool block = p->blk_valid && p->blk_ready;
  bool ends =
      (block && p->blk_last) || (p->ev_valid && p->ev_ready) || (p->ack_valid && p->ack_ready);
  s->verdict = verdict(s, p);
  if (block) s->block++;
  unsigned free = (s->head + s->count) % DEPTH;
  if (ends) {
    s->verdict = UNDECIDED;
    s->block = 0;
    s->head = (s->head + 1) % DEPTH;
    s->count--;
  }
  if (!p->hc_valid || !p->hc_ready) return;
  s->queue[free] = (struct command){p->hc_op, p->hc_tag, p->hc_count, p->hc_lba};
  s->count++;
}

static void command(struct golden *g) {
  struct pins *p = g->pins;
  /* About the ends of the volumes, and anywhere. */
  const uint64_t about[] = {golden_below(g, TWK_VOLUMES + 1) * p->vol_blocks, golden_bits(g, 40),
                            golden_below(g, TWK_VOLUMES + 1) * p->vol_blocks};
  p->hc_op = golden_chance(g, 95) ? 1 + golden_below(g, 4) : golden_bits(g, 4);
  p->hc_tag = golden_bits(g, 8);
  p->hc_count = p->hc_op == TWK_OP_MOVE && golden_chance(g, 70) ? 0
                : golden_chance(g, 85)                          ? 1 + golden_below(g, 5)
                                                                : golden_below(g, 260);
  p->hc_lba = about[golden_below(g, 3)];
  p->hc_lba = (p->hc_lba + golden_below(g, 8) - 4) & ((UINT64_C(1) << 40) - 1);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 6 * 450; i++) {
    unsigned life = i % 450;
    p->rst_n = life > 1;
    if (life == 0) {
      p->vol_blocks = 100 + golden_below(g, 1000);
      p->own = golden_bits(g, TWK_VOLUMES);
    }
    if (golden_chance(g, 3)) p->own = golden_bits(g, TWK_VOLUMES);
    if (golden_chance(g, 3)) p->pause = golden_chance(g, 30);
    if (!p->hc_valid || p->hc_ready) {
      p->hc_valid = golden_chance(g, life < 225 ? 20 : 60);
      if (p->hc_valid) command(g);
    }
    p->blk_ready = golden_chance(g, 50);
    p->ev_ready = golden_chance(g, 30);
    p->ack_ready = golden_chance(g, 30);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(host_port, .parameters = "", .clocks = "clk", .version = 2, .seed = 50,
             .state_size = sizeof(struct state), .edge = edge);
