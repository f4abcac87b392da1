/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace.h: host traces of five formats, told apart by content (never by file name):
 * fio iolog v2 and v3, MSR Cambridge CSV, SPC, DiskSim/MQSim ASCII, blkparse text.
 *
 * The whole file is read and checked before the first request is given: a bad line is named as
 * "FILE:LINE: reason, expected what" in err and nothing of the file is used. (Faults of the file as
 * a whole, such as a missing one, have no line.) Decreasing times are refused, and so are requests
 * that end beyond block 2^40, more than 4096 devices, lines above 4096 characters, and a file
 * without any request. Byte ranges are widened to the blocks they touch. LF and CRLF both end a
 * line; the last line may go without. What each format's fields mean is said in trace_*.c.
 */
#ifndef TWINACK_TRACE_H
#define TWINACK_TRACE_H

#include <stddef.h>

#include "request.h"

enum trace_format {
  TRACE_FIO_V2,
  TRACE_FIO_V3,
  TRACE_MSR,
  TRACE_SPC,
  TRACE_DISKSIM,
  TRACE_BLKPARSE
};

struct trace {
  enum trace_format format;
  struct request *requests; /* owned */
  size_t count;
  uint32_t devices; /* distinct devices seen */
};

/* 0, or -1 with one line in err (err_size bytes). On failure *t is empty. */
int trace_load(struct trace *t, const char *path, char *err, size_t err_size);
void trace_free(struct trace *t);
const char *trace_format_name(enum trace_format f);

#endif
