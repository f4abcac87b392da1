/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"

#define POLL_MS 100

/* What a child says, whole messages only: pipes keep up to PIPE_BUF bytes together. The result is
 * too long for that: the child writes it into memory that both see, and then says so. */
struct message {
  unsigned permille;
  bool has_result;
  double wall_s;
};

_Static_assert(sizeof(struct message) <= PIPE_BUF, "messages must stay whole in the pipe");

struct child {
  int fd;
  struct message message;
};

static void say(struct child *c) {
  ssize_t n;

  do n = write(c->fd, &c->message, sizeof c->message);
  while (n < 0 && errno == EINTR);
  if (n != sizeof c->message) _exit(1);
}

static void say_progress(void *user, uint64_t done, uint64_t total) {
  struct child *c = user;
  unsigned permille = (unsigned)((double)done * 1000 / (double)total);

  if (permille == c->message.permille) return;
  c->message.permille = permille;
  say(c);
}

static int child_main(struct job *j, int fd, const struct config *cfg, const struct trace *trace) {
  struct child c = {.fd = fd};
  double start = progress_now_s();

  if (j->wave) return j->wave(j->user, j->mode);
  struct replay_options o = {
      .cfg = cfg, .mode = j->mode, .trace = trace, .progress = say_progress, .user = &c};
  replay_run(&o, j->shared);
  c.message.permille = 1000;
  c.message.has_result = true;
  c.message.wall_s = progress_now_s() - start;
  say(&c);
  return 0;
}

static int start(struct job *j, const struct config *cfg, const struct trace *trace) {
  int ends[2];
  pid_t parent = getpid();

  j->shared =
      mmap(NULL, sizeof *j->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (j->shared == MAP_FAILED) return -1;
  if (pipe2(ends, O_CLOEXEC)) {
    munmap(j->shared, sizeof *j->shared);
    return -1;
  }
  j->pid = fork();
  if (j->pid == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    int status = child_main(j, ends[1], cfg, trace);
    exit(status);
  }
  close(ends[1]);
  if (j->pid < 0) {
    close(ends[0]);
    munmap(j->shared, sizeof *j->shared);
    return -1;
  }
  j->fd = ends[0];
  j->state = JOB_RUNNING;
  return 0;
}

static void end(struct job *j) {
  int status = 0;

  close(j->fd);
  munmap(j->shared, sizeof *j->shared);
  while (waitpid(j->pid, &status, 0) < 0 && errno == EINTR) continue;
  j->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  j->permille = 1000;
  j->state = JOB_DONE;
}

static void listen_to(struct job *j) {
  struct message m;
  ssize_t n = read(j->fd, &m, sizeof m);

  if (n < 0 && errno == EINTR) return;
  if (n != sizeof m) {
    end(j);
    return;
  }
  j->permille = m.permille;
  if (!m.has_result) return;
  j->has_result = true;
  j->result = *j->shared;
  j->wall_s = m.wall_s;
}

static unsigned count_state(const struct job *jobs, unsigned count, enum job_state state) {
  unsigned n = 0;

  for (unsigned i = 0; i < count; i++) n += jobs[i].state == state;
  return n;
}

/* Waveform jobs say nothing of their progress, so they do not count. */
static unsigned overall(const struct job *jobs, unsigned count) {
  unsigned sum = 0, replays = 0;

  for (unsigned i = 0; i < count; i++) {
    if (jobs[i].wave) continue;
    sum += jobs[i].permille;
    replays++;
  }
  return replays ? sum / replays : 0;
}

static void wait_for_news(struct job *jobs, unsigned count) {
  struct pollfd fds[JOBS_MAX];

  for (unsigned i = 0; i < count; i++)
    fds[i] = (struct pollfd){jobs[i].state == JOB_RUNNING ? jobs[i].fd : -1, POLLIN, 0};
  if (poll(fds, count, POLL_MS) <= 0) return;
  for (unsigned i = 0; i < count; i++)
    if (fds[i].revents) listen_to(&jobs[i]);
}

static void end_all(struct job *jobs, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    if (jobs[i].state != JOB_RUNNING) continue;
    kill(jobs[i].pid, SIGTERM);
    end(&jobs[i]);
  }
}

int jobs_run(struct job *jobs, unsigned count, unsigned limit, const struct config *cfg,
             const struct trace *trace) {
  struct progress bar;
  int failed = 0;

  fflush(NULL); /* or each child would print what is still in the buffers */
  progress_start(&bar);
  while (!failed && count_state(jobs, count, JOB_DONE) < count) {
    for (unsigned i = 0; i < count && !failed; i++)
      if (jobs[i].state == JOB_WAITING && count_state(jobs, count, JOB_RUNNING) < limit)
        failed = start(&jobs[i], cfg, trace);
    wait_for_news(jobs, count);
    progress_draw(&bar, overall(jobs, count));
  }
  if (failed) end_all(jobs, count);
  progress_end(&bar);
  return failed;
}
