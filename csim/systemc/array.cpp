// SPDX-License-Identifier: Apache-2.0
// The side of an Array that faces the platform: rules, phases, debug reads; array_run.cpp has the
// side that faces the array.
#include "array.h"

#include <algorithm>

namespace twinack {

using sc_core::sc_time;
using tlm::tlm_generic_payload;
using tlm::tlm_phase;
using tlm::tlm_sync_enum;

constexpr size_t STACK_BYTES = 1 << 20; /* csim is not written for the 64 KiB of a coroutine */

tlm::tlm_extension_base *Flush::clone() const {
  return new Flush(*this);
}

void Flush::copy_from(tlm::tlm_extension_base const &from) {
  *this = static_cast<const Flush &>(from);
}

tlm::tlm_extension_base *Report::clone() const {
  return new Report(*this);
}

void Report::copy_from(tlm::tlm_extension_base const &from) {
  *this = static_cast<const Report &>(from);
}

Array::Array(sc_core::sc_module_name name, const csim_config &cfg)
    : sc_core::sc_module(name), cfg_(cfg) {
  if (sc_core::sc_get_time_resolution() != sc_time(1, sc_core::SC_PS))
    SC_REPORT_FATAL("twinack", "time resolution: not supported, expected 1 ps");
  socket.register_b_transport(this, &Array::b_transport);
  socket.register_nb_transport_fw(this, &Array::nb_transport_fw);
  socket.register_transport_dbg(this, &Array::transport_dbg);
  SC_HAS_PROCESS(Array);
  SC_THREAD(run);
  set_stack_size(STACK_BYTES);
  SC_THREAD(respond);
}

Array::~Array() {
  csim_destroy(csim_);
}

uint64_t Array::bytes() const {
  return csim_volumes() * cfg_.volume_blocks * DISK_BLOCK;
}

uint64_t Array::origin_ps() const {
  return origin_ps_;
}

unsigned Array::assertions_failed() const {
  struct csim_counters count = {};
  if (csim_ != nullptr) csim_counters(csim_, &count);
  return count.assertions_failed;
}

// ---- what a transaction may be

tlm::tlm_response_status Array::check(const tlm_generic_payload &t) const {
  const uint64_t volume_bytes = cfg_.volume_blocks * DISK_BLOCK;
  const uint64_t address = t.get_address(), length = t.get_data_length();
  if (t.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (t.get_command() == tlm::TLM_IGNORE_COMMAND) {
    Flush *flush;
    t.get_extension(flush);
    if (flush == nullptr) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    return address < bytes() ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  if (length == 0 || length % DISK_BLOCK != 0 || length > TWK_MAX_COUNT * DISK_BLOCK ||
      t.get_streaming_width() < length)
    return tlm::TLM_BURST_ERROR_RESPONSE;
  if (address % DISK_BLOCK != 0 || address >= bytes() ||
      address % volume_bytes + length > volume_bytes)
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  return t.get_data_ptr() == nullptr ? tlm::TLM_GENERIC_ERROR_RESPONSE : tlm::TLM_OK_RESPONSE;
}

Array::Request &Array::enter(tlm_generic_payload &trans, bool blocking, const sc_time &delay) {
  requests_.emplace_back();
  Request &r = requests_.back();
  r.trans = &trans;
  r.blocking = blocking;
  due_.emplace((sc_core::sc_time_stamp() + delay).value(), &r);
  work_.notify();
  return r;
}

// ---- blocking

void Array::b_transport(tlm_generic_payload &trans, sc_time &delay) {
  trans.set_dmi_allowed(false);
  trans.set_response_status(check(trans));
  if (trans.get_response_status() != tlm::TLM_OK_RESPONSE) return;
  Request &r = enter(trans, true, delay);
  wait(r.done);
  requests_.remove_if([&r](const Request &x) { return &x == &r; });
  delay = sc_core::SC_ZERO_TIME;
}

// ---- non-blocking

tlm_sync_enum Array::nb_transport_fw(tlm_generic_payload &trans, tlm_phase &phase, sc_time &delay) {
  if (phase == tlm::END_RESP) {
    end_resp_.notify(delay);
    return tlm::TLM_COMPLETED;
  }
  if (phase != tlm::BEGIN_REQ) {
    SC_REPORT_ERROR("twinack", "a phase that is not of the base protocol");
    return tlm::TLM_ACCEPTED;
  }
  trans.set_dmi_allowed(false);
  trans.set_response_status(check(trans));
  if (trans.get_response_status() != tlm::TLM_OK_RESPONSE) return tlm::TLM_COMPLETED;
  if (trans.has_mm()) trans.acquire();
  enter(trans, false, delay);
  return tlm::TLM_ACCEPTED;
}

void Array::respond() {
  for (;;) {
    while (answered_.empty()) wait(answer_);
    Request *r = answered_.front();
    answered_.pop_front();
    tlm_generic_payload &trans = *r->trans;
    requests_.remove_if([r](const Request &x) { return &x == r; });
    tlm_phase phase = tlm::BEGIN_RESP;
    sc_time delay = sc_core::SC_ZERO_TIME;
    switch (socket->nb_transport_bw(trans, phase, delay)) {
      case tlm::TLM_ACCEPTED:
        wait(end_resp_);
        break;
      case tlm::TLM_UPDATED:
      case tlm::TLM_COMPLETED:
        wait(delay);
        break;
    }
    if (trans.has_mm()) trans.release();
  }
}

// ---- debug

unsigned Array::transport_dbg(tlm_generic_payload &trans) {
  const uint64_t from = trans.get_address();
  const uint64_t end = std::min<uint64_t>(bytes(), from + trans.get_data_length());
  if (csim_ == nullptr || trans.get_command() != tlm::TLM_READ_COMMAND) return 0;
  uint64_t at = from;
  while (at < end) {
    Block block;
    const uint64_t offset = at % DISK_BLOCK, n = std::min(DISK_BLOCK - offset, end - at);
    if (!recent_.read(csim_, cfg_.volume_blocks, at / DISK_BLOCK, &block)) break;
    std::copy_n(block.begin() + offset, n, trans.get_data_ptr() + (at - from));
    at += n;
  }
  return static_cast<unsigned>(at > from ? at - from : 0);
}

}  // namespace twinack
