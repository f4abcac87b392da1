/* SPDX-License-Identifier: Apache-2.0 */
/* link_status: one change at a time, each with the time at which it arrives. */
#include "golden.h"
#include "parts.h"
#include "model_link_status.h"

enum { CLK_M = 1, CLK_P = 2 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, owner_bits, 7) PIN(in, rst_m_n, 1) PIN(in, latency, 16) PIN(in, rst_p_n, 1) \
  PIN(out, peer_bits, 7)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct link_status *s = g->state;
  link_status_settle(s, p->rst_m_n, p->rst_p_n);
  p->peer_bits = s->there.out;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  link_status_edge(g->state, (g->clocks & CLK_M) && p->rst_m_n, p->owner_bits, p->latency,
                   (g->clocks & CLK_P) && p->rst_p_n);
}

void link_status_settle(struct link_status *s, bool rst_m_n, bool rst_p_n) {
  if (!rst_m_n) {
    s->here = (struct part_sync){0};
    s->sent = s->arrived = 0;
    s->travels = false;
  }
  if (!rst_p_n) s->there = (struct part_sync){0};
}

void link_status_edge(struct link_status *s, bool m, uint64_t bits, uint64_t latency, bool p) {
  const struct link_status was = *s;
  if (p) part_sync_edge(&s->there, was.arrived);
  if (!m) return;
  part_sync_edge(&s->here, bits);
  s->now++;
  if (!was.travels && was.here.out != was.arrived) {
    s->travels = true;
    s->sent = was.here.out;
    s->due = s->now + latency + 1;
  } else if (was.travels && s->now == was.due) {
    s->travels = false;
    s->arrived = was.sent;
  }
}

static void drive(struct golden *g) {
  static const unsigned latency[] = {0, 1, 7, 30, 3};
  struct pins *p = g->pins;
  struct part_reset m = {0}, peer = {0};
  for (unsigned i = 0; i < 5; i++) {
    struct part_clocks clocks = {2, {10, 7 + 4 * i}, {0, i}};
    for (unsigned n = 0; n < 900; n++) {
      unsigned rising = part_clocks_step(&clocks);
      bool up = n > 2 && n % 300 > 4;
      p->rst_m_n = part_reset_out(&m, up);
      p->rst_p_n = part_reset_out(&peer, up);
      p->latency = latency[i];
      if (golden_chance(g, n < 300 ? 2 : 15)) p->owner_bits ^= 1U << golden_below(g, 7);
      golden_step(g, rising);
      if (rising & CLK_M) part_reset_edge(&m, up);
      if (rising & CLK_P) part_reset_edge(&peer, up);
    }
  }
}

GOLDEN_MODEL(link_status, .parameters = "W=7", .clocks = "clk_m clk_p", .version = 2, .seed = 15,
             .state_size = sizeof(struct link_status), .edge = edge);
