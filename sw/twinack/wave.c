/* SPDX-License-Identifier: Apache-2.0 */
#include "wave.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define PS_PER_US UINT64_C(1000000)
#define TRACING_PROGRAM "twinack-wave"

/* The program beside this one. 0, or -1 when the name is too long. */
static int sibling(char path[PATH_MAX]) {
  ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

  if (len <= 0) return -1;
  path[len] = '\0';
  char *slash = strrchr(path, '/');
  size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
  if (folder + sizeof TRACING_PROGRAM > PATH_MAX) return -1;
  memcpy(path + folder, TRACING_PROGRAM, sizeof TRACING_PROGRAM);
  return 0;
}

bool wave_possible(void) {
  char path[PATH_MAX];

  return csim_can_trace() || (sibling(path) == 0 && access(path, X_OK) == 0);
}

int wave_check(const char *path, char *err, size_t err_size) {
  char part[PATH_MAX], reason[64];
  struct output probe;

  if (output_part_name(path, part) || output_open(&probe, path, reason, sizeof reason)) {
    snprintf(err, err_size,
             "--wave: '%.80s' cannot be written, expected a file in a folder that is "
             "there",
             path);
    return -1;
  }
  output_drop(&probe);
  if (wave_possible()) return 0;
  snprintf(err, err_size,
           "--wave: this build cannot trace, expected " TRACING_PROGRAM " beside it");
  return -1;
}

/* The later option wins, so it is enough to add what must differ. */
static int hand_over(const struct wave *w, unsigned mode) {
  char path[PATH_MAX], from[32], cycles[32];
  char *const mine[] = {"--wave-only", "--mode",        (char *)config_mode_name(mode),
                        "--wave",      (char *)w->path, "--wave-from",
                        from,          "--wave-cycles", cycles,
                        NULL};
  const size_t own = sizeof mine / sizeof *mine;
  char **argv = calloc((size_t)w->argc + 2 + own, sizeof *argv);

  if (!argv || sibling(path)) return 1;
  snprintf(from, sizeof from, "%" PRIu64, w->window.from_ps / PS_PER_US);
  snprintf(cycles, sizeof cycles, "%" PRIu64, w->window.cycles);
  argv[0] = path;
  argv[1] = (char[]){"run"};
  memcpy(argv + 2, w->argv, (size_t)w->argc * sizeof *argv);
  memcpy(argv + 2 + w->argc, mine, sizeof mine);
  execv(path, argv);
  fprintf(stderr, "twinack run: %s: %s\n", path, strerror(errno));
  free(argv);
  return 1;
}

int wave_record(void *user, unsigned mode) {
  const struct wave *w = user;
  struct config cfg = *w->cfg;
  struct replay_options o = {.cfg = &cfg, .mode = mode, .trace = w->trace};
  char part[PATH_MAX], err[256];

  if (!csim_can_trace()) return hand_over(w, mode);
  cfg.image[0] = '\0'; /* it belongs to the run that is judged; contents change no timing */
  if (output_part_name(w->path, part)) return 1;
  if (replay_wave(&o, part, &w->window, err, sizeof err)) {
    fprintf(stderr, "twinack run: %s: %s\n", w->path, err);
  } else if (rename(part, w->path)) {
    fprintf(stderr, "twinack run: %s: %s\n", w->path, strerror(errno));
  } else {
    return 0;
  }
  unlink(part);
  return 1;
}
