/* SPDX-License-Identifier: Apache-2.0 */
#include "moments.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "observe.h"
#include "twk_layout.h"

static __attribute__((format(printf, 2, 3))) void add(struct moments_watch *w, const char *format,
                                                      ...) {
  struct moments *m = w->to;
  char what[MOMENT_TEXT];
  va_list args;

  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  if (m->count == MOMENTS_MAX) {
    m->more++;
    return;
  }
  struct moment *new = &m->moment[m->count++];
  new->at_ps = csim_now_ps(w->csim);
  memcpy(new->what, what, sizeof what);
}

static void add_fault(struct moments_watch *w, const struct fault *f) {
  char text[FAULT_TEXT];

  fault_print(f, text, sizeof text);
  add(w, "%.*s", MOMENT_TEXT - 1, text);
  if (w->to->fault) return;
  w->to->fault = true;
  w->to->fault_ps = csim_now_ps(w->csim);
}

static const char *phase_name(uint64_t phase) {
  static const char *const names[] = {
      [TWK_PHASE_JOINING] = "joining", [TWK_PHASE_PAIRED] = "paired", [TWK_PHASE_ALONE] = "alone"};

  return phase < sizeof names / sizeof *names ? names[phase] : "down";
}

/* The first of a kind at a controller: a FIFO that loses its rail loses a hundred frames. */
static void add_damage(struct moments_watch *w, const struct csim_seen *seen, char side) {
  bool lost = (seen->word[0] >> TWK_REC_KIND_LSB & 15) == TWK_EV_MIRROR_LOST;
  bool *known = lost ? &w->to->lost[seen->side] : &w->to->broken[seen->side];

  if (!*known) add(w, "%c %s", side, lost ? "MIRROR_LOST" : "ECC");
  *known = true;
}

static void see(void *user, const struct csim_seen *seen) {
  struct moments_watch *w = user;
  char side = (char)('A' + (int)seen->side);

  switch (seen->kind) {
    case CSIM_SEEN_ACK:
      if (!w->to->acked) add(w, "first answer");
      w->to->acked = true;
      break;
    case CSIM_SEEN_FAULT:
      add_fault(w, seen->fault);
      break;
    case CSIM_SEEN_DAMAGE:
      add_damage(w, seen, side);
      break;
    case CSIM_SEEN_FENCE:
      add(w, "%c fences", side);
      break;
    case CSIM_SEEN_TAKEOVER:
      add(w, "%c serves all", side);
      break;
    case CSIM_SEEN_PHASE:
      add(w, "%c %s", side, phase_name(seen->word[0]));
      break;
    case CSIM_SEEN_BATTERY:
      add(w, "FIFO %c on %s", side, seen->word[0] ? "battery" : "its unit");
      break;
    case CSIM_SEEN_RAIL:
      add(w, "FIFO %c rail %s", side, seen->word[0] ? "on" : "off");
      break;
    case CSIM_SEEN_FRAME:
    case CSIM_SEEN_WRITE:
      break;
  }
}

void moments_watch(struct moments_watch *w, struct csim *csim, struct moments *to) {
  *w = (struct moments_watch){csim, to};
  csim_observe(csim, see, w);
}
