/* SPDX-License-Identifier: Apache-2.0 */
/* domain_ctl: thresholds one by one, then random voltages. */
#include "ports_domain_ctl.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"

enum { LOGIC = 2400, RETENTION = 2000, TICKS = 200000 };

static struct dut *start(void) {
  struct dut *d = dut_start();
  *d->logic_mv = LOGIC;
  *d->retention_mv = RETENTION;
  return d;
}

static void step(struct dut *d, bool supply_ok, unsigned mv, bool on, bool kept) {
  *d->supply_ok = supply_ok;
  *d->mv = (uint16_t)mv;
  dut_tick(d);
  assert_int_equal(*d->on, on);
  assert_int_equal(*d->kept, kept);
}

static void test_each_threshold(void **state) {
  struct dut *d = start();
  (void)state;
  step(d, false, 3300, false, false); /* not validated */
  step(d, true, LOGIC - 1, false, false);
  step(d, true, LOGIC, true, true);
  step(d, false, LOGIC, true, true); /* runs on while the capacitor lasts */
  step(d, false, LOGIC - 1, false, true);
  step(d, false, LOGIC, false, true); /* and does not flicker */
  step(d, false, RETENTION, false, true);
  step(d, true, LOGIC, true, true); /* contents were kept all the time */
  step(d, true, RETENTION - 1, false, false);
  step(d, true, LOGIC - 1, false, false); /* what is lost stays lost */
  step(d, true, LOGIC, true, true);
  *d->rst_n = 0;
  dut_eval(d);
  assert_int_equal(*d->on + *d->kept, 0);
  dut_stop(d);
}

/* Kept: no voltage below retention since the domain last was on. Any straps, sensible or not. */
static void test_against_a_model(void **state) {
  struct dut *d = start();
  struct rng rng;
  bool on = false, lost = true;
  unsigned seen[4] = {0};
  (void)state;
  rng_seed(&rng, 8);
  for (unsigned t = 0; t < TICKS; t++) {
    if (t % 5000 == 0) {
      *d->logic_mv = (uint16_t)(2000 + rng_below(&rng, 500));
      *d->retention_mv = (uint16_t)(1900 + rng_below(&rng, 500));
    }
    *d->supply_ok = rng_below(&rng, 8) == 0;
    if (rng_below(&rng, 3) == 0) *d->mv = (uint16_t)(1850 + rng_below(&rng, 700));
    if (*d->mv < *d->retention_mv) lost = true;
    if (*d->mv < *d->logic_mv || *d->mv < *d->retention_mv)
      on = false;
    else if (*d->supply_ok)
      on = true;
    if (on) lost = false;
    dut_tick(d);
    assert_int_equal(*d->on, on);
    assert_int_equal(*d->kept, !lost);
    seen[2 * on + !lost]++;
  }
  assert_true(seen[0] > 1000 && seen[1] > 1000 && seen[3] > 1000 && seen[2] == 0);
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_threshold),
      cmocka_unit_test(test_against_a_model),
  };
  return cmocka_run_group_tests_name("test_domain_ctl", tests, NULL, NULL);
}
