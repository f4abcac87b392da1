/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.c: hashes of all blocks in a mapped file.
 *
 * The file is one page of header, then an entry a block. Its space is taken at once, so that a full
 * file system is an error when it is opened and not a signal later. An entry's words are written
 * one by one: a process killed between them leaves a pair that was true before or after.
 */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hash.h"

#define MAGIC UINT64_C(0x314c4e524a4b5754) /* "TWKJRNL1" */
#define HEADER_BYTES 4096
#define NEVER 0   /* written */
#define UNKNOWN 1 /* a write has failed */
#define FIRST_HASH 2

struct header {
  uint64_t magic, blocks;
  _Atomic uint64_t state; /* enum journal_state */
};

struct entry {
  _Atomic uint64_t acked, issued;
};

struct journal {
  int fd; /* -1: in memory */
  uint64_t blocks;
  uint64_t zeros; /* hash of a block of zeros */
  size_t bytes;
  struct header *header;
  struct entry *entry;
};

static uint64_t get(const _Atomic uint64_t *word) {
  return atomic_load_explicit(word, memory_order_relaxed);
}

static void set(_Atomic uint64_t *word, uint64_t value) {
  atomic_store_explicit(word, value, memory_order_relaxed);
}

static uint64_t hash(const void *data) {
  uint64_t h = hash_bytes(HASH_START, data, JOURNAL_BLOCK);
  return h < FIRST_HASH ? h + FIRST_HASH : h;
}

static int refuse(const char *path, const char *reason, char *err, size_t err_size) {
  snprintf(err, err_size, "journal: %s: %s, expected the journal of this array, or no file", path,
           reason);
  return -1;
}

static int open_file(struct journal *j, const char *path, bool *is_new, char *err,
                     size_t err_size) {
  struct stat st;
  j->fd = open(path, O_RDWR | O_CLOEXEC | O_CREAT | O_NOFOLLOW, 0600);
  if (j->fd < 0 || fstat(j->fd, &st)) return refuse(path, strerror(errno), err, err_size);
  if (!S_ISREG(st.st_mode)) return refuse(path, "not a regular file", err, err_size);
  if (flock(j->fd, LOCK_EX | LOCK_NB)) {
    snprintf(err, err_size, "journal: %s: another process serves these images, expected none",
             path);
    return -1;
  }
  *is_new = st.st_size == 0;
  if (!*is_new && (uint64_t)st.st_size != j->bytes)
    return refuse(path, "its size is that of other volumes", err, err_size);
  int error = *is_new ? posix_fallocate(j->fd, 0, (off_t)j->bytes) : 0;
  if (error == 0) return 0;
  unlink(path);
  return refuse(path, strerror(error), err, err_size);
}

static int map(struct journal *j, const char *path, bool is_new, char *err, size_t err_size) {
  int flags = j->fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
  void *at = mmap(NULL, j->bytes, PROT_READ | PROT_WRITE, flags, j->fd, 0);
  if (at == MAP_FAILED) return refuse(path ? path : "memory", strerror(errno), err, err_size);
  j->header = at;
  j->entry = (struct entry *)(void *)((uint8_t *)at + HEADER_BYTES);
  if (is_new) {
    j->header->blocks = j->blocks;
    set(&j->header->state, JOURNAL_NEW);
    j->header->magic = MAGIC;
  }
  if (j->header->magic != MAGIC || j->header->blocks != j->blocks ||
      get(&j->header->state) > JOURNAL_CLEAN)
    return refuse(path, "not a journal", err, err_size);
  return 0;
}

struct journal *journal_open(const char *path, uint64_t blocks, enum journal_state *state,
                             char *err, size_t err_size) {
  static const uint8_t zeros[JOURNAL_BLOCK];
  struct journal *j = calloc(1, sizeof *j);
  bool is_new = true;
  if (j == NULL) {
    snprintf(err, err_size, "journal: out of memory");
    return NULL;
  }
  j->fd = -1;
  j->blocks = blocks;
  j->zeros = hash(zeros);
  j->bytes = HEADER_BYTES + blocks * sizeof *j->entry;
  if ((path != NULL && open_file(j, path, &is_new, err, err_size)) ||
      map(j, path, is_new, err, err_size)) {
    journal_close(j);
    return NULL;
  }
  *state = (enum journal_state)get(&j->header->state);
  return j;
}

void journal_close(struct journal *j) {
  if (j == NULL) return;
  if (j->header != NULL) munmap(j->header, j->bytes);
  if (j->fd >= 0) close(j->fd);
  free(j);
}

void journal_mark(struct journal *j, enum journal_state state) {
  set(&j->header->state, state);
}

int journal_sync(struct journal *j) {
  return j->fd < 0 ? 0 : msync(j->header, j->bytes, MS_SYNC);
}

void journal_issue(struct journal *j, uint64_t block, const void *data) {
  set(&j->entry[block].issued, hash(data));
}

void journal_ack(struct journal *j, uint64_t block) {
  set(&j->entry[block].acked, get(&j->entry[block].issued));
}

void journal_fail(struct journal *j, uint64_t block) {
  set(&j->entry[block].acked, UNKNOWN);
}

static bool is(const struct journal *j, uint64_t word, uint64_t content) {
  return word == content || word == UNKNOWN || (word == NEVER && content == j->zeros);
}

enum journal_verdict journal_judge(const struct journal *j, uint64_t block, const void *data) {
  const struct entry *e = &j->entry[block];
  uint64_t content = hash(data);
  return is(j, get(&e->acked), content) || is(j, get(&e->issued), content) ? JOURNAL_SAME
                                                                           : JOURNAL_OTHER;
}

void journal_settle(struct journal *j, uint64_t block, const void *data) {
  struct entry *e = &j->entry[block];
  uint64_t content = hash(data);
  if (content == j->zeros && get(&e->acked) == NEVER) content = NEVER;
  set(&e->issued, content);
  set(&e->acked, content);
}

bool journal_touched(const struct journal *j, uint64_t block) {
  return get(&j->entry[block].acked) != NEVER || get(&j->entry[block].issued) != NEVER;
}

bool journal_is_zero(const struct journal *j, uint64_t block) {
  uint64_t acked = get(&j->entry[block].acked), issued = get(&j->entry[block].issued);
  return (acked == NEVER || acked == j->zeros) && (issued == NEVER || issued == j->zeros);
}
