/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strike_chain.c: what was done to a machine, as text and as the documentation sees it.
 */
#include <stdlib.h>
#include <string.h>

#include "strike.h"

#define RETURN "return"

void strike_chain_print(const struct strike_chain *c, FILE *out) {
  for (unsigned i = 0; i < c->count; i++) {
    const unsigned what = c->link[i].what;
    fprintf(out, "%s%s@%u", i != 0 ? "," : "",
            what == STRIKE_RETURN ? RETURN : explore_fault_name((enum explore_fault)what),
            c->link[i].cycle);
  }
}

static int parse_link(const char *text, size_t length, struct strike_chain *c) {
  const char *at = memchr(text, '@', length);
  char *end;
  if (at == NULL || c->count == STRIKE_LINKS) return -1;
  const size_t name = (size_t)(at - text);
  const bool returns = name == strlen(RETURN) && memcmp(text, RETURN, name) == 0;
  const unsigned what = returns ? STRIKE_RETURN : explore_fault_named(text, name);
  c->link[c->count].what = what;
  c->link[c->count].cycle = (unsigned)strtoul(at + 1, &end, 10);
  c->count++;
  return end == at + 1 || end != text + length || (what == EXPLORE_NONE && !returns) ? -1 : 0;
}

int strike_chain_parse(const char *text, struct strike_chain *c, char *err, size_t err_size) {
  c->count = 0;
  for (const char *at = text;; at++) {
    const size_t length = strcspn(at, ",");
    if (parse_link(at, length, c) != 0) {
      snprintf(err, err_size, "chain: '%.*s' not understood, expected WHAT@CYCLE, at most %d",
               (int)length, at, STRIKE_LINKS);
      return -1;
    }
    at += length;
    if (*at == '\0') return 0;
  }
}

const char *strike_chain_documented(const struct strike_chain *c, unsigned mode,
                                    unsigned topology) {
  const char *why = NULL;
  for (unsigned j = 0; j < c->count && why == NULL; j++) {
    const unsigned second = c->link[j].what;
    if (second == STRIKE_RETURN) continue;
    why = explore_documented(mode, topology, (enum explore_fault)second, EXPLORE_NONE, false);
    for (unsigned i = 0; i < j && why == NULL; i++)
      if (c->link[i].what != STRIKE_RETURN)
        why = explore_documented(mode, topology, (enum explore_fault)c->link[i].what,
                                 (enum explore_fault)second, i >= c->link[j].since);
  }
  return why;
}
