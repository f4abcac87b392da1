/* SPDX-License-Identifier: Apache-2.0 */
#include "option_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
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

void option_assignment(const struct argp_state *state, const char *option, const char *arg,
                       char section[OPTION_NAME], char key[OPTION_NAME], const char **value) {
  size_t dot = strcspn(arg, ".=");
  size_t length = arg[dot] == '.' ? strcspn(arg + dot + 1, "=") : 0;

  if (length == 0 || arg[dot + 1 + length] != '=' || dot >= OPTION_NAME || length >= OPTION_NAME)
    option_bad(state, option, arg, "SECTION.KEY=VALUE");
  snprintf(section, OPTION_NAME, "%.*s", (int)dot, arg);
  snprintf(key, OPTION_NAME, "%.*s", (int)length, arg + dot + 1);
  *value = arg + dot + length + 2;
}
