/* SPDX-License-Identifier: Apache-2.0 */
/* battery_gauge: every level, from both sides, at every threshold. */
#include "ports_battery_gauge.h"
#include "dut.h"
#include "one_clock.h"

enum { HYST = 3 };

static void test_every_level_at_every_threshold(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->present = 1;
  for (int low = 0; low <= 100; low++) {
    int again = low + HYST < 100 ? low + HYST : 100;
    *d->low_pct = (uint8_t)low;
    *d->failed = 1;
    dut_tick(d);
    *d->failed = 0;
    for (int pct = 0; pct <= 100; pct++) { /* charging */
      *d->pct = (uint8_t)pct;
      dut_tick(d);
      assert_int_equal(*d->ok, pct >= again);
    }
    for (int pct = 100; pct >= 0; pct--) { /* discharging */
      *d->pct = (uint8_t)pct;
      dut_tick(d);
      assert_int_equal(*d->ok, pct >= low);
    }
  }
  dut_stop(d);
}

static void test_missing_failed_and_reset_are_not_ok(void **state) {
  struct dut *d = dut_start();
  (void)state;
  *d->low_pct = 50;
  *d->pct = 100;
  for (unsigned i = 0; i < 8; i++) {
    *d->present = i & 1;
    *d->failed = i >> 1 & 1;
    dut_tick(d);
    assert_int_equal(*d->ok, (i & 3) == 1);
  }
  *d->present = 1;
  *d->failed = 0;
  dut_tick(d);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->ok, 0);
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_level_at_every_threshold),
      cmocka_unit_test(test_missing_failed_and_reset_are_not_ok),
  };
  return cmocka_run_group_tests_name("test_battery_gauge", tests, NULL, NULL);
}
