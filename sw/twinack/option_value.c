/* SPDX-License-Identifier: Apache-2.0 */
#include "option_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "exit_status.h"
#include "text.h"

void option_bad(const struct argp_state *state, const char *option, const char *arg,
                const char *expected) {
  argp_failure(state, EXIT_BAD_INPUT, 0, "%s: bad value '%s', expected %s", option,
               text_quote(arg).text, expected);
}

uint64_t option_number(const struct argp_state *state, const char *option, const char *arg,
                       uint64_t min, uint64_t max) {
  char expected[80];
  uint64_t v = 0;

  if (text_u64(arg, min, max, &v)) return v;
  snprintf(expected, sizeof expected, "a whole number, %" PRIu64 " to %" PRIu64, min, max);
  option_bad(state, option, arg, expected);
  return min;
}

void option_no_word(const struct argp_state *state, const char *word) {
  argp_failure(state, EXIT_BAD_INPUT, 0, "unexpected word '%s', expected options only: see --help",
               text_quote(word).text);
}

unsigned option_jobs_default(void) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);

  if (processors < 1) return 1;
  return processors > OPTION_JOBS_MAX ? OPTION_JOBS_MAX : (unsigned)processors;
}
