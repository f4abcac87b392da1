/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_schedule.c: which fault is due, stroke by stroke.
 */
#include "fault.h"

#define NEVER UINT64_MAX
#define RAMP_STEPS 64U

static uint64_t later(uint64_t ps, uint64_t by) {
  return ps > NEVER - by ? NEVER : ps + by;
}

static void find_next(struct fault_schedule *s) {
  s->next_ps = NEVER;
  for (unsigned i = 0; i < s->list.count; i++)
    if (s->item[i].due_ps < s->next_ps) s->next_ps = s->item[i].due_ps;
}

static bool done(const struct fault_schedule *s, unsigned i) {
  return s->item[i].due_ps == NEVER && !s->item[i].waiting;
}

bool fault_schedule_add(struct fault_schedule *s, const struct fault *f, uint64_t now_ps) {
  unsigned i = s->list.count;
  if (i == FAULT_MAX)
    for (i = 0; i < FAULT_MAX && !done(s, i);) i++;
  if (i == FAULT_MAX) return false;
  s->list.fault[i] = *f;
  if (i == s->list.count) s->list.count++;
  s->open++;
  s->item[i].step = 0;
  s->item[i].waiting = f->event != FAULT_AT_TIME;
  s->item[i].due_ps = s->item[i].waiting ? NEVER : later(now_ps, f->delay_ps);
  s->waiting += s->item[i].waiting;
  find_next(s);
  return true;
}

void fault_schedule_init(struct fault_schedule *s, const struct fault_list *list,
                         uint64_t start_ps) {
  *s = (struct fault_schedule){.next_ps = NEVER};
  for (unsigned i = 0; i < list->count; i++) fault_schedule_add(s, &list->fault[i], start_ps);
}

static void hear_events(struct fault_schedule *s, uint64_t now_ps,
                        const struct fault_counts *counts) {
  for (unsigned i = 0; i < s->list.count; i++) {
    const struct fault *f = &s->list.fault[i];
    if (!s->item[i].waiting || counts->count[f->event] < f->number) continue;
    s->item[i].waiting = false;
    s->item[i].due_ps = later(now_ps, f->delay_ps);
    s->waiting--;
  }
}

static uint32_t strokes(const struct fault *f) {
  switch (f->kind) {
    case FAULT_BROWNOUT:
      return f->time_ps == 0 ? 1 : 2;
    case FAULT_FLAP:
      return 2 * f->value;
    case FAULT_RAMP:
      return RAMP_STEPS + 1;
    default:
      return 1;
  }
}

/* From this stroke to the next one, of which there is one. */
static uint64_t pause_after(const struct fault *f, uint32_t step) {
  switch (f->kind) {
    case FAULT_FLAP:
      return (f->time_ps + step % 2) / 2; /* both halves together are the period */
    case FAULT_RAMP:
      return f->time_ps * (step + 1) / RAMP_STEPS - f->time_ps * step / RAMP_STEPS;
    default:
      return f->time_ps;
  }
}

static struct fault stroke(const struct fault *f, uint32_t step) {
  struct fault now = *f;
  now.event = FAULT_AT_TIME;
  now.time_ps = now.number = now.delay_ps = 0;
  if (f->kind == FAULT_FLAP) {
    now.kind = step % 2 == 0 ? FAULT_PSU : FAULT_RESTORE;
    now.value = 0;
  } else if (f->kind == FAULT_RAMP && step < RAMP_STEPS) {
    now.value = (step + 1) * 1000 / (RAMP_STEPS + 1);
  } else if (step != 0) { /* the end of a ramp or a brownout */
    now.kind = FAULT_RESTORE;
    now.value = 0;
  }
  return now;
}

bool fault_due(struct fault_schedule *s, uint64_t now_ps, const struct fault_counts *counts,
               struct fault *out) {
  if (s->waiting != 0) {
    hear_events(s, now_ps, counts);
    find_next(s);
  }
  if (s->next_ps > now_ps || s->next_ps == NEVER) return false;
  unsigned i = 0;
  while (s->item[i].due_ps != s->next_ps) i++;
  const struct fault *f = &s->list.fault[i];
  uint32_t step = s->item[i].step++;
  *out = stroke(f, step);
  if (step + 1 == strokes(f)) {
    s->item[i].due_ps = NEVER;
    s->open--;
  } else {
    s->item[i].due_ps = later(s->item[i].due_ps, pause_after(f, step));
  }
  find_next(s);
  return true;
}
