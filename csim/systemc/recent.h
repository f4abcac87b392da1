// SPDX-License-Identifier: Apache-2.0
//
// recent.h: what a host would read of an array, in no time.
//
// A block is where its volume's firmware says: in a slot of the cache, else on the disks. But a
// write is acknowledged by hardware alone, and the firmware hears of it later: until it has, the
// data of the write is kept here.
#ifndef TWINACK_SYSTEMC_RECENT_H
#define TWINACK_SYSTEMC_RECENT_H

#include <array>
#include <cstdint>
#include <map>

extern "C" {
#include "csim.h"
}

namespace twinack {

using Block = std::array<uint8_t, DISK_BLOCK>;

class Recent {
 public:
  // A write has been acknowledged. lba counts over all volumes.
  void acknowledged(csim *s, uint64_t volume_blocks, uint64_t lba, unsigned blocks,
                    const uint8_t *data);
  // After every step of the system: what a controller that died had not heard of, its peer has in
  // the mirror.
  void watch(const csim *s);
  // False: nobody serves the volume, or no copy can be read.
  bool read(csim *s, uint64_t volume_blocks, uint64_t lba, Block *out);

 private:
  void forget_heard(csim *s, uint64_t volume_blocks);

  std::map<uint64_t, Block> unheard_;
};

}  // namespace twinack

#endif
