/* SPDX-License-Identifier: Apache-2.0 */
/* One block written to an array at rest: cycles from its first beat to its ack, in each mode.
 *   cc example.c $(pkg-config --cflags --libs twinack) */
#include <csim.h>
#include <inttypes.h>
#include <stdio.h>

static uint64_t cycles(unsigned mode) {
  static uint8_t block[DISK_BLOCK] = "hello";
  struct csim_command write = {.op = TWK_OP_WRITE, .lba = 8, .blocks = 1, .data = block};
  struct csim_completion end = {.status = CSIM_STATUS_ABORTED};
  struct csim_config cfg;
  char why[256];

  csim_config_defaults(&cfg);
  cfg.mode = mode;
  struct csim *array = csim_create(&cfg, why, sizeof why); /* powered on, paired, idle */
  if (array == NULL) {
    fprintf(stderr, "%s\n", why);
    return 0;
  }
  csim_post(array, &write);
  csim_run(array, csim_now_ps(array) + UINT64_C(1000000000)); /* 1 ms, or to the ack */
  csim_poll(array, &end);
  csim_destroy(array);
  return end.status == TWK_STATUS_OK ? end.done_cycle - end.first_beat_cycle : 0;
}

int main(void) {
  printf("early %" PRIu64 "\nsync %" PRIu64 "\n", cycles(TWK_MODE_EARLY), cycles(TWK_MODE_SYNC));
  return 0;
}
