/* SPDX-License-Identifier: Apache-2.0 */
/* What a scenario must show. */
#include "expect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "replay.h"
#include "text.h"

#define NUMBER 24 /* longest number and its end */

bool expect_parse(const char *text, struct expect_range *out) {
  struct expect_range range = {.wanted = true, .max = UINT64_MAX};
  size_t len = strcspn(text, "+-");
  char first[NUMBER];

  if (strcmp(text, "any") == 0) {
    *out = (struct expect_range){.wanted = false};
    return true;
  }
  if (len >= sizeof first) return false;
  memcpy(first, text, len);
  first[len] = '\0';
  if (!text_u64(first, 0, UINT64_MAX, &range.min)) return false;
  if (text[len] == '\0')
    range.max = range.min;
  else if (text[len] == '+' ? text[len + 1] != '\0'
                            : !text_u64(text + len + 1, range.min, UINT64_MAX, &range.max))
    return false;
  *out = range;
  return true;
}

void expect_print(const struct expect_range *range, char *out, size_t size) {
  if (!range->wanted)
    snprintf(out, size, "any");
  else if (range->min == range->max)
    snprintf(out, size, "%" PRIu64, range->min);
  else if (range->max == UINT64_MAX)
    snprintf(out, size, "%" PRIu64 "+", range->min);
  else
    snprintf(out, size, "%" PRIu64 "-%" PRIu64, range->min, range->max);
}

bool expect_wanted(const struct expect *e) {
#define WANTED(name, value) e->name.wanted ||
  return EXPECT_NUMBERS(WANTED) e->state[0] != EXPECT_ANY || e->state[1] != EXPECT_ANY;
#undef WANTED
}

const char *expect_state_name(unsigned state) {
  static const char *const names[] = {"any", "down", "joining", "paired", "alone"};

  return state <= EXPECT_ALONE ? names[state] : "unknown";
}

static bool number_met(const char *name, const struct expect_range *range, uint64_t seen, char *why,
                       size_t why_size) {
  char wanted[2 * NUMBER];

  if (!range->wanted || (seen >= range->min && seen <= range->max)) return true;
  expect_print(range, wanted, sizeof wanted);
  snprintf(why, why_size, "%s: expected %s, seen %" PRIu64, name, wanted, seen);
  return false;
}

static bool state_met(const char *name, unsigned wanted, unsigned seen, char *why,
                      size_t why_size) {
  if (wanted == EXPECT_ANY || wanted == seen) return true;
  snprintf(why, why_size, "%s: expected %s, seen %s", name, expect_state_name(wanted),
           expect_state_name(seen));
  return false;
}

/* Findings that the expectations do not speak of. */
static bool found_nothing_else(const struct expect *e, const struct replay_result *r, char *why,
                               size_t why_size) {
  const struct expect_range *spoken[FINDING_KINDS] = {[FINDING_LOST] = &e->lost,
                                                      [FINDING_BLOCKED] = &e->blocked,
                                                      [FINDING_MEDIA] = &e->failed,
                                                      [FINDING_UNREADABLE] = &e->unreadable};

  for (unsigned kind = 0; kind < FINDING_KINDS; kind++) {
    const struct expect_range *range = spoken[kind];
    if (r->found[kind] == 0 || (range && range->wanted && range->max > 0)) continue;
    snprintf(why, why_size, "%s", r->first_found[kind]);
    return false;
  }
  return true;
}

bool expect_met(const struct expect *e, const struct replay_result *r, char *why, size_t why_size) {
  if (r->outcome > REPLAY_WRONG) { /* its figures are those of half a run */
    snprintf(why, why_size, "%s", r->finding);
    return false;
  }
#define MET(name, value) number_met(#name, &e->name, (value), why, why_size) &&
  return EXPECT_NUMBERS(MET) state_met("state_a", e->state[0], r->state[0], why, why_size) &&
         state_met("state_b", e->state[1], r->state[1], why, why_size) &&
         found_nothing_else(e, r, why, why_size);
#undef MET
}
