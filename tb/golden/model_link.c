/* SPDX-License-Identifier: Apache-2.0 */
/* link: two wires that are queues of what is due, and two crossings. */
#include "golden.h"
#include "model_link.h"

enum { CLK_M = 1, CLK_P = 2, DATA = 64, DEPTH = 512, ROOM = 60, VERDICTS = 16 };

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_m_n, 1) PIN(in, cut, 1) PIN(in, latency, 16) PIN(in, rate, 9) PIN(in, tx_valid, 1) \
  PIN(in, tx_sof, 1) PIN(in, tx_eof, 1) PIN(in, tx_bad, 1) PIN(in, tx_data, DATA) \
  PIN(in, rst_p_n, 1) PIN(in, rx_ready, 1) PIN(in, ver_valid, 1) PIN(in, ver_ok, 1) \
  PIN(out, up, 1) PIN(out, tx_ready, 1) PIN(out, res_valid, 1) PIN(out, res_ok, 1) \
  PIN(out, rx_valid, 1) PIN(out, rx_sof, 1) PIN(out, rx_eof, 1) PIN(out, rx_bad, 1) \
  PIN(out, rx_data, DATA) PIN(out, ver_ready, 1) PIN(out, up_p, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

static uint64_t pack(struct link_beat b) {
  return (uint64_t)b.sof << 2 | (uint64_t)b.eof << 1 | b.bad;
}
static struct link_beat unpack(const uint64_t entry[2]) {
  return (struct link_beat){entry[1] >> 2 & 1, entry[1] >> 1 & 1, entry[1] & 1, entry[0]};
}
static bool due(struct part_queue *q, uint64_t at, uint64_t now) {
  return part_queue_count(q) != 0 && at <= now;
}

struct link_out link_out(struct link *l, const struct link_in *in) {
  struct link_out o = {.up = part_reset_out(&l->m, in->ends_up),
                       .up_p = part_reset_out(&l->p, in->ends_up)};
  if (!o.up) {
    l->now = l->credit = 0;
    l->wire.pushed = l->wire.popped = l->back.pushed = l->back.popped = 0;
    part_crossing_reset_writer(&l->received);
    part_crossing_reset_reader(&l->verdicts);
  }
  if (!o.up_p) {
    l->owed = 0;
    part_crossing_reset_reader(&l->received);
    part_crossing_reset_writer(&l->verdicts);
  }
  o.tx_ready = l->credit + in->rate >= 256;
  o.res_valid = due(&l->back, part_queue_head(&l->back)[1], l->now);
  o.res_ok = part_queue_head(&l->back)[0];
  o.rx_valid = part_crossing_valid(&l->received);
  o.rx = unpack(part_queue_head(&l->received.queue));
  o.ver_ready = l->owed == 0 || part_crossing_count(&l->verdicts) < VERDICTS;
  return o;
}

void link_edge(struct link *l, const struct link_in *in, const struct link_out *now, bool m,
               bool p) {
  bool up = m && now->up, up_p = p && now->up_p;
  uint64_t *head = part_queue_head(&l->wire);
  bool arrives =
      up && due(&l->wire, head[1] >> 3, l->now) && part_crossing_count(&l->received) < l->depth;
  bool takes = up_p && now->rx_valid && in->rx_ready;
  bool judges = up_p && in->ver_valid && now->ver_ready && l->owed != 0;
  bool back = up && part_crossing_valid(&l->verdicts);
  bool back_ok = part_queue_head(&l->verdicts.queue)[0];

  part_crossing_edge(&l->received, up, arrives, head[0], head[1] & 7, up_p, takes);
  part_crossing_edge(&l->verdicts, up_p, judges, in->ver_ok, 0, up, back);
  l->owed += (uint64_t)(takes && now->rx.eof) - judges;
  if (up) {
    l->wire.popped += arrives;
    if (in->tx_valid && now->tx_ready)
      part_queue_push(&l->wire, in->tx.data, (l->now + in->latency) << 3 | pack(in->tx));
    l->back.popped += now->res_valid;
    if (back) part_queue_push(&l->back, back_ok, l->now + in->latency);
    /* A beat costs 256; what is saved is never more than one. */
    if (!now->tx_ready)
      l->credit += in->rate;
    else if (in->tx_valid)
      l->credit = l->credit + in->rate - 256;
    l->now++;
  }
  if (m) part_reset_edge(&l->m, in->ends_up);
  if (p) part_reset_edge(&l->p, in->ends_up);
}

static struct link_in inputs(const struct pins *p) {
  return (struct link_in){
      p->rst_m_n && p->rst_p_n && !p->cut,           p->latency,  p->rate,      p->tx_valid,
      {p->tx_sof, p->tx_eof, p->tx_bad, p->tx_data}, p->rx_ready, p->ver_valid, p->ver_ok};
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct link *s = g->state;
  struct link_in in = inputs(p);
  s->depth = DEPTH;
  struct link_out o = link_out(s, &in);
  p->up = o.up;
  p->up_p = o.up_p;
  p->tx_ready = o.tx_ready;
  p->res_valid = o.res_valid;
  p->res_ok = o.res_ok;
  if (!o.res_valid) golden_unknown(g, &p->res_ok);
  p->rx_valid = o.rx_valid;
  p->rx_sof = o.rx.sof;
  p->rx_eof = o.rx.eof;
  p->rx_bad = o.rx.bad;
  p->rx_data = o.rx.data;
  uint64_t *const of_beat[] = {&p->rx_sof, &p->rx_eof, &p->rx_bad, &p->rx_data};
  for (unsigned i = 0; i < 4 && !o.rx_valid; i++) golden_unknown(g, of_beat[i]);
  p->ver_ready = o.ver_ready;
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct link_in in = inputs(p);
  struct link_out now = {
      p->up,     p->up_p,     p->tx_ready,  p->res_valid,
      p->res_ok, p->rx_valid, p->ver_ready, {p->rx_sof, p->rx_eof, p->rx_bad, p->rx_data}};
  link_edge(g->state, &in, &now, g->clocks & CLK_M, g->clocks & CLK_P);
}

static void drive(struct golden *g) {
  static const struct {
    unsigned m_period, p_period, latency, rate;
  } phase[] = {{10, 10, 5, 256}, {10, 13, 0, 128},  {17, 10, 20, 100}, {10, 23, 9, 256},
               {10, 10, 1, 37},  {10, 14, 40, 255}, {40, 10, 3, 256},  {40, 10, 2, 254}};
  struct pins *p = g->pins;
  struct link *s = g->state;
  for (unsigned i = 0; i < 8; i++) {
    struct part_clocks clocks = {2, {phase[i].m_period, phase[i].p_period}, {0, 3 * i}};
    bool bursts = i >= 6; /* verdicts that wait, then come faster than they can leave */
    for (unsigned n = 0; n < 1200; n++) {
      unsigned rising = part_clocks_step(&clocks);
      p->rst_m_n = n > 2 && (bursts || n / 20 % 12 != 7);
      p->rst_p_n = n > 2 && (bursts || n / 20 % 17 != 9);
      p->cut = !bursts && n / 20 % 15 == 11;
      p->latency = phase[i].latency;
      p->rate = phase[i].rate;
      if (rising & CLK_M) {
        /* The drain's window: no more is out than the receiver has room for. */
        uint64_t out = part_queue_count(&s->wire) + part_crossing_count(&s->received);
        p->tx_valid = out < ROOM && golden_chance(g, 80);
        p->tx_sof = golden_chance(g, 20);
        p->tx_eof = golden_chance(g, bursts ? 60 : 20);
        p->tx_bad = golden_chance(g, 10);
        p->tx_data = golden_bits(g, DATA);
      }
      if (rising & CLK_P) {
        p->rx_ready = golden_chance(g, i == 3 ? 30 : 80);
        p->ver_valid = bursts ? n / 300 % 2 : golden_chance(g, n % 600 < 300 ? 30 : 10);
        p->ver_ok = golden_chance(g, 70);
      }
      golden_step(g, rising);
    }
  }
}

GOLDEN_MODEL(link, .parameters = "DATA_W=64 DEPTH=512", .clocks = "clk_m clk_p", .version = 3,
             .seed = 61, .state_size = sizeof(struct link), .edge = edge);
