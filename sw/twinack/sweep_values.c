/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and ranges of values. */
#include <math.h>
#include <string.h>

#include "sweep.h"
#include "text.h"

#define RANGE_MAX 0x1p53 /* whole numbers up to here are exact */
#define RANGE_STEPS 10000

static int bad(const char *word, const char *expected, char *err, size_t err_size) {
  snprintf(err, err_size, "bad value '%s', expected %s", text_quote(word).text, expected);
  return -1;
}

static int add(struct sweep_axis *axis, const char *value, char *err, size_t err_size) {
  for (unsigned i = 0; i < axis->count; i++)
    if (strcmp(axis->value[i], value) == 0) return bad(value, "each value once", err, err_size);
  if (axis->count == SWEEP_VALUES) return bad(value, "at most 256 values", err, err_size);
  snprintf(axis->value[axis->count++], SWEEP_TEXT, "%s", value);
  return 0;
}

/* A whole number with a suffix, or a number with a fraction. */
static bool number(const char *text, double *out, bool *whole) {
  uint64_t n;

  *whole = text_size(text, 0, (uint64_t)RANGE_MAX, &n);
  if (!*whole) return text_real(text, 0, RANGE_MAX, out);
  *out = (double)n;
  return true;
}

struct range {
  double from, to, by;
  bool factor, whole;
};

/* False when it cannot be used. text: a..b+step or a..b*factor. */
static bool range_parse(const char *text, struct range *r) {
  char from[SWEEP_TEXT], to[SWEEP_TEXT];
  const char *dots = strstr(text, ".."), *sign = dots + strcspn(dots, "+*");
  bool a, b, c;

  *r = (struct range){.factor = *sign == '*'};
  if (*sign == '\0' || (size_t)(dots - text) >= sizeof from || (size_t)(sign - dots) > sizeof to)
    return false;
  snprintf(from, sizeof from, "%.*s", (int)(dots - text), text);
  snprintf(to, sizeof to, "%.*s", (int)(sign - dots - 2), dots + 2);
  if (!number(from, &r->from, &a) || !number(to, &r->to, &b) || !number(sign + 1, &r->by, &c))
    return false;
  r->whole = a && b && (r->factor || c);
  return r->from <= r->to && (r->factor ? r->from > 0 && r->by > 1 : r->by > 0);
}

/* Each from the first, so that errors do not add up. */
static double range_at(const struct range *r, unsigned n) {
  double v = r->factor ? r->from * pow(r->by, n) : r->from + n * r->by;

  return r->whole ? round(v) : v;
}

static int add_range(struct sweep_axis *axis, const char *text, char *err, size_t err_size) {
  char value[SWEEP_TEXT], last[SWEEP_TEXT] = "";
  struct range r;

  if (!range_parse(text, &r))
    return bad(text, "a range such as 67..4096*2 or 1..9+4", err, err_size);
  for (unsigned n = 0; n < RANGE_STEPS; n++) {
    double v = range_at(&r, n);
    snprintf(value, sizeof value, "%.15g", v < r.to ? v : r.to);
    /* By a factor near 1 small whole numbers come twice. */
    if (strcmp(value, last) && add(axis, value, err, err_size)) return -1;
    if (v >= r.to) return 0;
    memcpy(last, value, sizeof last);
  }
  return bad(text, "at most 256 values", err, err_size);
}

int sweep_values(struct sweep_axis *axis, const char *text, char *err, size_t err_size) {
  char word[SWEEP_TEXT];

  axis->count = 0;
  for (;; text++) {
    size_t len = strcspn(text, ",");
    if (len == 0 || len >= sizeof word)
      return bad(text, "values with commas between", err, err_size);
    snprintf(word, sizeof word, "%.*s", (int)len, text);
    if ((strstr(word, "..") ? add_range : add)(axis, word, err, err_size)) return -1;
    text += len;
    if (*text == '\0') return 0;
  }
}
