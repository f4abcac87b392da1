/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_bench.h: a power_system with the default figures, long times scaled down; include it after
 * dut.h. Times are ticks of clk_p, voltages mV.
 */
#ifndef TWINACK_POWER_BENCH_H
#define TWINACK_POWER_BENCH_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <cmocka.h>

#include "power_model.h"

enum {
  NOMINAL = 3300,
  UV = 2900,
  HYST = 100,
  LOGIC = 2400,
  RETENTION = 2000,
  FALL = 50,
  RISE = 100,
  RAIL_FALL = 5,
  DETECT = 35,
  SWITCH = 27,
  VALIDATE = 2000, /* scaled */
  HOLDUP = 300,    /* scaled */
  BATTERY = 5000,  /* scaled */
  CHARGE = 4,
  LOW_PCT = 50
};

/* Out of reset with these figures, mains good, no fault. The caller owns it. */
struct dut *power_start(unsigned topology);
/* The same after its cold start: every rail is on. */
struct dut *power_running(unsigned topology);
void power_tick(struct dut *d);
void power_run(struct dut *d, unsigned ticks);
/* Back to just after reset; straps and faults stay as they are. */
void power_reset(struct dut *d);
/* A test ends with this: no assertion in the RTL may have failed. */
void power_stop(struct dut *d);

/* The model takes the tick that the next power_tick will be, with the inputs as they stand. */
void power_model_follows(struct power_model *m, const struct dut *d);
/* Every output of d is the model's; a cmocka failure if not. */
void power_model_compare(const struct power_model *m, const struct dut *d);

/* unit_mv or rail_mv of one. */
static inline unsigned field_mv(uint64_t all, unsigned which) {
  return (unsigned)(all >> (16 * which) & 0xffff);
}

static inline bool bit(unsigned all, unsigned which) {
  return all >> which & 1;
}

static inline unsigned batt_pct(const struct dut *d, unsigned which) {
  return *d->batt_pct >> (7 * which) & 127;
}

#endif
