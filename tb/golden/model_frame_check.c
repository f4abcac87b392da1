/* SPDX-License-Identifier: Apache-2.0 */
/* frame_check: keeps the beats since the last start and asks zlib. */
#include "golden.h"
#include "parts.h"
#include "stimulus.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, valid, 1) PIN(in, sof, 1) PIN(in, eof, 1) PIN(in, data, 64) \
  PIN(out, good_now, 1) PIN(out, good, 1) PIN(out, bad, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_frame frame;
  bool good, bad;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){0};
  p->good_now = p->valid && part_frame_good(&s->frame, p->sof, p->eof, p->data);
  p->good = s->good;
  p->bad = s->bad;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  s->good = p->good_now;
  s->bad = p->valid && p->eof && !p->good_now;
  if (p->valid) part_frame_take(&s->frame, p->sof, p->eof, p->data);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct stimulus_frame f = {.count = 0};
  for (unsigned i = 0; i < 6000; i++) {
    p->rst_n = i > 1 && i % 1500 != 1499;
    if (stimulus_ends(&f)) stimulus_frame(g, &f, 65536, 40);
    p->valid = golden_chance(g, i < 3000 ? 100 : 70);
    p->sof = p->valid && stimulus_sof(&f);
    p->eof = p->valid && stimulus_eof(&f);
    p->data = stimulus_beat(&f);
    golden_step(g, 1);
    f.next += p->valid;
  }
}

GOLDEN_MODEL(frame_check, .parameters = "DATA_W=64", .clocks = "clk", .version = 2, .seed = 17,
             .state_size = sizeof(struct state), .edge = edge);
