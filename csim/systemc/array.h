// SPDX-License-Identifier: Apache-2.0
//
// array.h: a Twinack array as a TLM-2.0 target: two controllers' RTL (rtl.h), their firmware and
// disks, behind one socket of a virtual platform.
//
// Addresses are bytes over all volumes, one after the other. A transaction is one host command:
//
//   TLM_READ_COMMAND, TLM_WRITE_COMMAND
//                           whole blocks of 512 bytes, 128 KiB at most, within one volume
//   TLM_IGNORE_COMMAND      with a Flush extension: a flush of the volume at that address
//
// and is answered when the array acknowledges it:
//
//   TLM_OK_RESPONSE                 a write is safe as the ack mode says; a read is whole
//   TLM_ADDRESS_ERROR_RESPONSE      not on a block, beyond the array, or over a volume's end
//   TLM_BURST_ERROR_RESPONSE        no whole number of blocks, too long, or a streaming width
//   TLM_BYTE_ENABLE_ERROR_RESPONSE  byte enables
//   TLM_COMMAND_ERROR_RESPONSE      another command
//   TLM_GENERIC_ERROR_RESPONSE      the array could not (csim_config.retry_limit_us, MEDIA), or
//                                   there is no data pointer
//
// Time. The array runs with SystemC's time from 0 on, which is when it is powered on, paired and
// idle; the resolution must be 1 ps. It stands in for no idle time: every clock edge is simulated.
// The delay a transaction comes with is waited for, then the command is posted, at that very ps;
// the delay it goes back with is 0, at the clock edge of the ack. The same commands at the same
// times get the same ack cycles as from csim.h.
//
// b_transport     from as many processes as there are; each has its own command under way.
// nb_transport    base protocol. END_REQ comes when the array has taken the command, which is later
//                 when the volume has 32 under way; BEGIN_RESP when it is answered, one at a time,
//                 in the order of acks, which is not that of requests. A transaction that breaks
//                 the rules above is TLM_COMPLETED at once.
// transport_dbg   reads, in no time, what the host would read: any bytes, up to the first block
//                 that nobody serves or no copy can give. A block written by a command still under
//                 way is either version. Writes are refused (0 bytes): a block has up to four
//                 copies under two firmwares, and none of them may change behind their backs. Give
//                 the disks image files (csim_config.disk.image) to start with contents.
// get_direct_mem_ptr   never: there is no memory behind a cache that is written through commands.
#ifndef TWINACK_SYSTEMC_ARRAY_H
#define TWINACK_SYSTEMC_ARRAY_H

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

extern "C" {
#include "csim.h"
}
#include "recent.h"
#include "rtl.h"

namespace twinack {

// Ignorable extensions; the initiator owns them.

// See TLM_IGNORE_COMMAND above.
struct Flush : tlm::tlm_extension<Flush> {
  bool to_disk = false; /* not only safe, but on the disks */
  tlm::tlm_extension_base *clone() const override;
  void copy_from(tlm::tlm_extension_base const &from) override;
};

// Filled in with the answer: status, times and cycles of the command, as csim.h has them. Times are
// counted from Array::origin_ps(). Untouched when a transaction does not become a command.
struct Report : tlm::tlm_extension<Report> {
  csim_completion end = {};
  tlm::tlm_extension_base *clone() const override;
  void copy_from(tlm::tlm_extension_base const &from) override;
};

class Array : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Array> socket{"socket"};

  // A configuration that csim_create() refuses ends the simulation's first step with a fatal
  // report.
  Array(sc_core::sc_module_name name, const csim_config &cfg);
  ~Array() override;

  uint64_t bytes() const;
  // csim_now_ps() at time 0.
  uint64_t origin_ps() const;
  // Of the RTL, so far; any is a defect.
  unsigned assertions_failed() const;
  // Runs f on the system between two of its steps: faults, resets, counters. From an SC_THREAD;
  // returns when f has.
  void call(const std::function<void(csim *)> &f);

 private:
  struct Request {
    tlm::tlm_generic_payload *trans;
    bool blocking;
    sc_core::sc_event done; /* blocking */
  };
  using Requests = std::list<Request>;
  struct Call {
    const std::function<void(csim *)> *f;
    sc_core::sc_event done;
  };

  void b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay);
  unsigned transport_dbg(tlm::tlm_generic_payload &trans);

  tlm::tlm_response_status check(const tlm::tlm_generic_payload &trans) const;
  Request &enter(tlm::tlm_generic_payload &trans, bool blocking, const sc_core::sc_time &delay);
  void run();
  void respond();
  void start();
  void step();
  void take_calls();
  void post_due();
  bool post(Request &r);
  void collect();
  void finish(Request &r, const csim_completion &end);

  const csim_config cfg_;
  Rtl rtl_{"rtl"};
  csim *csim_ = nullptr;
  uint64_t origin_ps_ = 0;
  Recent recent_;
  Requests requests_;                      /* all that have not ended */
  std::multimap<uint64_t, Request *> due_; /* by the ps at which they are to be posted */
  std::list<Request *> answered_;          /* non-blocking, BEGIN_RESP to come */
  std::list<Call *> calls_;
  sc_core::sc_event work_, answer_, end_resp_;
};

}  // namespace twinack

#endif
