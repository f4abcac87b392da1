/* SPDX-License-Identifier: Apache-2.0 */
/* cache: the frame check at the write port, who writes and who reads, against an array. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "cache_bench.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

struct verdicts {
  unsigned good, bad;
};

/* The first `count` beats of a DATA frame for a slot, and one clock more. */
static struct verdicts send_frame(struct dut *d, unsigned slot, const uint64_t *beats,
                                  unsigned count) {
  struct verdicts v = {0};
  for (unsigned i = 0; i <= count; i++) {
    bool payload = i >= FRAME_HEADER && i < FRAME_DATA_BEATS - 1;
    *d->host_valid = i < count;
    *d->host_sof = i == 0;
    *d->host_eof = i == FRAME_DATA_BEATS - 1;
    *d->host_payload = payload;
    *d->host_data = i < count ? beats[i] : 0;
    *d->host_slot = slot;
    *d->host_beat = payload ? i - FRAME_HEADER : 0;
    dut_tick(d);
    if (*d->host_good || *d->host_bad) assert_int_equal(i, FRAME_DATA_BEATS - 1);
    v.good += *d->host_good;
    v.bad += *d->host_bad;
  }
  cache_drive_nothing(d);
  return v;
}

static unsigned make(uint64_t *beats, unsigned slot, uint64_t block) {
  struct frame_fields f = {.kind = TWK_FRAME_DATA, .tag = 1, .slot = slot, .seq = 77, .lba = block};
  return frame_make(beats, &f, block);
}

static void test_whole_frame_is_confirmed_and_stored(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned slot = 0; slot < CACHE_SLOTS; slot++) {
    struct verdicts v = send_frame(d, slot, beats, make(beats, slot, slot));
    assert_int_equal(v.good, 1);
    assert_int_equal(v.bad, 0);
  }
  for (unsigned slot = 0; slot < CACHE_SLOTS; slot++)
    for (unsigned beat = 0; beat < CACHE_BEATS; beat++)
      assert_int_equal(cache_read(d, slot, beat, 0).data, frame_payload_beat(slot, beat));
  dut_stop(d);
}

static void test_every_corrupted_beat_is_refused(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned hurt = 0; hurt < FRAME_DATA_BEATS; hurt++) {
    for (unsigned bit = 0; bit < 64; bit += 7) {
      unsigned n = make(beats, 1, hurt);
      beats[hurt] ^= UINT64_C(1) << bit;
      struct verdicts v = send_frame(d, 1, beats, n);
      assert_int_equal(v.good, 0);
      assert_int_equal(v.bad, 1);
    }
  }
  dut_stop(d);
}

static void test_cut_frame_is_never_confirmed_and_harms_no_later_one(void **state) {
  struct dut *d = dut_start();
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned cut = 1; cut < FRAME_DATA_BEATS; cut++) {
    unsigned n = make(beats, 2, cut);
    struct verdicts v = send_frame(d, 2, beats, cut);
    assert_int_equal(v.good + v.bad, 0);
    v = send_frame(d, 2, beats, n);
    assert_int_equal(v.good, 1);
    assert_int_equal(v.bad, 0);
  }
  dut_stop(d);
}

static void test_disk_beat_waits_for_the_splitter(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->disk_valid = 1;
  *d->disk_slot = 3;
  *d->disk_beat = 8;
  *d->disk_data = 0xd15c;
  cache_drive_write(d, 3, 8, 0x405c);
  dut_eval(d);
  assert_int_equal(*d->disk_ready, 0);
  dut_tick(d);
  *d->host_valid = *d->host_payload = 0;
  dut_eval(d);
  assert_int_equal(*d->disk_ready, 1);
  *d->disk_valid = 0;
  assert_int_equal(cache_read(d, 3, 8, 0).data, 0x405c);
  *d->disk_valid = 1;
  dut_tick(d);
  cache_drive_nothing(d);
  assert_int_equal(cache_read(d, 3, 8, 0).data, 0xd15c);
  *d->host_valid = 1; /* header and trailer beats leave the port to the disk */
  *d->disk_valid = 1;
  *d->disk_data = 0xd15d;
  dut_eval(d);
  assert_int_equal(*d->disk_ready, 1);
  dut_tick(d);
  cache_drive_nothing(d);
  assert_int_equal(cache_read(d, 3, 8, 0).data, 0xd15d);
  dut_stop(d);
}

/* The reader that is served, as a bit. */
static unsigned first_of(unsigned req) {
  static const unsigned order[CACHE_READERS] = {CACHE_RESEND, CACHE_SEND, CACHE_DESTAGE};
  for (unsigned i = 0; i < CACHE_READERS; i++)
    if (req >> order[i] & 1) return 1U << order[i];
  return 0;
}

static void test_resend_reads_before_send_before_destage(void **state) {
  static const uint64_t data[] = {[0] = 0, [1] = 11, [2] = 22, [4] = 33};
  struct dut *d = dut_start();
  (void)state;
  cache_write(d, 0, 1, 11);
  cache_write(d, CACHE_MIRROR | 2, 3, 22);
  cache_write(d, 3, 63, 33);
  for (unsigned req = 0; req < 1U << CACHE_READERS; req++) {
    if (req & 1) cache_drive_read(d, CACHE_SEND, 0, 1);
    if (req & 2) cache_drive_read(d, CACHE_DESTAGE, CACHE_MIRROR | 2, 3);
    if (req & 4) cache_drive_read(d, CACHE_RESEND, 3, 63);
    dut_eval(d);
    assert_int_equal(*d->rd_grant, first_of(req));
    dut_tick(d);
    cache_drive_nothing(d);
    dut_tick(d);
    assert_int_equal(*d->rd_valid, first_of(req));
    if (req != 0) assert_int_equal(*d->rd_data, data[first_of(req)]);
  }
  dut_stop(d);
}

/* ---- everything at once, at random, against an array that is written at each edge */
struct model {
  struct dut *d;
  struct rng rng;
  uint64_t memory[2][CACHE_SLOTS][CACHE_BEATS];
  struct {
    unsigned valid;
    uint64_t data;
  } pipe[2]; /* answers due in one and in two clocks */
};

static unsigned below(struct model *m, unsigned n) {
  return (unsigned)rng_below(&m->rng, n);
}

static void random_write(struct model *m, unsigned half, unsigned disk) {
  struct dut *d = m->d;
  unsigned slot = below(m, CACHE_SLOTS), beat = below(m, 4), flip = below(m, CACHE_CODE_BITS);
  uint64_t data = rng_next(&m->rng);
  cache_flip(d, half, &flip, below(m, 2));
  if (disk) {
    *d->disk_valid = 1;
    *d->disk_slot = slot;
    *d->disk_beat = beat;
    *d->disk_data = data;
  } else {
    cache_drive_write(d, half | slot, beat, data);
  }
}

/* Reads see what was there before the writes of their own edge. */
static void model_edge(struct model *m) {
  struct dut *d = m->d;
  unsigned served = first_of(*d->rd_req);
  unsigned port = served & 4 ? CACHE_RESEND : served & 2 ? CACHE_DESTAGE : CACHE_SEND;
  unsigned slot = (unsigned)(*d->rd_slot >> 16 * port & 0xffff),
           beat = (unsigned)(*d->rd_beat >> 16 * port & 0xffff);
  m->pipe[0] = m->pipe[1];
  m->pipe[1].valid = served;
  m->pipe[1].data = m->memory[slot >> 15][slot & 0x7fff][beat];
  if (*d->host_valid) m->memory[0][*d->host_slot][*d->host_beat] = *d->host_data;
  if (*d->disk_valid && !*d->host_valid) m->memory[0][*d->disk_slot][*d->disk_beat] = *d->disk_data;
  if (*d->mirror_valid) m->memory[1][*d->mirror_slot][*d->mirror_beat] = *d->mirror_data;
}

static void test_random_traffic_reads_what_was_written(void **state) {
  struct model m = {.d = dut_start()};
  (void)state;
  rng_seed(&m.rng, 31);
  for (unsigned half = 0; half < 2; half++)
    for (unsigned slot = 0; slot < CACHE_SLOTS; slot++)
      for (unsigned beat = 0; beat < 4; beat++)
        cache_write(m.d, half * CACHE_MIRROR | slot, beat,
                    m.memory[half][slot][beat] = slot + beat);
  for (unsigned i = 0; i < 200000; i++) {
    cache_drive_nothing(m.d);
    if (below(&m, 4) == 0) random_write(&m, 0, 1);
    if (below(&m, 4) == 0) random_write(&m, 0, 0);
    if (below(&m, 4) == 0) random_write(&m, CACHE_MIRROR, 0);
    for (unsigned port = 0; port < CACHE_READERS; port++)
      if (below(&m, 3) != 0)
        cache_drive_read(m.d, port, below(&m, 2) * CACHE_MIRROR | below(&m, CACHE_SLOTS),
                         below(&m, 4));
    model_edge(&m);
    dut_tick(m.d);
    assert_int_equal(*m.d->rd_valid, m.pipe[0].valid);
    if (m.pipe[0].valid) assert_int_equal(*m.d->rd_data, m.pipe[0].data);
    assert_int_equal(*m.d->rd_uncorrectable, 0);
  }
  dut_stop(m.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole_frame_is_confirmed_and_stored),
      cmocka_unit_test(test_every_corrupted_beat_is_refused),
      cmocka_unit_test(test_cut_frame_is_never_confirmed_and_harms_no_later_one),
      cmocka_unit_test(test_disk_beat_waits_for_the_splitter),
      cmocka_unit_test(test_resend_reads_before_send_before_destage),
      cmocka_unit_test(test_random_traffic_reads_what_was_written),
  };
  return cmocka_run_group_tests_name("test_cache", tests, NULL, NULL);
}
