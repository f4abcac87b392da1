// SPDX-License-Identifier: Apache-2.0
// test_array.cpp: what csim/systemc/array.h promises a platform. One simulation, in which a Driver
// does everything and writes down what it sees; then cmocka judges, since an assertion must not
// leave a process of SystemC.
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <tlm_utils/simple_initiator_socket.h>

#include "array.h"

// Last: it defines fail() as a macro.
extern "C" {
#include <cmocka.h>
}

namespace {

using sc_core::sc_time;
using tlm::tlm_response_status;

constexpr uint64_t VOLUME_BLOCKS = 2048;
constexpr uint64_t VOLUME_BYTES = VOLUME_BLOCKS * DISK_BLOCK;
constexpr unsigned MANY = 16, TOO_MANY = CSIM_QUEUE_DEPTH + 8;
constexpr unsigned PATIENCE_US = 1500; /* longer than a takeover */
constexpr unsigned MOST_MS = 12;       /* by then all is over, or something hangs */

struct Transaction : tlm::tlm_mm_interface {
  std::vector<unsigned char> data;
  tlm::tlm_generic_payload trans{this};
  twinack::Report report;
  twinack::Flush flush;
  unsigned accepted = 0, answered = 0;

  Transaction(tlm::tlm_command command, uint64_t address, unsigned bytes, unsigned char fill = 0)
      : data(bytes + 1, fill) {
    trans.acquire();
    trans.set_command(command);
    trans.set_address(address);
    trans.set_data_ptr(data.data());
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    trans.set_extension(&report);
  }
  ~Transaction() override {
    trans.clear_extension(&report);
    trans.clear_extension(&flush);
  }
  void free(tlm::tlm_generic_payload *) override {
  }
};

// How one kind of bad transaction ended: both ways, and how much time that took.
struct Refused {
  tlm_response_status blocking, other;
  tlm::tlm_sync_enum sync;
  sc_time took;
};

struct Seen {
  std::vector<Refused> refused;
  bool flush_ok, dmi;
  sc_time plain, delayed, returned_delay;
  uint64_t posted_ps, called_ps;
  bool debug_at_once, debug_later, debug_part;
  unsigned debug_written, debug_end;
  std::vector<unsigned> accepted, answered; /* of MANY */
  unsigned begun_before_answer;             /* of MANY */
  unsigned accepted_before_answer;          /* of TOO_MANY */
  unsigned all_answered;                    /* of TOO_MANY */
  unsigned bad_order;                       /* answered before accepted */
  unsigned after_failure_right, after_failure, takeovers;
  bool debug_after_failure;
  unsigned debug_of_nobody;
  tlm_response_status nobody;
  sc_time patience;
} seen;

class Driver : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Driver> socket{"socket"};

  Driver(sc_core::sc_module_name name, twinack::Array *array)
      : sc_core::sc_module(name), array_(array) {
    socket.register_nb_transport_bw(this, &Driver::nb_transport_bw);
    SC_HAS_PROCESS(Driver);
    SC_THREAD(run);
  }

 private:
  void run() {
    refusals();
    annotation();
    debug();
    outstanding();
    failure();
    end_of_all();
    sc_core::sc_stop();
  }

  tlm_response_status blocking(Transaction &t, sc_time delay = sc_core::SC_ZERO_TIME) {
    socket->b_transport(t.trans, delay);
    seen.returned_delay = delay;
    return t.trans.get_response_status();
  }

  void begin(Transaction &t) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    under_way_.push_back(&t);
    socket->nb_transport_fw(t.trans, phase, delay);
    while (t.accepted == 0) wait(end_req_);
  }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_time &) {
    for (Transaction *t : under_way_) {
      if (&t->trans != &trans) continue;
      if (phase == tlm::END_REQ) {
        t->accepted++;
        end_req_.notify(sc_core::SC_ZERO_TIME);
        return tlm::TLM_ACCEPTED;
      }
      seen.bad_order += t->accepted == 0;
      t->answered++;
      answers_++;
      answer_.notify(sc_core::SC_ZERO_TIME);
    }
    return tlm::TLM_COMPLETED;
  }

  // ---- what is asked

  void refuse(Transaction &&t, bool byte_enables = false) {
    unsigned char enable = 0xff;
    if (byte_enables) {
      t.trans.set_byte_enable_ptr(&enable);
      t.trans.set_byte_enable_length(1);
    }
    const sc_time from = sc_core::sc_time_stamp();
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    Refused r;
    r.blocking = blocking(t);
    t.trans.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    r.sync = socket->nb_transport_fw(t.trans, phase, delay);
    r.other = t.trans.get_response_status();
    r.took = sc_core::sc_time_stamp() - from;
    seen.refused.push_back(r);
  }

  void refusals() {
    const auto write = tlm::TLM_WRITE_COMMAND, read = tlm::TLM_READ_COMMAND;
    const uint64_t all = csim_volumes() * VOLUME_BYTES;
    refuse(Transaction(write, 0, 512), true);
    refuse(Transaction(tlm::TLM_IGNORE_COMMAND, 0, 512));
    refuse(Transaction(write, 0, 0));
    refuse(Transaction(read, 0, 511));
    refuse(Transaction(write, 0, 129 * 1024));
    Transaction streams(write, 0, 1024);
    streams.trans.set_streaming_width(512);
    refuse(std::move(streams));
    refuse(Transaction(read, 256, 512));
    refuse(Transaction(read, all, 512));
    refuse(Transaction(write, VOLUME_BYTES - 512, 1024));
    Transaction nowhere(write, 0, 512);
    nowhere.trans.set_data_ptr(nullptr);
    refuse(std::move(nowhere));
    Transaction flush(tlm::TLM_IGNORE_COMMAND, VOLUME_BYTES, 0);
    flush.trans.set_extension(&flush.flush);
    seen.flush_ok = blocking(flush) == tlm::TLM_OK_RESPONSE;
    tlm::tlm_dmi dmi;
    seen.dmi = socket->get_direct_mem_ptr(flush.trans, dmi);
  }

  // Every clock has a period that divides 100 ns and no phase: so has all that hardware does alone.
  void align() {
    const uint64_t whole = 100000,
                   at = (sc_core::sc_time_stamp().value() + array_->origin_ps()) % whole;
    wait(sc_time::from_value(2 * whole - at));
  }

  sc_time ack_after(sc_time delay) {
    wait(50, sc_core::SC_US);
    align();
    Transaction t(tlm::TLM_WRITE_COMMAND, 4096, 512, 1);
    const sc_time from = sc_core::sc_time_stamp();
    blocking(t, delay);
    seen.called_ps = from.value() + array_->origin_ps();
    seen.posted_ps = t.report.end.posted_ps;
    return sc_core::sc_time_stamp() - from;
  }

  void annotation() {
    seen.plain = ack_after(sc_core::SC_ZERO_TIME);
    seen.delayed = ack_after(sc_time(500, sc_core::SC_NS));
  }

  bool debug_equals(uint64_t address, unsigned bytes) {
    Transaction look(tlm::TLM_READ_COMMAND, address, bytes, 0x55);
    const uint64_t first = address / 512 * 512, end = (address + bytes + 511) / 512 * 512;
    const unsigned got = socket->transport_dbg(look.trans);
    Transaction host(tlm::TLM_READ_COMMAND, first, static_cast<unsigned>(end - first), 0xaa);
    if (blocking(host) != tlm::TLM_OK_RESPONSE || got != bytes) return false;
    return memcmp(&host.data[address - first], look.data.data(), bytes) == 0;
  }

  void debug() {
    Transaction first(tlm::TLM_WRITE_COMMAND, 8192, 2048, 2);
    for (unsigned i = 0; i < 2048; i++) first.data[i] = static_cast<unsigned char>(i * 7 + i / 256);
    blocking(first);
    Transaction second(tlm::TLM_WRITE_COMMAND, 8192 + 512, 512, 9);
    blocking(second);
    Transaction look(tlm::TLM_READ_COMMAND, 8192 + 512, 512);
    seen.debug_at_once = socket->transport_dbg(look.trans) == 512 &&
                         memcmp(&look.data[0], &second.data[0], 512) == 0;
    seen.debug_part = debug_equals(8192 + 100, 1111);
    Transaction change(tlm::TLM_WRITE_COMMAND, 8192, 512, 0xff);
    seen.debug_written = socket->transport_dbg(change.trans);
    Transaction end(tlm::TLM_READ_COMMAND, csim_volumes() * VOLUME_BYTES - 700, 1000);
    seen.debug_end = socket->transport_dbg(end.trans);
    wait(300, sc_core::SC_US);
    seen.debug_later = debug_equals(8192, 2048) && debug_equals(4096, 512);
  }

  void outstanding() {
    std::vector<std::unique_ptr<Transaction>> list;
    answers_ = 0;
    for (unsigned i = 0; i < MANY; i++) {
      list.push_back(std::make_unique<Transaction>(
          i % 2 ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND,
          i % csim_volumes() * VOLUME_BYTES + 65536 + i * 4096, 4096, 3));
      begin(*list.back());
      if (answers_ == 0) seen.begun_before_answer++;
    }
    while (answers_ < MANY) wait(answer_);
    wait(20, sc_core::SC_US);
    for (auto &t : list) {
      seen.accepted.push_back(t->accepted);
      seen.answered.push_back(t->trans.is_response_ok() ? t->answered : 100);
    }
    under_way_.clear();
    answers_ = 0;
    std::vector<std::unique_ptr<Transaction>> more;
    for (unsigned i = 0; i < TOO_MANY; i++) {
      more.push_back(
          std::make_unique<Transaction>(tlm::TLM_WRITE_COMMAND, 131072 + i * 512, 512, 4));
      begin(*more.back());
      if (answers_ == 0) seen.accepted_before_answer++;
    }
    while (answers_ < TOO_MANY) wait(answer_);
    seen.all_answered = answers_;
    under_way_.clear();
  }

  // Writes go on while power unit A fails; all that was acknowledged is there.
  void failure() {
    for (unsigned i = 0; i < 24; i++) {
      if (i == 8) fail_unit("psu-hard:A");
      Transaction t(tlm::TLM_WRITE_COMMAND, 300000 / 512 * 512 + i * 1024, 1024,
                    static_cast<unsigned char>(0x40 + i));
      if (blocking(t) != tlm::TLM_OK_RESPONSE) break;
      seen.after_failure++;
    }
    seen.debug_after_failure = true;
    for (unsigned i = 0; i < seen.after_failure; i++) {
      const uint64_t at = 300000 / 512 * 512 + i * 1024;
      seen.debug_after_failure = seen.debug_after_failure && debug_equals(at, 1024);
      Transaction t(tlm::TLM_READ_COMMAND, at, 1024);
      if (blocking(t) != tlm::TLM_OK_RESPONSE) continue;
      const std::vector<unsigned char> want(1024, static_cast<unsigned char>(0x40 + i));
      seen.after_failure_right += memcmp(&want[0], &t.data[0], 1024) == 0;
    }
    array_->call([](csim *s) {
      struct csim_counters count;
      csim_counters(s, &count);
      seen.takeovers = count.takeovers;
    });
  }

  // Nobody is left: the answer says so, when the host's patience is over.
  void end_of_all() {
    fail_unit("psu-hard:B");
    wait(20, sc_core::SC_US);
    Transaction look(tlm::TLM_READ_COMMAND, 8192, 512);
    seen.debug_of_nobody = socket->transport_dbg(look.trans);
    Transaction t(tlm::TLM_WRITE_COMMAND, 8192, 512, 1);
    const sc_time from = sc_core::sc_time_stamp();
    seen.nobody = blocking(t);
    seen.patience = sc_core::sc_time_stamp() - from;
  }

  void fail_unit(const char *fault) {
    array_->call([fault](csim *s) {
      fault_list list = {};
      char err[200];
      fault_parse(fault, &list, err, sizeof err);
      csim_fault_begin(s, &list.fault[0]);
    });
  }

  twinack::Array *array_;
  std::vector<Transaction *> under_way_;
  unsigned answers_ = 0;
  sc_core::sc_event end_req_, answer_;
};

unsigned assertions_failed;

// ---- what must have been seen

void each_bad_transaction_has_its_status(void **) {
  static const tlm_response_status want[] = {
      tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, tlm::TLM_COMMAND_ERROR_RESPONSE,
      tlm::TLM_BURST_ERROR_RESPONSE,       tlm::TLM_BURST_ERROR_RESPONSE,
      tlm::TLM_BURST_ERROR_RESPONSE,       tlm::TLM_BURST_ERROR_RESPONSE,
      tlm::TLM_ADDRESS_ERROR_RESPONSE,     tlm::TLM_ADDRESS_ERROR_RESPONSE,
      tlm::TLM_ADDRESS_ERROR_RESPONSE,     tlm::TLM_GENERIC_ERROR_RESPONSE};
  assert_int_equal(seen.refused.size(), sizeof want / sizeof *want);
  for (size_t i = 0; i < seen.refused.size(); i++) {
    const Refused &r = seen.refused[i];
    assert_int_equal(r.blocking, want[i]);
    assert_int_equal(r.other, want[i]);
    assert_int_equal(r.sync, tlm::TLM_COMPLETED);
    assert_true(r.took == sc_core::SC_ZERO_TIME);
  }
}

void a_flush_is_answered_and_no_memory_given_away(void **) {
  assert_true(seen.flush_ok);
  assert_false(seen.dmi);
}

void a_delay_shifts_the_ack_by_itself(void **) {
  assert_true(seen.plain > sc_time(64 * 5, sc_core::SC_NS)); /* 64 beats at 200 MHz */
  assert_true(seen.delayed == seen.plain + sc_time(500, sc_core::SC_NS));
  assert_int_equal(seen.posted_ps, seen.called_ps + 500000);
  assert_true(seen.returned_delay == sc_core::SC_ZERO_TIME);
}

void debug_reads_what_the_host_would(void **) {
  assert_true(seen.debug_at_once);
  assert_true(seen.debug_part);
  assert_true(seen.debug_later);
  assert_true(seen.debug_after_failure);
  assert_int_equal(seen.debug_written, 0);
  assert_int_equal(seen.debug_end, 700);
}

void sixteen_outstanding_are_each_answered_once(void **) {
  assert_int_equal(seen.begun_before_answer, MANY);
  for (unsigned i = 0; i < MANY; i++) {
    assert_int_equal(seen.accepted[i], 1);
    assert_int_equal(seen.answered[i], 1);
  }
  assert_int_equal(seen.bad_order, 0);
}

void a_full_queue_holds_the_next_request_back(void **) {
  assert_int_equal(seen.accepted_before_answer, CSIM_QUEUE_DEPTH);
  assert_int_equal(seen.all_answered, TOO_MANY);
}

void all_is_there_after_a_power_unit_failed(void **) {
  assert_int_equal(seen.after_failure, 24);
  assert_int_equal(seen.after_failure_right, 24);
  assert_int_equal(seen.takeovers, 1);
}

void an_array_that_is_dead_answers_with_an_error(void **) {
  assert_int_equal(seen.nobody, tlm::TLM_GENERIC_ERROR_RESPONSE);
  assert_true(seen.patience >= sc_time(PATIENCE_US, sc_core::SC_US));
  assert_int_equal(seen.debug_of_nobody, 0);
}

void no_assertion_of_the_rtl_failed(void **) {
  assert_int_equal(assertions_failed, 0);
}

}  // namespace

int sc_main(int, char **) {
  csim_config cfg;
  csim_config_defaults(&cfg);
  cfg.volume_blocks = VOLUME_BLOCKS;
  cfg.period_a_ps = cfg.period_b_ps = cfg.period_m_ps = 5000;
  cfg.random_phase = false;
  cfg.retry_limit_us = PATIENCE_US;
  twinack::Array array("array", cfg);
  Driver driver("driver", &array);
  driver.socket.bind(array.socket);
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_DO_NOTHING);
  sc_core::sc_start(sc_time(MOST_MS, sc_core::SC_MS));
  assertions_failed = array.assertions_failed();
  const CMUnitTest tests[] = {cmocka_unit_test(each_bad_transaction_has_its_status),
                              cmocka_unit_test(a_flush_is_answered_and_no_memory_given_away),
                              cmocka_unit_test(a_delay_shifts_the_ack_by_itself),
                              cmocka_unit_test(debug_reads_what_the_host_would),
                              cmocka_unit_test(sixteen_outstanding_are_each_answered_once),
                              cmocka_unit_test(a_full_queue_holds_the_next_request_back),
                              cmocka_unit_test(all_is_there_after_a_power_unit_failed),
                              cmocka_unit_test(an_array_that_is_dead_answers_with_an_error),
                              cmocka_unit_test(no_assertion_of_the_rtl_failed)};
  return cmocka_run_group_tests_name("systemc_array", tests, nullptr, nullptr);
}
