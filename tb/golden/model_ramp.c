/* SPDX-License-Identifier: Apache-2.0 */
/* ramp: arithmetic. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, rise_mv, 16) PIN(in, fall_mv, 16) PIN(in, target_mv, 16) \
  PIN(in, collapse, 1) PIN(out, mv, 16)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  long mv;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->mv = 0;
  p->mv = (uint64_t)s->mv;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.rise_mv = (long)p->rise_mv, .fall_mv = (long)p->fall_mv};
  if (p->rst_n) s->mv = model_ramp(s->mv, (long)p->target_mv, p->collapse, &straps);
}

static void drive(struct golden *g) {
  static const uint16_t step[] = {100, 50, 1, 0, 65535, 3000};
  static const uint16_t target[] = {0, 3300, 3299, 65535, 1, 2000};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4000; i++) {
    p->rst_n = i > 1 && i % 1200 != 0;
    if (i % 250 == 0) {
      p->rise_mv = i < 2000 ? step[golden_below(g, 6)] : golden_below(g, 400);
      p->fall_mv = i < 2000 ? step[golden_below(g, 6)] : golden_below(g, 400);
    }
    if (golden_chance(g, 3)) p->target_mv = target[golden_below(g, 6)];
    p->collapse = golden_chance(g, 1);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(ramp, .parameters = "", .clocks = "clk", .version = 1, .seed = 30,
             .state_size = sizeof(struct state), .edge = edge);
