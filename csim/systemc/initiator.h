// SPDX-License-Identifier: Apache-2.0
//
// initiator.h: host traffic for an Array by the base protocol: requests of sw/traffic's generator,
// so many of them outstanding; every block that comes back is judged by csim/oracle.h. Stops the
// simulation when all are answered. An example to start from.
#ifndef TWINACK_SYSTEMC_INITIATOR_H
#define TWINACK_SYSTEMC_INITIATOR_H

#include <list>
#include <memory>
#include <vector>

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include "array.h"

extern "C" {
#include "oracle.h"
#include "workload.h"
}

namespace twinack {

class Initiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Initiator> socket{"socket"};

  // cfg must pass workload_check(); its depth counts over all volumes here.
  Initiator(sc_core::sc_module_name name, const workload_config &cfg, uint64_t volume_blocks,
            uint64_t seed);
  ~Initiator() override;

  std::vector<uint64_t> ack_ps, read_ps; /* from posting to answer */
  unsigned answered = 0, errors = 0;
  const struct oracle_counters &judged() const;

 private:
  struct Command;

  void run();
  void begin(const request &r);
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_core::sc_time &delay);
  void end(Command &c);

  const workload_config cfg_;
  const uint64_t volume_blocks_;
  workload *workload_;
  oracle *oracle_;
  std::list<std::unique_ptr<Command>> under_way_;
  sc_core::sc_event end_req_, ended_;
};

}  // namespace twinack

#endif
