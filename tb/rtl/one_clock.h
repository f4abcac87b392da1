/* SPDX-License-Identifier: Apache-2.0 */
/*
 * one_clock.h: for modules with one clock `clk` and one reset `rst_n`; include it after dut.h.
 */
#ifndef TWINACK_ONE_CLOCK_H
#define TWINACK_ONE_CLOCK_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <cmocka.h>

/* Inputs as they stand are seen by one rising edge; then outputs show what it did. */
static inline void dut_tick(struct dut *d) {
  dut_eval(d);
  *d->clk = 1;
  dut_eval(d);
  *d->clk = 0;
  dut_eval(d);
}

/* Out of reset. */
static inline struct dut *dut_start(void) {
  struct dut *d = dut_new(0);
  dut_tick(d);
  *d->rst_n = 1;
  dut_eval(d);
  return d;
}

/* A test ends with this: no assertion in the RTL may have failed. */
static inline void dut_stop(struct dut *d) {
  assert_int_equal(dut_assertions_failed(d), 0);
  dut_delete(d);
}

#endif
