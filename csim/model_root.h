// SPDX-License-Identifier: Apache-2.0
//
// model_root.h: what is read of the model's root structure, whoever evaluates it (csim/model.cpp,
// csim/systemc/rtl.cpp). Names are as Verilator makes them of the RTL's hierarchy; a renamed
// instance does not compile.
#ifndef TWINACK_MODEL_ROOT_H
#define TWINACK_MODEL_ROOT_H

#include "model.h"

#include <cstddef>

#include "Vtwinack___024root.h"

template <typename Data, std::size_t N>
void describe(VlUnpacked<Data, N> &data, VlUnpacked<CData, N> &check, unsigned data_bits,
              unsigned check_bits, struct model_words *out) {
  *out = {&data[0], &check[0], static_cast<unsigned>(N), sizeof(Data), data_bits, check_bits};
}

inline void root_memory(Vtwinack___024root *r, enum model_memory which, struct model_words *out) {
#define RAM(path, bits, checks)                                         \
  return describe(r->twinack__DOT__##path##__DOT__u_ram__DOT__data_mem, \
                  r->twinack__DOT__##path##__DOT__u_ram__DOT__check_mem, bits, checks, out)
  switch (which) {
    case MODEL_CACHE_A_LOCAL:
      RAM(u_a__DOT__u_cache__DOT__u_local, 64, 8);
    case MODEL_CACHE_A_MIRROR:
      RAM(u_a__DOT__u_cache__DOT__u_mirror, 64, 8);
    case MODEL_CACHE_B_LOCAL:
      RAM(u_b__DOT__u_cache__DOT__u_local, 64, 8);
    case MODEL_CACHE_B_MIRROR:
      RAM(u_b__DOT__u_cache__DOT__u_mirror, 64, 8);
    case MODEL_FIFO_AB:
      RAM(u_ab__DOT__u_fifo, 66, 8);
    case MODEL_FIFO_BA:
      RAM(u_ba__DOT__u_fifo, 66, 8);
    case MODEL_MEMORIES:
      break;
  }
#undef RAM
  *out = {};
}

inline void root_fifo(Vtwinack___024root *r, unsigned owner, struct model_fifo *out) {
  struct model_words w;
  root_memory(r, owner ? MODEL_FIFO_BA : MODEL_FIFO_AB, &w);
  unsigned wr = owner ? r->twinack__DOT__u_ba__DOT__u_fifo__DOT__wr_q
                      : r->twinack__DOT__u_ab__DOT__u_fifo__DOT__wr_q;
  unsigned rd = owner ? r->twinack__DOT__u_ba__DOT__u_fifo__DOT__rd_q
                      : r->twinack__DOT__u_ab__DOT__u_fifo__DOT__rd_q;
  *out = {rd % w.words, (wr - rd) % (2 * w.words), (wr + w.words - 1) % w.words};
}

inline bool root_writing(const Vtwinack___024root *r, unsigned side) {
  constexpr unsigned IDLE = 0, HEADER = 1; /* of write_splitter */
  unsigned state = side ? r->twinack__DOT__u_b__DOT__u_splitter__DOT__state_q
                        : r->twinack__DOT__u_a__DOT__u_splitter__DOT__state_q;
  unsigned beat = side ? r->twinack__DOT__u_b__DOT__u_splitter__DOT__beat_q
                       : r->twinack__DOT__u_a__DOT__u_splitter__DOT__beat_q;
  bool mirrored = side ? r->twinack__DOT__u_b__DOT__u_splitter__DOT__mirrored_q
                       : r->twinack__DOT__u_a__DOT__u_splitter__DOT__mirrored_q;
  return mirrored && state != IDLE && (state != HEADER || beat != 0);
}

#endif
