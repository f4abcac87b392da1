/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_open.c: disks come to life, from nothing or from image files, and are closed.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk_config.h"
#include "disk_internal.h"

void disk_image_file(const struct disk_config *cfg, unsigned n, char *out, size_t size) {
  if (n == cfg->spindles)
    snprintf(out, size, "%s.state", cfg->image);
  else if (cfg->spindles == 1)
    snprintf(out, size, "%s", cfg->image);
  else
    snprintf(out, size, "%s.%u", cfg->image, n);
}

/* Bit n: spindle n has no image with contents. -1 with one line in err, and nothing left behind. */
static int open_stores(struct disk *d, const struct disk_config *cfg, uint64_t *fresh, char *err,
                       size_t err_size) {
  char file[PATH_MAX + DISK_IMAGE_SUFFIX];
  bool is_fresh;
  *fresh = 0;
  for (unsigned n = 0; n < d->spindles; n++) {
    if (cfg->image) disk_image_file(cfg, n, file, sizeof file);
    if (disk_store_open(&d->store[n], cfg->image ? file : NULL, d->span, &is_fresh, err,
                        err_size)) {
      while (n-- > 0) {
        disk_store_close(&d->store[n]);
        disk_image_file(cfg, n, file, sizeof file);
        if (*fresh >> n & 1) unlink(file);
      }
      return -1;
    }
    *fresh |= (uint64_t)is_fresh << n;
  }
  return 0;
}

/* ---- what images say */

static void equal_block(struct disk *d, unsigned n, uint64_t block) {
  uint8_t first[DISK_BLOCK], second[DISK_BLOCK];
  if (!disk_health_holds(&d->health[n], block) || !disk_health_holds(&d->health[n + 1], block) ||
      disk_store_read(&d->store[n], block, first) ||
      disk_store_read(&d->store[n + 1], block, second) || memcmp(first, second, DISK_BLOCK) == 0)
    return;
  d->opened.resynced++;
  if (disk_store_write(&d->store[n + 1], block, first)) disk_health_lose(&d->health[n + 1], block);
}

/* Of a write that nobody saw complete either content is right, but only one of them. */
static void make_equal(struct disk *d, unsigned n) {
  const struct disk_health *h = d->health;
  if (!disk_health_works(&h[n]) || !disk_health_works(&h[n + 1])) return;
  uint64_t end = h[n].valid < h[n + 1].valid ? h[n].valid : h[n + 1].valid;
  if (end > d->span) end = d->span;
  for (uint64_t block = 0; block < end; block++) {
    uint64_t next = disk_store_next(&d->store[n], block, end);
    block = disk_store_next(&d->store[n + 1], block, next);
    if (block < end) equal_block(d, n, block);
  }
}

static void accept_images(struct disk *d, uint64_t fresh, bool known, bool closed) {
  const uint64_t all = UINT64_MAX >> (64 - d->spindles);
  d->opened.used = known || fresh != all;
  d->opened.unclean = d->opened.used && !closed;
  if (!d->opened.used) return;
  for (unsigned n = 0; n < d->spindles; n++) {
    if (fresh >> n & 1) {
      disk_replace(d, n, 0);
      d->opened.replaced++;
    } else if (d->health[n].state == DISK_REBUILDING) {
      disk_rebuild_resume(d, n, 0);
    }
  }
  for (unsigned n = 0; d->opened.unclean && d->layout.copies == 2 && n < d->spindles; n += 2)
    make_equal(d, n);
}

static int open_images(struct disk *d, const struct disk_config *cfg, char *err, size_t err_size) {
  char record[PATH_MAX + DISK_IMAGE_SUFFIX];
  bool known, closed;
  uint64_t fresh;
  disk_image_file(cfg, cfg->spindles, record, sizeof record);
  d->record = strdup(record);
  if (!d->record) {
    snprintf(err, err_size, "image: out of memory, expected a shorter name");
    return -1;
  }
  if (disk_record_load(d, &known, &closed, err, err_size) ||
      open_stores(d, cfg, &fresh, err, err_size))
    return -1;
  accept_images(d, fresh, known, closed);
  d->unsaved = false;
  if (disk_record_save(d, false) == 0) return 0;
  snprintf(err, err_size, "image: %s cannot be written, expected a folder that can be", d->record);
  for (unsigned n = 0; n < d->spindles; n++) disk_store_close(&d->store[n]);
  return -1;
}

/* ---- life */

static struct disk *empty_handed(const struct disk_config *cfg) {
  struct disk *d = calloc(1, sizeof *d);
  if (!d) return NULL;
  d->spindles = cfg->spindles;
  d->store = calloc(cfg->spindles, sizeof *d->store);
  d->health = calloc(cfg->spindles, sizeof *d->health);
  d->rebuild = calloc(cfg->spindles, sizeof *d->rebuild);
  if (d->store && d->health && d->rebuild) return d;
  free(d->store);
  free(d->health);
  free(d->rebuild);
  free(d);
  return NULL;
}

static void release(struct disk *d) {
  for (unsigned n = 0; n < d->spindles; n++) disk_marks_clear(&d->health[n].marks);
  free(d->store);
  free(d->health);
  free(d->rebuild);
  free(d->record);
  free(d);
}

struct disk *disk_open(const struct disk_config *cfg, char *err, size_t err_size) {
  if (!disk_config_check(cfg, err, err_size)) return NULL;
  struct disk *d = empty_handed(cfg);
  if (!d) {
    snprintf(err, err_size, "memory: %zu bytes are not to be had, expected a larger limit",
             sizeof *d);
    return NULL;
  }
  d->blocks = cfg->blocks;
  d->span = disk_layout_span(cfg);
  d->random = ~cfg->seed; /* not the state of the rotational delay */
  d->rebuild_next_ps = UINT64_MAX;
  disk_layout_init(&d->layout, cfg);
  disk_timing_init(&d->timing, cfg);
  for (unsigned n = 0; n < d->spindles; n++) {
    d->health[n] = (struct disk_health){.state = DISK_GOOD, .valid = DISK_VALID_ALL};
    d->rebuild[n].due_ps = UINT64_MAX;
  }
  uint64_t fresh;
  if (cfg->image ? open_images(d, cfg, err, err_size)
                 : open_stores(d, cfg, &fresh, err, err_size)) {
    release(d);
    return NULL;
  }
  disk_queue_init(&d->queue);
  return d;
}

const struct disk_opened *disk_opened(const struct disk *d) {
  return &d->opened;
}

static int sync_images(struct disk *d) {
  int failed = 0;
  for (unsigned n = 0; n < d->spindles; n++) failed |= disk_store_sync(&d->store[n]);
  return failed;
}

int disk_sync(struct disk *d) {
  return disk_recorded(d) ? sync_images(d) : -1;
}

void disk_close(struct disk *d) {
  if (!d) return;
  if (d->record && sync_images(d) == 0) disk_record_save(d, true); /* else it stays as it is */
  for (unsigned n = 0; n < d->spindles; n++) disk_store_close(&d->store[n]);
  disk_queue_free(&d->queue);
  release(d);
}
