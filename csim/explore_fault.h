/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_fault.h: the faults that crash exploration applies, one table; and which losses the
 * design documents, another.
 *
 * A fault is named and applied as `twinack run --fault` has it (fault.h). Some last until they are
 * undone, some are over by themselves; what undoes one is a fault too, which comes second only.
 */
#ifndef TWINACK_EXPLORE_FAULT_H
#define TWINACK_EXPLORE_FAULT_H

#include "fault.h"

enum explore_fault {
  EXPLORE_PSU_A,
  EXPLORE_HARD_A,
  EXPLORE_HARD_B,
  EXPLORE_HARD_C,
  EXPLORE_LINK,
  EXPLORE_LINK_AB,
  EXPLORE_HANG_A,
  EXPLORE_HANG_B,
  EXPLORE_RESET_A,
  EXPLORE_SAG_A,  /* logic goes on */
  EXPLORE_DEEP_A, /* logic stops, contents stay */
  EXPLORE_FLAP_A,
  EXPLORE_MISSING_A,
  EXPLORE_FAILED_A,
  EXPLORE_LOW_A,
  EXPLORE_FLIP_FIFO_1,
  EXPLORE_FLIP_FIFO_2,
  EXPLORE_FLIP_CACHE_1,
  EXPLORE_FLIP_CACHE_2,
  EXPLORE_RESET_B, /* from here on: second only */
  EXPLORE_RESTORE_A,
  EXPLORE_RESTORE_B,
  EXPLORE_RESTORE_C,
  EXPLORE_RESTORE_LINK,
  EXPLORE_BATTERY_OK_A,
  EXPLORE_CHARGED_A,
  EXPLORE_FAULTS
};
#define EXPLORE_FIRST_FAULTS EXPLORE_RESET_B
#define EXPLORE_NONE EXPLORE_FAULTS

/* What can be broken; bits. */
#define EXPLORE_UNIT(u) (1U << (u)) /* power unit A, B, C */
#define EXPLORE_CUT(o) (8U << (o))  /* the link from A, B */
#define EXPLORE_BATTERY_A 32U       /* of the FIFO that A writes */
#define EXPLORE_CHARGE_A 64U        /* ... its charge */

/* Plain data: a copy is a snapshot. */
struct explore_damage {
  uint8_t lasting; /* until undone */
  uint8_t moment;  /* was or is being broken for a moment: left alone from then on */
};

const char *explore_fault_name(enum explore_fault f);
/* EXPLORE_NONE when no fault is called so. */
enum explore_fault explore_fault_named(const char *name, size_t length);
/* What it is, as fault_parse() gives it, at once. */
void explore_fault_get(enum explore_fault f, struct fault *out);

/* Has the topology what fails? */
bool explore_fault_fits(enum explore_fault f, unsigned topology);
/* May it come second? */
bool explore_fault_second(enum explore_fault f);
/* With what is broken now, does it change anything? What it flips, hangs or resets must be there
 * besides. */
bool explore_fault_acts(enum explore_fault f, const struct explore_damage *d, unsigned topology);
/* What is broken after it. */
void explore_fault_book(enum explore_fault f, struct explore_damage *d);
/* Undoes some of what is broken; EXPLORE_NONE when nothing is. */
enum explore_fault explore_fault_undo(const struct explore_damage *d);

/* Why losing acknowledged blocks to this fault (second EXPLORE_NONE), or to both in either order,
 * is as documented; NULL when it must not happen. recovering: the second came before all was quiet
 * after the first; later it is one fault like another, but for flips that nobody has read. */
const char *explore_documented(unsigned mode, unsigned topology, enum explore_fault first,
                               enum explore_fault second, bool recovering);

#endif
