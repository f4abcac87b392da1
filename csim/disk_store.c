/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_store.c: what one spindle keeps.
 *
 * Pages are small because hosts write at random: with 64 KiB a page, a random 4 KiB workload would
 * take sixteen times its own size.
 */
#include "disk_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_BLOCKS 8
#define FIRST_CAPACITY 256U

struct disk_page {
  uint64_t number;
  uint8_t *bytes; /* NULL: this entry is free */
};

static void *zeroed(size_t count, size_t size) {
  void *p = calloc(count, size);
  if (!p) {
    perror("disk");
    abort();
  }
  return p;
}

/* The page's entry, or the free one where it would be; the table is never full. */
static struct disk_page *find(const struct disk_store *s, uint64_t number) {
  size_t mask = s->capacity - 1;
  size_t at = (size_t)(number * 0x9E3779B97F4A7C15ULL >> 32) & mask;
  while (s->table[at].bytes && s->table[at].number != number) at = (at + 1) & mask;
  return &s->table[at];
}

static void double_table(struct disk_store *s) {
  struct disk_page *old = s->table;
  size_t old_capacity = s->capacity;
  s->capacity *= 2;
  s->table = zeroed(s->capacity, sizeof *s->table);
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].bytes) *find(s, old[i].number) = old[i];
  free(old);
}

static uint8_t *page_to_write(struct disk_store *s, uint64_t number) {
  struct disk_page *p = find(s, number);
  if (p->bytes) return p->bytes;
  if (2 * (s->pages + 1) > s->capacity) {
    double_table(s);
    p = find(s, number);
  }
  s->pages++;
  p->number = number;
  p->bytes = zeroed(PAGE_BLOCKS, DISK_BLOCK);
  return p->bytes;
}

static int refuse(const char *image, const char *reason, char *err, size_t err_size) {
  snprintf(err, err_size, "image: %s: %s, expected a regular file that can be written", image,
           reason);
  return -1;
}

/* NULL, or why the file cannot hold the disk. */
static const char *prepare(int fd, uint64_t blocks, bool *fresh) {
  struct stat st;
  if (fstat(fd, &st)) return strerror(errno);
  if (!S_ISREG(st.st_mode)) return "not a regular file";
  *fresh = st.st_size == 0;
  off_t size = (off_t)(blocks * DISK_BLOCK);
  return st.st_size < size && ftruncate(fd, size) ? strerror(errno) : NULL;
}

static int open_image(struct disk_store *s, const char *image, uint64_t blocks, bool *fresh,
                      char *err, size_t err_size) {
  int fd = open(image, O_RDWR | O_CLOEXEC);
  bool created = fd < 0 && errno == ENOENT;
  if (created) fd = open(image, O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL, 0644);
  if (fd < 0) return refuse(image, strerror(errno), err, err_size);
  const char *reason = prepare(fd, blocks, fresh);
  if (!reason) {
    s->fd = fd;
    return 0;
  }
  close(fd);
  if (created) unlink(image);
  return refuse(image, reason, err, err_size);
}

int disk_store_open(struct disk_store *s, const char *image, uint64_t blocks, bool *fresh,
                    char *err, size_t err_size) {
  memset(s, 0, sizeof *s);
  s->fd = -1;
  *fresh = true;
  if (image) return open_image(s, image, blocks, fresh, err, err_size);
  s->capacity = FIRST_CAPACITY;
  s->table = zeroed(s->capacity, sizeof *s->table);
  return 0;
}

void disk_store_close(struct disk_store *s) {
  if (s->fd >= 0) close(s->fd);
  for (size_t i = 0; i < s->capacity; i++) free(s->table[i].bytes);
  free(s->table);
}

int disk_store_read(const struct disk_store *s, uint64_t block, void *out) {
  if (s->fd >= 0)
    return pread(s->fd, out, DISK_BLOCK, (off_t)(block * DISK_BLOCK)) == DISK_BLOCK ? 0 : -1;
  const uint8_t *page = find(s, block / PAGE_BLOCKS)->bytes;
  if (page)
    memcpy(out, page + block % PAGE_BLOCKS * DISK_BLOCK, DISK_BLOCK);
  else
    memset(out, 0, DISK_BLOCK);
  return 0;
}

int disk_store_write(struct disk_store *s, uint64_t block, const void *data) {
  if (s->fd >= 0)
    return pwrite(s->fd, data, DISK_BLOCK, (off_t)(block * DISK_BLOCK)) == DISK_BLOCK ? 0 : -1;
  uint8_t *page = page_to_write(s, block / PAGE_BLOCKS);
  memcpy(page + block % PAGE_BLOCKS * DISK_BLOCK, data, DISK_BLOCK);
  return 0;
}

int disk_store_clear(struct disk_store *s, uint64_t blocks) {
  if (s->fd >= 0)
    return ftruncate(s->fd, 0) || ftruncate(s->fd, (off_t)(blocks * DISK_BLOCK)) ? -1 : 0;
  for (size_t i = 0; i < s->capacity; i++) {
    free(s->table[i].bytes);
    s->table[i] = (struct disk_page){.number = 0};
  }
  s->pages = 0;
  return 0;
}

int disk_store_sync(struct disk_store *s) {
  return s->fd >= 0 ? fdatasync(s->fd) : 0;
}

/* ---- what was ever written */

/* One that was never written, or is zero again, as a copy's pages may be: both count as empty. */
static bool is_empty(const uint8_t *page) {
  static const uint8_t zero[PAGE_BLOCKS * DISK_BLOCK];
  return !page || memcmp(page, zero, sizeof zero) == 0;
}

/* The first page from `number` on that is not empty, or `end`. What is dense is found by looking
 * ahead, what is sparse by looking through the table. */
static uint64_t next_page(const struct disk_store *s, uint64_t number, uint64_t end) {
  for (unsigned ahead = 0; ahead < 64 && number < end; ahead++, number++)
    if (!is_empty(find(s, number)->bytes)) return number;
  for (size_t i = 0; i < s->capacity; i++) {
    const struct disk_page *p = &s->table[i];
    if (p->bytes && p->number >= number && p->number < end && !is_empty(p->bytes)) end = p->number;
  }
  return end;
}

uint64_t disk_store_next(const struct disk_store *s, uint64_t from, uint64_t to) {
  if (from >= to) return to;
  uint64_t next;
  if (s->fd >= 0) {
    off_t at = lseek(s->fd, (off_t)(from * DISK_BLOCK), SEEK_DATA);
    if (at < 0) return errno == ENXIO ? to : from; /* a file system that cannot say: all of it */
    next = (uint64_t)at / DISK_BLOCK;
  } else {
    next = next_page(s, from / PAGE_BLOCKS, (to + PAGE_BLOCKS - 1) / PAGE_BLOCKS) * PAGE_BLOCKS;
  }
  return next < from ? from : next < to ? next : to;
}

/* ---- snapshots */

void disk_store_copy(struct disk_store *to, const struct disk_store *from) {
  const size_t bytes = (size_t)PAGE_BLOCKS * DISK_BLOCK;
  for (size_t i = 0; i < from->capacity; i++)
    if (from->table[i].bytes)
      memcpy(page_to_write(to, from->table[i].number), from->table[i].bytes, bytes);
  for (size_t i = 0; i < to->capacity; i++)
    if (to->table[i].bytes && !find(from, to->table[i].number)->bytes)
      memset(to->table[i].bytes, 0, bytes);
}

/* A page of zeros counts as one never written; pages add up, in whatever order they were made. */
uint64_t disk_store_hash(const struct disk_store *s) {
  uint64_t sum = 0;
  for (size_t i = 0; i < s->capacity; i++) {
    if (!s->table[i].bytes) continue;
    const uint64_t *word = (const uint64_t *)(const void *)s->table[i].bytes;
    uint64_t hash = s->table[i].number + 1, any = 0;
    for (size_t k = 0; k < (size_t)PAGE_BLOCKS * DISK_BLOCK / 8; k++) {
      any |= word[k];
      hash = (hash ^ word[k]) * 0x9E3779B97F4A7C15ULL;
      hash ^= hash >> 29;
    }
    if (any) sum += hash;
  }
  return sum;
}
