/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dut.h: one Verilated module behind a C interface; include its ports_*.h first.
 *
 * struct dut has a pointer into the model for each port: write inputs, dut_eval, read outputs.
 * Ports above 64 bits are arrays of 32-bit words, low word first. Registers and memories start with
 * random contents. Owned by the caller of dut_new; a program may have several at once.
 */
#ifndef TWINACK_DUT_H
#define TWINACK_DUT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DUT_FIELD(type, name) type *name;
#define DUT_WIDE_FIELD(name) uint32_t *name;
struct dut {
  DUT_PORTS(DUT_FIELD, DUT_WIDE_FIELD)
  void *impl;
};
#undef DUT_FIELD
#undef DUT_WIDE_FIELD

/* Inputs are 0. crossing_seed not 0: random extra delays in clock-crossing cells. Never NULL. */
struct dut *dut_new(unsigned crossing_seed);
void dut_delete(struct dut *d);
void dut_eval(struct dut *d);
/* RTL assertions failed since dut_new. */
unsigned dut_assertions_failed(const struct dut *d);

#ifdef __cplusplus
}
#endif

#endif
