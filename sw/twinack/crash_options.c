/* SPDX-License-Identifier: Apache-2.0 */
#include <argp.h>
#include <string.h>

#include "config.h"
#include "crash.h"
#include "exit_status.h"
#include "option_value.h"
#include "text.h"

enum {
  KEY_MODE = 'm',
  KEY_SEED = 's',
  KEY_TOPOLOGY = 256,
  KEY_PART,
  KEY_JOBS,
  KEY_PAIR_EVERY,
  KEY_PAIR_STEP,
  KEY_JSON,
  KEY_DOC,
  KEY_PLOT,
  KEY_REPLAY,
  KEY_WAVE,
  KEY_CLOCKS
};

static const char doc[] =
    "Stop a workload at every cycle, apply each fault there, let recovery finish, and judge every "
    "block; then second faults during recovery, and the return of what failed."
    "\v"
    "Examples:\n"
    "  twinack crash --json report.json\n"
    "  twinack crash --mode early --topology peer,own --part 8\n"
    "  twinack crash --replay early,own,psu:A@412 --wave loss.fst\n"
    "  twinack crash --replay early,battery,battery-failed:A@400,psu-hard:A@704\n"
    "\n"
    "Exit status: 0 all as documented; 1 a block was lost that must not be, or a negative control "
    "(topology own, mode local) lost none; 2 bad input.";

static const struct argp_option options[] = {
    {0, 0, 0, 0, "What to explore:", 1},
    {"mode", KEY_MODE, "LIST", 0, "Ack modes, of early, sync, through, local (all)", 1},
    {"topology", KEY_TOPOLOGY, "LIST", 0, "Of peer, third, battery, own (all)", 1},
    {"part", KEY_PART, "N", 0, "Every N-th piece of the window only, 1 to 1000", 1},
    {"pair-every", KEY_PAIR_EVERY, "N", 0, "Second faults at every N-th cycle; 0: none", 1},
    {"pair-step", KEY_PAIR_STEP, "N", 0, "... and at every N-th cycle of the recovery", 1},
    {"seed", KEY_SEED, "N", 0, "Of the workload", 1},
    {"jobs", KEY_JOBS, "N", 0, "Processes at once (default: one per processor)", 1},
    {0, 0, 0, 0, "What comes out:", 2},
    {"json", KEY_JSON, "FILE", 0, "Write all figures", 2},
    {"faults-doc", KEY_DOC, "FILE", 0, "Write the fault matrix as a page of documentation", 2},
    {"plot", KEY_PLOT, "FILE", 0, "Write input for gnuplot, which draws FILE.png", 2},
    {0, 0, 0, 0, "One state again:", 3},
    {"replay", KEY_REPLAY, "MODE,TOPOLOGY,FAULT@CYCLE[,FAULT@CYCLE][,return]", 0,
     "From reset; return: then all that failed comes back", 3},
    {"clocks", KEY_CLOCKS, "equal|apart", 0, "... with these clocks (equal)", 3},
    {"wave", KEY_WAVE, "FILE.fst", 0, "... and record the waveform", 3},
    {0}};

const char *crash_topology_name(unsigned topology) {
  static const char *const name[] = {"peer", "third", "battery", "own"};
  return name[topology];
}

static unsigned find(const char *word, size_t length, const char *(*name)(unsigned), unsigned n) {
  unsigned i = 0;
  while (i < n && (strlen(name(i)) != length || memcmp(name(i), word, length))) i++;
  return i;
}

static unsigned list(struct argp_state *state, const char *option, const char *arg,
                     const char *(*name)(unsigned), const char *expected) {
  unsigned set = 0;
  for (const char *at = arg;; at++) {
    size_t length = strcspn(at, ",");
    unsigned i = find(at, length, name, 4);
    if (i == 4) option_bad(state, option, arg, expected);
    set |= 1U << i;
    at += length;
    if (*at == '\0') return set;
  }
}

#define MODES "a list of early, sync, through, local"
#define TOPOLOGIES "a list of peer, third, battery, own"

static unsigned number(const struct argp_state *state, const char *option, const char *arg,
                       unsigned min, unsigned max) {
  return (unsigned)option_number(state, option, arg, min, max);
}

/* ---- --replay */

/* The word before the next comma; *arg moves behind it, or becomes NULL. */
static size_t word(const char **arg, const char **start) {
  *start = *arg;
  size_t length = strcspn(*arg, ",");
  *arg = (*arg)[length] == ',' ? *arg + length + 1 : NULL;
  return length;
}

static bool fault(const char *start, size_t length, enum explore_fault *f, unsigned *cycle) {
  char digits[16];
  uint64_t v;
  const char *at = memchr(start, '@', length);
  if (at == NULL) return false;
  size_t n = (size_t)(start + length - at - 1);
  if (n >= sizeof digits) return false;
  memcpy(digits, at + 1, n);
  digits[n] = '\0';
  *f = explore_fault_named(start, (size_t)(at - start));
  if (*f == EXPLORE_NONE || !text_u64(digits, 0, 1000000, &v)) return false;
  *cycle = (unsigned)v;
  return true;
}

static const char *order_problem(const struct explore_state *s) {
  return s->second != EXPLORE_NONE && s->second_cycle < s->cycle
             ? "the second fault not before the first"
             : NULL;
}

static const char *replay_problem(struct explore_state *s, const char *arg) {
  const char *start;
  size_t length = word(&arg, &start);
  s->second = EXPLORE_NONE;
  s->mode = find(start, length, config_mode_name, CRASH_MODES);
  if (s->mode == CRASH_MODES || arg == NULL) return "MODE,TOPOLOGY,FAULT@CYCLE";
  length = word(&arg, &start);
  s->topology = find(start, length, crash_topology_name, CRASH_TOPOLOGIES);
  if (s->topology == CRASH_TOPOLOGIES || arg == NULL)
    return "a topology, peer, third, battery or own, and FAULT@CYCLE";
  length = word(&arg, &start);
  if (!fault(start, length, &s->fault, &s->cycle))
    return "a fault of the table on screen, such as psu:A@412";
  if (arg == NULL) return NULL;
  length = word(&arg, &start);
  if (fault(start, length, &s->second, &s->second_cycle)) {
    if (arg == NULL) return order_problem(s);
    length = word(&arg, &start);
  }
  s->returned = length == strlen(CRASH_RETURN) && memcmp(start, CRASH_RETURN, length) == 0;
  if (arg != NULL || !s->returned)
    return "at most one more fault, such as psu-hard:B@500, and then "
           "perhaps " CRASH_RETURN;
  return order_problem(s);
}

static void replay(struct argp_state *state, const char *arg) {
  struct crash_options *o = state->input;
  const char *why = replay_problem(&o->state, arg);
  o->replay = true;
  if (why == NULL) return;
  option_bad(state, "--replay", arg, why);
}

static void clocks(struct argp_state *state, const char *arg) {
  struct crash_options *o = state->input;
  o->state.unequal = strcmp(arg, "apart") == 0;
  if (o->state.unequal || strcmp(arg, "equal") == 0) return;
  option_bad(state, "--clocks", arg, "equal or apart");
}

static error_t parse_numbers(int option, char *arg, struct argp_state *state) {
  struct crash_options *o = state->input;
  switch (option) {
    case KEY_PART:
      o->part = number(state, "--part", arg, 1, 1000);
      return 0;
    case KEY_PAIR_EVERY:
      o->plan.pair_every = number(state, "--pair-every", arg, 0, 1000000);
      return 0;
    case KEY_PAIR_STEP:
      o->plan.pair_step = number(state, "--pair-step", arg, 1, 1000000);
      return 0;
    case KEY_SEED:
      o->plan.seed = number(state, "--seed", arg, 0, UINT32_MAX);
      return 0;
    case KEY_JOBS:
      o->jobs = number(state, "--jobs", arg, 1, OPTION_JOBS_MAX);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

static error_t parse(int option, char *arg, struct argp_state *state) {
  struct crash_options *o = state->input;
  switch (option) {
    case KEY_MODE:
      o->modes = list(state, "--mode", arg, config_mode_name, MODES);
      return 0;
    case KEY_TOPOLOGY:
      o->topologies = list(state, "--topology", arg, crash_topology_name, TOPOLOGIES);
      return 0;
    case KEY_JSON:
      o->json = arg;
      return 0;
    case KEY_DOC:
      o->doc = arg;
      return 0;
    case KEY_PLOT:
      o->plot = arg;
      return 0;
    case KEY_WAVE:
      o->wave = arg;
      return 0;
    case KEY_REPLAY:
      replay(state, arg);
      return 0;
    case KEY_CLOCKS:
      clocks(state, arg);
      return 0;
    case ARGP_KEY_ARG:
      option_no_word(state, arg);
      return 0;
    case ARGP_KEY_END:
      if (o->wave && !o->replay)
        argp_failure(state, EXIT_BAD_INPUT, 0, "--wave: expected --replay too");
      return 0;
    default:
      return parse_numbers(option, arg, state);
  }
}

void crash_options_parse(struct crash_options *o, int argc, char **argv) {
  static const struct argp argp = {options, parse, NULL, doc, NULL, NULL, NULL};
  memset(o, 0, sizeof *o);
  explore_defaults(&o->plan);
  o->modes = (1U << CRASH_MODES) - 1;
  o->topologies = (1U << CRASH_TOPOLOGIES) - 1;
  o->part = 1;
  o->jobs = option_jobs_default();
  argp_err_exit_status = EXIT_BAD_INPUT;
  argp_parse(&argp, argc, argv, 0, NULL, o);
}
