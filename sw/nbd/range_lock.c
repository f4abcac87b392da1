/* SPDX-License-Identifier: Apache-2.0 */
#include "range_lock.h"

#include <stdlib.h>

struct range *range_add(struct range_list *l, uint64_t first, uint64_t blocks) {
  struct range *r = malloc(sizeof *r);
  if (r == NULL) return NULL;
  *r = (struct range){.first = first, .end = first + blocks, .holders = 1, .earlier = l->last};
  if (l->last != NULL) {
    l->last->later = r;
  } else {
    l->first = r;
  }
  l->last = r;
  return r;
}

void range_hold(struct range *r) {
  r->holders++;
}

bool range_drop(struct range_list *l, struct range *r) {
  if (--r->holders != 0) return false;
  if (r->earlier != NULL) {
    r->earlier->later = r->later;
  } else {
    l->first = r->later;
  }
  if (r->later != NULL) {
    r->later->earlier = r->earlier;
  } else {
    l->last = r->earlier;
  }
  free(r);
  return true;
}

const struct range *range_blocker(const struct range *r) {
  for (const struct range *e = r->earlier; e != NULL; e = e->earlier)
    if (e->first < r->end && r->first < e->end) return e;
  return NULL;
}
