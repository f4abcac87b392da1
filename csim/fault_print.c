/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_print.c: faults into text, and what a kind expects in words, by the table of fault_kinds.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fault_kinds.h"

static void say(char *out, size_t size, const char *text) {
  size_t used = strlen(out);
  snprintf(out + used, size - used, "%s", text);
}

static void say_units(char *out, size_t size, unsigned units) {
  const char *between = "";
  for (unsigned u = 0; u < FAULT_UNITS; u++) {
    if (!(units & FAULT_BIT(u))) continue;
    say(out, size, between);
    say(out, size, fault_unit_names[u]);
    between = "|";
  }
}

void fault_print_form(const struct fault_form *form, char *out, size_t size) {
  out[0] = '\0';
  say(out, size, form->name);
  for (unsigned i = 0; i < FAULT_ARGS && form->arg[i].type != FAULT_ARG_NONE; i++) {
    const struct fault_arg *a = &form->arg[i];
    say(out, size, a->optional ? "[:" : ":");
    if (a->type == FAULT_ARG_UNIT)
      say_units(out, size, a->units);
    else
      say(out, size, a->called);
    say(out, size, a->type >= FAULT_ARG_NUMBER ? a->suffix : "");
    if (a->optional) say(out, size, "]");
  }
}

void fault_print_kinds(char *out, size_t size) {
  out[0] = '\0';
  for (unsigned k = 0; k < FAULT_KINDS; k++) {
    say(out, size, k == 0 ? "" : ", ");
    say(out, size, fault_forms[k].name);
  }
}

static void print_time(char *out, size_t size, uint64_t ps) {
  const struct fault_time_unit *u = fault_time_units;
  while (ps == 0 || ps % u->ps != 0) {
    u++;
    if (u == fault_time_units + FAULT_TIME_UNITS - 1) break;
  }
  size_t used = strlen(out);
  snprintf(out + used, size - used, "%" PRIu64 "%s", ps / u->ps, u->name);
}

static void print_argument(char *out, size_t size, const struct fault_arg *a,
                           const struct fault *f) {
  const uint64_t value = fault_arg_value(a, f);
  if (a->optional && value == a->absent) return;
  say(out, size, ":");
  if (a->type == FAULT_ARG_UNIT) say(out, size, fault_unit_names[value]);
  if (a->type == FAULT_ARG_MEMORY) say(out, size, fault_memory_names[value]);
  if (a->type == FAULT_ARG_TIME) print_time(out, size, value);
  if (a->type < FAULT_ARG_NUMBER) return;
  size_t used = strlen(out);
  snprintf(out + used, size - used, "%" PRIu64 "%s", value, a->suffix);
}

static void print_when(char *out, size_t size, const struct fault *f) {
  if (f->event == FAULT_AT_TIME && f->delay_ps == 0) return;
  say(out, size, "@");
  if (f->event == FAULT_AT_TIME) {
    print_time(out, size, f->delay_ps);
    return;
  }
  const struct fault_event_form *e = &fault_event_forms[f->event];
  say(out, size, e->name);
  size_t used = strlen(out);
  if (!e->number_optional || f->number != 1)
    snprintf(out + used, size - used, ":%" PRIu64, f->number);
  if (f->delay_ps == 0) return;
  say(out, size, "+");
  print_time(out, size, f->delay_ps);
}

int fault_print(const struct fault *f, char *out, size_t size) {
  char text[FAULT_TEXT] = "";
  const struct fault_form *form = &fault_forms[f->kind];
  say(text, sizeof text, form->name);
  for (unsigned i = 0; i < FAULT_ARGS && form->arg[i].type != FAULT_ARG_NONE; i++)
    print_argument(text, sizeof text, &form->arg[i], f);
  print_when(text, sizeof text, f);
  return snprintf(out, size, "%s", text);
}
