/* SPDX-License-Identifier: Apache-2.0 */
/* Points shared among processes; each line comes back through a pipe, and the parent alone writes.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "option_value.h"
#include "progress.h"
#include "sweep.h"

#define POLL_MS 100

/* Whole messages only: pipes keep up to PIPE_BUF bytes together. */
struct message {
  unsigned permille;
  char line[SWEEP_LINE]; /* "": not done yet */
};

_Static_assert(sizeof(struct message) <= PIPE_BUF, "messages must stay whole in the pipe");

struct child {
  pid_t pid; /* 0: none */
  int fd;
  unsigned point, permille;
  bool said; /* its line has come */
};

struct crew {
  struct sweep *sweep;
  struct sweep_file *file;
  struct child child[OPTION_JOBS_MAX];
  unsigned next, left, all; /* points: to look at next; not done; not done at the start */
};

/* ---- in the child */

struct speaker {
  int fd;
  struct message message;
};

static void speak(struct speaker *s) {
  ssize_t n;

  do n = write(s->fd, &s->message, sizeof s->message);
  while (n < 0 && errno == EINTR);
  if (n != sizeof s->message) _exit(1);
}

static void say_progress(void *user, unsigned permille) {
  struct speaker *s = user;

  if (permille == s->message.permille) return;
  s->message.permille = permille;
  speak(s);
}

static void child_main(const struct sweep *s, unsigned point, int fd) {
  struct speaker speaker = {.fd = fd};
  char line[SWEEP_LINE];

  sweep_point(s, point, line, say_progress, &speaker);
  memcpy(speaker.message.line, line, sizeof line);
  speak(&speaker);
}

/* ---- in the parent */

static int start(struct crew *w, struct child *c, unsigned point) {
  int ends[2];
  pid_t parent = getpid();

  if (pipe2(ends, O_CLOEXEC)) return -1;
  *c = (struct child){.pid = fork(), .fd = ends[0], .point = point};
  if (c->pid == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent) child_main(w->sweep, point, ends[1]);
    exit(0);
  }
  close(ends[1]);
  if (c->pid > 0) return 0;
  c->pid = 0;
  close(ends[0]);
  return -1;
}

static int start_all(struct crew *w, char *err, size_t err_size) {
  for (unsigned i = 0; i < w->sweep->options->jobs; i++) {
    while (w->next < w->sweep->points && w->sweep->row[w->next].there) w->next++;
    if (w->next == w->sweep->points) return 0;
    if (w->child[i].pid) continue;
    if (start(w, &w->child[i], w->next++) == 0) continue;
    snprintf(err, err_size, "no process can be started");
    return -1;
  }
  return 0;
}

static void end(struct child *c) {
  close(c->fd);
  while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR) continue;
  c->pid = 0;
}

static int listen_to(struct crew *w, struct child *c, char *err, size_t err_size) {
  struct message m;
  ssize_t n = read(c->fd, &m, sizeof m);

  if (n < 0 && errno == EINTR) return 0;
  if (n != sizeof m) {
    end(c);
    if (c->said) return 0;
    snprintf(err, err_size, "point %u: the simulation ended early", c->point);
    return -1;
  }
  c->permille = m.permille;
  if (m.line[0] == '\0') return 0;
  c->said = true;
  c->permille = 0; /* it counts as done now */
  w->left--;
  return sweep_file_add(w->file, w->sweep, c->point, m.line, err, err_size);
}

static int wait_for_news(struct crew *w, char *err, size_t err_size) {
  struct pollfd fds[OPTION_JOBS_MAX];

  for (unsigned i = 0; i < OPTION_JOBS_MAX; i++)
    fds[i] = (struct pollfd){w->child[i].pid ? w->child[i].fd : -1, POLLIN, 0};
  if (poll(fds, OPTION_JOBS_MAX, POLL_MS) <= 0) return 0;
  for (unsigned i = 0; i < OPTION_JOBS_MAX; i++)
    if (fds[i].revents && listen_to(w, &w->child[i], err, err_size)) return -1;
  return 0;
}

static bool any_running(const struct crew *w) {
  for (unsigned i = 0; i < OPTION_JOBS_MAX; i++)
    if (w->child[i].pid) return true;
  return false;
}

/* Of what was to be done, not of the whole sweep: the time left hangs on it. */
static unsigned overall(const struct crew *w) {
  uint64_t permille = (uint64_t)(w->all - w->left) * 1000;

  for (unsigned i = 0; i < OPTION_JOBS_MAX; i++)
    if (w->child[i].pid) permille += w->child[i].permille;
  return (unsigned)(permille / w->all);
}

int sweep_jobs(struct sweep *s, struct sweep_file *f, char *err, size_t err_size) {
  struct crew w = {.sweep = s, .file = f};
  struct progress bar;
  int failed = 0;

  for (unsigned p = 0; p < s->points; p++) w.left += !s->row[p].there;
  w.all = w.left;
  if (w.left == 0) return 0;
  fflush(NULL); /* or each child would print what is still in the buffers */
  progress_start(&bar);
  do {
    failed = start_all(&w, err, err_size);
    if (!failed) failed = wait_for_news(&w, err, err_size);
    progress_draw(&bar, overall(&w));
  } while (!failed && (w.left || any_running(&w)));
  for (unsigned i = 0; i < OPTION_JOBS_MAX; i++) {
    if (w.child[i].pid == 0) continue;
    kill(w.child[i].pid, SIGTERM);
    end(&w.child[i]);
  }
  progress_end(&bar);
  return failed;
}
