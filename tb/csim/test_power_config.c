/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_power_config.c: straps that contradict each other are refused by name; ticks are arithmetic.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "power_config.h"
#include "twk_layout.h"

static void defaults_are_those_of_parts_and_agree(void **state) {
  (void)state;
  struct power_config c;
  power_config_defaults(&c);
  assert_int_equal(power_ticks(c.detect_ns), 35);
  assert_int_equal(power_ticks(c.switch_ns), 27);
  assert_int_equal(power_ticks(1000ULL * c.validate_us), 160000);
  assert_int_equal(power_ticks(1000ULL * c.holdup_us), 200000);
  assert_int_equal(c.retention_mv, 2000);
  assert_int_equal(c.battery_low, 50);
  for (unsigned t = 0; t < 4; t++) {
    c.topology = t;
    assert_null(power_config_check(&c));
  }
  assert_string_equal(power_topology_name(TWK_TOPOLOGY_PEER), "peer");
  assert_string_equal(power_topology_name(TWK_TOPOLOGY_OWN), "own");
}

static void ticks_round_up(void **state) {
  (void)state;
  assert_int_equal(power_ticks(0), 0);
  assert_int_equal(power_ticks(1), 1);
  assert_int_equal(power_ticks(100), 1);
  assert_int_equal(power_ticks(101), 2);
}

static void refused(struct power_config c, const char *key) {
  const char *why = power_config_check(&c);
  if (why == NULL || strncmp(why, key, strlen(key)) || why[strlen(key)] != ':')
    fail_msg("'%s' is not about %s", why == NULL ? "well" : why, key);
  assert_non_null(strstr(why, "expected "));
}

#define REFUSED(key, member, value) \
  do {                              \
    struct power_config bad = c;    \
    bad.member = (value);           \
    refused(bad, key);              \
  } while (0)

static void contradictions_are_refused_by_name(void **state) {
  (void)state;
  struct power_config c;
  power_config_defaults(&c);
  REFUSED("topology", topology, 4);
  REFUSED("uv_mv", uv_mv, 3201);
  REFUSED("uv_mv", uv_mv, 2400);
  REFUSED("uv_mv", nominal_mv, 65536);
  REFUSED("uv_mv", hyst_mv, 401);
  REFUSED("retention_mv", retention_mv, 2400);
  REFUSED("retention_mv", retention_mv, 0);
  REFUSED("fall_mv", fall_mv, 0);
  REFUSED("fall_mv", fall_mv, 65536);
  REFUSED("rise_mv", rise_mv, 0);
  REFUSED("rise_mv", rise_mv, 65536);
  REFUSED("rail_fall_mv", rail_fall_mv, 0);
  REFUSED("rail_fall_mv", rail_fall_mv, 65536);
  REFUSED("detect_ns", detect_ns, 6553501);
  REFUSED("switch_ns", switch_ns, 6553501);
  REFUSED("validate_us", validate_us, 429496730);
  REFUSED("holdup_us", holdup_us, 429496730);
  REFUSED("battery_us", battery_us, 429496730);
  REFUSED("battery_age", battery_age, 101);
  REFUSED("battery_low", battery_low, 101);
  REFUSED("battery_charge", battery_charge, 0);
  REFUSED("battery_charge", battery_charge, 65536);
  c.topology = TWK_TOPOLOGY_BATTERY;
  REFUSED("battery_us", battery_us, 0);
  REFUSED("battery_age", battery_age, 0);
}

/* From 2900 mV to 2000 mV are 900: 35 ticks of detection, two switches of 27 and one more fit with
 * 10 mV each, with 11 not; 5 mV leave 180 ticks. */
static void switchover_keeps_the_rail_above_retention(void **state) {
  (void)state;
  struct power_config c;
  power_config_defaults(&c);
  c.topology = TWK_TOPOLOGY_BATTERY;
  c.rail_fall_mv = 10;
  assert_null(power_config_check(&c));
  REFUSED("rail_fall_mv", rail_fall_mv, 11);
  c.rail_fall_mv = 5;
  c.switch_ns = 100 * (180 - 1 - 35) / 2;
  assert_null(power_config_check(&c));
  REFUSED("rail_fall_mv", switch_ns, 100 * ((180 - 1 - 35) / 2 + 1));
  REFUSED("rail_fall_mv", switch_ns, 100000); /* the slow parts */
  c.topology = TWK_TOPOLOGY_THIRD;
  c.switch_ns = 100000; /* nothing is switched */
  assert_null(power_config_check(&c));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_those_of_parts_and_agree),
      cmocka_unit_test(ticks_round_up),
      cmocka_unit_test(contradictions_are_refused_by_name),
      cmocka_unit_test(switchover_keeps_the_rail_above_retention),
  };
  return cmocka_run_group_tests_name("test_power_config", tests, NULL, NULL);
}
