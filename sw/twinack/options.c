/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "exit_status.h"
#include "option_value.h"

enum {
  KEY_WAVE = 256,
  KEY_WAVE_CYCLES,
  KEY_WAVE_FROM,
  KEY_FAILED_WAVE,
  KEY_WAVE_ONLY,
  KEY_JSON,
  KEY_TIMING,
  KEY_PACE,
  KEY_DEPTH,
  KEY_TIME_SCALE,
  KEY_MAX_GAP,
  KEY_WRAP,
  KEY_JOBS,
  KEY_SET,
  KEY_TOPOLOGY,
  KEY_FAULT,
  KEY_PRINT_CONFIG
};

#define WAVE_CYCLES 20000

static const char doc[] =
    "Replay host requests on the simulated hardware, in one ack mode or several, and judge every "
    "block that comes back."
    "\v"
    "Examples:\n"
    "  twinack run --trace tb/data/ext4-sqlite.blkparse\n"
    "  twinack run --trace db.blkparse --mode early,sync,through --json summary.json\n"
    "  twinack run --workload pattern=zipf,bs=4k,write=80,count=20000 --seed 7\n"
    "  twinack run --workload rate=200000,arrival=poisson --wave early.fst\n"
    "  twinack run --config docs/twinack.ini --set link.rate=0.25 --pace closed\n"
    "  twinack run --config tb/scenarios/claim-02-peer-psu.ini --fault hang:B@3ms\n"
    "\n"
    "The command line wins over the configuration file. docs/twinack.ini explains every key, "
    "docs/summary-json.md every figure.\n"
    "\n"
    "Exit status: 0 all well; 1 the simulation found something wrong (a block lost or torn, a "
    "failed assertion, a deadlock); 2 bad input, nothing simulated.";

static const struct argp_option options[] = {
    {0, 0, 0, 0, "What to replay:", 1},
    {"trace", 't', "FILE", 0, "A host trace: fio iolog, MSR, SPC, DiskSim or blkparse text", 1},
    {"workload", 'w', "KEY=VALUE,...", 0, "Generated requests, see docs/twinack.ini", 1},
    {"pace", KEY_PACE, "auto|trace|closed", 0,
     "By arrival times, or as fast as the depth allows (auto: a trace by its times)", 1},
    {"depth", KEY_DEPTH, "N", 0, "Requests outstanding per volume, closed pace: 1 to 32", 1},
    {"time-scale", KEY_TIME_SCALE, "X", 0, "Multiply arrival times by X", 1},
    {"max-gap", KEY_MAX_GAP, "US", 0, "Then clip gaps between arrivals to US microseconds", 1},
    {"wrap", KEY_WRAP, 0, 0, "Fold requests beyond the volume into it", 1},
    {0, 0, 0, 0, "The system:", 2},
    {"config", 'c', "FILE.ini", 0, "Configuration, see docs/twinack.ini", 2},
    {"mode", 'm', "LIST", 0, "Ack modes, of early, sync, through, local, with commas between", 2},
    {"seed", 's', "N", 0, "Everything random comes from it", 2},
    {"topology", KEY_TOPOLOGY, "NAME", 0, "What feeds the mirror FIFOs: peer, third, battery, own",
     2},
    {"fault", KEY_FAULT, "KIND:UNIT@WHEN", 0,
     "What breaks or returns, such as psu:A@ack:100,restore:A@2ms; may be given again, adds to the "
     "configuration's",
     2},
    {"set", KEY_SET, "SECTION.KEY=VALUE", 0, "Set one key of the configuration", 2},
    {0, 0, 0, 0, "What comes out:", 3},
    {"json", KEY_JSON, "FILE", 0, "Write all figures, see docs/summary-json.md", 3},
    {"timing", KEY_TIMING, "FILE", 0, "Write how long the simulation took, as JSON", 3},
    {"wave", KEY_WAVE, "FILE.fst", 0, "Record the waveform of the first mode, early if there", 3},
    {"wave-cycles", KEY_WAVE_CYCLES, "N", 0,
     "... for N cycles from the first command (default 20000; 0: all)", 3},
    {"wave-from", KEY_WAVE_FROM, "US", 0, "... or from US microseconds of simulated time", 3},
    {"failed-wave", KEY_FAILED_WAVE, "FILE.fst|no", 0,
     "Where the waveform of a failing run is written (default: NAME-failed.fst in this folder, "
     "NAME "
     "that of the configuration)",
     3},
    {"wave-only", KEY_WAVE_ONLY, 0, 0, "... and nothing else", 3},
    {"jobs", KEY_JOBS, "N", 0, "Simulations at once (default: one per processor)", 3},
    {"print-config", KEY_PRINT_CONFIG, 0, 0, "Print the configuration in force and stop", 3},
    {0}};

/* Options that set one key of the configuration. */
static const struct {
  int option;
  const char *name, *section, *key;
} keys[] = {{'t', "--trace", "host", "trace"},
            {'m', "--mode", "system", "mode"},
            {'s', "--seed", "system", "seed"},
            {KEY_TOPOLOGY, "--topology", "power", "topology"},
            {KEY_FAULT, "--fault", "fault", "fault"},
            {KEY_PACE, "--pace", "host", "pace"},
            {KEY_DEPTH, "--depth", "host", "depth"},
            {KEY_TIME_SCALE, "--time-scale", "host", "time_scale"},
            {KEY_MAX_GAP, "--max-gap", "host", "max_gap_us"},
            {KEY_WRAP, "--wrap", "host", "wrap"}};

static struct option_setting *new_setting(struct argp_state *state, const char *option,
                                          const char *value) {
  struct run_options *o = state->input;

  if (o->settings == OPTIONS_SETTINGS)
    argp_failure(state, EXIT_BAD_INPUT, 0, "%s: too many settings, expected at most %d", option,
                 OPTIONS_SETTINGS);
  struct option_setting *s = &o->setting[o->settings++];
  s->option = option;
  s->value = value;
  return s;
}

static void set_key(struct argp_state *state, const char *option, const char *section,
                    const char *key, const char *value) {
  struct option_setting *s = new_setting(state, option, value);

  snprintf(s->section, sizeof s->section, "%s", section);
  snprintf(s->key, sizeof s->key, "%s", key);
}

/* SECTION.KEY=VALUE */
static void set_any(struct argp_state *state, const char *arg) {
  struct option_setting *s = new_setting(state, "--set", "");
  size_t section = strcspn(arg, ".=");
  size_t key = arg[section] == '.' ? strcspn(arg + section + 1, "=") : 0;

  if (key == 0 || arg[section + 1 + key] != '=' || section >= sizeof s->section ||
      key >= sizeof s->key)
    option_bad(state, "--set", arg, "SECTION.KEY=VALUE");
  memcpy(s->section, arg, section);
  s->section[section] = '\0';
  memcpy(s->key, arg + section + 1, key);
  s->key[key] = '\0';
  s->value = arg + section + key + 2;
}

static error_t set_config_key(int option, char *arg, struct argp_state *state) {
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (keys[i].option != option) continue;
    set_key(state, keys[i].name, keys[i].section, keys[i].key, arg ? arg : "yes");
    return 0;
  }
  return ARGP_ERR_UNKNOWN;
}

static void finish(struct argp_state *state) {
  struct run_options *o = state->input;

  if (o->has_trace && o->has_workload)
    argp_failure(state, EXIT_BAD_INPUT, 0,
                 "--trace and --workload are both given, expected one of them");
  if (o->wave_only && !o->wave)
    argp_failure(state, EXIT_BAD_INPUT, 0, "--wave-only: expected --wave FILE.fst too");
}

static error_t parse(int option, char *arg, struct argp_state *state) {
  struct run_options *o = state->input;

  switch (option) {
    case 'c':
      o->config = arg;
      return 0;
    case 'w':
      o->has_workload = true;
      new_setting(state, "--workload", arg);
      return 0;
    case KEY_WAVE:
      o->wave = arg;
      return 0;
    case KEY_JSON:
      o->json = arg;
      return 0;
    case KEY_TIMING:
      o->timing = arg;
      return 0;
    case KEY_WAVE_CYCLES:
      o->wave_cycles = option_number(state, "--wave-cycles", arg, 0, 1000000000000);
      return 0;
    case KEY_WAVE_FROM:
      o->wave_from_us = option_number(state, "--wave-from", arg, 0, 1000000000000);
      return 0;
    case KEY_FAILED_WAVE:
      o->failed_wave = arg;
      return 0;
    case KEY_JOBS:
      o->jobs = (unsigned)option_number(state, "--jobs", arg, 1, OPTION_JOBS_MAX);
      return 0;
    case KEY_WAVE_ONLY:
      o->wave_only = true;
      return 0;
    case KEY_PRINT_CONFIG:
      o->print_config = true;
      return 0;
    case KEY_SET:
      set_any(state, arg);
      return 0;
    case ARGP_KEY_ARG:
      option_no_word(state, arg);
      return 0;
    case ARGP_KEY_END:
      finish(state);
      return 0;
    default:
      o->has_trace |= option == 't';
      return set_config_key(option, arg, state);
  }
}

void options_parse(struct run_options *o, int argc, char **argv) {
  static const struct argp argp = {options, parse, NULL, doc, NULL, NULL, NULL};

  memset(o, 0, sizeof *o);
  o->wave_cycles = WAVE_CYCLES;
  o->jobs = option_jobs_default();
  argp_err_exit_status = EXIT_BAD_INPUT;
  argp_parse(&argp, argc, argv, 0, NULL, o);
}
