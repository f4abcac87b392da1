/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbd_fuzz.c: malformed and hostile messages for a server and for its control socket.
 *
 *   nbd_fuzz nbd SOCKET SEED COUNT      COUNT messages of the NBD protocol, some true, most not
 *   nbd_fuzz control SOCKET SEED COUNT  COUNT lines, cut, too long, binary, or of known words
 *
 * What is sent follows from SEED. Only export "1" is ever written to, and no line names a fault
 * that hurts. Each connection is closed at some point, often in the middle of a message, and the
 * server must close its end then. Exit status: 0; 1 the server is gone or does not let go of a
 * connection; 2 bad usage.
 */
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "rng.h"

#define OPTION_MAGIC UINT64_C(0x49484156454F5054) /* "IHAVEOPT" */
#define REQUEST_MAGIC 0x25609513U
#define OPT_EXPORT_NAME 1
#define OPT_GO 7
#define CMD_WRITE 1
#define CMD_WRITE_ZEROES 6
#define CMD_TRIM 4
#define VOLUME_BYTES (UINT64_C(16) << 20)
#define PATIENCE_S 300 /* far longer than a loaded machine needs */
#define MESSAGE_MAX 70000

struct fuzz {
  struct rng rng;
  const char *path;
  uint64_t left; /* messages */
  int fd;
  bool open, writable; /* the server still takes what is sent; export "1" is open */
  uint8_t message[MESSAGE_MAX];
  size_t length;
};

static uint64_t below(struct fuzz *f, uint64_t n) {
  return rng_below(&f->rng, n);
}

static bool once_in(struct fuzz *f, uint64_t n) {
  return below(f, n) == 0;
}

/* ---- building a message */

static void put(struct fuzz *f, const void *bytes, size_t count) {
  if (count > MESSAGE_MAX - f->length) count = MESSAGE_MAX - f->length;
  memcpy(f->message + f->length, bytes, count);
  f->length += count;
}

static void put_u16(struct fuzz *f, uint16_t v) {
  v = htobe16(v);
  put(f, &v, sizeof v);
}

static void put_u32(struct fuzz *f, uint32_t v) {
  v = htobe32(v);
  put(f, &v, sizeof v);
}

static void put_u64(struct fuzz *f, uint64_t v) {
  v = htobe64(v);
  put(f, &v, sizeof v);
}

static void put_random(struct fuzz *f, size_t count) {
  for (; count != 0; count--) {
    uint8_t byte = (uint8_t)rng_next(&f->rng);
    put(f, &byte, 1);
  }
}

/* ---- the line to the server */

static void dial(struct fuzz *f) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  struct timeval patience = {.tv_sec = PATIENCE_S};
  snprintf(at.sun_path, sizeof at.sun_path, "%s", f->path);
  f->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(f->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(f->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(f->fd, (const struct sockaddr *)&at, sizeof at)) {
    fprintf(stderr, "nbd_fuzz: %s: %s: the server is gone\n", f->path, strerror(errno));
    exit(1);
  }
  f->open = true;
  f->writable = false;
}

/* Takes what has come, so that the server never waits for us to read. */
static void drain(struct fuzz *f, int flags) {
  uint8_t bytes[65536];
  ssize_t n = 1;
  while (n > 0) n = recv(f->fd, bytes, sizeof bytes, flags);
  if (n < 0 && flags == 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    fprintf(stderr, "nbd_fuzz: the server does not let go of a connection\n");
    exit(1);
  }
}

static void send_message(struct fuzz *f) {
  size_t length = once_in(f, 50) ? below(f, f->length + 1) : f->length; /* and so all after it */
  if (f->open && send(f->fd, f->message, length, MSG_NOSIGNAL) != (ssize_t)length) f->open = false;
  drain(f, MSG_DONTWAIT);
  f->length = 0;
  if (f->left != 0) f->left--; /* what opens a connection is sent whole */
}

static void hang_up(struct fuzz *f) {
  shutdown(f->fd, SHUT_WR);
  drain(f, 0);
  close(f->fd);
}

/* ---- NBD */

static uint32_t any_length(struct fuzz *f) {
  switch (below(f, 4)) {
    case 0:
      return (uint32_t)rng_next(&f->rng);
    case 1:
      return 0;
    default:
      return (uint32_t)below(f, 40);
  }
}

static void option(struct fuzz *f, uint32_t kind, const char *name) {
  bool go = kind != OPT_EXPORT_NAME;
  uint32_t length = (uint32_t)strlen(name);
  put_u64(f, OPTION_MAGIC);
  put_u32(f, kind);
  put_u32(f, go ? length + 6 : length);
  if (go) put_u32(f, length);
  put(f, name, length);
  if (go) put_u16(f, 0);
}

static void bad_option(struct fuzz *f) {
  uint32_t length = any_length(f);
  put_u64(f, once_in(f, 8) ? rng_next(&f->rng) : OPTION_MAGIC);
  /* Neither of the two that could open the default export. */
  put_u32(f, once_in(f, 4) ? (uint32_t)rng_next(&f->rng) | 16 : (uint32_t)(2 + below(f, 5)));
  put_u32(f, length);
  put_random(f, length < 60 ? length : below(f, 60));
}

static void negotiate(struct fuzz *f) {
  put_u32(f, once_in(f, 10) ? (uint32_t)rng_next(&f->rng) : 3); /* fixed newstyle, no zeroes */
  send_message(f);
  while (once_in(f, 2)) {
    bad_option(f);
    send_message(f);
  }
  switch (below(f, 6)) {
    case 0:
      option(f, OPT_GO, once_in(f, 2) ? "2" : "\xff\xfe../..");
      break;
    case 1:
      option(f, OPT_EXPORT_NAME, "a name that no export has");
      break;
    case 2:
      option(f, OPT_EXPORT_NAME, "1");
      f->writable = true;
      break;
    default:
      option(f, OPT_GO, "1");
      f->writable = true;
  }
  send_message(f);
}

static uint64_t any_offset(struct fuzz *f) {
  switch (below(f, 4)) {
    case 0:
      return rng_next(&f->rng);
    case 1:
      return VOLUME_BYTES - below(f, 4096);
    default:
      return below(f, 65536);
  }
}

static void request(struct fuzz *f) {
  uint16_t kind = (uint16_t)below(f, once_in(f, 10) ? 65536 : 9);
  uint64_t offset = any_offset(f);
  uint32_t length = any_length(f);
  bool likely = once_in(f, 20); /* most that could be carried out go beyond the end instead */
  if (!likely && offset < VOLUME_BYTES) offset += VOLUME_BYTES;
  if (likely && (kind == CMD_WRITE_ZEROES || kind == CMD_TRIM)) length %= 65536;
  put_u32(f, once_in(f, 50) ? (uint32_t)rng_next(&f->rng) : REQUEST_MAGIC);
  put_u16(f, once_in(f, 3) ? (uint16_t)rng_next(&f->rng) : (uint16_t)below(f, 2));
  put_u16(f, kind);
  put_u64(f, rng_next(&f->rng));
  put_u64(f, offset);
  put_u32(f, length);
  if (kind == CMD_WRITE) put_random(f, length < 60000 ? length : below(f, 60000));
}

static void fuzz_nbd(struct fuzz *f) {
  while (f->left != 0) {
    dial(f);
    negotiate(f);
    for (uint64_t n = below(f, 40); n != 0 && f->left != 0 && f->open; n--) {
      if (f->writable) {
        request(f);
      } else {
        bad_option(f);
      }
      send_message(f);
    }
    hang_up(f);
  }
}

/* ---- the control socket */

static void words(struct fuzz *f) {
  static const char *const word[] = {"status",
                                     "fault",
                                     "restore",
                                     "move",
                                     "run",
                                     "psu:Q",
                                     "psu:A@",
                                     "hang:",
                                     ",",
                                     "@",
                                     ":",
                                     "1ns",
                                     "99999999",
                                     "ms",
                                     " ",
                                     "A",
                                     "link",
                                     "0",
                                     "-1",
                                     "%n%s",
                                     "fault flip:cache:A:1",
                                     "fault flip:fifo:9:1",
                                     "run 1us",
                                     "status",
                                     "\"}",
                                     "restore B"};
  for (uint64_t n = 1 + below(f, 6); n != 0; n--) {
    const char *w = word[below(f, sizeof word / sizeof *word)];
    put(f, w, strlen(w));
    if (once_in(f, 2)) put(f, " ", 1);
  }
}

static void line(struct fuzz *f) {
  switch (below(f, 8)) {
    case 0:
      put_random(f, below(f, 40));
      break;
    case 1:
      for (uint64_t n = below(f, 900); n != 0; n--) put(f, "x", 1);
      break;
    case 2:
      put(f, "status", 6);
      break;
    default:
      words(f);
  }
  if (!once_in(f, 20)) put(f, "\n", 1);
}

static void fuzz_control(struct fuzz *f) {
  while (f->left != 0) {
    dial(f);
    for (uint64_t n = below(f, 30); n != 0 && f->left != 0 && f->open; n--) {
      line(f);
      send_message(f);
    }
    hang_up(f);
  }
}

int main(int argc, char **argv) {
  static struct fuzz f; /* too large for a stack under a sanitizer */
  bool nbd = argc == 5 && strcmp(argv[1], "nbd") == 0;
  if (!nbd && !(argc == 5 && strcmp(argv[1], "control") == 0)) {
    fprintf(stderr, "nbd_fuzz: nbd SOCKET SEED COUNT, or control SOCKET SEED COUNT\n");
    return 2;
  }
  f.path = argv[2];
  rng_seed(&f.rng, strtoull(argv[3], NULL, 10));
  f.left = strtoull(argv[4], NULL, 10);
  printf("nbd_fuzz %s, seed %s, %s messages\n", argv[1], argv[3], argv[4]);
  (nbd ? fuzz_nbd : fuzz_control)(&f);
  return 0;
}
