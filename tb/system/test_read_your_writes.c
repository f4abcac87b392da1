/* SPDX-License-Identifier: Apache-2.0 */
/* test_read_your_writes.c: reads among writes to the same few blocks, at full depth, in each mode.
 */
#include "system.h"

#define SEEDS 3
#define COMMANDS 250

static void reads_see_writes(struct system *t, unsigned mode) {
  static const struct mix m = {
      .span = 12, .max_blocks = 6, .reads = 50, .flushes = 1, .depth = {32, 32}};
  for (uint64_t n = 1; n <= SEEDS; n++) {
    struct csim_config cfg;
    system_config(&cfg, mode, system_seed(100 * mode + n));
    system_open(t, &cfg);
    system_traffic(t, &m, COMMANDS);
    system_drain(t);
    assert_in_range(t->reads, COMMANDS / 3, COMMANDS);
    assert_int_equal(t->ended[TWK_STATUS_OK], COMMANDS + TWK_VOLUMES);
    system_close(t);
  }
}

static void test_in_mode_early(void **state) {
  reads_see_writes(*state, TWK_MODE_EARLY);
}

static void test_in_mode_sync(void **state) {
  reads_see_writes(*state, TWK_MODE_SYNC);
}

static void test_in_mode_through(void **state) {
  reads_see_writes(*state, TWK_MODE_THROUGH);
}

static void test_in_mode_local(void **state) {
  reads_see_writes(*state, TWK_MODE_LOCAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_in_mode_early),
      SYSTEM_TEST(test_in_mode_sync),
      SYSTEM_TEST(test_in_mode_through),
      SYSTEM_TEST(test_in_mode_local),
  };
  return cmocka_run_group_tests_name("test_read_your_writes", tests, NULL, NULL);
}
