/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sweep_file.c: the CSV. While the sweep goes on each line is appended as it is made, at one
 * stroke, so that whatever ends the program leaves whole lines and at most a part of one, which is
 * dropped. The first line tells this sweep from another.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "sweep.h"
#include "text.h"

#define HEAD (2 * SWEEP_LINE)
#define MAGIC "# twinack-sweep-1 "

static int fail(const struct sweep_file *f, char *err, size_t err_size) {
  snprintf(err, err_size, "%s: %s, expected a file that can be written", f->path, strerror(errno));
  return -1;
}

/* Both lines in front; how long they are. */
static size_t head(const struct sweep *s, char out[HEAD]) {
  int n = snprintf(out, HEAD, MAGIC "%016" PRIx64 "\npoint", sweep_identity(s));

  for (unsigned a = 0; a < s->options->axes; a++)
    n += snprintf(out + n, HEAD - (size_t)n, ",%s", s->options->axis[a].name);
  for (unsigned c = 0; sweep_column(s, c); c++)
    n += snprintf(out + n, HEAD - (size_t)n, ",%s", sweep_column(s, c));
  return (size_t)(n + snprintf(out + n, HEAD - (size_t)n, "\n"));
}

/* ---- lines */

static bool row_fits(const struct sweep *s, const struct sweep_row *r, unsigned point) {
  for (unsigned a = 0; a < s->options->axes; a++)
    if (strcmp(r->cell[1 + a], sweep_value(s, point, a))) return false;
  return true;
}

bool sweep_row_take(struct sweep *s, const char *line) {
  struct sweep_row r = {.there = true};
  size_t cell[sizeof r.cell / sizeof *r.cell];
  unsigned n = 0;
  uint64_t point;

  if (strlen(line) >= sizeof r.text) return false;
  strcpy(r.text, line);
  for (char *at = r.text; n < s->columns; at++) {
    cell[n] = (size_t)(at - r.text);
    r.cell[n++] = at;
    at += strcspn(at, ",");
    if (*at == '\0') break;
    if (n == s->columns) return false;
    *at = '\0';
  }
  if (n != s->columns || !text_u64(r.cell[0], 0, s->points - 1, &point) || s->row[point].there ||
      !row_fits(s, &r, (unsigned)point))
    return false;
  struct sweep_row *to = &s->row[point];
  *to = r;
  for (unsigned c = 0; c < n; c++) to->cell[c] = to->text + cell[c];
  return true;
}

double sweep_number(const struct sweep *s, unsigned point, const char *column) {
  return strtod(s->row[point].cell[sweep_column_find(s, column)], NULL);
}

/* ---- the file */

static int start(const struct sweep_file *f, const struct sweep *s, char *err, size_t err_size) {
  char text[HEAD];
  size_t size = head(s, text);

  if (ftruncate(f->fd, 0) == 0 && write(f->fd, text, size) == (ssize_t)size) return 0;
  return fail(f, err, err_size);
}

/* All of it, with a 0 behind; NULL when it cannot be read. */
static char *read_all(int fd, size_t *size) {
  struct stat st;

  if (fstat(fd, &st) || !S_ISREG(st.st_mode)) return NULL;
  char *text = malloc((size_t)st.st_size + 1);
  ssize_t n = text ? pread(fd, text, (size_t)st.st_size, 0) : -1;
  if (n != st.st_size) {
    free(text);
    return NULL;
  }
  text[n] = '\0';
  *size = (size_t)n;
  return text;
}

static int take_lines(struct sweep *s, char *lines, unsigned number, const char *path, char *err,
                      size_t err_size) {
  for (char *end; (end = strchr(lines, '\n')) != NULL; lines = end + 1, number++) {
    *end = '\0';
    if (sweep_row_take(s, lines)) continue;
    snprintf(err, err_size, "%s:%u: not a line of this sweep, expected one for each point", path,
             number);
    return -1;
  }
  return 0;
}

/* What an interrupted sweep left: whole lines, and perhaps a part of one. */
static int go_on(const struct sweep_file *f, struct sweep *s, char *err, size_t err_size) {
  char text[HEAD];
  size_t size, front = head(s, text);
  char *there = read_all(f->fd, &size);

  if (!there) return fail(f, err, err_size);
  char *end = strrchr(there, '\n');
  size_t whole = end ? (size_t)(end - there) + 1 : 0;
  bool mine = memcmp(there, text, whole < front && size < front ? size : front) == 0;
  bool other = strncmp(there, MAGIC, strlen(MAGIC)) == 0;
  int failed = 0;
  if (!mine && !(other && s->options->renew)) {
    snprintf(err, err_size, "%s: %s, expected the same, another --out%s", f->path,
             other ? "a sweep with other settings or of another program" : "something else",
             other ? ", or --renew" : "");
    failed = -1;
  } else if (!mine || whole < front) {
    failed = start(f, s, err, err_size);
  } else {
    there[whole] = '\0';
    failed = take_lines(s, there + front, 3, f->path, err, err_size);
    if (!failed && ftruncate(f->fd, (off_t)whole)) failed = fail(f, err, err_size);
  }
  free(there);
  return failed;
}

int sweep_file_open(struct sweep_file *f, struct sweep *s, char *err, size_t err_size) {
  struct stat st;

  snprintf(f->path, sizeof f->path, "%.4000s/sweep.csv", s->options->out);
  if (mkdir(s->options->out, 0777) && errno != EEXIST) {
    snprintf(err, err_size, "--out: '%s': %s, expected a folder to be made or used",
             text_quote(s->options->out).text, strerror(errno));
    return -1;
  }
  f->fd = open(f->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (f->fd < 0) return fail(f, err, err_size);
  if (flock(f->fd, LOCK_EX | LOCK_NB)) {
    snprintf(err, err_size, "%s: another sweep is at work there", f->path);
    close(f->fd);
    return -1;
  }
  int failed = fstat(f->fd, &st) ? fail(f, err, err_size)
               : st.st_size == 0 ? start(f, s, err, err_size)
                                 : go_on(f, s, err, err_size);
  if (failed) close(f->fd);
  return failed;
}

int sweep_file_add(struct sweep_file *f, struct sweep *s, unsigned point, const char *line,
                   char *err, size_t err_size) {
  char text[SWEEP_LINE + 1];
  int size = snprintf(text, sizeof text, "%s\n", line);

  if (!sweep_row_take(s, line)) {
    snprintf(err, err_size, "point %u: its line is none: '%s'", point, text_quote(line).text);
    return -1;
  }
  return write(f->fd, text, (size_t)size) == size ? 0 : fail(f, err, err_size);
}

int sweep_file_finish(struct sweep_file *f, const struct sweep *s, char *err, size_t err_size) {
  struct output sorted;
  char text[HEAD];

  head(s, text);
  if (output_open(&sorted, f->path, err, err_size)) return -1;
  fputs(text, sorted.file);
  for (unsigned p = 0; p < s->points; p++)
    for (unsigned c = 0; c < s->columns; c++)
      fprintf(sorted.file, "%s%s", s->row[p].cell[c], c + 1 < s->columns ? "," : "\n");
  return output_commit(&sorted, err, err_size);
}
