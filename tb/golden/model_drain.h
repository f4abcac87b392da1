/* SPDX-License-Identifier: Apache-2.0 */
/* model_drain.h: the drain, for its own vectors and those of mirror_path. */
#ifndef TWINACK_GOLDEN_MODEL_DRAIN_H
#define TWINACK_GOLDEN_MODEL_DRAIN_H

#include "model_link.h"
#include "model_mirror_fifo.h"

struct drain {
  /* Parameters of the RTL; pointers: they count modulo this. */
  unsigned window, frames, messages, pointers;
  bool runs;      /* the link was up at the last edge */
  bool orphan;    /* the owner was gone: what is in the FIFO is its last */
  uint64_t epoch; /* of the last header that could be read */
  struct {
    bool begun, readable, data, spoilt, headless;
    unsigned beats; /* sent */
  } frame;          /* on its way to the link */
  struct part_frame check;
  struct part_queue out; /* frames without a verdict: end; epoch, and above it data and cut */
};
struct drain_in {
  bool link_up, owner_up;
  struct mirror_fifo_out fifo;
  bool tx_ready, res_valid, res_ok;
  uint64_t msg_count;
};
struct drain_out {
  bool restart, takes, tx_valid, close;
  struct link_beat tx;
  bool release_valid, release_lost, msg_valid, msg_ok, flying;
  uint64_t release_ptr, msg_epoch;
};

struct drain_out drain_out(struct drain *d, const struct drain_in *in, bool rst_n);
void drain_edge(struct drain *d, const struct drain_in *in, const struct drain_out *now);

#endif
