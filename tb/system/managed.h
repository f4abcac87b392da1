/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed.h: a whole system whose controllers fail over, with power times scaled down: supplies
 * hold up for 10 us and count again 20 us after they are back.
 */
#ifndef TWINACK_TB_MANAGED_H
#define TWINACK_TB_MANAGED_H

#include "system.h"

void managed_config(struct csim_config *cfg, unsigned mode, unsigned topology, uint64_t seed);
/* Apply faults, as fault.h spells them, now. */
void managed_break(struct system *t, const char *faults);
/* Let commands go on until a controller serves `mask` in phase `phase`. */
void managed_wait(struct system *t, enum csim_side side, int phase, unsigned mask);
/* ... until both are PAIRED, each with its own volumes: none was moved. */
void managed_wait_paired(struct system *t);
/* Flush all volumes, wait until idle and compare every block ever written on the disks. */
void managed_drain(struct system *t);
/* No volume had two owners and no assertion failed; closes the system. */
void managed_close(struct system *t);

#endif
