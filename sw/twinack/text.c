/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <stdio.h>
#include <string.h>

static bool digits(const char *s, size_t len, uint64_t max, uint64_t *out) {
  uint64_t v = 0;

  for (size_t i = 0; i < len; i++) {
    if (s[i] < '0' || s[i] > '9') return false;
    unsigned digit = (unsigned)(s[i] - '0');
    if (v > (UINT64_MAX - digit) / 10) return false;
    v = v * 10 + digit;
  }
  *out = v;
  return len > 0 && v <= max;
}

bool text_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out) {
  uint64_t v;

  if (!digits(s, strlen(s), max, &v) || v < min) return false;
  *out = v;
  return true;
}

bool text_size(const char *s, uint64_t min, uint64_t max, uint64_t *out) {
  static const char suffixes[] = "kMG";
  size_t len = strlen(s);
  const char *suffix = len > 0 ? memchr(suffixes, s[len - 1], 3) : NULL;
  unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
  uint64_t v;

  if (!digits(s, suffix ? len - 1 : len, max >> shift, &v)) return false;
  v <<= shift;
  if (v < min) return false;
  *out = v;
  return true;
}

bool text_real(const char *s, double min, double max, double *out) {
  size_t whole_len = strcspn(s, ".");
  const char *behind = s[whole_len] ? s + whole_len + 1 : "";
  size_t behind_len = strlen(behind);
  uint64_t whole, part = 0;
  double scale = 1;

  if (whole_len + behind_len > 15 || !digits(s, whole_len, UINT64_MAX, &whole)) return false;
  if (s[whole_len] && !digits(behind, behind_len, UINT64_MAX, &part)) return false;
  for (size_t i = 0; i < behind_len; i++) scale *= 10;
  /* Up to 15 digits are exact in a double, and so is the power of ten: one rounding in all. */
  double v = ((double)whole * scale + (double)part) / scale;
  if (v < min || v > max) return false;
  *out = v;
  return true;
}

struct text_quote text_quote(const char *s) {
  struct text_quote q;
  size_t len = strlen(s);

  if (len >= sizeof q.text) len = sizeof q.text - 1;
  for (size_t i = 0; i < len; i++) q.text[i] = s[i] >= ' ' && s[i] <= '~' ? s[i] : '?';
  q.text[len] = '\0';
  return q;
}

static void put(char **out, size_t *left, const char *s) {
  size_t len = strlen(s);

  if (len >= *left) return;
  memcpy(*out, s, len + 1);
  *out += len;
  *left -= len;
}

void text_shell_word(const char *s, char *out, size_t size) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  char one[2] = "";

  if (size == 0) return;
  *out = '\0';
  if (*s && s[strspn(s, plain)] == '\0') {
    put(&out, &size, s);
    return;
  }
  put(&out, &size, "'");
  for (; *s; s++) {
    one[0] = *s;
    put(&out, &size, *s == '\'' ? "'\\''" : one);
  }
  put(&out, &size, "'");
}
