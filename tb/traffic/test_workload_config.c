/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "workload.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* One line "KEY: reason, expected what". */
static void check_error(const char *err, const char *key) {
  assert_memory_equal(err, key, strlen(key));
  assert_memory_equal(err + strlen(key), ": ", 2);
  assert_non_null(strstr(err, ", expected "));
  assert_null(strchr(err, '\n'));
}

static void expect_same(const struct workload_config *a, const struct workload_config *b) {
  assert_memory_equal(a, b, sizeof *a);
}

/* Zeroed first, so that padding can be compared. */
static void defaults(struct workload_config *cfg) {
  memset(cfg, 0, sizeof *cfg);
  workload_defaults(cfg);
}

static void defaults_are_those_of_the_manual_and_sound(void **state) {
  struct workload_config cfg;
  char err[256];

  (void)state;
  workload_defaults(&cfg);
  assert_int_equal(cfg.pattern, WORKLOAD_RANDOM);
  assert_true(cfg.theta == 0.99);
  assert_int_equal(cfg.write_percent, 70);
  assert_int_equal(cfg.flush_percent, 0);
  assert_int_equal(cfg.sizes, 1);
  assert_int_equal(cfg.size[0].blocks, 8);
  assert_int_equal(cfg.span_blocks, 131072);
  assert_int_equal(cfg.volumes, 2);
  assert_int_equal(cfg.count, 1000);
  assert_true(cfg.rate == 0);
  assert_int_equal(cfg.burst, 1);
  assert_false(cfg.poisson);
  assert_int_equal(cfg.depth, 32);
  assert_int_equal(workload_check(&cfg, err, sizeof err), 0);
}

static void every_key_sets_its_value(void **state) {
  struct workload_config cfg;
  char err[256];

  (void)state;
  workload_defaults(&cfg);
  assert_int_equal(
      workload_parse(&cfg,
                     "pattern=zipf,theta=1.25,write=50,flush=7,bs=512:60/64k:30/128k:0,"
                     "span=3G,volumes=1,count=2k,rate=2500.5,burst=16,arrival=poisson,"
                     "depth=4",
                     err, sizeof err),
      0);
  assert_int_equal(cfg.pattern, WORKLOAD_ZIPF);
  assert_true(cfg.theta == 1.25);
  assert_int_equal(cfg.write_percent, 50);
  assert_int_equal(cfg.flush_percent, 7);
  assert_int_equal(cfg.sizes, 3);
  assert_int_equal(cfg.size[0].blocks, 1);
  assert_int_equal(cfg.size[0].weight, 60);
  assert_int_equal(cfg.size[1].blocks, 128);
  assert_int_equal(cfg.size[1].weight, 30);
  assert_int_equal(cfg.size[2].blocks, 256);
  assert_int_equal(cfg.size[2].weight, 0);
  assert_int_equal(cfg.span_blocks, UINT64_C(3) << 21);
  assert_int_equal(cfg.volumes, 1);
  assert_int_equal(cfg.count, 2048);
  assert_true(cfg.rate == 2500.5);
  assert_int_equal(cfg.burst, 16);
  assert_true(cfg.poisson);
  assert_int_equal(cfg.depth, 4);
  assert_int_equal(workload_check(&cfg, err, sizeof err), 0);
  assert_int_equal(workload_set(&cfg, "pattern", "sequential", err, sizeof err), 0);
  assert_int_equal(cfg.pattern, WORKLOAD_SEQUENTIAL);
  assert_int_equal(workload_set(&cfg, "arrival", "fixed", err, sizeof err), 0);
  assert_false(cfg.poisson);
  assert_int_equal(workload_set(&cfg, "bs", "1536", err, sizeof err), 0);
  assert_int_equal(cfg.sizes, 1);
  assert_int_equal(cfg.size[0].blocks, 3);
  assert_int_equal(workload_parse(&cfg, "", err, sizeof err), 0);
}

static void bad_values_are_refused_with_their_key(void **state) {
  static const struct {
    const char *key, *value;
  } bad[] = {
      {"pattern", ""},
      {"pattern", "Random"},
      {"pattern", "randomly"},
      {"theta", "0"},
      {"theta", "1"},
      {"theta", "1.000"},
      {"theta", "5"},
      {"theta", "-0.5"},
      {"theta", "nan"},
      {"theta", "inf"},
      {"theta", "0x1"},
      {"theta", "1e-1"},
      {"theta", ".5"},
      {"theta", "2."},
      {"theta", "0,5"},
      {"theta", "0.123456789012345"},
      {"write", "101"},
      {"write", "-1"},
      {"write", "50%"},
      {"write", ""},
      {"write", " 5"},
      {"write", "5 "},
      {"write", "1k"},
      {"flush", "1.5"},
      {"flush", "4294967297"},
      {"bs", ""},
      {"bs", "0"},
      {"bs", "513"},
      {"bs", "256k"},
      {"bs", "1M"},
      {"bs", "4K"},
      {"bs", "4kk"},
      {"bs", "4k:"},
      {"bs", "4k/8k"},
      {"bs", "4k:1/8k"},
      {"bs", "4k:1/"},
      {"bs", "/4k:1"},
      {"bs", "4k:1:2"},
      {"bs", "4k:-1"},
      {"bs", "4k:1000001"},
      {"bs", "4k:1/4k:1/4k:1/4k:1/4k:1/4k:1/4k:1/4k:1/4k:1"},
      {"span", "0"},
      {"span", "1000"},
      {"span", "k"},
      {"span", "562949953421824"},
      {"span", "18446744073709551616"},
      {"span", "36028797018963968k"},
      {"span", "17179869184G"},
      {"span", "64MB"},
      {"volumes", "0"},
      {"volumes", "5"},
      {"count", "0"},
      {"count", "-5"},
      {"count", "1099511627777"},
      {"count", "18446744073709551617"},
      {"count", "99999999999999999999999"},
      {"count", "1000x"},
      {"rate", "-1"},
      {"rate", "0.0001"},
      {"rate", "1000000001"},
      {"rate", "1k"},
      {"rate", "1e5"},
      {"rate", "1.2.3"},
      {"burst", "0"},
      {"burst", "65537"},
      {"arrival", "Poisson"},
      {"arrival", ""},
      {"depth", "0"},
      {"depth", "33"},
      {"depth", "4 2"},
      {"nonsense", "1"},
      {"", "1"},
      {"writ", "1"},
      {"write ", "1"},
  };
  struct workload_config cfg, before;
  char err[256];

  (void)state;
  defaults(&cfg);
  before = cfg;
  for (size_t i = 0; i < COUNT(bad); i++) {
    memset(err, 0, sizeof err);
    if (workload_set(&cfg, bad[i].key, bad[i].value, err, sizeof err) == 0)
      fail_msg("accepted %s=%s", bad[i].key, bad[i].value);
    check_error(err, bad[i].key);
    expect_same(&cfg, &before);
  }
}

static void bad_text_is_refused_and_changes_nothing(void **state) {
  static const struct {
    const char *text, *key;
  } bad[] = {
      {"write=10,", ""},
      {",write=10", ""},
      {"write=10,,flush=1", ""},
      {"write", "write"},
      {"write=", "write"},
      {"=5", ""},
      {"write=10,flush", "flush"},
      {"write=10;flush=1", "write"},
      {"write=10,write=20", "write"},
      {"write=10,depht=4", "depht"},
      {"write=10, flush=1", " flush"},
      {"write=10\n", "write"},
      {"a\nb=1", "a?b"},
  };
  struct workload_config cfg, before;
  char err[256];

  (void)state;
  defaults(&cfg);
  before = cfg;
  for (size_t i = 0; i < COUNT(bad); i++) {
    memset(err, 0, sizeof err);
    if (workload_parse(&cfg, bad[i].text, err, sizeof err) == 0)
      fail_msg("accepted %s", bad[i].text);
    check_error(err, bad[i].key);
    expect_same(&cfg, &before);
  }
}

static void limits_themselves_are_accepted(void **state) {
  static const char *const good[] = {
      "write=0",
      "write=100",
      "flush=100",
      "bs=512",
      "bs=128k",
      "bs=131072",
      "span=512",
      "span=524288G",
      "count=1",
      "count=1024G",
      "rate=0",
      "rate=0.001",
      "rate=1000000000",
      "theta=0.00000000000001",
      "theta=0.99999999999999",
      "theta=4.99",
      "burst=65536",
      "depth=1",
      "bs=4k:1/4k:1/4k:1/4k:1/4k:1/4k:1/4k:1/4k:1000000",
  };
  struct workload_config cfg;
  char err[256] = "";

  (void)state;
  for (size_t i = 0; i < COUNT(good); i++) {
    workload_defaults(&cfg);
    if (workload_parse(&cfg, good[i], err, sizeof err)) fail_msg("%s", err);
  }
}

static void keys_that_contradict_each_other_are_refused(void **state) {
  static const struct {
    const char *text, *key;
  } bad[] = {
      {"write=60,flush=41", "flush"}, {"bs=4k:0/8k:0", "bs"},
      {"bs=64k,span=32k", "span"},    {"burst=2", "burst"},
      {"arrival=poisson", "arrival"}, {"rate=0.001,count=1M", "rate"},
  };
  struct workload_config cfg;
  char err[256];

  (void)state;
  for (size_t i = 0; i < COUNT(bad); i++) {
    workload_defaults(&cfg);
    memset(err, 0, sizeof err);
    assert_int_equal(workload_parse(&cfg, bad[i].text, err, sizeof err), 0);
    if (workload_check(&cfg, err, sizeof err) == 0) fail_msg("accepted %s", bad[i].text);
    check_error(err, bad[i].key);
    assert_null(workload_new(&cfg, 1));
  }
}

/* Fields set by hand: what workload_set never lets through must not reach the generator. */
static void fields_out_of_range_are_refused(void **state) {
  struct workload_config cfg[16];
  static const char *const key[] = {"pattern", "theta", "theta", "write", "flush", "bs",
                                    "bs",      "bs",    "bs",    "span",  "span",  "volumes",
                                    "count",   "rate",  "burst", "depth"};
  char err[256];

  (void)state;
  for (size_t i = 0; i < COUNT(cfg); i++) workload_defaults(&cfg[i]);
  cfg[0].pattern = (enum workload_pattern)9;
  cfg[1].theta = 1;
  cfg[2].theta = -1;
  cfg[3].write_percent = 101;
  cfg[4].flush_percent = 4294967295U;
  cfg[5].sizes = 0;
  for (unsigned i = 0; i < WORKLOAD_SIZES; i++) cfg[6].size[i] = cfg[6].size[0];
  cfg[6].sizes = WORKLOAD_SIZES + 1;
  cfg[7].size[0].blocks = 0;
  cfg[8].size[0].blocks = 257;
  cfg[9].span_blocks = 0;
  cfg[10].span_blocks = (UINT64_C(1) << 40) + 1;
  cfg[11].volumes = 5;
  cfg[12].count = 0;
  cfg[13].rate = -1;
  cfg[14].rate = 1;
  cfg[14].burst = 0;
  cfg[15].depth = 0;
  for (size_t i = 0; i < COUNT(cfg); i++) {
    memset(err, 0, sizeof err);
    assert_int_equal(workload_check(&cfg[i], err, sizeof err), -1);
    check_error(err, key[i]);
    assert_null(workload_new(&cfg[i], 1));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_those_of_the_manual_and_sound),
      cmocka_unit_test(every_key_sets_its_value),
      cmocka_unit_test(bad_values_are_refused_with_their_key),
      cmocka_unit_test(bad_text_is_refused_and_changes_nothing),
      cmocka_unit_test(limits_themselves_are_accepted),
      cmocka_unit_test(keys_that_contradict_each_other_are_refused),
      cmocka_unit_test(fields_out_of_range_are_refused),
  };
  return cmocka_run_group_tests_name("test_workload_config", tests, NULL, NULL);
}
