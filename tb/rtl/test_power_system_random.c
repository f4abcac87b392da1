/* SPDX-License-Identifier: Apache-2.0 */
/* power_system: every output at every tick against the model, under random faults and straps. */
#include "ports_power_system.h"
#include "dut.h"
#include "power_bench.h"
#include "rng.h"
#include "twk_layout.h"

enum { RUNS = 12, TICKS = 20000 };

static void random_straps(struct dut *d, struct rng *rng) {
  static const uint16_t parts[] = {27, 40, 50, 1000, 1, 0}, falls[] = {1, 5, 5, 12};
  *d->switch_ticks = parts[rng_below(rng, 6)];
  *d->rail_fall_mv = falls[rng_below(rng, 4)];
  *d->detect_ticks = (uint16_t)rng_below(rng, 70);
  *d->validate_ticks = (uint32_t)rng_below(rng, 400);
  *d->holdup_ticks = (uint32_t)rng_below(rng, 300);
  *d->battery_ticks = (uint32_t)(rng_below(rng, 8) ? rng_below(rng, 3000) : 0);
  *d->charge_ticks = (uint16_t)rng_below(rng, 5);
  *d->age_pct = (uint8_t)(rng_below(rng, 3) ? 100 : 1 + rng_below(rng, 100));
  *d->low_pct = (uint8_t)(rng_below(rng, 3) ? LOW_PCT : rng_below(rng, 101));
  *d->rise_mv = (uint16_t)(1 + rng_below(rng, 150));
  *d->fall_mv = (uint16_t)(1 + rng_below(rng, 150));
}

static void flip(uint8_t *bits, unsigned count, struct rng *rng) {
  *bits = (uint8_t)(*bits ^ 1U << rng_below(rng, count));
}

/* Faults come and go; most of the time most is well. */
static void random_faults(struct dut *d, struct rng *rng) {
  *d->batt_set = 0;
  if (rng_below(rng, 200) == 0) flip(d->mains, UNITS, rng);
  if (rng_below(rng, 900) == 0) *d->mains = 7;
  if (rng_below(rng, 500) == 0) flip(d->fail, UNITS, rng);
  if (rng_below(rng, 400) == 0) *d->fail = 0;
  if (rng_below(rng, 900) == 0)
    *d->sag_mv = (1850 + rng_below(rng, 1500)) << (16 * rng_below(rng, UNITS));
  if (rng_below(rng, 700) == 0) *d->sag_mv = 0;
  if (rng_below(rng, 3000) == 0) flip(d->batt_missing, 2, rng);
  if (rng_below(rng, 3000) == 0) flip(d->batt_failed, 2, rng);
  if (rng_below(rng, 1500) == 0) *d->batt_missing = *d->batt_failed = 0;
  if (rng_below(rng, 2000) == 0) {
    *d->batt_set = (uint8_t)(1 + rng_below(rng, 3));
    *d->batt_set_pct = (uint8_t)rng_below(rng, 128);
  }
}

static bool a_source_is_good(const struct power_model *m, const struct dut *d, unsigned rail) {
  return m->detect[power_model_feeds(*d->topology, rail)].ok ||
         (rail >= FIFO_AB && m->fifo[rail - FIFO_AB].battery.mv >= *d->uv_mv);
}

struct seen {
  unsigned switchovers, losses, kept_without_unit;
};

/* The guarantee in the specification's own words. `bare`: rails that lately had no good source. */
static void check_guarantee(const struct power_model *was, const struct power_model *m,
                            const struct dut *d, unsigned *bare, struct seen *seen) {
  long gap = *d->detect_ticks + (*d->topology == TWK_TOPOLOGY_BATTERY ? *d->switch_ticks : 0) + 1;
  bool promised = gap * *d->rail_fall_mv <= *d->uv_mv - *d->retention_mv;
  for (unsigned i = 0; i < RAILS; i++) {
    if (!a_source_is_good(was, d, i))
      *bare |= 1U << i;
    else if (power_model_rail_mv(was, i) >= *d->uv_mv)
      *bare &= ~(1U << i);
    if (power_model_domain(was, i).kept && !bit(*d->rail_kept, i)) {
      assert_false(promised && !bit(*bare, i));
      seen->losses++;
    }
    assert_true(bit(*d->rail_kept, i) || !bit(*d->rail_on, i));
    seen->kept_without_unit +=
        bit(*d->rail_kept, i) && !m->detect[power_model_feeds(*d->topology, i)].ok;
  }
  seen->switchovers += was->fifo[0].sw.at != AT_BATTERY && m->fifo[0].sw.at == AT_BATTERY;
}

static void against_the_model(unsigned topology, struct seen *seen) {
  struct dut *d = power_start(topology);
  struct power_model m, was;
  struct rng rng;
  rng_seed(&rng, 100 + topology);
  for (unsigned run = 0; run < RUNS; run++) {
    unsigned bare = (1U << RAILS) - 1;
    random_straps(d, &rng);
    if (run == 0) *d->battery_ticks = 3000;
    power_reset(d);
    power_model_reset(&m);
    power_model_compare(&m, d);
    for (unsigned t = 0; t < TICKS; t++) {
      random_faults(d, &rng);
      was = m;
      power_model_follows(&m, d);
      power_tick(d);
      power_model_compare(&m, d);
      check_guarantee(&was, &m, d, &bare, seen);
    }
    assert_int_equal(dut_assertions_failed(d), 0);
  }
  power_stop(d);
}

static void test_peer(void **state) {
  struct seen seen = {0};
  (void)state;
  against_the_model(TWK_TOPOLOGY_PEER, &seen);
  assert_true(seen.losses > 50 && seen.switchovers == 0);
}

static void test_third(void **state) {
  struct seen seen = {0};
  (void)state;
  against_the_model(TWK_TOPOLOGY_THIRD, &seen);
  assert_true(seen.losses > 50 && seen.switchovers == 0);
}

static void test_battery(void **state) {
  struct seen seen = {0};
  (void)state;
  against_the_model(TWK_TOPOLOGY_BATTERY, &seen);
  assert_true(seen.losses > 50 && seen.switchovers > 50 && seen.kept_without_unit > 1000);
}

static void test_own(void **state) {
  struct seen seen = {0};
  (void)state;
  against_the_model(TWK_TOPOLOGY_OWN, &seen);
  assert_true(seen.losses > 50 && seen.switchovers == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_peer),
      cmocka_unit_test(test_third),
      cmocka_unit_test(test_battery),
      cmocka_unit_test(test_own),
  };
  return cmocka_run_group_tests_name("test_power_system_random", tests, NULL, NULL);
}
