/* SPDX-License-Identifier: Apache-2.0 */
/* test_model.c: falling edges that cost no evaluation, the storage's sizes, silence in reset, and
 * what hardware does for a host or firmware other than csim's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "model.h"
#include "power_pins.h"
#include "rng.h"
#include "twk_layout.h"

static void clocks(struct model *m, unsigned level) {
  *m->clk_a = *m->clk_b = *m->clk_m = *m->clk_p = (uint8_t)level;
}

/* Powered, out of reset, and a controller of 1000 blocks on each side. */
static struct model *released(void) {
  struct power_config power;
  struct model *m = model_new(3);
  assert_non_null(m);
  model_eval(m);
  power_config_defaults(&power);
  power_pins_start(m, &power);
  for (unsigned i = 0; *m->pw_rail_on != 15; i++) {
    assert_in_range(i, 0, 100);
    clocks(m, i & 1);
    model_eval(m);
  }
  clocks(m, 0);
  model_eval(m);
  *m->a_rst_n = *m->b_rst_n = *m->ab_rst_n = *m->ba_rst_n = 1;
  *m->ab_drain_rst_n = *m->ba_drain_rst_n = 1;
  *m->link_latency = 5;
  *m->link_rate = 200;
  for (unsigned i = 0; i < 2; i++) {
    *m->side[i].fifo_limit = 200;
    *m->side[i].vol_blocks = 1000;
    *m->side[i].own_strap = (uint8_t)(5U << i);
    *m->side[i].epoch = 1;
  }
  return m;
}

/* Free slots, writes, and every queue taken from at random. */
static void stimulate(struct model *m, struct rng *r) {
  for (unsigned i = 0; i < 2; i++) {
    const struct model_side *p = &m->side[i];
    const struct model_host *h = &p->host;
    uint64_t x = rng_next(r);
    *p->fs_valid = x & 1;
    *p->fs_slot = (uint16_t)(x >> 8 & 15);
    *h->hc_valid = (x >> 1 & 15) == 0;
    *h->hc_op = x >> 5 & 1 ? TWK_OP_WRITE : TWK_OP_READ;
    *h->hc_tag = (uint8_t)(x >> 16 & 31);
    *h->hc_count = (uint16_t)(1 + (x >> 24 & 3));
    *h->hc_lba = x >> 32 & 511;
    *h->hw_valid = *h->hw_ready && (x >> 6 & 1);
    *h->hw_data = rng_next(r);
    *h->ha_ready = *h->hr_ready = x >> 7 & 1;
    *p->ev_ready = *p->dc_ready = *p->dw_ready = 1;
  }
}

static void assert_outputs_equal(const struct model *a, const struct model *b) {
#define SAME(type, name) assert_true(*a->name == *b->name);
#define SIDE(type, name) \
  for (unsigned i = 0; i < 2; i++) assert_true(*a->side[i].name == *b->side[i].name);
#define HOST(type, name) \
  SIDE(type, host.name)  \
  assert_true(*a->host.name == *b->host.name);
  MODEL_COMMON_PORTS(SAME)
  MODEL_SIDE_PORTS(SIDE)
  MODEL_HOST_PORTS(HOST)
#undef HOST
#undef SIDE
#undef SAME
}

static void falling_edges_need_no_evaluation(void **state) {
  (void)state;
  struct model *a = released(), *b = released();
  struct rng ra, rb;
  rng_seed(&ra, 5);
  rng_seed(&rb, 5);
  unsigned events = 0;
  for (unsigned cycle = 0; cycle < 20000; cycle++) {
    stimulate(a, &ra);
    stimulate(b, &rb);
    clocks(a, 0);
    model_eval(a);
    model_fall(b);
    clocks(a, 1);
    clocks(b, 1);
    model_eval(a);
    model_eval(b);
    assert_outputs_equal(a, b);
    events += *a->side[0].ev_valid;
  }
  assert_in_range(events, 100, 20000); /* it was no idle machine */
  model_delete(a);
  model_delete(b);
}

static void memories_have_the_sizes_of_the_rtl(void **state) {
  (void)state;
  struct model *m = released();
  for (unsigned i = 0; i < MODEL_MEMORIES; i++) {
    struct model_words w;
    model_memory(m, (enum model_memory)i, &w);
    const unsigned fifo = i >= MODEL_FIFO_AB;
    assert_non_null(w.data);
    assert_non_null(w.check);
    assert_int_equal(w.words, fifo ? TWINACK_FIFO_DEPTH : TWINACK_SLOTS * 64);
    assert_int_equal(w.data_bits, fifo ? 66 : 64);
    assert_int_equal(w.data_bytes, fifo ? 12 : 8);
    assert_int_equal(w.check_bits, 8);
  }
  model_delete(m);
}

/* clang-format off */
/* Inputs and their widths: P(name, bits). The clocks and por_n are the test's own. */
#define COMMON_INPUTS(P)                                                                        \
  P(pw_topology, 2)                                                                             \
  P(pw_nominal_mv, 16)                                                                          \
  P(pw_uv_mv, 16) P(pw_hyst_mv, 16) P(pw_logic_mv, 16) P(pw_retention_mv, 16) P(pw_fall_mv, 16) \
      P(pw_rise_mv, 16) P(pw_rail_fall_mv, 16) P(pw_detect_ticks, 16) P(pw_switch_ticks, 16)    \
          P(pw_validate_ticks, 32) P(pw_holdup_ticks, 32) P(pw_battery_ticks, 32)               \
              P(pw_charge_ticks, 16) P(pw_age_pct, 7) P(pw_low_pct, 7) P(pw_mains, 3)           \
                  P(pw_fail, 3) P(pw_sag_mv, 48) P(pw_batt_missing, 2) P(pw_batt_failed, 2)     \
                      P(pw_batt_set, 2) P(pw_batt_set_pct, 7) P(lamp_ticks, 32)                 \
                          P(settle_ticks, 32) P(managed, 1) P(switched, 1) P(tick_cycles, 32)   \
                              P(silence_cycles, 32) P(a_rst_n, 1) P(b_rst_n, 1) P(ab_rst_n, 1)  \
                                  P(ba_rst_n, 1) P(ab_drain_rst_n, 1) P(ba_drain_rst_n, 1)      \
                                      P(link_latency, 16) P(link_rate, 9) P(ab_link_cut, 1)     \
                                          P(ba_link_cut, 1)
#define HOST_INPUTS(P)                                                                          \
  P(hc_valid, 1)                                                                                \
  P(hc_op, 4) P(hc_tag, 8) P(hc_count, 16) P(hc_lba, 40) P(hw_valid, 1) P(hw_data, 64)          \
      P(ha_ready, 1) P(hr_ready, 1)
#define SIDE_INPUTS(P)                                                                          \
  P(mode, 2)                                                                                    \
  P(epoch, 8)                                                                                   \
  P(own_strap, 4) P(vol_blocks, 40) P(fifo_limit, 13) P(ev_ready, 1) P(fs_valid, 1)             \
      P(fs_slot, 16) P(cl_valid, 1) P(hq_valid, 1)                                              \
              P(dq_valid, 1) P(cmd_lo, 64) P(cmd_hi, 64) P(ct_valid, 1) P(ct_word, 32)          \
                  P(dc_ready, 1) P(dw_ready, 1) P(dr_valid, 1) P(dr_data, 64) P(dr_slot, 16)    \
                      P(dd_valid, 1) P(dd_op, 2) P(dd_error, 1) P(dd_slot, 16) P(dd_lba, 40)
/* clang-format on */
/* Of a code word: 72 bits of the caches, 74 of the FIFO, in three words of 32. */
#define CACHE_TOP 0xFFU
#define FIFO_TOP 0x3FFU

static void anything(struct model *m, struct rng *r) {
#define ANY(port, bits) port = (__typeof__(port))(rng_next(r) >> (64 - (bits)));
#define COMMON(name, bits) ANY(*m->name, bits)
#define SIDE(name, bits) ANY(*p->name, bits)
#define SIDE_HOST(name, bits) ANY(*p->host.name, bits)
#define SWITCH_HOST(name, bits) ANY(*m->host.name, bits)
  COMMON_INPUTS(COMMON)
  HOST_INPUTS(SWITCH_HOST)
  for (unsigned i = 0; i < 2; i++) {
    const struct model_side *p = &m->side[i];
    SIDE_INPUTS(SIDE)
    HOST_INPUTS(SIDE_HOST)
    for (unsigned w = 0; w < 3; w++) {
      const uint32_t x = (uint32_t)rng_next(r);
      p->inject_local[w] = w == 2 ? x & CACHE_TOP : x;
      p->inject_mirror[w] = w == 2 ? x >> 8 & CACHE_TOP : ~x;
      p->inject_fifo[w] = w == 2 ? x >> 16 & FIFO_TOP : x * 3;
    }
  }
#undef SWITCH_HOST
#undef SIDE_HOST
#undef SIDE
#undef COMMON
#undef ANY
}

static void assert_host_unheard(const struct model_host *h) {
  assert_int_equal(*h->ha_valid | *h->hr_valid | *h->hw_ready, 0);
}

static void assert_silent(const struct model *m) {
  assert_int_equal(*m->pw_rail_on, 0);
  assert_int_equal(*m->a_up | *m->b_up, 0);
  for (unsigned i = 0; i < 2; i++) {
    const struct model_side *p = &m->side[i];
    assert_int_equal(*p->ev_valid | *p->dc_valid | *p->dw_valid, 0);
    assert_host_unheard(&p->host);
  }
  assert_host_unheard(&m->host);
  assert_int_equal(*m->ab_present | *m->ba_present, 0);
}

/* Before power is there, whatever the pins do, nobody is told anything. */
static void nothing_is_said_before_power(void **state) {
  (void)state;
  struct model *m = model_new(3);
  struct rng r;
  assert_non_null(m);
  rng_seed(&r, 11);
  for (unsigned cycle = 0; cycle < 2000; cycle++) {
    anything(m, &r);
    *m->por_n = 0;
    clocks(m, cycle & 1);
    model_eval(m);
    if (cycle > 4) assert_silent(m);
  }
  assert_int_equal(model_assertions_failed(m), 0);
  model_delete(m);
}

/* Any voltage that the ports can name reaches every supply. */
static void supplies_follow_the_nominal_voltage(void **state) {
  (void)state;
  static const uint16_t nominal[] = {0x5555, 0xAAAA, 0xF00F};
  for (unsigned n = 0; n < sizeof nominal / sizeof *nominal; n++) {
    struct power_config power;
    struct model *m = model_new(3);
    assert_non_null(m);
    model_eval(m);
    power_config_defaults(&power);
    power_pins_start(m, &power);
    *m->pw_nominal_mv = nominal[n];
    for (unsigned i = 0; i < 2 * 0x10000; i++) {
      clocks(m, i & 1);
      model_eval(m);
      if (*m->pw_rail_mv >> 48 == nominal[n]) break;
    }
    for (unsigned unit = 0; unit < 3; unit++)
      assert_int_equal(*m->pw_unit_mv >> (16 * unit) & 0xFFFF, nominal[n]);
    for (unsigned rail = 0; rail < 4; rail++)
      assert_int_equal(*m->pw_rail_mv >> (16 * rail) & 0xFFFF, nominal[n]);
    model_delete(m);
  }
}

/* ---- what no firmware of ours and no host of ours does */

static void cycle(struct model *m) {
  clocks(m, 0);
  model_eval(m);
  clocks(m, 1);
  model_eval(m);
}

/* Out of reset in all clocks. */
static struct model *started(unsigned mode) {
  struct model *m = released();
  *m->side[0].mode = (uint8_t)mode;
  for (unsigned i = 0; i < 20; i++) cycle(m);
  return m;
}

/* A host with WRITES commands of one block each, a controller with as many free slots. */
#define WRITES 12
struct writer {
  unsigned slots, posted, beats, acks;
};

static void write_step(struct model *m, struct writer *w, unsigned writes, bool takes_acks) {
  const struct model_side *p = &m->side[0];
  const struct model_host *h = &p->host;
  *p->ev_ready = m->side[1].ev_ready[0] = 1;
  *p->fs_valid = *p->fs_ready && w->slots < writes;
  *p->fs_slot = (uint16_t)w->slots;
  w->slots += *p->fs_valid;
  *h->hc_valid = *h->hc_ready && w->posted < writes;
  *h->hc_op = TWK_OP_WRITE;
  *h->hc_tag = (uint8_t)w->posted;
  *h->hc_count = 1;
  *h->hc_lba = 10 * w->posted;
  w->posted += *h->hc_valid;
  *h->hw_valid = *h->hw_ready;
  *h->hw_data = w->beats;
  w->beats += *h->hw_valid;
  *h->ha_ready = takes_acks;
  if (takes_acks && *h->ha_valid) {
    assert_int_equal(*h->ha_tag, w->acks);
    assert_int_equal(*h->ha_status, TWK_STATUS_OK);
    w->acks++;
  }
}

/* No room for an ack, no frame: the queue holds eight. All of them come, in order, once it takes
 * them. */
static void a_host_that_takes_no_acks_waits_and_loses_none(void **state) {
  (void)state;
  struct model *m = started(TWK_MODE_LOCAL);
  struct writer w = {0};
  for (unsigned i = 0; i < 2000; i++) {
    write_step(m, &w, WRITES, false);
    cycle(m);
  }
  assert_int_equal(w.posted, WRITES);
  assert_in_range(w.beats, 64, 8 * 64);
  assert_int_equal(w.beats % 64, 0);
  assert_true(*m->side[0].stall_room > 1000);
  for (unsigned i = 0; i < 2000; i++) {
    write_step(m, &w, WRITES, true);
    cycle(m);
  }
  assert_int_equal(w.beats, WRITES * 64);
  assert_int_equal(w.acks, WRITES);
  assert_int_equal(model_assertions_failed(m), 0);
  model_delete(m);
}

static unsigned kind_of(uint64_t lo) {
  return lo & 15;
}

/* The next event of B's, which must be a DATA frame of A's; its words, header only. */
static void mirror_frame(struct model *m, struct writer *w, unsigned writes, uint64_t event[2]) {
  const struct model_side *b = &m->side[1];
  for (unsigned i = 0;; i++) {
    assert_in_range(i, 0, 2000);
    write_step(m, w, writes, true);
    const bool seen = *b->ev_valid && kind_of(*b->ev_lo) == TWK_EV_MIRROR_FRAME;
    if (*m->side[0].ev_valid) assert_int_not_equal(kind_of(*m->side[0].ev_lo), TWK_EV_MIRROR_LOST);
    event[0] = *b->ev_lo;
    event[1] = *b->ev_hi;
    cycle(m);
    if (seen) return;
  }
}

/* RESEND without LOST: nothing was lost, and the peer gets the block once more, from the cache. */
static void a_frame_sent_again_is_the_same(void **state) {
  (void)state;
  struct model *m = started(TWK_MODE_EARLY);
  const struct model_side *a = &m->side[0];
  struct writer w = {0};
  uint64_t first[2], again[2];
  struct model_words cache;
  mirror_frame(m, &w, 1, first);
  assert_int_equal(w.acks, 1);
  model_memory(m, MODEL_CACHE_B_MIRROR, &cache);
  memset(cache.data, 0, 64 * cache.data_bytes);
  const unsigned seq = (unsigned)(first[0] >> TWK_REC_SEQ_LSB);
  while (!*a->cl_ready) cycle(m);
  *a->cmd_lo = TWK_CMD_RESEND | (uint64_t)seq << TWK_REC_SEQ_LSB; /* slot 0 */
  *a->cmd_hi = 0;                                                 /* block 0 */
  *a->cl_valid = 1;
  cycle(m);
  *a->cl_valid = 0;
  mirror_frame(m, &w, 1, again);
  assert_true(first[0] == again[0] && first[1] == again[1]);
  assert_int_equal(first[0] >> TWK_REC_SLOT_LSB & 0xffff, 0);
  for (uint64_t i = 0; i < 64; i++)
    assert_memory_equal((uint8_t *)cache.data + i * cache.data_bytes, &i, sizeof i);
  assert_int_equal(w.acks, 1);
  assert_int_equal(model_assertions_failed(m), 0);
  model_delete(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(falling_edges_need_no_evaluation),
      cmocka_unit_test(memories_have_the_sizes_of_the_rtl),
      cmocka_unit_test(nothing_is_said_before_power),
      cmocka_unit_test(supplies_follow_the_nominal_voltage),
      cmocka_unit_test(a_host_that_takes_no_acks_waits_and_loses_none),
      cmocka_unit_test(a_frame_sent_again_is_the_same),
  };
  return cmocka_run_group_tests_name("test_model", tests, NULL, NULL);
}
