/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control_command.h: what a line of the control socket asks for, done. Knows no sockets.
 */
#ifndef TWINACK_NBD_CONTROL_COMMAND_H
#define TWINACK_NBD_CONTROL_COMMAND_H

#include "engine.h"

/* The answer, one line of JSON without its end; the caller frees it. NULL when out of memory. */
char *control_command(struct engine *e, const char *line);

#endif
