/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_jobs.c: units of work shared among processes. Each takes the next one not yet taken and
 * writes its result where the others see it, so that totals do not depend on who did what.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash.h"
#include "progress.h"

#define POLL_US 100000
#define JOBS 64

struct board {
  _Atomic unsigned next;
  _Atomic uint64_t cycles; /* of windows, explored */
  _Atomic uint64_t states;
};

struct worker {
  struct board *board;
  const struct crash_options *options;
  struct crash_unit *units;
  unsigned count;
};

void *crash_jobs_memory(size_t size) {
  void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED ? NULL : p;
}

static void advance(void *user, unsigned states) {
  struct board *b = user;
  atomic_fetch_add(&b->cycles, 1);
  atomic_fetch_add(&b->states, states);
}

static int work(const struct worker *w) {
  char err[200];
  for (;;) {
    unsigned at = atomic_fetch_add(&w->board->next, 1);
    if (at >= w->count) return 0;
    struct crash_unit *u = &w->units[at];
    struct explore_plan p = w->options->plan;
    p.mode = u->mode;
    p.topology = u->topology;
    p.unequal = u->unequal;
    p.first = u->first;
    p.cycles = u->cycles;
    p.progress = advance;
    p.user = w->board;
    if (explore_unit(&p, &u->result, err, sizeof err) != 0) {
      fprintf(stderr, "twinack crash: %s\n", err);
      return 1;
    }
    u->done = true;
  }
}

static pid_t start(const struct worker *w) {
  pid_t parent = getpid(), pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  _exit(getppid() == parent ? work(w) : 1);
}

/* True while one of them runs; takes the ends of those that do not. */
static bool any_running(pid_t *pid, unsigned jobs) {
  bool any = false;
  for (unsigned i = 0; i < jobs; i++) {
    if (pid[i] <= 0) continue;
    if (waitpid(pid[i], NULL, WNOHANG) == 0)
      any = true;
    else
      pid[i] = 0;
  }
  return any;
}

static void wait_for(pid_t *pid, unsigned jobs, const struct board *board, uint64_t cycles) {
  struct progress progress;
  progress_start(&progress);
  while (any_running(pid, jobs)) {
    progress_draw(&progress, (unsigned)(board->cycles * 1000 / cycles));
    usleep(POLL_US);
  }
  progress_end(&progress);
}

int crash_jobs_run(struct crash_unit *units, unsigned count, const struct crash_options *o,
                   char *err, size_t err_size) {
  pid_t pid[JOBS] = {0};
  struct board *board = crash_jobs_memory(sizeof *board);
  struct worker w = {board, o, units, count};
  uint64_t cycles = 0;
  if (board == NULL) {
    snprintf(err, err_size, "no memory to share among processes");
    return -1;
  }
  for (unsigned i = 0; i < count; i++) cycles += units[i].cycles;
  for (unsigned i = 0; i < o->jobs && i < JOBS; i++) pid[i] = start(&w);
  wait_for(pid, JOBS, board, cycles);
  munmap(board, sizeof *board);
  for (unsigned i = 0; i < count; i++) {
    if (units[i].done) continue;
    snprintf(err, err_size, "a process ended before its work was done");
    return -1;
  }
  return 0;
}
