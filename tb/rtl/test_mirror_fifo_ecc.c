/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_fifo: every single and every double flip of a stored code word, read back through the
 * FIFO. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ports_mirror_fifo.h"
#include "dut.h"

enum { CODE_BITS = 64 + 2 + 8, FULL = 128, LATENCY = 3 };

struct word {
  unsigned sof, eof;
  uint64_t data;
};

static const struct word PATTERNS[] = {{0, 0, 0},
                                       {1, 1, UINT64_MAX},
                                       {1, 0, UINT64_C(0x5555555555555555)},
                                       {0, 1, UINT64_C(0xdeadbeef01234567)}};
enum { PATTERN_COUNT = sizeof PATTERNS / sizeof *PATTERNS };

static void tick(struct dut *d) {
  dut_eval(d);
  *d->wr_clk = *d->rd_clk = 1;
  dut_eval(d);
  *d->wr_clk = *d->rd_clk = 0;
  dut_eval(d);
}

static struct dut *start(void) {
  struct dut *d = dut_new(0);
  tick(d);
  *d->wr_rst_n = *d->rd_rst_n = 1;
  *d->limit = FULL;
  return d;
}

static void stop(struct dut *d) {
  assert_int_equal(dut_assertions_failed(d), 0);
  dut_delete(d);
}

/* Writes one word with the given code bits flipped and leaves it at the output. */
static void through(struct dut *d, const struct word *w, const unsigned *flips, unsigned count) {
  for (unsigned i = 0; i < 3; i++) d->inject_mask[i] = 0;
  for (unsigned i = 0; i < count; i++) d->inject_mask[flips[i] / 32] ^= 1U << flips[i] % 32;
  *d->wr_valid = 1;
  *d->wr_sof = w->sof;
  *d->wr_eof = w->eof;
  *d->wr_data = w->data;
  tick(d);
  *d->wr_valid = 0;
  for (unsigned i = 0; i < LATENCY; i++) tick(d);
  assert_int_equal(*d->rd_valid, 1);
}

static void take(struct dut *d) {
  *d->rd_ready = *d->release_valid = 1;
  *d->release_ptr = *d->rd_ptr;
  tick(d);
  *d->rd_ready = *d->release_valid = 0;
}

static void assert_word(const struct dut *d, const struct word *w) {
  assert_int_equal(*d->rd_data, w->data);
  assert_int_equal(*d->rd_sof, w->sof);
  assert_int_equal(*d->rd_eof, w->eof);
  assert_int_equal(*d->rd_uncorrectable, 0);
}

static void test_unhurt_words_are_not_touched(void **state) {
  struct dut *d = start();
  (void)state;
  for (unsigned p = 0; p < PATTERN_COUNT; p++) {
    through(d, &PATTERNS[p], NULL, 0);
    assert_word(d, &PATTERNS[p]);
    assert_int_equal(*d->rd_corrected, 0);
    take(d);
  }
  stop(d);
}

static void test_every_single_flip_is_corrected(void **state) {
  struct dut *d = start();
  (void)state;
  for (unsigned p = 0; p < PATTERN_COUNT; p++) {
    for (unsigned bit = 0; bit < CODE_BITS; bit++) {
      through(d, &PATTERNS[p], &bit, 1);
      assert_word(d, &PATTERNS[p]);
      assert_int_equal(*d->rd_corrected, 1);
      take(d);
    }
  }
  stop(d);
}

static void test_every_double_flip_is_detected(void **state) {
  struct dut *d = start();
  unsigned pairs = 0;
  (void)state;
  for (unsigned p = 0; p < PATTERN_COUNT; p++) {
    for (unsigned a = 0; a < CODE_BITS; a++) {
      for (unsigned b = a + 1; b < CODE_BITS; b++, pairs++) {
        through(d, &PATTERNS[p], (const unsigned[]){a, b}, 2);
        assert_int_equal(*d->rd_uncorrectable, 1);
        assert_int_equal(*d->rd_corrected, 0);
        take(d);
      }
    }
  }
  assert_int_equal(pairs, PATTERN_COUNT * CODE_BITS * (CODE_BITS - 1) / 2);
  stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_unhurt_words_are_not_touched),
      cmocka_unit_test(test_every_single_flip_is_corrected),
      cmocka_unit_test(test_every_double_flip_is_detected),
  };
  return cmocka_run_group_tests_name("test_mirror_fifo_ecc", tests, NULL, NULL);
}
