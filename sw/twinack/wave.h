/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wave.h: recording a waveform. A build that cannot trace hands over to `twinack-wave`, which lies
 * beside it.
 */
#ifndef TWINACK_WAVE_H
#define TWINACK_WAVE_H

#include "replay.h"

struct wave {
  const char *path;
  struct replay_window window;
  const struct config *cfg;
  const struct trace *trace;
  int argc;
  char **argv; /* what follows "twinack run" */
};

/* Can this build record, or one beside it? */
bool wave_possible(void);

/* Can a waveform be recorded there, as far as is known before? 0; or -1 with one line in err. */
int wave_check(const char *path, char *err, size_t err_size);

/* Records one mode (user: struct wave). Exit status, after a line on stderr when not 0; may replace
 * the process. */
int wave_record(void *user, unsigned mode);

#endif
