/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blkparse text in its default layout:
 *
 *   MAJOR,MINOR CPU SEQUENCE SECONDS.FRACTION PID ACTION RWBS DETAIL
 *
 * One action makes the requests: Q (queued) if the file has any, else D (issued), else C
 * (completed). Of lines with another action only the outline is checked. DETAIL of the three:
 *
 *   SECTOR + BLOCKS [NAME]     a transfer; "(TIME)" may stand before the bracket
 *   [NAME]  (C: SECTOR [ERR])  no blocks: an empty write, which Linux uses for flushes alone
 *   BYTES (CDB) [NAME]         a passed-through SCSI command: no host request, left out
 *
 * RWBS: a leading F is a flush before the operation, R and W are the transfers, D (discard) and N
 * (none) are left out; what follows the operation (F A S M B E) does not change it here, as every
 * acknowledged write is durable. So "FWS 8 + 8" gives a flush and a write.
 *
 * "Input file NAME added" may come first. The summary that blkparse prints ends the trace: after
 * its first line only lines of a summary are accepted.
 */
#include <stdio.h>
#include <string.h>

#include "trace_parse.h"

#define COLUMNS "'MAJOR,MINOR CPU SEQUENCE SECONDS PID ACTION RWBS DETAIL'"

/* The columns every event has. */
struct event {
  struct slice device, time, action, rwbs, detail;
};

enum detail { TRANSFER, EMPTY, PASSED_THROUGH };

static bool take_digits(struct slice *s) {
  size_t len = 0;

  while (len < s->len && s->at[len] >= '0' && s->at[len] <= '9') len++;
  s->at += len;
  s->len -= len;
  return len > 0;
}

static bool is_number(struct slice s) {
  return take_digits(&s) && s.len == 0;
}

static bool is_device(struct slice s) {
  if (!take_digits(&s) || s.len == 0 || *s.at != ',') return false;
  return is_number((struct slice){s.at + 1, s.len - 1});
}

static bool is_banner(struct slice line) {
  return trace_starts(line, "Input file ");
}

static bool is_summary_start(struct slice line) {
  struct slice word;
  struct slice rest = line;

  if (!trace_word(&rest, &word)) return true;
  if (trace_starts(line, "CPU")) return line.len > 3 && line.at[3] >= '0' && line.at[3] <= '9';
  return trace_starts(line, "Total (") || trace_starts(line, "Throughput (");
}

static bool is_summary(struct slice line) {
  static const char *const rows[] = {
      " Read",
      " Write",
      " IO unplugs:",
      " Timer unplugs:",
      " Allocation wait:",
      " Dispatch wait:",
      " Completion wait:",
      "Events (",
      "Skips: ",
  };

  if (is_summary_start(line)) return true;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (trace_starts(line, rows[i])) return true;
  return false;
}

bool trace_blkparse_shape(struct slice first) {
  struct slice word;

  return is_banner(first) || (trace_word(&first, &word) && is_device(word));
}

static bool split_event(struct slice line, struct event *e) {
  struct slice cpu, sequence, pid;

  if (!trace_word(&line, &e->device) || !trace_word(&line, &cpu)) return false;
  if (!trace_word(&line, &sequence) || !trace_word(&line, &e->time)) return false;
  if (!trace_word(&line, &pid) || !trace_word(&line, &e->action)) return false;
  if (!trace_word(&line, &e->rwbs)) return false;
  e->detail = line;
  return is_device(e->device) && is_number(cpu) && is_number(sequence) && is_number(pid);
}

/* What the detail column says; *lba and *blocks are set for a transfer. */
static int read_detail(struct trace_parse *p, const struct event *e, enum detail *kind,
                       uint64_t *lba, uint64_t *blocks) {
  const char *expected = "'SECTOR + BLOCKS [NAME]', '[NAME]' or 'BYTES (CDB) [NAME]'";
  struct slice rest = e->detail;
  struct slice word, count;
  bool number = false;

  *kind = EMPTY;
  if (rest.len == 0 || rest.at[rest.len - 1] != ']')
    return trace_bad(p, expected, "line without its closing bracket");
  if (!trace_word(&rest, &word)) return trace_bad(p, expected, "no detail");
  if (is_number(word)) {
    number = true;
    if (trace_u64(p, word, "sector", lba)) return -1;
    trace_word(&rest, &word);
    if (trace_is(word, "+")) {
      *kind = TRANSFER;
      if (!trace_word(&rest, &count)) return trace_bad(p, expected, "no block count");
      if (trace_u64(p, count, "block count", blocks)) return -1;
      trace_word(&rest, &word);
    }
  }
  if (word.len == 0 || (*word.at != '[' && *word.at != '('))
    return trace_bad(p, expected, "detail '%s'", trace_quote(e->detail).text);
  if (*kind == TRANSFER) return 0;
  /* A completion gives the sector of an empty write; elsewhere a lone number is a byte count. */
  if (trace_is(e->action, "C") ? *word.at == '(' || !number : number) *kind = PASSED_THROUGH;
  return 0;
}

/* *flush: a flush comes first; *op: R, W, or 0 for an operation that is left out. */
static int read_rwbs(struct trace_parse *p, struct slice s, bool *flush, char *op) {
  const char *expected = "an optional F, then R, W, D, N or F, then letters of FASMBE";

  *flush = s.len > 0 && *s.at == 'F';
  if (*flush) {
    s.at++;
    s.len--;
  }
  *op = 0;
  if (s.len > 0 && strchr("RWDNF", *s.at)) {
    if (*s.at == 'R' || *s.at == 'W') *op = *s.at;
    if (*s.at == 'F') *flush = true;
    s.at++;
    s.len--;
  } else if (!*flush) {
    return trace_bad(p, expected, "RWBS '%s'", trace_quote(s).text);
  }
  for (; s.len > 0; s.at++, s.len--)
    if (!strchr("FASMBE", *s.at))
      return trace_bad(p, expected, "RWBS with letter '%s'", trace_quote(s).text);
  return 0;
}

static int add_requests(struct trace_parse *p, const struct event *e, uint64_t ns) {
  struct trace_name *device;
  enum detail kind;
  uint64_t lba = 0, blocks = 0;
  bool flush;
  char op;

  if (trace_time(p, ns) || read_rwbs(p, e->rwbs, &flush, &op)) return -1;
  if (read_detail(p, e, &kind, &lba, &blocks)) return -1;
  if (kind == PASSED_THROUGH || (op == 0 && !flush)) return 0;
  if (kind == EMPTY && op == 'R')
    return trace_bad(p, "'SECTOR + BLOCKS [NAME]'", "read without blocks");
  device = trace_device(p, e->device);
  if (!device) return -1;
  if ((flush || kind == EMPTY) && trace_add_flush(p, device)) return -1;
  if (kind == EMPTY || op == 0) return 0;
  return trace_add_blocks(p, op == 'R' ? REQUEST_READ : REQUEST_WRITE, device, lba, blocks);
}

/* Q, D or C: the first of them that any event has; NULL after an error. */
static const char *choose_action(struct trace_parse *p) {
  static const char *const order[] = {"Q", "D", "C"};
  size_t best = 3;
  struct slice line;
  struct event e;
  int rc;

  while ((rc = trace_line(p, &line)) > 0 && !is_summary_start(line)) {
    if (!split_event(line, &e)) continue;
    for (size_t i = 0; i < best; i++)
      if (trace_is(e.action, order[i])) best = i;
  }
  if (rc < 0) return NULL;
  if (best == 3) {
    trace_bad(p, "at least one", "no event with action Q, D or C");
    return NULL;
  }
  trace_rewind(p);
  return order[best];
}

static int read_summary(struct trace_parse *p) {
  struct slice line;
  int rc;

  while ((rc = trace_line(p, &line)) > 0)
    if (!is_summary(line))
      return trace_bad(p, "only blkparse's summary after its first line", "line '%s'",
                       trace_quote(line).text);
  return rc;
}

int trace_blkparse_read(struct trace_parse *p) {
  const char *action = choose_action(p);
  bool started = false;
  struct slice line;
  struct event e;
  uint64_t ns;
  int rc;

  if (!action) return -1;
  p->out->format = TRACE_BLKPARSE;
  while ((rc = trace_line(p, &line)) > 0) {
    if (!started && is_banner(line)) continue;
    if (is_summary_start(line)) return read_summary(p);
    if (!split_event(line, &e))
      return trace_bad(p, COLUMNS, "no event: '%s'", trace_quote(line).text);
    started = true;
    if (trace_seconds(p, e.time, &ns)) return -1;
    if (trace_is(e.action, action) && add_requests(p, &e, ns)) return -1;
  }
  return rc;
}
