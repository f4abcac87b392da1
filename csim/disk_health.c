/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_health.c: what a spindle can be asked for.
 */
#include "disk_health.h"

#include <stdlib.h>

#include "hash.h"

void disk_health_gain(struct disk_health *h, uint64_t block) {
  if (block < h->valid)
    disk_marks_remove(&h->marks, block);
  else
    disk_marks_add(&h->marks, block);
}

void disk_health_lose(struct disk_health *h, uint64_t block) {
  if (block < h->valid)
    disk_marks_add(&h->marks, block);
  else
    disk_marks_remove(&h->marks, block);
}

void disk_health_renew(struct disk_health *h, enum disk_state state) {
  disk_marks_clear(&h->marks);
  *h = (struct disk_health){.state = state};
}

/* Only what is marked on either can be other than held. */
void disk_health_extend(struct disk_health *h, const struct disk_health *source, uint64_t to) {
  size_t held_count, lost_count;
  uint64_t *held = disk_marks_within(&h->marks, h->valid, to, &held_count);
  uint64_t *lost = disk_marks_within(&source->marks, h->valid, to, &lost_count);
  for (size_t i = 0, k = 0; i < lost_count; i++) {
    while (k < held_count && held[k] < lost[i]) k++;
    if (k == held_count || held[k] != lost[i]) disk_marks_add(&h->marks, lost[i]);
  }
  for (size_t i = 0; i < held_count; i++) disk_marks_remove(&h->marks, held[i]);
  h->valid = to;
  free(held);
  free(lost);
}

void disk_health_copy(struct disk_health *to, const struct disk_health *from) {
  struct disk_marks marks = to->marks;
  disk_marks_copy(&marks, &from->marks);
  *to = *from;
  to->marks = marks;
}

uint64_t disk_health_hash(const struct disk_health *h) {
  uint64_t x = hash_word(HASH_START, (uint64_t)h->state << 32 | h->errors_permille);
  return hash_word(hash_word(x, h->valid), disk_marks_hash(&h->marks));
}
