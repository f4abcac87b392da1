/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_kinds.h: the table of faults. For fault*.c alone.
 */
#ifndef TWINACK_FAULT_KINDS_H
#define TWINACK_FAULT_KINDS_H

#include "fault.h"

#define FAULT_ARGS 3
#define FAULT_BIT(x) (1U << (x))

enum fault_arg_type {
  FAULT_ARG_NONE,
  FAULT_ARG_UNIT,   /* one of `units` */
  FAULT_ARG_MEMORY, /* by name */
  FAULT_ARG_TIME,   /* into time_ps */
  FAULT_ARG_NUMBER, /* this and the next ones: min..max and a suffix; into value */
  FAULT_ARG_DISK,
  FAULT_ARG_LBA,
  FAULT_ARG_BLOCKS
};

struct fault_arg {
  enum fault_arg_type type;
  bool optional;
  unsigned units;     /* FAULT_ARG_UNIT: bits of enum fault_unit */
  uint64_t min, max;  /* numbers */
  uint64_t absent;    /* what it is when it is left out */
  const char *suffix; /* numbers: "mV" or "" */
  const char *called; /* in what is expected; FAULT_ARG_UNIT: the units' names instead */
};

/* What is hurt or healed. */
enum fault_class {
  FAULT_CLASS_POWER,
  FAULT_CLASS_LINK,
  FAULT_CLASS_CONTROLLER,
  FAULT_CLASS_BATTERY,
  FAULT_CLASS_MEMORY,
  FAULT_CLASS_VOLUME,
  FAULT_CLASS_DISK
};

enum {
  FAULT_HARMS = 1,       /* something of its class can heal it */
  FAULT_LASTS = 2,       /* ... and must, before it can come again (brownout: without a time) */
  FAULT_HEALS = 4,       /* needs something to heal */
  FAULT_MAY_HEAL = 8,    /* heals if there is something */
  FAULT_TAKES_OVER = 16, /* of A or B: the peer may take over */
  FAULT_STARTS = 32      /* of A or B: a controller may start afterwards */
};

struct fault_form {
  const char *name;
  enum fault_class class_; /* restore: that of its unit, see fault_class_of() */
  unsigned traits;
  struct fault_arg arg[FAULT_ARGS];
};

extern const struct fault_form fault_forms[FAULT_KINDS];
extern const char *const fault_unit_names[FAULT_UNITS];
extern const char *const fault_memory_names[FAULT_MEMORIES];

struct fault_event_form {
  const char *name; /* NULL: a time */
  bool number_optional;
};
extern const struct fault_event_form fault_event_forms[FAULT_EVENTS];

struct fault_time_unit {
  const char *name;
  uint64_t ps;
};
#define FAULT_TIME_UNITS 5
extern const struct fault_time_unit fault_time_units[FAULT_TIME_UNITS]; /* longest first */

/* The field of *f that an argument is. */
uint64_t fault_arg_value(const struct fault_arg *a, const struct fault *f);
void fault_arg_set(const struct fault_arg *a, struct fault *f, uint64_t value);

enum fault_class fault_class_of(const struct fault *f);

/* What a kind is written like, psu:A|B|C; names of all kinds with commas between. */
void fault_print_form(const struct fault_form *form, char *out, size_t size);
void fault_print_kinds(char *out, size_t size);

#endif
