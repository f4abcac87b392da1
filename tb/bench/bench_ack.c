/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_ack.c: owner clocks from the first data beat to the ack, system at rest, FIFO not full.
 * Prints one JSON object; the figures are cycles, so they are the same on every machine.
 */
#include <stdio.h>

#include "csim.h"

#define BEATS 64

static uint64_t ack_cycles(unsigned mode, unsigned blocks) {
  static uint8_t data[TWK_MAX_COUNT * 512];
  char err[160];
  struct csim_config cfg;
  struct csim_completion done;
  struct csim_command write = {.op = TWK_OP_WRITE, .lba = 8, .blocks = blocks, .data = data};
  csim_config_defaults(&cfg);
  cfg.mode = mode;
  struct csim *s = csim_create(&cfg, err, sizeof err);
  if (s == NULL) return 0;
  csim_post(s, &write);
  csim_run(s, csim_now_ps(s) + 1000000000);
  bool ok = csim_poll(s, &done) && done.status == TWK_STATUS_OK;
  csim_destroy(s);
  return ok ? done.done_cycle - done.first_beat_cycle : 0;
}

int main(void) {
  static const char *const name[] = {"early", "sync", "through", "local"};
  printf("{\"payload_beats\": %d, \"allowed_early\": %d, \"limit_early\": %d", BEATS, BEATS + 6,
         BEATS + 1);
  for (unsigned mode = 0; mode < 4; mode++)
    printf(", \"%s_1_block\": %llu, \"%s_8_blocks\": %llu", name[mode],
           (unsigned long long)ack_cycles(mode, 1), name[mode],
           (unsigned long long)ack_cycles(mode, 8));
  puts("}");
  return 0;
}
