/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_config.c: a system that is quick about everything, and a small workload that overwrites
 * itself.
 *
 * Every way through the hardware is gone, but in as few cycles as will do: what is explored is the
 * order of events, not their distance.
 */
#include "explore_internal.h"
#include "rng.h"

#define FRAME_BEATS 67U

void explore_defaults(struct explore_plan *plan) {
  *plan = (struct explore_plan){
      .seed = 1,
      .cycles = 1,
      .pair_every = 59, /* primes, so that they fall on every phase of a frame */
      .pair_step = 41,
      .return_every = 13,
      .readback_every = 1000,
      .limit = 4000,
      .link_rate = 256,
      .disk_mbs = 10000}; /* 10 clocks a block */
}

/* The standby clock runs at a fifth of its period: all times of the supplies shrink by five. */
static void power(const struct explore_plan *plan, struct csim_config *cfg) {
  struct power_config *p = &cfg->power;
  cfg->period_p_ps = 20000;
  p->topology = plan->topology;
  p->fall_mv = 400; /* two ticks from nominal to under-voltage */
  p->rise_mv = 800; /* twice as steep, as by default */
  /* With a battery as steep as a rail may be that outlasts a switchover, else steeper. */
  p->rail_fall_mv = plan->topology == TWK_TOPOLOGY_BATTERY ? 225 : 300;
  p->detect_ns = 100;
  p->switch_ns = 100;
  p->validate_us = 1; /* ten ticks */
  p->holdup_us = 0;
}

void explore_config(const struct explore_plan *plan, struct csim_config *cfg) {
  csim_config_defaults(cfg);
  cfg->mode = plan->mode;
  cfg->seed = plan->seed;
  cfg->volume_blocks = 64;
  cfg->period_a_ps = 5000;
  cfg->period_b_ps = plan->unequal ? 5300 : 5000;
  cfg->period_m_ps = plan->unequal ? 4700 : 5000;
  cfg->random_phase = plan->unequal;
  cfg->random_crossing = plan->unequal;
  cfg->managed = true;
  cfg->multipath = true;
  cfg->tick_cycles = 16;
  cfg->silence_cycles = 64;
  cfg->retry_pause_ns = 100;
  cfg->fifo_limit = 3 * FRAME_BEATS;
  cfg->link_latency_ns = 40; /* 8 clocks */
  cfg->link_rate = plan->link_rate;
  cfg->controller.destage_start = 3;
  cfg->controller.destage_stop = 1;
  cfg->controller.disk_depth = 4;
  cfg->controller.cost_decision = 4;
  cfg->controller.cost_entry = 1;
  cfg->controller.link_grace = 2;
  cfg->controller.boot_ticks = 6;
  cfg->disk.read_us = cfg->disk.write_us = 0;
  cfg->disk.transfer_mbs = plan->disk_mbs;
  cfg->disk.spindles = 1;
  cfg->disk.channels = 2;
  power(plan, cfg);
}

/* Three writes to one read; commands overlap, in blocks and in time. */
void explore_script_make(uint64_t seed, struct explore_script *script) {
  struct rng r;
  rng_seed(&r, seed);
  for (unsigned v = 0; v < EXPLORE_VOLUMES; v++)
    for (unsigned i = 0; i < EXPLORE_COMMANDS; i++) {
      struct explore_command *c = &script->command[v][i];
      c->op = i % 4 == 3 ? TWK_OP_READ : TWK_OP_WRITE;
      c->blocks = (uint8_t)(1 + rng_below(&r, EXPLORE_BLOCKS));
      c->lba = (uint8_t)rng_below(&r, EXPLORE_SPAN + 1 - c->blocks);
    }
}
