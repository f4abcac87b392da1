/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fio iolog, versions 2 and 3, as fio(1) describes them. Each file name is a device.
 *
 *   v3: TIME FILE add|open|close        TIME FILE ACTION OFFSET LENGTH     TIME in us
 *   v2: FILE add|open|close             FILE ACTION OFFSET LENGTH
 *
 * Offset and length are bytes. sync, datasync and sync_file_range are flushes; their numbers say
 * nothing. trim is read and left out: the system has no such command, and a host cannot rely on
 * what trimmed blocks hold. A file must be added before it is opened and open while it is used.
 *
 * v2 has no times but "FILE wait US 0". The manual counts it from the previous wait and drops
 * values below 100; that is what this reader does: requests between two waits arrive together.
 * (The replayer of fio 3.33 itself takes the number as milliseconds since its own start.)
 */
#include "trace_parse.h"

#define HEADER "fio version "
#define WAIT_MIN_US 100

enum { FILE_ADDED = 1, FILE_OPEN = 2 };

enum action { READ, WRITE, FLUSH, TRIM, WAIT };

static const struct {
  const char *name;
  enum action action;
} actions[] = {
    {"read", READ},      {"write", WRITE},           {"sync", FLUSH},
    {"datasync", FLUSH}, {"sync_file_range", FLUSH}, {"trim", TRIM},
    {"wait", WAIT},
};

bool trace_fio_shape(struct slice first) {
  return trace_starts(first, HEADER);
}

static int read_header(struct trace_parse *p) {
  struct slice line;

  if (trace_line(p, &line) < 0) return -1;
  if (trace_is(line, HEADER "2 iolog"))
    p->out->format = TRACE_FIO_V2;
  else if (trace_is(line, HEADER "3 iolog"))
    p->out->format = TRACE_FIO_V3;
  else
    return trace_bad(p, "'fio version 2 iolog' or 'fio version 3 iolog'", "header '%s'",
                     trace_quote(line).text);
  p->unit_ns = 1000;
  return 0;
}

static int manage_file(struct trace_parse *p, struct slice name, struct slice action) {
  struct trace_name *file = trace_device(p, name);

  if (!file) return -1;
  if (trace_is(action, "add")) {
    file->state |= FILE_ADDED;
    return 0;
  }
  if (trace_is(action, "open")) {
    if (!(file->state & FILE_ADDED))
      return trace_bad(p, "add before open", "file '%s' is unknown", trace_quote(name).text);
    file->state |= FILE_OPEN;
    return 0;
  }
  if (trace_is(action, "close")) {
    if (!(file->state & FILE_OPEN))
      return trace_bad(p, "open before close", "file '%s' is not open", trace_quote(name).text);
    file->state &= ~(unsigned)FILE_OPEN;
    return 0;
  }
  return trace_bad(p, "add, open or close (or an action with offset and length)",
                   "file action '%s'", trace_quote(action).text);
}

/* -1 after an error. */
static int find_action(const struct trace_parse *p, struct slice name) {
  for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
    if (trace_is(name, actions[i].name)) return actions[i].action;
  return trace_bad(p, "read, write, sync, datasync, sync_file_range, trim or (v2) wait",
                   "action '%s'", trace_quote(name).text);
}

static int wait_us(struct trace_parse *p, uint64_t us) {
  if (p->out->format != TRACE_FIO_V2)
    return trace_bad(p, "times instead (version 3 has no wait)", "action 'wait'");
  if (us < WAIT_MIN_US) return 0;
  if (us > UINT64_MAX - p->last)
    return trace_bad(p, "less than 2^64 us in all", "waits add up to too much");
  return trace_time(p, p->last + us);
}

/* FILE ACTION OFFSET LENGTH */
static int do_io(struct trace_parse *p, const struct slice field[4]) {
  struct trace_name *file = trace_device(p, field[0]);
  int action = file ? find_action(p, field[1]) : -1;
  uint64_t offset, length;

  if (action < 0) return -1;
  if (trace_u64(p, field[2], "offset", &offset)) return -1;
  if (trace_u64(p, field[3], "length", &length)) return -1;
  if (!(file->state & FILE_OPEN))
    return trace_bad(p, "add and open before it is used", "file '%s' is not open",
                     trace_quote(field[0]).text);
  switch (action) {
    case READ:
      return trace_add_bytes(p, REQUEST_READ, file, offset, length);
    case WRITE:
      return trace_add_bytes(p, REQUEST_WRITE, file, offset, length);
    case FLUSH:
      return trace_add_flush(p, file);
    case WAIT:
      return wait_us(p, offset);
    default: /* TRIM */
      return 0;
  }
}

static int read_line(struct trace_parse *p, struct slice line) {
  struct slice field[5];
  struct slice *body = field;
  size_t count = trace_words(line, field, 5);
  uint64_t time;

  if (p->out->format == TRACE_FIO_V3 && count > 0) {
    if (trace_u64(p, field[0], "time", &time) || trace_time(p, time)) return -1;
    body++;
    count--;
  }
  if (count == 2) return manage_file(p, body[0], body[1]);
  if (count == 4) return do_io(p, body);
  return trace_bad(p,
                   p->out->format == TRACE_FIO_V3
                       ? "TIME FILE ACTION or TIME FILE ACTION OFFSET LENGTH"
                       : "FILE ACTION or FILE ACTION OFFSET LENGTH",
                   "wrong number of fields");
}

int trace_fio_read(struct trace_parse *p) {
  struct slice line;
  int rc;

  if (read_header(p)) return -1;
  while ((rc = trace_line(p, &line)) > 0)
    if (read_line(p, line)) return -1;
  return rc;
}
