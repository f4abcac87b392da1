/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_overlapping_writes.c: many writes of 1 to 256 blocks outstanding to the same ranges; blocks
 * end as one whole version each that the order of answers allows.
 */
#include "system.h"

#define COMMANDS 70

static void overlap(struct system *t, unsigned mode, unsigned span, unsigned max_blocks) {
  const struct mix m = {
      .span = span, .max_blocks = max_blocks, .reads = 10, .flushes = 2, .depth = {32, 32}};
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(20 + mode));
  system_open(t, &cfg);
  system_traffic(t, &m, COMMANDS);
  system_drain(t);
  struct csim_counters k = system_counters(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) assert_true(k.controller[v].overwrites > span / 2);
  system_close(t);
}

/* Any two long commands overlap, short ones lie within them. */
static void test_long_commands_in_mode_early(void **state) {
  overlap(*state, TWK_MODE_EARLY, 300, 256);
}

static void test_long_commands_in_mode_sync(void **state) {
  overlap(*state, TWK_MODE_SYNC, 300, 256);
}

static void test_long_commands_in_mode_through(void **state) {
  overlap(*state, TWK_MODE_THROUGH, 300, 256);
}

static void test_long_commands_in_mode_local(void **state) {
  overlap(*state, TWK_MODE_LOCAL, 300, 256);
}

/* Thirty-two commands on the same eight blocks: versions pile up behind a block being destaged. */
static void test_same_blocks_over_and_over(void **state) {
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) overlap(*state, mode, 8, 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_long_commands_in_mode_early),
      SYSTEM_TEST(test_long_commands_in_mode_sync),
      SYSTEM_TEST(test_long_commands_in_mode_through),
      SYSTEM_TEST(test_long_commands_in_mode_local),
      SYSTEM_TEST(test_same_blocks_over_and_over),
  };
  return cmocka_run_group_tests_name("test_overlapping_writes", tests, NULL, NULL);
}
