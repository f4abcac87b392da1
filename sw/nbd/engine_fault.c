/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_fault.c: faults that somebody asks for while the array runs.
 */
#include <stdio.h>

#include "engine_internal.h"

struct fault_call {
  const struct fault *fault;
  char *err;
  size_t err_size;
  int result;
};

static struct fault_world world_of(const struct csim_config *cfg) {
  return (struct fault_world){.topology = cfg->power.topology,
                              .mode = cfg->mode,
                              .managed = cfg->managed,
                              .nominal_mv = cfg->power.nominal_mv,
                              .battery_us = cfg->power.battery_us,
                              .disk = &cfg->disk};
}

static bool accepted(const struct csim_config *cfg, const struct fault *f[], unsigned count) {
  struct fault_world world = world_of(cfg);
  struct fault_list list = {.count = count};
  char why[256];
  for (unsigned i = 0; i < count; i++) {
    list.fault[i] = *f[i];
    list.fault[i].event = FAULT_AT_TIME;
    list.fault[i].number = list.fault[i].delay_ps = 0;
  }
  return fault_check(&list, &world, why, sizeof why) == 0;
}

/* What cannot come twice stays; a hang ends when the peer fences the controller. */
static bool stays(const struct csim_config *cfg, const struct fault *f) {
  const struct fault *twice[] = {f, f};
  return f->kind != FAULT_HANG && accepted(cfg, twice, 1) && !accepted(cfg, twice, 2);
}

/* With it between them, the same fault may come again. */
static bool heals(const struct csim_config *cfg, const struct fault *cure,
                  const struct fault *harm) {
  const struct fault *again[] = {harm, cure, harm};
  return accepted(cfg, again, 3);
}

static void remember(struct engine *e, const struct fault *f) {
  const struct csim_config *cfg = &e->cfg.csim;
  struct fault_list *l = &e->lasting;
  unsigned kept = 0;
  for (unsigned i = 0; i < l->count; i++)
    if (!heals(cfg, f, &l->fault[i])) l->fault[kept++] = l->fault[i];
  l->count = kept;
  if (!stays(cfg, f) || l->count == FAULT_MAX) return;
  l->fault[l->count] = *f;
  l->fault[l->count].event = FAULT_AT_TIME;
  l->fault[l->count].number = l->fault[l->count].delay_ps = 0;
  l->count++;
}

static int check(const struct engine *e, const struct fault *f, char *err, size_t err_size) {
  struct fault_world world = world_of(&e->cfg.csim);
  struct fault_list list = e->lasting;
  if (list.count == FAULT_MAX) {
    snprintf(err, err_size, "too many faults at once, expected a restore first");
    return -1;
  }
  list.fault[list.count++] = *f;
  return fault_check(&list, &world, err, err_size);
}

static uint64_t duration_ps(const struct fault *f) {
  return f->kind == FAULT_FLAP ? f->value * f->time_ps : f->time_ps;
}

static void begin(struct engine *e, void *user) {
  struct fault_call *c = user;
  const struct fault *f = c->fault;
  const struct power_config *p = &e->cfg.csim.power;
  c->result = check(e, f, c->err, c->err_size);
  if (c->result != 0) return;
  if (!csim_fault_begin(e->csim, f)) {
    snprintf(c->err, c->err_size, "too many faults under way, expected to wait for their end");
    c->result = -1;
    return;
  }
  remember(e, f);
  if (f->event != FAULT_AT_TIME) return; /* it comes when there is work, and with it */
  engine_want(e, f->delay_ps + duration_ps(f) +
                     (p->holdup_us + (uint64_t)p->validate_us + AFTERMATH_US) * PS_PER_US);
}

int engine_fault(struct engine *e, const struct fault *f, char *err, size_t err_size) {
  struct fault_call c = {.fault = f, .err = err, .err_size = err_size};
  if (engine_call(e, begin, &c) == 0) return c.result;
  snprintf(err, err_size, "the array is being stopped");
  return -1;
}
