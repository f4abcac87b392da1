/* SPDX-License-Identifier: Apache-2.0 */
/* sram_1r1w: two arrays of words, and what was read last. */
#include "golden.h"

enum { DEPTH = 16, WRITE = 1, READ = 2 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, wr_en, 1) PIN(in, wr_addr, 4) PIN(in, wr_data, 16) PIN(in, wr_check, 6) \
  PIN(in, rd_en, 1) PIN(in, rd_addr, 4) PIN(out, rd_data, 16) PIN(out, rd_check, 6)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct word {
  bool known;
  uint64_t data, check;
};
struct state {
  struct word mem[DEPTH], read;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  p->rd_data = s->read.data;
  p->rd_check = s->read.check;
  if (s->read.known) return;
  golden_unknown(g, &p->rd_data);
  golden_unknown(g, &p->rd_check);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if ((g->clocks & READ) && p->rd_en) s->read = s->mem[p->rd_addr];
  if ((g->clocks & WRITE) && p->wr_en)
    s->mem[p->wr_addr] = (struct word){true, p->wr_data, p->wr_check};
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 2500; i++) {
    bool one_clock = i < 1200;
    unsigned clocks = one_clock ? WRITE | READ : 1 + (unsigned)golden_below(g, 3);
    p->wr_en = golden_chance(g, 60);
    p->wr_addr = golden_bits(g, 4);
    p->wr_data = golden_bits(g, 16);
    p->wr_check = golden_bits(g, 6);
    p->rd_en = golden_chance(g, 70);
    p->rd_addr = one_clock && golden_chance(g, 30) ? p->wr_addr : golden_bits(g, 4);
    /* Two clocks must not meet at one address. */
    if (!one_clock && p->rd_addr == p->wr_addr) p->rd_en = 0;
    golden_step(g, clocks);
  }
}

GOLDEN_MODEL(sram_1r1w, .parameters = "W=16 C=6 DEPTH=16", .clocks = "wr_clk rd_clk", .version = 1,
             .seed = 6, .state_size = sizeof(struct state), .edge = edge);
