/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csim_config.c: defaults of a simulated system and the rules its figures must keep.
 */
#include "csim_internal.h"

#define FRAME_BEATS (BLOCK_BEATS + 3U) /* two of header, one of trailer */

void csim_config_defaults(struct csim_config *cfg) {
  *cfg = (struct csim_config){
      .mode = TWK_MODE_EARLY,
      .seed = 1,
      .volume_blocks = 131072, /* 64 MiB */
      .period_a_ps = 5000,     /* 200 MHz, each a little off the others as crystals are */
      .period_b_ps = 5010,
      .period_m_ps = 4990,
      .period_p_ps = POWER_TICK_NS * 1000,
      .managed = true,
      .multipath = true,
      .tick_cycles = 1000,
      .silence_cycles = 5000,
      .lamp_us = 100000, /* seen by an eye */
      .settle_us = 1000,
      .random_phase = true,
      .fifo_limit = csim_fifo_depth(),
      .link_latency_ns = 1000,
      .link_rate = 128, /* half the host port's rate */
      .retry_pause_ns = 2000,
      .controller = {.slots = csim_slots(),
                     .destage_start = csim_slots() / 2,
                     .destage_stop = csim_slots() / 4,
                     .disk_depth = 32,
                     .cost_decision = 200,
                     .cost_entry = 8,
                     .link_grace = 2,
                     .boot_ticks = 8},
  };
  power_config_defaults(&cfg->power);
  disk_defaults(&cfg->disk);
}

static bool period_ok(unsigned ps) {
  return ps >= 200 && ps <= 1000000 && ps % 2 == 0;
}

const char *csim_config_check(const struct csim_config *cfg) {
  unsigned shortest = cfg->period_a_ps;
  if (cfg->period_b_ps < shortest) shortest = cfg->period_b_ps;
  if (cfg->period_m_ps < shortest) shortest = cfg->period_m_ps;
  if (cfg->mode > TWK_MODE_LOCAL) return "mode: unknown, expected early, sync, through or local";
  if (cfg->volume_blocks < 1 || cfg->volume_blocks > 1ULL << 37)
    return "volume: out of range, expected 512 bytes to 64 TiB";
  if (!period_ok(cfg->period_a_ps)) return "a_ps: bad period, expected an even 200 to 1000000";
  if (!period_ok(cfg->period_b_ps)) return "b_ps: bad period, expected an even 200 to 1000000";
  if (!period_ok(cfg->period_m_ps)) return "m_ps: bad period, expected an even 200 to 1000000";
  if (cfg->jitter_ps >= shortest / 4)
    return "jitter_ps: too large, expected less than a quarter of the shortest period";
  if (cfg->fifo_limit < FRAME_BEATS || cfg->fifo_limit > csim_fifo_depth())
    return "limit: out of range, expected one frame (67 beats) up to the FIFO's depth";
  if ((uint64_t)cfg->link_latency_ns * 1000 / cfg->period_m_ps > 32767)
    return "latency_ns: too long, expected at most 32767 clocks of clk_m";
  if (cfg->link_rate < 1 || cfg->link_rate > 256)
    return "rate: out of range, expected 1/256 to 1 beat a clock";
  if (cfg->host_switch && CONTROLLER_MAX_TAGS < MULTIPATH_COMMANDS)
    return "switch: this build is without it, expected no";
  if (cfg->retry_pause_ns < 1 || cfg->retry_pause_ns > 1000000000)
    return "retry_pause_ns: out of range, expected 1 to 1000000000";
  if (cfg->managed && cfg->tick_cycles < 1)
    return "heartbeat_us: shorter than a cycle, expected more";
  if (cfg->managed && cfg->silence_cycles <= cfg->tick_cycles)
    return "silence_us: not above heartbeat_us, a living peer would count as silent, expected more";
  for (unsigned i = 0; i < cfg->faults.count; i++)
    if (cfg->faults.fault[i].kind == FAULT_MOVE && !cfg->multipath)
      return "fault: a move without multipath, expected multipath";
  return power_config_check(&cfg->power);
}
