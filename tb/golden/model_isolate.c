/* SPDX-License-Identifier: Apache-2.0 */
/* isolate: nothing gets through while it is not enabled. */
#include "golden.h"

/* clang-format off */
#define PORTS(PIN, WIDE) PIN(in, en, 1) PIN(in, d, 8) PIN(out, q, 8)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  p->q = p->en * p->d;
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (p->en = 0; p->en < 2; p->en++)
    for (p->d = 0; p->d < 256; p->d++) golden_step(g, 0);
  p->en = 0;
  for (unsigned i = 0; i < 500; i++) {
    p->en = golden_chance(g, 50);
    p->d = golden_bits(g, 8);
    golden_step(g, 0);
  }
}

GOLDEN_MODEL(isolate, .parameters = "W=8", .clocks = "", .version = 1, .seed = 1);
