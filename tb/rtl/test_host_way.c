/* SPDX-License-Identifier: Apache-2.0 */
/* host_way: one way is the controller's host port, the other is silent; a dead controller says
 * nothing to the path. */
#include "ports_host_way.h"
#include "dut.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "rng.h"

enum { WORDS = 3 }; /* of a command: 68 bits */

/* One way's pins, the direct port's or the path's. */
struct way {
  uint8_t *hc_valid, *hc_ready, *hw_valid, *hw_ready, *ha_valid, *ha_ready, *hr_valid, *hr_ready;
  uint32_t *hc;
  uint64_t *hw_data;
};
#define WAY(x)                                                                           \
  {                                                                                      \
    d->x##_hc_valid, d->x##_hc_ready, d->x##_hw_valid, d->x##_hw_ready, d->x##_ha_valid, \
        d->x##_ha_ready, d->x##_hr_valid, d->x##_hr_ready, d->x##_hc, d->x##_hw_data     \
  }

static void drive_way(const struct way *w, struct rng *r) {
  uint64_t x = rng_next(r);
  *w->hc_valid = x & 1;
  *w->hw_valid = x >> 1 & 1;
  *w->ha_ready = x >> 2 & 1;
  *w->hr_ready = x >> 3 & 1;
  for (unsigned i = 0; i < WORDS; i++) w->hc[i] = (uint32_t)rng_next(r);
  w->hc[WORDS - 1] &= 15;
  *w->hw_data = rng_next(r);
}

static void reaches_the_controller(const struct dut *d, const struct way *w) {
  assert_int_equal(*d->c_hc_valid, *w->hc_valid);
  assert_int_equal(*d->c_hw_valid, *w->hw_valid);
  assert_int_equal(*d->c_ha_ready, *w->ha_ready);
  assert_int_equal(*d->c_hr_ready, *w->hr_ready);
  assert_memory_equal(d->c_hc, w->hc, WORDS * sizeof *w->hc);
  assert_true(*d->c_hw_data == *w->hw_data);
}

static void hears(const struct dut *d, const struct way *w, unsigned mask) {
  assert_int_equal(*w->hc_ready, *d->c_hc_ready & mask);
  assert_int_equal(*w->hw_ready, *d->c_hw_ready & mask);
  assert_int_equal(*w->ha_valid, *d->c_ha_valid & mask);
  assert_int_equal(*w->hr_valid, *d->c_hr_valid & mask);
}

static void test_one_way_or_the_other(void **state) {
  struct dut *d = dut_new(0);
  const struct way direct = WAY(d), path = WAY(p);
  struct rng r;
  (void)state;
  rng_seed(&r, 9);
  for (unsigned i = 0; i < 4000; i++) {
    uint64_t x = rng_next(&r);
    *d->switched = i & 1;
    *d->on = i >> 1 & 1;
    drive_way(&direct, &r);
    drive_way(&path, &r);
    *d->c_hc_ready = x & 1;
    *d->c_hw_ready = x >> 1 & 1;
    *d->c_ha_valid = x >> 2 & 1;
    *d->c_hr_valid = x >> 3 & 1;
    dut_eval(d);
    reaches_the_controller(d, *d->switched ? &path : &direct);
    hears(d, &direct, !*d->switched);
    hears(d, &path, *d->switched & *d->on);
  }
  dut_delete(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_way_or_the_other),
  };
  return cmocka_run_group_tests_name("test_host_way", tests, NULL, NULL);
}
