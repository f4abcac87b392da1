/* SPDX-License-Identifier: Apache-2.0 */
/*
 * window_csim.c: records a system of a test (window.h). Linked with --wrap for the functions below,
 * so that neither tests nor csim know of it.
 */
#include <stdlib.h>

#include "csim.h"
#include "window.h"

#define SYSTEMS 16 /* at once; of more the newest ones count */

struct csim *__real_csim_create(const struct csim_config *cfg, char *err, size_t err_size);
void __real_csim_run(struct csim *s, uint64_t until_ps);
void __real_csim_destroy(struct csim *s);

static struct {
  struct csim *system;
  unsigned model;
} known[SYSTEMS];
static struct csim *recorded;

struct csim *__wrap_csim_create(const struct csim_config *cfg, char *err, size_t err_size) {
  struct csim *s = __real_csim_create(cfg, err, err_size);
  if (s == NULL) return NULL;
  unsigned model = window_model();
  known[model % SYSTEMS].system = s;
  known[model % SYSTEMS].model = model;
  return s;
}

static unsigned model_of(const struct csim *s) {
  for (unsigned i = 0; i < SYSTEMS; i++)
    if (known[i].system == s) return known[i].model;
  return 0;
}

static void close_at_exit(void) {
  if (recorded != NULL) csim_trace_close(recorded);
}

static void record(struct csim *s, unsigned model, uint64_t until_ps) {
  uint64_t from;
  if (recorded != NULL || !window_wanted(model, &from) || until_ps < from) return;
  __real_csim_run(s, from);
  if (csim_now_ps(s) < from || csim_trace_open(s, window_path()) != 0) return;
  recorded = s;
  atexit(close_at_exit);
}

void __wrap_csim_run(struct csim *s, uint64_t until_ps) {
  unsigned model = model_of(s);
  record(s, model, until_ps);
  __real_csim_run(s, until_ps);
  window_reached(model, csim_now_ps(s));
}

void __wrap_csim_destroy(struct csim *s) {
  for (unsigned i = 0; i < SYSTEMS; i++)
    if (known[i].system == s) known[i].system = NULL;
  if (recorded == s && s != NULL) {
    csim_trace_close(s);
    recorded = NULL;
  }
  __real_csim_destroy(s);
}
