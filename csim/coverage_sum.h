// SPDX-License-Identifier: Apache-2.0
// coverage_sum.h: what all Verilated models of one class saw in one process, written once when it
// ends. For the C++ wrappers of coverage builds alone.
//
// TWINACK_COVERAGE names an existing folder, which gets one file NAME.PID.dat; without it nothing
// is written. What a model saw counts when it is deleted. A process that ends by a signal or by
// _exit() writes nothing. Not for several threads.
#ifndef TWINACK_COVERAGE_SUM_H
#define TWINACK_COVERAGE_SUM_H

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "verilated_cov.h"

// Impl has `context` and `top`; Syms is the model's class of symbols, which holds the counters.
template <typename Impl, typename Syms>
class CoverageSum {
 public:
  // The first one is kept, for it knows what the counters count; the others are deleted.
  static void take(std::unique_ptr<Impl> i) {
    if (std::getenv("TWINACK_COVERAGE") == nullptr) return;
    auto &points = counters(*i);
    auto &sum = total();
    sum.resize(std::size(points));
    for (std::size_t n = 0; n < sum.size(); n++) sum[n] += points[n];
    if (kept() != nullptr) return;
    kept() = i.release();
    std::atexit(write);
  }

 private:
  static std::vector<std::uint64_t> &total() {
    static auto *sum = new std::vector<std::uint64_t>;  // must be there at exit
    return *sum;
  }
  static Impl *&kept() {
    static Impl *one;
    return one;
  }
  static auto &counters(Impl &i) {
    return static_cast<Syms *>(i.top->rootp->vlSymsp)->__Vcoverage;
  }
  static void write() {
    auto &points = counters(*kept());
    for (std::size_t n = 0; n < total().size(); n++)
      points[n] = total()[n] > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(total()[n]);
    const std::string path = std::string(std::getenv("TWINACK_COVERAGE")) + "/" +
                             kept()->top->modelName() + "." + std::to_string(getpid()) + ".dat";
    kept()->context.coveragep()->write(path.c_str());
  }
};

#endif
