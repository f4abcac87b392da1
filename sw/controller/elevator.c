/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elevator.c: the slots that may be destaged, in an array sorted by LBA, and a hand that sweeps
 * upward and wraps around (C-SCAN). No two entries have one LBA: a newer version waits outside.
 */
#include "controller_internal.h"

/* Number of entries below lba: where lba is, or belongs. */
static unsigned position(const struct controller *c, uint64_t lba) {
  unsigned low = 0;
  unsigned high = c->ready_count;
  while (low < high) {
    unsigned mid = (low + high) / 2;
    if (c->slot[c->ready[mid]].lba < lba) {
      low = mid + 1;
    } else {
      high = mid;
    }
  }
  return low;
}

void ctl_ready_insert(struct controller *c, unsigned i) {
  uint16_t carried = (uint16_t)i;
  for (unsigned p = position(c, c->slot[i].lba); p < c->ready_count; p++) {
    uint16_t t = c->ready[p];
    c->ready[p] = carried;
    carried = t;
  }
  c->ready[c->ready_count++] = carried;
  if (c->slot[i].urgent) c->ready_urgent++;
}

void ctl_ready_remove(struct controller *c, unsigned i) {
  unsigned p = position(c, c->slot[i].lba);
  uint16_t carried = SLOT_NONE;
  for (unsigned q = c->ready_count; q-- > p;) {
    uint16_t t = c->ready[q];
    c->ready[q] = carried;
    carried = t;
  }
  c->ready_count--;
  if (c->slot[i].urgent) c->ready_urgent--;
}

bool ctl_ready_has(const struct controller *c, unsigned i) {
  unsigned p = position(c, c->slot[i].lba);
  return p < c->ready_count && c->ready[p] == i;
}

unsigned ctl_ready_next(const struct controller *c, ctl_want *want) {
  unsigned p = position(c, c->hand);
  for (unsigned n = 0; n < c->ready_count; n++, p++) {
    if (p >= c->ready_count) p = 0;
    if (!want || want(c, &c->slot[c->ready[p]])) return c->ready[p];
  }
  return SLOT_NONE;
}
