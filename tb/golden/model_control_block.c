/* SPDX-License-Identifier: Apache-2.0 */
/* control_block: its parts' models, and a latch that no clock is needed to set. */
#include "golden.h"
#include "models_of_control.h"
#include "parts.h"
#include "twk_layout.h"

/* A line is believed when it has been through its synchroniser, also if it was late there. */
enum { SETTLE = 2 + 1 + 1 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) PIN(in, managed, 1) PIN(in, mode_strap, 2) PIN(in, epoch_strap, 8) \
  PIN(in, own_strap, 4) \
  PIN(in, tick_cycles, 32) PIN(in, silence_cycles, 32) PIN(in, ct_valid, 1) PIN(in, ct_word, 32) \
  PIN(in, ev_ready, 1) PIN(in, mirror_rail, 1) PIN(in, present, 1) PIN(in, link_out, 1) \
  PIN(in, safe, 1) PIN(in, warn, 1) PIN(in, peer_power, 1) PIN(in, peer_rail, 1) \
  PIN(in, peer_present, 1) PIN(in, peer_lost, 1) PIN(in, link_in, 1) PIN(in, peer_bits, 7) \
  PIN(in, paused, 1) PIN(in, forgotten, 1) \
  PIN(out, ev_valid, 1) WIDE(out, ev_rec, 128) PIN(out, mode, 2) PIN(out, epoch, 8) \
  PIN(out, own, 4) PIN(out, hold, 1) PIN(out, off, 1) PIN(out, pause, 1) PIN(out, own_bits, 7)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct control control;
  struct heartbeat heartbeat;
  struct status status;
  bool died; /* outlives a reset */
  struct part_sync died_seen;
  struct part_sync line[TWK_STAT_WIDTH]; /* by their bit of STAT */
  bool was_present, was_peer_present;
  uint64_t forgotten;
};

static void reset(struct state *s) {
  bool died = s->died;
  *s = (struct state){.died = died, .was_present = true, .was_peer_present = true};
  control_reset(&s->control);
}

static uint64_t stat(const struct state *s, const struct pins *p) {
  uint64_t word = 0;
  for (unsigned i = 0; i < TWK_STAT_WIDTH; i++) word |= s->line[i].out << i;
  word |= (uint64_t)s->was_present << TWK_STAT_PRESENT_LSB;
  word |= (uint64_t)s->was_peer_present << TWK_STAT_PEER_PRESENT_LSB;
  word |= s->died_seen.out << TWK_STAT_PEER_DIED_LSB;
  word |= p->link_in << TWK_STAT_LINK_IN_LSB;
  word |= (uint64_t)s->heartbeat.seen << TWK_STAT_PEER_SEEN_LSB;
  word |= (uint64_t)s->heartbeat.silent << TWK_STAT_PEER_SILENT_LSB;
  word |= (p->peer_bits >> 1 & 3) << TWK_STAT_PEER_PHASE_LSB;
  word |= (p->peer_bits >> 3 & 15) << TWK_STAT_PEER_OWN_LSB;
  word |= p->paused << TWK_STAT_PAUSED_LSB;
  word |= s->forgotten % 16 << TWK_STAT_FORGOTTEN_LSB;
  return word;
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (!p->peer_power) s->died = true;
  if (!p->rst_n) reset(s);
  const struct control *c = &s->control;
  uint64_t phase = control_field(c, TWK_CTL_PHASE_LSB, 2);
  struct status_event e = status_event(&s->status, p->managed, phase == TWK_PHASE_PAIRED, SETTLE);
  p->ev_valid = e.valid;
  p->ev_rec[0] = e.rec[0];
  p->ev_rec[1] = e.rec[1];
  if (!e.valid) golden_unknown(g, p->ev_rec);
  p->mode = p->managed ? control_field(c, TWK_CTL_MODE_LSB, 2) : p->mode_strap;
  p->epoch = p->managed ? control_field(c, TWK_CTL_EPOCH_LSB, 8) : p->epoch_strap;
  p->own = p->managed ? control_field(c, TWK_CTL_OWN_LSB, TWK_CTL_OWN_W) : p->own_strap;
  p->hold = control_field(c, TWK_CTL_HOLD_LSB, 1);
  p->off = control_field(c, TWK_CTL_OFF_LSB, 1);
  p->pause = control_field(c, TWK_CTL_PAUSE_LSB, 1);
  p->own_bits = p->own << 3 | phase << 1 | control_field(c, TWK_CTL_BEAT_LSB, 1);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const struct state was = *s;
  if (p->peer_power && was.control.just_cleared) s->died = false;
  if (!p->rst_n) return;
  const struct {
    unsigned bit;
    uint64_t level;
  } line[] = {{TWK_STAT_MIRROR_UP_LSB, p->mirror_rail},
              {TWK_STAT_PRESENT_LSB, p->present},
              {TWK_STAT_LINK_OUT_LSB, p->link_out},
              {TWK_STAT_SAFE_LSB, p->safe},
              {TWK_STAT_WARN_LSB, p->warn},
              {TWK_STAT_PEER_POWER_LSB, p->peer_power},
              {TWK_STAT_PEER_FIFO_LSB, p->peer_rail},
              {TWK_STAT_PEER_LOST_LSB, p->peer_lost},
              {TWK_STAT_PEER_PRESENT_LSB, p->peer_present}};
  for (unsigned i = 0; i < sizeof line / sizeof *line; i++)
    part_sync_edge(&s->line[line[i].bit], line[i].level);
  s->was_present = was.line[TWK_STAT_PRESENT_LSB].out;
  s->was_peer_present = was.line[TWK_STAT_PEER_PRESENT_LSB].out;
  part_sync_edge(&s->died_seen, was.died);
  s->forgotten += p->forgotten;
  control_edge(&s->control, p->ct_valid, (uint32_t)p->ct_word);
  heartbeat_edge(&s->heartbeat, p->silence_cycles, p->link_in, p->peer_bits & 1);
  status_edge(&s->status, p->ev_valid && p->ev_ready, stat(&was, p), p->tick_cycles);
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  uint64_t *const line[] = {&p->mirror_rail, &p->present,      &p->link_out,  &p->safe,
                            &p->warn,        &p->peer_power,   &p->peer_rail, &p->link_in,
                            &p->paused,      &p->peer_present, &p->peer_lost};
  for (unsigned i = 0; i < 5 * 700; i++) {
    unsigned life = i % 700;
    p->rst_n = life > 1;
    p->managed = i / 700 != 3;
    if (life == 0) {
      p->mode_strap = golden_bits(g, 2);
      p->epoch_strap = golden_bits(g, 8);
      p->own_strap = golden_bits(g, TWK_VOLUMES);
      p->tick_cycles = 1 + golden_below(g, 300);
      p->silence_cycles = golden_below(g, 60);
    }
    for (unsigned n = 0; n < sizeof line / sizeof *line; n++)
      if (golden_chance(g, life < 350 ? 1 : 4)) *line[n] = !*line[n];
    if (!p->managed && golden_chance(g, 5)) {
      p->mode_strap = golden_bits(g, 2);
      p->epoch_strap = golden_bits(g, 8);
    }
    if (i == 0) p->peer_power = 0; /* the latch knows nothing before */
    if (golden_chance(g, 8)) p->peer_bits ^= 1U << golden_below(g, 3 + TWK_VOLUMES);
    p->forgotten = golden_chance(g, 3);
    p->ct_valid = p->managed && life > 1 && golden_chance(g, 5);
    if (p->ct_valid) p->ct_word = golden_bits(g, 32);
    p->ev_ready = golden_chance(g, life < 500 ? 90 : 20);
    golden_step(g, 1);
  }
}

GOLDEN_MODEL(control_block, .parameters = "", .clocks = "clk", .version = 3, .seed = 16,
             .state_size = sizeof(struct state), .edge = edge);
