/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_layout.c: which block of which spindles holds a block of the array.
 */
#include "disk_layout.h"

void disk_layout_init(struct disk_layout *l, const struct disk_config *cfg) {
  unsigned copies = cfg->raid == DISK_MIRROR ? 2 : 1;
  *l = (struct disk_layout){
      .copies = copies, .groups = cfg->spindles / copies, .chunk_blocks = cfg->chunk_blocks};
}

uint64_t disk_layout_span(const struct disk_config *cfg) {
  struct disk_layout l;
  disk_layout_init(&l, cfg);
  uint64_t chunks = (cfg->blocks + l.chunk_blocks - 1) / l.chunk_blocks;
  uint64_t span = (chunks + l.groups - 1) / l.groups * l.chunk_blocks;
  return span < cfg->blocks ? span : cfg->blocks;
}

struct disk_place disk_layout_place(const struct disk_layout *l, uint64_t lba) {
  uint64_t chunk = lba / l->chunk_blocks;
  return (struct disk_place){
      .spindle = (unsigned)(chunk % l->groups) * l->copies,
      .block = chunk / l->groups * l->chunk_blocks + lba % l->chunk_blocks,
  };
}

bool disk_layout_on(const struct disk_layout *l, uint64_t lba, unsigned spindle) {
  return disk_layout_place(l, lba).spindle / l->copies == spindle / l->copies;
}
