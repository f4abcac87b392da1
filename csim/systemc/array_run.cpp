// SPDX-License-Identifier: Apache-2.0
// The side of an Array that faces the array: SystemC's time moves a csim, edge by edge.
#include "array.h"

#include <algorithm>

namespace twinack {

using sc_core::sc_time;

constexpr uint64_t NONE = UINT64_MAX;

static uint64_t now_ps() {
  return sc_core::sc_time_stamp().value();
}

void Array::start() {
  char err[256];
  csim_ = csim_create(&cfg_, err, sizeof err);
  if (csim_ == nullptr) SC_REPORT_FATAL("twinack", err);
  origin_ps_ = csim_now_ps(csim_);
}

void Array::run() {
  start();
  for (;;) {
    take_calls();
    post_due();
    const uint64_t due = due_.empty() ? NONE : due_.begin()->first;
    const uint64_t edge = csim_next_ps(csim_) - origin_ps_;
    // What is due and could not be posted waits for an answer, which comes with an edge.
    const uint64_t next = due > now_ps() ? std::min(due, edge) : edge;
    wait(sc_time::from_value(next - now_ps()), work_);
    step();
  }
}

// Up to now; what has come meanwhile is posted after the edges of this very time.
void Array::step() {
  const uint64_t until = origin_ps_ + now_ps();
  do {
    csim_run(csim_, until);
    collect();
  } while (csim_now_ps(csim_) < until);
  recent_.watch(csim_);
}

// ---- requests

void Array::post_due() {
  for (auto i = due_.begin(); i != due_.end() && i->first <= now_ps();) {
    Request &r = *i->second;
    if (!post(r)) {
      ++i; /* other volumes may have room */
      continue;
    }
    i = due_.erase(i);
    if (r.blocking) continue;
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    socket->nb_transport_bw(*r.trans, phase, delay);
  }
}

bool Array::post(Request &r) {
  const tlm::tlm_generic_payload &t = *r.trans;
  const uint64_t lba = t.get_address() / DISK_BLOCK;
  csim_command c = {};
  c.volume = static_cast<uint8_t>(lba / cfg_.volume_blocks);
  c.user = reinterpret_cast<uintptr_t>(&r);
  if (t.get_command() == tlm::TLM_IGNORE_COMMAND) {
    Flush *flush;
    t.get_extension(flush);
    c.op = TWK_OP_FLUSH;
    c.blocks = flush->to_disk;
  } else {
    c.op = t.is_write() ? TWK_OP_WRITE : TWK_OP_READ;
    c.lba = lba % cfg_.volume_blocks;
    c.blocks = t.get_data_length() / DISK_BLOCK;
    c.data = t.get_data_ptr();
  }
  return csim_post(csim_, &c) == 0;
}

// ---- answers

void Array::collect() {
  csim_completion end;
  while (csim_poll(csim_, &end)) finish(*reinterpret_cast<Request *>(end.command.user), end);
}

void Array::finish(Request &r, const csim_completion &end) {
  tlm::tlm_generic_payload &t = *r.trans;
  const bool ok = end.status == TWK_STATUS_OK;
  if (ok && end.command.op == TWK_OP_WRITE)
    recent_.acknowledged(csim_, cfg_.volume_blocks, t.get_address() / DISK_BLOCK,
                         end.command.blocks, t.get_data_ptr());
  t.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_GENERIC_ERROR_RESPONSE);
  Report *report;
  t.get_extension(report);
  if (report != nullptr) report->end = end;
  if (r.blocking) {
    r.done.notify();
    return;
  }
  answered_.push_back(&r);
  answer_.notify();
}

// ---- calls

void Array::take_calls() {
  while (!calls_.empty()) {
    Call *c = calls_.front();
    calls_.pop_front();
    (*c->f)(csim_);
    collect();
    c->done.notify();
  }
}

void Array::call(const std::function<void(csim *)> &f) {
  Call c{&f, {}};
  calls_.push_back(&c);
  work_.notify();
  wait(c.done);
}

}  // namespace twinack
