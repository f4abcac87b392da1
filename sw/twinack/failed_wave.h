/* SPDX-License-Identifier: Apache-2.0 */
/*
 * failed_wave.h: a failing run leaves the waveform of where it went wrong.
 */
#ifndef TWINACK_FAILED_WAVE_H
#define TWINACK_FAILED_WAVE_H

#include "wave.h"

/* Where it went wrong: around the first finding, or, when something was found only at the end, from
 * shortly before the first fault on. cycles: of clock A, how long. */
struct replay_window failed_wave_window(const struct replay_result *r, unsigned period_ps,
                                        uint64_t cycles);

/* Runs the mode again in a process of its own, to record that into `path` (NULL: NAME-failed.fst in
 * this folder, NAME that of `config`, or twinack), and says on stderr where it is and how to open
 * it. Nothing where no build can trace. `run` tells what was run; its path and window are not read.
 */
void failed_wave(const struct wave *run, const struct replay_result *r, unsigned mode,
                 const char *config, const char *path);

#endif
