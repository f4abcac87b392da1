/* SPDX-License-Identifier: Apache-2.0 */
/* host_switch: who serves an LBA, and whose block is under way at the host. */
#include "golden.h"
#include "parts.h"
#include "twk_layout.h"

enum { VOLUMES = 4, DATA_W = 32, BLOCK = 6 /* beats, of this stimulus */ };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, managed, 1) PIN(in, vol_blocks, 40) PIN(in, serves_a, 4) \
  PIN(in, serves_b, 4) PIN(in, cmd_valid, 1) PIN(in, cmd_op, 4) PIN(in, cmd_lba, 40) \
  PIN(in, usable, 2) PIN(in, ack_ready, 1) PIN(in, rd_ready, 1) PIN(in, hw_valid, 1) \
  PIN(in, p_cmd_ready, 2) PIN(in, p_wq_valid, 2) PIN(in, p_wq, 48) PIN(in, p_wd_ready, 2) \
  PIN(in, p_wd_last, 2) PIN(in, p_rs_valid, 2) WIDE(in, p_rs, 118) \
  PIN(out, cmd_ready, 1) PIN(out, cmd_path, 1) PIN(out, cmd_refused, 1) PIN(out, cmd_status, 4) \
  PIN(out, ack_valid, 1) PIN(out, ack_path, 1) PIN(out, ack, 12) PIN(out, rd_valid, 1) \
  PIN(out, rd, 58) PIN(out, hw_ready, 1) PIN(out, hw_tag, 8) PIN(out, hw_block, 16) \
  PIN(out, p_cmd_valid, 2) PIN(out, p_wd_valid, 2) PIN(out, p_rs_ready, 2)
/* clang-format on */
GOLDEN_PINS(PORTS)

enum { NONE = 2 };
struct state {
  struct part_sync serves[2];
  unsigned reads, last_read; /* path whose block is under way, or NONE; and of the last beat */
  unsigned moves;            /* path of the beat that is offered */
  unsigned ack_turn;
  unsigned writes, last_write;
  /* of the stimulus: what each path has at its head */
  uint64_t word[2];
  unsigned beat[2], given[2];
  bool has[2], wants[2];
};

static bool serves(const struct state *s, const struct pins *p, unsigned side, unsigned volume) {
  return p->managed ? s->serves[side].out >> volume & 1 : volume % 2 == side;
}

static void route(struct golden *g) {
  struct pins *p = g->pins;
  const struct state *s = g->state;
  uint64_t volume = p->cmd_lba / p->vol_blocks;
  unsigned to = NONE;
  p->cmd_status = TWK_STATUS_NOT_OWNER;
  if (volume >= VOLUMES && p->cmd_op != TWK_OP_FLUSH) {
    p->cmd_status = TWK_STATUS_RANGE;
  } else {
    if (volume >= VOLUMES) volume = VOLUMES - 1;
    for (unsigned side = 2; side-- > 0;)
      if (serves(s, p, side, (unsigned)volume) && (p->usable >> side & 1)) to = side;
  }
  p->cmd_refused = to == NONE;
  p->cmd_path = to == 1;
  if (to == NONE) golden_unknown(g, &p->cmd_path);
  if (to != NONE) golden_unknown(g, &p->cmd_status);
  p->cmd_ready = to != NONE && (p->p_cmd_ready >> to & 1);
  p->p_cmd_valid = to != NONE && p->cmd_valid ? 1U << to : 0;
}

/* One of a set of two: the given one, if it is there. */
static unsigned pick(unsigned set, unsigned first) {
  return set == 3 ? first : set == 2 ? 1 : set == 1 ? 0 : NONE;
}

static uint64_t word_of(const struct pins *p, unsigned path) {
  return path == 0 ? p->p_rs[0] & ((UINT64_C(1) << 59) - 1) : p->p_rs[0] >> 59 | p->p_rs[1] << 5;
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) {
    s->serves[0] = s->serves[1] = (struct part_sync){0};
    s->reads = s->writes = NONE;
    s->last_read = s->last_write = s->ack_turn = 0;
  }
  route(g);
  unsigned acks = 0, beats = 0;
  for (unsigned path = 0; path < 2; path++) {
    if (!(p->p_rs_valid >> path & 1)) continue;
    if (word_of(p, path) >> 58 & 1)
      acks |= 1U << path;
    else
      beats |= 1U << path;
  }
  unsigned ack = pick(acks, s->ack_turn);
  unsigned read = pick(s->reads == NONE ? beats : beats & 1U << s->reads, !s->last_read);
  s->moves = read;
  p->ack_valid = ack != NONE;
  p->ack_path = ack == 1;
  p->rd_valid = read != NONE;
  if (ack != NONE) p->ack = (word_of(p, ack) & 15) << 8 | (word_of(p, ack) >> DATA_W & 255);
  if (read != NONE) p->rd = word_of(p, read) & ((UINT64_C(1) << 58) - 1);
  if (ack == NONE) golden_unknown(g, &p->ack_path);
  if (ack == NONE) golden_unknown(g, &p->ack);
  if (read == NONE) golden_unknown(g, &p->rd);
  p->p_rs_ready = (ack != NONE && p->ack_ready ? 1U << ack : 0) |
                  (read != NONE && p->rd_ready ? 1U << read : 0);
  p->p_rs_ready &= p->p_rs_valid;
  if (p->p_rs_valid != 3) golden_unknown(g, &p->p_rs_ready);
  unsigned w = s->writes;
  p->hw_ready = w != NONE && (p->p_wd_ready >> w & 1);
  p->hw_tag = w == NONE ? 0 : p->p_wq >> (24 * w + 16) & 255;
  p->hw_block = w == NONE ? 0 : p->p_wq >> (24 * w) & 0xffff;
  if (w == NONE) golden_unknown(g, &p->hw_tag);
  if (w == NONE) golden_unknown(g, &p->hw_block);
  p->p_wd_valid = w != NONE && p->hw_valid ? 1U << w : 0;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  part_sync_edge(&s->serves[0], p->serves_a);
  part_sync_edge(&s->serves[1], p->serves_b);
  if (p->ack_valid && p->ack_ready) s->ack_turn = !p->ack_path;
  if (p->rd_valid && p->rd_ready) {
    const unsigned path = s->moves;
    s->last_read = path;
    s->reads = p->rd >> 56 & 1 ? NONE : path;
  }
  if (s->writes == NONE) {
    s->writes = pick((unsigned)p->p_wq_valid, !s->last_write);
    if (s->writes != NONE) s->last_write = s->writes;
  } else if (p->hw_valid && p->hw_ready && (p->p_wd_last >> s->writes & 1)) {
    s->writes = NONE;
  }
}

/* The next word of a path: an ack, or the next beat of its block. */
static void next_word(struct golden *g, struct state *s, unsigned path) {
  s->has[path] = golden_chance(g, 60);
  if (!s->has[path]) return;
  if (golden_chance(g, 25)) {
    s->word[path] = UINT64_C(1) << 58 | golden_bits(g, 8) << DATA_W | golden_below(g, 5);
    return;
  }
  bool last = s->beat[path] == BLOCK - 1;
  s->word[path] = (uint64_t)last << 56 | (uint64_t)path << 40 | golden_bits(g, 4) << DATA_W |
                  (golden_bits(g, 8) * 2 + path);
  s->beat[path] = last ? 0 : s->beat[path] + 1;
}

static void drive_paths(struct golden *g, unsigned taken, unsigned given) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned path = 0; path < 2; path++) {
    if (taken >> path & 1) s->has[path] = false;
    if (!s->has[path]) next_word(g, s, path);
    if ((given >> path & 1) && ++s->given[path] == BLOCK) {
      s->given[path] = 0;
      s->wants[path] = false;
    } else if (!s->wants[path]) {
      s->wants[path] = golden_chance(g, 30);
      p->p_wq ^= golden_bits(g, 24) << (s->wants[path] ? 24 * path : 48);
      p->p_wq &= (UINT64_C(1) << 48) - 1;
    }
  }
  p->p_rs_valid = (unsigned)s->has[0] | (unsigned)s->has[1] << 1;
  p->p_rs[0] = s->word[0] | s->word[1] << 59;
  p->p_rs[1] = s->word[1] >> 5;
  p->p_wq_valid = (unsigned)s->wants[0] | (unsigned)s->wants[1] << 1;
  p->p_wd_last = (unsigned)(s->given[0] == BLOCK - 1) | (unsigned)(s->given[1] == BLOCK - 1) << 1;
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  uint64_t taken = 0, given = 0;
  for (unsigned i = 0; i < 4000; i++) {
    if (i % 1000 == 0) *s = (struct state){.reads = NONE, .writes = NONE};
    if (i % 1000 == 0) taken = given = 0;
    if (i % 1000 == 0) p->vol_blocks = i == 3000 ? UINT64_C(1) << 39 : 1 + golden_bits(g, 20);
    p->rst_n = i % 1000 > 1;
    p->managed = i % 2000 >= 500;
    if (i % 12 == 0) p->serves_a = p->serves_b = 0; /* a gap, so that they never serve one */
    if (i % 12 == 6) p->serves_a = golden_bits(g, 4);
    if (i % 12 == 6) p->serves_b = golden_bits(g, 4) & ~p->serves_a;
    p->usable = golden_chance(g, 70) ? 3 : golden_bits(g, 2);
    p->cmd_valid = golden_chance(g, 70);
    p->cmd_op = golden_bits(g, 2);
    uint64_t border = p->vol_blocks * golden_below(g, VOLUMES + 2);
    p->cmd_lba = (border + golden_below(g, 3) - 1) & ((UINT64_C(1) << 40) - 1);
    p->ack_ready = golden_chance(g, 60);
    p->rd_ready = golden_chance(g, 80);
    p->hw_valid = golden_chance(g, 80);
    p->p_cmd_ready = golden_chance(g, 60) ? 3 : golden_bits(g, 2);
    p->p_wd_ready = golden_chance(g, 60) ? 3 : golden_bits(g, 2);
    drive_paths(g, (unsigned)taken, (unsigned)given);
    golden_step(g, 1);
    taken = p->rst_n ? p->p_rs_ready & p->p_rs_valid : 0;
    given = p->rst_n && p->hw_ready ? p->p_wd_valid : 0;
  }
}

GOLDEN_MODEL(host_switch, .parameters = "DATA_W=32 VOLUMES=4", .clocks = "clk", .version = 1,
             .seed = 72, .state_size = sizeof(struct state), .edge = edge);
