/* SPDX-License-Identifier: Apache-2.0 */
/* ecc_monitor: counters and the one waiting event, against a model clock by clock. */
#include "ports_ecc_monitor.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum { CLOCKS = 100000, ROOM = 65536 };

static void test_counts_and_events_against_a_model(void **state) {
  struct dut *d = dut_start();
  struct rng rng;
  unsigned corrected = 0, uncorrectable = 0, scrubs = 0, slot = 0;
  bool waits = false, error = false;
  (void)state;
  rng_seed(&rng, 4);
  for (unsigned i = 0; i < CLOCKS; i++) {
    unsigned what = (unsigned)rng_below(&rng, 8);
    *d->fixed = what != 0 && what < 7;
    *d->broken = what == 7; /* a word is one or the other */
    *d->scrubbed = rng_below(&rng, 2) != 0;
    *d->slot = (uint16_t)rng_next(&rng);
    *d->ev_ready = rng_below(&rng, 3) == 0;
    dut_eval(d);
    assert_int_equal(*d->corrected, corrected % ROOM);
    assert_int_equal(*d->uncorrectable, uncorrectable % ROOM);
    assert_int_equal(*d->scrubs, scrubs % ROOM);
    assert_int_equal(*d->ev_valid, waits);
    if (waits) {
      struct frame_fields event,
          want = {.kind = TWK_EV_ECC, .flags = error ? TWK_FLAG_ERROR : 0, .slot = slot};
      rec_from_port(&event, d->ev_rec);
      assert_true(rec_equal(&event, &want));
    }
    corrected += *d->fixed;
    uncorrectable += *d->broken;
    scrubs += *d->scrubbed;
    bool free = !waits || *d->ev_ready;
    waits = !free;
    if (*d->broken || (*d->fixed && free)) {
      waits = true;
      error = *d->broken;
      slot = *d->slot;
    }
    dut_tick(d);
  }
  assert_true(corrected > ROOM); /* it wrapped */
  dut_stop(d);
}

static void test_reset_forgets_counts_and_event(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->broken = *d->scrubbed = 1;
  dut_tick(d);
  assert_int_equal(*d->ev_valid, 1);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->ev_valid + *d->uncorrectable + *d->scrubs + *d->corrected, 0);
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_counts_and_events_against_a_model),
      cmocka_unit_test(test_reset_forgets_counts_and_event),
  };
  return cmocka_run_group_tests_name("test_ecc_monitor", tests, NULL, NULL);
}
