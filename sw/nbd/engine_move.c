/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_move.c: a volume goes to the other controller, as a host asks for it.
 */
#include <stdio.h>

#include "engine_internal.h"

#define LOOK_PS (10 * PS_PER_US)

struct place {
  unsigned volume;
  bool served; /* by its home */
};

static void look(const struct engine_view *v, void *user) {
  struct place *p = user;
  p->served = csim_serves(v->csim, csim_home(v->csim, p->volume)) >> p->volume & 1;
}

/* The new owner hears of it a heartbeat or so after the answer. */
static void wait_for_owner(struct engine *e, unsigned volume) {
  struct place p = {volume, false};
  for (unsigned i = 0; i < AFTERMATH_US * PS_PER_US / LOOK_PS; i++)
    if (engine_look(e, look, &p) || p.served || engine_run(e, LOOK_PS)) return;
}

static const char *reason(uint8_t status) {
  switch (status) {
    case TWK_STATUS_BUSY:
      return "busy, nothing was done, expected both controllers paired and no other move";
    case CSIM_STATUS_ABORTED:
      return "its owner died, expected a look at the status before another move";
    default:
      return "nobody carried it out, expected a controller that serves it";
  }
}

int engine_move(struct engine *e, unsigned volume, char *err, size_t err_size) {
  bool whole;
  if (volume >= engine_volumes(e)) {
    snprintf(err, err_size, "volume %u: there is none, expected 0 to %u", volume,
             engine_volumes(e) - 1);
    return -1;
  }
  struct request *r = request_new(TWK_OP_MOVE, volume, 0, 1, NULL, NULL);
  if (r == NULL || engine_is_stopping(e)) {
    snprintf(err, err_size, r == NULL ? "out of memory" : "the array is being stopped");
    if (r != NULL) request_free(r);
    return -1;
  }
  int error = engine_carry_out(e, r, &whole);
  uint8_t status = whole ? r->status : TWK_STATUS_NOT_OWNER;
  if (whole) request_free(r);
  if (error != 0) {
    snprintf(err, err_size, "volume %u: %s", volume, reason(status));
    return -1;
  }
  wait_for_owner(e, volume);
  return 0;
}
