/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim.c: builds a system, takes its commands, and ends it.
 */
#include "csim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csim_internal.h"

#define PAIRING_CYCLES 1000000U /* far more than it takes with the slowest link and disks */

static void straps(struct csim *s) {
  const struct model *m = s->model;
  const struct csim_config *c = &s->cfg;
  *m->link_latency = (uint16_t)((uint64_t)c->link_latency_ns * 1000 / c->period_m_ps);
  *m->link_rate = (uint16_t)c->link_rate;
  *m->managed = c->managed;
  *m->switched = c->host_switch;
  *m->tick_cycles = c->tick_cycles;
  *m->silence_cycles = c->silence_cycles;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct model_side *p = &m->side[i];
    *p->mode = (uint8_t)c->mode;
    *p->fifo_limit = (uint16_t)c->fifo_limit;
    *p->own_strap = (uint8_t)csim_strapped((enum csim_side)i);
    *p->vol_blocks = c->volume_blocks;
  }
}

/* Two controllers that start find each other; a system that cannot is simulated as it is. */
static void pair(struct csim *s) {
  uint64_t until = s->side[CSIM_A].cycle + PAIRING_CYCLES;
  while ((csim_phase(s, CSIM_A) != TWK_PHASE_PAIRED || csim_phase(s, CSIM_B) != TWK_PHASE_PAIRED) &&
         s->side[CSIM_A].cycle < until)
    csim_step(s);
  s->watch = (struct watch){.since_ps = s->now_ps,
                            .phase = {csim_phase(s, CSIM_A), csim_phase(s, CSIM_B)}};
}

static void power_on(struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    struct side *d = &s->side[i];
    d->id = (enum csim_side)i;
    d->system = s;
    d->port = &s->model->side[i];
    d->up = i == CSIM_A ? s->model->a_up : s->model->b_up;
    host_init(&d->host, s, d, CSIM_QUEUE_DEPTH, d->command, d->waiting);
  }
  host_init(&s->host.end, s, NULL, MULTIPATH_COMMANDS, s->host.command, s->host.waiting);
  straps(s);
  csim_settle(s); /* every reset is low */
  power_start(s);
  while (!power_is_up(s)) csim_step(s);
  power_straps(s);
  while (s->side[CSIM_A].cycle < RESET_CYCLES || s->side[CSIM_B].cycle < RESET_CYCLES) csim_step(s);
  for (unsigned r = 0; r < CSIM_RAILS; r++) csim_reset(s, (enum csim_rail)r, false);
  while (!s->side[CSIM_A].alive || !s->side[CSIM_B].alive) csim_step(s);
  if (s->cfg.managed) pair(s);
  faults_start(s);
}

static unsigned no_space(void *ctx, enum hw_queue q) {
  (void)ctx;
  (void)q;
  return 0;
}

static void no_push(void *ctx, enum hw_queue q, const struct record *r) {
  (void)ctx;
  (void)q;
  (void)r;
}

static void no_control(void *ctx, uint32_t word) {
  (void)ctx;
  (void)word;
}

/* The controller's own rules are asked of a controller that is not connected to anything. */
static const char *check(struct csim_config *cfg) {
  static const struct hw unconnected = {.space = no_space, .push = no_push, .control = no_control};
  const char *why = csim_config_check(cfg);
  if (why != NULL) return why;
  struct controller *trial = malloc(sizeof *trial);
  if (trial == NULL) return "out of memory";
  cfg->controller.mode = cfg->mode;
  cfg->controller.slots = csim_slots();
  cfg->controller.managed = cfg->managed;
  cfg->controller.volume_blocks = cfg->volume_blocks;
  why = controller_init(trial, &cfg->controller, &unconnected);
  free(trial);
  return why;
}

struct csim *csim_create(const struct csim_config *cfg, char *err, size_t err_size) {
  struct csim_config full = *cfg;
  const char *why = check(&full);
  struct csim *s = why == NULL ? calloc(1, sizeof *s) : NULL;
  if (s == NULL) {
    snprintf(err, err_size, "%s", why == NULL ? "out of memory" : why);
    return NULL;
  }
  uint64_t salt = full.seed;
  full.disk.blocks = TWK_VOLUMES * full.volume_blocks;
  full.disk.seed = rng_splitmix64(&salt);
  const unsigned period[CLOCKS] = {full.period_a_ps, full.period_b_ps, full.period_m_ps,
                                   full.period_p_ps};
  clocks_init(&s->clocks, period, full.jitter_ps, full.random_phase, rng_splitmix64(&salt));
  uint32_t crossing = (uint32_t)(rng_splitmix64(&salt) % 0x7ffffffe + 1);
  s->cfg = full;
  s->disk = disk_open(&full.disk, err, err_size);
  if (s->disk != NULL) s->model = model_new(full.random_crossing ? crossing : 0);
  if (s->disk == NULL || s->model == NULL) {
    if (s->disk != NULL) snprintf(err, err_size, "out of memory");
    csim_destroy(s);
    return NULL;
  }
  s->disk_next_ps = UINT64_MAX;
  reserve_init(&s->reserve);
  const struct disk_opened *found = disk_opened(s->disk);
  if (found->noted) reserve_init_homes(&s->reserve, (uint8_t)found->note);
  multipath_init(s);
  fault_schedule_init(&s->faults.schedule, &(struct fault_list){.count = 0}, 0);
  power_on(s);
  return s;
}

void csim_destroy(struct csim *s) {
  if (s == NULL) return;
  model_delete(s->model);
  if (s->disk != NULL) disk_close(s->disk);
  free(s);
}

/* ---- commands */

int csim_post(struct csim *s, const struct csim_command *c) {
  if (s->cfg.multipath) return multipath_post(s, c);
  if (!s->cfg.host_switch) return host_post(&s->side[csim_clock_of(c->volume)].host, c);
  return csim_outstanding(s, c->volume) == CSIM_QUEUE_DEPTH ? -1 : host_post(&s->host.end, c);
}

void csim_finish(struct csim *s, const struct csim_completion *c) {
  s->faults.counts.count[FAULT_AT_ACK] +=
      c->command.op == TWK_OP_WRITE && c->status == TWK_STATUS_OK;
  struct completions *q = &s->completions;
  q->entry[(q->head + q->count++) % COMPLETIONS] = *c;
}

void csim_complete(struct csim *s, const struct csim_completion *c) {
  struct csim_completion end = *c;
  if (!s->cfg.multipath || multipath_end(s, &end)) csim_finish(s, &end);
}

bool csim_poll(struct csim *s, struct csim_completion *out) {
  struct completions *q = &s->completions;
  if (q->count == 0) return false;
  *out = q->entry[q->head];
  q->head = (q->head + 1) % COMPLETIONS;
  q->count--;
  return true;
}

/* ---- more than a host may */

int csim_read_slot(struct csim *s, enum csim_side side, unsigned slot, void *out) {
  struct side *d = &s->side[side];
  struct host_end *h = s->cfg.host_switch ? &s->host.end : &d->host;
  struct record send = {.kind = TWK_CMD_SEND, .tag = PROBE_TAG, .slot = (uint16_t)slot};
  uint64_t end = d->cycle + 100000;
  if (!d->alive || d->firmware.queue[HW_HOST].count == RING_DEPTH) return -1;
  h->probe = out;
  h->probe_done = h->probe_damaged = false;
  const struct hw *hw = &d->firmware.controller.hw;
  hw->push(hw->ctx, HW_HOST, &send);
  while (!h->probe_done && d->cycle < end) csim_step(s);
  h->probe = NULL;
  return h->probe_done && !h->probe_damaged ? 0 : -1;
}

pid_t csim_fork(struct csim *s) {
  return s->tracing || s->cfg.disk.image != NULL ? -1 : fork();
}

/* ---- waveform */

int csim_trace_open(struct csim *s, const char *path) {
  if (model_trace_open(s->model, path) != 0) return -1;
  s->tracing = true;
  csim_dump(s);
  return 0;
}

void csim_trace_close(struct csim *s) {
  s->tracing = false;
  model_trace_close(s->model);
}
