/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_kinds.c: the table of faults: each kind's name, what it takes, what it hurts or heals.
 */
#include "fault_kinds.h"

#include "disk.h"
#include "twk_layout.h"

#define AB (FAULT_BIT(FAULT_A) | FAULT_BIT(FAULT_B))
#define ABC (AB | FAULT_BIT(FAULT_C))
#define LINKS (FAULT_BIT(FAULT_AB) | FAULT_BIT(FAULT_BA))
#define ALL (ABC | FAULT_BIT(FAULT_LINK) | FAULT_BIT(FAULT_FIFO_BATTERY))

#define UNIT(mask) \
  { .type = FAULT_ARG_UNIT, .units = (mask) }
#define UNIT_OR(mask, usual) \
  { .type = FAULT_ARG_UNIT, .units = (mask), .optional = true, .absent = (usual) }
#define NUMBER(name, low, high, end) \
  { .type = FAULT_ARG_NUMBER, .called = (name), .min = (low), .max = (high), .suffix = (end) }
#define DISK \
  { .type = FAULT_ARG_DISK, .called = "N", .max = DISK_MAX_SPINDLES - 1, .suffix = "" }
#define TIME \
  { .type = FAULT_ARG_TIME, .called = "TIME" }
#define TIME_OR(usual) \
  { .type = FAULT_ARG_TIME, .called = "TIME", .optional = true, .absent = (usual) }

#define HARM (FAULT_HARMS | FAULT_LASTS)

#define RAMP_PS UINT64_C(100000000)
#define LOW_PERCENT 40 /* below the 50 % at which arrays in the field stop to trust a battery */

const struct fault_form fault_forms[FAULT_KINDS] = {
    [FAULT_PSU] = {"psu", FAULT_CLASS_POWER, HARM | FAULT_TAKES_OVER, {UNIT(ABC)}},
    [FAULT_PSU_HARD] = {"psu-hard", FAULT_CLASS_POWER, HARM | FAULT_TAKES_OVER, {UNIT(ABC)}},
    [FAULT_BROWNOUT] = {"brownout",
                        FAULT_CLASS_POWER,
                        HARM | FAULT_TAKES_OVER | FAULT_STARTS,
                        {UNIT(ABC), NUMBER("N", 1, 60000, "mV"), TIME_OR(0)}},
    [FAULT_FLAP] = {"flap",
                    FAULT_CLASS_POWER,
                    FAULT_TAKES_OVER | FAULT_STARTS,
                    {UNIT(ABC), NUMBER("COUNT", 1, 1000000, ""), TIME}},
    [FAULT_RAMP] = {"ramp",
                    FAULT_CLASS_POWER,
                    FAULT_HEALS | FAULT_STARTS,
                    {UNIT(ABC), TIME_OR(RAMP_PS)}},
    [FAULT_RESTORE] = {"restore", FAULT_CLASS_POWER, FAULT_HEALS | FAULT_STARTS, {UNIT(ALL)}},
    [FAULT_LINK_CUT] = {"link-cut", FAULT_CLASS_LINK, HARM, {UNIT_OR(LINKS, FAULT_LINK)}},
    [FAULT_LINK_RESTORE] = {"link-restore",
                            FAULT_CLASS_LINK,
                            FAULT_HEALS,
                            {UNIT_OR(LINKS, FAULT_LINK)}},
    [FAULT_HANG] = {"hang", FAULT_CLASS_CONTROLLER, HARM | FAULT_TAKES_OVER, {UNIT(AB)}},
    [FAULT_RESET] = {"reset",
                     FAULT_CLASS_CONTROLLER,
                     FAULT_MAY_HEAL | FAULT_TAKES_OVER | FAULT_STARTS,
                     {UNIT(AB)}},
    [FAULT_BATTERY_LOW] = {"battery-low",
                           FAULT_CLASS_BATTERY,
                           FAULT_HARMS, /* it charges again by itself, too */
                           {UNIT(AB),
                            {.type = FAULT_ARG_NUMBER,
                             .called = "PERCENT",
                             .max = 100,
                             .suffix = "",
                             .optional = true,
                             .absent = LOW_PERCENT}}},
    [FAULT_BATTERY_MISSING] = {"battery-missing", FAULT_CLASS_BATTERY, HARM, {UNIT(AB)}},
    [FAULT_BATTERY_FAILED] = {"battery-failed", FAULT_CLASS_BATTERY, HARM, {UNIT(AB)}},
    [FAULT_BATTERY_OK] = {"battery-ok", FAULT_CLASS_BATTERY, FAULT_HEALS, {UNIT(AB)}},
    [FAULT_FLIP] = {"flip",
                    FAULT_CLASS_MEMORY,
                    0,
                    {{.type = FAULT_ARG_MEMORY, .called = "cache|mirror|fifo"},
                     UNIT_OR(AB, FAULT_A),
                     NUMBER("BITS", 1, 2, "")}},
    [FAULT_MOVE] = {"move", FAULT_CLASS_VOLUME, 0, {NUMBER("V", 0, TWK_VOLUMES - 1, "")}},
    [FAULT_DISK_FAIL] = {"disk-fail", FAULT_CLASS_DISK, HARM, {DISK}},
    [FAULT_DISK_SLOW] = {"disk-slow",
                         FAULT_CLASS_DISK,
                         FAULT_HARMS,
                         {DISK, NUMBER("FACTOR", 1, 1000000, "")}},
    [FAULT_DISK_ERRORS] = {"disk-errors",
                           FAULT_CLASS_DISK,
                           FAULT_HARMS,
                           {DISK, NUMBER("PERMILLE", 0, 1000, "")}},
    [FAULT_BAD_BLOCK] =
        {"bad-block",
         FAULT_CLASS_DISK,
         FAULT_HARMS,
         {DISK,
          {.type = FAULT_ARG_LBA, .called = "LBA", .max = ((uint64_t)1 << 40) - 1, .suffix = ""},
          {.type = FAULT_ARG_BLOCKS,
           .called = "COUNT",
           .min = 1,
           .max = 1 << 20,
           .suffix = "",
           .optional = true,
           .absent = 1}}},
    [FAULT_DISK_REPLACE] = {"disk-replace", FAULT_CLASS_DISK, FAULT_MAY_HEAL, {DISK}},
};

const char *const fault_unit_names[FAULT_UNITS] = {"A",  "B",    "C",           "ab",
                                                   "ba", "link", "fifo-battery"};
const char *const fault_memory_names[FAULT_MEMORIES] = {"cache", "mirror", "fifo"};

const struct fault_event_form fault_event_forms[FAULT_EVENTS] = {
    [FAULT_AT_ACK] = {"ack", false},     [FAULT_AT_FRAME] = {"frame", false},
    [FAULT_AT_CYCLE] = {"cycle", false}, [FAULT_AT_TAKEOVER] = {"takeover", true},
    [FAULT_AT_JOIN] = {"join", true},
};

const struct fault_time_unit fault_time_units[FAULT_TIME_UNITS] = {
    {"s", UINT64_C(1000000000000)}, {"ms", 1000000000}, {"us", 1000000}, {"ns", 1000}, {"ps", 1},
};

uint64_t fault_arg_value(const struct fault_arg *a, const struct fault *f) {
  switch (a->type) {
    case FAULT_ARG_UNIT:
      return f->unit;
    case FAULT_ARG_MEMORY:
      return f->memory;
    case FAULT_ARG_TIME:
      return f->time_ps;
    case FAULT_ARG_DISK:
      return f->disk;
    case FAULT_ARG_LBA:
      return f->lba;
    case FAULT_ARG_BLOCKS:
      return f->blocks;
    default:
      return f->value;
  }
}

void fault_arg_set(const struct fault_arg *a, struct fault *f, uint64_t value) {
  switch (a->type) {
    case FAULT_ARG_UNIT:
      f->unit = (uint8_t)value;
      break;
    case FAULT_ARG_MEMORY:
      f->memory = (uint8_t)value;
      break;
    case FAULT_ARG_TIME:
      f->time_ps = value;
      break;
    case FAULT_ARG_DISK:
      f->disk = (uint32_t)value;
      break;
    case FAULT_ARG_LBA:
      f->lba = value;
      break;
    case FAULT_ARG_BLOCKS:
      f->blocks = (uint32_t)value;
      break;
    default:
      f->value = (uint32_t)value;
  }
}

enum fault_class fault_class_of(const struct fault *f) {
  if (f->kind == FAULT_RESTORE && f->unit == FAULT_LINK) return FAULT_CLASS_LINK;
  if (f->kind == FAULT_RESTORE && f->unit == FAULT_FIFO_BATTERY) return FAULT_CLASS_BATTERY;
  return fault_forms[f->kind].class_;
}

const char *fault_kind_name(enum fault_kind kind) {
  return fault_forms[kind].name;
}
