/* SPDX-License-Identifier: Apache-2.0 */
/* battery_gauge: a threshold with hysteresis. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, low_pct, 7) PIN(in, present, 1) PIN(in, failed, 1) PIN(in, pct, 7) \
  PIN(out, ok, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  bool ok;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) s->ok = false;
  p->ok = s->ok;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.low_pct = (long)p->low_pct};
  if (p->rst_n) s->ok = model_gauge(s->ok, &straps, p->present && !p->failed, (long)p->pct);
}

static void drive(struct golden *g) {
  static const uint8_t low[] = {50, 0, 98, 100, 127};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 600; i++) {
    p->rst_n = i > 1 && i % 600 != 0;
    p->low_pct = low[i / 600];
    p->present = golden_chance(g, 97);
    p->failed = golden_chance(g, 2);
    /* One point at a time about the thresholds, and now and then elsewhere. */
    if (golden_chance(g, 3))
      p->pct = golden_below(g, 101);
    else if (golden_chance(g, 10))
      p->pct = (p->low_pct + golden_below(g, 6)) % 101;
    else if (golden_chance(g, 50))
      p->pct = golden_chance(g, 50) ? p->pct - (p->pct > 0) : p->pct + (p->pct < 100);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(battery_gauge, .parameters = "HYST_PCT=3", .clocks = "clk", .version = 1, .seed = 35,
             .state_size = sizeof(struct state), .edge = edge);
