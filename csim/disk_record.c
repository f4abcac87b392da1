/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_record.c: image.state, what an array must remember of itself beside its blocks.
 *
 *   twinack-disks 1
 *   raid mirror
 *   spindles 4
 *   chunk_blocks 8
 *   generation 17            of this file; one more with each that is written
 *   closed no                yes: by disk_close()
 *   note 10                  optional: disk_note()
 *   spindle 1 rebuilding 4096    one that is not good; blocks below 4096 can be read
 *   marked 1 77              ... or cannot: 77, against what its spindle's line says
 *   end
 *
 * A new one takes the place of the old in one step. What it says of a spindle may be older than
 * the truth, but only worse: a block that became readable may be missing from it, never one that no
 * longer is.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk_internal.h"

#define FORMAT "twinack-disks 1"
#define LINE 96

static const char *raid_name(const struct disk *d) {
  return d->layout.copies == 2 ? "mirror" : "stripe";
}

/* ---- writing */

static void put_spindle(FILE *f, const struct disk *d, unsigned n) {
  const struct disk_health *h = &d->health[n];
  size_t count;
  if (h->state != DISK_GOOD)
    fprintf(f, "spindle %u %s %" PRIu64 "\n", n, disk_state_name(h->state), h->valid);
  uint64_t *marked = disk_marks_within(&h->marks, 0, UINT64_MAX, &count);
  for (size_t i = 0; i < count; i++) fprintf(f, "marked %u %" PRIu64 "\n", n, marked[i]);
  free(marked);
}

static int put_record(FILE *f, const struct disk *d, bool closed) {
  fprintf(f, FORMAT "\nraid %s\nspindles %u\nchunk_blocks %" PRIu64 "\n", raid_name(d), d->spindles,
          d->layout.chunk_blocks);
  fprintf(f, "generation %" PRIu64 "\nclosed %s\n", d->generation, closed ? "yes" : "no");
  if (d->opened.noted) fprintf(f, "note %" PRIu32 "\n", d->opened.note);
  for (unsigned n = 0; n < d->spindles; n++) put_spindle(f, d, n);
  fprintf(f, "end\n");
  return fflush(f) || fdatasync(fileno(f)) || ferror(f) ? -1 : 0;
}

int disk_record_save(struct disk *d, bool closed) {
  char part[PATH_MAX + 2 * DISK_IMAGE_SUFFIX];
  snprintf(part, sizeof part, "%s.part", d->record);
  FILE *f = fopen(part, "w");
  if (!f) return -1;
  d->generation++;
  int failed = put_record(f, d, closed);
  if (fclose(f) || failed || rename(part, d->record)) {
    unlink(part);
    return -1;
  }
  return 0;
}

bool disk_recorded(struct disk *d) {
  if (d->unsaved && d->record && disk_record_save(d, false)) return false;
  d->unsaved = false;
  return true;
}

void disk_note(struct disk *d, uint32_t note) {
  d->opened.noted = true;
  d->opened.note = note;
  d->unsaved = true;
  disk_recorded(d); /* or with the next answer */
}

/* ---- reading */

struct reader {
  FILE *file;
  const char *name;
  unsigned line;
  char text[LINE];
  char *err;
  size_t err_size;
};

static int refuse(const struct reader *r, const char *expected) {
  snprintf(r->err, r->err_size, "image: %s:%u: '%s', expected %s", r->name, r->line, r->text,
           expected);
  return -1;
}

/* The next line without its end; nothing after the last one. */
static void next_line(struct reader *r) {
  r->line++;
  if (!fgets(r->text, sizeof r->text, r->file)) r->text[0] = '\0';
  r->text[strcspn(r->text, "\n")] = '\0';
}

static int take(struct reader *r, const char *expected) {
  next_line(r);
  return strcmp(r->text, expected) == 0 ? 0 : refuse(r, expected);
}

static int take_shape(struct reader *r, const struct disk *d) {
  char raid[LINE], spindles[LINE], chunk[LINE];
  snprintf(raid, sizeof raid, "raid %s", raid_name(d));
  snprintf(spindles, sizeof spindles, "spindles %u", d->spindles);
  snprintf(chunk, sizeof chunk, "chunk_blocks %" PRIu64, d->layout.chunk_blocks);
  return take(r, FORMAT) || take(r, raid) || take(r, spindles) || take(r, chunk) ? -1 : 0;
}

static int take_life(struct reader *r, struct disk *d, bool *closed) {
  int end = -1;
  next_line(r);
  if (sscanf(r->text, "generation %" SCNu64 "%n", &d->generation, &end) != 1 || r->text[end])
    return refuse(r, "generation N");
  next_line(r);
  *closed = strcmp(r->text, "closed yes") == 0;
  return *closed || strcmp(r->text, "closed no") == 0 ? 0 : refuse(r, "closed yes or closed no");
}

static bool take_state(const struct reader *r, struct disk *d) {
  char state[LINE];
  uint64_t valid;
  unsigned n;
  int end = -1;
  if (sscanf(r->text, "spindle %u %95s %" SCNu64 "%n", &n, state, &valid, &end) != 3 ||
      r->text[end] || n >= d->spindles || valid > DISK_VALID_ALL)
    return false;
  for (unsigned s = DISK_FAILED; s <= DISK_INCOMPLETE; s++) {
    if (strcmp(state, disk_state_name((enum disk_state)s))) continue;
    if (s == DISK_REBUILDING && d->layout.copies == 1) return false;
    d->health[n].state = (enum disk_state)s;
    d->health[n].valid = valid;
    return true;
  }
  return false;
}

static bool take_mark(const struct reader *r, struct disk *d) {
  uint64_t block;
  unsigned n;
  int end = -1;
  if (sscanf(r->text, "marked %u %" SCNu64 "%n", &n, &block, &end) != 2 || r->text[end] ||
      n >= d->spindles || block >= DISK_VALID_ALL)
    return false;
  disk_marks_add(&d->health[n].marks, block);
  return true;
}

static bool take_note(const struct reader *r, struct disk *d) {
  int end = -1;
  d->opened.noted =
      sscanf(r->text, "note %" SCNu32 "%n", &d->opened.note, &end) == 1 && r->text[end] == '\0';
  return d->opened.noted;
}

static int take_all(struct reader *r, struct disk *d, bool *closed) {
  if (take_shape(r, d) || take_life(r, d, closed)) return -1;
  for (next_line(r); strcmp(r->text, "end"); next_line(r))
    if (!take_state(r, d) && !take_mark(r, d) && !take_note(r, d))
      return refuse(r, "note N, spindle N STATE BLOCK, marked N BLOCK or end");
  return 0;
}

int disk_record_load(struct disk *d, bool *found, bool *closed, char *err, size_t err_size) {
  struct reader r = {
      .file = fopen(d->record, "r"), .name = d->record, .err = err, .err_size = err_size};
  *found = r.file != NULL;
  *closed = false;
  if (!r.file && errno == ENOENT) return 0;
  if (!r.file) {
    snprintf(err, err_size, "image: %s: %s, expected a file that can be read", d->record,
             strerror(errno));
    return -1;
  }
  int result = take_all(&r, d, closed);
  fclose(r.file);
  return result;
}
