// SPDX-License-Identifier: Apache-2.0
// The thin C++ wrapper of what Verilator makes; see model.h.
#include "model.h"

#include <memory>
#include <new>
#include <string>

#include "Vtwinack.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

namespace {

struct Impl {
  VerilatedContext context;
  std::unique_ptr<Vtwinack> top;
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> fst;
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
#define WIDE_A(type, name) m->side[0].name = &t->a_##name[0];
#define WIDE_B(type, name) m->side[1].name = &t->b_##name[0];
  MODEL_COMMON_PORTS(COMMON)
  MODEL_SIDE_PORTS(SIDE_A)
  MODEL_SIDE_PORTS(SIDE_B)
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
  enter(m)->top->final();
  delete impl(m);
  delete m;
}

extern "C" void model_eval(struct model *m) {
  enter(m)->top->eval();
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
