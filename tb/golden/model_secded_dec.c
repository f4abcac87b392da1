/* SPDX-License-Identifier: Apache-2.0 */
/* secded_dec: looks for the one flip that makes a code word of what came. */
#include "golden.h"
#include "parts.h"

enum { DATA = 64, CODE = 72 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, data, DATA) PIN(in, check, CODE - DATA) \
  PIN(out, data_out, DATA) PIN(out, corrected, 1) PIN(out, uncorrectable, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  uint64_t data[2] = {p->data, 0};
  int found = part_secded_decode(data, (unsigned)p->check, DATA);
  p->data_out = data[0];
  p->corrected = found == 1;
  p->uncorrectable = found == -1;
  if (p->uncorrectable) golden_unknown(g, &p->data_out);
}

static void flip(struct pins *p, unsigned bit) {
  if (bit < DATA)
    p->data ^= UINT64_C(1) << bit;
  else
    p->check ^= UINT64_C(1) << (bit - DATA);
}

static void fresh(struct golden *g) {
  struct pins *p = g->pins;
  p->data = golden_bits(g, 64);
  p->check = part_secded_check((const uint64_t[2]){p->data, 0}, DATA);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned a = 0; a < CODE; a++) { /* one flip, and each pair with its neighbours */
    fresh(g);
    golden_step(g, 0);
    flip(p, a);
    golden_step(g, 0);
    for (unsigned b = 1; b < 8; b++) {
      flip(p, (a + b * b) % CODE);
      golden_step(g, 0);
      flip(p, (a + b * b) % CODE);
    }
  }
  for (unsigned i = 0; i < 1200; i++) { /* none to five flips */
    fresh(g);
    for (unsigned n = (unsigned)golden_below(g, 6); n > 0; n--)
      flip(p, (unsigned)golden_below(g, CODE));
    golden_step(g, 0);
  }
}

GOLDEN_MODEL(secded_dec, .parameters = "W=64 R=7", .clocks = "", .version = 1, .seed = 5);
