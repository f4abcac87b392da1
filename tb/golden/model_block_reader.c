/* SPDX-License-Identifier: Apache-2.0 */
/* block_reader: beats asked for and beats given. */
#include "golden.h"
#include "parts.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, start_valid, 1) PIN(in, start_slot, 16) PIN(in, rd_grant, 1) \
  PIN(in, rd_valid, 1) PIN(in, rd_data, 64) PIN(in, rd_uncorrectable, 1) PIN(in, out_ready, 1) \
  PIN(out, start_ready, 1) PIN(out, rd_req, 1) PIN(out, rd_slot, 16) PIN(out, rd_beat, 16) \
  PIN(out, out_valid, 1) PIN(out, out_data, 64) PIN(out, out_last, 1) PIN(out, out_error, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct part_reader *s = g->state;
  if (!p->rst_n) *s = (struct part_reader){0};
  p->start_ready = !s->busy;
  p->rd_req = part_reader_asks(s);
  p->rd_slot = s->slot;
  p->rd_beat = s->asked;
  if (!p->rd_req) golden_unknown(g, &p->rd_slot);
  if (!p->rd_req) golden_unknown(g, &p->rd_beat);
  p->out_valid = part_reader_valid(s);
  p->out_data = part_queue_head(&s->beats)[0];
  p->out_last = part_reader_last(s);
  p->out_error = part_reader_error(s);
  if (!p->out_valid) golden_unknown(g, &p->out_data);
  if (!p->out_valid) golden_unknown(g, &p->out_last);
  if (!p->out_valid || !p->out_last) golden_unknown(g, &p->out_error);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  if (!p->rst_n) return;
  part_reader_edge(g->state,
                   (struct part_reader_in){p->start_valid, p->start_slot, p->rd_grant, p->rd_valid,
                                           p->rd_data, p->rd_uncorrectable, p->out_ready});
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct part_answers cache = {.now = 0};
  bool granted = false;
  uint64_t data = 0;
  for (unsigned i = 0; i < 3000; i++) {
    unsigned phase = i / 1000;
    p->rst_n = i > 1 && i % 900 != 899;
    if (!p->rst_n) cache = (struct part_answers){.now = 0};
    if (golden_chance(g, 25)) data = golden_bits(g, 64); /* lines stay short */
    p->rd_valid = part_answers_step(&cache, granted && p->rst_n, 2, data, &p->rd_data);
    p->rd_uncorrectable = p->rd_valid && golden_chance(g, 1);
    p->start_valid = golden_chance(g, 20);
    if (p->start_valid) p->start_slot = golden_bits(g, 16);
    p->rd_grant = golden_chance(g, phase == 0 ? 100 : 60);
    p->out_ready = golden_chance(g, phase == 0 ? 100 : phase == 1 ? 90 : 40);
    golden_step(g, 1);
    granted = p->rst_n && p->rd_req && p->rd_grant;
  }
}

GOLDEN_MODEL(block_reader, .parameters = "DATA_W=64", .clocks = "clk", .version = 1, .seed = 20,
             .state_size = sizeof(struct part_reader), .edge = edge);
