/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h: one line on stderr that is redrawn; nothing when stderr is no terminal.
 */
#ifndef TWINACK_PROGRESS_H
#define TWINACK_PROGRESS_H

#include <stdbool.h>

struct progress {
  bool shown;
  double started_s, drawn_s;
};

/* Seconds of a clock that never goes back. */
double progress_now_s(void);
void progress_start(struct progress *p);
/* Of all work, in thousandths. */
void progress_draw(struct progress *p, unsigned permille);
/* Wipes the line. */
void progress_end(struct progress *p);

#endif
