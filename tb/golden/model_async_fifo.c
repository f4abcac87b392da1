/* SPDX-License-Identifier: Apache-2.0 */
/* async_fifo, without random delays: counts that cross instead of pointers. */
#include "golden.h"
#include "parts.h"

enum { DEPTH = 8, WRITE = 1, READ = 2 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, wr_rst_n, 1) PIN(in, wr_valid, 1) PIN(in, wr_data, 12) PIN(in, rd_rst_n, 1) \
  PIN(in, rd_ready, 1) PIN(out, wr_ready, 1) PIN(out, wr_count, 4) PIN(out, rd_valid, 1) \
  PIN(out, rd_data, 12)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct part_crossing *s = g->state;
  if (!p->wr_rst_n) part_crossing_reset_writer(s);
  if (!p->rd_rst_n) part_crossing_reset_reader(s);
  p->wr_count = part_crossing_count(s);
  p->wr_ready = p->wr_count < DEPTH;
  p->rd_valid = part_crossing_valid(s);
  p->rd_data = part_queue_head(&s->queue)[0];
  if (!p->rd_valid) golden_unknown(g, &p->rd_data);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  part_crossing_edge(g->state, (g->clocks & WRITE) && p->wr_rst_n, p->wr_valid && p->wr_ready,
                     p->wr_data, 0, (g->clocks & READ) && p->rd_rst_n, p->rd_valid && p->rd_ready);
}

static void drive(struct golden *g) {
  static const struct {
    unsigned wr_period, rd_period, wr, rd; /* percent */
  } phase[] = {{10, 10, 100, 100}, {10, 17, 90, 100},  {23, 10, 100, 70}, {10, 10, 60, 60},
               {10, 41, 100, 100}, {41, 10, 100, 100}, {13, 10, 50, 100}, {10, 11, 100, 20}};
  struct pins *p = g->pins;
  struct part_reset wr = {0}, rd = {0};
  for (unsigned i = 0; i < 8; i++) {
    struct part_clocks clocks = {2, {phase[i].wr_period, phase[i].rd_period}, {0, i % 3}};
    for (unsigned n = 0; n < 500; n++) {
      unsigned rising = part_clocks_step(&clocks);
      bool both = n % 250 > 1; /* one reset for both sides, let go in either clock */
      p->wr_rst_n = part_reset_out(&wr, both);
      p->rd_rst_n = part_reset_out(&rd, both);
      if (rising & WRITE) p->wr_valid = golden_chance(g, phase[i].wr);
      if ((rising & WRITE) && p->wr_valid) p->wr_data = golden_bits(g, 12);
      if (rising & READ) p->rd_ready = golden_chance(g, phase[i].rd);
      golden_step(g, rising);
      if (rising & WRITE) part_reset_edge(&wr, both);
      if (rising & READ) part_reset_edge(&rd, both);
    }
  }
}

GOLDEN_MODEL(async_fifo, .parameters = "W=12 DEPTH=8", .clocks = "wr_clk rd_clk", .version = 1,
             .seed = 11, .state_size = sizeof(struct part_crossing), .edge = edge);
