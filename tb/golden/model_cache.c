/* SPDX-License-Identifier: Apache-2.0 */
/* cache: two memories, who may read, and a judge of the frames that arrive. */
#include "golden.h"
#include "parts.h"
#include "stimulus.h"
#include "twk_layout.h"

enum { SLOTS = 4, DATA = 64, CODE = 72, READERS = 3, SEND = 0, DESTAGE = 1, RESEND = 2 };
_Static_assert(SLOTS *FRAME_PAYLOAD <= PART_SRAM, "a half fits");

/* clang-format off */
#define PORTS(PIN, WIDE) \
  PIN(in, rst_n, 1) WIDE(in, inject_local, CODE) WIDE(in, inject_mirror, CODE) \
  PIN(in, host_valid, 1) PIN(in, host_sof, 1) PIN(in, host_eof, 1) PIN(in, host_payload, 1) \
  PIN(in, host_data, DATA) PIN(in, host_slot, 16) PIN(in, host_beat, 16) \
  PIN(in, disk_valid, 1) PIN(in, disk_data, DATA) PIN(in, disk_slot, 16) PIN(in, disk_beat, 16) \
  PIN(in, mirror_valid, 1) PIN(in, mirror_data, DATA) PIN(in, mirror_slot, 16) \
  PIN(in, mirror_beat, 16) PIN(in, rd_req, 3) PIN(in, rd_slot, 48) PIN(in, rd_beat, 48) \
  PIN(out, host_good, 1) PIN(out, host_bad, 1) PIN(out, disk_ready, 1) PIN(out, rd_grant, 3) \
  PIN(out, rd_valid, 3) PIN(out, rd_data, DATA) PIN(out, rd_uncorrectable, 1) \
  PIN(out, ecc_corrected, 1) PIN(out, ecc_uncorrectable, 1) PIN(out, ecc_slot, 16) \
  PIN(out, ecc_scrubbed, 1)
/* clang-format on */
GOLDEN_PINS(PORTS)

struct request {
  uint64_t grant, slot;
};
struct state {
  struct part_sram half[2]; /* local, mirror */
  struct part_frame frame;
  bool good, bad;
  struct request asked[2]; /* two edges ago, one edge ago */
};

static bool stores(const struct pins *p) {
  return p->host_valid && p->host_payload;
}
static uint64_t address(uint64_t slot, uint64_t beat) {
  return slot % SLOTS * FRAME_PAYLOAD + beat % FRAME_PAYLOAD;
}

static struct part_sram_in half_in(const struct pins *p, unsigned half) {
  static const unsigned first[] = {RESEND, SEND, DESTAGE};
  struct part_sram_in in = {.rd_en = false};
  if (half == 1) {
    in = (struct part_sram_in){p->inject_mirror[0],
                               p->inject_mirror[1],
                               p->mirror_valid,
                               address(p->mirror_slot, p->mirror_beat),
                               p->mirror_data,
                               false,
                               0};
  } else if (stores(p)) {
    in = (struct part_sram_in){p->inject_local[0],
                               p->inject_local[1],
                               true,
                               address(p->host_slot, p->host_beat),
                               p->host_data,
                               false,
                               0};
  } else {
    in = (struct part_sram_in){p->inject_local[0],
                               p->inject_local[1],
                               p->disk_valid,
                               address(p->disk_slot, p->disk_beat),
                               p->disk_data,
                               false,
                               0};
  }
  for (unsigned i = 0; i < READERS; i++) {
    if (!(p->rd_req >> first[i] & 1)) continue;
    uint64_t slot = p->rd_slot >> 16 * first[i] & 0xffff;
    in.rd_en = (slot & TWK_SLOT_MIRROR ? 1 : 0) == half;
    in.rd_addr = address(slot, p->rd_beat >> 16 * first[i] & 0xffff);
    break;
  }
  return in;
}

static void outputs(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  s->half[0].width = s->half[1].width = DATA;
  if (!p->rst_n) {
    part_sram_reset(&s->half[0]);
    part_sram_reset(&s->half[1]);
    s->frame.count = 0;
    s->good = s->bad = false;
  }
  p->host_good = s->good;
  p->host_bad = s->bad;
  p->disk_ready = !stores(p);
  unsigned who = p->rd_req >> RESEND & 1 ? RESEND : p->rd_req >> SEND & 1 ? SEND : DESTAGE;
  p->rd_grant = p->rd_req & 1U << who;

  p->rd_valid = p->rd_uncorrectable = p->ecc_corrected = p->ecc_scrubbed = 0;
  for (unsigned half = 0; half < 2; half++) {
    const struct part_sram_read *r = &s->half[half].out;
    p->ecc_scrubbed |= part_sram_scrubs(&s->half[half], half_in(p, half).wr_en);
    if (!r->valid) continue;
    p->rd_valid = s->asked[0].grant;
    p->rd_data = r->data;
    p->rd_uncorrectable = r->decoded == -1;
    p->ecc_corrected = r->decoded == 1;
  }
  p->ecc_uncorrectable = p->rd_uncorrectable;
  p->ecc_slot = s->asked[0].slot;
  if (!p->rd_valid || p->rd_uncorrectable) golden_unknown(g, &p->rd_data);
  if (!p->ecc_corrected && !p->ecc_uncorrectable) golden_unknown(g, &p->ecc_slot);
}

static void edge(struct golden *g) {
  struct pins *p = g->pins;
  struct state *s = g->state;
  for (unsigned half = 0; half < 2; half++)
    part_sram_edge(&s->half[half], half_in(p, half), !p->rst_n);
  unsigned who = p->rd_req >> RESEND & 1 ? RESEND : p->rd_req >> SEND & 1 ? SEND : DESTAGE;
  s->asked[0] = s->asked[1];
  s->asked[1] = (struct request){p->rd_grant, p->rd_slot >> 16 * who & 0xffff};
  if (!p->rst_n) return;
  s->good = p->host_valid && part_frame_good(&s->frame, p->host_sof, p->host_eof, p->host_data);
  s->bad = p->host_valid && p->host_eof && !s->good;
  if (p->host_valid) part_frame_take(&s->frame, p->host_sof, p->host_eof, p->host_data);
}

/* One flip often, two sometimes, in the words written now. */
static void inject(struct golden *g, uint64_t mask[2]) {
  mask[0] = mask[1] = 0;
  if (!golden_chance(g, 15)) return;
  for (unsigned n = 1 + golden_chance(g, 20); n > 0; n--) {
    unsigned bit = (unsigned)golden_below(g, CODE);
    mask[bit / 64] ^= UINT64_C(1) << bit % 64;
  }
}

/* What no frame wrote yet must not be read: the disk writes all of it first, and the peer. */
static void fill(struct golden *g) {
  struct pins *p = g->pins;
  p->disk_valid = p->mirror_valid = 1;
  p->disk_data = golden_bits(g, 64);
  p->mirror_data = golden_bits(g, 64);
  for (p->disk_slot = 0; p->disk_slot < SLOTS; p->disk_slot++)
    for (p->disk_beat = 0; p->disk_beat < FRAME_PAYLOAD; p->disk_beat++) {
      p->mirror_slot = TWK_SLOT_MIRROR | p->disk_slot;
      p->mirror_beat = p->disk_beat;
      p->rst_n = p->disk_slot != 0 || p->disk_beat > 1;
      golden_step(g, 1);
    }
}

static void drive(struct golden *g) {
  struct pins *p = g->pins;
  struct stimulus_frame f = {.count = 0};
  fill(g);
  for (unsigned i = 0; i < 1800; i++) {
    p->rst_n = i % 1000 != 999;
    if (stimulus_ends(&f)) {
      stimulus_frame(g, &f, SLOTS, 20);
      p->host_slot = golden_below(g, SLOTS);
    }
    p->host_valid = golden_chance(g, i < 900 ? 60 : 20);
    p->host_sof = stimulus_sof(&f);
    p->host_eof = stimulus_eof(&f);
    p->host_payload = f.next >= FRAME_HEADER && !p->host_eof;
    p->host_beat = p->host_payload ? (f.next - FRAME_HEADER) % FRAME_PAYLOAD : 0;
    p->host_data = stimulus_beat(&f);
    if (!p->disk_valid || p->disk_ready) {
      p->disk_valid = golden_chance(g, 20);
      p->disk_slot = golden_below(g, SLOTS);
      p->disk_beat = golden_below(g, FRAME_PAYLOAD);
      if (golden_chance(g, 20)) p->disk_data = golden_bits(g, 64);
    }
    p->mirror_valid = golden_chance(g, 20);
    if (p->mirror_valid) {
      p->mirror_slot = golden_below(g, SLOTS);
      p->mirror_beat = golden_below(g, FRAME_PAYLOAD);
      if (golden_chance(g, 30)) p->mirror_data = golden_bits(g, 64);
    }
    inject(g, p->inject_local);
    inject(g, p->inject_mirror);
    p->rd_req = golden_bits(g, 3);
    if (golden_chance(g, 50)) {
      p->rd_slot = p->rd_beat = 0;
      for (unsigned n = 0; n < READERS; n++) {
        uint64_t slot = golden_below(g, SLOTS);
        slot |= golden_bits(g, 1) << 15;
        p->rd_slot |= slot << 16 * n;
        p->rd_beat |= golden_below(g, FRAME_PAYLOAD) << 16 * n;
      }
    }
    golden_step(g, 1);
    f.next += p->host_valid;
  }
}

GOLDEN_MODEL(cache, .parameters = "DATA_W=64 R=7 SLOTS=4", .clocks = "clk", .version = 2,
             .seed = 52, .state_size = sizeof(struct state), .edge = edge);
