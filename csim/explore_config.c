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
      .pair_every = 23, /* primes, so that they fall on every phase of a frame */
      .pair_step = 17,
      .readback_every = 1000,
      .limit = 4000};
}

void explore_config(const struct explore_plan *plan, struct csim_config *cfg) {
  csim_config_defaults(cfg);
  cfg->mode = plan->mode;
  cfg->seed = plan->seed;
  cfg->volume_blocks = 64;
  cfg->managed = cfg->multipath = true;
  cfg->retry_pause_ns = 100;
  /* Supplies: a tick is 4 cycles; dead 4 ticks after their unit, trusted 10 ticks after its return;
   * the slope is as steep as the switchover of topology battery allows. */
  cfg->period_p_ps = 20000;
  cfg->power.topology = plan->topology;
  cfg->power.holdup_us = 1;
  cfg->power.fall_mv = 1000;
  cfg->power.rise_mv = 1000;
  cfg->power.rail_fall_mv = 250;
  cfg->power.detect_ns = 100;
  cfg->power.switch_ns = 100;
  cfg->power.validate_us = 1;
  cfg->power.battery_us = 1000;
  cfg->power.battery_charge = 1;
  cfg->tick_cycles = 20; /* longer than a status bit is on its way */
  cfg->silence_cycles = 80;
  cfg->period_a_ps = 5000;
  cfg->period_b_ps = plan->unequal ? 5300 : 5000;
  cfg->period_m_ps = plan->unequal ? 4700 : 5000;
  cfg->random_phase = plan->unequal;
  cfg->random_crossing = plan->unequal;
  cfg->fifo_limit = 3 * FRAME_BEATS;
  cfg->link_latency_ns = 40; /* 8 clocks */
  cfg->link_rate = 256;
  cfg->controller.destage_start = 4;
  cfg->controller.destage_stop = 2;
  cfg->controller.disk_depth = 4;
  cfg->controller.cost_decision = 8;
  cfg->controller.cost_entry = 2;
  cfg->disk.read_us = cfg->disk.write_us = 0;
  cfg->disk.transfer_mbs = 10000; /* 10 clocks a block */
  cfg->disk.spindles = 1;
  cfg->disk.channels = 4;
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
