/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_store.h: what the disks keep: a sparse image file, or a hash table of 4 KiB pages. Both cost
 * space for what was written, not for the capacity. Knows no time; the caller checks the lba.
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

/* image NULL: in memory. 0, or -1 with one line in err and nothing to close. */
int disk_store_open(struct disk_store *s, const char *image, uint64_t blocks, char *err,
                    size_t err_size);
void disk_store_close(struct disk_store *s);

/* One block; 0, or -1 when the image file failed. */
int disk_store_read(const struct disk_store *s, uint64_t lba, void *out);
int disk_store_write(struct disk_store *s, uint64_t lba, const void *data);
/* Both in memory: `to` reads as `from` does now. Pages of `to` are kept and used again. */
void disk_store_copy(struct disk_store *to, const struct disk_store *from);
/* Of the contents in memory: equal for stores that read equal. */
uint64_t disk_store_hash(const struct disk_store *s);

#endif
