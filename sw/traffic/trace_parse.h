/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace_parse.h: what the five trace readers share: lines, fields, numbers, time, devices, errors.
 * Private to sw/traffic/trace*.c.
 *
 * Every function that returns int gives 0, or -1 after it has written the one error line.
 */
#ifndef TWINACK_TRACE_PARSE_H
#define TWINACK_TRACE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace.h"

#define TRACE_LINE_MAX 4096
#define TRACE_DEVICES_MAX 4096
#define TRACE_BYTES_MAX (1UL << 30)          /* a pipe may never end, and all of it is kept */
#define TRACE_BUCKETS 8192                   /* a power of two, at least twice the devices */
#define TRACE_BLOCKS_END (UINT64_C(1) << 40) /* lba + blocks may reach it, not pass it */
#define TRACE_BLOCK_BYTES 512

/* A part of the file's text; not terminated. */
struct slice {
  const char *at;
  size_t len;
};

/* A device by the name the trace gives it. */
struct trace_name {
  char *text; /* owned */
  size_t len;
  unsigned state;  /* for the reader */
  bool numbered;   /* a request has used it */
  uint32_t device; /* valid when numbered */
};

struct trace_parse {
  const char *path;
  char *err;
  size_t err_size;

  char *text; /* the whole file; owned */
  size_t size, pos;
  size_t line; /* of the line last read, from 1 */

  struct trace *out;
  size_t capacity;

  uint64_t unit_ns;     /* of the times given to trace_time */
  uint64_t first, last; /* time of the first request and of the last line, in units */

  struct trace_name names[TRACE_DEVICES_MAX];
  size_t name_count;
  uint16_t bucket[TRACE_BUCKETS]; /* index + 1 in names, 0: free */
};

/* Writes "PATH:LINE: REASON, expected EXPECTED" and returns -1. */
int trace_bad(const struct trace_parse *p, const char *expected, const char *reason, ...)
    __attribute__((format(printf, 3, 4)));

/* A field made fit for an error line: shortened, without control characters. */
struct trace_quote {
  char text[44];
};
struct trace_quote trace_quote(struct slice s);

/* 1 and the next line without its end (LF or CRLF), 0 at the end of the file, -1 on error. */
int trace_line(struct trace_parse *p, struct slice *line);
void trace_rewind(struct trace_parse *p);

/* Takes the next word (blanks and tabs part words) or comma field off *rest. False: none left. */
bool trace_word(struct slice *rest, struct slice *word);
/* Fills up to max slices; the number of fields there are, which may exceed max. */
size_t trace_words(struct slice line, struct slice *field, size_t max);
size_t trace_commas(struct slice line, struct slice *field, size_t max);

bool trace_is(struct slice s, const char *text);
bool trace_starts(struct slice s, const char *text);

/* `what` names the field in errors. */
int trace_u64(const struct trace_parse *p, struct slice s, const char *what, uint64_t *out);
/* Seconds with an optional fraction, in ns; digits beyond the ninth are cut. */
int trace_seconds(const struct trace_parse *p, struct slice s, uint64_t *ns);

/* The time of this line; refused when it decreases. */
int trace_time(struct trace_parse *p, uint64_t time);

/* The entry of a device name, made when new. NULL after an error. */
struct trace_name *trace_device(struct trace_parse *p, struct slice name);

/* Append a request at the time of this line. Bytes are widened to the blocks they touch. */
int trace_add_blocks(struct trace_parse *p, enum request_op op, struct trace_name *device,
                     uint64_t lba, uint64_t blocks);
int trace_add_bytes(struct trace_parse *p, enum request_op op, struct trace_name *device,
                    uint64_t offset, uint64_t bytes);
int trace_add_flush(struct trace_parse *p, struct trace_name *device);

/*
 * One reader a file. `first` is the first line; shape tests look at its outline only, so that a
 * slip in the first line is still reported as that format's error. Read: the whole file.
 */
bool trace_fio_shape(struct slice first);
bool trace_msr_shape(struct slice first);
bool trace_spc_shape(struct slice first);
bool trace_disksim_shape(struct slice first);
bool trace_blkparse_shape(struct slice first);
int trace_fio_read(struct trace_parse *p);
int trace_msr_read(struct trace_parse *p);
int trace_spc_read(struct trace_parse *p);
int trace_disksim_read(struct trace_parse *p);
int trace_blkparse_read(struct trace_parse *p);

#endif
