/* SPDX-License-Identifier: Apache-2.0 */
/* frame_check: which beat streams make a whole, unharmed frame; the CRC is zlib's. */
#include "ports_frame_check.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "twk_layout.h"

struct verdicts {
  unsigned good_now, good, bad;
};

static void beat(struct dut *d, struct verdicts *v, uint64_t data, bool sof, bool eof) {
  *d->valid = 1;
  *d->sof = sof;
  *d->eof = eof;
  *d->data = data;
  dut_eval(d);
  v->good_now += *d->good_now;
  dut_tick(d);
  *d->valid = 0;
  v->good += *d->good;
  v->bad += *d->bad;
}

static struct verdicts send(struct dut *d, const uint64_t *beats, unsigned count) {
  struct verdicts v = {0};
  for (unsigned i = 0; i < count; i++) beat(d, &v, beats[i], i == 0, i == count - 1);
  return v;
}

/* One beat with eof: exactly one verdict, and good_now says the same one clock earlier. */
static void assert_verdict(struct verdicts v, bool good) {
  assert_int_equal(v.good_now, good);
  assert_int_equal(v.good, good);
  assert_int_equal(v.bad, !good);
}

static unsigned make(uint64_t *beats, unsigned kind, uint64_t block) {
  struct frame_fields f = {.kind = kind,
                           .flags = 1,
                           .tag = (unsigned)block & 0xff,
                           .slot = 5,
                           .seq = (uint32_t)block * 77,
                           .lba = block << 20,
                           .count = 3};
  return frame_make(beats, &f, block);
}

static const unsigned KINDS[] = {TWK_FRAME_DATA, TWK_FRAME_CLEAN};

static void test_crc_is_zlibs(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (uint64_t block = 0; block < 500; block++)
    assert_verdict(send(d, beats, make(beats, KINDS[block % 2], block)), true);
  dut_stop(d);
}

static void test_pauses_between_beats_change_nothing(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 9);
  struct verdicts v = {0};
  for (unsigned i = 0; i < n; i++) {
    beat(d, &v, beats[i], i == 0, i == n - 1);
    for (unsigned p = 0; p < i % 4; p++) {
      *d->data = ~*d->data;
      *d->sof = *d->eof = 1;
      dut_tick(d);
      assert_int_equal(*d->good | *d->bad, 0);
    }
  }
  assert_verdict(v, true);
  dut_stop(d);
}

static void test_every_single_bit_flip_is_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned k = 0; k < 2; k++) {
    unsigned n = make(beats, KINDS[k], 4711);
    for (unsigned bit = 0; bit < n * 64; bit++) {
      beats[bit / 64] ^= UINT64_C(1) << bit % 64;
      assert_verdict(send(d, beats, n), false);
      beats[bit / 64] ^= UINT64_C(1) << bit % 64;
    }
    assert_verdict(send(d, beats, n), true);
  }
  dut_stop(d);
}

/* Even with a right CRC behind them: the length is the type's. */
static void test_every_other_length_is_refused(void **state) {
  struct dut *d = dut_start();
  (void)state;
  for (unsigned k = 0; k < 2; k++) {
    uint64_t beats[300] = {0};
    unsigned whole = make(beats, KINDS[k], 12);
    for (unsigned n = 1; n < 290; n++) {
      uint64_t trailer = n > 1 ? frame_crc(beats, n - 1) : 0, kept = beats[n - 1];
      beats[n - 1] = trailer;
      assert_verdict(send(d, beats, n), n == whole);
      beats[n - 1] = kept;
    }
  }
  dut_stop(d);
}

static void test_every_other_type_is_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned kind = 0; kind < 16; kind++) {
    for (unsigned k = 0; k < 2; k++) {
      unsigned n = make(beats, KINDS[k], 3);
      beats[0] = (beats[0] & ~UINT64_C(15)) | kind;
      beats[n - 1] = frame_crc(beats, n - 1);
      assert_verdict(send(d, beats, n), kind == KINDS[k]);
    }
  }
  dut_stop(d);
}

static void test_cut_frame_is_forgotten_by_the_next_start(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 21);
  for (unsigned cut = 1; cut < n; cut++) {
    struct verdicts v = {0};
    for (unsigned i = 0; i < cut; i++) beat(d, &v, beats[i], i == 0, false);
    assert_int_equal(v.good + v.bad + v.good_now, 0);
    assert_verdict(send(d, beats, n), true);
  }
  dut_stop(d);
}

static void test_cut_frame_closed_by_its_trailer_is_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 22);
  for (unsigned gone = 0; gone < n - 1; gone++) { /* one beat lost on the way, sof with the first */
    struct verdicts v = {0};
    for (unsigned i = 0; i < n; i++)
      if (i != gone) beat(d, &v, beats[i], i == 0, i == n - 1);
    assert_verdict(v, false);
  }
  dut_stop(d);
}

static void test_extra_beats_after_a_trailer_are_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 23);
  struct verdicts v = send(d, beats, n);
  for (unsigned i = 0; i < 10; i++) beat(d, &v, beats[n - 1], false, true);
  assert_int_equal(v.good, 1);
  assert_int_equal(v.bad, 10);
  dut_stop(d);
}

static void test_start_and_end_in_one_beat_is_refused(void **state) {
  struct dut *d = dut_start();
  struct verdicts v = {0};
  (void)state;
  beat(d, &v, TWK_FRAME_CLEAN, true, true);
  assert_verdict(v, false);
  dut_stop(d);
}

/* The right trailer at the right place, marked as a start. */
static void test_trailer_that_is_a_start_is_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  struct verdicts v = {0};
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 25);
  for (unsigned i = 0; i < n; i++) beat(d, &v, beats[i], i == 0 || i == n - 1, i == n - 1);
  assert_verdict(v, false);
  dut_stop(d);
}

static void test_early_end_refuses_the_rest_too(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 26);
  for (unsigned early = 1; early < n - 1; early++) {
    struct verdicts v = {0};
    for (unsigned i = 0; i < n; i++) beat(d, &v, beats[i], i == 0, i == early || i == n - 1);
    assert_int_equal(v.good + v.good_now, 0);
    assert_int_equal(v.bad, 2);
  }
  dut_stop(d);
}

static void test_reset_forgets_the_frame(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  unsigned n = make(beats, TWK_FRAME_DATA, 24);
  for (unsigned at = 1; at < n; at++) {
    struct verdicts v = {0};
    for (unsigned i = 0; i < n; i++) {
      if (i == at) {
        *d->rst_n = 0;
        dut_tick(d);
        *d->rst_n = 1;
      }
      beat(d, &v, beats[i], i == 0, i == n - 1);
    }
    assert_verdict(v, false);
  }
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_crc_is_zlibs),
      cmocka_unit_test(test_pauses_between_beats_change_nothing),
      cmocka_unit_test(test_every_single_bit_flip_is_refused),
      cmocka_unit_test(test_every_other_length_is_refused),
      cmocka_unit_test(test_every_other_type_is_refused),
      cmocka_unit_test(test_cut_frame_is_forgotten_by_the_next_start),
      cmocka_unit_test(test_cut_frame_closed_by_its_trailer_is_refused),
      cmocka_unit_test(test_extra_beats_after_a_trailer_are_refused),
      cmocka_unit_test(test_start_and_end_in_one_beat_is_refused),
      cmocka_unit_test(test_trailer_that_is_a_start_is_refused),
      cmocka_unit_test(test_early_end_refuses_the_rest_too),
      cmocka_unit_test(test_reset_forgets_the_frame),
  };
  return cmocka_run_group_tests_name("test_frame_check", tests, NULL, NULL);
}
