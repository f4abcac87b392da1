/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_store.h: what one spindle keeps: a sparse image file, or a hash table of 4 KiB pages. Both
 * cost space for what was written, not for the capacity. Knows no time and no faults; blocks are
 * the spindle's own, and the caller checks them.
 */
#ifndef TWINACK_DISK_STORE_H
#define TWINACK_DISK_STORE_H

#include "disk.h"

struct disk_page;

struct disk_store {
  int fd; /* -1: in memory */
  struct disk_page *table;
  size_t pages, capacity; /* of the table */
};

/* image NULL: in memory. *fresh: nothing was there, the file is missing or empty. 0, or -1 with one
 * line in err, nothing to close and no file made. */
int disk_store_open(struct disk_store *s, const char *image, uint64_t blocks, bool *fresh,
                    char *err, size_t err_size);
void disk_store_close(struct disk_store *s);

/* One block; 0, or -1 when the image file failed. */
int disk_store_read(const struct disk_store *s, uint64_t block, void *out);
int disk_store_write(struct disk_store *s, uint64_t block, const void *data);
/* Zeros everywhere; `blocks` as opened. 0, or -1 when the image file failed. */
int disk_store_clear(struct disk_store *s, uint64_t blocks);
/* The first of blocks from..to-1 that holds something else than zeros, or one before it with only
 * zeros between; `to` if there is none. */
uint64_t disk_store_next(const struct disk_store *s, uint64_t from, uint64_t to);
/* What was written is on the medium below the image file. 0 or -1; in memory 0. */
int disk_store_sync(struct disk_store *s);
/* Both in memory: `to` reads as `from` does now. Pages of `to` are kept and used again. */
void disk_store_copy(struct disk_store *to, const struct disk_store *from);
/* Of the contents in memory: equal for stores that read equal. */
uint64_t disk_store_hash(const struct disk_store *s);

#endif
