/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct {
  unsigned models, last, wanted;
  uint64_t time, from;
  const char *end, *path;
} window;

unsigned window_model(void) {
  return ++window.models;
}

void window_reached(unsigned model, uint64_t time) {
  window.last = model;
  window.time = time;
}

bool window_wanted(unsigned model, uint64_t *from) {
  *from = window.from;
  return window.path != NULL && model == window.wanted;
}

const char *window_path(void) {
  return window.path;
}

static void write_end(void) {
  FILE *f = fopen(window.end, "w");
  if (f == NULL) return;
  fprintf(f, "%u %" PRIu64 "\n", window.last, window.time);
  fclose(f);
}

static __attribute__((constructor)) void read_environment(void) {
  const char *test = getenv("TWINACK_TEST"), *at = getenv("TWINACK_WAVE_AT");
  if (test != NULL) cmocka_set_test_filter(test);
  window.end = getenv("TWINACK_WAVE_END");
  if (window.end != NULL) atexit(write_end);
  if (at != NULL && sscanf(at, "%u %" SCNu64, &window.wanted, &window.from) == 2)
    window.path = getenv("TWINACK_WAVE");
}
