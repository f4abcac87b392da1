/* SPDX-License-Identifier: Apache-2.0 */
#include "wave.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

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

int wave_check(const struct run_options *o, char *err, size_t err_size) {
  char path[PATH_MAX], part[PATH_MAX], reason[64];
  struct output probe;

  if (!o->wave) return 0;
  if (output_part_name(o->wave, part) || output_open(&probe, o->wave, reason, sizeof reason)) {
    snprintf(err, err_size,
             "--wave: '%.80s' cannot be written, expected a file in a folder that is "
             "there",
             o->wave);
    return -1;
  }
  output_drop(&probe);
  if (csim_can_trace() || (sibling(path) == 0 && access(path, X_OK) == 0)) return 0;
  snprintf(err, err_size,
           "--wave: this build cannot trace, expected " TRACING_PROGRAM " beside it");
  return -1;
}

static int hand_over(const struct wave *w, unsigned mode) {
  char path[PATH_MAX];
  char **argv = calloc((size_t)w->argc + 6, sizeof *argv);
  int n = 0;

  if (!argv || sibling(path)) return 1;
  argv[n++] = path;
  argv[n++] = (char[]){"run"};
  for (int i = 0; i < w->argc; i++) argv[n++] = w->argv[i];
  argv[n++] = (char[]){"--wave-only"};
  argv[n++] = (char[]){"--mode"};
  argv[n] = strdup(config_mode_name(mode));
  execv(path, argv);
  fprintf(stderr, "twinack run: %s: %s\n", path, strerror(errno));
  free(argv[n]);
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
  if (output_part_name(w->options->wave, part)) return 1;
  if (replay_wave(&o, part, w->options->wave_cycles, err, sizeof err)) {
    fprintf(stderr, "twinack run: %s: %s\n", w->options->wave, err);
  } else if (rename(part, w->options->wave)) {
    fprintf(stderr, "twinack run: %s: %s\n", w->options->wave, strerror(errno));
  } else {
    return 0;
  }
  unlink(part);
  return 1;
}
