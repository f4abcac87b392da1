/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DiskSim's ASCII columns as MQSim writes them: arrival (ns), device, LBA and size (512-byte
 * sectors), type (0 write, 1 read). An arrival with a fraction is refused: such a file counts in
 * milliseconds.
 */
#include <inttypes.h>
#include <stdio.h>

#include "trace_parse.h"

#define FIELDS 5
#define COLUMNS "ARRIVAL DEVICE LBA SECTORS TYPE"

bool trace_disksim_shape(struct slice first) {
  struct slice word;

  return trace_words(first, &word, 1) == FIELDS && *word.at >= '0' && *word.at <= '9';
}

static int read_line(struct trace_parse *p, struct slice line) {
  struct slice f[FIELDS];
  uint64_t time, number, lba, sectors;
  char text[24];
  int len;
  struct trace_name *device;
  enum request_op op;

  if (trace_words(line, f, FIELDS) != FIELDS)
    return trace_bad(p, COLUMNS, "wrong number of fields");
  if (trace_u64(p, f[0], "arrival", &time) || trace_u64(p, f[1], "device", &number)) return -1;
  if (trace_u64(p, f[2], "LBA", &lba) || trace_u64(p, f[3], "size", &sectors)) return -1;
  if (trace_is(f[4], "0"))
    op = REQUEST_WRITE;
  else if (trace_is(f[4], "1"))
    op = REQUEST_READ;
  else
    return trace_bad(p, "0 (write) or 1 (read)", "type '%s'", trace_quote(f[4]).text);
  if (trace_time(p, time)) return -1;
  len = snprintf(text, sizeof text, "%" PRIu64, number);
  device = trace_device(p, (struct slice){text, (size_t)len});
  return device ? trace_add_blocks(p, op, device, lba, sectors) : -1;
}

int trace_disksim_read(struct trace_parse *p) {
  struct slice line;
  int rc;

  p->out->format = TRACE_DISKSIM;
  while ((rc = trace_line(p, &line)) > 0)
    if (read_line(p, line)) return -1;
  return rc;
}
