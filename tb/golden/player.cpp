// SPDX-License-Identifier: Apache-2.0
// Replays a golden-vector file on one Verilated module. The build makes player_pins.h from the
// file's header (player.awk): PLAYER_TOP, and its clocks and ports.
//
// Usage: player FILE [FROM TO WAVE]
// Prints what the Icarus player prints, see README.md: "cycles N" at the end, or a "mismatch" line
// for each signal of the first cycle that differs; with FROM and TO a "row" line for each cycle
// from FROM to TO, and a waveform of them in WAVE.
// Exit status: 0 replayed to the end, 1 mismatch or failed assertion, 2 FILE cannot be replayed.
#include "player_pins.h"

#include <verilated_vcd_c.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr unsigned WORDS = 32;  // 32-bit words of the widest port
using Value = std::array<uint32_t, WORDS>;

template <class T>
void put(T &pin, const Value &v) {
  pin = static_cast<T>(v[0] | static_cast<uint64_t>(v[1]) << 32);
}
template <std::size_t N>
void put(VlWide<N> &pin, const Value &v) {
  for (std::size_t i = 0; i < N; i++) pin[i] = v[i];
}
template <class T>
Value get(const T &pin) {
  const uint64_t all = pin;
  return {static_cast<uint32_t>(all), static_cast<uint32_t>(all >> 32)};
}
template <std::size_t N>
Value get(const VlWide<N> &pin) {
  Value v{};
  for (std::size_t i = 0; i < N; i++) v[i] = pin[i];
  return v;
}

std::string hex(const Value &v) {
  std::string text;
  for (unsigned digit = WORDS * 8; digit-- > 0;) {
    const unsigned nibble = v[digit / 8] >> digit % 8 * 4 & 15;
    if (nibble != 0 || !text.empty() || digit == 0) text += "0123456789abcdef"[nibble];
  }
  return text;
}

Value from_hex(const std::string &text) {
  Value v{};
  unsigned digit = 0;
  for (auto c = text.rbegin(); c != text.rend(); ++c, ++digit)
    v[digit / 8] |= static_cast<uint32_t>(*c <= '9' ? *c - '0' : *c - 'a' + 10) << digit % 8 * 4;
  return v;
}

struct Column {
  const char *name;
  bool out;
  bool unknown;
  Value value;  // of an input; expected of an output
};

std::vector<Column> columns = {
#define IN(name) {#name, false, false, {}},
#define OUT(name) {#name, true, false, {}},
    PLAYER_PORTS(IN, OUT)
#undef IN
#undef OUT
};

// Not static objects themselves: Verilator's own statics must outlive them.
std::unique_ptr<VerilatedContext> context;
std::unique_ptr<PLAYER_TOP> top;
std::unique_ptr<VerilatedVcdC> wave;
unsigned long long cycle, from = ~0ULL, to = ~0ULL;
bool showing, failed;

void set_inputs() {
  unsigned i = 0;
#define IN(name) put(top->name, columns[i++].value);
#define OUT(name) i++;
  PLAYER_PORTS(IN, OUT)
#undef IN
#undef OUT
}

std::vector<Value> outputs() {
  return {
#define IN(name) Value{},
#define OUT(name) get(top->name),
      PLAYER_PORTS(IN, OUT)
#undef IN
#undef OUT
  };
}

void set_clocks(unsigned rising) {
  unsigned i = 0;
#define CLOCK(name) top->name = rising >> i++ & 1;
  PLAYER_CLOCKS(CLOCK)
#undef CLOCK
  (void)i;
  (void)rising;
}

void settle(unsigned part) {
  top->eval();
  if (showing && cycle >= from && cycle <= to)
    wave->dump(static_cast<vluint64_t>(cycle * 3 + part));
}

void compare(unsigned clocks) {
  const auto got = outputs();
  std::string row = "row " + std::to_string(cycle);
  if (PLAYER_CLOCK_COUNT > 1) row += ' ' + std::to_string(clocks);
  for (std::size_t i = 0; i < columns.size(); i++) {
    const Column &c = columns[i];
    row += ' ' + hex(c.out ? got[i] : c.value);
    if (!c.out || c.unknown || got[i] == c.value) continue;
    row += '/' + hex(c.value);
    if (!showing)
      std::cout << "mismatch " << cycle << ' ' << c.name << ' ' << hex(c.value) << ' '
                << hex(got[i]) << '\n';
    failed = true;
  }
  if (showing && cycle >= from && cycle <= to) std::cout << row << '\n';
}

// False: no need to go on.
bool step(unsigned clocks) {
  set_inputs();
  settle(0);
  compare(clocks);
  set_clocks(clocks);
  settle(1);
  set_clocks(0);
  settle(2);
  cycle++;
  return showing ? cycle <= to : !failed;
}

int give_up(const std::string &why) {
  std::cerr << why << '\n';
  return 2;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 2 && argc != 5) return give_up("player: expected FILE [FROM TO WAVE]");
  showing = argc == 5;
  context = std::make_unique<VerilatedContext>();
  // From zero: a reset made inside the module is an edge only where something was high before.
  // What no reset reaches is unknown to Icarus, so it is found there.
  context->randReset(0);
  context->fatalOnError(false);
  context->errorLimit(1 << 30);
  context->traceEverOn(showing);
  context->commandArgs(argc, argv);  // the crossings ask for theirs
  top = std::make_unique<PLAYER_TOP>(context.get(), "dut");
  if (showing) {
    from = std::strtoull(argv[2], nullptr, 10);
    to = std::strtoull(argv[3], nullptr, 10);
    wave = std::make_unique<VerilatedVcdC>();
    top->trace(wave.get(), 99);
    wave->open(argv[4]);
  }
  std::ifstream file(argv[1]);
  std::string word;
  while (file >> word && word != "begin") continue;
  if (word != "begin") return give_up(std::string(argv[1]) + ": no line `begin`");

  // From all inputs high each reset that the first line pulls is an edge.
  for (Column &c : columns) c.value.fill(~0U);
  set_inputs();
  set_clocks(0);
  top->eval();
  unsigned clocks = 1;
  bool more = true;
  while (more && file >> word) {
    if (word[0] == '*') {
      for (auto n = std::strtoull(word.c_str() + 1, nullptr, 10); more && n > 0; n--)
        more = step(clocks);
      continue;
    }
    bool ahead = PLAYER_CLOCK_COUNT <= 1;  // word is that of the first column
    if (!ahead) clocks = static_cast<unsigned>(std::strtoul(word.c_str(), nullptr, 16));
    unsigned long kept = 0;  // columns that stay as they are
    for (Column &c : columns) {
      if (kept == 0) {
        if (!ahead && !(file >> word))
          return give_up(std::string(argv[1]) + ": the last line is cut");
        ahead = false;
        if (word[0] == '.') {
          kept = word.size() == 1 ? 1 : std::strtoul(word.c_str() + 1, nullptr, 10);
        } else {
          c.unknown = word == "x";
          if (!c.unknown) c.value = from_hex(word);
        }
      }
      if (kept != 0) kept--;
    }
    if (kept != 0) return give_up(std::string(argv[1]) + ": a line keeps more than its columns");
    more = step(clocks);
  }
  if (!failed) std::cout << "cycles " << cycle << '\n';
  top->final();
  if (showing) wave->close();
  const bool good = !failed && context->errorCount() == 0;
  wave.reset();
  top.reset();
  context.reset();
  return good ? 0 : 1;
}
