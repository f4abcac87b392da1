/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl.h"

#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl_table.h"
#include "exit_status.h"
#include "option_value.h"

#define LINE_MAX_BYTES 512    /* sw/nbd/control.h */
#define ANSWER_MAX (64 << 10) /* far more than a status has */

enum { KEY_JSON = 256 };

static const char doc[] =
    "Look into an array that is running behind nbdkit, break it, and let it be whole again."
    "\v"
    "Commands:\n"
    "  status         rails, batteries, mirror FIFOs, who serves what, latency so far\n"
    "  fault FAULTS   begin faults, such as psu:A or psu-hard:B@ack:100,restore:B@3ms\n"
    "  restore UNIT   undo what was done to A, B, C, link or fifo-battery\n"
    "  move VOLUME    give a volume to the other controller\n"
    "  run TIME       let simulated time go on without a request, such as 5ms\n"
    "\n"
    "Examples:\n"
    "  twinack ctl build/serve/control status\n"
    "  twinack ctl build/serve/control fault psu-hard:A\n"
    "  twinack ctl build/serve/control restore A";

static const struct argp_option options[] = {
    {"json", KEY_JSON, 0, 0, "Print the answer as it came, a line of JSON", 0}, {0}};

struct ctl {
  const char *socket;
  char line[LINE_MAX_BYTES + 2];
  bool json, status;
};

static void add_word(struct argp_state *state, struct ctl *c, const char *word) {
  size_t at = strlen(c->line), length = strlen(word);
  if (at + 1 + length > LINE_MAX_BYTES)
    argp_failure(state, EXIT_BAD_INPUT, 0, "command too long, expected at most %d bytes",
                 LINE_MAX_BYTES);
  for (size_t i = 0; i < length; i++)
    if (word[i] < ' ' || word[i] > '~')
      argp_failure(state, EXIT_BAD_INPUT, 0, "command is not text, expected printable ASCII");
  snprintf(c->line + at, sizeof c->line - at, "%s%s", at ? " " : "", word);
}

static error_t parse(int option, char *arg, struct argp_state *state) {
  struct ctl *c = state->input;
  switch (option) {
    case KEY_JSON:
      c->json = true;
      return 0;
    case ARGP_KEY_ARG:
      if (state->arg_num == 0) {
        c->socket = arg;
      } else {
        c->status |= state->arg_num == 1 && strcmp(arg, "status") == 0;
        add_word(state, c, arg);
      }
      return 0;
    case ARGP_KEY_END:
      if (c->line[0] == '\0')
        argp_failure(state, EXIT_BAD_INPUT, 0, "expected SOCKET and a command: see --help");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

/* -1 with the reason on stderr. */
static int dial(const char *path) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  int fd = -1;
  errno = ENAMETOOLONG;
  if (strlen(path) < sizeof at.sun_path) {
    strcpy(at.sun_path, path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0) return fd;
  }
  fprintf(stderr, "twinack ctl: %s: %s, expected the control socket of a running array\n", path,
          strerror(errno));
  if (fd >= 0) close(fd);
  return -1;
}

/* One line; NULL when none comes. The caller frees it. */
static char *ask(int fd, const char *line) {
  char *answer = malloc(ANSWER_MAX);
  size_t have = 0, length = strlen(line);
  bool sent = send(fd, line, length, MSG_NOSIGNAL) == (ssize_t)length;
  while (answer != NULL && sent && have < ANSWER_MAX - 1) {
    ssize_t n = recv(fd, answer + have, ANSWER_MAX - 1 - have, 0);
    if (n <= 0) break;
    have += (size_t)n;
    if (answer[have - 1] != '\n') continue;
    answer[have - 1] = '\0';
    return answer;
  }
  free(answer);
  return NULL;
}

static int show(const struct ctl *c, const char *answer) {
  json_t *o = json_loads(answer, 0, NULL);
  const char *error = json_string_value(json_object_get(o, "error"));
  if (c->json && o != NULL) {
    puts(answer);
  } else if (error == NULL && json_is_object(o)) {
    if (c->status) {
      ctl_table(o, stdout);
    } else {
      printf("done, simulated %.3f ms\n", json_number_value(json_object_get(o, "time_us")) / 1e3);
    }
  } else {
    fprintf(stderr, "twinack ctl: %s\n", error ? error : "no answer that can be read");
  }
  int status = error == NULL && o != NULL ? EXIT_WELL : EXIT_WRONG;
  json_decref(o);
  if (fflush(stdout) == 0) return status;
  fprintf(stderr, "twinack ctl: the answer cannot be printed\n");
  return EXIT_WRONG;
}

int ctl_main(int argc, char **argv) {
  static const struct argp argp = {options, parse, "SOCKET COMMAND [WORD]", doc, NULL, NULL, NULL};
  struct ctl c = {0};
  argp_err_exit_status = EXIT_BAD_INPUT;
  argp_parse(&argp, argc, argv, 0, NULL, &c);
  int fd = dial(c.socket);
  if (fd < 0) return EXIT_WRONG;
  strcat(c.line, "\n");
  char *answer = ask(fd, c.line);
  int status = EXIT_WRONG;
  if (answer != NULL) {
    status = show(&c, answer);
  } else {
    fprintf(stderr, "twinack ctl: %s: no answer, expected one line\n", c.socket);
  }
  free(answer);
  close(fd);
  return status;
}
