/* SPDX-License-Identifier: Apache-2.0 */
/* How deep a mirror FIFO must be: from which depth on more of it changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

struct depths {
  const struct sweep *s;
  unsigned axis, stride;        /* of the depth; points from one depth to the next */
  unsigned order[SWEEP_VALUES]; /* indices of the depths, ascending */
};

static void sort(struct depths *d) {
  const struct sweep_axis *x = &d->s->options->axis[d->axis];

  for (unsigned i = 0; i < x->count; i++) {
    unsigned at = i;
    for (; at > 0 && strtod(x->value[d->order[at - 1]], NULL) > strtod(x->value[i], NULL); at--)
      d->order[at] = d->order[at - 1];
    d->order[at] = i;
  }
}

static unsigned point_at(const struct depths *d, unsigned base, unsigned depth) {
  return base + d->order[depth] * d->stride;
}

/* The lowest depth such that it and all above it are at most `limit`; "": not even the highest. */
static const char *from(const struct depths *d, unsigned base, const char *column, double limit) {
  const struct sweep_axis *x = &d->s->options->axis[d->axis];
  const char *found = "";

  for (unsigned i = x->count; i-- > 0;) {
    if (sweep_number(d->s, point_at(d, base, i), column) > limit) break;
    found = x->value[d->order[i]];
  }
  return found;
}

void sweep_needs(const struct sweep *s, void (*take)(void *user, const struct sweep_need *n),
                 void *user) {
  struct depths d = {.s = s, .axis = sweep_axis_find(s, SWEEP_DEPTH_KEY), .stride = 1};

  if (d.axis == s->options->axes || s->options->losses) return;
  unsigned count = s->options->axis[d.axis].count;
  for (unsigned a = d.axis + 1; a < s->options->axes; a++) d.stride *= s->options->axis[a].count;
  sort(&d);
  for (unsigned p = 0; p < s->points; p++) {
    if (p / d.stride % count != 0) continue; /* one for each combination of the others */
    double best = sweep_number(s, point_at(&d, p, count - 1), "ack_p99_ns");
    struct sweep_need n = {.first = point_at(&d, p, 0),
                           .no_stall = from(&d, p, "stall_fifo_cycles", 0),
                           .p99 = from(&d, p, "ack_p99_ns", best * SWEEP_NEAR)};
    take(user, &n);
  }
}
