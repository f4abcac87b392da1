// SPDX-License-Identifier: Apache-2.0
#include "initiator.h"

namespace twinack {

using sc_core::sc_time;

struct Initiator::Command : tlm::tlm_mm_interface {
  std::vector<unsigned char> data;
  tlm::tlm_generic_payload trans{this};
  Report report;
  Flush flush;
  uint64_t id = 0; /* of the oracle */
  bool over = false;

  explicit Command(size_t bytes) : data(bytes) {
    trans.acquire();
    trans.set_data_ptr(data.data());
    trans.set_data_length(static_cast<unsigned>(bytes));
    trans.set_streaming_width(static_cast<unsigned>(bytes));
    trans.set_extension(&report);
  }
  ~Command() override {
    trans.clear_extension(&report);
    trans.clear_extension(&flush);
  }
  // It lives until run() drops it.
  void free(tlm::tlm_generic_payload *) override {
  }
};

Initiator::Initiator(sc_core::sc_module_name name, const workload_config &cfg,
                     uint64_t volume_blocks, uint64_t seed)
    : sc_core::sc_module(name),
      cfg_(cfg),
      volume_blocks_(volume_blocks),
      workload_(workload_new(&cfg, seed)),
      oracle_(oracle_new(seed)) {
  socket.register_nb_transport_bw(this, &Initiator::nb_transport_bw);
  SC_HAS_PROCESS(Initiator);
  SC_THREAD(run);
}

Initiator::~Initiator() {
  workload_free(workload_);
  oracle_free(oracle_);
}

const struct oracle_counters &Initiator::judged() const {
  return *::oracle_counters(oracle_);
}

void Initiator::run() {
  request r;
  const auto over = [](const std::unique_ptr<Command> &c) {
    return c->over && c->trans.get_ref_count() == 1;
  };
  while (workload_next(workload_, &r)) {
    const sc_time at(static_cast<double>(r.time_ns), sc_core::SC_NS);
    if (at > sc_core::sc_time_stamp()) wait(at - sc_core::sc_time_stamp());
    for (under_way_.remove_if(over); under_way_.size() >= cfg_.depth; under_way_.remove_if(over))
      wait(ended_);
    begin(r);
  }
  while (answered < cfg_.count) wait(ended_);
  sc_core::sc_stop();
}

void Initiator::begin(const request &r) {
  under_way_.push_back(std::make_unique<Command>(r.blocks * DISK_BLOCK));
  Command &c = *under_way_.back();
  const uint64_t lba = r.device % csim_volumes() * volume_blocks_ + r.lba;
  const auto blocks = static_cast<unsigned>(r.blocks);
  c.trans.set_address(lba * DISK_BLOCK);
  switch (r.op) {
    case REQUEST_WRITE:
      c.trans.set_write();
      c.id = oracle_write_issued(oracle_, lba, blocks, c.data.data());
      break;
    case REQUEST_READ:
      c.trans.set_read();
      c.id = oracle_read_issued(oracle_, lba, blocks);
      break;
    case REQUEST_FLUSH:
      c.trans.set_command(tlm::TLM_IGNORE_COMMAND);
      c.trans.set_extension(&c.flush);
      break;
  }
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_time delay = sc_core::SC_ZERO_TIME;
  if (socket->nb_transport_fw(c.trans, phase, delay) == tlm::TLM_COMPLETED) {
    end(c); /* refused */
  } else {
    wait(end_req_);
  }
}

tlm::tlm_sync_enum Initiator::nb_transport_bw(tlm::tlm_generic_payload &trans,
                                              tlm::tlm_phase &phase, sc_time &) {
  if (phase == tlm::END_REQ) {
    end_req_.notify(sc_core::SC_ZERO_TIME);
    return tlm::TLM_ACCEPTED;
  }
  for (auto &c : under_way_)
    if (&c->trans == &trans) end(*c);
  return tlm::TLM_COMPLETED;
}

void Initiator::end(Command &c) {
  const bool ok = c.trans.is_response_ok();
  const uint64_t took_ps = c.report.end.done_ps - c.report.end.posted_ps;
  if (c.trans.is_write()) {
    ok ? oracle_write_acked(oracle_, c.id) : oracle_write_failed(oracle_, c.id);
    if (ok) ack_ps.push_back(took_ps);
  } else if (c.trans.is_read()) {
    const unsigned blocks = c.trans.get_data_length() / DISK_BLOCK;
    for (unsigned i = 0; ok && i < blocks; i++)
      oracle_read_block(oracle_, c.id, i, &c.data[i * DISK_BLOCK]);
    oracle_read_done(oracle_, c.id);
    if (ok) read_ps.push_back(took_ps);
  }
  errors += !ok;
  answered++;
  c.over = true;
  ended_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace twinack
