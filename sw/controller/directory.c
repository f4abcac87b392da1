/* SPDX-License-Identifier: Apache-2.0 */
/* directory.c: from a block's LBA to its newest slot; chained hash, links inside the slots. */
#include "controller_internal.h"

static unsigned bucket_of(uint64_t lba) {
  return (unsigned)(lba * 0x9E3779B97F4A7C15U >> 32) % CONTROLLER_MAX_SLOTS;
}

void ctl_directory_init(struct controller *c) {
  for (unsigned b = 0; b < CONTROLLER_MAX_SLOTS; b++) c->bucket[b] = SLOT_NONE;
}

unsigned ctl_directory_find(const struct controller *c, uint64_t lba) {
  unsigned i = c->bucket[bucket_of(lba)];
  while (i != SLOT_NONE && c->slot[i].lba != lba) i = c->slot[i].chain;
  return i;
}

void ctl_directory_insert(struct controller *c, unsigned i) {
  uint16_t *head = &c->bucket[bucket_of(c->slot[i].lba)];
  c->slot[i].chain = *head;
  *head = (uint16_t)i;
}

void ctl_directory_remove(struct controller *c, unsigned i) {
  uint16_t *link = &c->bucket[bucket_of(c->slot[i].lba)];
  while (*link != i) link = &c->slot[*link].chain;
  *link = c->slot[i].chain;
}

bool controller_find(const struct controller *c, uint64_t lba, unsigned *slot) {
  unsigned i = ctl_directory_find(c, lba);
  if (i == SLOT_NONE || c->slot[i].state == SLOT_FETCHING || c->slot[i].state == SLOT_SAVING) {
    return false;
  }
  *slot = ctl_slot_name(c, i);
  return true;
}
