// SPDX-License-Identifier: Apache-2.0
// platform.cpp: the smallest virtual platform: a traffic initiator bound to an array.
//
// Usage: twinack-platform [MODE [SEED [WORKLOAD [FAULT,...]]]]
//   early 1 count=200,span=1M,volumes=4,bs=512:2/4k:3,depth=16 (defaults); WORKLOAD as in
//   sw/traffic/workload.h, FAULT as in csim/fault.h.
// Exit status: 0 all answered and right; 1 a block is not what it must be, a transaction ended with
// an error or an assertion of the RTL failed; 2 bad input.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "initiator.h"

extern "C" {
#include "text.h"
}

namespace {

[[noreturn]] void bad(const std::string &what) {
  fprintf(stderr, "twinack-platform: %s\n", what.c_str());
  exit(2);
}

unsigned mode_of(const std::string &name) {
  static const char *const names[] = {"early", "sync", "through", "local"};
  for (unsigned m = 0; m < 4; m++)
    if (name == names[m]) return m;
  bad("MODE: unknown '" + std::string(text_quote(name.c_str()).text) +
      "', expected early, sync, through or local");
}

// Nearest rank, of sorted values.
double ns(const std::vector<uint64_t> &ps, double percent) {
  if (ps.empty()) return 0;
  const double rank = percent / 100 * static_cast<double>(ps.size());
  auto i = static_cast<size_t>(rank);
  if (static_cast<double>(i) < rank) i++;
  return static_cast<double>(ps[std::max<size_t>(i, 1) - 1]) / 1000;
}

void row(const char *what, std::vector<uint64_t> ps) {
  std::sort(ps.begin(), ps.end());
  printf("%-12s %8zu %12.1f %12.1f %12.1f\n", what, ps.size(), ns(ps, 50), ns(ps, 99), ns(ps, 100));
}

}  // namespace

int sc_main(int argc, char **argv) {
  const char *traffic = "count=200,span=1M,volumes=4,bs=512:2/4k:3,depth=16";
  char err[256];
  uint64_t seed = 1;
  csim_config cfg;
  workload_config load;
  csim_config_defaults(&cfg);
  workload_defaults(&load);
  if (argc > 5) bad("too many words, expected MODE SEED WORKLOAD FAULTS at most");
  if (argc > 1) cfg.mode = mode_of(argv[1]);
  if (argc > 2 && !text_u64(argv[2], 0, UINT64_MAX, &seed)) bad("SEED: expected a whole number");
  if (argc > 3) traffic = argv[3];
  if (workload_parse(&load, traffic, err, sizeof err) != 0 ||
      workload_check(&load, err, sizeof err) != 0)
    bad(err);
  if (argc > 4 && fault_parse(argv[4], &cfg.faults, err, sizeof err) != 0) bad(err);
  if (load.span_blocks > cfg.volume_blocks) bad("span: larger than a volume, expected at most 64M");
  cfg.seed = seed;

  twinack::Array array("array", cfg);
  twinack::Initiator host("host", load, cfg.volume_blocks, seed);
  host.socket.bind(array.socket);
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_DO_NOTHING);
  sc_core::sc_start();

  const auto &judged = host.judged();
  const uint64_t wrong = judged.lost + judged.torn + judged.misplaced + judged.alien;
  printf("%-12s %8s %12s %12s %12s\n", "", "number", "p50, ns", "p99, ns", "max, ns");
  row("write acks", host.ack_ps);
  row("reads", host.read_ps);
  printf("%s, seed %llu: %u answered, %u errors, %llu blocks read and judged, %llu wrong; %s\n",
         argc > 1 ? argv[1] : "early", static_cast<unsigned long long>(seed), host.answered,
         host.errors, static_cast<unsigned long long>(judged.blocks_judged),
         static_cast<unsigned long long>(wrong), sc_core::sc_time_stamp().to_string().c_str());
  printf("next         csim/systemc/array.h, and csim/systemc/initiator.cpp to start from\n");
  const unsigned failed = array.assertions_failed();
  if (failed != 0) printf("%u assertions of the RTL failed\n", failed);
  return wrong != 0 || host.errors != 0 || failed != 0;
}
