// SPDX-License-Identifier: Apache-2.0
// The thin C++ wrapper of what Verilator makes; see model.h.
#include "model.h"

#include "hash.h"

#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <type_traits>

#include "Vtwinack.h"
#include "model_root.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif
#if VM_COVERAGE
#include "Vtwinack__Syms.h"
#include "coverage_sum.h"
#endif

namespace {

struct Impl {
  VerilatedContext context;
  std::unique_ptr<Vtwinack> top;
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> fst;
  uint32_t firmware_code;  // of the first signal of m->firmware
#endif
};

Impl *impl(const struct model *m) {
  return static_cast<Impl *>(m->impl);
}

// Failed assertions, and the death of a model, are booked on the thread's context: with several
// models in a process it must be this one's, each time.
Impl *enter(const struct model *m) {
  Verilated::threadContextp(&impl(m)->context);
  return impl(m);
}

// A snapshot is the bytes of the model's root object: every variable of the RTL is a plain member
// of it (no strings, queues or classes in our SystemVerilog), and what points elsewhere never
// changes during the life of the object. A copy goes back into the object it came from, never into
// another.
using Root = Vtwinack___024root;
static_assert(std::is_trivially_destructible<VlUnpacked<VlWide<3>, 4>>::value,
              "arrays of the model must be plain memory");

struct Saved {
  uint64_t errors;
  alignas(64) unsigned char root[sizeof(Root)];
};

void *bytes(const struct model *m) {
  return static_cast<void *>(impl(m)->top->rootp);
}

#if VM_TRACE
// Signals that are not RTL: what csim says of each controller's firmware. A code is a word of the
// values that the trace keeps; a signal takes as many as its bits need.
void declare_firmware(void *user, VerilatedFst *fst, uint32_t code) {
  impl(static_cast<struct model *>(user))->firmware_code = code;
  const auto declare = [&](const char *name, int bits) {
    constexpr auto way = FST_VD_IMPLICIT;
    constexpr auto kind = FST_VT_VCD_WIRE;
    if (bits == 1)
      fst->declBit(code, name, -1, way, kind, false, -1);
    else if (bits <= VL_IDATASIZE)
      fst->declBus(code, name, -1, way, kind, false, -1, bits - 1, 0);
    else
      fst->declQuad(code, name, -1, way, kind, false, -1, bits - 1, 0);
    code += VL_WORDS_I(bits);
  };
#define DECLARE(name, bits) declare(#name, bits);
  for (const char *scope : {"firmware a ", "firmware b "}) {
    fst->pushNamePrefix(scope);
    MODEL_FIRMWARE_SIGNALS(DECLARE)
    fst->popNamePrefix();
  }
#undef DECLARE
}

template <bool FULL>
void dump_firmware(void *user, VerilatedFst::Buffer *to) {
  const auto *m = static_cast<const struct model *>(user);
  uint32_t *old = to->oldp(impl(m)->firmware_code);
  const auto dump = [&](uint64_t value, int bits) {
    const auto word = static_cast<IData>(value);
    if (bits > VL_IDATASIZE) {
      FULL ? to->fullQData(old, value, bits) : to->chgQData(old, value, bits);
    } else {
      FULL ? to->fullIData(old, word, bits) : to->chgIData(old, word, bits);
    }
    old += VL_WORDS_I(bits);
  };
  for (const auto &f : m->firmware) {
#define DUMP(name, bits) dump(f.name, bits);
    MODEL_FIRMWARE_SIGNALS(DUMP)
#undef DUMP
  }
}
#endif

}  // namespace

extern "C" struct model *model_new(uint32_t crossing_seed) try {
  auto m = std::make_unique<struct model>();
  auto i = std::make_unique<Impl>();
  const std::string plus = "+twk_cdc_seed=" + std::to_string(crossing_seed & 0x7fffffffU);
  const char *argv[] = {"twinack", plus.c_str()};
  Verilated::threadContextp(&i->context);
  i->context.commandArgs(2, argv);
  i->context.threads(1);           // no worker threads: a system may be forked
  i->context.fatalOnError(false);  // count failed assertions; the run reports them
  i->context.errorLimit(1 << 30);
#if VM_TRACE
  i->context.traceEverOn(true);
#endif
  i->top = std::make_unique<Vtwinack>(&i->context, "TOP");
  Vtwinack *t = i->top.get();
#define COMMON(type, name) m->name = &t->name;
#define SIDE_A(type, name) m->side[0].name = &t->a_##name;
#define SIDE_B(type, name) m->side[1].name = &t->b_##name;
#define HOST_A(type, name) m->side[0].host.name = &t->a_##name;
#define HOST_B(type, name) m->side[1].host.name = &t->b_##name;
#define HOST_H(type, name) m->host.name = &t->h_##name;
#define WIDE_A(type, name) m->side[0].name = &t->a_##name[0];
#define WIDE_B(type, name) m->side[1].name = &t->b_##name[0];
  MODEL_COMMON_PORTS(COMMON)
  MODEL_SIDE_PORTS(SIDE_A)
  MODEL_SIDE_PORTS(SIDE_B)
  MODEL_HOST_PORTS(HOST_A)
  MODEL_HOST_PORTS(HOST_B)
  MODEL_HOST_PORTS(HOST_H)
  MODEL_SIDE_WIDE_PORTS(WIDE_A)
  MODEL_SIDE_WIDE_PORTS(WIDE_B)
  m->impl = i.release();
  return m.release();
} catch (const std::bad_alloc &) {
  return nullptr;
}

extern "C" void model_delete(struct model *m) {
  if (m == nullptr) return;
  model_trace_close(m);
  std::unique_ptr<Impl> i(enter(m));
  i->top->final();
#if VM_COVERAGE
  CoverageSum<Impl, Vtwinack__Syms>::take(std::move(i));
#endif
  delete m;
}

extern "C" void model_eval(struct model *m) {
  enter(m)->top->eval();
}

extern "C" void model_fall(struct model *m) {
  Root *r = impl(m)->top->rootp;
  r->clk_a = r->clk_b = r->clk_m = r->clk_p = 0;
  r->__Vtrigrprev__TOP__clk_a = r->__Vtrigrprev__TOP__clk_b = r->__Vtrigrprev__TOP__clk_m = 0;
  r->__Vtrigrprev__TOP__clk_p = 0;
}

extern "C" unsigned model_assertions_failed(const struct model *m) {
  return static_cast<unsigned>(impl(m)->context.errorCount());
}

extern "C" bool model_can_trace(void) {
  return VM_TRACE != 0;
}

extern "C" int model_trace_open(struct model *m, const char *path) {
#if VM_TRACE
  impl(m)->fst = std::make_unique<VerilatedFstC>();
  impl(m)->top->trace(impl(m)->fst.get(), 99);
  VerilatedFst *signals = impl(m)->fst->spTrace();
  signals->addInitCb(declare_firmware, m);
  signals->addFullCb(dump_firmware<true>, m);
  signals->addChgCb(dump_firmware<false>, m);
  impl(m)->fst->open(path);
  if (impl(m)->fst->isOpen()) return 0;
  impl(m)->fst.reset();
#else
  (void)m;
  (void)path;
#endif
  return -1;
}

extern "C" void model_trace_dump(struct model *m, uint64_t time_ps) {
#if VM_TRACE
  if (impl(m)->fst) impl(m)->fst->dump(time_ps);
#else
  (void)m;
  (void)time_ps;
#endif
}

extern "C" void model_trace_close(struct model *m) {
#if VM_TRACE
  if (impl(m)->fst) impl(m)->fst->close();
  impl(m)->fst.reset();
#else
  (void)m;
#endif
}

extern "C" size_t model_state_size(const struct model *) {
  return sizeof(Saved);
}

extern "C" void model_save(const struct model *m, void *to) {
  auto *s = static_cast<Saved *>(to);
  s->errors = static_cast<uint64_t>(impl(m)->context.errorCount());
  std::memcpy(s->root, bytes(m), sizeof s->root);
}

extern "C" void model_restore(struct model *m, const void *from) {
  const auto *s = static_cast<const Saved *>(from);
  impl(m)->context.errorCount(static_cast<int>(s->errors));
  std::memcpy(bytes(m), s->root, sizeof s->root);
}

// Without the pointers, at both ends, which tell two processes apart but no two states.
extern "C" uint64_t model_hash(const struct model *m) {
  const Root *r = impl(m)->top->rootp;
  const auto *from = static_cast<const unsigned char *>(bytes(m)) + sizeof(VerilatedModule);
  const auto *to = reinterpret_cast<const unsigned char *>(&r->vlSymsp);
  return hash_bytes(HASH_START, from, static_cast<std::size_t>(to - from));
}

extern "C" void model_memory(struct model *m, enum model_memory which, struct model_words *out) {
  root_memory(impl(m)->top->rootp, which, out);
}

extern "C" void model_fifo(const struct model *m, unsigned owner, struct model_fifo *out) {
  root_fifo(impl(m)->top->rootp, owner, out);
}

extern "C" bool model_writing(const struct model *m, unsigned side) {
  return root_writing(impl(m)->top->rootp, side);
}
