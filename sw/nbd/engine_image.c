/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine_image.c: what lies below the array: whether its disks hold what was acknowledged, and
 * durably.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine_internal.h"

static void sync_disks(struct engine *e, void *user) {
  *(int *)user = disk_sync(csim_disk(e->csim)) ? EIO : 0;
}

int engine_image_sync(struct engine *e) {
  int failed = 0, error = engine_call(e, sync_disks, &failed);
  return error ? error : failed;
}

static uint64_t blocks(const struct engine *e) {
  return engine_volumes(e) * e->volume_blocks;
}

void engine_image_adopt(struct engine *e) {
  static const uint8_t zeros[ENGINE_BLOCK];
  uint8_t block[ENGINE_BLOCK];
  for (uint64_t i = 0; i < blocks(e); i++)
    if (disk_peek(csim_disk(e->csim), i, block) == 0 && memcmp(block, zeros, sizeof block) != 0)
      journal_settle(e->journal, i, block);
}

/* Adds "VOLUME:FIRST-LAST", or "..." once there is no room for more. */
static void add_range(const struct engine *e, struct engine_report *report, uint64_t first,
                      uint64_t last) {
  size_t at = strlen(report->ranges), room = sizeof report->ranges - at;
  uint64_t base = first / e->volume_blocks * e->volume_blocks;
  char text[64];
  int length = snprintf(text, sizeof text, "%s%llu:%llu-%llu", at == 0 ? "" : " ",
                        (unsigned long long)(first / e->volume_blocks),
                        (unsigned long long)(first - base), (unsigned long long)(last - base));
  if ((size_t)length + 5 < room) {
    memcpy(report->ranges + at, text, (size_t)length + 1);
  } else if (at < 4 || strcmp(report->ranges + at - 4, " ...") != 0) {
    memcpy(report->ranges + at, " ...", 5);
  }
}

static bool holds(struct engine *e, uint64_t i, bool settle) {
  uint8_t block[ENGINE_BLOCK];
  if (!journal_touched(e->journal, i)) return true;
  if (disk_peek(csim_disk(e->csim), i, block) != 0) return false;
  bool same = journal_judge(e->journal, i, block) == JOURNAL_SAME;
  if (settle) journal_settle(e->journal, i, block);
  return same;
}

void engine_image_judge(struct engine *e, bool settle, struct engine_report *report) {
  uint64_t run = 0; /* lost blocks up to here, of one volume */
  report->lost = 0;
  report->ranges[0] = '\0';
  for (uint64_t i = 0; i < blocks(e); i++) {
    bool lost = !holds(e, i, settle);
    report->lost += lost;
    run += lost;
    bool over = !lost || (i + 1) % e->volume_blocks == 0;
    if (run == 0 || !over) continue;
    uint64_t last = lost ? i : i - 1;
    add_range(e, report, last + 1 - run, last);
    run = 0;
  }
}
