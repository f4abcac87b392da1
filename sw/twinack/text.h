/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h: numbers out of text, strictly: no sign, no blank, no exponent, no rounding by locale.
 */
#ifndef TWINACK_TEXT_H
#define TWINACK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each: true and *out set when all of `s` is such a number within min..max. */
bool text_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out);
/* One suffix k, M or G allowed: powers of 1024. */
bool text_size(const char *s, uint64_t min, uint64_t max, uint64_t *out);
/* Digits with an optional fraction, 15 digits at most. */
bool text_real(const char *s, double min, double max, double *out);

struct text_quote {
  char text[48];
};
/* Shortened and without control characters: fit for one line of an error. */
struct text_quote text_quote(const char *s);

/* Writes `s` as one word of a POSIX shell; always terminates. */
void text_shell_word(const char *s, char *out, size_t size);

#endif
