/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.c: faults out of text, by the table of fault_kinds.c.
 */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fault_kinds.h"

#define WORDS 4 /* more than any kind takes */
#define REASON 280
#define SHOWN 48 /* characters of the user's text in a message */

struct word {
  const char *at;
  size_t len;
};

/* One fault's text and what is wrong with it. */
struct reader {
  struct word text;
  char reason[REASON];
};

__attribute__((format(printf, 2, 3))) static bool bad(struct reader *r, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(r->reason, sizeof r->reason, format, args);
  va_end(args);
  return false;
}

static bool is(const struct word *w, const char *name) {
  return name != NULL && strlen(name) == w->len && memcmp(name, w->at, w->len) == 0;
}

/* Splits at the first `c`; false, and all of it in *first, when there is none. */
static bool split(const struct word *w, char c, struct word *first, struct word *rest) {
  const char *at = memchr(w->at, c, w->len);
  *first = *w;
  if (at == NULL) return false;
  first->len = (size_t)(at - w->at);
  *rest = (struct word){at + 1, w->len - first->len - 1};
  return true;
}

/* Digits at the start of *w, which is moved behind them. */
static bool digits(struct word *w, uint64_t *out) {
  uint64_t v = 0;
  size_t n = 0;
  for (; n < w->len && w->at[n] >= '0' && w->at[n] <= '9'; n++) {
    unsigned digit = (unsigned)(w->at[n] - '0');
    if (v > (UINT64_MAX - digit) / 10) return false;
    v = v * 10 + digit;
  }
  *w = (struct word){w->at + n, w->len - n};
  *out = v;
  return n != 0;
}

static bool number(const struct word *w, const char *suffix, uint64_t min, uint64_t max,
                   uint64_t *out) {
  struct word rest = *w;
  return digits(&rest, out) && is(&rest, suffix) && *out >= min && *out <= max;
}

static bool duration(const struct word *w, uint64_t *out) {
  struct word rest = *w;
  uint64_t n;
  if (!digits(&rest, &n)) return false;
  for (unsigned i = 0; i < FAULT_TIME_UNITS; i++) {
    const struct fault_time_unit *u = &fault_time_units[i];
    if (!is(&rest, u->name) || n > FAULT_TIME_MAX_PS / u->ps) continue;
    *out = n * u->ps;
    return true;
  }
  return false;
}

/* Index of the name, or `count`. */
static unsigned find(const struct word *w, const char *const *names, unsigned count) {
  unsigned i = 0;
  while (i < count && !is(w, names[i])) i++;
  return i;
}

static bool unlike(struct reader *r, const struct fault_form *form) {
  char expected[REASON / 2];
  fault_print_form(form, expected, sizeof expected);
  return bad(r, "not understood, expected %s%s", expected,
             strstr(expected, "TIME") ? ", TIME such as 12us" : "");
}

static bool read_argument(const struct fault_arg *a, const struct word *w, struct fault *f) {
  uint64_t n;
  switch (a->type) {
    case FAULT_ARG_UNIT:
      n = find(w, fault_unit_names, FAULT_UNITS);
      if (n == FAULT_UNITS || !(a->units & FAULT_BIT(n))) return false;
      break;
    case FAULT_ARG_MEMORY:
      n = find(w, fault_memory_names, FAULT_MEMORIES);
      if (n == FAULT_MEMORIES) return false;
      break;
    case FAULT_ARG_TIME:
      if (!duration(w, &n) || n == 0) return false;
      break;
    default:
      if (!number(w, a->suffix, a->min, a->max, &n)) return false;
  }
  fault_arg_set(a, f, n);
  return true;
}

/* Words go to arguments from the left; one that may be left out is when the words are too few. */
static bool read_arguments(const struct fault_form *form, const struct word *words, unsigned count,
                           struct fault *f) {
  unsigned needed = 0, taken = 0;
  for (unsigned i = 0; i < FAULT_ARGS && form->arg[i].type != FAULT_ARG_NONE; i++)
    needed += !form->arg[i].optional;
  for (unsigned i = 0; i < FAULT_ARGS && form->arg[i].type != FAULT_ARG_NONE; i++) {
    const struct fault_arg *a = &form->arg[i];
    if (a->optional && count - taken <= needed) {
      fault_arg_set(a, f, a->absent);
      continue;
    }
    needed -= !a->optional;
    if (taken == count || !read_argument(a, &words[taken++], f)) return false;
  }
  return taken == count;
}

static bool read_what(struct reader *r, struct word w, struct fault *f) {
  struct word words[WORDS + 1], rest;
  unsigned count = 0, kind = 0;
  while (split(&w, ':', &words[count], &rest) && count < WORDS) {
    w = rest;
    count++;
  }
  while (kind < FAULT_KINDS && !is(&words[0], fault_forms[kind].name)) kind++;
  if (kind == FAULT_KINDS) {
    char expected[REASON];
    fault_print_kinds(expected, sizeof expected);
    return bad(r, "unknown kind, expected one of %s", expected);
  }
  f->kind = (uint8_t)kind;
  return read_arguments(&fault_forms[kind], words + 1, count, f) || unlike(r, &fault_forms[kind]);
}

static bool read_event(const struct word *w, struct fault *f) {
  struct word name, rest = {0};
  bool numbered = split(w, ':', &name, &rest);
  for (unsigned e = FAULT_AT_TIME + 1; e < FAULT_EVENTS; e++) {
    if (!is(&name, fault_event_forms[e].name)) continue;
    f->event = (uint8_t)e;
    f->number = 1;
    return numbered ? number(&rest, "", 1, UINT64_MAX, &f->number)
                    : fault_event_forms[e].number_optional;
  }
  return false;
}

static bool read_when(struct reader *r, const struct word *w, struct fault *f) {
  struct word event, delay;
  f->event = FAULT_AT_TIME;
  if (duration(w, &f->delay_ps)) return true;
  bool delayed = split(w, '+', &event, &delay);
  if (read_event(&event, f) && (!delayed || duration(&delay, &f->delay_ps))) return true;
  return bad(r,
             "bad time '%.*s', expected a whole number of ps, ns, us, ms or s such as 12us, or "
             "ack:N, frame:N, cycle:N, takeover or join, and perhaps +12us",
             w->len < 20 ? (int)w->len : 20, w->at);
}

static bool read_fault(struct reader *r, struct fault *f) {
  struct word what, when;
  *f = (struct fault){.event = FAULT_AT_TIME};
  bool timed = split(&r->text, '@', &what, &when);
  return read_what(r, what, f) && (!timed || read_when(r, &when, f));
}

static bool too_many(struct reader *r) {
  return bad(r, "one too many, expected at most %d", FAULT_MAX);
}

static void complain(const struct reader *r, char *err, size_t err_size) {
  char shown[SHOWN + 1];
  size_t len = r->text.len < SHOWN ? r->text.len : SHOWN;
  for (size_t i = 0; i < len; i++)
    shown[i] = r->text.at[i] >= ' ' && r->text.at[i] <= '~' ? r->text.at[i] : '?';
  shown[len] = '\0';
  snprintf(err, err_size, "fault '%s': ", shown);
  /* The reason may quote the text again. */
  size_t used = strlen(err);
  for (size_t i = 0; r->reason[i] != '\0' && used + 1 < err_size; i++)
    err[used++] = r->reason[i] >= ' ' && r->reason[i] <= '~' ? r->reason[i] : '?';
  if (err_size != 0) err[used] = '\0';
}

int fault_parse(const char *text, struct fault_list *out, char *err, size_t err_size) {
  unsigned before = out->count;
  struct word all = {text, strlen(text)}, rest = {0};
  for (bool more = true; more; all = rest) {
    struct reader r = {.reason = ""};
    more = split(&all, ',', &r.text, &rest);
    struct fault f;
    if (read_fault(&r, &f) && (out->count < FAULT_MAX || too_many(&r))) {
      out->fault[out->count++] = f;
      continue;
    }
    out->count = before;
    complain(&r, err, err_size);
    return -1;
  }
  return 0;
}
