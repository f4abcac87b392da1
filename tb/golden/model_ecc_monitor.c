/* SPDX-License-Identifier: Apache-2.0 */
/* ecc_monitor: three counters and one event that waits. */
#include "golden.h"
#include "frame.h"
#include "twk_layout.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, fixed, 1) PIN(in, broken, 1) PIN(in, scrubbed, 1) PIN(in, slot, 16) \
  PIN(in, ev_ready, 1) PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, corrected, 16) \
  PIN(out, uncorrectable, 16) PIN(out, scrubs, 16)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  bool waits;
  struct frame_fields event;
  uint64_t corrected, uncorrectable, scrubs;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){0};
  p->ev_valid = s->waits;
  rec_pack(p->ev_rec, &s->event);
  if (!s->waits) golden_unknown(g, p->ev_rec);
  p->corrected = s->corrected % 65536;
  p->uncorrectable = s->uncorrectable % 65536;
  p->scrubs = s->scrubs % 65536;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  s->corrected += p->fixed;
  s->uncorrectable += p->broken;
  s->scrubs += p->scrubbed;
  if (p->ev_ready) s->waits = false;
  if (!p->broken && (!p->fixed || s->waits)) return;
  s->waits = true;
  s->event = (struct frame_fields){
      .kind = TWK_EV_ECC, .flags = p->broken ? TWK_FLAG_ERROR : 0, .slot = (unsigned)p->slot};
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 2500; i++) {
    p->rst_n = i > 1 && i % 601 != 0;
    p->fixed = golden_chance(g, 20);
    p->broken = golden_chance(g, 8);
    p->scrubbed = golden_chance(g, 10);
    if (p->fixed || p->broken) p->slot = golden_bits(g, 16);
    p->ev_ready = golden_chance(g, i < 1200 ? 80 : 15);
    golden_step(g, 1);
  }
  /* The counters wrap. */
  p->fixed = p->scrubbed = 1;
  p->broken = 0;
  p->ev_ready = 0;
  for (unsigned i = 0; i < 300; i++) golden_step(g, 1);
}

GOLDEN_MODEL(ecc_monitor, .parameters = "", .clocks = "clk", .version = 1, .seed = 7,
             .state_size = sizeof(struct state), .edge = edge);
