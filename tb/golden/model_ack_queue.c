/* SPDX-License-Identifier: Apache-2.0 */
/* ack_queue: the lowest source first, two places kept for source 0. */
#include "golden.h"
#include "parts.h"

enum { DEPTH = 8, SOURCES = 4, ACK = 12 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, src_valid, 4) PIN(in, src_ack, 48) PIN(in, ack_ready, 1) \
  PIN(out, src_ready, 4) PIN(out, room, 1) PIN(out, ack_valid, 1) PIN(out, ack_tag, 8) \
  PIN(out, ack_status, 4)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct part_queue *s = g->state;
  if (!p->rst_n) s->pushed = s->popped = 0;
  uint64_t count = part_queue_count(s);
  p->room = DEPTH - count >= 2;
  p->src_ready = 1;
  for (unsigned i = 1; i < SOURCES; i++) {
    bool first = (p->src_valid & ((1U << i) - 1)) == 0;
    if (first && DEPTH - count > 2) p->src_ready |= 1U << i;
  }
  p->ack_valid = count != 0;
  p->ack_tag = part_queue_head(s)[0] & 255;
  p->ack_status = part_queue_head(s)[0] >> 8;
  if (p->ack_valid) return;
  golden_unknown(g, &p->ack_tag);
  golden_unknown(g, &p->ack_status);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct part_queue *s = g->state;
  if (!p->rst_n) return;
  s->popped += p->ack_valid && p->ack_ready;
  for (unsigned i = 0; i < SOURCES; i++)
    if (p->src_valid & p->src_ready & 1U << i)
      part_queue_push(s, p->src_ack >> i * ACK & ((1U << ACK) - 1), 0);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4000; i++) {
    unsigned phase = i / 1000;
    p->rst_n = i > 1 && i % 333 != 0;
    uint64_t stays = p->src_valid & ~p->src_ready, takes = p->ack_valid && p->ack_ready;
    for (unsigned source = 0; source < SOURCES; source++) {
      if (stays >> source & 1) continue;
      p->src_valid &= ~(UINT64_C(1) << source);
      if (!golden_chance(g, phase == 0 ? 15 : 30)) continue;
      p->src_valid |= UINT64_C(1) << source;
      p->src_ack &= ~(UINT64_C(0xfff) << source * ACK);
      p->src_ack |= golden_bits(g, ACK) << source * ACK;
    }
    /* Source 0 is never there when it would not fit. */
    if (!p->room && !takes) p->src_valid &= ~UINT64_C(1);
    p->ack_ready = golden_chance(g, phase == 2 ? 20 : 80);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(ack_queue, .parameters = "", .clocks = "clk", .version = 1, .seed = 13,
             .state_size = sizeof(struct part_queue), .edge = edge);
