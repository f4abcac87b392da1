/* SPDX-License-Identifier: Apache-2.0 */
#include "failed_wave.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "jobs.h"

#define CYCLES 20000
#define PS_PER_US UINT64_C(1000000)
#define NAME 128
#define SAVE_ANY "waves/any.gtkw" /* of any run; where this is the project's folder */

struct replay_window failed_wave_window(const struct replay_result *r, unsigned period_ps,
                                        uint64_t cycles) {
  uint64_t length = cycles * period_ps, before = length / 4 * 3;
  uint64_t at = r->found_ps ? r->found_ps : r->simulated_ps;

  if (at >= r->simulated_ps && r->moments.fault) {
    at = r->moments.fault_ps;
    before = length / 4;
  }
  return (struct replay_window){.from_ps = at > before ? at - before : 0, .cycles = cycles};
}

/* tb/scenarios/hang.ini is hang. */
static void name_of(const char *config, char name[NAME]) {
  const char *slash = config ? strrchr(config, '/') : NULL;

  snprintf(name, NAME, "%s", slash ? slash + 1 : config ? config : "twinack");
  char *dot = strrchr(name, '.');
  if (dot && dot != name) *dot = '\0';
}

static void say(const struct wave *w, const char *name) {
  char save[NAME + 16];
  snprintf(save, sizeof save, "waves/%s.gtkw", name);
  const char *with = access(save, R_OK) == 0 ? save : access(SAVE_ANY, R_OK) == 0 ? SAVE_ANY : "";

  fprintf(stderr, "waveform  %s, %" PRIu64 " cycles from %.3f us on\n", w->path, w->window.cycles,
          (double)w->window.from_ps / (double)PS_PER_US);
  fprintf(stderr, "next      gtkwave %s%s%s\n", w->path, *with ? " " : "", with);
}

void failed_wave(const struct wave *run, const struct replay_result *r, unsigned mode,
                 const char *config, const char *path) {
  struct wave w = *run;
  struct job job = {.mode = mode, .wave = wave_record, .user = &w};
  char name[NAME], usual[NAME + 16], err[256];

  if (!wave_possible()) return;
  name_of(config, name);
  snprintf(usual, sizeof usual, "%s-failed.fst", name);
  w.path = path ? path : usual;
  w.window = failed_wave_window(r, w.cfg->csim.period_a_ps, CYCLES);
  if (wave_check(w.path, err, sizeof err))
    fprintf(stderr, "twinack run: no waveform of it: %s\n", err);
  else if (jobs_run(&job, 1, 1, w.cfg, w.trace) == 0 && job.exit_status == 0)
    say(&w, name);
}
