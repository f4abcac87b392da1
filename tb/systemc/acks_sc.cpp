// SPDX-License-Identifier: Apache-2.0
// acks_sc.cpp: commands.h through the TLM target. First argument: how.
//   b       b_transport, a process each, called up to 200 ns early with the rest as delay
//   nb      nb_transport, one phase after the other
//   beside  as b, with a second array of another seed under the same traffic in the same platform
#include <cstdio>
#include <cstring>

#include <tlm_utils/simple_initiator_socket.h>

#include "array.h"

extern "C" {
#include "commands.h"
}

namespace {

using sc_core::sc_time;

// A host command as a transaction.
struct Command : tlm::tlm_mm_interface {
  tlm::tlm_generic_payload trans{this};
  twinack::Report report;
  twinack::Flush flush;

  Command(const csim_config &cfg, const csim_command &c) {
    const bool flushes = c.op == TWK_OP_FLUSH;
    trans.acquire();
    trans.set_command(flushes                ? tlm::TLM_IGNORE_COMMAND
                      : c.op == TWK_OP_WRITE ? tlm::TLM_WRITE_COMMAND
                                             : tlm::TLM_READ_COMMAND);
    trans.set_address((c.volume * cfg.volume_blocks + c.lba) * DISK_BLOCK);
    trans.set_data_ptr(static_cast<unsigned char *>(c.data));
    trans.set_data_length(c.blocks * DISK_BLOCK);
    trans.set_streaming_width(c.blocks * DISK_BLOCK);
    trans.set_extension(&report);
    if (flushes) trans.set_extension(&flush);
  }
  ~Command() override {
    trans.clear_extension(&report);
    trans.clear_extension(&flush);
  }
  void free(tlm::tlm_generic_payload *) override {
  }
};

class Host : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Host> socket{"socket"};

  Host(sc_core::sc_module_name name, struct commands *c, bool blocking)
      : sc_core::sc_module(name), c_(c), blocking_(blocking) {
    socket.register_nb_transport_bw(this, &Host::nb_transport_bw);
    SC_HAS_PROCESS(Host);
    SC_THREAD(run);
  }
  bool done() const {
    return ended_ == c_->count;
  }
  sc_core::sc_event ended;

 private:
  void run() {
    for (unsigned i = 0; i < c_->count; i++) {
      const sc_time at = sc_time::from_value(c_->list[i].ps);
      if (blocking_) {
        sc_core::sc_spawn([this, i, at] { one(i, at); });
      } else {
        wait(at - sc_core::sc_time_stamp());
        begin(i);
      }
    }
  }

  void one(unsigned i, sc_time at) {
    sc_time delay = std::min(at, sc_time(i % 3 * 100, sc_core::SC_NS));
    Command k(c_->cfg, c_->list[i].command);
    wait(at - delay);
    socket->b_transport(k.trans, delay);
    end(i, k, delay);
  }

  void begin(unsigned i) {
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_time delay = sc_core::SC_ZERO_TIME;
    auto &k = *(under_way_[i] = std::make_unique<Command>(c_->cfg, c_->list[i].command));
    if (socket->nb_transport_fw(k.trans, phase, delay) != tlm::TLM_ACCEPTED)
      SC_REPORT_FATAL("acks", "a command was not accepted");
    wait(end_req_);
  }

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload &trans, tlm::tlm_phase &phase,
                                     sc_time &delay) {
    if (phase == tlm::END_REQ) {
      end_req_.notify(sc_core::SC_ZERO_TIME);
      return tlm::TLM_ACCEPTED;
    }
    for (auto &[i, k] : under_way_)
      if (&k->trans == &trans) end(i, *k, delay);
    return tlm::TLM_COMPLETED;
  }

  // The answer comes at the ps that it tells of.
  void end(unsigned i, const Command &k, sc_time delay) {
    struct timed_command &t = c_->list[i];
    if (t.ended || delay != sc_core::SC_ZERO_TIME)
      SC_REPORT_FATAL("acks", "answered twice, or late");
    t.end = k.report.end;
    t.ended = true;
    now_[i] = sc_core::sc_time_stamp().value();
    ended_++;
    ended.notify(sc_core::SC_ZERO_TIME);
  }

  struct commands *c_;
  const bool blocking_;
  unsigned ended_ = 0;
  std::map<unsigned, std::unique_ptr<Command>> under_way_;
  sc_core::sc_event end_req_;

 public:
  std::map<unsigned, uint64_t> now_; /* when each answer came, in SystemC's time */
};

}  // namespace

int sc_main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "";
  const bool beside = strcmp(how, "beside") == 0;
  const bool blocking = beside || strcmp(how, "b") == 0;
  if (!blocking && strcmp(how, "nb") != 0) {
    fprintf(stderr, "acks_sc: unknown way, expected b, nb or beside\n");
    return 2;
  }
  struct commands mine = {}, other = {};
  commands_make(&mine, argc - 1, argv + 1);
  twinack::Array array("array", mine.cfg);
  Host host("host", &mine, blocking);
  host.socket.bind(array.socket);
  std::unique_ptr<twinack::Array> array2;
  std::unique_ptr<Host> host2;
  if (beside) {
    commands_make(&other, argc - 1, argv + 1);
    other.cfg.seed++;
    array2 = std::make_unique<twinack::Array>("array2", other.cfg);
    host2 = std::make_unique<Host>("host2", &other, true);
    host2->socket.bind(array2->socket);
  }
  const sc_time slice(1, sc_core::SC_US), most(100, sc_core::SC_MS);
  while (!(host.done() && (!beside || host2->done())) && sc_core::sc_time_stamp() < most)
    sc_core::sc_start(slice);
  for (auto [i, ps] : host.now_)
    if (ps != mine.list[i].end.done_ps - array.origin_ps()) {
      fprintf(stderr, "acks_sc: command %u was answered at another time than it says\n", i);
      return 1;
    }
  return commands_print(&mine, array.origin_ps());
}
