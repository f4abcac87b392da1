/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of `twinack sweep`. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "option_value.h"
#include "sweep.h"
#include "text.h"

enum { KEY_VARY = 256, KEY_SET, KEY_PRESET, KEY_OUT, KEY_JOBS, KEY_RENEW, KEY_LOSSES, KEY_WITHIN };

#define WITHIN_US 250

static const char doc[] =
    "Run the simulation for each combination of keys of the configuration that vary, on all "
    "processors. A sweep that was interrupted goes on where it stopped when the same command is "
    "given again."
    "\v"
    "VALUES is a list with commas between; a..b+step counts from a in steps, a..b*factor by "
    "factors, "
    "and b is always the last. Any key of docs/twinack.ini may vary.\n"
    "\n"
    "Examples:\n"
    "  twinack sweep --preset latency --out build/sweep/latency\n"
    "  twinack sweep --workload write=100,rate=20000 --vary fifo.limit=67..4096*2 \\\n"
    "    --vary link.latency_ns=500,1000,2000 --out depths\n"
    "  twinack sweep --workload count=200,rate=50000 --vary workload.burst=1..64*2 \\\n"
    "    --vary power.topology=peer,third,battery --vary system.mode=early,sync --out bursts\n"
    "  twinack sweep --preset loss --losses 100 --out build/sweep/loss\n"
    "\n"
    "The folder gets sweep.csv (a line a point), sweep.json, and plots as SVG by gnuplot; "
    "docs/sweep.md explains columns and measures.\n"
    "\n"
    "Exit status: 0 all well; 1 a run found something wrong; 2 bad input, nothing simulated.";

static const struct argp_option options[] = {
    {0, 0, 0, 0, "What varies:", 1},
    {"vary", KEY_VARY, "SECTION.KEY=VALUES", 0, "An axis; may be given again, up to 8", 1},
    {"preset", KEY_PRESET, "latency|depth|loss", 0,
     "Axes and workload of make sweep; what is given too comes after them", 1},
    {0, 0, 0, 0, "What is the same in all runs:", 2},
    {"config", 'c', "FILE.ini", 0, "Configuration, see docs/twinack.ini; [expect] is not looked at",
     2},
    {"workload", 'w', "KEY=VALUE,...", 0, "Generated requests", 2},
    {"set", KEY_SET, "SECTION.KEY=VALUE", 0, "Set one key of the configuration", 2},
    {"losses", KEY_LOSSES, "N", 0,
     "In each point N pairs of runs: A's power unit fails, and then what keeps the other copy", 2},
    {"within", KEY_WITHIN, "US", 0, "... at a random moment of so many microseconds (default 250)",
     2},
    {0, 0, 0, 0, "What comes out:", 3},
    {"out", 'o', "FOLDER", 0, "Where the results go", 3},
    {"renew", KEY_RENEW, 0, 0, "Start over when another sweep's results are there", 3},
    {"jobs", KEY_JOBS, "N", 0, "Simulations at once (default: one per processor)", 3},
    {0}};

static const struct {
  const char *name, *workload, *set[4][2], *vary[4][2];
  unsigned losses;
} presets[] = {
    {"latency",
     "count=120,write=100,bs=4k,span=4M,rate=80000,burst=4,arrival=poisson",
     {{"disk.write_us", "2"}},
     {{"link.rate", "0.125,0.25,0.5"},
      {"link.latency_ns", "250,1000"},
      {"fifo.limit", "67..4096*2"}},
     0},
    {"depth",
     "count=160,write=100,bs=4k,span=4M,rate=40000,arrival=poisson",
     {{"disk.write_us", "2"}, {"link.rate", "0.25"}},
     {{"workload.burst", "1,4,16"},
      {"workload.rate", "40000,80000,120000,160000"},
      {"fifo.limit", "134..4096*2"}},
     0},
    {"loss",
     "count=40,write=100,bs=4k,span=4M,depth=8",
     {{"power.holdup_us", "20"}, {"power.validate_us", "20"}},
     {{"power.topology", "peer,third,battery,own"}, {"link.rate", "0.125,0.25,0.5"}},
     16},
};

static struct sweep_setting *new_setting(struct argp_state *state) {
  struct sweep_options *o = state->input;

  if (o->settings == SWEEP_SETTINGS)
    argp_failure(state, EXIT_BAD_INPUT, 0, "--set: too many settings, expected at most %d",
                 SWEEP_SETTINGS);
  return &o->setting[o->settings++];
}

static void add_set(struct argp_state *state, const char *arg) {
  struct sweep_setting *e = new_setting(state);

  option_assignment(state, "--set", arg, e->section, e->key, &e->value);
}

static void add_workload(struct argp_state *state, const char *arg) {
  new_setting(state)->value = arg;
}

/* A second --vary of a key takes the place of the first: that of a preset, for example. */
static void add_axis(struct argp_state *state, const char *arg) {
  struct sweep_options *o = state->input;
  struct sweep_axis axis = {.count = 0};
  const char *values;
  char err[128];
  unsigned at = 0;

  option_assignment(state, "--vary", arg, axis.section, axis.key, &values);
  snprintf(axis.name, sizeof axis.name, "%s.%s", axis.section, axis.key);
  while (at < o->axes && strcmp(o->axis[at].name, axis.name)) at++;
  if (at == SWEEP_AXES)
    argp_failure(state, EXIT_BAD_INPUT, 0, "--vary: too many axes, expected at most %d",
                 SWEEP_AXES);
  if (sweep_values(&axis, values, err, sizeof err))
    argp_failure(state, EXIT_BAD_INPUT, 0, "--vary: %s: %s", axis.name, err);
  o->axis[at] = axis;
  o->axes += at == o->axes;
}

static void add_preset(struct argp_state *state, const char *arg) {
  struct sweep_options *o = state->input;
  unsigned p = 0;
  char text[128];

  while (p < sizeof presets / sizeof *presets && strcmp(presets[p].name, arg)) p++;
  if (p == sizeof presets / sizeof *presets)
    option_bad(state, "--preset", arg, "latency, depth or loss");
  add_workload(state, presets[p].workload);
  for (unsigned i = 0; i < 4 && presets[p].set[i][0]; i++) {
    struct sweep_setting *e = new_setting(state);
    const char *dot = strchr(presets[p].set[i][0], '.');
    snprintf(e->section, sizeof e->section, "%.*s", (int)(dot - presets[p].set[i][0]),
             presets[p].set[i][0]);
    snprintf(e->key, sizeof e->key, "%s", dot + 1);
    e->value = presets[p].set[i][1];
  }
  for (unsigned i = 0; i < 4 && presets[p].vary[i][0]; i++) {
    snprintf(text, sizeof text, "%s=%s", presets[p].vary[i][0], presets[p].vary[i][1]);
    add_axis(state, text);
  }
  o->losses = presets[p].losses;
}

static void finish(struct argp_state *state) {
  const struct sweep_options *o = state->input;

  if (o->axes == 0)
    argp_failure(state, EXIT_BAD_INPUT, 0,
                 "nothing varies, expected --vary SECTION.KEY=VALUES or --preset NAME");
  if (!o->out)
    argp_failure(state, EXIT_BAD_INPUT, 0, "no place for results, expected --out FOLDER");
}

static error_t parse(int option, char *arg, struct argp_state *state) {
  struct sweep_options *o = state->input;

  switch (option) {
    case KEY_VARY:
      add_axis(state, arg);
      return 0;
    case KEY_PRESET:
      add_preset(state, arg);
      return 0;
    case 'c':
      o->config = arg;
      return 0;
    case 'w':
      add_workload(state, arg);
      return 0;
    case KEY_SET:
      add_set(state, arg);
      return 0;
    case KEY_LOSSES:
      o->losses = (unsigned)option_number(state, "--losses", arg, 1, 100000);
      return 0;
    case KEY_WITHIN:
      o->within_us = (unsigned)option_number(state, "--within", arg, 1, 100000);
      return 0;
    case 'o':
      o->out = arg;
      return 0;
    case KEY_RENEW:
      o->renew = true;
      return 0;
    case KEY_JOBS:
      o->jobs = (unsigned)option_number(state, "--jobs", arg, 1, OPTION_JOBS_MAX);
      return 0;
    case ARGP_KEY_ARG:
      option_no_word(state, arg);
      return 0;
    case ARGP_KEY_END:
      finish(state);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

void sweep_options_parse(struct sweep_options *o, int argc, char **argv) {
  static const struct argp argp = {options, parse, NULL, doc, NULL, NULL, NULL};

  memset(o, 0, sizeof *o);
  o->within_us = WITHIN_US;
  o->jobs = option_jobs_default();
  argp_err_exit_status = EXIT_BAD_INPUT;
  argp_parse(&argp, argc, argv, 0, NULL, o);
}
