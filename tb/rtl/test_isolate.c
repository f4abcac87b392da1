/* SPDX-License-Identifier: Apache-2.0 */
/* isolate: all values, enabled and not. */
#include "ports_isolate.h"
#include "dut.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

static void test_passes_or_clamps_every_value(void **state) {
  struct dut *d = dut_new(0);
  (void)state;
  for (unsigned i = 0; i < 512; i++) {
    *d->en = i >> 8 & 1;
    *d->d = (uint8_t)i;
    dut_eval(d);
    assert_int_equal(*d->q, *d->en ? i & 255 : 0);
  }
  dut_delete(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_passes_or_clamps_every_value),
  };
  return cmocka_run_group_tests_name("test_isolate", tests, NULL, NULL);
}
