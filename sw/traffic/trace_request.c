/* SPDX-License-Identifier: Apache-2.0 */
/* Times, devices and the list of requests of a trace being read. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "trace_parse.h"

#define FIRST_CAPACITY 1024

int trace_time(struct trace_parse *p, uint64_t time) {
  if (time < p->last) {
    return trace_bad(
        p, "times that never decrease", "time goes back by %" PRIu64 " ns",
        p->last - time > UINT64_MAX / p->unit_ns ? UINT64_MAX : (p->last - time) * p->unit_ns);
  }
  p->last = time;
  return 0;
}

static size_t hash(struct slice s) {
  uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

  for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001b3);
  return (size_t)(h ^ (h >> 32)) & (TRACE_BUCKETS - 1);
}

/* The table never fills: it has twice as many buckets as names. */
static uint16_t *find_bucket(struct trace_parse *p, struct slice name) {
  size_t at = hash(name);

  for (; p->bucket[at] != 0; at = (at + 1) & (TRACE_BUCKETS - 1)) {
    const struct trace_name *n = &p->names[p->bucket[at] - 1];
    if (n->len == name.len && memcmp(n->text, name.at, name.len) == 0) break;
  }
  return &p->bucket[at];
}

struct trace_name *trace_device(struct trace_parse *p, struct slice name) {
  uint16_t *bucket = find_bucket(p, name);
  struct trace_name *n;

  if (*bucket != 0) return &p->names[*bucket - 1];
  if (p->name_count == TRACE_DEVICES_MAX) {
    trace_bad(p, "at most 4096 devices", "one device too many ('%s')", trace_quote(name).text);
    return NULL;
  }
  n = &p->names[p->name_count];
  *n = (struct trace_name){.text = malloc(name.len + 1), .len = name.len};
  if (!n->text) {
    trace_bad(p, "memory for a device name", "out of memory");
    return NULL;
  }
  memcpy(n->text, name.at, name.len);
  *bucket = (uint16_t)++p->name_count;
  return n;
}

static int make_room(struct trace_parse *p) {
  size_t more = p->capacity ? p->capacity * 2 : FIRST_CAPACITY;
  struct request *r = NULL;

  if (p->out->count < p->capacity) return 0;
  if (more <= SIZE_MAX / sizeof *r) r = realloc(p->out->requests, more * sizeof *r);
  if (!r) return trace_bad(p, "memory for more requests", "out of memory");
  p->out->requests = r;
  p->capacity = more;
  return 0;
}

static int append(struct trace_parse *p, enum request_op op, struct trace_name *device,
                  uint64_t lba, uint64_t blocks) {
  uint64_t since;

  if (make_room(p)) return -1;
  if (p->out->count == 0) p->first = p->last;
  since = p->last - p->first;
  if (since > UINT64_MAX / p->unit_ns)
    return trace_bad(p, "less than 2^64 ns since the first request", "time is too large");
  if (!device->numbered) {
    device->numbered = true;
    device->device = p->out->devices++;
  }
  p->out->requests[p->out->count++] = (struct request){.time_ns = since * p->unit_ns,
                                                       .op = op,
                                                       .device = device->device,
                                                       .lba = lba,
                                                       .blocks = blocks};
  return 0;
}

int trace_add_blocks(struct trace_parse *p, enum request_op op, struct trace_name *device,
                     uint64_t lba, uint64_t blocks) {
  if (blocks == 0) return trace_bad(p, "at least one block", "size is 0");
  if (lba > TRACE_BLOCKS_END || blocks > TRACE_BLOCKS_END - lba)
    return trace_bad(p, "an end at or below block 2^40", "request ends out of range");
  return append(p, op, device, lba, blocks);
}

int trace_add_bytes(struct trace_parse *p, enum request_op op, struct trace_name *device,
                    uint64_t offset, uint64_t bytes) {
  const uint64_t end_max = TRACE_BLOCKS_END * TRACE_BLOCK_BYTES;
  uint64_t lba, end;

  if (bytes == 0) return trace_bad(p, "at least one byte", "size is 0");
  if (offset > end_max || bytes > end_max - offset)
    return trace_bad(p, "an end at or below block 2^40", "request ends out of range");
  lba = offset / TRACE_BLOCK_BYTES;
  end = (offset + bytes + TRACE_BLOCK_BYTES - 1) / TRACE_BLOCK_BYTES;
  return append(p, op, device, lba, end - lba);
}

int trace_add_flush(struct trace_parse *p, struct trace_name *device) {
  return append(p, REQUEST_FLUSH, device, 0, 0);
}
