/* SPDX-License-Identifier: Apache-2.0 */
/* rail: arithmetic. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, fall_mv, 16) PIN(in, a_en, 1) PIN(in, a_mv, 16) PIN(in, b_en, 1) \
  PIN(in, b_mv, 16) PIN(out, a_feeds, 1) PIN(out, b_feeds, 1) PIN(out, mv, 16)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  long mv;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->mv = 0;
  long alone = model_rail(s->mv, (long)p->fall_mv, 0);
  p->a_feeds = p->a_en && (long)p->a_mv >= alone;
  p->b_feeds = p->b_en && (long)p->b_mv >= alone;
  p->mv = (uint64_t)s->mv;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  long source = p->a_en ? (long)p->a_mv : p->b_en ? (long)p->b_mv : 0;
  if (p->rst_n) s->mv = model_rail(s->mv, (long)p->fall_mv, source);
}

/* Voltages that differ by 1, or in one bit, from where they decide. */
static void close_call(struct golden *g) {
  struct pins *p = g->pins;
  const struct state *s = g->state;
  long by = golden_chance(g, 40) ? (long)golden_below(g, 3) - 1 : 1L << golden_below(g, 16);
  if (golden_chance(g, 50)) by = -by;
  uint64_t *pin = p->a_en ? &p->a_mv : p->b_en ? &p->b_mv : &p->fall_mv;
  long at = s->mv + by - (pin == &p->fall_mv ? 0 : (long)p->fall_mv);
  if (at >= 0 && at <= UINT16_MAX) *pin = (uint64_t)at;
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 12000; i++) {
    p->rst_n = i > 1 && i % 1700 != 0;
    if (i % 500 == 0)
      p->fall_mv = i == 1000 ? 0 : 1 + golden_bits(g, i < 2500 ? 5 : 1 + i / 500 % 15);
    if (golden_chance(g, 4)) {
      unsigned which = (unsigned)golden_below(g, 3); /* never both */
      p->a_en = which == 1;
      p->b_en = which == 2;
    }
    unsigned bits = i < 2500 ? 12 : 16;
    if (golden_chance(g, 10)) p->a_mv = golden_bits(g, bits);
    if (golden_chance(g, 10)) p->b_mv = golden_bits(g, bits);
    if (golden_chance(g, 20)) close_call(g);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(rail, .parameters = "", .clocks = "clk", .version = 3, .seed = 31,
             .state_size = sizeof(struct state), .edge = edge);
