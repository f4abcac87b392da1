/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_check.c: contradictions between faults, and between faults and the machine.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "disk_layout.h"
#include "fault_kinds.h"
#include "power_config.h"
#include "twk_layout.h"

struct checker {
  const struct fault_list *list;
  const struct fault_world *world;
  char *err;
  size_t err_size;
};

__attribute__((format(printf, 3, 4))) static bool refuse(const struct checker *c,
                                                         const struct fault *f, const char *format,
                                                         ...) {
  char text[FAULT_TEXT], reason[160];
  va_list args;
  va_start(args, format);
  vsnprintf(reason, sizeof reason, format, args);
  va_end(args);
  fault_print(f, text, sizeof text);
  snprintf(c->err, c->err_size, "fault '%s': %s", text, reason);
  return false;
}

static bool has(const struct fault *f, unsigned trait) {
  return fault_forms[f->kind].traits & trait;
}

static bool of_a_controller(const struct fault *f) {
  return f->unit == FAULT_A || f->unit == FAULT_B;
}

/* ---- the machine */

static bool fits_topology(const struct checker *c, const struct fault *f) {
  const struct fault_world *w = c->world;
  const char *name = power_topology_name(w->topology);
  if (fault_class_of(f) == FAULT_CLASS_POWER && f->unit == FAULT_C &&
      w->topology != TWK_TOPOLOGY_THIRD)
    return refuse(c, f, "topology %s has no third power unit, expected A or B, or topology third",
                  name);
  if (fault_class_of(f) != FAULT_CLASS_BATTERY) return true;
  if (w->topology != TWK_TOPOLOGY_BATTERY)
    return refuse(c, f, "topology %s has no batteries, expected topology battery", name);
  if (w->battery_us == 0)
    return refuse(c, f, "the batteries have no capacity, expected battery_us above 0");
  return true;
}

static bool fits_management(const struct checker *c, const struct fault *f) {
  if (f->kind != FAULT_MOVE || c->world->managed) return true;
  return refuse(c, f, "no controller moves volumes, expected managed = yes");
}

static bool fits_mode(const struct checker *c, const struct fault *f) {
  if (c->world->mode == TWK_MODE_EARLY || c->world->mode == TWK_MODE_SYNC) return true;
  if (f->event == FAULT_AT_FRAME)
    return refuse(c, f, "no frame is ever stored in this ack mode, expected early or sync");
  if (f->kind == FAULT_FLIP && f->memory != FAULT_CACHE)
    return refuse(c, f, "nothing is mirrored in this ack mode, expected early or sync");
  return true;
}

static bool fits_figures(const struct checker *c, const struct fault *f) {
  const struct fault_world *w = c->world;
  if (f->kind == FAULT_BROWNOUT && f->value > w->nominal_mv)
    return refuse(c, f, "above the nominal voltage, expected at most %umV", w->nominal_mv);
  if (w->run_ps != 0 && f->event == FAULT_AT_TIME && f->delay_ps >= w->run_ps)
    return refuse(c, f, "after the end of the run, expected a time below %" PRIu64 "ns",
                  w->run_ps / 1000);
  return true;
}

static bool fits_disks(const struct checker *c, const struct fault *f) {
  const struct disk_config *d = c->world->disk;
  struct disk_layout layout;
  if (fault_class_of(f) != FAULT_CLASS_DISK) return true;
  if (d == NULL || f->disk >= d->spindles)
    return refuse(c, f, "there are %u disks, expected a number below that", d ? d->spindles : 0);
  if (f->kind != FAULT_BAD_BLOCK) return true;
  if (f->lba >= d->blocks)
    return refuse(c, f, "beyond the end of the disks, expected a block below %" PRIu64, d->blocks);
  disk_layout_init(&layout, d);
  if (layout.groups == 0 || disk_layout_on(&layout, f->lba, f->disk)) return true;
  return refuse(c, f, "the block is not on that disk, expected %u",
                disk_layout_place(&layout, f->lba).spindle);
}

/* ---- each other */

enum order { BEFORE, AFTER, EITHER };

/* Of a and b, both in the list. At one moment the list's order counts. */
static enum order order(const struct fault *a, const struct fault *b) {
  bool a_first = a->event == FAULT_AT_TIME && a->delay_ps == 0;
  bool b_first = b->event == FAULT_AT_TIME && b->delay_ps == 0;
  if (a->event != b->event) return a_first ? BEFORE : b_first ? AFTER : EITHER;
  if (a->number == b->number && a->delay_ps == b->delay_ps) return a < b ? BEFORE : AFTER;
  if (a->number <= b->number && a->delay_ps <= b->delay_ps) return BEFORE;
  return a->number >= b->number && a->delay_ps >= b->delay_ps ? AFTER : EITHER;
}

static bool overlap(const struct fault *a, const struct fault *b) {
  if (fault_class_of(a) == FAULT_CLASS_DISK) return a->disk == b->disk;
  return a->unit == b->unit || a->unit == FAULT_LINK || b->unit == FAULT_LINK ||
         a->unit == FAULT_FIFO_BATTERY;
}

static bool undoes(const struct fault *cure, const struct fault *harm) {
  return has(cure, FAULT_HEALS | FAULT_MAY_HEAL) && has(harm, FAULT_HARMS) &&
         fault_class_of(cure) == fault_class_of(harm) && overlap(cure, harm);
}

static bool has_something_to_heal(const struct checker *c, const struct fault *f) {
  if (!has(f, FAULT_HEALS)) return true;
  for (unsigned i = 0; i < c->list->count; i++) {
    const struct fault *harm = &c->list->fault[i];
    if (undoes(f, harm) && order(harm, f) != AFTER) return true;
  }
  return refuse(c, f, "nothing of it has failed before, expected a fault first");
}

static bool lasts(const struct fault *f) {
  return has(f, FAULT_LASTS) && (f->kind != FAULT_BROWNOUT || f->time_ps == 0);
}

static bool healed_between(const struct checker *c, const struct fault *a, const struct fault *b) {
  for (unsigned i = 0; i < c->list->count; i++) {
    const struct fault *cure = &c->list->fault[i];
    if (undoes(cure, a) && order(a, cure) != AFTER && order(cure, b) != AFTER) return true;
  }
  return false;
}

static bool comes_once(const struct checker *c, const struct fault *f) {
  for (unsigned i = 0; lasts(f) && i < c->list->count; i++) {
    const struct fault *other = &c->list->fault[i];
    if (other == f || other->kind != f->kind || !lasts(other) || !overlap(f, other)) continue;
    if (order(other, f) == AFTER || healed_between(c, other, f)) continue;
    if (order(other, f) == EITHER && healed_between(c, f, other)) continue;
    return refuse(c, f, "twice, expected its return between");
  }
  return true;
}

static bool is_caused(const struct checker *c, const struct fault *f) {
  unsigned cause = f->event == FAULT_AT_TAKEOVER ? FAULT_TAKES_OVER
                   : f->event == FAULT_AT_JOIN   ? FAULT_STARTS
                                                 : 0;
  if (f->event == FAULT_AT_TAKEOVER && !c->world->managed)
    return refuse(c, f, "no controller takes over, expected managed = yes");
  for (unsigned i = 0; cause != 0 && i < c->list->count; i++) {
    const struct fault *other = &c->list->fault[i];
    if (other != f && has(other, cause) && of_a_controller(other) && order(other, f) != AFTER)
      return true;
  }
  if (cause == 0) return true;
  return refuse(c, f, "nothing causes a %s, expected a fault of A or B first",
                fault_event_forms[f->event].name);
}

int fault_check(const struct fault_list *list, const struct fault_world *world, char *err,
                size_t err_size) {
  struct checker c = {list, world, err, err_size};
  for (unsigned i = 0; i < list->count; i++) {
    const struct fault *f = &list->fault[i];
    if (!fits_topology(&c, f) || !fits_management(&c, f) || !fits_mode(&c, f) ||
        !fits_figures(&c, f) || !fits_disks(&c, f) || !has_something_to_heal(&c, f) ||
        !comes_once(&c, f) || !is_caused(&c, f))
      return -1;
  }
  return 0;
}
