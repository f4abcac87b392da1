// SPDX-License-Identifier: Apache-2.0
//
// model_triggers.h: Verilator's set of triggers, in words. Included ahead of all that Verilator
// makes and of its own headers, in every file that sees the model's root: it stands in for the
// class of the same name and interface.
//
// Each evaluation asks three times whether any of some fifty triggers is set, which Verilator's
// own class does flag by flag: a tenth of the model's time.
#ifndef TWINACK_MODEL_TRIGGERS_H
#define TWINACK_MODEL_TRIGGERS_H

#define VlTriggerVec VlTriggerVecInBytes
#include "verilated.h"
#undef VlTriggerVec

#include <cstddef>
#include <cstdint>
#include <cstring>

template <std::size_t T_size>
class VlTriggerVec final {
  static constexpr std::size_t words = (T_size + 7) / 8;
  bool flag[8 * words];  // those beyond T_size stay false

  std::uint64_t word(std::size_t i) const {
    std::uint64_t w;
    std::memcpy(&w, flag + 8 * i, sizeof w);
    return w;
  }
  void set_word(std::size_t i, std::uint64_t w) {
    std::memcpy(flag + 8 * i, &w, sizeof w);
  }

 public:
  VlTriggerVec() {
    clear();
  }
  void clear() {
    std::memset(flag, 0, sizeof flag);
  }
  bool &at(std::size_t i) {
    return flag[i];
  }
  bool any() const {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < words; i++) all |= word(i);
    return all != 0;
  }
  void set(const VlTriggerVec &other) {
    for (std::size_t i = 0; i < words; i++) set_word(i, word(i) | other.word(i));
  }
  // A flag is a byte, 0 or 1.
  void andNot(const VlTriggerVec &a, const VlTriggerVec &b) {
    for (std::size_t i = 0; i < words; i++) set_word(i, a.word(i) & ~b.word(i));
  }
};

#endif
