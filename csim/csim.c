/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim.c: builds a system, moves its time, and answers for it.
 */
#include "csim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csim_internal.h"

#ifndef TWINACK_SLOTS
#error "TWINACK_SLOTS and TWINACK_FIFO_DEPTH must be given as to the RTL"
#endif

#define PAIRING_CYCLES 1000000U /* far more than it takes with the slowest link and disks */
#define RESET_CYCLES 8U /* held at the start, and waited after a release for the synchronisers */

unsigned csim_slots(void) {
  return TWINACK_SLOTS;
}

unsigned csim_fifo_depth(void) {
  return TWINACK_FIFO_DEPTH;
}

bool csim_can_trace(void) {
  return model_can_trace();
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

/* ---- a controller goes and comes */

static void counters_add(struct controller_counters *to, const struct controller_counters *from) {
  const uint64_t *f = (const uint64_t *)from;
  uint64_t *t = (uint64_t *)to;
  for (size_t i = 0; i < sizeof *to / sizeof *t; i++) t[i] += f[i];
}

static void side_down(struct side *d) {
  const struct model_side *p = d->port;
  if (d->alive) counters_add(&d->system->watch.past, &d->firmware.controller.count);
  d->alive = false;
  host_abort(d);
  d->disk.count = 0;
  d->disk.in_beat = 0;
  *p->hc_valid = *p->hw_valid = *p->ev_ready = *p->fs_valid = *p->cl_valid = 0;
  *p->hq_valid = *p->dq_valid = *p->dr_valid = *p->dd_valid = *p->ct_valid = 0;
}

static void side_up(struct side *d) {
  if (++d->life == 0) d->life = 1; /* the drain says 0 for an epoch that it could not read */
  *d->port->epoch = d->life;
  d->alive_from = d->cycle + RESET_CYCLES;
}

/* ---- time */

static void collect_disks(struct csim *s) {
  struct disk_done done;
  while (disk_poll(s->disk, s->now_ps, &done))
    disk_link_done(&s->side[disk_link_side(done.cookie)], &done);
  s->disk_next_ps = disk_next_ps(s->disk);
}

static void side_step(struct csim *s, struct side *d) {
  unsigned level = *d->port->fifo_level;
  d->cycle++;
  if (level > s->fifo_max[d->id]) s->fifo_max[d->id] = level;
  s->fifo_sum[d->id] += level;
  if (!d->alive) {
    if (!*d->up || d->cycle < d->alive_from) return;
    d->alive = true;
    disk_link_start(d);
    firmware_start(d);
    s->faults.starts++;
  }
  host_step(d);
  firmware_step(d);
  disk_link_step(d);
}

/* Reset pins, rails and fences all end in one level a controller. */
static void watch_sides(struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    struct side *d = &s->side[i];
    if (*d->up == d->was_up) continue;
    d->was_up = *d->up;
    if (d->was_up) {
      side_up(d);
    } else {
      side_down(d);
    }
  }
}

static void evaluate(struct csim *s) {
  model_eval(s->model);
  s->evals++;
  watch_sides(s);
  /* What is changed between edges shows with the next one: a waveform has one value at a time. */
  if (!s->tracing || s->dumped_ps == s->now_ps) return;
  s->dumped_ps = s->now_ps;
  model_trace_dump(s->model, s->now_ps);
}

static void clock_pins(struct csim *s, unsigned high) {
  *s->model->clk_a = high >> CLOCK_A & 1;
  *s->model->clk_b = high >> CLOCK_B & 1;
  *s->model->clk_m = high >> CLOCK_M & 1;
  *s->model->clk_p = high >> CLOCK_P & 1;
}

/* Nothing in the RTL acts on a falling edge, so without a waveform it is given together with the
 * next rising edge of another clock, or at no cost when there was none. */
static void evaluate_edges(struct csim *s, unsigned rising) {
  unsigned high = rising;
  if (s->tracing) {
    for (unsigned i = 0; i < CLOCKS; i++) high |= (unsigned)s->clocks.clock[i].high << i;
    high &= s->running;
  } else if (rising == 0) {
    return;
  } else if (rising & s->pins_high) {
    model_fall(s->model);
  }
  clock_pins(s, high);
  s->pins_high = high;
  evaluate(s);
}

static void step(struct csim *s) {
  s->now_ps = clocks_next_ps(&s->clocks);
  unsigned rising = clocks_step(&s->clocks) & s->running;
  if (rising & 1U << CLOCK_P) power_before(s);
  evaluate_edges(s, rising);
  if (s->disk_next_ps <= s->now_ps) collect_disks(s);
  if (s->multipath.next_ps <= s->now_ps) multipath_step(s);
  if (rising & 1U << CLOCK_A) side_step(s, &s->side[CSIM_A]);
  if (rising & 1U << CLOCK_B) side_step(s, &s->side[CSIM_B]);
  /* Both settle inputs anew: what was booked for an edge at this very time has moved by now. */
  if (rising & 1U << CLOCK_P) power_step(s);
  faults_step(s);
  if (s->cfg.managed) watch_step(s);
}

void csim_run(struct csim *s, uint64_t until_ps) {
  while (s->completions.count == 0 && clocks_next_ps(&s->clocks) <= until_ps) step(s);
  /* Time goes on between edges too: what is due at until_ps is due now. */
  if (s->completions.count == 0 && s->now_ps < until_ps) s->now_ps = until_ps;
}

uint64_t csim_now_ps(const struct csim *s) {
  return s->now_ps;
}

/* ---- resets */

/* Inputs moved between edges: what they reset at once, and ready that went away with it. */
void csim_settle(struct csim *s) {
  evaluate(s);
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (s->side[i].alive) host_ready_gone(&s->side[i]);
}

void csim_reset(struct csim *s, enum csim_rail rail, bool hold) {
  const struct model *m = s->model;
  uint8_t *const pin[CSIM_RAILS] = {m->a_rst_n,  m->b_rst_n,        m->ab_rst_n,
                                    m->ba_rst_n, m->ab_drain_rst_n, m->ba_drain_rst_n};
  if (*pin[rail] == !hold) return;
  *pin[rail] = !hold;
  csim_settle(s);
}

void csim_cut_link(struct csim *s, enum csim_side owner, bool cut) {
  *(owner == CSIM_A ? s->model->ab_link_cut : s->model->ba_link_cut) = cut;
  csim_settle(s);
}

void csim_inject(struct csim *s, enum csim_side side, enum csim_memory memory,
                 const uint32_t mask[3]) {
  const struct model_side *p = s->side[side].port;
  uint32_t *const port[] = {p->inject_local, p->inject_mirror, p->inject_fifo};
  for (unsigned i = 0; i < 3; i++) port[memory][i] = mask == NULL ? 0 : mask[i];
}

/* ---- life */

static void straps(struct csim *s) {
  const struct model *m = s->model;
  const struct csim_config *c = &s->cfg;
  *m->link_latency = (uint16_t)((uint64_t)c->link_latency_ns * 1000 / c->period_m_ps);
  *m->link_rate = (uint16_t)c->link_rate;
  *m->managed = c->managed;
  *m->tick_cycles = c->tick_cycles;
  *m->silence_cycles = c->silence_cycles;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct model_side *p = &m->side[i];
    *p->mode = (uint8_t)c->mode;
    *p->fifo_limit = (uint16_t)c->fifo_limit;
    *p->vol_base = i * c->volume_blocks;
    *p->vol_blocks = c->volume_blocks;
  }
}

/* Two controllers that start find each other; a system that cannot is simulated as it is. */
static void pair(struct csim *s) {
  uint64_t until = s->side[CSIM_A].cycle + PAIRING_CYCLES;
  while ((csim_phase(s, CSIM_A) != TWK_PHASE_PAIRED || csim_phase(s, CSIM_B) != TWK_PHASE_PAIRED) &&
         s->side[CSIM_A].cycle < until)
    step(s);
  s->watch = (struct watch){.since_ps = s->now_ps};
}

static void power_on(struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    struct side *d = &s->side[i];
    d->id = (enum csim_side)i;
    d->system = s;
    d->port = &s->model->side[i];
    d->up = i == CSIM_A ? s->model->a_up : s->model->b_up;
  }
  straps(s);
  evaluate(s); /* every reset is low */
  power_start(s);
  while (!power_is_up(s)) step(s);
  power_straps(s);
  while (s->side[CSIM_A].cycle < RESET_CYCLES || s->side[CSIM_B].cycle < RESET_CYCLES) step(s);
  for (unsigned r = 0; r < CSIM_RAILS; r++) csim_reset(s, (enum csim_rail)r, false);
  while (!s->side[CSIM_A].alive || !s->side[CSIM_B].alive) step(s);
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
  full.disk.blocks = 2 * full.volume_blocks;
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
  multipath_init(&s->multipath);
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

/* ---- questions */

int csim_post(struct csim *s, const struct csim_command *c) {
  return s->cfg.multipath ? multipath_post(s, c) : host_post(&s->side[c->volume & 1], c);
}

unsigned csim_outstanding(const struct csim *s, unsigned volume) {
  return s->cfg.multipath ? s->multipath.outstanding[volume & 1]
                          : s->side[volume & 1].host.outstanding;
}

bool csim_idle(const struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    /* Longer than anything rests between two queues of the RTL. */
    bool settled = d->cycle - d->active_cycle > 64;
    if (csim_outstanding(s, i) != 0) return false;
    if (s->cfg.managed && !d->alive) { /* what it had is its peer's now, or nobody's yet */
      if (!(csim_serves(s, (enum csim_side) !i) >> i & 1)) return false;
      continue;
    }
    /* A frame that was lost with its owner keeps the flag at 1, and nothing more will come of it.
     */
    if (s->cfg.managed ? *d->port->fifo_level != 0 : csim_present(s, (enum csim_side)i))
      return false;
    if (!firmware_quiet(d) || !settled) return false;
  }
  return true;
}

unsigned csim_serves(const struct csim *s, enum csim_side side) {
  const struct side *d = &s->side[side];
  if (!d->alive) return 0;
  return s->cfg.managed ? controller_serves(&d->firmware.controller) : 1U << side;
}

int csim_phase(const struct csim *s, enum csim_side side) {
  const struct side *d = &s->side[side];
  if (!d->alive) return -1;
  return s->cfg.managed ? (int)controller_phase(&d->firmware.controller) : TWK_PHASE_PAIRED;
}

bool csim_settled(const struct csim *s) {
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    if (*d->up && !d->alive) return false;
    if (d->alive && s->cfg.managed && !controller_settled(&d->firmware.controller)) return false;
  }
  return true;
}

bool csim_present(const struct csim *s, enum csim_side owner) {
  return owner == CSIM_A ? *s->model->ab_present : *s->model->ba_present;
}

const struct controller *csim_controller(const struct csim *s, enum csim_side side) {
  return &s->side[side].firmware.controller;
}

struct disk *csim_disk(struct csim *s) {
  return s->disk;
}

void csim_counters(const struct csim *s, struct csim_counters *out) {
  const struct model *m = s->model;
  *out = (struct csim_counters){
      .evals = s->evals,
      .fifo_corrected = {*m->ab_ecc_corrected, *m->ba_ecc_corrected},
      .fifo_uncorrectable = {*m->ab_ecc_uncorrectable, *m->ba_ecc_uncorrectable},
      .retries = s->multipath.retries,
      .failovers = s->multipath.failovers,
      .assertions_failed = model_assertions_failed(m),
      .disk = *disk_counters(s->disk)};
  const struct watch *w = &s->watch;
  struct controller_counters all = w->past;
  out->takeovers = w->takeovers;
  out->takeover_ps[0] = w->takeover_ps[0];
  out->takeover_ps[1] = w->takeover_ps[1];
  out->exposed_ps = w->exposed_ps;
  out->unserved_ps = w->unserved_ps;
  out->switchovers = w->switchovers;
  out->present_faults = w->present_faults;
  out->both_served = w->both;
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (s->side[i].alive) counters_add(&all, &s->side[i].firmware.controller.count);
  out->degrades = (unsigned)all.degrades;
  out->resyncs = (unsigned)all.resyncs;
  out->failbacks = (unsigned)all.failbacks;
  out->adopted = (unsigned)all.adopted;
  for (unsigned i = 0; i < CSIM_SIDES; i++) {
    const struct side *d = &s->side[i];
    out->cycles[i] = d->cycle;
    out->fifo_max[i] = s->fifo_max[i];
    out->fifo_sum[i] = s->fifo_sum[i];
    out->stall_fifo[i] = *d->port->stall_fifo;
    out->stall_slot[i] = *d->port->stall_slot;
    out->stall_room[i] = *d->port->stall_room;
    out->cache_corrected[i] = *d->port->ecc_corrected;
    out->cache_uncorrectable[i] = *d->port->ecc_uncorrectable;
    out->scrubbed[i] = *d->port->ecc_scrubbed;
    out->firmware_busy[i] = d->firmware.busy_cycles;
    out->controller[i] = d->firmware.controller.count;
  }
}

int csim_read_slot(struct csim *s, enum csim_side side, unsigned slot, void *out) {
  struct side *d = &s->side[side];
  struct record send = {.kind = TWK_CMD_SEND, .tag = PROBE_TAG, .slot = (uint16_t)slot};
  uint64_t end = d->cycle + 100000;
  if (!d->alive || d->firmware.queue[HW_HOST].count == RING_DEPTH) return -1;
  d->host.probe = out;
  d->host.probe_done = d->host.probe_damaged = false;
  const struct hw *hw = &d->firmware.controller.hw;
  hw->push(hw->ctx, HW_HOST, &send);
  while (!d->host.probe_done && d->cycle < end) step(s);
  d->host.probe = NULL;
  return d->host.probe_done && !d->host.probe_damaged ? 0 : -1;
}

pid_t csim_fork(struct csim *s) {
  return s->tracing || s->cfg.disk.image != NULL ? -1 : fork();
}

/* ---- waveform */

int csim_trace_open(struct csim *s, const char *path) {
  if (model_trace_open(s->model, path) != 0) return -1;
  s->tracing = true;
  s->dumped_ps = s->now_ps;
  model_trace_dump(s->model, s->now_ps);
  return 0;
}

void csim_trace_close(struct csim *s) {
  s->tracing = false;
  model_trace_close(s->model);
}
