// SPDX-License-Identifier: Apache-2.0
//
// rtl.h: the RTL of an array as an sc_module, made by `verilator --sc`, with a signal at each port.
// rtl.cpp also implements csim/model.h on it: linked in place of csim/model.cpp, it lets a csim run
// in a SystemC process, unchanged, while the kernel evaluates the RTL.
//
// Which RTL a csim gets: csim_create() is called by a process of the module that holds the Rtl
// among its children, and takes the first one that has none yet. Without one it fails ("out of
// memory"). What moves time or pins (csim_create, csim_run, csim_reset, csim_fault ...) waits for
// delta cycles, so it belongs into an SC_THREAD, one at a time for a system, and such a thread must
// not be killed: its frames are C. No waveform, no snapshots.
//
// Signals are named as the ports (a_hc_valid ...), so sc_trace() can record them.
#ifndef TWINACK_SYSTEMC_RTL_H
#define TWINACK_SYSTEMC_RTL_H

#include <memory>

#include <systemc>

namespace twinack {

class Rtl : public sc_core::sc_module {
 public:
  explicit Rtl(sc_core::sc_module_name name);
  ~Rtl() override;

  struct Parts; /* rtl.cpp */
  std::unique_ptr<Parts> parts;
};

}  // namespace twinack

#endif
