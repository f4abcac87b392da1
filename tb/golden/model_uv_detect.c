/* SPDX-License-Identifier: Apache-2.0 */
/* uv_detect: when the voltage was last on the right side of each threshold. */
#include "golden.h"
#include "power_model.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, uv_mv, 16) PIN(in, hyst_mv, 16) PIN(in, detect_ticks, 16) \
  PIN(in, validate_ticks, 16) PIN(in, mv, 16) PIN(out, uv, 1) PIN(out, ok, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct model_detect detect;
  long t;
};

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->rst_n) *s = (struct state){MODEL_DETECT_RESET, 0};
  p->uv = s->detect.uv;
  p->ok = s->detect.ok;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct power_straps straps = {.uv_mv = (long)p->uv_mv,
                                      .hyst_mv = (long)p->hyst_mv,
                                      .detect_ticks = (long)p->detect_ticks,
                                      .validate_ticks = (long)p->validate_ticks};
  if (p->rst_n) model_detect_tick(&s->detect, s->t++, &straps, (long)p->mv);
}

/* Any voltages, about both thresholds; ticks of which one bit is set: nothing may be early. */
static void drive_wide(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned n = 0; n < 64; n++) {
    p->uv_mv = 1 + golden_bits(g, 15);
    p->hyst_mv = golden_bits(g, 14);
    p->detect_ticks = n % 2 ? 1U << n / 2 % 16 : 2;
    p->validate_ticks = n % 2 ? 2 : 1U << n / 2 % 16;
    uint16_t high = (uint16_t)(p->uv_mv + p->hyst_mv);
    const uint16_t level[] = {(uint16_t)(p->uv_mv - 1), (uint16_t)p->uv_mv, (uint16_t)(high - 1),
                              high};
    for (unsigned life = 0; life < 120; life++) {
      p->rst_n = life > 1;
      if (rng_below(&g->rng, 12) == 0) p->mv = level[golden_below(g, 4)];
      golden_step(g, 1);
    }
  }
}

/* Times as long as they can be, to their last tick. */
static void drive_long(struct golden *g) {
  struct pins *p = g->pins;
  p->uv_mv = 2900;
  p->hyst_mv = 100;
  for (unsigned n = 0; n < 16; n++) {
    unsigned ticks = n == 0 ? 65535 : (unsigned)golden_bits(g, 10 + n % 7);
    p->detect_ticks = n == 0 || n % 2 ? ticks : 3;
    p->validate_ticks = n == 0 || n % 2 == 0 ? ticks : 3;
    for (unsigned life = 0; life < 2 * (ticks + 20); life++) {
      p->rst_n = life > 1;
      p->mv = life < ticks + 20 ? 3000 + n : 2899 - n;
      golden_step(g, 1);
    }
  }
}

static void drive(struct golden *g) {
  static const uint16_t detect[] = {35, 0, 1, 5, 20}, validate[] = {100, 0, 1, 9, 400};
  /* About the thresholds, on either side. */
  static const uint16_t level[] = {2899, 2900, 2999, 3000, 3300, 0};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 5 * 4000; i++) {
    unsigned life = i % 4000;
    p->rst_n = life > 1;
    p->uv_mv = 2900;
    p->hyst_mv = 100;
    p->detect_ticks = detect[i / 4000];
    p->validate_ticks = validate[i / 4000];
    if (rng_below(&g->rng, life < 1500 ? 8 : 90) == 0) p->mv = level[golden_below(g, 6)];
    golden_step(g, 1);
  }
  drive_wide(g);
  drive_long(g);
}

GOLDEN_MODEL(uv_detect, .parameters = "TICK_W=16", .clocks = "clk", .version = 3, .seed = 33,
             .state_size = sizeof(struct state), .edge = edge);
