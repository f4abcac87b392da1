/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_fault.h: the faults that crash exploration applies, one table; and which losses the
 * design documents, another.
 *
 * Names are those of `twinack run --fault` (fault.h). A fault is applied at a stroke and lasts;
 * what undoes one is a fault too, which comes second only.
 */
#ifndef TWINACK_EXPLORE_FAULT_H
#define TWINACK_EXPLORE_FAULT_H

#include "csim.h"

enum explore_fault {
  EXPLORE_PSU_A,
  EXPLORE_PSU_B,
  EXPLORE_PSU_C,
  EXPLORE_HARD_A,
  EXPLORE_HARD_B,
  EXPLORE_BROWN_A,
  EXPLORE_HANG_A,
  EXPLORE_HANG_B,
  EXPLORE_RESET_A,
  EXPLORE_LINK_AB,
  EXPLORE_LINK_BA,
  EXPLORE_LINK,
  EXPLORE_BATTERY_FAILED,
  EXPLORE_BATTERY_MISSING,
  EXPLORE_BATTERY_LOW,
  EXPLORE_FIFO_1,
  EXPLORE_FIFO_2,
  EXPLORE_CACHE_1,
  EXPLORE_CACHE_2,
  EXPLORE_RESTORE_A, /* from here on: second only */
  EXPLORE_RESTORE_B,
  EXPLORE_RESTORE_C,
  EXPLORE_RESTORE_LINK,
  EXPLORE_FAULTS
};
#define EXPLORE_FIRST_FAULTS EXPLORE_RESTORE_A
#define EXPLORE_NONE EXPLORE_FAULTS

/* What has failed and is not back. Plain data: a copy is a snapshot. */
struct explore_power {
  uint8_t topology, mode;
  uint8_t down;   /* bit u: unit A, B, third */
  uint8_t cut;    /* bit o: the link from A, B */
  uint8_t failed; /* bit o: the battery of the FIFO that A, B writes */
};

const char *explore_fault_name(enum explore_fault f);
/* EXPLORE_NONE when no fault is called so. */
enum explore_fault explore_fault_named(const char *name, size_t length);

/* Has a system of this topology and ack mode what fails? */
bool explore_fault_fits(enum explore_fault f, unsigned topology, unsigned mode);
/* ... and does it change anything now? */
bool explore_fault_acts(enum explore_fault f, const struct explore_power *p);
/* What has failed after it. */
void explore_fault_book(enum explore_fault f, struct explore_power *p);
/* Everything is repaired. */
void explore_fault_book_repair(struct explore_power *p);

/* Is the mirror FIFO that this controller writes without power? */
bool explore_fifo_down(const struct explore_power *p, enum csim_side owner);

/* Why losing acknowledged blocks to this fault, or to both in either order (second EXPLORE_NONE:
 * one alone), is as documented; NULL when it must not happen. */
const char *explore_documented(unsigned mode, unsigned topology, enum explore_fault first,
                               enum explore_fault second);

#endif
