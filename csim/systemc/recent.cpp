// SPDX-License-Identifier: Apache-2.0
#include "recent.h"

#include <algorithm>

namespace twinack {

namespace {

// What the firmware of the controller that serves the volume knows of.
bool stored(csim *s, uint64_t volume_blocks, uint64_t lba, Block *out) {
  const unsigned volume = 1U << lba / volume_blocks;
  unsigned slot;
  for (csim_side side : {CSIM_A, CSIM_B}) {
    if (!(csim_serves(s, side) & volume)) continue;
    if (controller_find(csim_controller(s, side), lba, &slot))
      return csim_peek_slot(s, side, slot, out->data()) >= 0;
    return disk_peek(csim_disk(s), lba, out->data()) == 0;
  }
  return false;
}

}  // namespace

void Recent::forget_heard(csim *s, uint64_t volume_blocks) {
  for (auto i = unheard_.begin(); i != unheard_.end();) {
    Block now;
    const bool heard = stored(s, volume_blocks, i->first, &now) && now == i->second;
    i = heard ? unheard_.erase(i) : std::next(i);
  }
}

void Recent::acknowledged(csim *s, uint64_t volume_blocks, uint64_t lba, unsigned blocks,
                          const uint8_t *data) {
  for (unsigned i = 0; i < blocks; i++)
    std::copy_n(data + i * DISK_BLOCK, DISK_BLOCK, unheard_[lba + i].begin());
  forget_heard(s, volume_blocks);
}

void Recent::watch(const csim *s) {
  if (unheard_.empty()) return;
  if (csim_phase(s, CSIM_A) == -1 || csim_phase(s, CSIM_B) == -1 || csim_idle(s)) unheard_.clear();
}

bool Recent::read(csim *s, uint64_t volume_blocks, uint64_t lba, Block *out) {
  const auto known = unheard_.find(lba);
  if (known == unheard_.end()) return stored(s, volume_blocks, lba, out);
  *out = known->second;
  return true;
}

}  // namespace twinack
