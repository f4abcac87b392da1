/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h: the command line of `twinack run`.
 */
#ifndef TWINACK_OPTIONS_H
#define TWINACK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_SETTINGS 64

/* One key set on the command line; section NULL: key and value are a workload's description. */
struct option_setting {
  const char *option; /* as the user wrote it, for messages */
  char section[32], key[32];
  const char *value;
};

struct run_options {
  const char *config, *wave, *json, *timing; /* NULL: not given */
  const char *failed_wave;                   /* "no": none; NULL: the usual place */
  uint64_t wave_cycles, wave_from_us;
  unsigned jobs;
  bool wave_only, print_config;
  bool has_trace, has_workload;
  struct option_setting setting[OPTIONS_SETTINGS];
  size_t settings;
};

/* argv[0] is what the user typed so far ("twinack run"). Ends the program on --help (0) and on a
 * bad command line (2), with the reason on stderr. Strings stay argv's. */
void options_parse(struct run_options *o, int argc, char **argv);

#endif
