/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control.h: the control socket of a running array: lines of text in, a line of JSON out for each.
 *
 *   status               what status.h describes
 *   fault FAULT[,FAULT]  begins faults of csim/fault.h; events and times count from now
 *   restore UNIT         the same as fault restore:UNIT
 *   move VOLUME          gives the volume to the other controller
 *   run TIME             lets time go on (500ns, 12us, 3ms) and answers then
 *
 * All but status answer {"time_us": N}; whatever is refused {"error": "reason, expected what"}. A
 * line is at most CONTROL_LINE bytes of printable ASCII; after any other one the connection is
 * closed. The socket is its owner's alone (mode 0600). One that is in use, or not ours, is never
 * taken over; one that nobody answers is replaced. Each connection has a thread, CONTROL_CLIENTS at
 * once.
 */
#ifndef TWINACK_NBD_CONTROL_H
#define TWINACK_NBD_CONTROL_H

#include "engine.h"

#define CONTROL_LINE 512
#define CONTROL_CLIENTS 8

struct control;

/* Binds and listens. NULL with one line in err. */
struct control *control_open(const char *path, struct engine *e, char *err, size_t err_size);
/* Begins to answer. 0 or errno. */
int control_start(struct control *c);
/* Ends every connection and removes the socket. Calls of the engine that are under way must come
 * back: stop it before. NULL is allowed. */
void control_close(struct control *c);

#endif
