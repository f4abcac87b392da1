/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "crash.h"
#include "exit_status.h"

#define WAVE_SUFFIX "-wave"

/* This program's build that can trace: the same memories, so the same cycles. */
static int hand_over(int argc, char **argv) {
  char path[PATH_MAX];
  char **copy = calloc((size_t)argc + 2, sizeof *copy);
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof WAVE_SUFFIX);
  if (copy == NULL || length <= 0) return EXIT_WRONG;
  memcpy(path + length, WAVE_SUFFIX, sizeof WAVE_SUFFIX);
  copy[0] = path;
  copy[1] = (char[]){"crash"};
  for (int i = 1; i < argc; i++) copy[i + 1] = argv[i];
  execv(path, copy);
  fprintf(stderr, "twinack crash: --wave: %s: %s, expected the build of this program that traces\n",
          path, strerror(errno));
  free(copy);
  return EXIT_BAD_INPUT;
}

static void print(const struct crash_options *o, const struct explore_verdict *v) {
  const struct explore_state *s = &o->state;
  printf("state     %s, %s, %s at cycle %u", config_mode_name(s->mode),
         crash_topology_name(s->topology), explore_fault_name(s->fault), s->cycle);
  if (s->second != EXPLORE_NONE)
    printf(", %s at cycle %u", explore_fault_name(s->second), s->second_cycle);
  printf("\nverdict   %s", explore_outcome_name(v->outcome));
  if (v->lba != UINT64_MAX) printf(": block %" PRIu64, v->lba);
  if (v->outcome == EXPLORE_LOST && v->documented != NULL)
    printf("\ndocumented  %s", v->documented);
  printf("\nquiet     at cycle %u; taken over after %u cycles (0: not), one copy only for %u\n",
         v->quiet_cycle, v->takeover_cycles, v->exposed_cycles);
}

int crash_replay(const struct crash_options *o, int argc, char **argv) {
  struct explore_verdict v;
  char err[200];
  if (o->wave != NULL && !csim_can_trace()) return hand_over(argc, argv);
  if (explore_replay(&o->plan, &o->state, o->wave, &v, err, sizeof err) != 0) {
    fprintf(stderr, "twinack crash: --replay: %s\n", err);
    return EXIT_BAD_INPUT;
  }
  print(o, &v);
  if (o->wave != NULL) printf("next      gtkwave %s\n", o->wave);
  return v.outcome == EXPLORE_SURVIVED || v.outcome == EXPLORE_BLOCKED ||
                 (v.outcome == EXPLORE_LOST && v.documented != NULL)
             ? EXIT_WELL
             : EXIT_WRONG;
}
