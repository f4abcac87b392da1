/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace_parse.h"

#define NS_PER_S UINT64_C(1000000000)

int trace_bad(const struct trace_parse *p, const char *expected, const char *reason, ...) {
  char text[256];
  va_list ap;

  va_start(ap, reason);
  vsnprintf(text, sizeof text, reason, ap);
  va_end(ap);
  snprintf(p->err, p->err_size, "%s:%zu: %s, expected %s", p->path, p->line, text, expected);
  return -1;
}

struct trace_quote trace_quote(struct slice s) {
  struct trace_quote q;
  size_t keep = s.len;
  size_t end;

  if (keep > sizeof q.text - 1) keep = sizeof q.text - 4;
  for (end = 0; end < keep; end++) {
    char c = s.at[end];
    q.text[end] = c >= ' ' && c <= '~' ? c : '?';
  }
  if (keep < s.len) {
    memcpy(q.text + end, "...", 3);
    end += 3;
  }
  q.text[end] = '\0';
  return q;
}

int trace_line(struct trace_parse *p, struct slice *line) {
  const char *at = p->text + p->pos;
  size_t left = p->size - p->pos;
  const char *end;
  size_t len;

  if (left == 0) return 0;
  end = memchr(at, '\n', left);
  len = end ? (size_t)(end - at) : left;
  p->line++;
  p->pos += end ? len + 1 : len;
  if (len > 0 && at[len - 1] == '\r') len--;
  if (len > TRACE_LINE_MAX) {
    return trace_bad(p, "a line of a text trace", "line of %zu characters (the limit is %d)", len,
                     TRACE_LINE_MAX);
  }
  if (memchr(at, '\0', len)) return trace_bad(p, "a text trace", "NUL byte (binary content)");
  *line = (struct slice){at, len};
  return 1;
}

void trace_rewind(struct trace_parse *p) {
  p->pos = 0;
  p->line = 0;
}

static bool blank(char c) {
  return c == ' ' || c == '\t';
}

bool trace_word(struct slice *rest, struct slice *word) {
  while (rest->len > 0 && blank(*rest->at)) {
    rest->at++;
    rest->len--;
  }
  *word = (struct slice){rest->at, 0};
  while (rest->len > 0 && !blank(*rest->at)) {
    rest->at++;
    rest->len--;
    word->len++;
  }
  return word->len > 0;
}

size_t trace_words(struct slice line, struct slice *field, size_t max) {
  struct slice word;
  size_t count = 0;

  for (; trace_word(&line, &word); count++)
    if (count < max) field[count] = word;
  return count;
}

size_t trace_commas(struct slice line, struct slice *field, size_t max) {
  size_t count = 0;

  for (;;) {
    const char *comma = line.len ? memchr(line.at, ',', line.len) : NULL;
    size_t len = comma ? (size_t)(comma - line.at) : line.len;

    if (count < max) field[count] = (struct slice){line.at, len};
    count++;
    if (!comma) return count;
    line.at += len + 1;
    line.len -= len + 1;
  }
}

bool trace_is(struct slice s, const char *text) {
  return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

bool trace_starts(struct slice s, const char *text) {
  size_t len = strlen(text);

  return s.len >= len && memcmp(s.at, text, len) == 0;
}

static bool all_digits(struct slice s) {
  for (size_t i = 0; i < s.len; i++)
    if (s.at[i] < '0' || s.at[i] > '9') return false;
  return s.len > 0;
}

/* False when the digits do not fit 64 bits. */
static bool digits_u64(struct slice s, uint64_t *out) {
  uint64_t v = 0;

  for (size_t i = 0; i < s.len; i++) {
    unsigned digit = (unsigned)(s.at[i] - '0');
    if (v > (UINT64_MAX - digit) / 10) return false;
    v = v * 10 + digit;
  }
  *out = v;
  return true;
}

int trace_u64(const struct trace_parse *p, struct slice s, const char *what, uint64_t *out) {
  const char *expected = "a decimal number below 2^64";

  if (!all_digits(s))
    return trace_bad(p, expected, "%s '%s' is no number", what, trace_quote(s).text);
  if (!digits_u64(s, out))
    return trace_bad(p, expected, "%s '%s' is too large", what, trace_quote(s).text);
  return 0;
}

/* Nanoseconds of the digits behind the point. */
static uint64_t fraction_ns(struct slice s) {
  uint64_t ns = 0;

  for (size_t i = 0; i < 9; i++) ns = ns * 10 + (i < s.len ? (unsigned)(s.at[i] - '0') : 0);
  return ns;
}

int trace_seconds(const struct trace_parse *p, struct slice s, uint64_t *ns) {
  const char *expected = "seconds such as 12 or 0.000250000";
  const char *point = s.len ? memchr(s.at, '.', s.len) : NULL;
  struct slice whole = {s.at, point ? (size_t)(point - s.at) : s.len};
  struct slice part = {whole.at + whole.len, 0};
  uint64_t seconds;

  if (point) part = (struct slice){point + 1, s.len - whole.len - 1};
  if (!all_digits(whole) || (point && !all_digits(part)))
    return trace_bad(p, expected, "time '%s' is no number", trace_quote(s).text);
  if (!digits_u64(whole, &seconds) || seconds >= UINT64_MAX / NS_PER_S)
    return trace_bad(p, expected, "time '%s' is too large", trace_quote(s).text);
  *ns = seconds * NS_PER_S + fraction_ns(part);
  return 0;
}
