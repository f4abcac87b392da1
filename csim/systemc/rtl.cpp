// SPDX-License-Identifier: Apache-2.0
// csim/model.h on the RTL that `verilator --sc` makes; see rtl.h.
#include "rtl.h"

#include <new>
#include <string>
#include <type_traits>

#include "Vtwinack.h"
#include "model_root.h"

using sc_core::sc_in;
using sc_core::sc_out;
using sc_core::sc_signal;

namespace {

// A port's signal, and what csim writes to it or reads of it.
template <typename Port, typename C>
struct Wire;

template <typename T, typename C>
struct Wire<sc_in<T>, C> {
  sc_signal<T> signal;
  C pin = 0, driven = 0;

  explicit Wire(const char *name) : signal(name) {
  }
  C *at() {
    return &pin;
  }
  bool drive() {
    if (pin == driven) return false;
    driven = pin;
    signal.write(static_cast<T>(pin));
    return true;
  }
  void sample() {
  }
};

template <int BITS>
struct Wire<sc_in<sc_dt::sc_bv<BITS>>, uint32_t> {
  static constexpr int WORDS = (BITS + 31) / 32;
  sc_signal<sc_dt::sc_bv<BITS>> signal;
  uint32_t pin[WORDS] = {}, driven[WORDS] = {};

  explicit Wire(const char *name) : signal(name) {
  }
  uint32_t *at() {
    return pin;
  }
  bool drive() {
    bool moved = false;
    sc_dt::sc_bv<BITS> value;
    for (int i = 0; i < WORDS; i++) {
      moved |= pin[i] != driven[i];
      driven[i] = pin[i];
    }
    if (!moved) return false;
    for (int i = 0; i < WORDS; i++) value.set_word(i, pin[i]);
    signal.write(value);
    return true;
  }
  void sample() {
  }
};

template <typename T, typename C>
struct Wire<sc_out<T>, C> {
  sc_signal<T> signal;
  C pin = 0;

  explicit Wire(const char *name) : signal(name) {
  }
  C *at() {
    return &pin;
  }
  bool drive() {
    return false;
  }
  void sample() {
    pin = static_cast<C>(signal.read());
  }
};

template <typename Port>
using port_of = std::remove_reference_t<Port>;

}  // namespace

namespace twinack {

// ALL(P) is P(C type, name in the RTL, name in csim/model.h, the structure that has it).
#define COMMON(type, name) P(type, name, name, m)
#define SIDE_A(type, name) P(type, a_##name, name, m.side[0])
#define SIDE_B(type, name) P(type, b_##name, name, m.side[1])
#define HOST_A(type, name) P(type, a_##name, name, m.side[0].host)
#define HOST_B(type, name) P(type, b_##name, name, m.side[1].host)
#define HOST_H(type, name) P(type, h_##name, name, m.host)
#define ALL                     \
  MODEL_COMMON_PORTS(COMMON)    \
  MODEL_SIDE_PORTS(SIDE_A)      \
  MODEL_SIDE_PORTS(SIDE_B)      \
  MODEL_HOST_PORTS(HOST_A)      \
  MODEL_HOST_PORTS(HOST_B)      \
  MODEL_HOST_PORTS(HOST_H)      \
  MODEL_SIDE_WIDE_PORTS(SIDE_A) \
  MODEL_SIDE_WIDE_PORTS(SIDE_B)

struct Rtl::Parts {
  // Ahead of the model, which is made on the thread's context.
  struct Context : VerilatedContext {
    Context() {
      threads(1);
      fatalOnError(false);  // count failed assertions; the run reports them
      errorLimit(1 << 30);
    }
  } context;
#define P(type, rtl, name, where) Wire<port_of<decltype(Vtwinack::rtl)>, type> rtl{#rtl};
  ALL;
#undef P
  Vtwinack top{"twinack"};
  struct model m = {};
  bool used = false;

  Parts() {
#define P(type, rtl, name, where) \
  top.rtl(rtl.signal);            \
  where.name = rtl.at();
    ALL;
#undef P
    m.impl = this;
    // Not before model_new() has said how the crossings delay: initial blocks ask.
    evaluation().disable();
  }

  ~Parts() {
    Verilated::threadContextp(&context);
  }

  sc_core::sc_process_handle evaluation() {
    for (sc_core::sc_object *o : top.get_child_objects()) {
      sc_core::sc_process_handle p(o);
      if (p.valid()) return p;
    }
    return sc_core::sc_process_handle();
  }

  // Verilator books what an evaluation finds on the context of the OS thread, and all arrays of a
  // platform share that thread: one RTL at a time.
  static inline bool evaluating = false;

  void evaluate() {
    while (evaluating) sc_core::wait(sc_core::SC_ZERO_TIME);
    bool moved = false;
#define P(type, rtl, name, where) moved |= rtl.drive();
    ALL;
#undef P
    if (!moved) return;
    evaluating = true;
    Verilated::threadContextp(&context);
    sc_core::wait(sc_core::SC_ZERO_TIME);  // inputs have moved, the RTL evaluates
    sc_core::wait(sc_core::SC_ZERO_TIME);  // outputs have moved
    evaluating = false;
#define P(type, rtl, name, where) rtl.sample();
    ALL;
#undef P
  }
};

Rtl::Rtl(sc_core::sc_module_name name)
    : sc_core::sc_module(name), parts(std::make_unique<Parts>()) {
}

Rtl::~Rtl() = default;

}  // namespace twinack

namespace {

twinack::Rtl::Parts *parts(const struct model *m) {
  return static_cast<twinack::Rtl::Parts *>(m->impl);
}

// Of the module whose process is running.
twinack::Rtl::Parts *unused() {
  sc_core::sc_process_handle self = sc_core::sc_get_current_process_handle();
  sc_core::sc_object *owner = self.valid() ? self.get_parent_object() : nullptr;
  if (owner == nullptr) return nullptr;
  for (sc_core::sc_object *o : owner->get_child_objects()) {
    auto *rtl = dynamic_cast<twinack::Rtl *>(o);
    if (rtl != nullptr && !rtl->parts->used) return rtl->parts.get();
  }
  return nullptr;
}

}  // namespace

extern "C" struct model *model_new(uint32_t crossing_seed) {
  twinack::Rtl::Parts *p = unused();
  if (p == nullptr) return nullptr;
  const std::string plus = "+twk_cdc_seed=" + std::to_string(crossing_seed & 0x7fffffffU);
  const char *argv[] = {"twinack", plus.c_str()};
  p->context.commandArgs(2, argv);
  p->used = true;
  p->evaluation().enable();
  return &p->m;
}

/* The RTL lives as long as its module. */
extern "C" void model_delete(struct model *m) {
  if (m == nullptr) return;
  Verilated::threadContextp(&parts(m)->context);
  parts(m)->top.final();
}

extern "C" void model_eval(struct model *m) {
  parts(m)->evaluate();
}

extern "C" void model_fall(struct model *m) {
  *m->clk_a = *m->clk_b = *m->clk_m = *m->clk_p = 0;
  parts(m)->evaluate();
}

extern "C" unsigned model_assertions_failed(const struct model *m) {
  return static_cast<unsigned>(parts(m)->context.errorCount());
}

extern "C" bool model_can_trace(void) {
  return false;
}

extern "C" int model_trace_open(struct model *, const char *) {
  return -1;
}

extern "C" void model_trace_dump(struct model *, uint64_t) {
}

extern "C" void model_trace_close(struct model *) {
}

extern "C" void model_memory(struct model *m, enum model_memory which, struct model_words *out) {
  root_memory(parts(m)->top.rootp, which, out);
}

extern "C" void model_fifo(const struct model *m, unsigned owner, struct model_fifo *out) {
  root_fifo(parts(m)->top.rootp, owner, out);
}

extern "C" bool model_writing(const struct model *m, unsigned side) {
  return root_writing(parts(m)->top.rootp, side);
}
