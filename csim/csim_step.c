/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim_step.c: moves a system's time, from clock edge to clock edge, and what is changed between
 * two: resets, link cuts, flips.
 */
#include "csim_internal.h"

/* ---- a controller goes and comes */

static void side_down(struct side *d) {
  const struct model_side *p = d->port;
  if (d->alive) csim_counters_add(&d->system->watch.past, &d->firmware.controller.count);
  d->alive = false;
  host_abort(&d->host);
  d->disk.count = 0;
  d->disk.in_beat = 0;
  *p->host.hc_valid = *p->host.hw_valid = *p->ev_ready = *p->fs_valid = *p->cl_valid = 0;
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
  host_step(&d->host);
  firmware_step(d);
  disk_link_step(d);
}

/* An edge of another clock may end a path, and take its ready away. */
static void switch_step(struct csim *s, unsigned rising) {
  if (rising >> CLOCK_M & 1) {
    host_step(&s->host.end);
  } else {
    host_ready_gone(&s->host.end);
  }
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

void csim_dump(struct csim *s) {
  s->dumped_ps = s->now_ps;
  for (unsigned i = 0; i < CSIM_SIDES; i++) firmware_trace(&s->side[i], &s->model->firmware[i]);
  model_trace_dump(s->model, s->now_ps);
}

static void evaluate(struct csim *s) {
  model_eval(s->model);
  s->evals++;
  watch_sides(s);
  /* What is changed between edges shows with the next one: a waveform has one value at a time. */
  if (s->tracing && s->dumped_ps != s->now_ps) csim_dump(s);
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

void csim_step(struct csim *s) {
  s->now_ps = clocks_next_ps(&s->clocks);
  unsigned rising = clocks_step(&s->clocks) & s->running;
  if (rising & 1U << CLOCK_P) power_before(s);
  evaluate_edges(s, rising);
  if (s->disk_next_ps <= s->now_ps) collect_disks(s);
  if (s->multipath.next_ps <= s->now_ps) multipath_step(s);
  if (s->cfg.host_switch) switch_step(s, rising);
  if (rising & 1U << CLOCK_A) side_step(s, &s->side[CSIM_A]);
  if (rising & 1U << CLOCK_B) side_step(s, &s->side[CSIM_B]);
  /* Both settle inputs anew: what was booked for an edge at this very time has moved by now. */
  if (rising & 1U << CLOCK_P) power_step(s);
  faults_step(s);
  if (s->cfg.managed) watch_step(s);
}

void csim_run(struct csim *s, uint64_t until_ps) {
  while (s->completions.count == 0 && clocks_next_ps(&s->clocks) <= until_ps) csim_step(s);
  /* Time goes on between edges too: what is due at until_ps is due now. */
  if (s->completions.count == 0 && s->now_ps < until_ps) s->now_ps = until_ps;
}

/* ---- between edges */

/* Inputs moved between edges: what they reset at once, and ready that went away with it. */
void csim_settle(struct csim *s) {
  evaluate(s);
  for (unsigned i = 0; i < CSIM_SIDES; i++)
    if (s->side[i].alive) host_ready_gone(&s->side[i].host);
  if (s->cfg.host_switch) host_ready_gone(&s->host.end);
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
