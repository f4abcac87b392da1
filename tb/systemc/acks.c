/* SPDX-License-Identifier: Apache-2.0 */
/* acks.c: commands.h through csim.h: the C simulation. */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"

#define PATIENCE_PS 100000000000 /* 100 ms */

static void run(struct csim *s, struct commands *c, uint64_t until_ps) {
  do {
    struct csim_completion e;
    csim_run(s, until_ps);
    while (csim_poll(s, &e)) {
      c->list[e.command.user].end = e;
      c->list[e.command.user].ended = true;
    }
  } while (csim_now_ps(s) < until_ps);
}

int main(int argc, char **argv) {
  char err[256];
  struct commands c = {.count = 0};
  commands_make(&c, argc, argv);
  struct csim *s = csim_create(&c.cfg, err, sizeof err);
  if (s == NULL) {
    fprintf(stderr, "acks: %s\n", err);
    return 2;
  }
  const uint64_t origin = csim_now_ps(s);
  for (unsigned i = 0; i < c.count; i++) {
    run(s, &c, origin + c.list[i].ps);
    if (csim_post(s, &c.list[i].command) != 0) {
      fprintf(stderr, "acks: no room for command %u, expected sparser traffic\n", i);
      return 2;
    }
  }
  for (uint64_t end = csim_now_ps(s) + PATIENCE_PS; csim_now_ps(s) < end;) {
    unsigned open = 0;
    for (unsigned v = 0; v < csim_volumes(); v++) open += csim_outstanding(s, v);
    if (open == 0) break;
    run(s, &c, csim_now_ps(s) + 1000000);
  }
  const int status = commands_print(&c, origin);
  csim_destroy(s);
  return status;
}
