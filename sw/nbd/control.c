/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control.c: the control socket and its connections.
 */
#include "control.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control_command.h"

struct connection {
  struct control *control;
  pthread_t thread;
  int fd;
  bool used, over; /* over: the thread has ended, or is about to */
};

struct control {
  struct engine *engine;
  char path[sizeof((struct sockaddr_un *)0)->sun_path];
  int fd;
  bool started;
  pthread_t thread;
  pthread_mutex_t lock; /* of connections */
  bool closing;
  struct connection connection[CONTROL_CLIENTS];
};

/* ---- the socket */

static int refuse(const char *path, const char *reason, char *err, size_t err_size) {
  snprintf(err, err_size, "control: %.200s: %s, expected the path of a socket to be made", path,
           reason);
  return -1;
}

/* What is at the path already: only a socket of ours that nobody answers may go. */
static int make_room(const char *path, const struct sockaddr_un *at, char *err, size_t err_size) {
  struct stat st;
  if (lstat(path, &st)) return errno == ENOENT ? 0 : refuse(path, strerror(errno), err, err_size);
  if (!S_ISSOCK(st.st_mode)) return refuse(path, "is there and not a socket", err, err_size);
  if (st.st_uid != geteuid()) return refuse(path, "is another user's", err, err_size);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  bool answered =
      fd < 0 || connect(fd, (const struct sockaddr *)at, sizeof *at) == 0 || errno != ECONNREFUSED;
  if (fd >= 0) close(fd);
  if (answered) return refuse(path, "is in use", err, err_size);
  return unlink(path) ? refuse(path, strerror(errno), err, err_size) : 0;
}

static int bind_socket(struct control *c, const char *path, char *err, size_t err_size) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof at.sun_path) return refuse(path, "too long", err, err_size);
  strcpy(at.sun_path, path);
  if (make_room(path, &at, err, err_size)) return -1;
  c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0) return refuse(path, strerror(errno), err, err_size);
  mode_t mask = umask(0177); /* nobody else from the start */
  int failed = bind(c->fd, (const struct sockaddr *)&at, sizeof at);
  int error = errno;
  umask(mask);
  if (failed) return refuse(path, strerror(error), err, err_size);
  strcpy(c->path, path);
  return listen(c->fd, CONTROL_CLIENTS) ? refuse(path, strerror(errno), err, err_size) : 0;
}

struct control *control_open(const char *path, struct engine *e, char *err, size_t err_size) {
  struct control *c = calloc(1, sizeof *c);
  if (c == NULL) {
    snprintf(err, err_size, "control: out of memory");
    return NULL;
  }
  c->engine = e;
  c->fd = -1;
  pthread_mutex_init(&c->lock, NULL);
  if (bind_socket(c, path, err, err_size) == 0) return c;
  control_close(c);
  return NULL;
}

/* ---- a connection */

static bool send_all(int fd, const char *text, size_t length) {
  while (length != 0) {
    ssize_t n = send(fd, text, length, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text += n;
    length -= (size_t)n;
  }
  return true;
}

static bool send_line(int fd, const char *text) {
  return send_all(fd, text, strlen(text)) && send_all(fd, "\n", 1);
}

static bool is_text(const char *line, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (line[i] < ' ' || line[i] > '~') return false;
  return true;
}

/* Takes one line out of what has come. False when the connection is to be closed. */
static bool take_line(struct connection *k, char *line, size_t length) {
  if (!is_text(line, length)) {
    send_line(k->fd, "{\"error\":\"not text, expected a line of printable ASCII\"}");
    return false;
  }
  line[length] = '\0';
  char *answer = control_command(k->control->engine, line);
  bool sent = answer != NULL && send_line(k->fd, answer);
  free(answer);
  return sent;
}

static void talk(struct connection *k) {
  char buffer[CONTROL_LINE + 1];
  size_t have = 0;
  for (;;) {
    char *end = memchr(buffer, '\n', have);
    if (end != NULL) {
      size_t length = (size_t)(end - buffer);
      if (!take_line(k, buffer, length)) return;
      have -= length + 1;
      memmove(buffer, end + 1, have);
      continue;
    }
    if (have == sizeof buffer) {
      send_line(k->fd, "{\"error\":\"line too long, expected at most 512 bytes\"}");
      return;
    }
    ssize_t n = recv(k->fd, buffer + have, sizeof buffer - have, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    have += (size_t)n;
  }
}

static void *serve_connection(void *arg) {
  struct connection *k = arg;
  talk(k);
  pthread_mutex_lock(&k->control->lock);
  shutdown(k->fd, SHUT_RDWR);
  k->over = true;
  pthread_mutex_unlock(&k->control->lock);
  return NULL;
}

/* ---- all of them */

static void release(struct connection *k) {
  pthread_join(k->thread, NULL);
  close(k->fd);
  k->used = k->over = false;
}

static bool give_thread(struct control *c, int fd) {
  for (unsigned i = 0; i < CONTROL_CLIENTS; i++) {
    struct connection *k = &c->connection[i];
    if (k->used && k->over) release(k);
    if (k->used) continue;
    *k = (struct connection){.control = c, .fd = fd};
    k->used = pthread_create(&k->thread, NULL, serve_connection, k) == 0;
    return k->used;
  }
  return false;
}

static void *serve(void *arg) {
  struct control *c = arg;
  for (;;) {
    int fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    pthread_mutex_lock(&c->lock);
    bool closing = c->closing || fd < 0;
    bool given = !closing && give_thread(c, fd);
    pthread_mutex_unlock(&c->lock);
    if (fd >= 0 && !given) {
      send_line(fd, "{\"error\":\"too many connections, expected one to end first\"}");
      close(fd);
    }
    if (closing) return NULL;
  }
}

int control_start(struct control *c) {
  int error = pthread_create(&c->thread, NULL, serve, c);
  c->started = error == 0;
  return error;
}

static void end_connections(struct control *c) {
  pthread_mutex_lock(&c->lock);
  c->closing = true;
  for (unsigned i = 0; i < CONTROL_CLIENTS; i++)
    if (c->connection[i].used) shutdown(c->connection[i].fd, SHUT_RDWR);
  pthread_mutex_unlock(&c->lock);
  shutdown(c->fd, SHUT_RDWR); /* wakes accept */
  pthread_join(c->thread, NULL);
  for (unsigned i = 0; i < CONTROL_CLIENTS; i++)
    if (c->connection[i].used) release(&c->connection[i]);
}

void control_close(struct control *c) {
  if (c == NULL) return;
  if (c->started) end_connections(c);
  if (c->fd >= 0) close(c->fd);
  if (c->path[0] != '\0') unlink(c->path);
  pthread_mutex_destroy(&c->lock);
  free(c);
}
