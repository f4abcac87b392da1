/* SPDX-License-Identifier: Apache-2.0 */
/* mirror_commit: a frame is committed when all of it arrived and checks, and otherwise never. */
#include "ports_mirror_commit.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum { SLOTS = 4, PATIENCE = 2000 };

/* What came out since bench_clear. */
struct bench {
  struct dut *d;
  struct rng rng;
  unsigned ready_percent; /* chance that event and verdict are taken in a clock */
  unsigned stored, events, good, bad;
  uint64_t memory[SLOTS][FRAME_PAYLOAD];
  struct frame_fields event;
};

static bool chance(struct bench *b) {
  return rng_below(&b->rng, 100) < b->ready_percent;
}

/* One clock with whatever is at the link's port; gives whether it was taken. */
static bool step(struct bench *b) {
  struct dut *d = b->d;
  *d->ev_ready = chance(b);
  *d->ver_ready = chance(b);
  dut_eval(d);
  bool taken = *d->rx_valid && *d->rx_ready;
  if (*d->wr_valid) {
    assert_true(*d->wr_slot < SLOTS && *d->wr_beat < FRAME_PAYLOAD);
    b->memory[*d->wr_slot][*d->wr_beat] = *d->wr_data;
    b->stored++;
  }
  if (*d->ev_valid) assert_int_equal(*d->ver_valid, 0); /* commit first, verdict after it */
  if (*d->ev_valid && *d->ev_ready) {
    b->events++;
    rec_from_port(&b->event, d->ev_rec);
    assert_int_equal(d->ev_rec[3] >> 24, 0);
  }
  if (*d->ver_valid && *d->ver_ready) {
    if (*d->ver_ok) assert_int_equal(b->events, b->good + 1);
    b->good += *d->ver_ok;
    b->bad += !*d->ver_ok;
  }
  dut_tick(d);
  return taken;
}

static void beat(struct bench *b, uint64_t data, bool sof, bool eof, bool bad) {
  *b->d->rx_valid = 1;
  *b->d->rx_sof = sof;
  *b->d->rx_eof = eof;
  *b->d->rx_bad = bad;
  *b->d->rx_data = data;
  for (unsigned i = 0; !step(b); i++) assert_true(i < PATIENCE);
  *b->d->rx_valid = 0;
}

static void settle(struct bench *b) {
  for (unsigned i = 0; i < PATIENCE && (i < 3 || *b->d->ev_valid || *b->d->ver_valid); i++) step(b);
}

static void bench_start(struct bench *b, unsigned ready_percent) {
  *b = (struct bench){.d = dut_start(), .ready_percent = ready_percent};
  rng_seed(&b->rng, 8);
}

static void bench_clear(struct bench *b) {
  b->stored = b->events = b->good = b->bad = 0;
}

/* The first `count` beats of a frame whose last is beat `n - 1`. */
static void send(struct bench *b, const uint64_t *beats, unsigned n, unsigned count) {
  for (unsigned i = 0; i < count; i++) beat(b, beats[i], i == 0, i == n - 1, false);
}

static struct frame_fields header(unsigned kind, unsigned slot, uint32_t seq) {
  return (struct frame_fields){.kind = kind,
                               .tag = 0xe7,
                               .slot = slot,
                               .seq = seq,
                               .lba = UINT64_C(0x9988776655),
                               .count = 300};
}

static void assert_committed(const struct bench *b, const struct frame_fields *f, uint64_t block) {
  struct frame_fields e = *f;
  assert_int_equal(b->events, 1);
  assert_int_equal(b->good, 1);
  e.kind = TWK_EV_MIRROR_FRAME;
  e.flags = f->kind == TWK_FRAME_CLEAN ? TWK_FLAG_CLEAN : 0;
  assert_true(rec_equal(&e, &b->event));
  if (f->kind != TWK_FRAME_DATA) return;
  for (unsigned i = 0; i < FRAME_PAYLOAD; i++)
    assert_int_equal(b->memory[f->slot][i], frame_payload_beat(block, i));
}

static void assert_refused(const struct bench *b) {
  assert_int_equal(b->events, 0);
  assert_int_equal(b->good, 0);
  assert_int_equal(b->bad, 1);
}

static void test_frames_are_committed_in_order(void **state) {
  static const unsigned percents[] = {100, 50, 10};
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned p = 0; p < 3; p++) {
    struct bench b;
    bench_start(&b, percents[p]);
    for (uint32_t seq = 1; seq <= 60; seq++) {
      struct frame_fields f = header(seq % 3 ? TWK_FRAME_DATA : TWK_FRAME_CLEAN, seq % SLOTS, seq);
      unsigned n = frame_make(beats, &f, seq);
      bench_clear(&b);
      send(&b, beats, n, n);
      settle(&b);
      assert_committed(&b, &f, seq);
      assert_int_equal(b.bad, 0);
      assert_int_equal(b.stored, f.kind == TWK_FRAME_DATA ? FRAME_PAYLOAD : 0);
    }
    dut_stop(b.d);
  }
}

/* Trailer, event one clock later, verdict one after that. */
static void test_latency_of_commit_and_verdict(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  struct frame_fields f = header(TWK_FRAME_DATA, 1, 1);
  unsigned n = frame_make(beats, &f, 1);
  (void)state;
  bench_start(&b, 100);
  send(&b, beats, n, n);
  assert_int_equal(*b.d->ev_valid, 1);
  step(&b);
  assert_int_equal(*b.d->ev_valid, 0);
  assert_int_equal(*b.d->ver_valid, 1);
  step(&b);
  assert_int_equal(*b.d->ver_valid, 0);
  assert_int_equal(*b.d->rx_ready, 1);
  dut_stop(b.d);
}

/* The link closes no cut frame here: the next start does. */
static void test_frame_cut_at_any_beat_is_never_committed(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 70);
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    struct frame_fields torn = header(TWK_FRAME_DATA, 0, cut),
                        whole = header(TWK_FRAME_DATA, 1, cut);
    bench_clear(&b);
    send(&b, beats, frame_make(beats, &torn, cut), cut);
    settle(&b);
    assert_int_equal(b.events + b.good + b.bad, 0);
    send(&b, beats, frame_make(beats, &whole, cut + 1000), FRAME_DATA_BEATS);
    settle(&b);
    assert_committed(&b, &whole, cut + 1000);
    assert_int_equal(b.bad, 0);
  }
  dut_stop(b.d);
}

static void test_cut_frame_closed_bad_is_refused(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 70);
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    struct frame_fields f = header(TWK_FRAME_DATA, 0, cut);
    unsigned n = frame_make(beats, &f, cut);
    bench_clear(&b);
    send(&b, beats, n, cut);
    beat(&b, beats[cut], false, true, true);
    settle(&b);
    assert_refused(&b);
    bench_clear(&b);
    send(&b, beats, n, n);
    settle(&b);
    assert_committed(&b, &f, cut);
  }
  dut_stop(b.d);
}

static void test_bad_at_any_beat_refuses_the_frame(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 70);
  for (unsigned at = 0; at < FRAME_DATA_BEATS; at++) {
    struct frame_fields f = header(TWK_FRAME_DATA, 2, at);
    unsigned n = frame_make(beats, &f, at);
    bench_clear(&b);
    for (unsigned i = 0; i < n; i++) beat(&b, beats[i], i == 0, i == n - 1, i == at);
    settle(&b);
    assert_refused(&b);
    unsigned before = at <= FRAME_HEADER ? 0 : at - FRAME_HEADER; /* nothing is stored after it */
    assert_int_equal(b.stored, before < FRAME_PAYLOAD ? before : FRAME_PAYLOAD);
  }
  dut_stop(b.d);
}

static void test_header_with_any_flip_stores_no_beat(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 100);
  for (unsigned bit = 0; bit < 128; bit++) {
    struct frame_fields f = header(TWK_FRAME_DATA, 1, 5);
    unsigned n = frame_make(beats, &f, bit);
    beats[bit / 64] ^= UINT64_C(1) << bit % 64;
    beats[n - 1] = frame_crc(beats, n - 1); /* as if the frame's own CRC had missed it */
    bench_clear(&b);
    send(&b, beats, n, n);
    settle(&b);
    assert_refused(&b);
    assert_int_equal(b.stored, 0);
  }
  dut_stop(b.d);
}

static void test_payload_flip_at_any_beat_refuses_the_frame(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 100);
  for (unsigned at = FRAME_HEADER; at < FRAME_DATA_BEATS; at++) {
    struct frame_fields f = header(TWK_FRAME_DATA, 3, 5);
    unsigned n = frame_make(beats, &f, at);
    beats[at] ^= UINT64_C(1) << at % 64;
    bench_clear(&b);
    send(&b, beats, n, n);
    settle(&b);
    assert_refused(&b);
  }
  dut_stop(b.d);
}

static void test_slot_out_of_range_is_refused(void **state) {
  static const unsigned slots[] = {SLOTS, SLOTS + 1, 0x7fff, 0x8000, 0x8001, 0xffff};
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  bench_start(&b, 100);
  for (unsigned i = 0; i < sizeof slots / sizeof *slots; i++) {
    struct frame_fields f = header(TWK_FRAME_DATA, slots[i], 5);
    bench_clear(&b);
    send(&b, beats, frame_make(beats, &f, i), FRAME_DATA_BEATS);
    settle(&b);
    assert_refused(&b);
    assert_int_equal(b.stored, 0);
  }
  dut_stop(b.d);
}

/* A trailer that never belonged to a frame: no verdict, and the next frame is judged alone. */
static void test_beats_outside_a_frame_are_passed_over(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  struct frame_fields f = header(TWK_FRAME_DATA, 1, 5);
  unsigned n = frame_make(beats, &f, 6);
  (void)state;
  bench_start(&b, 100);
  for (unsigned i = 1; i < n; i++) beat(&b, beats[i], false, i == n - 1, false);
  settle(&b);
  assert_int_equal(b.stored + b.events + b.good + b.bad, 0);
  send(&b, beats, n, n);
  settle(&b);
  assert_committed(&b, &f, 6);
  dut_stop(b.d);
}

static void test_reset_forgets_the_frame_under_way(void **state) {
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned at = 1; at < FRAME_DATA_BEATS; at += 3) {
    struct bench b;
    struct frame_fields f = header(TWK_FRAME_DATA, 1, at);
    unsigned n = frame_make(beats, &f, at);
    bench_start(&b, 100);
    send(&b, beats, n, at);
    *b.d->rst_n = 0;
    dut_tick(b.d);
    *b.d->rst_n = 1;
    bench_clear(&b);
    for (unsigned i = at; i < n; i++) beat(&b, beats[i], false, i == n - 1, false);
    settle(&b);
    assert_int_equal(b.stored + b.events + b.good, 0);
    dut_stop(b.d);
  }
}

static void test_frame_that_never_ends_stores_one_block(void **state) {
  struct bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  struct frame_fields f = header(TWK_FRAME_DATA, 1, 5);
  unsigned n = frame_make(beats, &f, 7);
  (void)state;
  bench_start(&b, 100);
  send(&b, beats, n + 1, n);
  /* What follows looks like a header wherever a counter of beats might start again. */
  for (unsigned i = n; i < 65000; i++) beat(&b, beats[i % FRAME_HEADER], false, false, false);
  assert_int_equal(b.stored, FRAME_PAYLOAD);
  beat(&b, beats[n - 1], false, true, false);
  settle(&b);
  assert_refused(&b);
  for (unsigned i = 0; i < FRAME_PAYLOAD; i++)
    assert_int_equal(b.memory[1][i], frame_payload_beat(7, i));
  dut_stop(b.d);
}

/* The last beat of one header and the first of the next look like a header, with its CRC-8. */
static void test_header_of_two_frames_is_not_believed(void **state) {
  struct bench b;
  uint64_t rec[2];
  struct frame_fields f = header(TWK_FRAME_DATA, 1, 5);
  (void)state;
  rec_pack(rec, &f);
  rec[1] |= (uint64_t)rec_check_byte(rec) << (TWK_REC_CHECK_LSB - 64);
  bench_start(&b, 100);
  beat(&b, 0, true, false, false);
  beat(&b, rec[0], false, true, true);
  settle(&b);
  beat(&b, rec[1], true, false, false);
  for (unsigned i = 1; i < FRAME_DATA_BEATS; i++) beat(&b, i, false, false, false);
  assert_int_equal(b.stored, 0);
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_frames_are_committed_in_order),
      cmocka_unit_test(test_latency_of_commit_and_verdict),
      cmocka_unit_test(test_frame_cut_at_any_beat_is_never_committed),
      cmocka_unit_test(test_cut_frame_closed_bad_is_refused),
      cmocka_unit_test(test_bad_at_any_beat_refuses_the_frame),
      cmocka_unit_test(test_header_with_any_flip_stores_no_beat),
      cmocka_unit_test(test_payload_flip_at_any_beat_refuses_the_frame),
      cmocka_unit_test(test_slot_out_of_range_is_refused),
      cmocka_unit_test(test_beats_outside_a_frame_are_passed_over),
      cmocka_unit_test(test_reset_forgets_the_frame_under_way),
      cmocka_unit_test(test_frame_that_never_ends_stores_one_block),
      cmocka_unit_test(test_header_of_two_frames_is_not_believed),
  };
  return cmocka_run_group_tests_name("test_mirror_commit", tests, NULL, NULL);
}
