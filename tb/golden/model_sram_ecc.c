/* SPDX-License-Identifier: Apache-2.0 */
/* sram_ecc: code words, reads under way, and one scrub that waits. */
#include "golden.h"
#include "parts.h"

enum { DATA = 16, CHECK = 6, DEPTH = 16 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, inject_mask, DATA + CHECK) PIN(in, wr_en, 1) PIN(in, wr_addr, 4) \
  PIN(in, wr_data, DATA) PIN(in, rd_en, 1) PIN(in, rd_addr, 4) PIN(out, rd_valid, 1) \
  PIN(out, rd_data, DATA) PIN(out, rd_corrected, 1) PIN(out, rd_uncorrectable, 1) \
  PIN(out, scrubbed, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct part_sram *s = g->state;
  s->width = DATA;
  if (!p->rst_n) part_sram_reset(s);
  p->rd_valid = s->out.valid;
  p->rd_data = s->out.data;
  p->rd_corrected = s->out.valid && s->out.decoded == 1;
  p->rd_uncorrectable = s->out.valid && s->out.decoded == -1;
  if (!p->rd_valid || p->rd_uncorrectable) golden_unknown(g, &p->rd_data);
  p->scrubbed = part_sram_scrubs(s, p->wr_en);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  part_sram_edge(g->state,
                 (struct part_sram_in){p->inject_mask & 0xffff, p->inject_mask >> DATA, p->wr_en,
                                       p->wr_addr, p->wr_data, p->rd_en, p->rd_addr},
                 !p->rst_n);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4000; i++) {
    bool filling = i < DEPTH; /* what was never written must not be read */
    unsigned phase = i / 1000;
    p->rst_n = i > 1 && i % 700 != 0;
    p->wr_en = filling || golden_chance(g, phase == 0 ? 30 : phase == 1 ? 80 : 10);
    p->wr_addr = filling ? i : golden_below(g, phase == 3 ? 3 : DEPTH);
    if (p->wr_en) p->wr_data = golden_bits(g, DATA);
    p->inject_mask = 0;
    for (unsigned n = golden_chance(g, 50) ? 1 + golden_chance(g, 20) : 0; p->wr_en && n > 0; n--)
      p->inject_mask ^= UINT64_C(1) << golden_below(g, DATA + CHECK);
    p->rd_en = !filling && golden_chance(g, 60);
    p->rd_addr = filling ? 0 : golden_below(g, phase == 3 ? 3 : DEPTH);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(sram_ecc, .parameters = "W=16 R=5 DEPTH=16", .clocks = "clk", .version = 1, .seed = 19,
             .state_size = sizeof(struct part_sram), .edge = edge);
