/* SPDX-License-Identifier: Apache-2.0 */
/* secded_enc: the check bits of 64 data bits. */
#include "golden.h"
#include "parts.h"

/* clang-format off */
#define PORTS(PIN, WIDE) PIN(in, data, 64) PIN(out, check, 8)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  p->check = part_secded_check((const uint64_t[2]){p->data, 0}, 64);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  golden_step(g, 0);
  for (unsigned bit = 0; bit < 64; bit++) {
    p->data = UINT64_C(1) << bit;
    golden_step(g, 0);
    p->data = ~p->data;
    golden_step(g, 0);
  }
  for (unsigned i = 0; i < 1500; i++) {
    p->data = golden_bits(g, 64);
    golden_step(g, 0);
  }
}

GOLDEN_MODEL(secded_enc, .parameters = "W=64 R=7", .clocks = "", .version = 1, .seed = 4);
