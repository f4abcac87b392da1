/* SPDX-License-Identifier: Apache-2.0 */
/* The command `twinack`: finds the subcommand. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crash.h"
#include "ctl.h"
#include "exit_status.h"
#include "run.h"
#include "sweep.h"
#include "text.h"

const char *argp_program_version = "twinack 0.1";

static const struct {
  const char *name;
  char *full; /* what its own messages and help call it */
  int (*main)(int argc, char **argv);
} commands[] = {{"run", (char[]){"twinack run"}, run_main},
                {"crash", (char[]){"twinack crash"}, crash_main},
                {"sweep", (char[]){"twinack sweep"}, sweep_main},
                {"ctl", (char[]){"twinack ctl"}, ctl_main}};

static const char doc[] =
    "A dual-controller storage system with a duplexed write cache, simulated cycle by cycle."
    "\v"
    "Commands:\n"
    "  run    replay a host trace or a generated workload, in one ack mode or several\n"
    "  crash  explore crashes: every fault at every cycle, judged (make crash)\n"
    "  sweep  run for each combination of keys, and plot (make sweep)\n"
    "  ctl    look into an array that nbdkit serves, and break it (make serve)\n"
    "\n"
    "Examples:\n"
    "  twinack run --trace tb/data/ext4-sqlite.blkparse --mode early,sync,through\n"
    "  twinack run --workload pattern=zipf,write=80 --wave early.fst\n"
    "  twinack run --help";

struct chosen {
  int at; /* index in argv of the command's name; 0: none */
};

static error_t parse(int option, char *arg, struct argp_state *state) {
  struct chosen *c = state->input;

  (void)arg;
  if (option == ARGP_KEY_ARG) {
    c->at = state->next - 1;
    state->next = state->argc; /* the rest is the command's own */
    return 0;
  }
  if (option == ARGP_KEY_NO_ARGS)
    argp_failure(state, EXIT_BAD_INPUT, 0,
                 "no command given, expected run, crash, sweep or ctl: see --help");
  return option == ARGP_KEY_END || option == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
}

int main(int argc, char **argv) {
  static const struct argp argp = {NULL, parse, "COMMAND [OPTION...]", doc, NULL, NULL, NULL};
  struct chosen chosen = {0};

  argp_err_exit_status = EXIT_BAD_INPUT;
  if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &chosen)) return EXIT_BAD_INPUT;
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    if (chosen.at == 0 || strcmp(argv[chosen.at], commands[i].name)) continue;
    argv[chosen.at] = commands[i].full;
    return commands[i].main(argc - chosen.at, argv + chosen.at);
  }
  fprintf(stderr, "twinack: unknown command '%s', expected run, crash, sweep or ctl: see --help\n",
          text_quote(chosen.at ? argv[chosen.at] : "").text);
  return EXIT_BAD_INPUT;
}
