/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int output_part_name(const char *path, char part[PATH_MAX]) {
  int len = snprintf(part, PATH_MAX, "%s.part", path);

  return len > 0 && len < PATH_MAX ? 0 : -1;
}

static int fail(const char *path, char *err, size_t err_size) {
  snprintf(err, err_size, "%s: %s, expected a file that can be written", path, strerror(errno));
  return -1;
}

int output_open(struct output *o, const char *path, char *err, size_t err_size) {
  o->file = NULL;
  if (!path) return 0;
  errno = ENAMETOOLONG;
  if (output_part_name(path, o->part)) return fail(path, err, err_size);
  snprintf(o->path, sizeof o->path, "%s", path);
  o->file = fopen(o->part, "w");
  return o->file ? 0 : fail(path, err, err_size);
}

int output_commit(struct output *o, char *err, size_t err_size) {
  if (!o->file) return 0;
  errno = EIO; /* an earlier write failed, and nobody remembers why */
  int failed = ferror(o->file);
  failed |= fclose(o->file);
  o->file = NULL;
  if (!failed && rename(o->part, o->path) == 0) return 0;
  fail(o->path, err, err_size);
  unlink(o->part);
  return -1;
}

void output_drop(struct output *o) {
  if (!o->file) return;
  fclose(o->file);
  o->file = NULL;
  unlink(o->part);
}
