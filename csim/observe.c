/* SPDX-License-Identifier: Apache-2.0 */
#include "observe.h"

#include "csim_internal.h"

void csim_observe(struct csim *s, csim_observer *observer, void *user) {
  s->observer = observer;
  s->observer_user = user;
}

void side_seen(const struct side *s, enum csim_seen_kind kind, uint64_t first, uint64_t second,
               const void *block) {
  const struct csim *y = s->system;
  const struct csim_seen seen = {kind, s->id, s->cycle, {first, second}, block, NULL};
  if (y->observer != NULL) y->observer(y->observer_user, &seen);
}

void fault_seen(const struct csim *y, const struct fault *f) {
  const struct csim_seen seen = {.kind = CSIM_SEEN_FAULT, .fault = f};
  if (y->observer != NULL) y->observer(y->observer_user, &seen);
}
