/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wave.h: recording a waveform. A build that cannot trace hands over to `twinack-wave`, which lies
 * beside it.
 */
#ifndef TWINACK_WAVE_H
#define TWINACK_WAVE_H

#include "options.h"
#include "replay.h"

struct wave {
  const struct run_options *options;
  const struct config *cfg;
  const struct trace *trace;
  int argc;
  char **argv; /* what follows "twinack run" */
};

/* Can it be done, as far as is known before? 0; or -1 with one line in err. */
int wave_check(const struct run_options *o, char *err, size_t err_size);

/* Records one mode (user: struct wave). Exit status, after a line on stderr when not 0; may replace
 * the process. */
int wave_record(void *user, unsigned mode);

#endif
