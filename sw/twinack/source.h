/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h: the requests of a run, from a trace or a generator, with the simulated time at which
 * each is due. Every mode's run opens its own and gets the same.
 */
#ifndef TWINACK_SOURCE_H
#define TWINACK_SOURCE_H

#include "config.h"
#include "trace.h"

/* No request may be due later: 53 days, and 64-bit ps stay far from their end. */
#define SOURCE_LAST_PS (UINT64_C(1) << 62)

struct source;

/* trace NULL: the workload of cfg. cfg and trace must outlive it. NULL: no memory. */
struct source *source_open(const struct config *cfg, const struct trace *trace);
void source_close(struct source *s);

struct arrival {
  struct request request;
  uint64_t due_ps; /* since the start of the run; never decreases; 0 in closed pace */
};
/* false after the last. */
bool source_next(struct source *s, struct arrival *out);
uint64_t source_count(const struct source *s);

/* Is every request due in time? 0; or -1 with "reason, expected what" in err. */
int source_check(const struct config *cfg, const struct trace *trace, char *err, size_t err_size);

#endif
