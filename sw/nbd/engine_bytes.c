/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_bytes.c: what clients ask for, in bytes, as requests for whole blocks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine_internal.h"

#define ZEROS_AT_ONCE 8192U /* blocks: 4 MiB, 32 commands */

/* The blocks that bytes [offset, offset + count) are in. */
struct span {
  uint64_t first;
  uint64_t blocks;
  size_t skip; /* bytes of the first block before offset */
};

static struct span span_of(uint64_t offset, uint64_t count) {
  uint64_t first = offset / ENGINE_BLOCK;
  uint64_t end = (offset + count + ENGINE_BLOCK - 1) / ENGINE_BLOCK;
  return (struct span){first, end - first, offset % ENGINE_BLOCK};
}

static bool fits(const struct engine *e, unsigned volume, uint64_t count, uint64_t offset) {
  uint64_t size = engine_volume_bytes(e);
  return volume < engine_volumes(e) && offset <= size && count <= size - offset;
}

bool engine_is_stopping(struct engine *e) {
  pthread_mutex_lock(&e->lock);
  bool stopping = e->stopping || !e->running;
  pthread_mutex_unlock(&e->lock);
  return stopping;
}

/* ---- reads */

static int read_blocks(struct engine *e, unsigned volume, struct span s, struct range *mine,
                       size_t count, void *to) {
  struct request *r = request_new(TWK_OP_READ, volume, s.first, (uint32_t)s.blocks, NULL, mine);
  bool whole;
  if (r == NULL) return ENOMEM;
  int error = engine_carry_out(e, r, &whole);
  if (error == 0) memcpy(to, r->data + s.skip, count);
  if (whole) request_free(r);
  return error;
}

int engine_read(struct engine *e, unsigned volume, void *to, uint64_t count, uint64_t offset) {
  if (!fits(e, volume, count, offset)) return EINVAL;
  if (engine_is_stopping(e)) return ESHUTDOWN;
  return count == 0 ? 0 : read_blocks(e, volume, span_of(offset, count), NULL, count, to);
}

/* ---- writes */

/* NULL when an earlier write of these blocks has no known end, or there is no memory. */
static struct range *lock_blocks(struct engine *e, unsigned volume, struct span s, int *error) {
  pthread_mutex_lock(&e->lock);
  struct range *r = range_add(&e->writes, volume * e->volume_blocks + s.first, s.blocks);
  *error = r == NULL ? ENOMEM : 0;
  if (r != NULL) engine_race(e, r);
  const struct range *b;
  while (r != NULL && (b = range_blocker(r)) != NULL) {
    if (!b->stuck) {
      pthread_cond_wait(&e->moved, &e->lock);
      continue;
    }
    *error = EIO;
    if (range_drop(&e->writes, r)) pthread_cond_broadcast(&e->moved);
    r = NULL;
  }
  pthread_mutex_unlock(&e->lock);
  return r;
}

static void unlock_blocks(struct engine *e, struct range *r) {
  pthread_mutex_lock(&e->lock);
  if (range_drop(&e->writes, r)) pthread_cond_broadcast(&e->moved);
  pthread_mutex_unlock(&e->lock);
}

/* What a write of a part of the first or the last block leaves as it is. */
static int fill_edges(struct engine *e, unsigned volume, struct span s, uint64_t count,
                      struct range *mine, uint8_t *data) {
  uint64_t last = s.blocks - 1;
  bool tail = (s.skip + count) % ENGINE_BLOCK != 0;
  int error = 0;
  if (s.skip != 0 || (tail && last == 0))
    error = read_blocks(e, volume, (struct span){s.first, 1, 0}, mine, ENGINE_BLOCK, data);
  if (error == 0 && tail && last != 0)
    error = read_blocks(e, volume, (struct span){s.first + last, 1, 0}, mine, ENGINE_BLOCK,
                        data + last * ENGINE_BLOCK);
  return error;
}

/* from NULL: zeros. The blocks are locked. */
static int write_locked(struct engine *e, unsigned volume, const void *from, uint64_t count,
                        uint64_t offset, struct range *mine) {
  struct span s = span_of(offset, count);
  uint8_t *data = calloc(s.blocks, ENGINE_BLOCK);
  if (data == NULL) return ENOMEM;
  int error = fill_edges(e, volume, s, count, mine, data);
  if (from != NULL) {
    memcpy(data + s.skip, from, count);
  } else {
    memset(data + s.skip, 0, count);
  }
  struct request *r =
      error != 0 ? NULL
                 : request_new(TWK_OP_WRITE, volume, s.first, (uint32_t)s.blocks, data, mine);
  if (r == NULL) {
    free(data);
    return error != 0 ? error : ENOMEM;
  }
  bool whole;
  error = engine_carry_out(e, r, &whole);
  if (whole) request_free(r);
  return error;
}

int engine_write(struct engine *e, unsigned volume, const void *from, uint64_t count,
                 uint64_t offset, bool fua) {
  int error;
  if (!fits(e, volume, count, offset)) return ENOSPC;
  if (engine_is_stopping(e)) return ESHUTDOWN;
  if (count == 0) return fua ? engine_flush(e, volume) : 0;
  struct range *mine = lock_blocks(e, volume, span_of(offset, count), &error);
  if (mine == NULL) return error;
  error = write_locked(e, volume, from, count, offset, mine);
  unlock_blocks(e, mine);
  return error == 0 && fua ? engine_flush(e, volume) : error;
}

/* ---- zeros */

static bool is_zero(const struct engine *e, unsigned volume, uint64_t offset) {
  return journal_is_zero(e->journal, volume * e->volume_blocks + offset / ENGINE_BLOCK);
}

static uint64_t to_block_end(uint64_t offset) {
  return ENGINE_BLOCK - offset % ENGINE_BLOCK;
}

uint64_t engine_extent(const struct engine *e, unsigned volume, uint64_t count, uint64_t offset,
                       bool *zero) {
  *zero = is_zero(e, volume, offset);
  uint64_t length = to_block_end(offset);
  while (length < count && is_zero(e, volume, offset + length) == *zero) length += ENGINE_BLOCK;
  return length < count ? length : count;
}

static int zero_locked(struct engine *e, unsigned volume, uint64_t count, uint64_t offset,
                       struct range *mine) {
  int error = 0;
  for (uint64_t done = 0; done < count && error == 0;) {
    bool zero;
    uint64_t left = count - done, most = (uint64_t)ZEROS_AT_ONCE * ENGINE_BLOCK;
    uint64_t length = engine_extent(e, volume, left < most ? left : most, offset + done, &zero);
    if (!zero) error = write_locked(e, volume, NULL, length, offset + done, mine);
    done += length;
  }
  return error;
}

int engine_zero(struct engine *e, unsigned volume, uint64_t count, uint64_t offset, bool fua) {
  int error;
  if (!fits(e, volume, count, offset)) return ENOSPC;
  if (engine_is_stopping(e)) return ESHUTDOWN;
  if (count == 0) return fua ? engine_flush(e, volume) : 0;
  struct range *mine = lock_blocks(e, volume, span_of(offset, count), &error);
  if (mine == NULL) return error;
  error = zero_locked(e, volume, count, offset, mine);
  unlock_blocks(e, mine);
  return error == 0 && fua ? engine_flush(e, volume) : error;
}

/* ---- flush */

int engine_flush(struct engine *e, unsigned volume) {
  bool whole;
  if (volume >= engine_volumes(e)) return EINVAL;
  if (engine_is_stopping(e)) return ESHUTDOWN;
  struct request *r = request_new(TWK_OP_FLUSH, volume, 0, 1, NULL, NULL);
  if (r == NULL) return ENOMEM;
  r->to_disk = e->cfg.flush_images;
  int error = engine_carry_out(e, r, &whole);
  if (whole) request_free(r);
  return error == 0 && e->cfg.flush_images ? engine_image_sync(e) : error;
}
