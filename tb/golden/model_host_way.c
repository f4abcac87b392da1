/* SPDX-License-Identifier: Apache-2.0 */
/* host_way: the way that the strap chooses is wired to the controller, the other is silent. */
#include "golden.h"

/* clang-format off */
#define WAY_IN(PIN, WIDE, w) \
  PIN(in, w##_hc_valid, 1) WIDE(in, w##_hc, 68) PIN(in, w##_hw_valid, 1) PIN(in, w##_hw_data, 32) \
  PIN(in, w##_ha_ready, 1) PIN(in, w##_hr_ready, 1)
#define WAY_OUT(PIN, w) \
  PIN(out, w##_hc_ready, 1) PIN(out, w##_hw_ready, 1) PIN(out, w##_ha_valid, 1) \
  PIN(out, w##_hr_valid, 1)
#define PORTS(PIN, WIDE) \
  PIN(in, switched, 1) PIN(in, on, 1) WAY_IN(PIN, WIDE, d) WAY_IN(PIN, WIDE, p) \
  PIN(in, c_hc_ready, 1) PIN(in, c_hw_ready, 1) PIN(in, c_ha_valid, 1) PIN(in, c_hr_valid, 1) \
  WAY_OUT(PIN, d) WAY_OUT(PIN, p) PIN(out, c_hc_valid, 1) WIDE(out, c_hc, 68) \
  PIN(out, c_hw_valid, 1) PIN(out, c_hw_data, 32) PIN(out, c_ha_ready, 1) PIN(out, c_hr_ready, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

/* What the controller says, in the order of WAY_OUT. */
static unsigned said(const struct pins *p) {
  return (unsigned)(p->c_hc_ready << 3 | p->c_hw_ready << 2 | p->c_ha_valid << 1 | p->c_hr_valid);
}

#define HEARS(w, mask)                 \
  do {                                 \
    p->w##_hc_ready = (mask) >> 3 & 1; \
    p->w##_hw_ready = (mask) >> 2 & 1; \
    p->w##_ha_valid = (mask) >> 1 & 1; \
    p->w##_hr_valid = (mask)&1;        \
  } while (0)
#define REACHES(w)                   \
  do {                               \
    p->c_hc_valid = p->w##_hc_valid; \
    p->c_hc[0] = p->w##_hc[0];       \
    p->c_hc[1] = p->w##_hc[1];       \
    p->c_hw_valid = p->w##_hw_valid; \
    p->c_hw_data = p->w##_hw_data;   \
    p->c_ha_ready = p->w##_ha_ready; \
    p->c_hr_ready = p->w##_hr_ready; \
  } while (0)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  const unsigned none = 0, all = said(p);
  if (p->switched) {
    REACHES(p);
    HEARS(d, none);
    HEARS(p, p->on ? all : none);
  } else {
    REACHES(d);
    HEARS(d, all);
    HEARS(p, none);
  }
}

#define ANY_WAY(w)                       \
  do {                                   \
    p->w##_hc_valid = golden_bits(g, 1); \
    p->w##_hc[0] = golden_bits(g, 64);   \
    p->w##_hc[1] = golden_bits(g, 4);    \
    p->w##_hw_valid = golden_bits(g, 1); \
    p->w##_hw_data = golden_bits(g, 32); \
    p->w##_ha_ready = golden_bits(g, 1); \
    p->w##_hr_ready = golden_bits(g, 1); \
  } while (0)

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 800; i++) {
    p->switched = i & 1;
    p->on = i >> 1 & 1;
    ANY_WAY(d);
    ANY_WAY(p);
    p->c_hc_ready = golden_bits(g, 1);
    p->c_hw_ready = golden_bits(g, 1);
    p->c_ha_valid = golden_bits(g, 1);
    p->c_hr_valid = golden_bits(g, 1);
    golden_step(g, 0);
  }
}

GOLDEN_MODEL(host_way, .parameters = "DATA_W=32", .clocks = "", .version = 1, .seed = 1);
