/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two comma formats.
 *
 * MSR Cambridge: Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime. Time counts 100 ns
 * (Windows file time), offset and size are bytes; host and disk together name the device. The
 * column names may stand as the first line. The response time is checked and left out.
 *
 * SPC: ASU,LBA,Size,Opcode,Timestamp. LBA counts 512-byte blocks, size bytes, time seconds with a
 * fraction; the ASU is the device. The optional fields that the format allows are refused.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "trace_parse.h"

#define MSR_FIELDS 7
#define MSR_COLUMNS "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime"
#define SPC_FIELDS 5
#define SPC_COLUMNS "ASU,LBA,Size,Opcode,Timestamp"

/* Numbers come before names, so that blkparse text or prose is not taken for a comma format. */
static bool starts_with_digit(struct slice s) {
  return s.len > 0 && *s.at >= '0' && *s.at <= '9';
}

bool trace_msr_shape(struct slice first) {
  if (trace_is(first, MSR_COLUMNS)) return true;
  return starts_with_digit(first) && trace_commas(first, NULL, 0) == MSR_FIELDS;
}

bool trace_spc_shape(struct slice first) {
  return starts_with_digit(first) && trace_commas(first, NULL, 0) == SPC_FIELDS;
}

/* host,disk with the disk number in one form only ("02" and "2" are the same disk). */
static struct trace_name *msr_device(struct trace_parse *p, struct slice host, uint64_t disk) {
  char text[TRACE_LINE_MAX + 24];
  size_t len = host.len;

  memcpy(text, host.at, len);
  len += (size_t)snprintf(text + len, sizeof text - len, ",%" PRIu64, disk);
  return trace_device(p, (struct slice){text, len});
}

static int msr_line(struct trace_parse *p, struct slice line) {
  struct slice f[MSR_FIELDS];
  uint64_t time, disk, offset, size, response;
  struct trace_name *device;
  enum request_op op;

  if (trace_commas(line, f, MSR_FIELDS) != MSR_FIELDS)
    return trace_bad(p, MSR_COLUMNS, "wrong number of fields");
  if (trace_u64(p, f[0], "time", &time)) return -1;
  if (f[1].len == 0) return trace_bad(p, "a host name", "empty host name");
  if (trace_u64(p, f[2], "disk number", &disk)) return -1;
  if (trace_is(f[3], "Read"))
    op = REQUEST_READ;
  else if (trace_is(f[3], "Write"))
    op = REQUEST_WRITE;
  else
    return trace_bad(p, "Read or Write", "type '%s'", trace_quote(f[3]).text);
  if (trace_u64(p, f[4], "offset", &offset) || trace_u64(p, f[5], "size", &size)) return -1;
  if (trace_u64(p, f[6], "response time", &response) || trace_time(p, time)) return -1;
  device = msr_device(p, f[1], disk);
  return device ? trace_add_bytes(p, op, device, offset, size) : -1;
}

int trace_msr_read(struct trace_parse *p) {
  struct slice line;
  int rc;

  p->out->format = TRACE_MSR;
  p->unit_ns = 100;
  while ((rc = trace_line(p, &line)) > 0) {
    if (p->line == 1 && trace_is(line, MSR_COLUMNS)) continue;
    if (msr_line(p, line)) return -1;
  }
  return rc;
}

static int spc_line(struct trace_parse *p, struct slice line) {
  struct slice f[SPC_FIELDS];
  uint64_t asu, lba, size, ns, blocks;
  char text[24];
  int len;
  struct trace_name *device;
  enum request_op op;

  if (trace_commas(line, f, SPC_FIELDS) != SPC_FIELDS)
    return trace_bad(p, SPC_COLUMNS, "wrong number of fields");
  if (trace_u64(p, f[0], "ASU", &asu) || trace_u64(p, f[1], "LBA", &lba)) return -1;
  if (trace_u64(p, f[2], "size", &size)) return -1;
  if (trace_is(f[3], "r") || trace_is(f[3], "R"))
    op = REQUEST_READ;
  else if (trace_is(f[3], "w") || trace_is(f[3], "W"))
    op = REQUEST_WRITE;
  else
    return trace_bad(p, "r, R, w or W", "opcode '%s'", trace_quote(f[3]).text);
  if (trace_seconds(p, f[4], &ns) || trace_time(p, ns)) return -1;
  len = snprintf(text, sizeof text, "%" PRIu64, asu);
  device = trace_device(p, (struct slice){text, (size_t)len});
  blocks = size / TRACE_BLOCK_BYTES + (size % TRACE_BLOCK_BYTES != 0);
  return device ? trace_add_blocks(p, op, device, lba, blocks) : -1;
}

int trace_spc_read(struct trace_parse *p) {
  struct slice line;
  int rc;

  p->out->format = TRACE_SPC;
  while ((rc = trace_line(p, &line)) > 0)
    if (spc_line(p, line)) return -1;
  return rc;
}
