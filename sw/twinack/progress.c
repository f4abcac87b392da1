/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define REDRAW_S 0.1
#define BAR 40

double progress_now_s(void) {
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void progress_start(struct progress *p) {
  *p = (struct progress){.shown = isatty(STDERR_FILENO) == 1, .started_s = progress_now_s()};
}

void progress_draw(struct progress *p, unsigned permille) {
  static const char bar[] = "########################################";
  double now = progress_now_s();

  if (!p->shown || now - p->drawn_s < REDRAW_S) return;
  p->drawn_s = now;
  fprintf(stderr, "\r[%-*.*s] %3u.%u %%", BAR, (int)(BAR * permille / 1000), bar, permille / 10,
          permille % 10);
  if (permille > 0)
    fprintf(stderr, "  %.0f s left   ", (now - p->started_s) * (1000 - permille) / permille);
  fflush(stderr);
}

void progress_end(struct progress *p) {
  if (p->shown) fprintf(stderr, "\r%79s\r", "");
}
