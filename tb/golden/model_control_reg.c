/* SPDX-License-Identifier: Apache-2.0 */
/* control_reg: the last control word, by its layout. */
#include "golden.h"
#include "models_of_control.h"
#include "twk_layout.h"

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, managed, 1) PIN(in, mode_strap, 2) PIN(in, epoch_strap, 8) \
  PIN(in, own_strap, 4) PIN(in, ct_valid, 1) PIN(in, ct_word, 32) PIN(out, mode, 2) PIN(out, epoch, 8) PIN(out, own, 4) \
  PIN(out, phase, 2) PIN(out, beat, 1) PIN(out, hold, 1) PIN(out, off, 1) PIN(out, pause, 1) \
  PIN(out, clear, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct control *s = g->state;
  if (!p->rst_n) control_reset(s);
  p->mode = p->managed ? control_field(s, TWK_CTL_MODE_LSB, TWK_CTL_MODE_W) : p->mode_strap;
  p->epoch = p->managed ? control_field(s, TWK_CTL_EPOCH_LSB, TWK_CTL_EPOCH_W) : p->epoch_strap;
  p->own = p->managed ? control_field(s, TWK_CTL_OWN_LSB, TWK_CTL_OWN_W) : p->own_strap;
  p->phase = control_field(s, TWK_CTL_PHASE_LSB, TWK_CTL_PHASE_W);
  p->beat = control_field(s, TWK_CTL_BEAT_LSB, 1);
  p->hold = control_field(s, TWK_CTL_HOLD_LSB, 1);
  p->off = control_field(s, TWK_CTL_OFF_LSB, 1);
  p->pause = control_field(s, TWK_CTL_PAUSE_LSB, 1);
  p->clear = s->just_cleared;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  if (p->rst_n) control_edge(g->state, p->ct_valid, (uint32_t)p->ct_word);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 2500; i++) {
    unsigned life = i % 500;
    if (life == 0) {
      p->managed = i != 1000;
      p->mode_strap = golden_bits(g, 2);
      p->epoch_strap = golden_bits(g, 8);
      p->own_strap = golden_bits(g, TWK_VOLUMES);
    }
    p->rst_n = life > 1;
    p->ct_valid = p->managed && life > 1 && golden_chance(g, 30);
    if (p->ct_valid || life == 1)
      p->ct_word = life < 40 ? UINT64_C(1) << golden_below(g, 32) : golden_bits(g, 32);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(control_reg, .parameters = "", .clocks = "clk", .version = 2, .seed = 8,
             .state_size = sizeof(struct control), .edge = edge);
