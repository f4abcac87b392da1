/* SPDX-License-Identifier: Apache-2.0 */
/* control_reg: what is in force from reset, with each word, and without management. */
#include "ports_control_reg.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"
#include "twk_layout.h"

static unsigned field(uint32_t word, unsigned lsb, unsigned width) {
  return word >> lsb & ((1U << width) - 1);
}

static void assert_in_force(const struct dut *d, uint32_t word) {
  assert_int_equal(*d->mode, field(word, TWK_CTL_MODE_LSB, TWK_CTL_MODE_W));
  assert_int_equal(*d->epoch, field(word, TWK_CTL_EPOCH_LSB, TWK_CTL_EPOCH_W));
  assert_int_equal(*d->own, field(word, TWK_CTL_OWN_LSB, TWK_CTL_OWN_W));
  assert_int_equal(*d->phase, field(word, TWK_CTL_PHASE_LSB, TWK_CTL_PHASE_W));
  assert_int_equal(*d->beat, field(word, TWK_CTL_BEAT_LSB, TWK_CTL_BEAT_W));
  assert_int_equal(*d->hold, field(word, TWK_CTL_HOLD_LSB, TWK_CTL_HOLD_W));
  assert_int_equal(*d->off, field(word, TWK_CTL_OFF_LSB, TWK_CTL_OFF_W));
  assert_int_equal(*d->pause, field(word, TWK_CTL_PAUSE_LSB, TWK_CTL_PAUSE_W));
}

/* Through, no volume, JOINING, and holding nobody. */
static const uint32_t AT_RESET = (uint32_t)TWK_MODE_THROUGH << TWK_CTL_MODE_LSB |
                                 (uint32_t)TWK_PHASE_JOINING << TWK_CTL_PHASE_LSB;

static void test_every_word_is_in_force_from_the_edge_that_takes_it(void **state) {
  struct dut *d = dut_start();
  struct rng rng;
  uint32_t word = AT_RESET;
  (void)state;
  rng_seed(&rng, 8);
  *d->managed = 1;
  *d->mode_strap = TWK_MODE_EARLY;
  *d->epoch_strap = 0x77;
  *d->own_strap = 0xa;
  dut_eval(d);
  assert_in_force(d, word);
  for (unsigned i = 0; i < 2000; i++) {
    *d->ct_valid = rng_below(&rng, 2);
    *d->ct_word = (uint32_t)rng_next(&rng);
    bool clear = *d->ct_valid && field(*d->ct_word, TWK_CTL_CLEAR_LSB, 1);
    if (*d->ct_valid) word = *d->ct_word;
    dut_tick(d);
    assert_in_force(d, word);
    assert_int_equal(*d->clear, clear); /* one clock for each word that says so */
  }
  *d->rst_n = 0;
  dut_eval(d);
  assert_in_force(d, AT_RESET);
  assert_int_equal(*d->clear, 0);
  dut_stop(d);
}

static void test_straps_decide_without_management(void **state) {
  struct dut *d = dut_start();
  (void)state;
  for (unsigned i = 0; i < 1024; i++) {
    *d->mode_strap = i & 3;
    *d->epoch_strap = i >> 2;
    *d->own_strap = i % 13;
    dut_tick(d);
    assert_int_equal(*d->mode, i & 3);
    assert_int_equal(*d->epoch, i >> 2);
    assert_int_equal(*d->own, i % 13);
    assert_int_equal(*d->phase | *d->hold | *d->off | *d->pause | *d->clear, 0);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_word_is_in_force_from_the_edge_that_takes_it),
      cmocka_unit_test(test_straps_decide_without_management),
  };
  return cmocka_run_group_tests_name("test_control_reg", tests, NULL, NULL);
}
