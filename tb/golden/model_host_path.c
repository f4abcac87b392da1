/* SPDX-License-Identifier: Apache-2.0 */
/* host_path, without random delays: four queues between two clocks, and what of a block is left. */
#include "golden.h"
#include "parts.h"

enum { TAGS = 16, DEPTH = 16, BEATS = 64, CLK_M = 1, CLK_C = 2 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, h_rst_n, 1) PIN(in, ctl_rst_n, 1) PIN(in, cmd_valid, 1) WIDE(in, cmd, 68) \
  PIN(in, wd_valid, 1) PIN(in, wd_data, 64) PIN(in, rs_ready, 1) PIN(in, c_hc_ready, 1) \
  PIN(in, c_hw_ready, 1) PIN(in, c_hw_tag, 8) PIN(in, c_hw_block, 16) PIN(in, c_ha_valid, 1) \
  PIN(in, c_ha_tag, 8) PIN(in, c_ha_status, 4) PIN(in, c_hr_valid, 1) PIN(in, c_hr_data, 64) \
  PIN(in, c_hr_tag, 8) PIN(in, c_hr_block, 16) PIN(in, c_hr_last, 1) PIN(in, c_hr_error, 1) \
  PIN(out, up, 1) PIN(out, cmd_ready, 1) PIN(out, wq_valid, 1) PIN(out, wq, 24) \
  PIN(out, wd_ready, 1) PIN(out, wd_last, 1) PIN(out, rs_valid, 1) WIDE(out, rs, 91) \
  PIN(out, c_hc_valid, 1) PIN(out, c_hc_op, 4) PIN(out, c_hc_tag, 8) PIN(out, c_hc_count, 16) \
  PIN(out, c_hc_lba, 40) PIN(out, c_hw_valid, 1) PIN(out, c_hw_data, 64) PIN(out, c_ha_ready, 1) \
  PIN(out, c_hr_ready, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  struct part_reset host, fabric, controller;
  struct part_crossing commands, asks, beats, responses;
  bool up, lost;
  bool asked;            /* controller's clock: a block is on its way */
  unsigned fed;          /* ... and so much of it came */
  bool wanting, reading; /* fabric's: blocks under way at the host */
  uint64_t want, read;   /* {tag, block}; {block, tag} */
  unsigned given, taken; /* beats of them */
  /* of the stimulus: the controller */
  bool asks_for, has_ack, has_beat;
  unsigned received, beat;
};

static void resets(struct golden *g) {
  const struct pins *p = g->pins;
  struct state *s = g->state;
  bool path = p->h_rst_n && p->ctl_rst_n;
  if (!part_reset_out(&s->host, p->h_rst_n)) {
    s->up = s->wanting = s->reading = false;
    s->lost = true;
    s->given = s->taken = 0;
  }
  if (!part_reset_out(&s->fabric, path)) {
    part_crossing_reset_writer(&s->commands);
    part_crossing_reset_reader(&s->asks);
    part_crossing_reset_writer(&s->beats);
    part_crossing_reset_reader(&s->responses);
  }
  if (!part_reset_out(&s->controller, path)) {
    part_crossing_reset_reader(&s->commands);
    part_crossing_reset_writer(&s->asks);
    part_crossing_reset_reader(&s->beats);
    part_crossing_reset_writer(&s->responses);
    s->asked = false;
    s->fed = 0;
  }
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  resets(g);
  p->up = s->up;
  p->cmd_ready = s->lost || part_crossing_count(&s->commands) < TAGS;
  p->wq_valid = s->wanting;
  p->wq = s->want;
  p->wd_ready = s->wanting && (s->lost || part_crossing_count(&s->beats) < DEPTH);
  p->wd_last = s->given == BEATS - 1;
  if (!s->wanting) golden_unknown(g, &p->wq);
  if (!s->wanting) golden_unknown(g, &p->wd_last);
  if (s->lost) { /* the rest of a block, from nowhere */
    uint64_t last = s->taken == BEATS - 1;
    p->rs_valid = s->reading;
    p->rs[0] = 0;
    p->rs[1] = s->read | last << 24 | last << 25;
  } else {
    const uint64_t *head = part_queue_head(&s->responses.queue);
    p->rs_valid = part_crossing_valid(&s->responses);
    p->rs[0] = head[0];
    p->rs[1] = head[1];
  }
  if (!p->rs_valid) golden_unknown(g, p->rs);
  const uint64_t *c = part_queue_head(&s->commands.queue);
  p->c_hc_valid = part_crossing_valid(&s->commands);
  p->c_hc_lba = c[0] & ((UINT64_C(1) << 40) - 1);
  p->c_hc_count = c[0] >> 40 & 0xffff;
  p->c_hc_tag = c[0] >> 56;
  p->c_hc_op = c[1];
  uint64_t *const of_command[] = {&p->c_hc_lba, &p->c_hc_count, &p->c_hc_tag, &p->c_hc_op};
  for (unsigned i = 0; i < 4 && !p->c_hc_valid; i++) golden_unknown(g, of_command[i]);
  p->c_hw_valid = part_crossing_valid(&s->beats);
  p->c_hw_data = part_queue_head(&s->beats.queue)[0];
  if (!p->c_hw_valid) golden_unknown(g, &p->c_hw_data);
  p->c_ha_ready = part_crossing_count(&s->responses) < DEPTH;
  p->c_hr_ready = p->c_ha_ready && !p->c_ha_valid;
}

static void fabric_edge(const struct pins *p, struct state *s, bool out, bool asks) {
  const bool was_lost = s->lost, under_way = s->wanting || s->reading;
  if (!out)
    s->lost = true;
  else if (!s->up)
    s->lost = false;
  s->up = was_lost || !out ? s->up && under_way : true;
  if (!s->wanting) {
    s->wanting = asks && !was_lost;
    s->want = part_queue_head(&s->asks.queue)[0];
  } else if (p->wd_valid && p->wd_ready) {
    s->wanting = !p->wd_last;
    s->given = (s->given + 1) % BEATS;
  }
  if (p->rs_valid && p->rs_ready && !(p->rs[1] >> 26 & 1)) {
    s->reading = !(p->rs[1] >> 24 & 1);
    s->taken = s->reading ? s->taken + 1 : 0;
    s->read = p->rs[1] & 0xffffff;
  }
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  const bool path = p->h_rst_n && p->ctl_rst_n;
  const bool m = g->clocks & CLK_M, c = g->clocks & CLK_C;
  const bool out = part_reset_out(&s->fabric, path), c_out = part_reset_out(&s->controller, path);
  const bool asks = part_crossing_valid(&s->asks), lost = s->lost, wanting = s->wanting;
  const bool ask = p->c_hw_ready && !s->asked;
  const uint64_t ack[2] = {p->c_ha_status, p->c_ha_tag | UINT64_C(1) << 26};
  const uint64_t beat[2] = {
      p->c_hr_data, p->c_hr_tag | p->c_hr_block << 8 | p->c_hr_last << 24 | p->c_hr_error << 25};
  const uint64_t *word = p->c_ha_valid ? ack : beat;
  if (m && part_reset_out(&s->host, p->h_rst_n)) fabric_edge(p, s, out, asks);
  part_crossing_edge(&s->commands, m && out, p->cmd_valid && p->cmd_ready && !lost, p->cmd[0],
                     p->cmd[1], c && c_out, p->c_hc_valid && p->c_hc_ready);
  part_crossing_edge(&s->asks, c && c_out, ask, p->c_hw_tag << 16 | p->c_hw_block, 0, m && out,
                     asks && !wanting);
  part_crossing_edge(&s->beats, m && out, p->wd_valid && p->wd_ready && !lost, p->wd_data, 0,
                     c && c_out, p->c_hw_valid && p->c_hw_ready);
  part_crossing_edge(&s->responses, c && c_out, p->c_ha_ready && (p->c_ha_valid || p->c_hr_valid),
                     word[0], word[1], m && out, p->rs_valid && p->rs_ready && !lost);
  if (c && c_out && ask) s->asked = true;
  if (c && c_out && p->c_hw_valid && p->c_hw_ready) {
    s->fed = (s->fed + 1) % BEATS;
    if (s->fed == 0) s->asked = false;
  }
  if (m) part_reset_edge(&s->host, p->h_rst_n);
  if (m) part_reset_edge(&s->fabric, path);
  if (c) part_reset_edge(&s->controller, path);
}

/* What the controller does after its edge: `was` is what its edge saw. */
static void drive_controller(struct golden *g, const struct pins *was, unsigned percent) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  if (was->c_hw_valid && was->c_hw_ready) s->received++;
  if (s->received == BEATS) s->asks_for = false;
  if (s->received == BEATS) s->received = 0;
  if (was->c_ha_valid && was->c_ha_ready) s->has_ack = false;
  if (was->c_hr_valid && was->c_hr_ready) s->has_beat = false;
  if (!s->asks_for && golden_chance(g, 10)) {
    s->asks_for = true;
    p->c_hw_tag = golden_bits(g, 8);
    p->c_hw_block = golden_bits(g, 16);
  }
  if (!s->has_ack && golden_chance(g, 6)) {
    s->has_ack = true;
    p->c_ha_tag = golden_bits(g, 8);
    p->c_ha_status = golden_bits(g, 4);
  }
  if (!s->has_beat && golden_chance(g, percent)) {
    s->has_beat = true;
    if (s->beat == 0) p->c_hr_tag = golden_bits(g, 8);
    if (s->beat == 0) p->c_hr_block = golden_bits(g, 16);
    p->c_hr_data = golden_bits(g, 64);
    s->beat = (s->beat + 1) % BEATS;
    p->c_hr_last = s->beat == 0;
    p->c_hr_error = p->c_hr_last && golden_chance(g, 30);
  }
  p->c_hc_ready = golden_chance(g, percent);
  p->c_hw_ready = s->asks_for && golden_chance(g, percent);
  p->c_ha_valid = s->has_ack;
  p->c_hr_valid = s->has_beat;
}

static void dead_controller(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  s->asks_for = s->has_ack = s->has_beat = false;
  s->received = s->beat = 0;
  p->c_hc_ready = p->c_hw_ready = p->c_ha_valid = p->c_hr_valid = 0;
}

static void drive_fabric(struct golden *g) {
  struct pins *p = g->pins;
  const struct state *s = g->state;
  if (!p->cmd_valid || p->cmd_ready || !s->up) {
    p->cmd_valid = s->up && golden_chance(g, 30);
    p->cmd[0] = golden_bits(g, 64);
    p->cmd[1] = golden_bits(g, 4);
  }
  p->wd_valid = s->wanting && golden_chance(g, 85);
  if (p->wd_valid) p->wd_data = golden_bits(g, 64);
  p->rs_ready = golden_chance(g, 85);
}

static void drive(struct golden *g) {
  static const unsigned periods[][2] = {{10, 10}, {10, 17}, {23, 10}, {10, 33}};
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned i = 0; i < 4; i++) {
    struct part_clocks clocks = {2, {periods[i][0], periods[i][1]}, {0, i}};
    struct part_reset alive = {0};
    for (unsigned n = 0; n < 1000; n++) {
      unsigned rising = part_clocks_step(&clocks);
      p->h_rst_n = n > 6;
      p->ctl_rst_n = p->h_rst_n && (n < 450 || n > 452 + 60 * i) && n != 800;
      bool runs = part_reset_out(&alive, p->ctl_rst_n);
      if (!runs) dead_controller(g);
      golden_step(g, rising);
      const struct pins was = *p;
      if (rising & CLK_M) drive_fabric(g);
      if ((rising & CLK_C) && runs) drive_controller(g, &was, n % 200 < 100 ? 100 : 60);
      if (rising & CLK_C) part_reset_edge(&alive, p->ctl_rst_n);
      if (!s->up) p->cmd_valid = 0;
    }
  }
}

GOLDEN_MODEL(host_path, .parameters = "DATA_W=64 TAGS=16", .clocks = "clk_m clk_c", .version = 2,
             .seed = 73, .state_size = sizeof(struct state), .edge = edge);
