/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands.h: host commands at given times, and how their ends are printed: what the C simulation
 * and the TLM target are both given, and what must come out alike.
 */
#ifndef TB_SYSTEMC_COMMANDS_H
#define TB_SYSTEMC_COMMANDS_H

#include "csim.h"

struct timed_command {
  uint64_t ps; /* since the array was up; increases */
  struct csim_command command;
  struct csim_completion end;
  bool ended;
};

struct commands {
  struct csim_config cfg;
  struct timed_command *list; /* with their data; never freed */
  unsigned count;
};

/* MODE SEED COUNT [FAULT,...]: random clocks, jitter and crossings, and requests in bursts. Ends
 * the program with status 2 and a line on stderr when they are bad. */
void commands_make(struct commands *c, int argc, char **argv);
/* One line for each: what it was, how it ended and at which ps and cycle, and a CRC of what was
 * read. Status 1 when one has not ended. origin_ps: csim_now_ps() when the array was up. */
int commands_print(const struct commands *c, uint64_t origin_ps);

#endif
