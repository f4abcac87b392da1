/* SPDX-License-Identifier: Apache-2.0 */
/* test_model.c: falling edges that cost no evaluation, and the bare model's snapshots. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

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
    *m->side[i].vol_base = i * 1000;
    *m->side[i].epoch = 1;
  }
  return m;
}

/* Free slots, writes, and every queue taken from at random. */
static void stimulate(struct model *m, struct rng *r) {
  for (unsigned i = 0; i < 2; i++) {
    const struct model_side *p = &m->side[i];
    uint64_t x = rng_next(r);
    *p->fs_valid = x & 1;
    *p->fs_slot = (uint16_t)(x >> 8 & 15);
    *p->hc_valid = (x >> 1 & 15) == 0;
    *p->hc_op = x >> 5 & 1 ? TWK_OP_WRITE : TWK_OP_READ;
    *p->hc_tag = (uint8_t)(x >> 16 & 31);
    *p->hc_count = (uint16_t)(1 + (x >> 24 & 3));
    *p->hc_lba = x >> 32 & 511;
    *p->hw_valid = *p->hw_ready && (x >> 6 & 1);
    *p->hw_data = rng_next(r);
    *p->ha_ready = *p->hr_ready = x >> 7 & 1;
    *p->ev_ready = *p->dc_ready = *p->dw_ready = 1;
  }
}

static void assert_outputs_equal(const struct model *a, const struct model *b) {
#define SAME(type, name) assert_true(*a->name == *b->name);
#define SIDE(type, name) \
  for (unsigned i = 0; i < 2; i++) assert_true(*a->side[i].name == *b->side[i].name);
  MODEL_COMMON_PORTS(SAME)
  MODEL_SIDE_PORTS(SIDE)
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(falling_edges_need_no_evaluation),
      cmocka_unit_test(memories_have_the_sizes_of_the_rtl),
  };
  return cmocka_run_group_tests_name("test_model", tests, NULL, NULL);
}
