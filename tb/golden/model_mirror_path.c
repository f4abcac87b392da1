/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_path: the models of its parts, and the resets that each of them has in each clock. */
#include "golden.h"
#include "model_drain.h"
#include "model_link_status.h"
#include "stimulus.h"

enum {
  OWNER = 1,
  CLK_M = 2,
  PEER = 4,
  FIFO = 512, /* beats */
  LINK = 512, /* beats on the link and in the receive queue */
  SPARE = 12, /* ... that the drain leaves */
  FRAMES = 64,
  MESSAGES = 256,
  EMPTIES = 16 /* edges that the link stays down when frames were out and `off` came */
};

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, fifo_rst_n, 1) PIN(in, drain_rst_n, 1) PIN(in, owner_rst_n, 1) PIN(in, peer_rst_n, 1) \
  PIN(in, rail_on, 1) PIN(in, off, 1) PIN(in, own_bits, 7) PIN(in, fifo_limit, 10) \
  WIDE(in, inject_mask, MIRROR_FIFO_MASK) PIN(in, wr_valid, 1) PIN(in, wr_sof, 1) \
  PIN(in, wr_eof, 1) PIN(in, wr_data, 64) PIN(in, wr_resolve, 1) PIN(in, wr_forgotten, 1) PIN(in, msg_ready, 1) \
  PIN(in, link_latency, 16) PIN(in, link_rate, 9) PIN(in, link_cut, 1) PIN(in, rx_ready, 1) \
  PIN(in, ver_valid, 1) PIN(in, ver_ok, 1) \
  PIN(out, wr_ready, 1) PIN(out, wr_good, 1) PIN(out, wr_level, 10) PIN(out, mirror_up, 1) \
  PIN(out, msg_valid, 1) PIN(out, msg_ok, 1) PIN(out, msg_epoch, 8) PIN(out, ecc_corrected, 16) \
  PIN(out, ecc_uncorrectable, 16) PIN(out, present, 1) PIN(out, holds, 1) PIN(out, lost, 1) \
  PIN(out, busy, 1) PIN(out, link_up, 1) PIN(out, rx_valid, 1) PIN(out, rx_sof, 1) \
  PIN(out, rx_eof, 1) PIN(out, rx_bad, 1) PIN(out, rx_data, 64) PIN(out, ver_ready, 1) \
  PIN(out, link_up_peer, 1) PIN(out, peer_bits, 7)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct state {
  /* One reset each, in its clock: the FIFO's, the rail's, those of the verdicts' queue, the
   * link's end, the drain's. */
  struct part_reset fifo_o, rail_o, say_o, say_m, fifo_m, link_m, drain_m;
  bool flew;        /* frames were out when the drain last ran */
  unsigned off_for; /* edges of clk_m since `off`, at most EMPTIES */
  struct part_sync owner_up;
  struct mirror_fifo fifo;
  struct drain drain;
  struct link link;
  struct link_status status;
  struct part_crossing say; /* ok and epoch */
  uint64_t corrected, uncorrectable;

  /* As the last outputs() had it, for the edge. */
  struct now {
    bool path, link_end, drain_end, say_ends; /* resets before they are synchronised */
    bool o, on, say_o, say_m, m, l, d;        /* ... and after */
    struct mirror_fifo_out fifo;
    struct drain_in drain_in;
    struct drain_out drain;
    struct link_in link_in;
    struct link_out link;
  } now;
};

static void resets(struct state *s, const struct pins *p) {
  struct now *n = &s->now;
  if (!p->fifo_rst_n) s->flew = false;
  if (!p->off) s->off_for = 0;
  bool emptied = s->off_for == EMPTIES;
  n->path = p->fifo_rst_n && !p->off;
  n->link_end = p->fifo_rst_n && p->drain_rst_n && p->rail_on && (!p->off || emptied || !s->flew);
  n->drain_end = n->link_end && !p->off;
  n->say_ends = n->path && p->owner_rst_n;
  n->o = part_reset_out(&s->fifo_o, n->path);
  n->on = part_reset_out(&s->rail_o, p->rail_on);
  n->say_o = part_reset_out(&s->say_o, n->say_ends);
  n->say_m = part_reset_out(&s->say_m, n->say_ends);
  n->m = part_reset_out(&s->fifo_m, n->path);
  n->l = part_reset_out(&s->link_m, n->link_end);
  n->d = part_reset_out(&s->drain_m, n->drain_end);
  if (!n->m) s->owner_up = (struct part_sync){0};
  if (!n->m) s->corrected = s->uncorrectable = 0;
  if (!n->say_m) part_crossing_reset_writer(&s->say);
  if (!n->say_o) part_crossing_reset_reader(&s->say);
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  struct now *n = &s->now;
  s->drain.window = LINK - SPARE;
  s->drain.frames = FRAMES;
  s->drain.messages = MESSAGES;
  s->drain.pointers = 2 * FIFO;
  s->fifo.depth = FIFO;
  s->link.depth = LINK;
  resets(s, p);
  n->fifo = mirror_fifo_out(&s->fifo, n->o, n->m, p->fifo_limit);
  n->link_in = (struct link_in){.ends_up = n->l && p->peer_rst_n && !p->link_cut,
                                .latency = p->link_latency,
                                .rate = p->link_rate,
                                .rx_ready = p->rx_ready,
                                .ver_valid = p->ver_valid,
                                .ver_ok = p->ver_ok};
  n->link = link_out(&s->link, &n->link_in);
  link_status_settle(&s->status, n->link.up, n->link.up_p);
  n->drain_in = (struct drain_in){.link_up = n->link.up,
                                  .owner_up = s->owner_up.out,
                                  .fifo = n->fifo,
                                  .tx_ready = n->link.tx_ready,
                                  .res_valid = n->link.res_valid,
                                  .res_ok = n->link.res_ok,
                                  .msg_count = part_crossing_count(&s->say)};
  n->drain = drain_out(&s->drain, &n->drain_in, n->d);
  n->link_in.tx_valid = n->drain.tx_valid;
  n->link_in.tx = n->drain.tx;

  p->wr_ready = n->fifo.wr_ready && n->on;
  p->wr_good = n->fifo.wr_good;
  p->wr_level = n->fifo.wr_level;
  p->mirror_up = n->o;
  p->msg_valid = part_crossing_valid(&s->say);
  p->msg_ok = part_queue_head(&s->say.queue)[0] >> 8;
  p->msg_epoch = part_queue_head(&s->say.queue)[0] & 255;
  if (!p->msg_valid) golden_unknown(g, &p->msg_ok);
  if (!p->msg_valid) golden_unknown(g, &p->msg_epoch);
  p->ecc_corrected = s->corrected;
  p->ecc_uncorrectable = s->uncorrectable;
  p->present = n->fifo.present;
  p->holds = n->fifo.holds;
  p->lost = n->fifo.lost;
  p->busy = !n->fifo.rd_empty;
  p->link_up = n->link.up;
  p->rx_valid = n->link.rx_valid;
  p->rx_sof = n->link.rx.sof;
  p->rx_eof = n->link.rx.eof;
  p->rx_bad = n->link.rx.bad;
  p->rx_data = n->link.rx.data;
  uint64_t *const of_beat[] = {&p->rx_sof, &p->rx_eof, &p->rx_bad, &p->rx_data};
  for (unsigned i = 0; i < 4 && !p->rx_valid; i++) golden_unknown(g, of_beat[i]);
  /* What a beat is worth that closes a frame, or that could not be read, nobody says. */
  if (p->rx_bad) golden_unknown(g, &p->rx_data);
  p->ver_ready = n->link.ver_ready;
  p->link_up_peer = n->link.up_p;
  p->peer_bits = s->status.there.out;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  struct now *n = &s->now;
  bool o = g->clocks & OWNER, m = g->clocks & CLK_M, peer = g->clocks & PEER;
  struct mirror_fifo_in in = {.inject = {p->inject_mask[0], p->inject_mask[1]},
                              .wr_valid = p->wr_valid && n->on,
                              .wr_sof = p->wr_sof,
                              .wr_eof = p->wr_eof,
                              .wr_data = p->wr_data,
                              .wr_resolve = p->wr_resolve,
                              .wr_forgotten = p->wr_forgotten,
                              .rd_restart = n->drain.restart,
                              .rd_ready = n->drain.takes,
                              .release_valid = n->drain.release_valid,
                              .release_lost = n->drain.release_lost,
                              .release_ptr = n->drain.release_ptr};
  mirror_fifo_edge(&s->fifo, &n->fifo, &in, o && n->o, m && n->m);
  if (m && n->d) drain_edge(&s->drain, &n->drain_in, &n->drain);
  link_edge(&s->link, &n->link_in, &n->link, m, peer);
  link_status_edge(&s->status, m && n->link.up, p->own_bits, p->link_latency, peer && n->link.up_p);
  part_crossing_edge(&s->say, m && n->say_m, n->drain.msg_valid,
                     (uint64_t)n->drain.msg_ok << 8 | n->drain.msg_epoch, 0, o && n->say_o,
                     p->msg_valid && p->msg_ready);
  if (o) {
    part_reset_edge(&s->fifo_o, n->path);
    part_reset_edge(&s->rail_o, p->rail_on);
    part_reset_edge(&s->say_o, n->say_ends);
  }
  if (!m) return;
  part_reset_edge(&s->fifo_m, n->path);
  part_reset_edge(&s->say_m, n->say_ends);
  part_reset_edge(&s->link_m, n->link_end);
  part_reset_edge(&s->drain_m, n->drain_end);
  if (n->m) part_sync_edge(&s->owner_up, p->owner_rst_n);
  if (n->m && n->fifo.rd_valid && n->drain.takes) {
    s->corrected += n->fifo.rd_corrected;
    s->uncorrectable += n->fifo.rd_uncorrectable;
  }
  if (p->fifo_rst_n && n->d)
    s->flew = n->drain.flying;
  else if (s->off_for == EMPTIES)
    s->flew = false;
  if (p->off && s->off_for < EMPTIES) s->off_for++;
}

/* A level that is mostly high; down, it comes back soon. */
static void level(struct golden *g, uint64_t *pin, unsigned one_in) {
  if (*pin ? rng_below(&g->rng, one_in) == 0 : golden_chance(g, 3)) *pin = !*pin;
}

static void drive(struct golden *g) {
  static const unsigned period[][3] = {{10, 10, 10}, {10, 13, 17}, {17, 10, 9}, {10, 27, 8}};
  static const unsigned latency[] = {6, 30, 0, 11}, rate[] = {256, 256, 128, 200};
  struct pins *p = g->pins;
  for (unsigned i = 0; i < 4; i++) {
    struct part_clocks clocks = {3, {period[i][0], period[i][1], period[i][2]}, {0, i, 2 * i}};
    struct stimulus_frame f = {.count = 0};
    unsigned owed = 0; /* frames that the peer has taken and not judged */
    for (unsigned t = 0; t < 1300; t++) {
      unsigned rising = part_clocks_step(&clocks), trouble = t < 350 ? 100000 : 700;
      if (t == 0) p->fifo_rst_n = p->drain_rst_n = p->owner_rst_n = p->peer_rst_n = p->rail_on = 0;
      if (t == 0) p->off = p->link_cut = 0;
      if (t == 3) p->fifo_rst_n = p->drain_rst_n = p->owner_rst_n = p->peer_rst_n = p->rail_on = 1;
      if (t > 3) {
        uint64_t mirrors = !p->off, linked = !p->link_cut;
        level(g, &p->fifo_rst_n, 2 * trouble);
        level(g, &p->drain_rst_n, trouble);
        level(g, &p->owner_rst_n, trouble);
        level(g, &p->peer_rst_n, trouble);
        level(g, &p->rail_on, trouble);
        level(g, &mirrors, trouble / 4);
        level(g, &linked, trouble);
        p->off = !mirrors;
        p->link_cut = !linked;
      }
      p->fifo_limit = i == 2 ? 90 : 128;
      p->link_latency = latency[i];
      p->link_rate = rate[i];
      if (rising & OWNER) {
        if (golden_chance(g, 2)) p->own_bits ^= 1U << golden_below(g, 7);
        if (stimulus_ends(&f)) stimulus_frame(g, &f, 4, 10);
        if (!p->owner_rst_n) f.count = f.next = 0;
        p->wr_valid = !stimulus_ends(&f) && golden_chance(g, 90);
        p->wr_sof = p->wr_valid && stimulus_sof(&f);
        p->wr_eof = p->wr_valid && stimulus_eof(&f);
        if (p->wr_valid) p->wr_data = stimulus_beat(&f);
        p->inject_mask[0] = p->inject_mask[1] = 0;
        if (golden_chance(g, 4)) p->inject_mask[0] = UINT64_C(1) << golden_below(g, 64);
        if (golden_chance(g, 1)) p->inject_mask[0] = UINT64_C(5) << golden_below(g, 60);
        p->wr_resolve = p->lost && golden_chance(g, 2);
        p->wr_forgotten = rng_below(&g->rng, 200) == 0;
        p->msg_ready = golden_chance(g, 60);
      }
      if (rising & PEER) {
        p->rx_ready = golden_chance(g, 90);
        if (!p->link_up_peer) owed = 0;
        if (!p->ver_valid || p->ver_ready) {
          p->ver_valid = owed != 0 && golden_chance(g, 30);
          p->ver_ok = golden_chance(g, 85);
          owed -= p->ver_valid;
        }
      }
      golden_step(g, rising);
      if (rising & OWNER) f.next += p->wr_valid && p->wr_ready;
      if (rising & PEER) owed += p->rx_valid && p->rx_ready && p->rx_eof;
    }
  }
}

GOLDEN_MODEL(mirror_path, .parameters = "DATA_W=64 FIFO_DEPTH=512 R=7",
             .clocks = "clk_owner clk_m clk_peer", .version = 6, .seed = 63,
             .state_size = sizeof(struct state), .edge = edge);
