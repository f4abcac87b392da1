/* SPDX-License-Identifier: Apache-2.0 */
/* test_source.c: when requests are due. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "source.h"

#define US UINT64_C(1000000)

static struct request requests[] = {{.time_ns = 500, .op = REQUEST_FLUSH},
                                    {.time_ns = 500, .op = REQUEST_FLUSH},
                                    {.time_ns = 1501, .op = REQUEST_FLUSH},
                                    {.time_ns = 9001501, .op = REQUEST_FLUSH},
                                    {.time_ns = 9001502, .op = REQUEST_FLUSH}};
static struct trace trace = {.requests = requests, .count = 5};

static void due_times_are(const struct config *cfg, const uint64_t *expected) {
  struct source *s = source_open(cfg, &trace);
  struct arrival a;

  assert_int_equal(source_count(s), 5);
  for (int i = 0; i < 5; i++) {
    assert_true(source_next(s, &a));
    assert_int_equal(a.due_ps, expected[i]);
  }
  assert_false(source_next(s, &a));
  source_close(s);
}

static struct config trace_config(void) {
  struct config cfg;

  config_defaults(&cfg);
  strcpy(cfg.trace, "t");
  return cfg;
}

static void as_in_the_trace(void **state) {
  static const uint64_t expected[] = {500000, 500000, 1501000, 9001501000, 9001502000};
  struct config cfg = trace_config();

  (void)state;
  due_times_are(&cfg, expected);
}

static void scaled_first_then_clipped(void **state) {
  /* gaps in ps, halved: 250000, 0, 500500, 4.5e9 clipped to 2 us, 500 */
  static const uint64_t expected[] = {250000, 250000, 750500, 2750500, 2751000};
  struct config cfg = trace_config();

  (void)state;
  cfg.time_scale = 0.5;
  cfg.max_gap_us = 2;
  due_times_are(&cfg, expected);
}

static void closed_pace_has_no_times(void **state) {
  static const uint64_t expected[5] = {0};
  struct config cfg = trace_config();

  (void)state;
  cfg.pace = CONFIG_PACE_CLOSED;
  due_times_are(&cfg, expected);
}

static void a_workload_comes_from_the_seed(void **state) {
  struct config cfg;
  struct arrival a, b;
  char err[256];
  unsigned differ = 0;

  (void)state;
  config_defaults(&cfg);
  assert_int_equal(config_set_workload(&cfg, "count=50,rate=1000000", err, sizeof err), 0);
  struct config other = cfg;
  other.csim.seed++;
  struct source *s = source_open(&cfg, NULL), *t = source_open(&other, NULL);
  for (uint64_t i = 0; i < 50; i++) {
    assert_true(source_next(s, &a) && source_next(t, &b));
    assert_int_equal(a.due_ps, i * US);
    differ += a.request.lba != b.request.lba;
  }
  assert_true(differ > 25);
  source_close(s);
  source_close(t);
}

static void runs_of_more_than_53_days_are_refused(void **state) {
  static struct request late[] = {
      {.time_ns = 0}, {.time_ns = UINT64_C(1) << 62}, {.time_ns = UINT64_MAX}};
  struct trace t = {.requests = late, .count = 3};
  struct config cfg = trace_config();
  char err[256];

  (void)state;
  assert_int_equal(source_check(&cfg, &trace, err, sizeof err), 0);
  assert_int_equal(source_check(&cfg, &t, err, sizeof err), -1);
  assert_non_null(strstr(err, "53 days"));
  cfg.max_gap_us = 1;
  assert_int_equal(source_check(&cfg, &t, err, sizeof err), 0);
  cfg.max_gap_us = 0;
  cfg.pace = CONFIG_PACE_CLOSED;
  assert_int_equal(source_check(&cfg, &t, err, sizeof err), 0);
  config_defaults(&cfg);
  assert_int_equal(config_set_workload(&cfg, "count=1G,rate=1", err, sizeof err), 0);
  assert_int_equal(source_check(&cfg, NULL, err, sizeof err), -1);
  assert_int_equal(config_set_workload(&cfg, "count=1k,rate=1", err, sizeof err), 0);
  assert_int_equal(source_check(&cfg, NULL, err, sizeof err), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_in_the_trace),
      cmocka_unit_test(scaled_first_then_clipped),
      cmocka_unit_test(closed_pace_has_no_times),
      cmocka_unit_test(a_workload_comes_from_the_seed),
      cmocka_unit_test(runs_of_more_than_53_days_are_refused),
  };
  return cmocka_run_group_tests_name("test_source", tests, NULL, NULL);
}
