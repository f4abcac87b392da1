/* SPDX-License-Identifier: Apache-2.0 */
/*
 * window.h: the window of a failing test, as a waveform. scripts/failed-wave runs a failed case
 * twice, in a build that traces: first to learn how far it comes, then to record what was just
 * before. It says by environment what it wants:
 *
 *   TWINACK_TEST=CASE           run this case alone
 *   TWINACK_WAVE_END=FILE       at the end write "MODEL TIME": the last model that moved, and to
 * when TWINACK_WAVE=FILE.fst TWINACK_WAVE_AT="MODEL TIME"    record that model from then on
 *
 * Models of a program are counted from 1 as they are made. TIME is whatever grows with a model. For
 * builds of tests that trace, and one thread.
 */
#ifndef TWINACK_TB_WINDOW_H
#define TWINACK_TB_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The number of a new model. */
unsigned window_model(void);
/* This model has come so far. */
void window_reached(unsigned model, uint64_t time);
/* Is it to be recorded, and from when on? */
bool window_wanted(unsigned model, uint64_t *from);
const char *window_path(void);

#ifdef __cplusplus
}
#endif

#endif
