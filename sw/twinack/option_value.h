/* SPDX-License-Identifier: Apache-2.0 */
/*
 * option_value.h: values of command-line options, for the argp parsers of all subcommands.
 *
 * What cannot be used ends the program: EXIT_BAD_INPUT and one line on stderr, "OPTION: bad value
 * 'WORD', expected WHAT", the word shortened and fit for a terminal. `option` is named as the user
 * writes it, with its dashes.
 */
#ifndef TWINACK_OPTION_VALUE_H
#define TWINACK_OPTION_VALUE_H

#include <argp.h>
#include <stdint.h>

#define OPTION_JOBS_MAX 64 /* processes at once */

void option_bad(const struct argp_state *state, const char *option, const char *arg,
                const char *expected);
/* A whole number, min to max. */
uint64_t option_number(const struct argp_state *state, const char *option, const char *arg,
                       uint64_t min, uint64_t max);
/* SECTION.KEY=VALUE, or the program ends; *value stays arg's. */
#define OPTION_NAME 32
void option_assignment(const struct argp_state *state, const char *option, const char *arg,
                       char section[OPTION_NAME], char key[OPTION_NAME], const char **value);
/* A word that belongs to no option; there is no use for any. */
void option_no_word(const struct argp_state *state, const char *word);
/* One per processor, 1 to OPTION_JOBS_MAX. */
unsigned option_jobs_default(void);

#endif
