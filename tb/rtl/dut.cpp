// SPDX-License-Identifier: Apache-2.0
// The thin C++ wrapper of any one Verilated module; see dut.h. The build names the module:
// DUT_TOP its class, DUT_HEADER that class's header, DUT_PORTS_H its list of ports; for coverage
// DUT_SYMBOLS the class of its symbols, DUT_SYMS that class's header.
#include DUT_HEADER
#include DUT_PORTS_H
#include "dut.h"

#include <memory>
#include <string>

#if VM_COVERAGE
#include DUT_SYMS
#include "coverage_sum.h"
#endif
#if VM_TRACE
#include "verilated_fst_c.h"
#include "window.h"
#endif

namespace {

#if VM_TRACE
// Closed at exit, since a failed test leaves its model as it is.
std::unique_ptr<VerilatedFstC> recorded;

// What tb/waves/window.h asks for, if this model is meant. Its time is the number of evaluations.
class Window {
 public:
  explicit Window(VerilatedContext *context) {
    wanted_ = window_wanted(model_, &from_);
    context->traceEverOn(wanted_);
  }
  void evaluated(DUT_TOP *top) {
    window_reached(model_, ++evals_);
    if (!wanted_ || evals_ < from_) return;
    if (!recorded) {
      recorded = std::make_unique<VerilatedFstC>();
      top->trace(recorded.get(), 99);
      recorded->open(window_path());
    }
    recorded->dump(evals_);
  }

 private:
  unsigned model_ = window_model();
  bool wanted_;
  uint64_t from_ = 0, evals_ = 0;
};
#else
struct Window {
  explicit Window(VerilatedContext *) {
  }
  void evaluated(DUT_TOP *) {
  }
};
#endif

struct Impl {
  VerilatedContext context;
  Window window{&context};
  std::unique_ptr<DUT_TOP> top;
};

Impl *impl(const struct dut *d) {
  return static_cast<Impl *>(d->impl);
}

}  // namespace

extern "C" struct dut *dut_new(unsigned crossing_seed) {
  auto i = std::make_unique<Impl>();
  const std::string plus = "+twk_cdc_seed=" + std::to_string(crossing_seed & 0x7fffffffU);
  const char *argv[] = {"dut", plus.c_str()};
  i->context.commandArgs(2, argv);
  i->context.randReset(2);
  i->context.randSeed(1);
  i->context.fatalOnError(false);  // count failed assertions; the test looks at the number
  i->context.errorLimit(1 << 30);
  i->top = std::make_unique<DUT_TOP>(&i->context, "dut");
  auto d = std::make_unique<struct dut>();
  DUT_TOP *t = i->top.get();
#define FIELD(type, name) d->name = &t->name;
#define WIDE_FIELD(name) d->name = &t->name[0];
  DUT_PORTS(FIELD, WIDE_FIELD)
#undef FIELD
#undef WIDE_FIELD
#define CLEAR(type, name) *d->name = 0;
#define WIDE_CLEAR(name) \
  for (auto &word : t->name.m_storage) word = 0;
  DUT_PORTS(CLEAR, WIDE_CLEAR)
  t->eval();  // the clocks have been low: the first rise is an edge
  d->impl = i.release();
  return d.release();
}

extern "C" void dut_delete(struct dut *d) {
  std::unique_ptr<Impl> i(impl(d));
  i->top->final();
#if VM_COVERAGE
  CoverageSum<Impl, DUT_SYMBOLS>::take(std::move(i));
#endif
  delete d;
}

extern "C" void dut_eval(struct dut *d) {
  impl(d)->top->eval();
  impl(d)->window.evaluated(impl(d)->top.get());
}

extern "C" unsigned dut_assertions_failed(const struct dut *d) {
  return static_cast<unsigned>(impl(d)->context.errorCount());
}
