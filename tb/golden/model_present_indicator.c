/* SPDX-License-Identifier: Apache-2.0 */
/* present_indicator: since when nothing was present, and nothing moved. */
#include "golden.h"
#include "parts.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, min_on_ticks, 16) PIN(in, settle_ticks, 16) PIN(in, rail_on, 1) \
  PIN(in, present, 1) PIN(in, busy, 1) PIN(out, indicator, 1) PIN(out, safe_to_remove, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_sync present, busy;
  uint64_t t;
  uint64_t dead_at;  /* last tick whose sample is not to be believed: rail off, or too soon after */
  uint64_t data_at;  /* last tick with data, or not believed */
  uint64_t moved_at; /* ... or with movement */
  bool lamp, safe;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){.lamp = true, .dead_at = 3};
  p->indicator = s->lamp;
  p->safe_to_remove = s->safe;
}

static uint64_t at_least_one(uint64_t ticks) {
  return ticks == 0 ? 1 : ticks;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) return;
  bool was_lit = s->lamp;
  s->t++;
  if (!p->rail_on) s->dead_at = s->t + 3;
  bool believed = s->t > s->dead_at;
  if (!believed || s->present.out) s->data_at = s->t;
  if (!believed || s->present.out || s->busy.out) s->moved_at = s->t;
  if (s->present.out)
    s->lamp = true;
  else if (s->t - s->data_at >= at_least_one(p->min_on_ticks))
    s->lamp = false;
  s->safe = !was_lit && s->t - s->moved_at >= at_least_one(p->settle_ticks);
  part_sync_edge(&s->present, p->present);
  part_sync_edge(&s->busy, p->busy);
}

/* A life of `ticks` without data or movement. */
static void calm_life(struct golden *g, unsigned min_on, unsigned settle, unsigned ticks) {
  struct pins *p = g->pins;
  p->min_on_ticks = min_on;
  p->settle_ticks = settle;
  for (unsigned life = 0; life < ticks; life++) {
    p->rst_n = life > 1;
    golden_step(g, 1);
  }
}

/* Times of which one bit is set, so that nothing may end early; and as long as they can be. */
static void drive_calm(struct golden *g) {
  struct pins *p = g->pins;
  p->rail_on = 1;
  p->present = p->busy = 0;
  for (unsigned bit = 0; bit < 16; bit++) {
    calm_life(g, 1U << bit, 3, 90);
    calm_life(g, 3, 1U << bit, 90);
    calm_life(g, 1U << bit, 3, (1U << bit) + 10);
    calm_life(g, 3, 1U << bit, (1U << bit) + 10);
  }
  for (unsigned i = 0; i < 4; i++) {
    unsigned min_on = 40000 + (unsigned)golden_bits(g, 14), settle = 65535 - (unsigned)i * 4099;
    calm_life(g, i % 2 ? settle : min_on, i % 2 ? min_on : settle, 66000);
  }
}

static void drive(struct golden *g) {
  static const unsigned min_on[] = {20, 0, 1, 200, 7}, settle[] = {30, 0, 1, 50, 300};
  struct pins *p = g->pins;
  bool present = false, busy = false;
  for (unsigned i = 0; i < 5 * 3000; i++) {
    unsigned life = i % 3000, calm = life < 1000 ? 20 : 400;
    p->rst_n = life > 1;
    p->min_on_ticks = min_on[i / 3000];
    p->settle_ticks = settle[i / 3000];
    if (rng_below(&g->rng, 500) == 0 || life == 0) p->rail_on = golden_chance(g, 70);
    if (rng_below(&g->rng, present ? 15 : calm) == 0) present = !present;
    if (rng_below(&g->rng, busy ? 15 : calm) == 0) busy = !busy;
    p->present = p->rail_on && present; /* isolated */
    p->busy = p->rail_on && busy;
    golden_step(g, 1);
  }
  drive_calm(g);
}

GOLDEN_MODEL(present_indicator, .parameters = "TICK_W=16", .clocks = "clk", .version = 3,
             .seed = 40, .state_size = sizeof(struct state), .edge = edge);
