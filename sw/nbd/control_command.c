/* SPDX-License-Identifier: Apache-2.0 */
#include "control_command.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"
#include "text.h"

#define ERR_SIZE 320
#define RUN_MAX_PS (UINT64_C(10000000) * 1000000) /* 10 s */

static void time_now(const struct engine_view *v, void *user) {
  *(uint64_t *)user = csim_now_ps(v->csim);
}

static json_t *done(struct engine *e) {
  uint64_t ps = 0;
  if (engine_look(e, time_now, &ps))
    return json_pack("{ss}", "error", "the array is being stopped");
  return json_pack("{sf}", "time_us", (double)ps / 1e6);
}

static json_t *refused(const char *err) {
  return json_pack("{ss}", "error", err);
}

static json_t *status(struct engine *e, const char *rest) {
  if (rest[0] != '\0') return refused("status: too many words, expected none");
  json_t *o = status_json(e);
  return o != NULL ? o : refused("the array is being stopped");
}

/* All of them are read before the first is begun. */
static json_t *begin_faults(struct engine *e, const char *text) {
  struct fault_list list = {.count = 0};
  char word[ERR_SIZE], err[ERR_SIZE];
  for (const char *at = text;; at++) {
    size_t length = strcspn(at, ",");
    snprintf(word, sizeof word, "%.*s", (int)length, at);
    if (fault_parse(word, &list, err, sizeof err)) return refused(err);
    at += length;
    if (*at == '\0') break;
  }
  for (unsigned i = 0; i < list.count; i++)
    if (engine_fault(e, &list.fault[i], err, sizeof err)) return refused(err);
  return done(e);
}

static json_t *restore(struct engine *e, const char *unit) {
  char text[ERR_SIZE];
  if (strpbrk(unit, ",@:") != NULL) return refused("restore: not a unit, expected A, B, C or link");
  snprintf(text, sizeof text, "restore:%.64s", unit);
  return begin_faults(e, text);
}

static json_t *move(struct engine *e, const char *rest) {
  uint64_t volume;
  char err[ERR_SIZE];
  if (!text_u64(rest, 0, UINT32_MAX, &volume))
    return refused("move: bad volume, expected a number");
  return engine_move(e, (unsigned)volume, err, sizeof err) ? refused(err) : done(e);
}

static json_t *run(struct engine *e, const char *rest) {
  static const struct {
    const char *suffix;
    uint64_t ps;
  } units[] = {{"ns", 1000}, {"us", 1000000}, {"ms", 1000000000}};
  char digits[24];
  size_t length = strspn(rest, "0123456789");
  uint64_t n;
  for (size_t i = 0; length < sizeof digits && i < sizeof units / sizeof *units; i++) {
    if (strcmp(rest + length, units[i].suffix) != 0) continue;
    snprintf(digits, sizeof digits, "%.*s", (int)length, rest);
    if (!text_u64(digits, 1, RUN_MAX_PS / units[i].ps, &n)) break;
    return engine_run(e, n * units[i].ps) ? refused("the array is being stopped") : done(e);
  }
  return refused("run: bad time, expected 1ns to 10000ms");
}

static json_t *carry_out(struct engine *e, const char *line) {
  static const struct {
    const char *name;
    json_t *(*fn)(struct engine *e, const char *rest);
  } commands[] = {{"status", status},
                  {"fault", begin_faults},
                  {"restore", restore},
                  {"move", move},
                  {"run", run}};
  size_t length = strcspn(line, " ");
  const char *rest = line + length + (line[length] == ' ');
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if (strlen(commands[i].name) == length && memcmp(line, commands[i].name, length) == 0)
      return commands[i].fn(e, rest);
  return refused("unknown command, expected status, fault, restore, move or run");
}

char *control_command(struct engine *e, const char *line) {
  json_t *o = carry_out(e, line);
  char *text = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(15));
  json_decref(o);
  return text;
}
