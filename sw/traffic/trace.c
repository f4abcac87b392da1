/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_parse.h"

#define ANY_FORMAT "fio iolog v2 or v3, MSR CSV, SPC, DiskSim ASCII or blkparse text"
#define FIRST_READ 65536

static const struct {
  bool (*shape)(struct slice first);
  int (*read)(struct trace_parse *p);
} readers[] = {
    {trace_fio_shape, trace_fio_read},         {trace_blkparse_shape, trace_blkparse_read},
    {trace_msr_shape, trace_msr_read},         {trace_spc_shape, trace_spc_read},
    {trace_disksim_shape, trace_disksim_read},
};

/* An error of the file as a whole has no line. */
static int bad_file(const struct trace_parse *p, const char *reason) {
  snprintf(p->err, p->err_size, "%s: %s, expected a readable trace file", p->path, reason);
  return -1;
}

static int read_all(struct trace_parse *p, int fd) {
  size_t room = 0;

  for (;;) {
    if (p->size >= TRACE_BYTES_MAX) return bad_file(p, "longer than 1 GiB");
    if (p->size == room) {
      size_t more = room ? room * 2 : FIRST_READ;
      char *text = more > room ? realloc(p->text, more) : NULL;

      if (!text) return bad_file(p, "out of memory");
      p->text = text;
      room = more;
    }
    ssize_t got = read(fd, p->text + p->size, room - p->size);
    if (got == 0) return 0;
    if (got > 0)
      p->size += (size_t)got;
    else if (errno != EINTR)
      return bad_file(p, strerror(errno));
  }
}

static int read_file(struct trace_parse *p) {
  int fd = open(p->path, O_RDONLY | O_CLOEXEC);
  int rc;

  if (fd < 0) return bad_file(p, strerror(errno));
  rc = read_all(p, fd);
  close(fd);
  return rc;
}

static int read_requests(struct trace_parse *p) {
  struct slice first;
  int rc = trace_line(p, &first);

  if (rc < 0) return -1;
  if (rc == 0) {
    p->line = 1;
    return trace_bad(p, ANY_FORMAT, "empty file");
  }
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
    if (!readers[i].shape(first)) continue;
    trace_rewind(p);
    if (readers[i].read(p)) return -1;
    if (p->out->count == 0) return trace_bad(p, "at least one", "no request in the file");
    return 0;
  }
  return trace_bad(p, ANY_FORMAT, "unknown format '%s'", trace_quote(first).text);
}

static void parse_free(struct trace_parse *p) {
  for (size_t i = 0; i < p->name_count; i++) free(p->names[i].text);
  free(p->text);
  free(p);
}

int trace_load(struct trace *t, const char *path, char *err, size_t err_size) {
  struct trace_parse *p = calloc(1, sizeof *p);
  int rc;

  *t = (struct trace){0};
  if (!p) {
    snprintf(err, err_size, "%s: out of memory, expected room for a trace", path);
    return -1;
  }
  p->path = path;
  p->err = err;
  p->err_size = err_size;
  p->out = t;
  p->unit_ns = 1;
  rc = read_file(p);
  if (!rc) rc = read_requests(p);
  if (rc) trace_free(t);
  parse_free(p);
  return rc;
}

void trace_free(struct trace *t) {
  free(t->requests);
  *t = (struct trace){0};
}

const char *trace_format_name(enum trace_format f) {
  static const char *const name[] = {
      [TRACE_FIO_V2] = "fio iolog v2", [TRACE_FIO_V3] = "fio iolog v3",
      [TRACE_MSR] = "MSR CSV",         [TRACE_SPC] = "SPC",
      [TRACE_DISKSIM] = "DiskSim",     [TRACE_BLKPARSE] = "blkparse",
  };

  return (size_t)f < sizeof name / sizeof *name ? name[f] : "unknown";
}
